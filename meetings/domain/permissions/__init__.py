"""Who may do what."""

from meetings.domain.permissions.queries import permissions_in, visible_meetings, visible_organisations
from meetings.domain.permissions.table import PERMISSIONS, Permission, permissions_held, permissions_of

__all__ = [
    "PERMISSIONS",
    "Permission",
    "permissions_held",
    "permissions_in",
    "permissions_of",
    "visible_meetings",
    "visible_organisations",
]
