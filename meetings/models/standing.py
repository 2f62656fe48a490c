"""How a participant stands: invited, expected, on the list, admitted, present, gone. Each is defined here and nowhere else.

A standing is one constant that answers in Python (`of`, `holds`) and in SQL (`where`), so that a page, a paper and the door cannot count
different people under one word. Its ``label`` is the screen's word for it, its ``meaning`` what pages say of the number (both Indonesian).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings.enums import MeetingMode, ParticipantSource, ParticipantStatus, Presence
from meetings.enums.labelled import N_
from meetings.models.agenda import Session, session_over_from
from meetings.models.checkin import Absence, Attendance
from meetings.models.meeting import Category
from meetings.models.participant import Participant, Representation, participant_session

S, Source = ParticipantStatus, ParticipantSource
ENDED, ADDED = aliased(Session), aliased(Participant)  # of their own, whatever a statement around them selects
ANYHOW = frozenset(Source)
ASKED = ANYHOW - {Source.REPRESENTATIVE, Source.WALK_IN}  # whoever comes for somebody, or by himself, was not asked


@dataclass(frozen=True, slots=True)
class Term:
    """A word for a number on the screen, and what it counts."""

    name: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Standing(Term):
    """A term about the participants' answers and origins: those with one of ``statuses`` and one of ``sources``; and, where that is told
    apart (``stands_in``), who comes for another one, or who does not."""

    statuses: frozenset[ParticipantStatus]
    sources: frozenset[ParticipantSource] = ANYHOW
    stands_in: bool | None = None

    def holds(self, status: str, source: str, *, stands_in: bool = False) -> bool:
        """Whether a participant with this status and source, who comes for somebody or not, stands so."""
        return status in self.statuses and source in self.sources and self.stands_in in (None, stands_in)

    def of(self, participant: Participant) -> bool:
        """Whether the participant stands so."""
        stands_in = self.stands_in is not None and participant.representing is not None
        return self.holds(participant.status, participant.source, stands_in=stands_in)

    def where(self, columns: Any = Participant) -> sa.ColumnElement[bool]:
        """The same as a WHERE clause; ``columns``: the class, an alias of it or its table's columns."""
        clause: sa.ColumnElement[bool] = columns.status.in_(sorted(self.statuses))
        if self.sources != ANYHOW:
            clause = sa.and_(clause, columns.source.in_(sorted(self.sources)))
        if self.stands_in is None:
            return clause
        for_somebody = sa.select(Representation.representative_id).where(
            Representation.ended_at.is_(None)
        )  # an index of their own
        return sa.and_(clause, columns.id.in_(for_somebody) if self.stands_in else columns.id.not_in(for_somebody))


WITHDRAWN = Standing("withdrawn", N_("Dicabut"), N_("Dikeluarkan dari daftar; tanda masuknya ditolak."), frozenset({S.WITHDRAWN}))
UNITED = Standing(
    "united",
    N_("Disatukan"),
    N_("Baris wakil yang ternyata orang lain dalam daftar; orangnya dihitung satu kali."),
    frozenset({S.DELETED}),
)
GONE = Standing(
    "gone", WITHDRAWN.label, WITHDRAWN.meaning, WITHDRAWN.statuses | UNITED.statuses
)  # off the list, for whatever reason
LISTED = Standing(
    "listed",
    N_("Dalam daftar"),
    N_("Semua yang ada di daftar peserta: yang diundang, yang menunggu persetujuan, dan para wakil."),
    frozenset(S) - GONE.statuses,
)
INVITED = Standing(
    "invited",
    N_("Diundang"),
    N_("Setiap undangan dihitung satu kali, apa pun jawabannya; wakil tidak dihitung lagi."),
    LISTED.statuses - {S.PENDING},
    ASKED,
)
EXPECTED = Standing(
    "expected",
    N_("Diharapkan"),
    N_("Yang dapat datang sendiri: akan hadir, belum menjawab, dan para wakil; bukan yang menolak atau diwakilkan."),
    frozenset({S.INVITED, S.CONFIRMED}),
)
# Whoever does not come any more brings nobody; what the expected have answered counts, of the others nothing does.
COMES = Standing("comes", N_("Akan hadir"), N_("Menjawab akan datang sendiri."), frozenset({S.CONFIRMED}))
ON_PAPER = Standing(
    "on_paper",
    N_("Dalam daftar hadir"),
    N_(
        "Yang diharapkan, yang menyatakan tidak hadir, dan setiap orang yang tercatat datang; yang diwakilkan digantikan wakilnya."
        " Yang baru ditambahkan setelah sesi selesai hanya bila tercatat datang."
    ),
    EXPECTED.statuses | {S.DECLINED},
)

# What became of the invitations: every participant stands in exactly one of these.
UNANSWERED = Standing(
    "unanswered", N_("Belum menjawab"), N_("Diundang, jawabannya belum ada."), frozenset({S.INVITED}), ASKED, stands_in=False
)
DEPUTY = Standing(
    "deputy",
    N_("Datang sebagai wakil"),
    N_("Diundang dan ditunjuk mewakili undangan lain; undangannya sendiri tidak perlu dijawab lagi."),
    UNANSWERED.statuses,
    ASKED,
    stands_in=True,
)
COMING = Standing("coming", N_("Akan hadir"), N_("Menjawab akan datang sendiri."), frozenset({S.CONFIRMED}), ASKED)
DECLINED = Standing("declined", N_("Tidak hadir"), N_("Menjawab tidak datang."), frozenset({S.DECLINED}), ASKED)
REPRESENTED = Standing("represented", N_("Diwakilkan"), N_("Menjawab dengan mengirim wakil."), frozenset({S.REPLACED}), ASKED)
STANDING_IN = Standing(
    "standing_in",
    N_("Wakil"),
    N_("Datang mewakili yang diundang, tanpa undangan sendiri."),
    INVITED.statuses,
    frozenset({Source.REPRESENTATIVE}),
)
WALKED_IN = Standing(
    "walked_in", N_("Datang langsung"), N_("Didaftar di pintu, tanpa undangan."), INVITED.statuses, frozenset({Source.WALK_IN})
)
PENDING = Standing("pending", N_("Menunggu persetujuan"), N_("Belum disetujui panitia."), frozenset({S.PENDING}))
ANSWERS = (UNANSWERED, DEPUTY, COMING, REPRESENTED, DECLINED, STANDING_IN, WALKED_IN, PENDING, WITHDRAWN, UNITED)

PRESENT = Term("present", Presence.PRESENT.label, N_("Tercatat datang, walau sudah pulang; juga yang tidak diharapkan."))
LATE = Term("late", N_("Sesudah acara berakhir"), N_("Baru tercatat datang setelah jam selesai sesi; tetap dihitung hadir."))
INSIDE = Term("inside", N_("Di dalam sekarang"), N_("Tercatat masuk dan belum tercatat keluar, selama sesi berlangsung."))
ABSENT = Term("absent", Presence.AWAITED.label, N_("Diharapkan dan belum tercatat datang."))
EXCUSED = Term(
    "excused", Presence.EXCUSED.label, N_("Menjawab tidak hadir atau memberi tahu panitia, dan tidak tercatat datang.")
)

TERMS: dict[str, Term] = {
    term.name: term for term in (*ANSWERS, LISTED, INVITED, EXPECTED, ON_PAPER, PRESENT, LATE, INSIDE, ABSENT, EXCUSED)
}


def answer_of(status: str, source: str, *, stands_in: bool) -> Standing:
    """In which of `ANSWERS` a participant stands; ``stands_in``: they come for somebody."""
    return next(standing for standing in ANSWERS if standing.holds(status, source, stands_in=stands_in))


def presence_of(status: str, arrived: datetime | None, *, over: bool, absence: bool = False) -> Presence:
    """What lists say of somebody at a session; ``over``: it has ended, so nobody is awaited any more; ``absence``: the committee was told
    that they cannot come."""
    if arrived is not None:
        return Presence.PRESENT
    if absence or status == S.DECLINED:
        return Presence.EXCUSED
    return Presence.SILENT if over else Presence.AWAITED


def admits(sessions: Collection[str] | None, session_id: str) -> bool:
    """Whether somebody is admitted to a session; ``sessions`` None: to every session of the meeting."""
    return sessions is None or session_id in sessions


def admitted(session_id: Any, columns: Any = Participant) -> sa.ColumnElement[bool]:
    """The same as a WHERE clause on participants; ``session_id`` may be a column."""
    chosen = sa.select(participant_session.c.participant_id).where(participant_session.c.session_id == session_id)
    return sa.or_(sa.not_(columns.limited), columns.id.in_(chosen))


def added_later(sessions: Collection[Session]) -> sa.Select[str, str]:
    """Ids of these sessions, of one meeting, and of the participants who were added to it when the session was over."""
    earliest = min(session.over_from for session in sessions)  # a constant: from it the database knows how few they are
    theirs = ENDED.id.in_([session.id for session in sessions]), ADDED.meeting_id == ENDED.meeting_id
    later = ADDED.created_at > earliest, ADDED.created_at > session_over_from(ENDED)
    return sa.select(ENDED.id.label("session_id"), ADDED.id.label("participant_id")).where(*theirs, *later)


def called_to(session: Session, columns: Any = Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: admitted to the session, and added before it was over. Who comes later may still come in, as long as the
    door is open, but is not charged with a session that they could not know of."""
    # These are few and found in an index; the indexes that counts read do not know when somebody was added.
    late = sa.select(ADDED.id).where(ADDED.meeting_id == session.meeting_id, ADDED.created_at > session.over_from)
    return sa.and_(admitted(session.id, columns), columns.id.not_in(late))


def present(session_id: str, columns: Any = Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: came to the session at any time.

    Attendance is looked up with IN, never joined: right after a big import PostgreSQL has no statistics yet and would join
    5,000 participants with 4,000 arrivals pair by pair."""
    return columns.id.in_(sa.select(Attendance.participant_id).where(Attendance.session_id == session_id))


def present_anywhere(
    columns: Any = Participant, sessions: Collection[str] | None = None, *, in_person: bool = False
) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: came to any session of their meeting, or of these (ids); looked up in an index, no row is fetched, unless
    only who came ``in_person`` is meant."""
    among = [] if sessions is None else [Attendance.session_id.in_(sorted(sessions))]
    here = [Attendance.mode != MeetingMode.ONLINE] if in_person else []
    return sa.exists().where(Attendance.participant_id == columns.id, *among, *here)


def to_be_greeted(columns: Any = Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: somebody waits at the door to receive them, as is said of them or of their category."""
    received = sa.select(Category.id).where(Category.greeted)
    return sa.or_(columns.greeted, columns.category_id.in_(received))


def expected_at(session: Session, columns: Any = Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: expected, and called to the session."""
    return sa.and_(EXPECTED.where(columns), called_to(session, columns))


def absence_told(session_id: str, columns: Any = Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: the committee was told that they cannot come to the session."""
    return columns.id.in_(sa.select(Absence.participant_id).where(Absence.session_id == session_id))


def away_throughout(columns: Any = Participant, sessions: Collection[str] | None = None) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: the committee was told that they cannot come to any session, or to any of these (ids), that they are
    admitted to, and they came to none."""
    among = [] if sessions is None else [ENDED.id.in_(sorted(sessions))]
    told = sa.exists().where(Absence.participant_id == columns.id)
    of_this = sa.exists().where(Absence.participant_id == columns.id, Absence.session_id == ENDED.id)
    left = sa.exists().where(ENDED.meeting_id == columns.meeting_id, *among, admitted(ENDED.id, columns), sa.not_(of_this))
    return sa.and_(told, sa.not_(left), sa.not_(present_anywhere(columns, sessions)))


def admitted_to_any(sessions: Collection[str], columns: Any = Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: admitted to one of these sessions (ids) at least."""
    chosen = sa.select(participant_session.c.participant_id).where(participant_session.c.session_id.in_(sorted(sessions)))
    return sa.or_(sa.not_(columns.limited), columns.id.in_(chosen))


def absent_from(session: Session, columns: Any = Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: expected and did not come, and nobody knows why (`Presence.AWAITED`, `Presence.SILENT`)."""
    unexplained = sa.not_(sa.or_(present(session.id, columns), absence_told(session.id, columns)))
    return sa.and_(expected_at(session, columns), unexplained)


def excused_from(session: Session, columns: Any = Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: called to the session, said no or told the committee, and did not come (`Presence.EXCUSED`)."""
    said_no = columns.status.in_(sorted(ON_PAPER.statuses - EXPECTED.statuses))
    told = sa.and_(EXPECTED.where(columns), absence_told(session.id, columns))
    return sa.and_(sa.or_(said_no, told), called_to(session, columns), sa.not_(present(session.id, columns)))


def on_the_list_of(session: Session, columns: Any = Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: a line of the session's attendance list; whoever came has one, however they stand now. These are the
    people of whom pages and papers say how many were present: each is present, excused, or expected and absent."""
    return sa.or_(sa.and_(ON_PAPER.where(columns), called_to(session, columns)), present(session.id, columns))
