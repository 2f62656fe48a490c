"""Guests who check themselves in: their phone has read the QR on a screen of the hall, and their pass says who they are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from flask_babel import get_locale
from flask_babel import gettext as _

from meetings import clock
from meetings.config import current_settings
from meetings.domain.audit import Actor
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.hall_codes import HallCode, read_hall_code
from meetings.domain.checkin.reading import read_moment, read_scan
from meetings.domain.checkin.record import record_scans
from meetings.domain.meetings import Activity, allows
from meetings.domain.passes import code_of
from meetings.enums import N_, RefusalReason, ScanStatus
from meetings.models import Meeting, Pass, Session
from meetings.writing.dates import format_time_of

WHY = {
    RefusalReason.REVOKED: N_("Tanda masuk ini tidak berlaku lagi. Mohon ke meja registrasi."),
    RefusalReason.WRONG_MEETING: N_("QR ini milik kegiatan lain. Pindai layar di ruang kegiatan Anda."),
    RefusalReason.REPLACED: N_("Kehadiran Anda sudah diwakilkan. Mohon ke meja registrasi."),
    RefusalReason.DECLINED: N_("Anda menyatakan tidak hadir. Mohon ke meja registrasi."),
    RefusalReason.NOT_CONFIRMED: N_("Anda belum mengonfirmasi kehadiran. Mohon ke meja registrasi."),
    RefusalReason.WRONG_SESSION: N_("Anda tidak terdaftar pada sesi ini. Mohon ke meja registrasi."),
    RefusalReason.CAPACITY: N_("Ruang ini sudah penuh. Mohon ke meja registrasi."),
    RefusalReason.ID_CONFLICT: N_("Belum tercatat. Pindai lagi QR di layar, lalu ketuk satu kali."),
    RefusalReason.UNDONE: N_("Kehadiran ini sudah dibatalkan panitia. Mohon ke meja registrasi."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the guest is told; ``there``: they are recorded as present."""

    there: bool
    words: str


def may_check_in_alone(meeting: Meeting) -> bool:
    """Whether guests of this meeting may record themselves now."""
    return meeting.self_checkin and allows(meeting, Activity.CHECKIN)


def check_in_alone(issued: Pass, typed: str, scan_id: str, at: datetime) -> Told:
    """Record the holder of a pass as present at the session of the screen whose code their phone has read, under the rules of the door;
    what these refuse is kept, too. ``scan_id``: a UUID that the page has made, so that what is sent twice is recorded once."""
    if not typed.strip():
        return Told(False, _("QR di layar belum terbaca. Ketuk Catat kehadiran saya, lalu arahkan kamera ke layar ruang."))
    code = read_hall_code(typed, at)
    if code is None:
        return Told(
            False, _("QR itu bukan QR check-in di layar ruang, atau sudah lama. Pindai QR yang sekarang tampil di layar.")
        )
    if not code.fresh:
        return Told(False, _("QR itu sudah berganti. Pindai lagi QR yang sekarang tampil di layar."))
    if code.session.is_over(at):
        return Told(False, _("Sesi itu sudah berakhir. Pindai QR yang sekarang tampil di layar, atau mohon ke meja registrasi."))
    if not may_check_in_alone(code.screen.meeting):
        return Told(False, _("Check-in mandiri tidak dibuka. Mohon ke meja registrasi."))
    return _recorded(issued, code, scan_id, at)


def _recorded(issued: Pass, code: HallCode, scan_id: str, at: datetime) -> Told:
    screen, session = code.screen, code.session
    caller = Caller(screen.meeting_id, Actor("guest", issued.participant_id, screen.name), screen.name, may_force=False)
    raw = {
        "id": scan_id if _is_uuid(scan_id) else str(uuid4()),
        "code": code_of(issued),
        "session": session.id,
        "direction": "in",
        "scanned_at": clock.iso(at),
        "method": "self",
    }
    (result,) = record_scans(caller, [read_scan(raw, current_settings().code_key)], at)
    status, reason = ScanStatus(result["status"]), result["reason"]
    if status is ScanStatus.ACCEPTED:
        return Told(
            True, _("Anda tercatat hadir pukul %(time)s pada sesi %(session)s.", time=_when(at, session), session=session.title)
        )
    if status is ScanStatus.ALREADY:
        first = read_moment(result["first"]["at"]) if result["first"] else None
        time = _when(first or at, session)
        return Told(True, _("Anda sudah tercatat hadir pukul %(time)s pada sesi %(session)s.", time=time, session=session.title))
    return Told(False, _why(RefusalReason(reason), session) if reason else "")


def _why(reason: RefusalReason, session: Session) -> str:
    if reason is RefusalReason.TOO_EARLY or reason is RefusalReason.INVALID:
        return _("Pintu sesi ini baru dibuka pukul %(time)s.", time=_when(session.doors[0], session))
    if reason is RefusalReason.TOO_LATE:
        return _("Pintu sesi ini sudah ditutup pukul %(time)s. Mohon ke meja registrasi.", time=_when(session.doors[1], session))
    return _(WHY[reason]) if reason in WHY else _("Belum dapat dicatat. Mohon ke meja registrasi.")


def _when(moment: datetime, session: Session) -> str:
    language = "en" if str(get_locale()) == "en" else "id"
    return format_time_of(moment, session.starts_at, session.meeting.timezone, language)


def _is_uuid(text: str) -> bool:
    try:
        return len(text) == 36 and str(UUID(text)) == text.lower()
    except ValueError:
        return False
