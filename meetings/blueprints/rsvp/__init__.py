"""Participants' own pages: the answer to an invitation and the pass. No account; the link is the right."""

from flask import Blueprint

from meetings.extensions import csrf

bp = Blueprint("rsvp", __name__)
csrf.exempt(bp)  # no cookie gives a right here, the token in the address does

from meetings.blueprints.rsvp import alone, answers, details, institutions, joining, passes, points  # noqa: E402, F401 -- registers
