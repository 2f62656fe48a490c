"""What the rooms around the door show: how a device stands, and the numbers of badges, seats and receptions, each beside the rule that acts."""

import itertools
from datetime import timedelta
from typing import Any

from flask import Flask

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.badges.printing import Wanted, find_people, numbers_of, print_one, prints_of, wears
from meetings.domain.checkin.callers import caller_of
from meetings.domain.checkin.device_states import state_of
from meetings.domain.checkin.devices import create_device, pair_device, release_device, revoke_device
from meetings.domain.greeting.arrivals import arrivals_of, awaited_of
from meetings.domain.passes import issue_pass, replace_pass
from meetings.domain.seating.plan import Plan
from meetings.domain.seating.seated import holders_without_claim, seated_on, summary_of, without_seat
from meetings.enums import DeviceState, MeetingState, ParticipantStatus, Presence, SeatShape
from meetings.errors import Unauthenticated
from meetings.extensions import db
from meetings.models import BadgeLayout, Meeting, Participant, SeatBlock, Session, standing
from tests.factories import make_meeting, make_participant, make_session
from tests.factories.minutes import make_attendance

HOUR = timedelta(hours=1)


def test_a_device_that_is_shown_as_paired_is_let_in_and_no_other(app: Flask) -> None:
    at, seen = clock.now(), {}
    for scene, state in itertools.product(
        ("asked", "late", "paired", "let go", "ended"), (MeetingState.OPEN, MeetingState.ARCHIVED)
    ):
        meeting = make_meeting()
        device, code = create_device(meeting, "Meja 1", "Pintu A", SYSTEM, at)
        token = pair_device(code, "", "", at)[0] if scene in ("paired", "let go", "ended") else None
        if scene == "let go":
            release_device(caller_of(token, meeting.id, at), at)
        elif scene == "ended":
            revoke_device(device, SYSTEM, at)
        elif scene == "late":
            device.pairing_expires_at = at - HOUR
        meeting.state = state
        db.session.flush()
        seen[scene, state] = state_of(device, meeting, at)
        assert _is_let_in(token, meeting, at) is (seen[scene, state] is DeviceState.PAIRED), (scene, state)

    assert set(seen.values()) == set(DeviceState)


def _is_let_in(token: str | None, meeting: Meeting, at: Any) -> bool:
    try:
        return caller_of(token, meeting.id, at) is not None
    except Unauthenticated:
        return False


def _people(**values: Any) -> tuple[Session, list[tuple[Participant, bool]]]:
    """One of each standing, there and not there."""
    session, found = make_session(make_meeting(state=MeetingState.RUNNING)), []
    for status, came in itertools.product(ParticipantStatus, (False, True)):
        person = make_participant(session.meeting, f"{status.value} {came}", status=status, **values)
        if came:
            make_attendance(session, person)
        found.append((person, came))
    return session, found


def test_the_numbers_of_badges_are_those_of_who_wears_one(app: Flask) -> None:
    session, people = _people()
    meeting = session.meeting
    db.session.add(BadgeLayout(name="Semua", for_others=True, meeting_id=meeting.id))
    db.session.flush()
    wearing = [person for person, _came in people if wears(person)]
    for person in wearing[:4]:
        issue_pass(person, clock.now())
        print_one(person, SYSTEM, clock.now())
    for person in wearing[:2]:  # their cards open no door any more
        replace_pass(person, SYSTEM, clock.now(), reason="hilang")
    db.session.flush()

    told = numbers_of(meeting)[None]
    missing = [each for some in find_people(meeting, Wanted(unprinted=True)).values() for each in some]
    holding = [person for person in wearing if any(each.holds for each in prints_of(person))]
    assert (told.people, told.printed, told.missing) == (len(wearing), len(holding), len(missing))
    assert 0 < len(holding) < len(wearing)
    assert {each.id for each in wearing} - {each.id for each in holding} == set(missing)


def test_the_numbers_of_the_hall_are_those_of_its_lists(app: Flask) -> None:
    session, people = _people()
    block = SeatBlock(name="Utama", shape=SeatShape.ROWS, lines=1, seats=20, meeting_id=session.meeting_id)
    db.session.add(block)
    for number, (person, _came) in enumerate(people):
        person.seat = "" if number % 3 == 0 else f"A-{number + 1}"
    db.session.flush()

    plan = Plan(session.meeting)
    told = summary_of(plan, [block])
    drawn = seated_on(plan, [f"A-{number + 1}" for number in range(20)]).values()
    assert told.without == (without_seat(plan, "", 1, 50).total or 0) > 0
    assert told.gone == len(holders_without_claim(plan)) == sum(not each.comes for each in drawn) > 0
    assert told.seated == sum(each.comes for each in drawn) == told.guests - told.without


def test_who_is_received_is_there_and_who_is_awaited_is_not(app: Flask) -> None:
    session, people = _people(greeted=True)

    def presence(person: Participant, came: bool) -> Presence:
        return standing.presence_of(person.status, clock.now() if came else None, over=False)

    listed = [(person, came) for person, came in people if not standing.GONE.of(person)]
    there = {person.id for person, came in listed if presence(person, came) is Presence.PRESENT}
    awaited = {person.id for person, came in listed if standing.EXPECTED.of(person) and not came}
    assert {each.id for each in arrivals_of(session)} == there != set()
    assert {each.id for each in awaited_of(session)} == awaited != set()
