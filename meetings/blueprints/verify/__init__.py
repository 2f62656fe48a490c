"""The public page behind the QR of an issued document."""

from flask import Blueprint

bp = Blueprint("verify", __name__, url_prefix="/v")

from meetings.blueprints.verify import views  # noqa: E402, F401
