"""Surat Undangan (v2023 layout): one letter per recipient, each with the recipient's own pass.

Each letter is a document of its own: embedding the fonts once for many letters and cutting the result apart was
measured and saves nothing. ``letter_batch.render_letters`` prints many in several processes.
"""

from dataclasses import replace
from datetime import date
from itertools import groupby

from weasyprint import Document

from meetings.documents.errors import DocumentError
from meetings.documents.pdf.engine import Assets, render_pages, write_pdf
from meetings.documents.pdf.letter_content import (
    Addressee,
    InvitationLetter,
    LetterContent,
    Pass,
    RecipientRow,
    RenderedLetter,
    RundownRow,
    VirtualAccess,
)
from meetings.writing import zones
from meetings.writing.dates import local_date, schedule_lines
from meetings.writing.reading import with_commas

__all__ = [
    "Addressee",
    "InvitationLetter",
    "LetterContent",
    "Pass",
    "RecipientRow",
    "RenderedLetter",
    "RundownRow",
    "VirtualAccess",
    "LetterPrinter",
    "letter_title",
    "render_letter",
]

MAX_LISTED = 5
"""Up to five recipients stand in the letter itself, more in an annex."""
ONE_SHEET_ROWS = 25
FORGET_AFTER = 100
"""Each letter adds a QR to the pictures kept; starting afresh now and then bounds the memory of thousands."""


def render_letter(letter: InvitationLetter) -> bytes:
    """One letter as PDF. Raises DocumentError when it cannot be made."""
    return LetterPrinter().print(letter)


class LetterPrinter:
    """Prints letters one after the other and keeps what they share: decoded pictures and laid-out annexes.

    A letter that does not fit one sheet is set tighter if that saves a sheet.
    """

    def __init__(self) -> None:
        self._assets = Assets()
        self._printed = 0
        self._overlong: dict[LetterContent, bool] = {}
        self._annexes: dict[tuple[LetterContent, tuple[RecipientRow, ...]], Document] = {}

    def print(self, letter: InvitationLetter) -> bytes:
        """One letter as PDF. Raises DocumentError when it cannot be made."""
        self._printed += 1
        if self._printed % FORGET_AFTER == 0:
            self._assets = Assets()
        document = self._lay_out(letter)
        rows = _recipient_rows(letter)
        if rows or letter.content.rundown:
            key = (letter.content, rows)
            if key not in self._annexes:
                self._annexes[key] = _annex_pages(letter, rows, self._assets)
            document = document.copy([*document.pages, *self._annexes[key].pages])
        return write_pdf(document, tagged=True)

    def _lay_out(self, letter: InvitationLetter) -> Document:
        if self._overlong.get(letter.content):
            return _letter_pages(letter, self._assets, compact=True)
        normal = _letter_pages(letter, self._assets)
        if len(normal.pages) == 1:
            return normal
        compact = _letter_pages(letter, self._assets, compact=True)
        if letter.content not in self._overlong:
            # When even the shortest letter overflows, all do: the others need not be tried at full size.
            shortest = replace(letter, addressees=(Addressee("-"),), place="-", pass_=None)
            self._overlong[letter.content] = len(_letter_pages(shortest, self._assets).pages) > 1
        if self._overlong[letter.content] or len(compact.pages) < len(normal.pages):
            return compact
        return normal


def letter_title(letter: InvitationLetter) -> str:
    """Title in the PDF's metadata."""
    to = letter.addressees[0].name if len(letter.addressees) == 1 else letter.pass_.name if letter.pass_ else ""
    return f"{letter.content.subject} – {to}" if to else letter.content.subject


def _letter_pages(letter: InvitationLetter, assets: Assets, compact: bool = False) -> Document:
    content = letter.content
    annexed = _to_annex(letter)
    if not annexed and not letter.addressees:
        raise DocumentError("Surat undangan belum memuat penerima.")
    return render_pages(
        "invitation_letter.html",
        content.paper,
        assets,
        title=letter_title(letter),
        content=content,
        addressees=letter.addressees,
        to_annex=annexed,
        compact=compact,
        place=letter.place,
        pass_=letter.pass_,
        attachment=_attachment(letter),
        rows=_event_rows(content),
    )


def _annex_pages(letter: InvitationLetter, rows: tuple[RecipientRow, ...], assets: Assets) -> Document:
    content = letter.content
    parts = [
        (*key, list(group)) for key, group in groupby(content.rundown, lambda row: (_row_day(row, content.zone), row.session))
    ]
    annexes = [name for name, present in (("recipients", rows), ("rundown", content.rundown)) if present]
    return render_pages(
        "letter_annex.html",
        content.paper,
        assets,
        title=content.subject,
        content=content,
        annexes=annexes,
        recipients=rows,
        parts=parts,
        several=len({day for day, *_rest in parts}) > 1,
        zone=zones.abbreviation(content.zone),
        notes=any(row.note for row in content.rundown),
    )


def _row_day(row: RundownRow, zone: str) -> date | None:
    return local_date(row.start, zone) if row.start else None


def _to_annex(letter: InvitationLetter) -> bool:
    return len(letter.addressees) > MAX_LISTED or (not letter.addressees and bool(letter.content.recipients))


def _recipient_rows(letter: InvitationLetter) -> tuple[RecipientRow, ...]:
    if len(letter.addressees) > MAX_LISTED and not letter.content.recipients:
        return tuple(RecipientRow(to.name, to.position, to.organisation) for to in letter.addressees)
    return letter.content.recipients


def _attachment(letter: InvitationLetter) -> str:
    """Words for "Lampiran": the caller's, or counted from the annexes."""
    if letter.content.attachment is not None:
        return letter.content.attachment or "-"
    rows = _recipient_rows(letter)
    if not rows and not letter.content.rundown:
        return "-"
    single = len(rows) + len(letter.content.rundown) <= ONE_SHEET_ROWS and not (rows and letter.content.rundown)
    return "1 (satu) lembar" if single else "1 (satu) berkas"


def _event_rows(content: LetterContent) -> list[tuple[str, str]]:
    day, hours = schedule_lines(content.starts_at, content.ends_at, content.zone)
    rows = [("hari/tanggal", day), ("waktu", content.time_text or hours), ("tempat", content.venue), ("acara", content.event)]
    if content.dress:
        rows.append(("pakaian", content.dress))
    if content.virtual:
        rows.append(("media", _virtual_line(content.virtual)))
    former = dict(content.former)
    return [(label, f"{value} (semula {former[label]})" if former.get(label) else value) for label, value in rows]


def _virtual_line(virtual: VirtualAccess) -> str:
    parts = [virtual.platform]
    if virtual.meeting_id:
        parts.append(f"Meeting ID {virtual.meeting_id}")
    if virtual.passcode:
        parts.append(f"Passcode {virtual.passcode}")
    if virtual.url:
        parts.append(virtual.url)
    return with_commas(*parts)
