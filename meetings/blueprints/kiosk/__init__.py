"""The kiosk's page, for guests who check in at a tablet. It is the same for everybody and holds nothing personal, like the scanner's."""

from meetings.blueprints.kiosk.views import bp

__all__ = ["bp"]
