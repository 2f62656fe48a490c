"""Speakers: their place, order and privacy."""

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import speakers
from meetings.domain.audit import SYSTEM
from meetings.enums import MeetingState, SpeakerRole
from meetings.errors import InvalidInput, NotFound, WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Meeting
from tests.factories import make_agenda_item, make_meeting, make_session, make_speaker

pytestmark = pytest.mark.usefixtures("app")


def names(meeting: Meeting) -> list[str]:
    return [speaker.name for speaker in speakers.list_speakers(meeting)]


def test_a_speaker_on_an_agenda_item_belongs_to_its_session() -> None:
    meeting = make_meeting()
    session = make_session(meeting)
    item = make_agenda_item(session)

    speaker = speakers.add_speaker(
        meeting,
        {
            "name": "Eko",
            "title_front": "Prof. Dr.",
            "title_back": "M.Si.",
            "agenda_item_id": item.id,
            "role": SpeakerRole.MODERATOR,
        },
        actor=SYSTEM,
        at=clock.now(),
    )

    assert (speaker.session_id, speaker.agenda_item_id) == (session.id, item.id)
    assert speaker.full_name == "Prof. Dr. Eko, M.Si."


def test_a_speaker_has_a_name() -> None:
    with pytest.raises(InvalidInput) as refusal:
        speakers.add_speaker(make_meeting(), {"name": "...", "role": SpeakerRole.SPEAKER}, actor=SYSTEM, at=clock.now())
    assert refusal.value.field == "name"


def test_a_place_in_another_meeting_is_not_found() -> None:
    meeting, other = make_meeting(), make_meeting()
    session = make_session(other)

    with pytest.raises(NotFound):
        speakers.add_speaker(meeting, {"name": "Eko", "session_id": session.id}, actor=SYSTEM, at=clock.now())
    with pytest.raises(NotFound):
        speakers.get_speaker(meeting, make_speaker(other).id)


def test_new_speakers_stand_last_and_move_by_one() -> None:
    meeting = make_meeting()
    for name in ("A", "B", "C"):
        speakers.add_speaker(meeting, {"name": name}, actor=SYSTEM, at=clock.now())

    speakers.move_speaker(speakers.list_speakers(meeting)[2], -1, actor=SYSTEM, at=clock.now())
    speakers.move_speaker(speakers.list_speakers(meeting)[0], -1, actor=SYSTEM, at=clock.now())

    assert names(meeting) == ["A", "C", "B"]


def test_the_audit_trail_holds_no_contact() -> None:
    speaker = make_speaker(make_meeting(), phone="")

    speakers.change_speaker(speaker, {"phone": "08123456789", "topic": "Arah"}, actor=SYSTEM, at=clock.now())

    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert entry.data["changes"]["topic"] == ["", "Arah"]
    assert "08123456789" not in str(entry.data)


def test_an_impossible_duration_and_a_finished_meeting_are_refused() -> None:
    meeting = make_meeting()
    with pytest.raises(InvalidInput) as refusal:
        speakers.add_speaker(meeting, {"name": "Eko", "minutes": 0}, actor=SYSTEM, at=clock.now())
    assert refusal.value.field == "minutes"

    meeting.state = MeetingState.FINISHED
    with pytest.raises(WrongState):
        speakers.add_speaker(meeting, {"name": "Eko"}, actor=SYSTEM, at=clock.now())
