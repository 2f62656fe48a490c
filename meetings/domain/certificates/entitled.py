"""Who gets a certificate: by the sessions that attendance tells of, and how each stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.agenda.queries import list_sessions
from meetings.enums import CertificateMeasure, CertificateRole, CertificateState, DocumentState
from meetings.extensions import db
from meetings.models import (
    Attendance,
    Certificate,
    CertificateRule,
    Document,
    Meeting,
    Participant,
    Session,
    participant_session,
    standing,
)
from meetings.models.paging import Page, among, page_of
from meetings.models.participant import PROTOCOL
from meetings.writing.names import full_name, with_position

S = CertificateState
UNDER_WAY = (DocumentState.QUEUED, DocumentState.RENDERING)
COPIED = ("title_front", "name", "title_back", "position", "institution")  # from the participant, as the paper shows them


@dataclass(frozen=True, slots=True)
class Measure:
    """The rule as it counts: which sessions, how long each was (minutes), and from how much on."""

    sessions: tuple[Session, ...]
    measure: CertificateMeasure = CertificateMeasure.SESSIONS
    least: int = 1
    jp_minutes: int = 45

    @property
    def ids(self) -> list[str]:
        """Of the sessions that count."""
        return [each.id for each in self.sessions]

    def all_over(self, at: datetime) -> bool:
        """Whether there are such sessions, and none is still to come or going on."""
        return bool(self.sessions) and all(each.is_over(at) for each in self.sessions)

    def enough(self, attended: int, of: int) -> bool:
        """Whether who was at so many of the sessions that they were called to gets one."""
        if self.measure is CertificateMeasure.SHARE:
            return attended > 0 and attended * 100 >= self.least * of
        return attended >= self.least

    def why_not(self, attended: int, of: int) -> str:
        """In words; empty where it is enough."""
        if self.enough(attended, of):
            return ""
        if not attended:
            return _("Tidak tercatat hadir.")
        if self.measure is CertificateMeasure.SHARE:
            return _("Hadir di %(n)d dari %(of)d sesi; syaratnya %(least)d%%.", n=attended, of=of, least=self.least)
        return _("Hadir di %(n)d dari %(of)d sesi; syaratnya %(least)d sesi.", n=attended, of=of, least=self.least)

    def lessons(self, minutes: int) -> int:
        """Whole lessons (JP) in so many minutes of sessions."""
        return minutes // self.jp_minutes


def minutes_of(session: Session) -> int:
    """How long a session was, by its hours or until it was closed."""
    return max(round((session.over_from - session.starts_at).total_seconds() / 60), 0)


def measure_of(meeting: Meeting, rule: CertificateRule) -> Measure:
    """What counts at the meeting."""
    sessions = tuple(rule.sessions) or tuple(list_sessions(meeting, with_items=False))
    return Measure(sessions, rule.measure, rule.least, rule.jp_minutes)


def state_of(
    *, due: bool, version: int, withdrawn: bool = False, changed: bool = False, document: DocumentState | None = None
) -> CertificateState:
    """How a person's certificate stands; ``version`` 0: there is none yet, ``document``: how its newest version stands."""
    if withdrawn:
        return S.WITHDRAWN
    if not version:
        return S.DUE if due else S.WITHOUT
    if document in UNDER_WAY:
        return S.MAKING
    if not due:
        return S.LOST
    if changed:
        return S.CHANGED
    if document is DocumentState.SIGNING:
        return S.SIGNING
    return S.ISSUED if document is DocumentState.PUBLISHED else S.FAILED


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the list. ``id``: of the participant, of the first of their entries as speaker, or of the committee's row."""

    id: str
    role: CertificateRole
    title_front: str
    name: str
    title_back: str
    position: str
    institution: str
    duty: str
    state: CertificateState
    reason: str = ""
    attended: int = 0
    of: int = 0
    minutes: int = 0
    email: str = ""
    certificate: Certificate | None = None
    error: str = ""

    @property
    def full_name(self) -> str:
        """With titles, as typed."""
        return full_name(self.title_front, self.name, self.title_back)

    @property
    def office(self) -> str:
        """Position and institution."""
        return with_position(self.position, self.institution)

    @property
    def may_renew(self) -> bool:
        """Whether another version may be made: it is due and something is wrong with the present one, or it was withdrawn."""
        return self.state in (S.CHANGED, S.FAILED) or (self.state is S.WITHDRAWN and not self.reason)

    @property
    def may_withdraw(self) -> bool:
        """Whether there is something to be withdrawn."""
        return self.state in (S.ISSUED, S.CHANGED, S.LOST, S.SIGNING, S.FAILED)


class Counting:
    """The participants of a meeting beside what they attended, as SQL."""

    def __init__(self, meeting: Meeting, measure: Measure) -> None:
        a, ids = Attendance, measure.ids
        lengths = {each.id: minutes_of(each) for each in measure.sessions}
        minutes: Any = sa.case(lengths, value=a.session_id, else_=0) if lengths else sa.literal(0)
        came = (
            sa.select(a.participant_id, sa.func.count().label("n"), sa.cast(sa.func.sum(minutes), sa.BigInteger).label("minutes"))
            .where(a.session_id.in_(ids))
            .group_by(a.participant_id)
            .subquery("came")
        )
        called = (
            sa.select(sa.func.count())
            .where(participant_session.c.participant_id == Participant.id, participant_session.c.session_id.in_(ids))
            .correlate(Participant)
            .scalar_subquery()
        )
        c = Certificate
        self.came = came
        self.attended: Any = sa.func.coalesce(came.c.n, 0)
        self.minutes: Any = sa.func.coalesce(came.c.minutes, 0)
        self.of: Any = sa.case((Participant.limited, called), else_=len(ids))
        self.has: Any = c.version > 0
        self.holds: Any = sa.and_(self.has, c.withdrawn_at.is_(None))
        if measure.measure is CertificateMeasure.SHARE:
            self.due: Any = sa.and_(self.attended > 0, self.attended * 100 >= measure.least * self.of)
        else:
            self.due = self.attended >= measure.least
        differs = [getattr(c, name) != getattr(Participant, name) for name in COPIED]
        self.changed: Any = sa.and_(self.holds, sa.or_(c.minutes != self.minutes, *differs))
        self.mine: Any = Participant.meeting_id == meeting.id

    def rows(self, *columns: Any) -> Any:
        """A SELECT over participants, what they attended, and their certificate."""
        statement = sa.select(*columns).select_from(Participant)
        statement = statement.outerjoin(self.came, self.came.c.participant_id == Participant.id)
        return statement.outerjoin(Certificate, Certificate.participant_id == Participant.id).where(self.mine)

    def _newest(self, state: DocumentState) -> Any:
        newest = Document.id == Certificate.document_id, Document.state == state
        return sa.select(Document.id).where(*newest).correlate(Certificate).exists()

    def narrowed(self, which: str) -> Any:
        """WHERE clause: «berhak», «terbit», «periksa» or «tidak»."""
        if which == "berhak":
            return sa.and_(self.due, Certificate.id.is_(None))
        if which == "terbit":
            return sa.and_(self.holds, self._newest(DocumentState.PUBLISHED))
        if which == "periksa":
            wrong = sa.or_(self.changed, sa.not_(self.due), self._newest(DocumentState.FAILED))
            return sa.and_(self.holds, wrong)
        if which == "tidak":
            return sa.and_(standing.ON_PAPER.where(), sa.not_(self.due), Certificate.id.is_(None))
        raise KeyError(which)


def participants_page(meeting: Meeting, measure: Measure, which: str, page: int, per_page: int) -> Page:
    """Participants in protocol order with how their certificate stands."""
    if which:
        counting = Counting(meeting, measure)
        ids = counting.rows(Participant.id).where(counting.narrowed(which)).order_by(*PROTOCOL)
    else:
        ids = _everybody(meeting, measure)
    return page_of(ids, lambda some: participant_lines(meeting, measure, some), page, per_page)


def _everybody(meeting: Meeting, measure: Measure) -> Any:
    """All who are on the list, came, or have one; in the order of an index."""
    came = sa.exists().where(Attendance.participant_id == Participant.id, Attendance.session_id.in_(measure.ids))
    has = sa.exists().where(Certificate.participant_id == Participant.id)
    shown = sa.or_(standing.ON_PAPER.where(), came, has)
    return sa.select(Participant.id).where(Participant.meeting_id == meeting.id, shown).order_by(*PROTOCOL)


def participant_lines(meeting: Meeting, measure: Measure, ids: Sequence[str]) -> list[Line]:
    """The lines of some participants; one statement."""
    counting = Counting(meeting, measure)
    wanted = Participant, Certificate, counting.attended, counting.of, counting.minutes, counting.changed
    statement = counting.rows(*wanted, Document.state, Document.error)
    statement = statement.outerjoin(Document, Document.id == Certificate.document_id).where(among(Participant.id, ids))
    rows: Any = db.session.execute(statement).all()
    return [_participant_line(measure, *row) for row in rows]


def _participant_line(
    measure: Measure,
    person: Participant,
    certificate: Certificate | None,
    attended: int,
    of: int,
    minutes: int,
    changed: bool | None,
    document: DocumentState | None,
    error: str | None,
) -> Line:
    return Line(
        person.id,
        CertificateRole.PARTICIPANT,
        person.title_front,
        person.name,
        person.title_back,
        person.position,
        person.institution,
        CertificateRole.PARTICIPANT.label,
        state_of(
            due=measure.enough(attended, of),
            version=certificate.version if certificate else 0,
            withdrawn=bool(certificate and certificate.withdrawn_at),
            changed=bool(changed),
            document=document,
        ),
        measure.why_not(attended, of),
        attended,
        of,
        minutes,
        person.email,
        certificate,
        error or "",
    )


def sessions_attended(measure: Measure, ids: Sequence[str]) -> dict[str, list[Session]]:
    """By participant, the sessions that count at which they were, in their order; one statement."""
    a = Attendance
    found = sa.select(a.participant_id, a.session_id).where(among(a.participant_id, ids), a.session_id.in_(measure.ids))
    came = {(row[0], row[1]) for row in db.session.execute(found)}
    return {each: [session for session in measure.sessions if (each, session.id) in came] for each in ids}


@dataclass(frozen=True, slots=True)
class Counts:
    """Of participants: who gets one, has one, lacks one that is due, and whose wants somebody's look."""

    due: int = 0
    issued: int = 0
    missing: int = 0
    to_check: int = 0


def count_participants(meeting: Meeting, measure: Measure) -> Counts:
    """One statement."""
    counting = Counting(meeting, measure)
    narrowed = (counting.due, *(counting.narrowed(each) for each in ("terbit", "berhak", "periksa")))
    row: Any = db.session.execute(counting.rows(*(sa.func.count(sa.case((clause, 1))) for clause in narrowed))).one()
    return Counts(*row)


def participants_due(meeting: Meeting, measure: Measure) -> Sequence[str]:
    """The ids of those who get one and have none, in protocol order."""
    counting = Counting(meeting, measure)
    return list(db.session.scalars(counting.rows(Participant.id).where(counting.narrowed("berhak")).order_by(*PROTOCOL)))


def participants_changed(meeting: Meeting, measure: Measure) -> Sequence[str]:
    """The ids of those whose certificate says something else than is so now, and who still get one."""
    counting = Counting(meeting, measure)
    statement = counting.rows(Participant.id).outerjoin(Document, Document.id == Certificate.document_id)
    failed = Document.state == DocumentState.FAILED
    statement = statement.where(counting.holds, counting.due, sa.or_(counting.changed, failed))
    statement = statement.where(sa.or_(Document.state.is_(None), Document.state.not_in(UNDER_WAY)))
    return list(db.session.scalars(statement.order_by(*PROTOCOL)))
