"""The overview's numbers are counted once per change: kept while nothing has changed, and never what they were before."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.participants import Details, name_as_guest, withdraw_participant
from meetings.domain.reports import Numbers, meeting_numbers
from meetings.domain.reports.numbers import Group
from meetings.enums import ParticipantSource, ParticipantStatus, ScanMethod
from meetings.extensions import db
from meetings.models import Attendance, Category, Meeting, Participant, Session
from tests.factories import make_category, make_meeting, make_participants, make_session
from tests.support.queries import count_queries


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    """Three people are invited, one of them was at its session."""
    meeting = make_meeting()
    category, session = make_category(meeting, "Camat"), make_session(meeting)
    people = make_participants(meeting, 3)
    for person in people:
        person.category_id = category.id
    db.session.add(_arrival(session, people[0]))
    db.session.commit()
    return meeting


def _arrival(session: Session, person: Participant) -> Attendance:
    return Attendance(
        meeting_id=session.meeting_id,
        session_id=session.id,
        participant_id=person.id,
        method=ScanMethod.QR,
        first_in_at=clock.now(),
        first_scan_id=f"uji-{person.id}",
        updated_at=clock.now(),
    )


def test_while_nothing_changes_they_are_counted_once(meeting: Meeting) -> None:
    first = meeting_numbers(meeting)
    db.session.commit()
    assert meeting.id

    with count_queries() as sent:
        again = meeting_numbers(meeting)

    assert again == first and (first.listed, first.present) == (3, 1)
    assert len(sent) == 1


def _no_answer(meeting: Meeting) -> sa.Update:
    return sa.update(Participant).where(Participant.meeting_id == meeting.id).values(status=ParticipantStatus.WITHDRAWN)


def _other_name(meeting: Meeting) -> sa.Update:
    return sa.update(Category).where(Category.meeting_id == meeting.id).values(name="Lurah")


def _no_arrival(meeting: Meeting) -> sa.Delete:
    return sa.delete(Attendance).where(Attendance.meeting_id == meeting.id)


def _other_institution(meeting: Meeting) -> sa.Update:
    return sa.update(Participant).where(Participant.meeting_id == meeting.id).values(institution="Dinas Lain")


CHANGES: dict[Callable[[Meeting], sa.Update | sa.Delete], Callable[[Numbers], bool]] = {
    _no_answer: lambda numbers: numbers.listed == 0,
    _other_name: lambda numbers: [group.name for group in numbers.by_category] == ["Lurah"],
    _no_arrival: lambda numbers: numbers.present == 0,
    _other_institution: lambda numbers: numbers.by_institution == [Group("Dinas Lain", 3, 1)],
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_them_by_whatever_statement_they_say_so(
    meeting: Meeting, change: Callable[[Meeting], sa.Update | sa.Delete]
) -> None:
    assert not CHANGES[change](meeting_numbers(meeting))
    db.session.commit()

    db.session.execute(change(meeting))
    db.session.commit()

    assert CHANGES[change](meeting_numbers(meeting))


def test_what_a_transaction_counts_between_its_own_changes_is_not_kept(meeting: Meeting) -> None:
    """On PostgreSQL it marks a meeting only once, however much it changes."""
    people = list(db.session.scalars(sa.select(Participant).where(Participant.meeting_id == meeting.id)))
    present = []
    session = db.session.scalars(sa.select(Session).where(Session.meeting_id == meeting.id)).one()

    for person in people:
        if not db.session.scalar(sa.select(sa.exists().where(Attendance.participant_id == person.id))):
            db.session.add(_arrival(session, person))
            db.session.flush()
            present.append(meeting_numbers(meeting).present)
    db.session.commit()

    assert present == [2, 3]
    assert meeting_numbers(meeting).present == 3


def test_who_came_without_invitation_is_no_part_of_the_invited(meeting: Meeting) -> None:
    session = db.session.scalars(sa.select(Session).where(Session.meeting_id == meeting.id)).one()
    (guest,) = make_participants(meeting, 1)
    guest.source, guest.institution = ParticipantSource.WALK_IN, "Media"
    db.session.add(_arrival(session, guest))
    db.session.commit()

    numbers = meeting_numbers(meeting)

    assert (numbers.invited, numbers.present, numbers.walked_in) == (3, 2, 1)
    assert Group("Media", 0, 1, 1) in numbers.by_institution
    assert numbers.by_category == [Group("Camat", 3, 1), Group("", 0, 1, 1)]


def test_of_the_invitations_it_counts_those_of_which_somebody_came(meeting: Meeting) -> None:
    """Whoever is taken off the list after coming stays present, and is said beside it; a deputy brings the other's invitation."""
    session = db.session.scalars(sa.select(Session).where(Session.meeting_id == meeting.id)).one()
    came, boss, _away = db.session.scalars(
        sa.select(Participant).where(Participant.meeting_id == meeting.id).order_by(has_come())
    )
    deputy = name_as_guest(boss, Details(name="Wakil Beliau"), SYSTEM, clock.now()).representative
    db.session.add(_arrival(session, deputy))
    db.session.commit()

    before = meeting_numbers(meeting)
    withdraw_participant(came, SYSTEM, clock.now())
    db.session.commit()
    after = meeting_numbers(meeting)

    assert (before.invited, before.present, before.brought, before.share, before.gone) == (3, 2, 2, 67, 0)
    assert (after.invited, after.present, after.brought, after.share, after.gone) == (2, 2, 1, 50, 1)
    for numbers in (before, after):
        for part in ("invited", "present", "walked_in", "gone"):
            assert sum(getattr(group, part) for group in numbers.by_category) == getattr(numbers, part)


def has_come() -> sa.ColumnElement[bool]:
    return sa.desc(sa.exists().where(Attendance.participant_id == Participant.id))
