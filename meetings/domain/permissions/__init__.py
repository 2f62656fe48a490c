"""Who may do what."""

from meetings.domain.permissions.accounts import account_names, covered_accounts, covered_of, known_accounts, who_may
from meetings.domain.permissions.queries import (
    held_by,
    is_reached,
    permissions_in,
    reached_organisations,
    visible_meetings,
    visible_organisations,
)
from meetings.domain.permissions.table import NEAR, OF_OPERATORS, PERMISSIONS, Permission, permissions_held, permissions_of

__all__ = [
    "NEAR",
    "OF_OPERATORS",
    "PERMISSIONS",
    "Permission",
    "account_names",
    "covered_accounts",
    "covered_of",
    "held_by",
    "is_reached",
    "known_accounts",
    "permissions_held",
    "permissions_in",
    "permissions_of",
    "reached_organisations",
    "visible_meetings",
    "visible_organisations",
    "who_may",
]
