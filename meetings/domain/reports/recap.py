"""How institutions came: in the sessions of one meeting, or over a series of meetings; and the paper about it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from meetings.domain.attendance.queries import list_sessions
from meetings.domain.attendance.tally import Counted as Lines
from meetings.domain.attendance.tally import Tally, count_all_present, count_lines, count_listed, count_present, sum_of
from meetings.domain.followup import count_by_institution
from meetings.domain.participants.details import Institutions, institutions_around
from meetings.enums import MeetingKind, MeetingState
from meetings.extensions import db
from meetings.models import Meeting, Organisation, Session
from meetings.models.agenda import session_over
from meetings.writing.institutions import institution_key

UNHELD = (MeetingState.DRAFT, MeetingState.CANCELLED)


@dataclass(slots=True)
class Line:
    """An institution, without a name where its people have none. ``known``: it is one of the house's tree, by its name or another one that is recorded there.

    meetings: to which it was called; attended: to which somebody came; by_session: its lines in each session of one meeting; tally: the sum of them;
    done of ``agreed`` action items are settled.
    """

    name: str
    known: bool = True
    meetings: set[str] = field(default_factory=set)
    attended: set[str] = field(default_factory=set)
    by_session: dict[str, Tally] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    done: int = 0
    agreed: int = 0
    found: list[Lines] = field(default_factory=list)
    spelt: list[str] = field(default_factory=list)  # its names as they stand on the lists

    def count(self) -> None:
        """Say of what was ``found`` of it all that there is to say, once it is all found: adding up one after the other took three times as long."""
        found = self.found
        self.meetings = {each.meeting_id for each in found}
        self.attended = {each.meeting_id for each in found if each.tally.present}
        self.tally = sum_of(each.tally for each in found)
        by_session: dict[str, list[Tally]] = {}
        for each in found:
            if each.session_id:
                by_session.setdefault(each.session_id, []).append(each.tally)
        self.by_session = {session_id: sum_of(tallies) for session_id, tallies in by_session.items()}


@dataclass(frozen=True, slots=True)
class Counted:
    """The institutions by name, and their sum; ``sessions``: how many were counted."""

    lines: Sequence[Line]
    total: Line
    sessions: int

    @property
    def named(self) -> int:
        """How many institutions they are; people without one have a line, too."""
        return sum(bool(line.name) for line in self.lines)

    @property
    def unknown(self) -> int:
        """How many are not in the house's tree under the name that was written."""
        return sum(not line.known for line in self.lines)


def list_meeting(meeting: Meeting) -> tuple[Sequence[Session], Counted]:
    """The meeting's sessions in order, and its institutions; spellings of one institution are one. Who came is left out: `add_present`."""
    sessions = list_sessions(meeting.id)
    lines = count_listed(Session.meeting_id == meeting.id, alone=meeting.id)
    return sessions, _count(meeting.organisation, lines, len(sessions), ())


def add_present(meeting: Meeting, counted: Counted, shown: Sequence[Line]) -> None:
    """Who came, of the institutions that are ``shown`` and of all together; two statements."""
    sessions = Session.meeting_id == meeting.id
    of = {name: line for line in shown for name in line.spelt}
    for each in count_present(sessions, of):
        of[each.institution].found.append(each)
    counted.total.found += count_all_present(sessions)
    for line in (*shown, counted.total):
        line.count()


def count_meeting(meeting: Meeting) -> tuple[Sequence[Session], Counted]:
    """What `list_meeting` and `add_present` say of all its institutions."""
    sessions = list_sessions(meeting.id)
    return sessions, _count(meeting.organisation, count_lines(Session.meeting_id == meeting.id), len(sessions), ())


def not_begun(sessions: Sequence[Session], at: datetime) -> int:
    """How many of them are still to come: their people are counted, and cannot have come yet."""
    return sum(session.starts_at > at for session in sessions)


@dataclass(frozen=True, slots=True)
class Period:
    """Which meetings: those that begin within these days; ``kinds``: of these kinds, all where none is named."""

    begins: date
    ends: date
    kinds: frozenset[MeetingKind] = frozenset()


def count_series(organisation: Organisation, period: Period, visible: sa.ColumnElement[bool], at: datetime) -> Counted:
    """The institutions over all sessions that are over, of the meetings of the organisation and of those below it that are ``visible`` (a WHERE
    clause on Meeting), held, and within the period. A number of statements that does not grow."""
    below = sa.select(Organisation.id).where(Organisation.path.startswith(organisation.path, autoescape=True))
    held = [
        Meeting.organisation_id.in_(below),
        Meeting.starts_on.between(period.begins, period.ends),
        Meeting.state.not_in(UNHELD),
        sa.not_(Meeting.is_load_test),
        visible,
    ]
    if period.kinds:
        held.append(Meeting.kind.in_(sorted(period.kinds)))
    meant = sa.and_(*held)
    sessions = sa.and_(Session.meeting_id.in_(sa.select(Meeting.id).where(meant)), session_over(at))
    number = db.session.scalar(sa.select(sa.func.count(Session.id)).where(sessions)) or 0
    return _count(organisation, count_lines(sessions, each=False), number, count_by_institution(meant))


def _count(organisation: Organisation, found: list[Lines], number: int, actions: Iterable[tuple[str, int, int]]) -> Counted:
    named, total, spelt = _Names(institutions_around(organisation)), Line("", found=found), defaultdict[str, list[Lines]](list)
    for each in found:
        spelt[each.institution].append(each)
    for institution, its in spelt.items():
        line = named.line(institution, sum(each.tally.listed for each in its))
        line.found += its
        line.spelt.append(institution)
    for institution, done, agreed in actions:
        for line in (named.line(institution), total):
            line.done += done
            line.agreed += agreed
    lines = named.in_order()
    for line in (*lines, total):
        line.count()
    return Counted(lines, total, number)


class _Names:
    """One line for all spellings of an institution: that of the house's tree; else the one that most lines have."""

    def __init__(self, institutions: Institutions) -> None:
        self._institutions = institutions
        self._lines: dict[str, Line] = {}
        self._spelt: dict[str, dict[str, int]] = {}
        self._keys: dict[str, tuple[str, str | None]] = {}

    def line(self, institution: str, weight: int = 0) -> Line:
        if institution not in self._keys:
            found = self._institutions.find(institution) if institution.strip() else None
            self._keys[institution] = (f"id:{found}" if found else f"name:{institution_key(institution)}", found)
        key, found = self._keys[institution]
        spelt = self._spelt.setdefault(key, {})
        spelt[institution] = spelt.get(institution, 0) + weight
        if key not in self._lines:
            name = self._institutions.official.get(found, "") if found else ""
            self._lines[key] = Line(name, known=bool(found) or not institution.strip())
        return self._lines[key]

    def in_order(self) -> list[Line]:
        for key, line in self._lines.items():
            line.name = line.name or max(self._spelt[key].items(), key=_most)[0].strip()
        return sorted(self._lines.values(), key=lambda line: line.name.casefold())


def _most(spelt: tuple[str, int]) -> tuple[int, str]:
    return spelt[1], spelt[0]
