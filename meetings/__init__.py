"""A service that runs official gatherings from the invitation to the last follow-up."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(environ: Mapping[str, str] | None = None, **overrides: Any) -> "Flask":
    """The WSGI application; see ``meetings.factory``. Imported late, so that a leaf can be used without the app."""
    from meetings.factory import create_app as make

    return make(environ, **overrides)
