"""The lines of attendance lists counted by session and institution, over any number of sessions, as few statements as there are kinds of people."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from meetings.enums import MeetingMode, ParticipantStatus
from meetings.extensions import db
from meetings.models import Absence, Attendance, Participant, Representation, Session, participant_session, standing
from meetings.models.agenda import session_over_from
from meetings.models.marks import Kept
from meetings.models.paging import among, unhurried


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
    """Every institution on the lists of the sessions that the WHERE clause on Session lets through; ten statements. ``each``: session by
    session, else those of a meeting together."""
    listed = count_listed(sessions, each=each)
    return _added_up([*listed, *count_present(sessions, each=each)])


def count_listed(sessions: sa.ColumnElement[bool], *, each: bool = True, alone: str = "") -> list[Counted]:
    """The same without what is told by everybody's arrival: ``present``, ``online``, ``on_time`` and ``late`` are 0; nine statements. ``alone``:
    the id of the one meeting whose sessions all are meant; who came without being expected is then counted once per change.

    Everybody who is called to every session is gone through once; who is limited to some, was added late, came without being expected, stands in
    or told why not is few, and corrects that.
    """
    asked: dict[str, list[str]] = {}
    rows = db.session.execute(sa.select(Session.id, Session.meeting_id, session_over_from()).where(sessions)).all()
    for session_id, meeting_id, _over in rows:
        asked.setdefault(meeting_id, []).append(session_id)
    if not rows:
        return []
    # A constant: from it the database knows how few they are who were added later.
    added_late = P.created_at > min(over for _session, _meeting, over in rows), sa.not_(IN_TIME)
    found: list[Counted] = []

    def add(meeting_id: str, session_id: str, institution: str, tally: Tally) -> None:
        found.append(Counted(meeting_id, session_id if each else "", institution, tally))

    for meeting_id, institution, listed, declined in _rows(_everywhere(sessions)):
        for session_id in asked[meeting_id]:
            add(meeting_id, session_id, institution, Tally(listed, excused=declined))
    for meeting_id, session_id, institution, listed, declined in _rows(
        sa.union_all(_limited(sessions), _too_late(sessions, added_late))
    ):
        add(meeting_id, session_id, institution, Tally(listed, excused=declined))
    for meeting_id, session_id, institution, off_paper, declined in _unexpected_of(sessions, alone):
        add(meeting_id, session_id, institution, Tally(off_paper, excused=-declined))
    for meeting_id, session_id, institution, number, declined in _rows(_strayed(sessions, added_late)):
        add(meeting_id, session_id, institution, Tally(number, excused=declined))
    for meeting_id, session_id, institution, number in _rows(_deputies(sessions)):
        add(meeting_id, session_id, institution, Tally(deputies=number))
    for meeting_id, session_id, institution, number in _rows(_absences(sessions)):
        add(meeting_id, session_id, institution, Tally(excused=number))
    return _added_up(found)


def count_present(
    sessions: sa.ColumnElement[bool], institutions: Collection[str] | None = None, *, each: bool = True
) -> list[Counted]:
    """Who came, through a link, before the session began, when it was over, of all institutions or of these few; one statement."""
    counted = sa.select(*PLACE, sa.func.count(), *map(_how_many, HOW)).select_from(P)
    # From people, who stand in an index, to their arrivals: the other way SQLite would read a person's row for each.
    counted = counted.join(A, A.participant_id == P.id).join(Session, Session.id == unhurried(A.session_id))
    counted = counted.where(P.meeting_id.in_(sa.select(Session.meeting_id).where(sessions)))
    if institutions is not None:
        counted = counted.where(among(P.institution, list(institutions)))
    return [
        Counted(meeting_id, session_id if each else "", institution, Tally(0, present, 0, *how))
        for meeting_id, session_id, institution, present, *how in _rows(counted.where(sessions).group_by(*PLACE))
    ]


def count_all_present(sessions: sa.ColumnElement[bool]) -> list[Counted]:
    """The same of all institutions together, session by session: counted in indexes of arrivals alone; one statement."""
    came = sa.select(sa.func.count()).select_from(A).where(A.session_id == Session.id).correlate(Session)
    online = came.where(A.mode == sa.literal_column(f"'{MeetingMode.ONLINE.value}'"))  # as the words of its index
    numbers = came, online, came.where(HOW[1]), came.where(HOW[2])
    rows = _rows(sa.select(Session.meeting_id, Session.id, *(each.scalar_subquery() for each in numbers)).where(sessions))
    return [Counted(meeting, session, "", Tally(0, present, 0, *how)) for meeting, session, present, *how in rows]


def _added_up(counted: Iterable[Counted]) -> list[Counted]:
    found = defaultdict[tuple[str, str, str], list[Tally]](list)
    for meeting_id, session_id, institution, tally in counted:
        found[meeting_id, session_id, institution].append(tally)
    together = [Counted(*key, sum_of(tallies)) for key, tallies in found.items()]
    return [each for each in together if each.tally.listed]


P, A = Participant, Attendance
PLACE = Session.meeting_id, Session.id, P.institution
DECLINED = P.status == ParticipantStatus.DECLINED
IN_TIME = P.created_at <= session_over_from()
CHOSEN = sa.exists().where(participant_session.c.participant_id == P.id, participant_session.c.session_id == Session.id)
Late = tuple[sa.ColumnElement[bool], ...]
HOW = A.mode == MeetingMode.ONLINE, A.first_in_at <= Session.starts_at, A.first_in_at > session_over_from()
CALLED = sa.and_(standing.ON_PAPER.where(), sa.or_(sa.not_(P.limited), CHOSEN), IN_TIME)


def _rows(statement: Any) -> Any:
    return db.session.execute(statement)


def _how_many(clause: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((clause, 1)))


def _everywhere(sessions: sa.ColumnElement[bool]) -> Any:
    """Who is on paper and limited to nothing, and of them who said no; of a meeting, for each of its sessions. All are counted, in an index that
    does not tell who is limited, less the few who are."""
    meant = P.meeting_id.in_(sa.select(Session.meeting_id).where(sessions)), standing.ON_PAPER.where()
    place = P.meeting_id, P.institution
    every = sa.select(*place, sa.func.count(), _how_many(DECLINED)).where(*meant).group_by(*place)
    limited = sa.select(*place, -sa.func.count(), -_how_many(DECLINED)).where(*meant, P.limited).group_by(*place)
    return sa.union_all(every, limited)


def _limited(sessions: sa.ColumnElement[bool]) -> Any:
    """Who is called to the sessions that they are limited to, and of them who said no."""
    theirs = participant_session.c
    counted = sa.select(*PLACE, sa.func.count(), _how_many(DECLINED)).select_from(Session)
    counted = counted.join(participant_session, theirs.session_id == Session.id).join(P, P.id == theirs.participant_id)
    return counted.where(sessions, P.limited, standing.ON_PAPER.where(), IN_TIME).group_by(*PLACE)


def _too_late(sessions: sa.ColumnElement[bool], added_late: Late) -> Any:
    """Less those of everywhere who were added when a session was over."""
    counted = sa.select(*PLACE, -sa.func.count(), -_how_many(DECLINED)).select_from(Session)
    counted = counted.join(P, P.meeting_id == Session.meeting_id)
    return counted.where(sessions, *added_late, sa.not_(P.limited), standing.ON_PAPER.where()).group_by(*PLACE)


def _unexpected(sessions: sa.ColumnElement[bool]) -> Any:
    """Who came and was not expected: of them who stands on no paper, and who had said no."""
    counted = sa.select(*PLACE, _how_many(sa.not_(standing.ON_PAPER.where())), _how_many(DECLINED)).select_from(P)
    counted = counted.join(A, A.participant_id == P.id).join(Session, Session.id == unhurried(A.session_id))
    theirs = P.meeting_id.in_(sa.select(Session.meeting_id).where(sessions)), sa.not_(standing.EXPECTED.where())
    return counted.where(sessions, *theirs).group_by(*PLACE)


_kept: Kept[list[Any]] = Kept(20)  # meetings in a process; a row for each session and institution


def _unexpected_of(sessions: sa.ColumnElement[bool], meeting_id: str) -> list[Any]:
    def made() -> list[Any]:
        return list(_rows(_unexpected(sessions)))

    return _kept.get(meeting_id, made) if meeting_id else made()


def _strayed(sessions: sa.ColumnElement[bool], added_late: Late) -> Any:
    """Who came, stands on paper and was not called: limited to other sessions, or added too late."""
    counted = sa.select(*PLACE, sa.func.count(), _how_many(DECLINED)).select_from(P)
    # They are few, so it begins with them and finds their arrivals, not with everybody's.
    counted = counted.join(A, A.participant_id == P.id).join(Session, Session.id == unhurried(A.session_id))
    theirs = P.meeting_id.in_(sa.select(Session.meeting_id).where(sessions)), standing.ON_PAPER.where(), sessions
    elsewhere = P.limited, sa.not_(sa.and_(CHOSEN, IN_TIME))
    parts = (counted.where(*theirs, *each).group_by(*PLACE) for each in (elsewhere, (*added_late, sa.not_(P.limited))))
    return sa.union_all(*parts)


def _deputies(sessions: sa.ColumnElement[bool]) -> Any:
    """Who came for somebody."""
    counted = sa.select(*PLACE, sa.func.count()).select_from(Representation).where(Representation.ended_at.is_(None), sessions)
    counted = counted.join(A, A.participant_id == Representation.representative_id)
    return counted.join(Session, Session.id == A.session_id).join(P, P.id == A.participant_id).group_by(*PLACE)


def _absences(sessions: sa.ColumnElement[bool]) -> Any:
    """Who was called, did not say no, told the committee and did not come."""
    came = sa.exists().where(A.session_id == Session.id, A.participant_id == P.id)
    counted = sa.select(*PLACE, sa.func.count()).select_from(Absence).join(Session, Session.id == Absence.session_id)
    counted = counted.join(P, P.id == Absence.participant_id)
    return counted.where(sessions, CALLED, sa.not_(DECLINED), sa.not_(came)).group_by(*PLACE)
