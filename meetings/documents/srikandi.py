"""A letter as a DOCX with the variables that SRIKANDI fills in when it numbers and signs it."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from meetings.documents.pdf.invitation_letter import MAX_LISTED
from meetings.documents.pdf.letter_content import Addressee, LetterContent, RundownRow
from meetings.documents.pdf.signatory import Signatory
from meetings.writing import zones
from meetings.writing.dates import format_day_date, format_hour_row
from meetings.writing.names import addressed, with_position
from meetings.writing.numbers import count_in_words
from meetings.writing.reading import with_commas

Part = tuple[date | None, str, int, Sequence[RundownRow]]
LIST, RUNDOWN = "DAFTAR PENERIMA UNDANGAN", "SUSUNAN ACARA"

FONT = "Arial"
SIZE = 12
NUMBER, DATE = "${nomor_naskah}", "${tanggal_naskah}"
SIGNER = ("ttd_pengirim", "nama_pengirim", "jabatan_pengirim", "nip_pengirim")
GREETINGS = "Assalamu’alaikum warahmatullahi wabarakatuh.", "Wassalamu’alaikum warahmatullahi wabarakatuh."


def signer_variables(place: int, of: int) -> dict[str, str]:
    """The variables of the ``place``-th of ``of`` signers: with a number where there are several."""
    return {name: f"${{{name}{place if of > 1 else ''}}}" for name in SIGNER}


def write_docx(
    content: LetterContent,
    rows: Sequence[tuple[str, str]],
    to: Sequence[Addressee],
    place: str,
    parts: Sequence[Part] = (),
    signers: Sequence[Signatory] | None = None,
) -> bytes:
    """The letter's words with variables for number, date and signature. ``rows``: label and value of the lines that say when and where;
    ``to``, ``place``: after «Yth.» and «di», more than a few as an annex; ``parts``: the annex of the rundown (`rundown_parts`);
    ``signers``: the letter's own, unless several sign it."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size, style.paragraph_format.space_after = FONT, Pt(SIZE), Pt(6)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Cm(2), Cm(2.5), Cm(3), Cm(2)
    document.add_paragraph(f"{content.place}, {DATE}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    listed = len(to) > MAX_LISTED
    lines = (
        ("Nomor", NUMBER),
        ("Sifat", content.classification),
        ("Lampiran", _attachment(content, listed + bool(parts))),
        ("Hal", content.subject),
    )
    _facts(document, lines)
    document.add_paragraph(f"\nYth. {_whom(to)}\ndi\n{place or 'Tempat'}")
    before, after = ([each] if content.religious_greeting else [] for each in GREETINGS)
    _paragraphs(document, [*before, *content.opening])
    _facts(document, [(label.capitalize(), value) for label, value in rows])
    _paragraphs(document, [*content.closing, *after])
    blocks = signers or (content.signatory,)
    for number, signer in enumerate(blocks, start=1):
        names = signer_variables(number, len(blocks))
        nip = [f"NIP {names['nip_pengirim']}"] if signer.shown(content.kind).nip else []
        offices = [*signer.position_lines()[:-1], f"{names['jabatan_pengirim']},"]
        block = document.add_paragraph("\n".join([*offices, "", names["ttd_pengirim"], "", names["nama_pengirim"], *nip]))
        block.paragraph_format.left_indent, block.paragraph_format.keep_together = Cm(8), True
    if content.cc:
        document.add_paragraph(
            "\n".join(["Tembusan:", *(f"{number}. {each}" for number, each in enumerate(content.cc, start=1))])
        )
    annexes = [LIST] * listed + [RUNDOWN] * bool(parts)
    for number, head in enumerate(annexes, start=1):
        _annex_head(document, content, head, number if len(annexes) > 1 else 0)
        if head is LIST:
            rows_of_list = [
                (f"{row}.", "\n".join(addressed(each.name, each.position)), each.organisation) for row, each in enumerate(to, 1)
            ]
            _grid(document, ("No.", "Nama/Jabatan", "Instansi"), rows_of_list, (1.2, 8.8, 6))
        else:
            _rundown(document, content, parts)
    document.core_properties.title, document.core_properties.author = content.subject[:255], content.organisation[:255]
    document.core_properties.created = document.core_properties.modified = content.issued_at.replace(tzinfo=None)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _attachment(content: LetterContent, annexes: int) -> str:
    said = content.attachment or "-"
    return count_in_words(annexes, "berkas") if said == "-" and annexes else said


def _whom(to: Sequence[Addressee]) -> str:
    if len(to) > MAX_LISTED:
        return "Daftar Terlampir"
    if len(to) > 1:
        return "\n".join(
            ["", *(f"{row}. {with_position(each.name, each.position, each.organisation)}" for row, each in enumerate(to, 1))]
        )
    return "\n".join(addressed(to[0].name, to[0].position, to[0].organisation)) if to else "Para Undangan"


def _annex_head(document: Any, content: LetterContent, head: str, number: int) -> None:
    document.add_page_break()
    document.add_paragraph(f"LAMPIRAN {number or ''}".strip() + " SURAT UNDANGAN")
    _facts(document, (("Nomor", NUMBER), ("Tanggal", DATE), ("Tentang", content.subject)))
    document.add_paragraph(head).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _rundown(document: Any, content: LetterContent, parts: Sequence[Part]) -> None:
    several = len({day for day, *_rest in parts}) > 1
    for day, session, before, lines in parts:
        if head := ": ".join(filter(None, (format_day_date(day) if several and day else "", session))):
            document.add_paragraph(head)
        cells = [
            (
                f"{before + row}.",
                format_hour_row(line.start, line.end, content.zone),
                with_commas(line.title, line.note),
                line.person,
            )
            for row, line in enumerate(lines, 1)
        ]
        hours = f"Waktu ({zones.abbreviation(content.zone)})"
        _grid(document, ("No.", hours, "Acara", "Pelaksana"), cells, (1.2, 3.3, 7.5, 4))


def _grid(document: Any, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    table = document.add_table(rows=len(rows) + 1, cols=len(head), style="Table Grid")
    table.autofit = False
    for made, texts in zip(table.rows, (head, *rows), strict=True):
        for cell, text, wide in zip(made.cells, texts, widths, strict=True):
            cell.text, cell.width = text, Cm(wide)


def _paragraphs(document: Any, texts: Sequence[str]) -> None:
    for text in texts:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _facts(document: Any, rows: Sequence[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, f": {value}"
        cells[0].width, cells[1].width = Cm(3), Cm(13)
