"""Participants beside what they attended and their certificate: counted, narrowed and listed in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from meetings import clock
from meetings.domain.certificates.entitled import COPIED, UNDER_WAY, Line, Measure, minutes_of, state_of
from meetings.enums import CertificateMeasure, CertificateRole, DocumentState, ParticipantStatus
from meetings.extensions import db
from meetings.models import (
    Attendance,
    Certificate,
    Document,
    Meeting,
    Participant,
    Session,
    participant_session,
    standing,
)
from meetings.models.base import UtcDateTime
from meetings.models.paging import Page, among, page_of
from meetings.models.participant import PROTOCOL

NEWEST = {"terbit": DocumentState.PUBLISHED, "menunggu": DocumentState.SIGNING}  # how the version that is looked for stands


def _was_at(measure: Measure) -> Any:
    """WHERE clause on Attendance: at a session that counts, before it was over; who came only then has seen nothing of it (`Session.was_over_for`)."""
    over = {each.id: sa.literal(each.over_from, UtcDateTime) for each in measure.sessions}
    if not over:
        return sa.false()
    return sa.and_(Attendance.session_id.in_(measure.ids), Attendance.first_in_at <= sa.case(over, value=Attendance.session_id))


class Counting:
    """Participants beside what they attended and their certificate, as SQL: those of ``ids``, or else (None) all who have one."""

    def __init__(self, meeting: Meeting, measure: Measure, ids: Sequence[str] | None = None) -> None:
        a, c = Attendance, Certificate
        counted = sa.select(a.participant_id, sa.func.count().label("n"), _minutes(measure).label("minutes"))
        counted = counted.where(_was_at(measure))
        if ids is None:  # so that it costs as much as there are certificates
            holders = sa.select(c.participant_id).where(c.meeting_id == meeting.id, c.participant_id.is_not(None))
            counted, self.mine = counted.where(a.participant_id.in_(holders)), c.meeting_id == meeting.id
        else:
            counted, self.mine = counted.where(among(a.participant_id, ids)), among(Participant.id, ids)
        self.came, self.held_only = counted.group_by(a.participant_id).subquery("came"), ids is None
        self.attended: Any = sa.func.coalesce(self.came.c.n, 0)
        self.minutes: Any = sa.func.coalesce(self.came.c.minutes, 0)
        self.of: Any = sa.case((Participant.limited, _called_to(measure)), else_=len(measure.ids))
        self.holds: Any = sa.and_(c.version > 0, c.withdrawn_at.is_(None))
        self.due = _enough(measure, self.minutes if measure.measure is CertificateMeasure.MINUTES else self.attended, self.of)
        differs = [getattr(c, name) != getattr(Participant, name) for name in COPIED]
        self.changed: Any = sa.and_(self.holds, sa.or_(c.minutes != self.minutes, *differs))

    def rows(self, *columns: Any) -> Any:
        """A SELECT over participants, what they attended, and their certificate."""
        statement = sa.select(*columns).select_from(Participant)
        statement = statement.outerjoin(self.came, self.came.c.participant_id == Participant.id)
        return statement.join(Certificate, Certificate.participant_id == Participant.id, isouter=not self.held_only).where(
            self.mine
        )

    def narrowed(self, which: str) -> Any:
        """WHERE clause on who has a certificate: «terbit», «menunggu», «dicabut» or «periksa»."""
        if which == "dicabut":
            return Certificate.withdrawn_at.is_not(None)
        if which in NEWEST:
            return sa.and_(self.holds, _newest(NEWEST[which]))
        return sa.and_(self.holds, sa.or_(self.changed, sa.not_(self.due), _newest(DocumentState.FAILED)))


def _newest(state: DocumentState) -> Any:
    newest = Document.id == Certificate.document_id, Document.state == state
    return sa.select(Document.id).where(*newest).correlate(Certificate).exists()


def _minutes(measure: Measure) -> Any:
    """How many minutes the sessions of attendances were together."""
    lengths = {each.id: minutes_of(each) for each in measure.sessions}
    minutes: Any = sa.case(lengths, value=Attendance.session_id, else_=0) if lengths else sa.literal(0)
    return sa.cast(sa.func.coalesce(sa.func.sum(minutes), 0), sa.BigInteger)


def _reached(measure: Measure) -> Any:
    """What of somebody's attendances is held against the least: their number, or their minutes."""
    return _minutes(measure) if measure.measure is CertificateMeasure.MINUTES else sa.func.count()


def _enough(measure: Measure, attended: Any, of: Any) -> Any:
    """`Measure.enough` in SQL; ``attended``: as `_reached` counts."""
    if measure.measure is CertificateMeasure.SHARE:
        return sa.and_(attended > 0, attended * 100 >= measure.least * of)
    return attended >= measure.least


def _called_to(measure: Measure) -> Any:
    """To how many of the sessions somebody is called who is limited to some."""
    theirs = participant_session.c.participant_id == Participant.id, participant_session.c.session_id.in_(measure.ids)
    return sa.select(sa.func.count()).where(*theirs).correlate(Participant).scalar_subquery()


def _attended(measure: Measure) -> Any:
    """At how many of the sessions somebody was, or for how many minutes of them; asked one by one."""
    theirs = Attendance.participant_id == Participant.id, _was_at(measure)
    return sa.select(_reached(measure)).where(*theirs).correlate(Participant).scalar_subquery()


def _who_came(measure: Measure, least: int) -> Any:
    """Ids of who was at so many of the sessions, or minutes of them, at least."""
    a = Attendance.participant_id
    return sa.select(a).where(_was_at(measure)).group_by(a).having(_reached(measure) >= least)


def _due(measure: Measure) -> Any:
    """WHERE clause on participants: they get one. Who came is counted once for all; who is called to some sessions only is asked one by one."""
    if measure.measure is not CertificateMeasure.SHARE:
        return Participant.id.in_(_who_came(measure, measure.least)) if measure.least > 0 else sa.true()
    every = max(-(-measure.least * len(measure.ids) // 100), 1)
    everywhere = sa.and_(sa.not_(Participant.limited), Participant.id.in_(_who_came(measure, every)))
    return sa.or_(everywhere, sa.and_(Participant.limited, _enough(measure, _attended(measure), _called_to(measure))))


def _without(meeting: Meeting) -> Any:
    """WHERE clauses on participants of the meeting: they have no certificate."""
    has = sa.select(Certificate.participant_id).where(
        Certificate.meeting_id == meeting.id, Certificate.participant_id.is_not(None)
    )
    return sa.and_(Participant.meeting_id == meeting.id, Participant.id.not_in(has))


def participants_page(meeting: Meeting, measure: Measure, which: str, page: int, per_page: int, counts: "Counts") -> Page:
    """Participants in protocol order with how their certificate stands: all, or «berhak», «terbit», «menunggu», «dicabut», «periksa» or «tidak»; ``counts``: their numbers,
    which nobody counts again."""
    number = {"berhak": counts.missing, "terbit": counts.issued, "periksa": counts.to_check}.get(which)
    if which in ("terbit", "menunggu", "dicabut", "periksa"):
        counting = Counting(meeting, measure)
        ids = counting.rows(Participant.id).where(counting.narrowed(which))
    elif which == "berhak":
        # Gone through in the list's order as far as the page reaches, each asked how often they came.
        attended = _attended(measure)
        of = sa.case((Participant.limited, _called_to(measure)), else_=len(measure.ids))
        ids = sa.select(Participant.id).where(_without(meeting), _enough(measure, attended, of))
    elif which == "tidak":
        ids = sa.select(Participant.id).where(_without(meeting), standing.ON_PAPER.where(), sa.not_(_due(measure)))
    else:
        ids, number = _everybody(meeting, measure), _count_everybody(meeting, measure)
    decorate = partial(participant_lines, meeting, measure)
    return page_of(ids.order_by(*PROTOCOL), decorate, page, per_page, number=number)


def _shown_besides(measure: Measure) -> Any:
    """WHERE clause on participants: they came, or have a certificate. One value each, not EXISTS: whom a list names anyhow is not asked, the others
    are few, and for EXISTS PostgreSQL would read all arrivals."""
    theirs = Attendance.participant_id == Participant.id, Attendance.session_id.in_(measure.ids)
    came = sa.select(Attendance.id).where(*theirs)
    has = sa.select(Certificate.id).where(Certificate.participant_id == Participant.id)
    return sa.or_(*(each.correlate(Participant).limit(1).scalar_subquery().is_not(None) for each in (came, has)))


def _everybody(meeting: Meeting, measure: Measure) -> Any:
    """All who are on the list, came, or have one; found in the order of an index."""
    shown = sa.or_(standing.ON_PAPER.where(), _shown_besides(measure))
    return sa.select(Participant.id).where(Participant.meeting_id == meeting.id, shown)


def _count_everybody(meeting: Meeting, measure: Measure) -> int:
    here = sa.select(sa.func.count()).select_from(Participant).where(Participant.meeting_id == meeting.id)
    others = sorted(frozenset(ParticipantStatus) - standing.ON_PAPER.statuses)
    besides = here.where(Participant.status.in_(others), _shown_besides(measure))
    both: Any = db.session.execute(
        sa.select(here.where(standing.ON_PAPER.where()).scalar_subquery(), besides.scalar_subquery())
    ).one()
    return int(sum(both))


def participant_lines(meeting: Meeting, measure: Measure, ids: Sequence[str]) -> list[Line]:
    """The lines of some participants; one statement."""
    counting = Counting(meeting, measure, ids)
    wanted = Participant, Certificate, counting.attended, counting.of, counting.minutes, counting.changed
    statement = counting.rows(*wanted, Document.state, Document.error)
    rows: Any = db.session.execute(statement.outerjoin(Document, Document.id == Certificate.document_id)).all()
    over = measure.all_over(clock.now())
    return [_participant_line(measure, over, *row) for row in rows]


def _participant_line(
    measure: Measure,
    over: bool,
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
            due=measure.enough(attended, of, minutes),
            version=certificate.version if certificate else 0,
            withdrawn=bool(certificate and certificate.withdrawn_at),
            changed=bool(changed),
            document=document,
        ),
        measure.why_not(attended, of, minutes, over=over),
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
    found = sa.select(a.participant_id, a.session_id).where(among(a.participant_id, ids), _was_at(measure))
    came = {(row[0], row[1]) for row in db.session.execute(found)}
    return {each: [session for session in measure.sessions if (each, session.id) in came] for each in ids}


def to_check(meeting: Meeting, measure: Measure) -> Any:
    """A SELECT of the ids of participants' certificates that want somebody's look."""
    counting = Counting(meeting, measure)
    return counting.rows(Certificate.id).where(counting.narrowed("periksa"))


@dataclass(frozen=True, slots=True)
class Counts:
    """Of participants: who gets one, has one, lacks one that is due, and whose wants somebody's look."""

    due: int = 0
    issued: int = 0
    missing: int = 0
    to_check: int = 0


def count_participants(meeting: Meeting, measure: Measure) -> Counts:
    """Two statements: who came is counted once, and certificates are looked at, as many as there are."""
    counting = Counting(meeting, measure)
    narrowed = counting.due, counting.narrowed("terbit"), counting.narrowed("periksa")
    held: Any = db.session.execute(counting.rows(*(sa.func.count(sa.case((clause, 1))) for clause in narrowed))).one()
    due = _count_due(meeting, measure)
    return Counts(due, held[1], due - held[0], held[2])


def _count_due(meeting: Meeting, measure: Measure) -> int:
    if measure.measure is not CertificateMeasure.SHARE and measure.least > 0:
        counted = sa.select(sa.func.count()).select_from(_who_came(measure, measure.least).subquery())
    else:
        counted = sa.select(sa.func.count()).where(Participant.meeting_id == meeting.id, _due(measure))
    return db.session.scalar(counted) or 0


def participants_due(meeting: Meeting, measure: Measure) -> Sequence[str]:
    """The ids of those who get one and have none, in protocol order."""
    due = sa.select(Participant.id).where(_without(meeting), _due(measure))
    return list(db.session.scalars(due.order_by(*PROTOCOL)))


def participants_changed(meeting: Meeting, measure: Measure) -> Sequence[str]:
    """The ids of those whose certificate says something else than is so now, and who still get one."""
    return list(db.session.scalars(_changed(meeting, measure).order_by(*PROTOCOL)))


def count_changed(meeting: Meeting, measure: Measure) -> int:
    """How many those are."""
    return db.session.scalar(_changed(meeting, measure).with_only_columns(sa.func.count())) or 0


def _changed(meeting: Meeting, measure: Measure) -> Any:
    counting = Counting(meeting, measure)
    statement = counting.rows(Participant.id).outerjoin(Document, Document.id == Certificate.document_id)
    failed = Document.state == DocumentState.FAILED
    statement = statement.where(counting.holds, counting.due, sa.or_(counting.changed, failed))
    return statement.where(sa.or_(Document.state.is_(None), Document.state.not_in(UNDER_WAY)))
