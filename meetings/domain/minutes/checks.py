"""What is missing before minutes may be submitted: errors stop, warnings want a yes."""

from dataclasses import dataclass

from flask_babel import gettext as _

from meetings import clock
from meetings.documents.pdf.fonts import unprintable
from meetings.domain.attendance.annex import count_attendance
from meetings.domain.participants.printable import Boxed, boxed_on_the_list, boxes_told
from meetings.models import ActionItem, Minutes, MinutesItem

LONGEST_YEARS = 10  # an action due later was mistyped


@dataclass(frozen=True)
class Finding:
    """One remark. ``anchor`` is the part of the editor it is about: an item's id or ``kepala``."""

    blocks: bool
    anchor: str
    where: str
    message: str


def check_minutes(minutes: Minutes) -> list[Finding]:
    """Everything to be mended or confirmed, errors first."""
    findings = [*_check_head(minutes), *(each for item in minutes.items for each in _check_item(minutes, item))]
    if not minutes.items:
        findings.append(Finding(True, "kepala", _("Notula"), _("Belum ada butir.")))
    elif not any(item.decisions for item in minutes.items):
        findings.append(Finding(False, "kepala", _("Notula"), _("Tidak ada satu pun keputusan.")))
    return sorted(findings, key=lambda each: not each.blocks)


def _check_head(minutes: Minutes) -> list[Finding]:
    found = []

    def say(blocks: bool, message: str) -> None:
        found.append(Finding(blocks, "kepala", _("Kepala notula"), message))

    if not minutes.chair_name:
        say(True, _("Pimpinan rapat belum diisi."))
    if not (minutes.started_at and minutes.ended_at):
        say(True, _("Waktu mulai dan selesai yang sebenarnya belum diisi."))
    if not minutes.signatory.get("name"):
        say(True, _("Penanda tangan belum diisi."))
    elif not minutes.signatory.get("position"):
        say(True, _("Jabatan penanda tangan belum diisi."))
    if not minutes.recorder_name:
        say(False, _("Notulis belum diisi."))
    own = unprintable(minutes.title, minutes.chair_name, minutes.opening, minutes.closing, *map(str, minutes.signatory.values()))
    if boxed := [*([Boxed(_("kepala notula"), own)] if own else []), *boxed_on_the_list(minutes.meeting_id)]:
        say(False, boxes_told(boxed))
    if not any(count.present for count in count_attendance(minutes.session)):
        say(False, _("Belum ada kehadiran yang tercatat pada sesi ini."))
    return found


def _check_item(minutes: Minutes, item: MinutesItem) -> list[Finding]:
    where = item.title or _("Butir %(n)s", n=item.position)
    found = []
    if not item.title:
        found.append(Finding(True, item.id, where, _("Judul butir belum diisi.")))
    if not (item.discussion or item.decisions or item.actions):
        found.append(Finding(False, item.id, where, _("Butir ini belum berisi pembahasan maupun keputusan.")))
    if any(not decision.text.strip() for decision in item.decisions):
        found.append(Finding(True, item.id, where, _("Ada keputusan tanpa teks.")))
    spoken = (item.title, item.speakers, item.discussion, *(each.text for each in item.decisions))
    if signs := unprintable(*spoken, *(f"{each.text}{each.institution}{each.person}" for each in item.actions)):
        found.append(Finding(False, item.id, where, boxes_told([Boxed(where, signs)])))
    for action in item.actions:
        found += [Finding(blocks, item.id, where, message) for blocks, message in _check_action(minutes, action)]
    return found


def _check_action(minutes: Minutes, action: ActionItem) -> list[tuple[bool, str]]:
    if not action.text.strip():
        return [(True, _("Ada tindak lanjut tanpa uraian."))]
    short = action.text if len(action.text) <= 60 else f"{action.text[:59]}…"
    found = []
    if not action.institution:
        found.append((True, _("Tindak lanjut «%(text)s» belum menyebut instansi.", text=short)))
    if action.due_on is None:
        found.append((False, _("Tindak lanjut «%(text)s» belum bertenggat.", text=short)))
    elif minutes.started_at and action.due_on < clock.local(minutes.started_at, minutes.meeting.timezone).date():
        found.append((False, _("Tenggat tindak lanjut «%(text)s» lebih awal daripada rapatnya.", text=short)))
    elif minutes.started_at and action.due_on.year > minutes.started_at.year + LONGEST_YEARS:
        found.append((True, _("Periksa tahun tenggat tindak lanjut «%(text)s»: %(year)d.", text=short, year=action.due_on.year)))
    return found
