"""A list pasted from a spreadsheet becomes people, all or none: read with the same rules as an uploaded one."""

import re
from datetime import date

from flask_babel import gettext as _

from meetings.documents.sheets.spreadsheets import Sheet, read_spreadsheet
from meetings.domain.delegations.naming import no_name_words
from meetings.domain.participants import Details
from meetings.domain.participants.columns import Field, find_layout, table_of
from meetings.domain.participants.findings import Code, Finding, Level
from meetings.domain.participants.rows import Draft, read_rows
from meetings.enums import N_
from meetings.errors import InvalidInput
from meetings.writing.names import is_persons_name
from meetings.writing.reading import is_name

# The order of the columns where no line of titles says otherwise.
TITLES = ("Nama", "NIP", "Jabatan", "Nomor HP", "Surel")
KEPT_ALL_THE_SAME = (Code.IMPLAUSIBLE, Code.LETTERS_BROKEN)
TOLD = 5
NUMBERED = re.compile(r"\s*\d{1,3}[.)]?[\t;]")
NUMBER_RULE = N_("NIP berisi 18 angka, NRP 5 sampai 14 angka; boleh dikosongkan.")
RULES = {
    Code.DIGITS_LOST: N_(
        "Excel sudah membulatkan angkanya: jadikan kolomnya Teks, tulis lagi ke-18 angkanya, lalu tempel ulang."
    ),
    Code.NOT_A_NUMBER: NUMBER_RULE,
    Code.WRONG_LENGTH: NUMBER_RULE,
    Code.NO_PHONE: N_("Tulis nomor HP seperti 0812-3456-7890; boleh dikosongkan."),
    Code.SEVERAL_PHONES: N_("Tulis satu nomor saja."),
    Code.NO_EMAIL: N_("Tulis alamat surel seperti nama@instansi.go.id; boleh dikosongkan."),
    Code.SEVERAL_EMAILS: N_("Tulis satu alamat saja."),
    Code.SEVERAL_LINES: N_("Satu sel hanya untuk satu orang; hapus ganti baris di dalam selnya."),
    Code.CELL_FORMULA: N_("Tempel nilainya, bukan rumusnya."),
    Code.NAME_FORMULA: N_("Tempel nilainya, bukan rumusnya."),
    Code.TOO_LONG: N_("Terlalu panjang; singkatkan."),
    Code.TOO_WIDE: N_("Baris ini berisi lebih banyak kolom daripada judulnya."),
}


def read_pasted(text: str, today: date) -> list[tuple[int, Details]]:
    """The people in a pasted table, each with the number of their line; with a line of titles or in the order of ``TITLES``, numbered or
    not. ``today`` judges whether a NIP is plausible.

    Raises `InvalidInput`, naming line and column of what cannot be read, also for a line that is nobody; for a text without anybody."""
    text = text.strip("\r\n")
    if not text.strip():
        raise InvalidInput(_("Tempelkan dahulu daftarnya."), field="rows")
    with_titles = find_layout(sheets := _sheets(text))
    shift = 0
    if with_titles is None:
        between = ";" if "\t" not in text and ";" in text else "\t"  # never a comma, which degrees have, too
        titles = [*(["No"] if _is_numbered(text) else []), *TITLES]
        shift, sheets = 2, _sheets(f"sep={between}\n{between.join(titles)}\n{text}")
    layout = find_layout(sheets)
    if layout is None:
        raise InvalidInput(_("Tidak ada kolom nama dalam daftar ini."), field="rows")
    sheet, header, rows = table_of(sheets, layout)
    drafts, nobody = read_rows(sheet, rows, layout, today, width=len(header.cells))
    said = [_said(draft, draft.number - shift, finding) for draft in drafts for finding in draft.findings if _refused(finding)]
    said += [
        _in_row(draft.number - shift, Field.NAME, no_name_words(draft.details.name))
        for draft in drafts
        if is_name(draft.details.name) and not is_persons_name(draft.details.name)
    ]
    said += [
        _("Baris %(row)d tidak memuat nama orang (“%(text)s”).", row=each.number - shift, text=each.text[:80]) for each in nobody
    ]
    if said:
        more = [_("Dan %(count)d lagi.", count=len(said) - TOLD)] if len(said) > TOLD else []
        if with_titles is None and _has_commas_between(text):
            more.append(
                _("Bila kolomnya dipisahkan koma: salin langsung dari Excel, pisahkan dengan titik koma, atau beri baris judul.")
            )
        raise InvalidInput(" ".join([*said[:TOLD], *more]), field="rows")
    if not drafts:
        raise InvalidInput(_("Tidak ada nama dalam daftar ini."), field="rows")
    return [(draft.number - shift, draft.details) for draft in drafts]


def _sheets(text: str) -> list[Sheet]:
    return read_spreadsheet(b"\xef\xbb\xbf" + text.encode())


def _refused(finding: Finding) -> bool:
    return finding.level is not Level.NOTE and finding.code not in KEPT_ALL_THE_SAME


def _is_numbered(text: str) -> bool:
    """Whether each line begins with a column of running numbers."""
    lines = [line for line in text.splitlines() if line.strip()]
    return all(NUMBERED.match(line) for line in lines)


def _has_commas_between(text: str) -> bool:
    """Whether each line has commas and nothing else that could stand between columns."""
    return not re.search(r"[\t;]", text) and all("," in line for line in text.splitlines() if line.strip())


def _said(draft: Draft, row: int, finding: Finding) -> str:
    if finding.code is Code.NAME_MISSING and draft.details.name:
        return _in_row(row, finding.field, no_name_words(draft.details.full_name))
    if not finding.value:
        return _in_row(row, finding.field, _("kosong atau tidak dapat dibaca."))
    told = _("“%(value)s” tidak dapat dibaca.", value=finding.value)
    return _in_row(row, finding.field, f"{told} {_(rule)}" if (rule := RULES.get(finding.code)) else told)


def _in_row(row: int, field: Field | None, problem: str) -> str:
    column = _(field.label) if field else ""
    return _("Baris %(row)d, kolom %(column)s: %(problem)s", row=row, column=column, problem=problem)
