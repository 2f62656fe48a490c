"""Rundowns to start from, one per kind of meeting; every line may be changed afterwards.

The Rakerda is the common order of Indonesian regional work meetings: anthem, prayer, report of the committee's chair,
address with the official opening, signing, presentations, discussion, conclusions.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _

from meetings.domain.agenda.closing import require_rundown
from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, facts_changed, require
from meetings.enums import AgendaKind as K
from meetings.enums import MeetingKind as M
from meetings.errors import Conflict
from meetings.extensions import db
from meetings.models import AgendaItem, Session

Line = tuple[K, str, int, str]  # kind, title, minutes, responsible

# -- table
# fmt: off
OPENING: tuple[Line, ...] = (
    (K.REGISTRATION, "Registrasi peserta", 90, "Panitia"),
    (K.CEREMONY, "Pembukaan oleh pembawa acara", 5, "Pembawa acara"),
    (K.CEREMONY, "Menyanyikan lagu Indonesia Raya", 5, "Dirigen"),
    (K.CEREMONY, "Pembacaan doa", 5, "Petugas doa"),
)
SHORT: tuple[Line, ...] = (
    (K.REGISTRATION, "Registrasi peserta", 30, "Panitia"),
    (K.CEREMONY, "Pembukaan", 10, "Pembawa acara"),
)
RAKERDA: tuple[Line, ...] = (
    *OPENING,
    (K.REPORT, "Laporan Ketua Panitia", 10, "Ketua Panitia"),
    (K.SPEECH, "Sambutan sekaligus pembukaan resmi", 30, "Kepala Daerah"),
    (K.SIGNING, "Penandatanganan kerja sama/pakta integritas", 10, "Para pihak"),
    (K.BREAK, "Foto bersama dan rehat kopi", 10, "Panitia"),
    (K.PRESENTATION, "Paparan narasumber (panel)", 105, "Moderator"),
    (K.BREAK, "Istirahat, salat, dan makan", 60, "Panitia"),
    (K.DISCUSSION, "Diskusi/sidang komisi", 120, "Pimpinan sidang"),
    (K.CONCLUSION, "Pembacaan rumusan", 15, "Tim perumus"),
    (K.CLOSING, "Penutupan", 15, "Pimpinan rapat"),
)
RAKOR: tuple[Line, ...] = (
    *SHORT,
    (K.SPEECH, "Arahan pimpinan", 20, "Pimpinan rapat"),
    (K.PRESENTATION, "Paparan", 60, "Narasumber"),
    (K.DISCUSSION, "Diskusi dan tanggapan", 60, "Peserta"),
    (K.CONCLUSION, "Kesimpulan dan tindak lanjut", 15, "Pimpinan rapat"),
    (K.CLOSING, "Penutupan", 5, "Pimpinan rapat"),
)
RAKORNAS: tuple[Line, ...] = (
    *OPENING,
    (K.REPORT, "Laporan penyelenggara", 15, "Ketua Panitia"),
    (K.SPEECH, "Arahan dan pembukaan resmi", 45, "Pimpinan kementerian/lembaga"),
    (K.PRESENTATION, "Paparan narasumber sesi I", 90, "Moderator"),
    (K.BREAK, "Istirahat, salat, dan makan", 60, "Panitia"),
    (K.PRESENTATION, "Paparan narasumber sesi II", 90, "Moderator"),
    (K.DISCUSSION, "Diskusi dan tanya jawab", 60, "Moderator"),
    (K.CONCLUSION, "Rumusan hasil rapat", 15, "Tim perumus"),
    (K.CLOSING, "Penutupan", 10, "Pimpinan rapat"),
)
WORKING: tuple[Line, ...] = (
    (K.CEREMONY, "Pembukaan", 10, "Pimpinan rapat"),
    (K.DISCUSSION, "Pembahasan", 80, "Peserta"),
    (K.CONCLUSION, "Kesimpulan dan tindak lanjut", 20, "Pimpinan rapat"),
    (K.CLOSING, "Penutupan", 10, "Pimpinan rapat"),
)
SOCIALISATION: tuple[Line, ...] = (
    *SHORT,
    (K.SPEECH, "Sambutan", 15, "Pimpinan"),
    (K.PRESENTATION, "Penyampaian materi", 90, "Narasumber"),
    (K.DISCUSSION, "Tanya jawab", 30, "Moderator"),
    (K.CLOSING, "Penutupan", 5, "Pembawa acara"),
)
VISIT: tuple[Line, ...] = (
    (K.REGISTRATION, "Penerimaan tamu", 15, "Panitia"),
    (K.SPEECH, "Sambutan tuan rumah", 15, "Tuan rumah"),
    (K.SPEECH, "Sambutan pimpinan rombongan", 10, "Pimpinan rombongan"),
    (K.PRESENTATION, "Paparan tuan rumah", 45, "Tuan rumah"),
    (K.DISCUSSION, "Diskusi", 60, "Moderator"),
    (K.OTHER, "Pertukaran cendera mata dan foto bersama", 15, "Panitia"),
    (K.CLOSING, "Penutupan", 5, "Pembawa acara"),
)
TRAINING: tuple[Line, ...] = (
    *SHORT,
    (K.SPEECH, "Sambutan dan pembukaan", 15, "Pimpinan"),
    (K.PRESENTATION, "Materi I", 90, "Narasumber"),
    (K.BREAK, "Istirahat, salat, dan makan", 60, "Panitia"),
    (K.PRESENTATION, "Materi II dan praktik", 120, "Narasumber"),
    (K.DISCUSSION, "Evaluasi dan tanya jawab", 30, "Narasumber"),
    (K.CLOSING, "Penutupan", 15, "Panitia"),
)
FGD: tuple[Line, ...] = (
    *SHORT,
    (K.PRESENTATION, "Pemantik diskusi", 30, "Narasumber"),
    (K.DISCUSSION, "Diskusi kelompok", 90, "Fasilitator"),
    (K.CONCLUSION, "Perumusan hasil", 20, "Notulis"),
    (K.CLOSING, "Penutupan", 10, "Moderator"),
)
RUNDOWNS: dict[M, tuple[Line, ...]] = {
    M.RAKERDA: RAKERDA, M.RAKOR: RAKOR, M.RAKORNAS: RAKORNAS, M.WORKING: WORKING, M.SOCIALISATION: SOCIALISATION,
    M.VISIT: VISIT, M.TRAINING: TRAINING, M.FGD: FGD, M.WORKSHOP: TRAINING,
}
# fmt: on
# Nothing is said or decided in these, so the draft minutes leave them out.
SILENT = (K.REGISTRATION, K.BREAK)


def default_length(kind: M) -> timedelta:
    """How long the usual rundown of ``kind`` takes."""
    return timedelta(minutes=sum(minutes for _kind, _title, minutes, _who in RUNDOWNS[kind]))


def add_default_rundown(session: Session, *, actor: Actor, at: datetime) -> int:
    """Fill an empty session with the usual rundown of its meeting's kind, as long as the session; returns the number of lines.

    The texts are Indonesian in every language of the screen: they are printed on official papers. Raises WrongState,
    Conflict when the session has lines already.
    """
    meeting = session.meeting
    require(meeting, Activity.EDIT)
    require_rundown(session, at)  # of two clicks one fills it
    if session.items:
        raise Conflict(_("Sesi ini sudah memiliki mata acara."))
    lines = fitting(RUNDOWNS[meeting.kind], session.ends_at - session.starts_at)
    session.items = [
        AgendaItem(
            position=position,
            kind=kind,
            title=title,
            minutes=minutes,
            responsible=responsible,
            in_minutes=kind not in SILENT,
            created_at=at,
            updated_at=at,
        )
        for position, (kind, title, minutes, responsible) in enumerate(lines, start=1)
    ]
    db.session.flush()
    record(
        actor,
        Action.SESSION_CHANGED,
        at=at,
        meeting=meeting,
        target=session,
        target_name=session.title,
        default_rundown=len(lines),
    )
    facts_changed(meeting, [session.id], at)
    return len(lines)


def fitting(lines: Sequence[Line], length: timedelta) -> list[Line]:
    """The lines, shortened alike to end with a session of this length; in steps of five minutes where there are enough of them. A session
    that is longer keeps the usual durations."""
    available = int(length.total_seconds()) // 60
    usual = [minutes for _kind, _title, minutes, _who in lines]
    if sum(usual) <= available:
        return list(lines)
    step = 5 if available >= 5 * len(lines) else 1
    share = available / sum(usual)
    given = [max(step, int(minutes * share) // step * step) for minutes in usual]
    while sum(given) > available and max(given) > step:  # what the shortest lines got too much
        given[given.index(max(given))] -= step
    return [(kind, title, minutes, who) for (kind, title, _usual, who), minutes in zip(lines, given, strict=True)]
