"""The lines of attendance lists counted by session and institution, over any number of sessions, in one statement."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from meetings.enums import MeetingMode, ParticipantStatus
from meetings.extensions import db
from meetings.models import Absence, Attendance, Participant, Representation, Session, participant_session, standing
from meetings.models.agenda import session_over_from


class Tally(NamedTuple):
    """Lines of attendance lists (`standing.on_the_list_of`): each is present, excused, or silent. Of those present: ``deputies`` came for somebody,
    ``online``: through a link, ``on_time``: before the session began, ``late``: only when it was over."""

    listed: int = 0
    present: int = 0
    deputies: int = 0
    online: int = 0
    on_time: int = 0
    late: int = 0
    excused: int = 0

    @property
    def own(self) -> int:
        """Who came for themselves."""
        return self.present - self.deputies

    @property
    def silent(self) -> int:
        """Neither came nor said why not."""
        return self.listed - self.present - self.excused

    @property
    def share(self) -> int | None:
        """Percent who were present, a half upwards; None of nobody."""
        return (200 * self.present + self.listed) // (2 * self.listed) if self.listed else None


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    return Tally(*map(sum, zip(*tallies, strict=True)))  # of none, all are 0


class Counted(NamedTuple):
    """What one institution's people, by the name on their lines, did in one session, or in all sessions of a meeting (without a session)."""

    meeting_id: str
    session_id: str
    institution: str
    tally: Tally


def count_lines(sessions: sa.ColumnElement[bool], *, each: bool = True) -> list[Counted]:
    """Every institution on the lists of the sessions that the WHERE clause on Session lets through; one statement. ``each``: session by
    session, else those of a meeting together."""
    session_id: Any = Session.id if each else sa.literal("")
    p, a, b = Participant, Attendance, Absence
    chosen = sa.exists().where(participant_session.c.participant_id == p.id, participant_session.c.session_id == Session.id)
    called = sa.and_(sa.or_(sa.not_(p.limited), chosen), p.created_at <= session_over_from())
    came = a.id.is_not(None)
    stands_in = sa.exists().where(Representation.representative_id == p.id, Representation.ended_at.is_(None))
    excused = sa.and_(sa.not_(came), sa.or_(b.session_id.is_not(None), p.status == ParticipantStatus.DECLINED))
    conditions = (
        came,
        sa.and_(came, stands_in),
        a.mode == MeetingMode.ONLINE,
        a.first_in_at <= Session.starts_at,
        a.first_in_at > session_over_from(),
        excused,
    )
    statement: Any = (
        sa.select(
            Session.meeting_id,
            session_id,
            p.institution,
            sa.func.count(),
            *(sa.func.count(sa.case((clause, 1))) for clause in conditions),
        )
        .select_from(Session)
        .join(p, p.meeting_id == Session.meeting_id)
        .outerjoin(a, sa.and_(a.session_id == Session.id, a.participant_id == p.id))
        .outerjoin(b, sa.and_(b.session_id == Session.id, b.participant_id == p.id))
        .where(sessions, sa.or_(sa.and_(standing.ON_PAPER.where(), called), came))
        .group_by(Session.meeting_id, *([Session.id] if each else []), p.institution)
    )
    return [Counted(row[0], row[1], row[2], Tally(*row[3:])) for row in db.session.execute(statement)]
