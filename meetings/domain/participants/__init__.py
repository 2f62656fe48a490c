"""Participants of a meeting: list, import, categories, passes, representation."""

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
from meetings.domain.participants.passes import code_of, hash_of, issue_pass, issue_passes, replace_pass
from meetings.domain.participants.representation import (
    Unsuitable,
    correct_representative,
    end_representation,
    name_representative,
)

__all__ = [
    "CategoryDetails",
    "Details",
    "SamePerson",
    "Unsuitable",
    "add_default_categories",
    "add_participant",
    "change_participant",
    "code_of",
    "correct_representative",
    "details_of",
    "end_representation",
    "hash_of",
    "hold_participant",
    "issue_pass",
    "issue_passes",
    "name_representative",
    "replace_pass",
    "restore_participant",
    "set_category",
    "withdraw_participant",
]
