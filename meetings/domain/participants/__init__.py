"""Participants of a meeting: list, import, categories, representation."""

from meetings.domain.participants.categories import CategoryDetails, add_default_categories
from meetings.domain.participants.details import Details, details_of
from meetings.domain.participants.members import (
    SamePerson,
    add_participant,
    change_participant,
    hold_participant,
    restore_participant,
    set_category,
    withdraw_participant,
)
from meetings.domain.participants.representation import (
    PerhapsSame,
    Unsuitable,
    came,
    correct_representative,
    end_representation,
    name_representative,
    was_released,
)

__all__ = [
    "CategoryDetails",
    "Details",
    "SamePerson",
    "PerhapsSame",
    "Unsuitable",
    "add_default_categories",
    "add_participant",
    "came",
    "change_participant",
    "correct_representative",
    "details_of",
    "end_representation",
    "hold_participant",
    "name_representative",
    "restore_participant",
    "set_category",
    "was_released",
    "withdraw_participant",
]
