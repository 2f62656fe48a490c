"""Counts about attendance for the committee's screens. No read sends more statements for more rows, and none counts what it can look up."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meetings import clock
from meetings.domain.attendance.listing import late_at
from meetings.domain.meetings import Activity, allows
from meetings.enums import DoorState, ParticipantStatus
from meetings.extensions import db
from meetings.models import Absence, Attendance, Meeting, Participant, Session, participant_session, standing
from meetings.models.agenda import SESSION_ORDER, door_hours
from meetings.models.paging import unhurried

SAID_NO = standing.ON_PAPER.statuses - standing.EXPECTED.statuses


@dataclass(frozen=True, slots=True)
class Totals:
    """How many are expected, present (came at any time), inside (came and have not left), absent (expected, not come and nobody
    knows why) and excused (said no, or told the committee, and did not come)."""

    expected: int = 0
    present: int = 0
    inside: int = 0
    absent: int = 0
    excused: int = 0

    @property
    def listed(self) -> int:
        """The lines of the attendance list (`standing.on_the_list_of`): of so many ``present`` is told."""
        return self.present + self.absent + self.excused

    @property
    def by_presence(self) -> dict[str, int]:
        """The same by what a list is narrowed to."""
        return {each: getattr(self, each) for each in ("listed", "present", "absent", "excused", "inside")}


FIND_SESSION = sa.select(Session).where(Session.id == sa.bindparam("session"), Session.meeting_id == sa.bindparam("meeting"))


def find_session(meeting_id: str, session_id: str) -> Session | None:
    """A session of this meeting."""
    return db.session.scalar(FIND_SESSION, {"session": session_id, "meeting": meeting_id})


def list_sessions(meeting_id: str) -> list[Session]:
    """The meeting's sessions in order."""
    return list(db.session.scalars(sa.select(Session).where(Session.meeting_id == meeting_id).order_by(*SESSION_ORDER)))


def door_state(session: Session, meeting: Meeting, at: datetime) -> DoorState:
    """Whether the session's door takes scans at ``at``, by the hours that the door itself asks."""
    if not allows(meeting, Activity.CHECKIN):
        return DoorState.OFF
    opens, closes = door_hours(session, meeting)
    return DoorState.EARLY if at < opens else DoorState.SHUT if at > closes else DoorState.OPEN


def totals_of(sessions: list[Session]) -> dict[str, Totals]:
    """Expected, present, inside, absent and excused of these sessions, in eight statements: who is no ordinary case is looked at one by one."""
    if not sessions:
        return {}
    meeting_id, ids = sessions[0].meeting_id, [session.id for session in sessions]
    on_paper = sa.select(Participant.status, sa.func.count()).where(
        Participant.meeting_id == meeting_id, standing.ON_PAPER.where(), sa.not_(Participant.limited)
    )
    everywhere: dict[ParticipantStatus, int] = dict(db.session.execute(on_paper.group_by(Participant.status)).all())
    limited = sa.select(participant_session.c.session_id, Participant.status, sa.func.count()).join(
        Participant, Participant.id == participant_session.c.participant_id
    )
    limited = limited.where(Participant.meeting_id == meeting_id, standing.ON_PAPER.where(), Participant.limited)
    chosen = _by_status(limited.group_by(participant_session.c.session_id, Participant.status))
    came: Any = (
        sa.select(Attendance.session_id, sa.func.count()).where(Attendance.session_id.in_(ids)).group_by(Attendance.session_id)
    )
    present, left = _by_session(came), _by_session(came.where(sa.not_(Attendance.inside)))
    unexpected, elsewhere = (_by_status(statement) for statement in _unawaited(meeting_id, ids))
    expected_here, excused_here = (_counter(each, everywhere, chosen) for each in (standing.EXPECTED.statuses, SAID_NO))
    told, added = _by_session(_absences(sessions)), _added_later(sessions)
    totals, at = {}, clock.now()
    for session in sessions:
        each = session.id
        here, strangers = present.get(each, 0), unexpected.get(each, {})
        from_elsewhere = elsewhere.get(each, {})
        awaited = here - sum(strangers.values()) - _of(standing.EXPECTED.statuses, from_elsewhere)
        later, later_absent = added.get(each, ({}, {}))
        expected = expected_here(each) - _of(standing.EXPECTED.statuses, later)
        changed_mind = _of(SAID_NO, strangers) - _of(SAID_NO, from_elsewhere)
        totals[each] = Totals(
            expected=expected,
            present=here,
            inside=here - left.get(each, 0) if session.ended_by(at) is None else 0,
            absent=expected_here(each) - awaited - told.get(each, 0) - _of(standing.EXPECTED.statuses, later_absent),
            excused=excused_here(each) - changed_mind + told.get(each, 0) - _of(SAID_NO, later_absent),
        )
    return totals


def _added_later(sessions: list[Session]) -> dict[str, tuple[dict[ParticipantStatus, int], dict[ParticipantStatus, int]]]:
    """Of whom a session admits, who was added only when it was over (`standing.called_to`), each by status: all, and who did not come."""
    late, p, chosen = standing.added_later(sessions).subquery(), Participant.__table__.c, participant_session.c
    is_chosen = sa.exists().where(chosen.participant_id == p.id, chosen.session_id == late.c.session_id)
    came = sa.exists().where(Attendance.session_id == late.c.session_id, Attendance.participant_id == p.id)
    statement: Any = (
        sa.select(late.c.session_id, p.status, sa.func.count(), sa.func.count(sa.case((sa.not_(came), 1))))
        .join(Participant.__table__, p.id == late.c.participant_id)
        .where(standing.ON_PAPER.where(p), sa.or_(sa.not_(p.limited), is_chosen))
        .group_by(late.c.session_id, p.status)
    )
    found: dict[str, tuple[dict[ParticipantStatus, int], dict[ParticipantStatus, int]]] = {}
    rows: Any = db.session.execute(statement)
    for session_id, status, number, absent in rows:
        everybody, missing = found.setdefault(session_id, ({}, {}))
        everybody[status], missing[status] = number, absent
    return found


def _absences(sessions: list[Session]) -> Any:
    """Of whom else each session would wait, and somebody has told why they do not come. They are few, and found by an index."""
    p, chosen = Participant.__table__.c, participant_session.c
    admitted = sa.exists().where(chosen.participant_id == p.id, chosen.session_id == Absence.session_id)
    came = sa.exists().where(Attendance.session_id == Absence.session_id, Attendance.participant_id == Absence.participant_id)
    added = standing.added_later(sessions).subquery().c
    late = sa.tuple_(Absence.session_id, Absence.participant_id).in_(sa.select(added.session_id, added.participant_id))
    return (
        sa.select(Absence.session_id, sa.func.count())
        .join(Participant.__table__, p.id == Absence.participant_id)
        .where(
            Absence.session_id.in_([session.id for session in sessions]),
            standing.EXPECTED.where(p),
            sa.or_(sa.not_(p.limited), admitted),
            sa.not_(came),
            sa.not_(late),
        )
        .group_by(Absence.session_id)
    )


def present_in(sessions: Collection[Session]) -> dict[str, int]:
    """How many were present in each of these sessions at any time; one statement."""
    theirs = Attendance.session_id.in_([session.id for session in sessions])
    statement: Any = sa.select(Attendance.session_id, sa.func.count()).where(theirs).group_by(Attendance.session_id)
    counted = _by_session(statement)
    return {session.id: counted.get(session.id, 0) for session in sessions}


def count_late(session: Session) -> int:
    """How many came only when the session was over; looked up in an index."""
    late = sa.select(sa.func.count()).select_from(Attendance).where(Attendance.session_id == session.id, late_at(session))
    return db.session.scalar(late) or 0


def _counter(
    statuses: Collection[ParticipantStatus],
    everywhere: Mapping[ParticipantStatus, int],
    chosen: Mapping[str, Mapping[ParticipantStatus, int]],
) -> Callable[[str], int]:
    """How many of these statuses a session admits: whoever is admitted everywhere, and whoever to this one."""
    return lambda session_id: _of(statuses, everywhere) + _of(statuses, chosen.get(session_id, {}))


def _of(statuses: Collection[ParticipantStatus], numbers: Mapping[ParticipantStatus, int]) -> int:
    return sum(number for status, number in numbers.items() if status in statuses)


def _by_session(statement: sa.Select[Any]) -> dict[str, int]:
    return dict(db.session.execute(statement).all())


def _by_status(statement: sa.Select[Any]) -> dict[str, dict[ParticipantStatus, int]]:
    found: dict[str, dict[ParticipantStatus, int]] = {}
    rows: Any = db.session.execute(statement)
    for session_id, status, number in rows:
        found.setdefault(session_id, {})[status] = number
    return found


def _unawaited(meeting_id: str, session_ids: list[str]) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """Of those who came to a session, who was not expected at all, and who was on the list of others only, each by status. Both are few:
    these people are found by an index, and where they came by another."""
    kind = Attendance.session_id, Participant.status
    came: Any = sa.select(*kind, sa.func.count()).join(Participant, Participant.id == Attendance.participant_id)
    # Of each person the arrivals together, not session after session.
    here = unhurried(Attendance.session_id).in_(session_ids)
    people = came.where(Participant.meeting_id == meeting_id, here).group_by(*kind)
    others = sorted(frozenset(ParticipantStatus) - standing.EXPECTED.statuses)
    is_chosen = sa.exists().where(
        participant_session.c.participant_id == Participant.id, participant_session.c.session_id == Attendance.session_id
    )
    elsewhere = people.where(standing.ON_PAPER.where(), Participant.limited, sa.not_(is_chosen))
    return people.where(Participant.status.in_(others)), elsewhere
