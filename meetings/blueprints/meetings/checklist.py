"""The overview's checklist: from draft to published minutes, each step with the page that does it."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from meetings.domain.reports import Progress
from meetings.enums import MeetingState
from meetings.models import Meeting
from meetings.web.rights.check import may

BEGUN = (MeetingState.RUNNING, MeetingState.FINISHED, MeetingState.ARCHIVED)
OVER = (MeetingState.FINISHED, MeetingState.ARCHIVED)


@dataclass
class Step:
    """One thing to do; ``part``: begun, not whole. ``current`` marks the first that is not even begun."""

    title: str
    text: str
    done: bool
    endpoint: str = ""
    action: str = ""
    url: str = ""
    part: bool = False
    current: bool = False


def steps(meeting: Meeting, progress: Progress, *, outdated: bool) -> list[Step]:
    """The steps in order; links only where the page exists and the user may open it. Empty for a cancelled meeting. ``outdated``: a letter
    that holds says day, hours, place or its reader as they were, so that sending is not over, however many have it."""
    if meeting.state is MeetingState.CANCELLED:
        return []
    listed = [*_before(meeting, progress, outdated), *_day(meeting, progress), *_after(meeting, progress)]
    pending = next((step for step in listed if not step.done and not step.part), None)
    if pending is not None:
        pending.current = True
    for step in listed:
        if step.endpoint and may(step.endpoint):
            step.url = url_for(step.endpoint, meeting_id=meeting.id)
    return listed


def _before(meeting: Meeting, p: Progress, outdated: bool) -> list[Step]:
    if p.invitations_sent:
        letters = _("%(sent)s dari %(all)s undangan terkirim.", sent=p.invitations_sent, all=p.to_invite)
    elif p.invited:  # without a mail server they stay in the outbox, and go out on paper or by WhatsApp
        letters = _("Surat untuk %(count)s orang disiapkan; belum ada pesan yang terkirim.", count=p.invited)
    else:
        letters = _("Surat resmi dan tanda masuk QR untuk tiap peserta.")
    if outdated:
        letters = f"{letters} {_('Surat yang berlaku menyebut keterangan yang lama.')}"
    return [
        Step(
            _("Susun sesi dan mata acara"),
            _("%(sessions)s sesi, %(items)s mata acara.", sessions=p.sessions, items=p.items)
            if p.sessions
            else _("Mulai dari susunan baku, lalu sesuaikan."),
            bool(p.sessions and p.items),
            "agenda.index",
            _("Susun acara"),
        ),
        Step(
            _("Masukkan daftar peserta"),
            _("%(count)s peserta.", count=p.participants)
            if p.participants
            else _("Unggah dari Excel/CSV atau isi satu per satu."),
            bool(p.participants),
            "participants.index",
            _("Tambah peserta"),
        ),
        Step(
            _("Buka kegiatan"),
            _("Setelah dibuka, undangan dapat dikirim dan dijawab."),
            meeting.state is not MeetingState.DRAFT,
        ),
        Step(
            _("Kirim surat undangan"),
            letters,
            0 < p.to_invite <= p.invitations_sent and not outdated,  # what waits in the outbox, or was printed only, is not sent
            "invitations.index",
            _("Buka undangan") if p.invited else _("Siapkan undangan"),
            part=p.invited > 0 and (p.invitations_sent < p.to_invite or outdated),
        ),
    ]


def _day(meeting: Meeting, p: Progress) -> list[Step]:
    return [
        Step(
            _("Siapkan perangkat check-in"),
            _("%(paired)s dari %(all)s perangkat terpasang.", paired=p.paired, all=p.devices)
            if p.devices
            else _("Pasangkan ponsel atau tablet petugas pintu."),
            bool(p.paired),
            "checkin.index",
            _("Atur check-in"),
            part=bool(p.devices) and not p.paired,
        ),
        Step(
            _("Mulai kegiatan dan catat kehadiran"),
            _("%(count)s orang tercatat hadir.", count=p.present) if p.present else "",
            meeting.state in BEGUN and bool(p.present or meeting.state in OVER),
            "checkin.index",
            _("Buka check-in"),
        ),
    ]


def _after(meeting: Meeting, p: Progress) -> list[Step]:
    return [
        Step(
            _("Tutup sesi"),
            _(
                "%(over)s dari %(all)s sesi berakhir. Konsep notula dibuat begitu sesi berakhir.",
                over=p.sessions_over,
                all=p.sessions,
            )
            if p.sessions
            else "",
            bool(p.sessions) and p.sessions_over == p.sessions,
            "agenda.index",
            _("Lihat sesi"),
        ),
        Step(
            _("Lengkapi dan terbitkan notula"),
            _("%(published)s dari %(all)s notula terbit.", published=p.published, all=p.wanted) if p.wanted else "",
            bool(p.wanted) and p.published >= p.wanted,
            "minutes.index",
            _("Buka notula"),
        ),
        Step(
            _("Selesaikan dan arsipkan kegiatan"),
            "",
            meeting.state is MeetingState.ARCHIVED,
        ),
    ]
