"""Checking somebody in by hand at the committee's screen, and taking an attendance back."""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import get_locale
from flask_babel import gettext as _

from meetings import clock
from meetings.config import current_settings
from meetings.domain.attendance.turns import take_turn
from meetings.domain.audit import Action, record
from meetings.domain.checkin.answers import result_of
from meetings.domain.checkin.callers import CLOSED, Caller
from meetings.domain.checkin.decide import Verdict
from meetings.domain.checkin.forcing import Forced, force_of
from meetings.domain.checkin.reading import read_scan
from meetings.domain.checkin.record import record_scans
from meetings.domain.meetings import Activity, require
from meetings.enums import RefusalReason, ScanDirection, ScanMethod, ScanStatus
from meetings.errors import Conflict, InvalidInput, NotFound, WrongState
from meetings.extensions import db
from meetings.models import Attendance, Greeting, Meeting, Participant, Scan, Session, SignedArrival
from meetings.writing.dates import format_moment_in_sentence
from meetings.writing.reading import read_text

OWN_UNDO = timedelta(minutes=10)  # how long a slip of the own hand can be taken back without the right to take back others'


def check_in_by_hand(
    caller: Caller,
    meeting: Meeting,
    session: Session,
    participant_id: str,
    at: datetime,
    *,
    forced: Forced | None = None,
    came: datetime | None = None,
) -> tuple[ScanStatus, str]:
    """Record that a participant is here now, under the rules of the door; returns accepted or already, and the person's name. ``came``: when
    a device without network had let them in.

    Raises `Conflict` when the rules refuse, in words about the rule; ``forced`` overrules them for those who may, except that nobody is
    recorded more than a day before the meeting begins. Raises `WrongState` before the meeting is open and after it is finished.
    """
    require(meeting, Activity.RECORD if came else Activity.CHECKIN)
    raw = {
        "id": str(uuid.uuid4()),
        "participant": participant_id,
        "session": session.id,
        "direction": "in",
        "scanned_at": clock.iso(came or at),
        "offline": came is not None,
        "method": "search",
        **force_of(forced),
    }
    (result,) = record_scans(caller, [read_scan(raw, current_settings().code_key)], at)
    status, reason, person = ScanStatus(result["status"]), result["reason"], result["participant"]
    if status is ScanStatus.REFUSED and reason is not None:
        raise Conflict(_("Belum dicatat: %(why)s.", why=rule_in_words(RefusalReason(reason), session, at)))
    assert person is not None
    if status is ScanStatus.ACCEPTED:
        participant = db.session.get(Participant, participant_id)
        record(
            caller.actor,
            Action.CHECKIN_MANUAL,
            at=at,
            meeting=meeting,
            target=participant,
            target_name=person["name"],
            session=session.title,
        )
        db.session.flush()
    return status, person["name"]


def rule_in_words(reason: RefusalReason, session: Session, at: datetime) -> str:
    """Why the door refuses, with the hour that decides where it is an hour."""
    zone, language = session.meeting.timezone, "en" if str(get_locale()) == "en" else "id"
    opens, closes = (format_moment_in_sentence(moment, zone, language) for moment in session.doors)
    if reason is RefusalReason.INVALID and at < session.doors[0]:
        return _("pintu sesi ini baru dibuka %(time)s, dan kehadiran dicatat paling awal sehari sebelum kegiatan", time=opens)
    if reason is RefusalReason.TOO_EARLY:
        return _("pintu sesi ini baru dibuka %(time)s", time=opens)
    if reason is RefusalReason.TOO_LATE:
        return _("pintu sesi ini sudah ditutup %(time)s", time=closes)
    return _(reason.label)


def own_recent(user_id: str, session: Session, at: datetime) -> set[str]:
    """Participants of the session whom this user has checked in by hand, for the first time and within the last `OWN_UNDO`."""
    statement = (
        sa.select(Attendance.participant_id)
        .join(Scan, sa.and_(Scan.meeting_id == Attendance.meeting_id, Scan.id == Attendance.first_scan_id))
        .where(
            Attendance.session_id == session.id,
            Scan.meeting_id == session.meeting_id,
            Scan.user_id == user_id,
            Scan.received_at >= at - OWN_UNDO,
        )
    )
    return set(db.session.scalars(statement))


def read_reason(text: str) -> str:
    """Why something is taken back. Raises `InvalidInput` for nothing, or too much."""
    reason = read_text(text)
    if not reason or len(reason) > 300:
        raise InvalidInput(_("Tulis alasan pembatalan, paling panjang 300 huruf."), field="reason")
    return reason


def undo_attendance(
    caller: Caller, meeting: Meeting, session: Session, participant_id: str, reason: str, at: datetime, *, own_only: bool = False
) -> None:
    """Take back a participant's attendance of a session: a new scan row says who did it and why, the old ones stay.

    ``own_only``: only what the caller recorded a moment ago (`own_recent`), else `WrongState`.
    Raises `InvalidInput` without a reason, `NotFound` for somebody not of this meeting or not present, `WrongState` once the
    meeting's records are closed.
    """
    if meeting.state in CLOSED:
        raise WrongState(_("Kegiatan ini sudah berakhir."))
    reason = read_reason(reason)
    take_turn(meeting.id)
    participant = db.session.scalar(
        sa.select(Participant).where(Participant.id == participant_id, Participant.meeting_id == meeting.id)
    )
    attendance = (
        None
        if participant is None
        else db.session.scalar(
            sa.select(Attendance).where(Attendance.session_id == session.id, Attendance.participant_id == participant.id)
        )
    )
    if participant is None or attendance is None:
        raise NotFound(_("Peserta ini belum tercatat hadir di sesi itu."))
    if own_only and participant.id not in own_recent(caller.user_id or "", session, at):
        raise WrongState(
            _(
                "Anda dapat membatalkan kehadiran yang Anda catat sendiri dalam %(minutes)d menit terakhir; yang lain dibatalkan oleh panitia kegiatan.",
                minutes=OWN_UNDO // timedelta(minutes=1),
            )
        )
    scan_id = str(uuid.uuid4())
    its_own = SignedArrival.session_id == session.id, SignedArrival.participant_id == participant.id
    db.session.execute(sa.delete(SignedArrival).where(*its_own))  # they sign again when they come
    its_own = Greeting.session_id == session.id, Greeting.participant_id == participant.id
    db.session.execute(sa.delete(Greeting).where(*its_own))  # and are received then
    db.session.add(
        Scan(
            meeting_id=meeting.id,
            id=scan_id,
            session_id=session.id,
            participant_id=participant.id,
            fingerprint=f"undo:{scan_id}",
            direction=ScanDirection.UNDO,
            method=ScanMethod.SEARCH,
            scanned_at=at,
            device_time=None,
            received_at=at,
            user_id=caller.user_id,
            device_id=caller.device_id,
            gate=caller.gate,
            by=caller.actor.name,
            status=ScanStatus.ACCEPTED,
            reason=None,
            result=result_of(scan_id, Verdict(ScanStatus.ACCEPTED), None, None),
            undoes_id=attendance.first_scan_id,
            undo_reason=reason,
        )
    )
    db.session.delete(attendance)
    participant.updated_at = at  # so that the doors learn of it
    record(
        caller.actor,
        Action.CHECKIN_UNDONE,
        at=at,
        meeting=meeting,
        target=participant,
        target_name=participant.full_name,
        reason=reason,
        session=session.title,
    )
    db.session.flush()
