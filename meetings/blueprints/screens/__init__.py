"""Screens of the hall, for whoever has their link: nobody signs in at a projector."""

from meetings.blueprints.screens.views import bp

__all__ = ["bp"]
