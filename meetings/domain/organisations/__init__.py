"""The tree of organisations, their letterhead and other names."""

from meetings.domain.organisations.editing import (
    change_organisation,
    create_organisation,
    remove_organisation,
    set_image,
)
from meetings.domain.organisations.letterhead import (
    has_state_emblem,
    letterhead_lines,
    letterhead_of,
    preview_letterhead,
    screen_letterhead,
)
from meetings.domain.organisations.queries import (
    count_below,
    family_of,
    list_members,
    list_tree,
    reaches_below,
    visible_parent,
)

__all__ = [
    "change_organisation",
    "count_below",
    "create_organisation",
    "family_of",
    "has_state_emblem",
    "letterhead_lines",
    "letterhead_of",
    "list_members",
    "list_tree",
    "preview_letterhead",
    "reaches_below",
    "remove_organisation",
    "screen_letterhead",
    "set_image",
    "visible_parent",
]
