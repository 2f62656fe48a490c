"""The first page after sign-in."""

from flask import Blueprint

bp = Blueprint("home", __name__)

from meetings.blueprints.home import views  # noqa: E402, F401 -- registers
