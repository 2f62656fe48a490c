"""A report from its bytes to people, and to the questions that the file alone does not answer."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from meetings.documents.sheets.online_reports.connections import Connections, Reading
from meetings.documents.sheets.online_reports.people import Attendee, Faulty, gather
from meetings.documents.sheets.online_reports.shapes import Column, Shape, Table, columns_of, find_tables, missing_of, shape_of
from meetings.documents.sheets.online_reports.times import Order
from meetings.documents.sheets.spreadsheets import DELIMITERS, SIZE_LIMIT, Row, Sheet, read_spreadsheet
from meetings.enums.labelled import N_, Labelled
from meetings.errors import InvalidInput, TooLarge

LINES = 60_000  # of a file; Teams lists everybody twice
CONNECTIONS = 20_000


class Ask(Labelled):
    """What the file does not say by itself."""

    SHAPE = "shape", N_("Bentuk laporan ini tidak dikenal. Sebutkan isi kolomnya.")
    ORDER = "order", N_("Tanggalnya dapat dibaca dengan dua cara. Pilih yang benar.")
    DAY = "day", N_("Berkas ini hanya menyebut jam. Sebutkan tanggalnya.")
    HOURS = "hours", N_("Berkas ini hanya menyebut lama hadir. Sebutkan jam masuknya.")
    NAMESAKES = "namesakes", N_("Nama yang sama dipakai beberapa akun. Pilih orangnya satu per satu.")


@dataclass(frozen=True, slots=True)
class Question:
    """``about``: members of `Column` that are missing, a date that may be two, or names."""

    ask: Ask
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was read. ``shape`` None: a person has to say where what stands; ``header``, ``columns``: as far as known. ``order``: of the dates,
    as told or found; ``dated``: the file says the day of its hours. ``waiting``: rows of the waiting room, ``stayed_away``: of who never came; neither counts."""

    shape: Shape | None
    header: int
    columns: Mapping[Column, int]
    title: str = ""
    began: datetime | None = None
    ended: datetime | None = None
    order: Order | None = None
    dated: bool = True
    people: tuple[Attendee, ...] = ()
    waiting: int = 0
    stayed_away: int = 0
    faulty: tuple[Faulty, ...] = ()
    questions: tuple[Question, ...] = ()


def open_report(data: bytes) -> list[Sheet]:
    """The cells of an uploaded report, whatever they are kept apart by. Raises `TooLarge` and `InvalidInput` as `read_spreadsheet` does."""
    if len(data) > SIZE_LIMIT:
        raise TooLarge(_("Berkas lebih besar dari 10 MB."))
    return read_spreadsheet(data, LINES, _cut_at)


def _cut_at(text: str) -> str:
    """The sign under which the titles of a report come out; else the one that cuts most lines. Dates of Teams hold commas between its tabs."""
    lines = text[:200_000].splitlines()[:200]

    def worth(sign: str) -> tuple[int, int]:
        try:
            rows = [Row(0, list(cells)) for cells in csv.reader(lines, delimiter=sign)]
        except csv.Error:
            return (0, 0)
        return (max((len(columns_of(row)) for row in rows), default=0), sum(len(row.cells) > 1 for row in rows))

    return max(DELIMITERS, key=worth)


def read_report(sheets: Sequence[Sheet], how: Reading) -> Report:
    """People, their times and the questions. Raises `TooLarge` beyond 20,000 connections, `InvalidInput` for titles that are not in the file."""
    tables, shape = find_tables(sheets), None
    if how.header:
        shape, tables = Shape.TABLE, [_chosen(sheets, how)]
    elif known := shape_of(tables):
        shape, tables = known
    if shape is None:
        return _unknown(sheets, tables)
    if sum(len(table.rows) for table in tables) > CONNECTIONS:
        raise TooLarge(_("Laporan berisi lebih dari 20.000 sambungan. Bagi menjadi beberapa berkas."))
    return _report(Connections(sheets, shape, tables, how), tables[0].header, tables[0].columns)


def _chosen(sheets: Sequence[Sheet], how: Reading) -> Table:
    for sheet in sheets:
        for place, row in enumerate(sheet.rows):
            if row.number == how.header:
                return Table(sheet.name, row, how.columns, frozenset(), sheet.rows[place + 1 :])
    raise InvalidInput(_("Baris judul kolom tidak ada di berkas ini."), field="header")


def _unknown(sheets: Sequence[Sheet], tables: Sequence[Table]) -> Report:
    """The line that is most likely the titles, and what it lacks."""
    rows = [row for sheet in sheets[:1] for row in sheet.rows[:40]]
    header = (
        tables[0].header
        if tables
        else max(rows, key=lambda row: (len(columns_of(row)), sum(cell != "" for cell in row.cells), -row.number))
    )
    columns = columns_of(header)
    lacking = tuple(missing_of(columns))
    return Report(None, header.number, columns, questions=(Question(Ask.SHAPE, lacking),))


def _report(found: Connections, header: Row, columns: Mapping[Column, int]) -> Report:
    totals = found.shape in (Shape.TEAMS, Shape.ZOOM_SUMMARY, Shape.MEET)
    people = gather(found.read(), totals=totals)
    questions = [Question(Ask.ORDER, (found.unsure,))] if found.unsure else []
    if found.undated and found.how.day is None:
        questions.append(Question(Ask.DAY))
    if people and not found.unsure and not any(each.spans for each in people):
        questions.append(Question(Ask.HOURS))
    if names := sorted({each.name for each in people if each.double}):
        questions.append(Question(Ask.NAMESAKES, tuple(names)))
    return Report(
        found.shape,
        header.number,
        columns,
        found.told.get("title", ""),
        found.moment("began"),
        found.moment("ended"),
        found.order,
        not found.undated,
        people,
        found.waiting,
        found.stayed_away,
        tuple(found.faulty),
        tuple(questions),
    )
