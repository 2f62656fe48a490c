"""For administrators: users, background work and audit of their own organisations."""

from flask import Blueprint

bp = Blueprint("admin", __name__, url_prefix="/administrasi")

from meetings.blueprints.admin import views  # noqa: E402, F401 -- registers
