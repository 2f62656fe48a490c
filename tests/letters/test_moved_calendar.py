"""Calendar entries of a meeting that moves: the same entry with another day, not a second one."""

from datetime import timedelta

import icalendar
import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain.agenda import remove_session
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.messages import Kit
from meetings.domain.meetings import change_meeting
from meetings.domain.outbox import read_attachment
from meetings.domain.passes import code_of, issue_pass
from meetings.extensions import db
from meetings.models import participant_session
from tests.factories import make_letter, make_meeting, make_participant, make_session
from tests.factories.invitations import make_invitation


@pytest.fixture
def meeting(app):
    today = clock.local(clock.now(), "Asia/Jakarta").date()
    made = make_meeting(starts_on=today, ends_on=today + timedelta(days=1))
    morning = clock.from_local(
        clock.local(clock.now(), "Asia/Jakarta").replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None), "Asia/Jakarta"
    )
    make_session(made, morning, title="Hari pertama")
    make_session(made, morning + timedelta(hours=5), title="Hari pertama, sore")
    make_session(made, morning + timedelta(days=1), title="Hari kedua")
    made.updated_at = clock.now() - timedelta(days=3)
    for session in made.sessions:
        session.updated_at = clock.now() - timedelta(days=3)
    db.session.commit()
    return made


def _mailed(letter) -> dict[str, icalendar.Event]:
    db.session.expire_all()
    return _events(read_attachment(Kit(letter, clock.now()).calendar()))


def _downloaded(client, person) -> dict[str, icalendar.Event]:
    code = code_of(issue_pass(person, clock.now()))
    db.session.commit()
    return _events(client.get(f"/p/{code}/acara.ics").data)


def _events(data: bytes) -> dict[str, icalendar.Event]:
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def _move(meeting, days: int) -> None:
    by = timedelta(days=days)
    change_meeting(meeting, {"starts_on": meeting.starts_on + by, "ends_on": meeting.ends_on + by}, actor=SYSTEM, at=clock.now())
    db.session.commit()


def test_a_moved_meeting_keeps_its_entries(meeting, client):
    person = make_participant(meeting)
    letter = make_invitation(person).letter
    before = _mailed(letter)

    _move(meeting, 7)

    after = _mailed(letter)
    assert len(before) == 2 and before.keys() == after.keys() == _downloaded(client, person).keys()
    for uid, event in after.items():
        assert event["DTSTART"].dt - before[uid]["DTSTART"].dt == timedelta(days=7)
        assert event["SEQUENCE"] > before[uid]["SEQUENCE"]
        assert event["STATUS"] == "CONFIRMED"


def test_a_day_that_falls_away_is_cancelled(meeting, client):
    person = make_participant(meeting)
    letter = make_invitation(person).letter
    before = _mailed(letter)

    remove_session(meeting.sessions[-1], actor=SYSTEM, at=clock.now())
    db.session.commit()

    for after in (_mailed(letter), _downloaded(client, person)):
        assert after.keys() == before.keys()
        first, second = sorted(after)
        assert (after[first]["STATUS"], after[second]["STATUS"]) == ("CONFIRMED", "CANCELLED")
        assert after[second]["SEQUENCE"] > before[second]["SEQUENCE"]


def test_who_is_called_to_one_session_has_the_entry_of_that_session(meeting, client):
    person = make_participant(meeting, limited=True)
    letter = make_letter(meeting)
    second = meeting.sessions[-1]
    db.session.execute(sa.insert(participant_session).values(participant_id=person.id, session_id=second.id))

    mine = _downloaded(client, person)

    [(uid, event)] = mine.items()
    assert uid.startswith(f"{meeting.id}-{second.id}@") and event["SUMMARY"] == f"Hari kedua – {meeting.title}"
    assert event["DTSTART"].dt == second.starts_at and not mine.keys() & _mailed(letter).keys()


def test_sessions_in_different_rooms_are_entries_of_their_own_wherever_they_move(meeting):
    letter = make_invitation(make_participant(meeting)).letter
    days = _mailed(letter)
    first = meeting.sessions[0]
    first.room = "Ruang Rinjani"
    db.session.commit()

    before = _mailed(letter)
    assert len(before) == 3 and not before.keys() & days.keys()
    [mine] = [event for uid, event in before.items() if first.id in uid]
    assert mine["LOCATION"].startswith("Ruang Rinjani, ") and mine["SUMMARY"].startswith("Hari pertama – ")

    first.starts_at, first.ends_at = (each + timedelta(days=1, hours=3) for each in (first.starts_at, first.ends_at))
    db.session.commit()
    after = _mailed(letter)
    assert after.keys() == before.keys()
    [moved] = [event for uid, event in after.items() if first.id in uid]
    assert moved["DTSTART"].dt - mine["DTSTART"].dt == timedelta(days=1, hours=3)


def test_a_letter_of_change_takes_back_the_days_whose_place_sessions_have_taken(meeting):
    letter = make_invitation(make_participant(meeting)).letter
    days = _mailed(letter)
    meeting.sessions[0].room = "Ruang Rinjani"
    db.session.commit()

    told = read_attachment(Kit(letter, clock.now(), heard=letter).calendar())
    gone = {uid for uid, event in _events(told).items() if event["STATUS"] == "CANCELLED"}
    assert gone == days.keys() and len(_events(told)) == 5
