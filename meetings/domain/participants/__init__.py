"""Participants of a meeting: list, import, categories, representation."""

from meetings.domain.participants.categories import CategoryDetails, add_default_categories
from meetings.domain.participants.deleting import delete_participant, why_not_deletable
from meetings.domain.participants.details import Details, details_of
from meetings.domain.participants.members import (
    add_participant,
    change_participant,
    hold_participant,
    restore_participant,
    set_category,
    withdraw_participant,
)
from meetings.domain.participants.perhaps import (
    correct_as_guest,
    count_undecided,
    name_as_guest,
    perhaps_same_as,
    tell_apart,
    undecided,
    unite,
    united_with,
)
from meetings.domain.participants.representation import (
    PerhapsSame,
    Unsuitable,
    came,
    correct_representative,
    end_representation,
    name_representative,
    turned_down,
    was_released,
    why_not_available,
)
from meetings.domain.participants.sessions import follow_category, restrict_each, restrict_to_sessions, sessions_of
from meetings.domain.participants.similar import SamePerson

__all__ = [
    "CategoryDetails",
    "Details",
    "SamePerson",
    "PerhapsSame",
    "Unsuitable",
    "add_default_categories",
    "add_participant",
    "came",
    "correct_as_guest",
    "name_as_guest",
    "perhaps_same_as",
    "tell_apart",
    "count_undecided",
    "undecided",
    "unite",
    "united_with",
    "change_participant",
    "correct_representative",
    "delete_participant",
    "details_of",
    "end_representation",
    "follow_category",
    "hold_participant",
    "name_representative",
    "restore_participant",
    "restrict_each",
    "restrict_to_sessions",
    "sessions_of",
    "set_category",
    "turned_down",
    "was_released",
    "why_not_available",
    "why_not_deletable",
    "withdraw_participant",
]
