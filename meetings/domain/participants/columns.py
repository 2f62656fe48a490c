"""Which column of an uploaded table means what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from rapidfuzz import fuzz

from meetings.documents.sheets.spreadsheets import Cell, Row, Sheet
from meetings.enums import N_, Labelled
from meetings.errors import InvalidInput
from meetings.writing.reading import read_text

HEADER_DEPTH = 40  # rows looked at for the header; titles and logos above it are common
NUMBERING = ("no", "nomor", "no urut", "nr")
SURE = 88  # of 100, for a header with a typing error


class Field(Labelled):
    """What a column can be used for; the label is what the screen says."""

    NAME = "name", N_("Nama")
    TITLE_FRONT = "title_front", N_("Gelar depan")
    TITLE_BACK = "title_back", N_("Gelar belakang")
    NIP = "nip", N_("NIP/NRP")
    POSITION = "position", N_("Jabatan")
    INSTITUTION = "institution", N_("Instansi")
    CATEGORY = "category", N_("Kategori")
    SESSIONS = "sessions", N_("Sesi")
    RANK = "rank", N_("Pangkat")
    GRADE = "grade", N_("Golongan")
    PHONE = "phone", N_("Nomor HP")
    EMAIL = "email", N_("Surel")
    NOTES = "notes", N_("Keterangan")


SPELLINGS: Mapping[Field, Sequence[str]] = {
    Field.NAME: ("nama", "nama lengkap", "nama peserta", "nama pejabat", "nama undangan", "nama dan gelar", "nama lengkap dan gelar",
                 "nama lengkap beserta gelar", "nama pegawai", "nama tanpa gelar", "nama nip", "nama dan nip", "nama nip nrp", "name", "full name"),
    Field.TITLE_FRONT: ("gelar depan", "gelar di depan", "gelar dpn", "glr depan"),
    Field.TITLE_BACK: ("gelar belakang", "gelar di belakang", "gelar blkg", "glr belakang", "gelar"),
    Field.NIP: ("nip", "nip nrp", "nip nrp nik", "nip nik", "nip baru", "nomor induk pegawai", "nrp", "nip nippppk", "nip ni pppk", "nip pns"),
    Field.POSITION: ("jabatan", "nama jabatan", "jabatan dalam dinas", "jabatan kedinasan", "position", "posisi"),
    Field.INSTITUTION: ("instansi", "unit kerja", "unit kerja opd", "opd", "skpd", "perangkat daerah", "nama opd", "nama instansi",
                        "asal instansi", "instansi unit kerja", "opd unit kerja", "satuan kerja", "satker", "lembaga", "dinas",
                        "instansi asal", "unit organisasi", "asal opd", "unsur instansi", "organisasi", "institution"),
    Field.CATEGORY: ("kategori", "kategori peserta", "unsur", "kelompok", "kelompok peserta", "jenis peserta", "category"),
    Field.SESSIONS: ("sesi", "sesi yang diikuti", "sesi undangan", "mengikuti sesi", "session", "sessions"),
    Field.RANK: ("pangkat", "pangkat gol", "pangkat golongan", "pangkat gol ruang", "pangkat golongan ruang"),
    Field.GRADE: ("gol", "golongan", "gol ruang", "golongan ruang"),
    Field.PHONE: ("no hp", "nomor hp", "hp", "no hp wa", "no telp", "no telp wa", "telepon", "no telepon", "nomor telepon", "no wa", "wa",
                  "whatsapp", "no whatsapp", "nomor whatsapp", "handphone", "no handphone", "no telp hp", "kontak", "phone", "nomor hp wa"),
    Field.EMAIL: ("email", "e mail", "surel", "alamat email", "alamat surel", "pos el", "email aktif"),
    Field.NOTES: ("ket", "keterangan", "catatan", "notes"),
}  # fmt: skip  # -- table


SECTIONS = (Field.INSTITUTION, Field.CATEGORY)


def proposed_sections(columns: Mapping[Field, int]) -> Field | None:
    """What headings between the rows are likely to be: the institution, where no column names it."""
    return None if Field.INSTITUTION in columns else Field.INSTITUTION


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table lies: sheet by name, number of its (first) header row (0: it has none), and for each used field its column from 0;
    ``sections``: what the headings between its rows are to those below that say nothing of it themselves (one of `SECTIONS`)."""

    sheet: str
    header_row: int
    columns: dict[Field, int]
    sections: Field | None = None

    def as_json(self) -> dict[str, object]:
        """For the import's row."""
        columns = {field.value: column for field, column in self.columns.items()}
        return {"sheet": self.sheet, "header_row": self.header_row, "columns": columns, "sections": self.sections or ""}

    @classmethod
    def from_json(cls, data: Mapping) -> "Layout":
        """The reverse of `as_json`."""
        columns = {Field(field): int(column) for field, column in data["columns"].items()}
        sections = data.get("sections")
        return cls(str(data["sheet"]), int(data["header_row"]), columns, Field(sections) if sections else None)


def recognise(cell: Cell) -> tuple[Field, int] | None:
    """What a column title stands for and how surely (100: a known spelling); None for anything else."""
    title = _title(cell)
    if not title or len(title) > 60:
        return None
    best: tuple[Field, int] | None = None
    for field, spellings in SPELLINGS.items():
        if title in spellings:
            return field, 100
        score = max(int(fuzz.ratio(title, spelling)) for spelling in spellings)
        if len(title) > 4 and score >= SURE and (best is None or score > best[1]):
            best = (field, score)
    return best


def _title(cell: Cell) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", read_text(cell).casefold()).split())


def suggest_columns(header: Row) -> dict[Field, int]:
    """The best column for each field that the header row names; of two equally good ones the left one."""
    scores: dict[Field, tuple[int, int]] = {}
    for column, cell in enumerate(header.cells):
        if (found := recognise(cell)) and found[1] > scores.get(found[0], (0, 0))[0]:
            scores[found[0]] = (found[1], column)
    return {field: column for field, (_score, column) in sorted(scores.items(), key=lambda item: item[1][1])}


def header_at(rows: Sequence[Row], index: int) -> Row:
    """The column titles that begin in a row, numbered by the row in which they end: the next one goes on with them where it holds
    nothing but titles and both together name more than either (`Kontak` above `No HP` and `Email`)."""
    upper = rows[index]
    if index + 1 == len(rows) or rows[index + 1].number != upper.number + 1:
        return upper
    lower = rows[index + 1]
    width = max(len(upper.cells), len(lower.cells))
    pairs = [(upper.cell(column), lower.cell(column)) for column in range(width)]
    if not all(below in ("", above) or recognise(below) or _title(below) in NUMBERING for above, below in pairs):
        return upper
    both = replace(lower, cells=[below if below != "" else above for above, below in pairs])
    return both if len(suggest_columns(both)) > max(len(suggest_columns(upper)), len(suggest_columns(lower))) else upper


def find_layout(sheets: Sequence[Sheet]) -> Layout | None:
    """The sheet and header row that name the most fields, a name among them; None when no row does."""
    best: Layout | None = None
    for sheet in sheets:
        for index, row in enumerate(sheet.rows[:HEADER_DEPTH]):
            columns = suggest_columns(header_at(sheet.rows, index))
            if Field.NAME in columns and len(columns) > max(1, len(best.columns) if best else 1):
                best = Layout(sheet.name, row.number, columns, proposed_sections(columns))
    return best


def table_of(sheets: Sequence[Sheet], layout: Layout) -> tuple[Sheet, Row, list[Row]]:
    """The sheet, its header row (of two one, see `header_at`) and the rows below it. Raises `InvalidInput` when the file has no such sheet or row."""
    sheet = next((each for each in sheets if each.name == layout.sheet), None)
    if sheet is not None and layout.header_row == 0:
        return sheet, Row(0, [""] * max(len(row.cells) for row in sheet.rows)), sheet.rows
    at = next((index for index, row in enumerate(sheet.rows) if row.number == layout.header_row), None) if sheet else None
    if sheet is None or at is None:
        raise InvalidInput(_("Lembar atau baris judul itu tidak ada dalam berkas."), field="header_row")
    header = header_at(sheet.rows, at)
    return sheet, header, [row for row in sheet.rows if row.number > header.number]
