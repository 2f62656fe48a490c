"""By which letter people were invited, and of which one somebody knows who holds several."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import letters, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.meetings import change_meeting
from meetings.domain.meetings.queries import summoned_by
from meetings.enums import ParticipantStatus
from meetings.extensions import db
from meetings.models import Letter, Meeting
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    day = clock.local(clock.now(), "Asia/Jakarta").date() + timedelta(days=10)
    meeting = make_meeting(starts_on=day, place="Balai Kota")
    make_session(meeting, clock.now() + timedelta(days=10))
    return meeting


def _letter(meeting: Meeting, number: str, hours: int, *, corrects: Letter | None = None) -> Letter:
    letter = make_letter(meeting, corrects=corrects)
    letters.issue_letter(letter, SYSTEM, clock.now() + timedelta(hours=hours), number=number)
    return letter


def test_papers_refer_to_the_letter_that_most_were_invited_by(meeting: Meeting) -> None:
    assert summoned_by(meeting) == ("", None)
    first = _letter(meeting, "001", 0)
    assert summoned_by(meeting)[0] == "001"
    people = [make_participant(meeting) for _ in range(3)]
    for person in people:
        make_invitation(person, first).sent_at = clock.now()
    changed = _letter(meeting, "003", 1, corrects=first)
    for person in people:
        make_invitation(person, changed).opened_at = clock.now()
    alone = _letter(meeting, "004", 2)
    only = make_invitation(make_participant(meeting), alone)
    make_invitation(people[0], alone)
    db.session.flush()
    assert summoned_by(meeting) == ("003", changed.dated)

    only.sent_at = clock.now()
    db.session.flush()
    assert summoned_by(meeting)[0] == "003"


def test_where_nothing_was_sent_from_here_the_letters_that_were_made_count(meeting: Meeting) -> None:
    first, alone = _letter(meeting, "001", 0), _letter(meeting, "004", 2)
    for _ in range(2):
        make_invitation(make_participant(meeting), first)
    make_invitation(make_participant(meeting), alone)
    db.session.flush()

    assert summoned_by(meeting)[0] == "001"


def test_who_answers_on_one_letter_knows_of_no_other_that_never_left(meeting: Meeting, client: FlaskClient) -> None:
    person = make_participant(meeting, "Hendra", status=ParticipantStatus.INVITED)
    other, held = _letter(meeting, "001", 0), _letter(meeting, "002", 1)
    make_invitation(person, other)
    mine = make_invitation(person, held)
    mine.sent_at = clock.now()
    change = _letter(meeting, "004", 2, corrects=held)
    make_invitation(person, change)
    change_meeting(meeting, {"place": "Gedung Lain"}, actor=SYSTEM, at=clock.now())
    db.session.commit()

    client.post(passes.answer_link(mine).removeprefix("http://localhost"), data={"answer": "hadir"})

    outdated = {each.letter.number: (each.holders, each.waiting) for each in letters.outdated_letters(meeting, clock.now())}
    assert outdated == {"001": (0, 1), "004": (0, 1)}
    assert letters.correct_letter(other, SYSTEM, clock.now()).corrects_id == other.id
    assert "Perubahan" not in letters.correct_letter(other, SYSTEM, clock.now()).subject
