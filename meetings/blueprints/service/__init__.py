"""For operators: how the installation is doing, and the root organisations in it."""

from flask import Blueprint

bp = Blueprint("service", __name__, url_prefix="/layanan")

from meetings.blueprints.service import views  # noqa: E402, F401 -- registers
