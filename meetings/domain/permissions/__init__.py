"""Who may do what."""

from meetings.domain.permissions.accounts import account_names, covered_accounts, covered_of, known_accounts, who_holds, who_may
from meetings.domain.permissions.queries import (
    held_by,
    is_reached,
    meetings_with_role,
    permissions_in,
    reached_organisations,
    readable_minutes,
    visible_meetings,
    visible_organisations,
)
from meetings.domain.permissions.table import (
    NEAR,
    OF_OPERATORS,
    OF_WRITERS,
    PERMISSIONS,
    Permission,
    permissions_held,
    permissions_of,
)

__all__ = [
    "NEAR",
    "OF_OPERATORS",
    "OF_WRITERS",
    "PERMISSIONS",
    "Permission",
    "account_names",
    "covered_accounts",
    "covered_of",
    "held_by",
    "is_reached",
    "known_accounts",
    "meetings_with_role",
    "permissions_held",
    "permissions_in",
    "permissions_of",
    "readable_minutes",
    "reached_organisations",
    "visible_meetings",
    "visible_organisations",
    "who_holds",
    "who_may",
]
