"""How an organisation words its messages: texts with gaps, as it says, else as the ones above it say, else as built in.

What tells a change or a cancellation is not among them: what must be told there depends on what changed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.audit.changes import apply_changes
from meetings.enums import N_, MessageText
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Organisation
from meetings.models.base import hold
from meetings.writing.placeholders import gaps_in, stray_braces, unknown_gaps

LONGEST = 3000  # characters: a WhatsApp message of 4,096 stands after filling
FASTEST = 600  # mails in a minute that may be asked for
LINK = "tautan"
PLACEHOLDERS = {
    "nama": N_("nama lengkap dengan gelar"),
    "jabatan": N_("jabatan penerima"),
    "instansi": N_("instansi penerima"),
    "acara": N_("nama kegiatan"),
    "hari": N_("hari dan tanggal"),
    "jam": N_("waktu dengan zonanya"),
    "tempat": N_("tempat"),
    "sesi": N_("sesi yang diikuti; kosong bila semua"),
    "nomor": N_("nomor surat"),
    "batas": N_("batas waktu menjawab"),
    "narahubung": N_("narahubung panitia"),
    "penyelenggara": N_("nama instansi pengundang"),
    LINK: N_("tautan pribadi untuk menjawab"),
}
_GLUED = re.compile(rf"\S\{{\s*{LINK}\s*\}}|\{{\s*{LINK}\s*\}}\S")  # would belong to the address
REQUIRED = ("nama", "acara", LINK)
# In Indonesian, whatever language a screen speaks. The mails' own layout (templates/email) says the same with a table and a button.
BUILT_IN: dict[MessageText, str] = {
    MessageText.INVITATION: """Yth. {nama}
{jabatan}
{instansi}

Dengan hormat, {penyelenggara} mengundang Bapak/Ibu/Saudara pada:

Acara: {acara}
Hari/tanggal: {hari}
Waktu: {jam}
Tempat: {tempat}
Sesi: {sesi}
Nomor surat: {nomor}

Surat undangan beserta tanda masuk (kode QR) terlampir. Jawab undangan:
{tautan}
Mohon dijawab paling lambat {batas}.

Narahubung: {narahubung}
{penyelenggara}""",
    MessageText.WHATSAPP: """Yth. Bapak/Ibu {nama}
{jabatan}

Dengan hormat, kami mengundang Bapak/Ibu pada *{acara}*:

📅 {hari}
⏰ {jam}
📍 {tempat}
Sesi: {sesi}
Nomor surat: {nomor}

Surat undangan, tanda masuk, dan jawaban kehadiran:
{tautan}
Mohon dijawab paling lambat {batas}.

Narahubung: {narahubung}
{penyelenggara}""",
    MessageText.REMINDER: """Yth. {nama}

Dengan hormat, kami belum menerima jawaban Bapak/Ibu/Saudara atas undangan berikut:

Acara: {acara}
Hari/tanggal: {hari}
Waktu: {jam}
Tempat: {tempat}
Sesi: {sesi}
Nomor surat: {nomor}

Mohon kesediaannya menjawab:
{tautan}
Batas waktu menjawab: {batas}.

Bila jawaban sudah disampaikan dengan cara lain, pesan ini dapat diabaikan.

Narahubung: {narahubung}
{penyelenggara}""",
    MessageText.WHATSAPP_REMINDER: """Yth. Bapak/Ibu {nama}

Dengan hormat, kami belum menerima jawaban Bapak/Ibu atas undangan *{acara}* (surat nomor {nomor}):

📅 {hari}
⏰ {jam}
📍 {tempat}
Sesi: {sesi}

Mohon kesediaannya menjawab di sini:
{tautan}
Batas waktu menjawab: {batas}.

Narahubung: {narahubung}
{penyelenggara}""",
}
SAMPLE = {
    "nama": "Dra. Siti Aminah, M.Si.",
    "jabatan": "Kepala Dinas Kesehatan",
    "instansi": "Dinas Kesehatan Kota Bogor",
    "acara": "Rapat Kerja Daerah",
    "hari": "Senin, 30 April 2018",
    "jam": "pukul 09.00 WIB s.d. selesai",
    "tempat": "Balai Kota Bogor",
    "sesi": "",
    "nomor": "005/123/Um",
    "batas": "Jumat, 27 April 2018, pukul 16.00 WIB",
    "narahubung": "Bagian Umum – 0812-3456-7890",
    "penyelenggara": "Pemerintah Kota Bogor",
    LINK: "https://rapat.example.go.id/u/contoh",
}


@dataclass(frozen=True)
class Worded:
    """One text; ``of`` names the organisation that says so (empty: built in), ``above`` is what would hold without the organisation's own
    word, None where it has none."""

    text: str
    of: str = ""
    above: "Worded | None" = None


@dataclass(frozen=True)
class Pace:
    """How many mails of one run leave in a minute (None: as many as can), and whose word that is."""

    per_minute: int | None = None
    of: str = ""


def texts_of(organisation: Organisation) -> tuple[dict[MessageText, Worded], Pace]:
    """What holds in the organisation: each text, and how fast its mails leave. One statement."""
    columns = Organisation.id, Organisation.name, Organisation.message_texts, Organisation.mails_per_minute
    upwards = sa.select(*columns).where(Organisation.id.in_(organisation.ancestor_ids)).order_by(Organisation.path)
    found, pace = {kind: Worded(text) for kind, text in BUILT_IN.items()}, Pace()
    for identifier, name, said, per_minute in db.session.execute(upwards):  # from the root down: the nearest has the last word
        pace = Pace(per_minute, name) if per_minute is not None else pace
        for kind in MessageText:
            if kind.value in said:
                above = found[kind] if identifier == organisation.id else None
                found[kind] = Worded(said[kind.value], name, above)
    return found, pace


def own_text(organisation: Organisation, kind: MessageText) -> str:
    """What the organisation or one above it says itself; empty where the built-in text holds."""
    worded = texts_of(organisation)[0][kind]
    return worded.text if worded.of else ""


def choose_texts(
    organisation: Organisation, wanted: Mapping[MessageText, str], per_minute: int | None, actor: Actor, at: datetime
) -> None:
    """Set the texts of the organisation and of the units below it that say nothing themselves, and how many of its mails leave in a
    minute. What says the same as the one above follows it again, and so does an empty text.

    Raises InvalidInput that names the gap which is unknown, or missing.
    """
    hold(organisation)
    now, _pace = texts_of(organisation)
    said = dict(organisation.message_texts)
    for kind, typed in wanted.items():
        text = "\n".join(line.rstrip() for line in typed.strip().splitlines())
        if now[kind].text == text:
            continue
        if text:
            _check(kind, text)
        said.pop(kind.value, None)
        if text and text != (now[kind].above or now[kind]).text:
            said[kind.value] = text
    changes: dict[str, Any] = apply_changes(organisation, {"message_texts": said, "mails_per_minute": per_minute})
    if changes:
        record(
            actor,
            Action.ORGANISATION_CHANGED,
            at=at,
            organisation=organisation,
            target=organisation,
            target_name=organisation.name,
            changes=changes,
        )
        db.session.flush()


def check_text(text: str) -> str:
    """What is wrong with a text, in words; empty when nothing is."""
    if len(text) > LONGEST:
        return _("Paling banyak %(max)d karakter.", max=LONGEST)
    if stray_braces(text):
        return _("Kurung kurawal tidak berpasangan; setiap isian ditulis seperti %(gap)s.", gap=_braced(["nama"]))
    if wrong := unknown_gaps(text, PLACEHOLDERS):
        return _("Isian tidak dikenal: %(names)s.", names=_braced(wrong))
    if lacking := [name for name in REQUIRED if name not in gaps_in(text)]:
        return _("Isian wajib belum ada: %(names)s.", names=_braced(lacking))
    if _GLUED.search(text):
        return _(
            "Tulis %(gap)s dengan spasi atau baris baru di kiri dan kanannya, supaya tautannya dapat dibuka.", gap=_braced([LINK])
        )
    return ""


def _check(kind: MessageText, text: str) -> None:
    if fault := check_text(text):
        raise InvalidInput(fault, field=kind.value)


def _braced(names: list[str]) -> str:
    return ", ".join("{" + name + "}" for name in names)
