"""Surat Undangan (v2023 layout): one letter per recipient, each with the recipient's own pass.

Each letter is a document of its own: embedding the fonts once for many letters and cutting the result apart was
measured and saves nothing. ``letter_batch.render_letters`` prints many in several processes.
"""

from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from weasyprint import Document

from meetings.documents.errors import DocumentError
from meetings.documents.pdf.columns import WIDE_TYPE, RundownCells, column_widths, number_width, rundown_widths
from meetings.documents.pdf.engine import Assets, render_pages, write_pdf
from meetings.documents.pdf.filling import Filled, Step, fill, heights, judged
from meetings.documents.pdf.justifying import even_blanks
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
from meetings.documents.pdf.paper import Paper
from meetings.writing import zones
from meetings.writing.dates import format_date, format_moment_in_sentence, local_date, schedule_lines
from meetings.writing.names import one_full_stop
from meetings.writing.numbers import count_in_words
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
USUAL = Addressee("Dr. Nama Penerima, S.Sos., M.Si.", "Kepala Bidang", "Dinas Pekerjaan Umum")
"""Name, office and institution on a line each."""
FORGET_AFTER = 100
"""Each letter adds a QR to the pictures kept; starting afresh now and then bounds the memory of thousands."""


def render_letter(letter: InvitationLetter) -> bytes:
    """One letter as PDF. Raises DocumentError when it cannot be made."""
    return LetterPrinter().print(letter)


class LetterPrinter:
    """Prints letters one after the other and keeps what they share: decoded pictures, laid-out annexes, and how closely they are set.

    The letters of one dispatch begin at the step that their content needs with an addressee of the usual length; one with more to say
    than that goes on from there. So the same letter is the same bytes, whichever were printed before it.
    """

    def __init__(self) -> None:
        self._assets = Assets()
        self._printed = 0
        self._usual: dict[tuple[LetterContent, bool], Filled] = {}
        self._higher: dict[tuple[tuple[LetterContent, bool], tuple[float, ...]], Step] = {}
        self._annexes: dict[tuple[LetterContent, tuple[RecipientRow, ...]], Document] = {}

    def print(self, letter: InvitationLetter) -> bytes:
        """One letter as PDF. Raises DocumentError when it cannot be made."""
        self._printed += 1
        if self._printed % FORGET_AFTER == 0:
            self._assets = Assets()
        return write_pdf(self.lay_out(letter), tagged=True)

    def lay_out(self, letter: InvitationLetter) -> Document:
        """The letter's pages, its annexes behind it. Raises DocumentError when it cannot be made."""
        if letter.sheet:
            return _sheet_pages(letter, self._assets)
        annex = self._annex(letter)
        attachment = _attachment(letter.content, len(annex.pages) if annex else 0)
        document = self._fill(letter, attachment)
        return document.copy([*document.pages, *annex.pages]) if annex else document

    def _annex(self, letter: InvitationLetter) -> Document | None:
        rows = _recipient_rows(letter)
        if not rows and not letter.content.rundown:
            return None
        key = (letter.content, rows)
        if key not in self._annexes:
            self._annexes[key] = fill(lambda step: _annex_pages(letter, rows, self._assets, step)).document
        return self._annexes[key]

    def _fill(self, letter: InvitationLetter, attachment: str) -> Document:
        def lay_out(step: Step, letter: InvitationLetter = letter) -> Document:
            return _letter_pages(letter, attachment, self._assets, step)

        if len(letter.addressees) != 1:
            return fill(lay_out).document
        key = (letter.content, letter.pass_ is None)
        if key not in self._usual:
            usual = replace(
                letter, addressees=(USUAL,), place="Tempat", pass_=letter.pass_ and replace(letter.pass_, name=USUAL.name)
            )
            self._usual[key] = fill(lambda step: lay_out(step, usual))
        step, outcome = self._usual[key].step, self._usual[key].outcome
        first = judged(lay_out(step), step)
        if first.outcome <= outcome:
            return first.document
        # Only the addressee and the pass differ: letters in which they are as high as in this one are filled alike.
        shape = (key, heights(first.document, ("yth", "signing")))
        if shape in self._higher:
            return lay_out(self._higher[shape])
        filled = fill(lay_out, step)
        self._higher[shape] = filled.step
        return filled.document


def letter_title(letter: InvitationLetter) -> str:
    """Title in the PDF's metadata."""
    to = letter.addressees[0].name if len(letter.addressees) == 1 else letter.pass_.name if letter.pass_ else ""
    return f"{letter.content.subject} – {to}" if to else letter.content.subject


def _sheet_pages(letter: InvitationLetter, assets: Assets) -> Document:
    content = letter.content
    dated = f" tanggal {format_date(content.date)}" if content.date else ""
    said = f"Lembar ini menyertai surat {content.organisation} nomor {content.number}{dated} hal {content.subject}."
    facts: dict[str, Any] = {
        "title": letter_title(letter),
        "said": _even((one_full_stop(said),), content.paper),
        "content": content,
        "addressees": letter.addressees,
        "pass_": letter.pass_,
    }
    return render_pages("letter_sheet.html", content.paper, assets, draft=content.draft, rows=event_rows(content), **facts)


def _letter_pages(letter: InvitationLetter, attachment: str, assets: Assets, step: Step) -> Document:
    content = letter.content
    annexed = _to_annex(letter)
    if not annexed and not letter.addressees:
        raise DocumentError("Surat undangan belum memuat penerima.")
    return render_pages(
        "invitation_letter.html",
        content.paper,
        assets,
        step=step,
        draft=content.draft,
        title=letter_title(letter),
        content=content,
        addressees=letter.addressees,
        to_annex=annexed,
        place=letter.place,
        pass_=letter.pass_,
        attachment=attachment,
        rows=event_rows(content),
        opening=_even(content.opening, content.paper),
        closing=_even(content.closing, content.paper),
        approved=format_moment_in_sentence(content.approved_at, content.zone) if content.approved_at else "",
    )


def _even(paragraphs: tuple[str, ...], paper: Paper) -> list[tuple[str, float | None]]:
    return list(zip(paragraphs, even_blanks(paragraphs, paper), strict=True))


def _annex_pages(letter: InvitationLetter, rows: tuple[RecipientRow, ...], assets: Assets, step: Step) -> Document:
    content = letter.content
    parts = rundown_parts(content)
    annexes = [name for name, present in (("recipients", rows), ("rundown", content.rundown)) if present]
    return render_pages(
        "letter_annex.html",
        content.paper,
        assets,
        step=step,
        draft=content.draft,
        title=content.subject,
        content=content,
        annexes=annexes,
        recipients=rows,
        parts=parts,
        several=len({day for day, *_rest in parts}) > 1,
        zone=zones.abbreviation(content.zone),
        notes=any(row.note for row in content.rundown),
        widths={
            "recipients": _recipient_widths(rows, content.paper),
            "rundown": rundown_widths([RundownCells(row.title, row.person, row.note) for row in content.rundown], content.paper),
        },
    )


def rundown_parts(content: LetterContent) -> list[tuple[date | None, str, int, list[RundownRow]]]:
    """The rundown under its headings: day, session, how many lines of that session stand before, lines. Numbers begin anew with a session,
    not at midnight."""
    parts: list[tuple[date | None, str, int, list[RundownRow]]] = []
    for (day, session), group in groupby(content.rundown, lambda row: (_row_day(row, content.zone), row.session)):
        goes_on = bool(parts) and parts[-1][1] == session
        before = parts[-1][2] + len(parts[-1][3]) if goes_on else 0
        parts.append((day, session, before, list(group)))
    return parts


def _row_day(row: RundownRow, zone: str) -> date | None:
    return local_date(row.start, zone) if row.start else None


def _to_annex(letter: InvitationLetter) -> bool:
    return len(letter.addressees) > MAX_LISTED or (not letter.addressees and bool(letter.content.recipients))


def _recipient_rows(letter: InvitationLetter) -> tuple[RecipientRow, ...]:
    if len(letter.addressees) > MAX_LISTED and not letter.content.recipients:
        return tuple(RecipientRow(to.name, to.position, to.organisation) for to in letter.addressees)
    return letter.content.recipients


def _attachment(content: LetterContent, pages: int) -> str:
    """Words for "Lampiran": the caller's, or the sheets that follow."""
    if content.attachment is not None:
        return content.attachment or "-"
    return count_in_words(pages, "lembar") if pages else "-"


def _recipient_widths(rows: tuple[RecipientRow, ...], paper: Paper) -> list[float]:
    heads = ("No.", "Nama/Jabatan", "Instansi", "Ket.")
    cells = [("", f"{row.name} {row.position}", row.organisation, row.note) for row in rows]
    return column_widths(heads, cells, paper.text_width / WIDE_TYPE, [number_width(len(rows)), None, None, None])


def event_rows(content: LetterContent) -> list[tuple[str, str]]:
    """Label and value of the lines that say when, where and what."""
    day, hours = schedule_lines(content.starts_at, content.ends_at, content.zone)
    rows = [("hari/tanggal", day), ("waktu", content.time_text or hours), ("tempat", content.venue), ("acara", content.event)]
    former = dict(content.former)
    if content.called or "sesi" in former:
        rows.append(("sesi", "; ".join(content.called) or "semua sesi"))
    if content.dress:
        rows.append(("pakaian", content.dress))
    if content.virtual:
        rows.append(("media", _virtual_line(content.virtual)))
    if "jawaban" in former:
        until = content.answer_until
        last = f"paling lambat {format_moment_in_sentence(until, content.zone)}" if until else "tanpa batas waktu"
        rows.append(("jawaban", last))
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
