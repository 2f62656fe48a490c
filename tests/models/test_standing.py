"""Each standing is one definition: its Python and its SQL agree for every status and source, and no participant falls out."""

import itertools

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.enums import ParticipantSource, ParticipantStatus
from meetings.extensions import db
from meetings.models import Participant, Representation, participant_session, standing
from tests.factories import make_meeting, make_participant, make_session
from tests.factories.minutes import make_attendance

EVERY = list(itertools.product(ParticipantStatus, ParticipantSource))
STANDINGS = [term for term in standing.TERMS.values() if isinstance(term, standing.Standing)]


@pytest.mark.parametrize(("status", "source"), EVERY)
def test_every_participant_stands_in_one_answer(status: ParticipantStatus, source: ParticipantSource) -> None:
    for stands_in in (False, True):
        one = standing.answer_of(status, source, stands_in=stands_in)
        assert [each for each in standing.ANSWERS if each.holds(status, source, stands_in=stands_in)] == [one]


def test_the_words_are_told_apart() -> None:
    labels = [term.label for term in standing.TERMS.values()]

    assert len(set(labels)) == len(labels)
    assert all(term.meaning.endswith(".") for term in standing.TERMS.values())


def test_whoever_is_gone_is_nothing_else() -> None:
    for status, source in EVERY:
        others = [
            each
            for each in STANDINGS
            if each not in (standing.GONE, standing.WITHDRAWN, standing.UNITED) and each.holds(status, source)
        ]
        assert bool(others) is not standing.GONE.holds(status, source)


def test_the_invited_fall_into_their_answers() -> None:
    parts = (standing.UNANSWERED, standing.DEPUTY, standing.COMING, standing.REPRESENTED, standing.DECLINED)
    for (status, source), stands_in in itertools.product(EVERY, (False, True)):
        theirs = [part for part in parts if part.holds(status, source, stands_in=stands_in)]
        assert standing.INVITED.holds(status, source) is bool(theirs)


def test_python_and_sql_say_the_same(app: Flask) -> None:
    meeting = make_meeting()
    for status, source in EVERY:
        person = make_participant(meeting, f"{status} {source}", status=status, source=source)
        deputy = make_participant(meeting, f"{status} {source} wakil", status=status, source=source)
        made = {"represented_id": person.id, "representative_id": deputy.id, "created_at": clock.now()}
        db.session.add(Representation(meeting_id=meeting.id, **made))
    db.session.flush()
    everybody = db.session.scalars(sa.select(Participant)).all()

    for each in STANDINGS:
        found = set(db.session.scalars(sa.select(Participant.name).where(each.where())))
        plain = set(db.session.scalars(sa.select(Participant.name).where(each.where(Participant.__table__.c))))
        assert found == plain == {person.name for person in everybody if each.of(person)}, each.name


def test_admitted_and_present_are_asked_of_the_session(app: Flask) -> None:
    meeting = make_meeting()
    plenary, panel = make_session(meeting), make_session(meeting)
    free, chosen, other = (make_participant(meeting, name, limited=name != "bebas") for name in ("bebas", "terpilih", "lain"))
    rows = [{"participant_id": chosen.id, "session_id": panel.id}, {"participant_id": other.id, "session_id": plenary.id}]
    db.session.execute(sa.insert(participant_session), rows)
    stranger = make_participant(meeting, "kejutan", status=ParticipantStatus.DECLINED, limited=True)
    make_attendance(panel, stranger)
    make_attendance(panel, free)

    def names(clause: sa.ColumnElement[bool]) -> set[str]:
        return set(db.session.scalars(sa.select(Participant.name).where(clause)))

    assert names(standing.admitted(panel.id)) == {"bebas", "terpilih"}
    assert (
        standing.admits(None, panel.id) and standing.admits({panel.id}, panel.id) and not standing.admits({plenary.id}, panel.id)
    )
    assert names(standing.present(panel.id)) == names(standing.present_anywhere()) == {"kejutan", "bebas"}
    assert names(standing.expected_at(panel)) == {"bebas", "terpilih"}
    assert names(standing.on_the_list_of(panel)) == {"bebas", "terpilih", "kejutan"}
