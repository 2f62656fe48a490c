"""The directory of officials: one record for each office somebody holds; papers take their signature block and letterhead from it."""

from meetings.domain.people.editing import Doubtful, add_official, change_official, remove_official
from meetings.domain.people.offices import proposed_office
from meetings.domain.people.queries import find_official, get_official, list_officials, officials_for, require_official
from meetings.domain.people.signing import (
    chosen_signer,
    letterhead_for,
    sample_page,
    signatory_of,
    signed_by,
    signs_under_office,
    up_to_date,
)

__all__ = [
    "Doubtful",
    "add_official",
    "change_official",
    "chosen_signer",
    "find_official",
    "get_official",
    "letterhead_for",
    "list_officials",
    "officials_for",
    "proposed_office",
    "remove_official",
    "require_official",
    "sample_page",
    "signatory_of",
    "signed_by",
    "signs_under_office",
    "up_to_date",
]
