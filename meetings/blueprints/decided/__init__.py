"""What was decided: a search through all minutes, the register of decisions, extracts for institutions."""

from flask import Blueprint

bp = Blueprint("decided", __name__)

from meetings.blueprints.decided import extracts, register, search  # noqa: E402, F401 -- registers
