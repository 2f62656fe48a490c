"""The outbox: messages, for who looks after the meetings or accounts that they are about."""

from flask import Blueprint

bp = Blueprint("outbox", __name__)

from meetings.blueprints.outbox import views  # noqa: E402, F401 -- registers
