"""What is missing or contradicts itself before minutes may be submitted: errors stop, of warnings a person says why they may stay."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2s

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from meetings import clock
from meetings.documents.pdf.fonts import unprintable
from meetings.domain.agenda import beyond_the_end
from meetings.domain.attendance.annex import count_attendance
from meetings.domain.minutes.content import copies_of
from meetings.domain.minutes.contradictions import far_from_the_plan, in_text, no_list, silent_speakers
from meetings.domain.minutes.phrases import unfilled
from meetings.domain.minutes.settling import differences
from meetings.domain.minutes.written_dates import NEAR_YEARS
from meetings.domain.participants.printable import Boxed, boxed_on_the_list, boxes_told
from meetings.models import ActionItem, Minutes, MinutesItem
from meetings.writing.figures import figures_of


@dataclass(frozen=True)
class Finding:
    """One remark. ``anchor`` is the part of the editor it is about: an item's id or ``kepala``. ``kind``: what sort of remark. ``key``
    names what precisely it says about which part: a reason given for it holds for nothing else, and for this as long as it is said."""

    blocks: bool
    anchor: str
    where: str
    message: str
    kind: str = ""
    key: str = ""


@dataclass(frozen=True)
class Waived:
    """A warning that was let stand, and why (several with one reason where they were handed in before each had its own)."""

    messages: tuple[str, ...]
    reason: str


def check_minutes(minutes: Minutes) -> list[Finding]:
    """Everything to be mended or confirmed, errors first, those of one kind together."""
    with force_locale("id"):  # a remark has one key, in whatever language it is read
        named = _found(minutes)
    shown = named if str(get_locale() or "id") == "id" else _found(minutes)
    findings = [replace(each, key=_key(same)) for each, same in zip(shown, named, strict=True)]
    kinds = list(dict.fromkeys(each.kind for each in findings))
    return sorted(findings, key=lambda each: (not each.blocks, kinds.index(each.kind)))


def _key(finding: Finding) -> str:
    said = f"{finding.kind}|{finding.anchor}|{finding.message}"
    return blake2s(said.encode(), digest_size=8).hexdigest()


def _found(minutes: Minutes) -> list[Finding]:
    findings = [*_check_head(minutes), *(each for item in minutes.items for each in _check_item(minutes, item))]
    if not minutes.items:
        findings.append(Finding(True, "kepala", _("Notula"), _("Belum ada butir.")))
    elif is_empty(minutes):
        findings.append(
            Finding(
                True,
                "kepala",
                _("Notula"),
                _("Seluruh butir masih kosong: tidak ada pembahasan, keputusan, maupun tindak lanjut."),
            )
        )
    elif not any(item.decisions for item in minutes.items):
        findings.append(Finding(False, "kepala", _("Notula"), _("Tidak ada satu pun keputusan."), "no_decision"))
    return findings


def is_empty(minutes: Minutes) -> bool:
    """Nothing was written on any item: such minutes are not issued."""
    return not any(item.written for item in minutes.items)


def warnings_of(findings: Iterable[Finding]) -> dict[str, Finding]:
    """The warnings by their key, in the order of the list; what is said twice of a part is one."""
    return {each.key: each for each in findings if not each.blocks}


def as_waived(findings: Iterable[Finding], reasons: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """What ``Minutes.waived`` keeps of warnings that stay; ``place`` is their order, which a database need not keep."""
    return {
        key: {"reason": reasons[key], "messages": [f"{each.where}: {each.message}"], "place": place}
        for place, (key, each) in enumerate(warnings_of(findings).items())
    }


def reasons_kept(minutes: Minutes) -> dict[str, str]:
    """The reasons given at the last submission, by the key of their warning: what came back has them still."""
    return {key: each["reason"] for key, each in minutes.waived.items()}


def waived_of(minutes: Minutes) -> list[Waived]:
    """The warnings that were let stand at the last submission, for whoever approves."""
    kept = sorted(minutes.waived.values(), key=lambda each: each.get("place", 0))
    return [Waived(tuple(each["messages"]), each["reason"]) for each in kept]


def _check_head(minutes: Minutes) -> list[Finding]:
    where = _("Kepala notula")
    found = [Finding(True, "kepala", where, message) for message in _missing_in_head(minutes)]
    return found + [Finding(False, "kepala", where, message, kind) for kind, message in _doubts_about_head(minutes)]


def _undescribed(*texts: str) -> Iterator[tuple[str, str]]:
    """Pictures that nobody could make sense of who cannot see them, or only sees them."""
    for number, each in enumerate(figures_of(*texts), start=1):
        name = each.caption or each.alt or str(number)
        if not each.caption.strip():
            yield "picture", _("Gambar «%(name)s» belum berketerangan.", name=name)
        if not each.alt.strip():
            yield "picture", _("Gambar «%(name)s» belum punya teks alternatif bagi yang tidak dapat melihatnya.", name=name)


def _unfilled(*texts: str) -> Iterator[tuple[str, str]]:
    """What a phrase wanted to say and could not."""
    for name in unfilled("\n".join(texts)):
        yield "phrase", _("%(name)s dari frasa belum diganti dengan isinya.", name=name)


def _missing_in_head(minutes: Minutes) -> Iterator[str]:
    if not minutes.chair_name:
        yield _("Pimpinan rapat belum diisi.")
    if not (minutes.started_at and minutes.ended_at):
        yield _("Waktu mulai dan selesai yang sebenarnya belum diisi.")
    if not minutes.signatory.get("name"):
        yield _("Penanda tangan belum diisi.")
    elif not minutes.signatory.get("position"):
        yield _("Jabatan penanda tangan belum diisi.")


def _doubts_about_head(minutes: Minutes) -> Iterator[tuple[str, str]]:
    if not minutes.recorder_name:
        yield "recorder", _("Notulis belum diisi.")
    head = (
        minutes.title,
        minutes.room,
        minutes.chair_name,
        minutes.chair_position,
        minutes.secretary_name,
        minutes.recorder_name,
    )
    copies = copies_of(minutes)
    own = unprintable(*head, minutes.opening, minutes.closing, *copies, *map(str, minutes.signatory.values()))
    if boxed := [*([Boxed(_("kepala notula"), own)] if own else []), *boxed_on_the_list(minutes.meeting_id)]:
        yield "unprintable", boxes_told(boxed)
    if not any(count.present for count in count_attendance(minutes.session)):
        yield "attendance", _("Belum ada kehadiran yang tercatat pada sesi ini.")
    for told in far_from_the_plan(minutes):
        yield "hours", told
    if told := beyond_the_end(minutes.session, minutes.meeting.timezone):
        yield "rundown", told
    yield from _undescribed(minutes.opening, minutes.closing)
    yield from _unfilled(minutes.opening, minutes.closing)
    yield from in_text(minutes, minutes.opening)
    yield from in_text(minutes, minutes.closing)
    for name in silent_speakers(minutes):
        yield "contradicts", _("%(name)s tercantum sebagai narasumber, tetapi tidak tercatat hadir.", name=name)
    for each in differences(minutes):
        if each.news:
            told = _("%(part)s: notula «%(mine)s», sesi kini «%(theirs)s».", part=each.label, mine=each.mine, theirs=each.theirs)
            yield "session", told
    if no_list(copies):
        yield "copies", _("Tembusan: tulis satu penerima satu baris.")


def _check_item(minutes: Minutes, item: MinutesItem) -> list[Finding]:
    where = item.title or _("Butir %(n)s", n=item.position)
    found = []
    if not item.title:
        found.append(Finding(True, item.id, where, _("Judul butir belum diisi.")))
    if not item.written:
        found.append(Finding(False, item.id, where, _("Butir ini belum berisi pembahasan maupun keputusan."), "empty_item"))
    if item.decisions and not item.actions:
        told = _("Ada keputusan tanpa penanggung jawab: belum ada tindak lanjutnya.")
        found.append(Finding(False, item.id, where, told, "no_owner"))
    for text in (item.title, item.discussion, *(each.text for each in item.decisions), *(each.text for each in item.actions)):
        found += [Finding(False, item.id, where, message, kind) for kind, message in in_text(minutes, text)]
    found += [Finding(False, item.id, where, message, kind) for kind, message in _undescribed(item.discussion)]
    found += [Finding(False, item.id, where, message, kind) for kind, message in _unfilled(item.discussion)]
    if any(not decision.text.strip() for decision in item.decisions):
        found.append(Finding(True, item.id, where, _("Ada keputusan tanpa teks.")))
    spoken = (item.title, item.speakers, item.discussion, *(each.text for each in item.decisions))
    if signs := unprintable(*spoken, *(f"{each.text}{each.institution}{each.person}" for each in item.actions)):
        found.append(Finding(False, item.id, where, boxes_told([Boxed(where, signs)]), "unprintable"))
    for action in item.actions:
        found += [Finding(blocks, item.id, where, message, kind) for blocks, kind, message in _check_action(minutes, action)]
    return found


def _check_action(minutes: Minutes, action: ActionItem) -> list[tuple[bool, str, str]]:
    if not action.text.strip():
        return [(True, "", _("Ada tindak lanjut tanpa uraian."))]
    short = action.text if len(action.text) <= 60 else f"{action.text[:59]}…"
    found = []
    if not action.institution:
        found.append((True, "", _("Tindak lanjut «%(text)s» belum menyebut instansi.", text=short)))
    elif ";" in action.institution:
        told = _(
            "Tindak lanjut «%(text)s»: «%(name)s» terbaca sebagai satu instansi. Tulis satu instansi per tindak lanjut.",
            text=short,
            name=action.institution,
        )
        found.append((False, "institutions", told))
    if action.due_on is None:
        found.append((False, "no_date", _("Tindak lanjut «%(text)s» belum bertenggat.", text=short)))
    elif minutes.started_at and action.due_on < clock.local(minutes.started_at, minutes.meeting.timezone).date():
        found.append((False, "early_date", _("Tenggat tindak lanjut «%(text)s» lebih awal daripada rapatnya.", text=short)))
    elif minutes.started_at and action.due_on.year > minutes.started_at.year + NEAR_YEARS:
        found.append(
            (True, "", _("Periksa tahun tenggat tindak lanjut «%(text)s»: %(year)d.", text=short, year=action.due_on.year))
        )
    return found
