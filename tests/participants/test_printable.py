"""Whose name cannot be printed, found without reading those written in ASCII."""

import pytest

from meetings.domain.participants.printable import boxed_on_the_list
from meetings.extensions import db
from meetings.models import Meeting
from tests.factories import make_participant

STRANGE = "\ue000"


@pytest.mark.parametrize("column", ["title_front", "name", "title_back", "position", "institution"])
def test_one_strange_letter_in_any_printed_part_is_found(meeting: Meeting, column: str) -> None:
    plain = {"title_front": "Dr.", "name": "Budi", "title_back": "S.Kom.", "position": "Staf", "institution": "Dinas"}
    make_participant(meeting, plain["name"])
    make_participant(meeting, **plain | {column: f"Đặng {STRANGE}"})
    make_participant(meeting, "Siti", notes=STRANGE)
    db.session.commit()

    (found,) = boxed_on_the_list(meeting.id)

    assert found.signs == STRANGE
