"""Organisations: the tree, letterhead, users and their roles."""

from flask import Blueprint

bp = Blueprint("organisations", __name__, url_prefix="/instansi")

from meetings.blueprints.organisations import approving, members, officials, phrases, texts, views  # noqa: E402, F401 -- registers
