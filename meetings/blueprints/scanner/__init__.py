"""The scanner page for doors. It is the same for everybody and holds nothing personal: what a device may see, it
fetches with its own token from /api/v1."""

from meetings.blueprints.scanner.views import bp

__all__ = ["bp"]
