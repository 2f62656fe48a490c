"""The public page behind the QR of an issued document."""

from flask import Blueprint

from meetings.extensions import csrf

bp = Blueprint("verify", __name__)
csrf.exempt(bp)  # no cookie gives a right here, the token in the address does

from meetings.blueprints.verify import views  # noqa: E402, F401 -- registers
