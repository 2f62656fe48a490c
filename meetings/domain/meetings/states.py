"""The states of a meeting: draft → open → running → finished → archived, and cancelled; what each allows."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.domain.audit import Action, Actor, record
from meetings.enums import DocumentKind, DocumentState, LetterState, MeetingMode, MeetingState, MinutesState
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Attendance, Document, Invitation, Letter, Meeting, Minutes, Session
from meetings.models.agenda import SESSION_ORDER
from meetings.models.minutes import minutes_with

S = MeetingState
_UNISSUED = (DocumentState.SUPERSEDED, DocumentState.REVOKED)

# -- table
# fmt: off
TRANSITIONS: dict[MeetingState, tuple[MeetingState, ...]] = {
    S.DRAFT:     (S.OPEN, S.CANCELLED),
    S.OPEN:      (S.RUNNING, S.DRAFT, S.CANCELLED),
    S.RUNNING:   (S.FINISHED, S.OPEN, S.CANCELLED),
    S.FINISHED:  (S.ARCHIVED, S.RUNNING),
    S.ARCHIVED:  (),
    S.CANCELLED: (S.OPEN, S.RUNNING, S.DRAFT),
}


class Activity(StrEnum):
    """Kinds of work that a state allows or forbids."""

    EDIT = "edit"              # data, agenda, speakers, links
    PARTICIPANTS = "participants"
    INVITE = "invite"          # letters leave, people answer
    CHECKIN = "checkin"
    RECORD = "record"          # attendance that was written down elsewhere
    DRAFTS = "drafts"          # a session gets its first minutes
    MINUTES = "minutes"        # their way to publication, correction, withdrawal: an error is mended in the archive, too


ALLOWED: dict[Activity, frozenset[MeetingState]] = {
    Activity.EDIT:         frozenset({S.DRAFT, S.OPEN, S.RUNNING}),
    Activity.PARTICIPANTS: frozenset({S.DRAFT, S.OPEN, S.RUNNING}),
    Activity.INVITE:       frozenset({S.OPEN, S.RUNNING}),
    Activity.CHECKIN:      frozenset({S.OPEN, S.RUNNING}),
    Activity.RECORD:       frozenset({S.OPEN, S.RUNNING, S.FINISHED}),
    Activity.DRAFTS:       frozenset({S.OPEN, S.RUNNING, S.FINISHED}),
    Activity.MINUTES:      frozenset({S.OPEN, S.RUNNING, S.FINISHED, S.ARCHIVED}),
}
# fmt: on


Follower = Callable[[Meeting, MeetingState, Actor, datetime], None]
FOLLOWERS: list[Follower] = []


def follows_state(follow: Follower) -> Follower:
    """Registers what rooms above have to do when a meeting has moved on; called with the state before."""
    FOLLOWERS.append(follow)
    return follow


def allows(meeting: Meeting, activity: Activity) -> bool:
    """Does the meeting's state allow ``activity``?"""
    return meeting.state in ALLOWED[activity]


def require(meeting: Meeting, activity: Activity) -> None:
    """Raise WrongState, naming the state and those that would do, unless the state allows ``activity``."""
    if not allows(meeting, activity):
        fitting = ", ".join(str(_(state.label)) for state in MeetingState if state in ALLOWED[activity])
        raise WrongState(
            _(
                "Kegiatan ini berstatus %(state)s; tindakan ini hanya dapat dilakukan saat statusnya %(fitting)s.",
                state=_(meeting.state.label),
                fitting=fitting,
            )
        )


def next_states(meeting: Meeting) -> tuple[MeetingState, ...]:
    """The states that may follow, the usual one first."""
    return TRANSITIONS[meeting.state]


def obstacles(meeting: Meeting, target: MeetingState, at: datetime) -> list[str]:
    """What stands between the meeting and ``target``, each as a sentence; empty when nothing does."""
    if target not in TRANSITIONS[meeting.state]:
        return [_("Dari %(before)s tidak ada jalan langsung ke %(after)s.", before=_(meeting.state.label), after=_(target.label))]
    check = _CHECKS.get((meeting.state, target)) or _CHECKS.get((None, target))
    return check(meeting, at) if check else []


def change_state(meeting: Meeting, target: MeetingState, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Move the meeting to ``target``; where it is there already, nothing changes.

    Raises WrongState with the obstacles named, also when somebody else moves it at the same moment; InvalidInput (field
    ``reason``) when a cancellation has no reason.
    """
    hold = sa.update(Meeting).where(Meeting.id == meeting.id).values(updated_at=Meeting.updated_at)
    db.session.execute(hold, execution_options={"synchronize_session": False})
    db.session.refresh(meeting, ["state"])
    if meeting.state is target and not reason.strip():  # somebody was quicker with the same
        return
    found = obstacles(meeting, target, at)
    if found:
        raise WrongState(" ".join(found))
    if target is S.CANCELLED and not reason.strip():
        raise InvalidInput(_("Tuliskan alasan pembatalan."), field="reason")
    before = meeting.state
    meeting.state = target
    if target is S.OPEN:
        meeting.opened_at = meeting.opened_at or at
    meeting.finished_at = at if target is S.FINISHED else (meeting.finished_at if target is S.ARCHIVED else None)
    meeting.archived_at = at if target is S.ARCHIVED else None
    meeting.cancel_reason = reason.strip() if target is S.CANCELLED else ""
    record(
        actor,
        Action.MEETING_STATE,
        at=at,
        meeting=meeting,
        target=meeting,
        target_name=meeting.title,
        before=before.value,
        after=target.value,
        reason=reason.strip(),
    )
    meeting.updated_at = at  # calendars of guests learn of it
    db.session.flush()
    for follow in FOLLOWERS:
        follow(meeting, before, actor, at)


def _exists(*conditions: sa.ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(*conditions))))


def _before_opening(meeting: Meeting, _at: datetime) -> list[str]:
    found = []
    if not _exists(Session.meeting_id == meeting.id):
        found.append(_("Belum ada sesi. Tambahkan sesi pada Susunan acara."))
    if meeting.mode is not MeetingMode.ONLINE and not meeting.place:
        found.append(_("Tempat belum diisi."))
    return found


def _before_stepping_back(meeting: Meeting, _at: datetime) -> list[str]:
    if _exists(Attendance.meeting_id == meeting.id):
        return [_("Kehadiran sudah tercatat; kegiatan tidak dapat dikembalikan ke status sebelum pelaksanaan.")]
    return []


def issued_papers(meeting: Meeting) -> list[str]:
    """The numbered papers that are out, each with its kind and number: letters, and minutes that hold."""
    letters = sa.select(Letter.number).where(Letter.meeting_id == meeting.id, Letter.state == LetterState.ISSUED)
    minutes = sa.select(Document.number).where(
        Document.meeting_id == meeting.id, Document.kind == DocumentKind.MINUTES, Document.final, Document.state.not_in(_UNISSUED)
    )
    return [
        *(_("Surat nomor %(number)s", number=number) for number in db.session.scalars(letters.order_by(Letter.issued_at))),
        *(_("Notula nomor %(number)s", number=number) for number in db.session.scalars(minutes.order_by(Document.created_at))),
    ]


def _before_redrafting(meeting: Meeting, _at: datetime) -> list[str]:
    papers = issued_papers(meeting)
    if papers:
        return [
            _(
                "%(papers)s sudah terbit; kegiatan tidak dapat dikembalikan ke konsep. Batalkan bila tidak jadi.",
                papers=", ".join(papers),
            )
        ]
    if _exists(Invitation.meeting_id == meeting.id, Invitation.sent_at.is_not(None)):
        return [_("Undangan sudah terkirim; kegiatan tidak dapat dikembalikan ke konsep. Batalkan bila tidak jadi.")]
    return []


def _before_running(meeting: Meeting, at: datetime) -> list[str]:
    today = clock.local(at, meeting.timezone).date()
    return [] if today >= meeting.starts_on else [_("Hari pelaksanaan belum tiba.")]


def _before_running_again(meeting: Meeting, _at: datetime) -> list[str]:
    """A meeting that somebody has come to goes on where it was called off, whatever its day; any other is opened again."""
    if _exists(Attendance.meeting_id == meeting.id):
        return []
    return [_("Belum ada kehadiran; pulihkan dahulu ke status Dibuka.")]


def _before_finishing(meeting: Meeting, at: datetime) -> list[str]:
    statement = sa.select(Session.title).where(
        Session.meeting_id == meeting.id, Session.closed_at.is_(None), Session.ends_at > at
    )
    titles = db.session.scalars(statement.order_by(*SESSION_ORDER)).all()
    return [_("Sesi %(title)s belum berakhir; tutup sesi itu lebih dahulu.", title=title) for title in titles]


def _before_archiving(meeting: Meeting, _at: datetime) -> list[str]:
    # What two people have withdrawn is settled, too: a correction may follow from the archive.
    out = minutes_with(DocumentState.PUBLISHED, DocumentState.REVOKED)
    published = sa.select(Minutes.session_id).where(Minutes.meeting_id == meeting.id, out)
    missing = sa.select(Session.title).where(
        Session.meeting_id == meeting.id, Session.wants_minutes, Session.id.not_in(published)
    )
    titles = db.session.scalars(missing.order_by(*SESSION_ORDER)).all()
    found = [_("Notula sesi %(title)s belum terbit.", title=title) for title in titles]
    unpublished = (MinutesState.DRAFT, MinutesState.SUBMITTED, MinutesState.APPROVED)
    if not found and _exists(Minutes.meeting_id == meeting.id, Minutes.state.in_(unpublished)):
        found.append(_("Masih ada koreksi notula yang belum terbit."))
    return found


_CHECKS: dict[tuple[MeetingState | None, MeetingState], Callable[[Meeting, datetime], list[str]]] = {
    (S.DRAFT, S.OPEN): _before_opening,
    (S.RUNNING, S.OPEN): _before_stepping_back,
    (S.OPEN, S.DRAFT): _before_redrafting,
    (S.CANCELLED, S.DRAFT): lambda meeting, at: [*_before_stepping_back(meeting, at), *_before_redrafting(meeting, at)],
    (S.CANCELLED, S.OPEN): lambda meeting, at: [*_before_stepping_back(meeting, at), *_before_opening(meeting, at)],
    (S.CANCELLED, S.RUNNING): _before_running_again,
    (S.OPEN, S.RUNNING): _before_running,
    (None, S.FINISHED): _before_finishing,
    (None, S.ARCHIVED): _before_archiving,
}
