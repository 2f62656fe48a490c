"""What a report is, told by the titles of its columns: never by its name, and never by what stands below them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from meetings.documents.sheets.spreadsheets import Row, Sheet
from meetings.enums.labelled import N_, Labelled


class Column(Labelled):
    """What a column tells; where nobody knows the shape, a person says it for those of `CHOSEN`."""

    NAME = "name", N_("Nama di layar")
    FIRST = "first", N_("Nama depan")
    LAST = "last", N_("Nama belakang")
    EMAIL = "email", N_("Surel")
    JOIN = "join", N_("Jam masuk")
    LEAVE = "leave", N_("Jam keluar")
    FIRST_JOIN = "first_join", N_("Pertama masuk")
    LAST_LEAVE = "last_leave", N_("Terakhir keluar")
    DURATION = "duration", N_("Lama hadir")
    TOTAL = "total", N_("Lama hadir seluruhnya")
    WAITING = "waiting", N_("Ruang tunggu")
    ROLE = "role", N_("Peran")
    ACTION = "action", N_("Masuk atau keluar")
    STAMP = "stamp", N_("Jam")
    ATTENDED = "attended", N_("Hadir")
    ACCOUNT = "account", N_("Akun")


CHOSEN = (Column.NAME, Column.EMAIL, Column.JOIN, Column.LEAVE, Column.DURATION, Column.WAITING)


class Shape(Labelled):
    """Which report it is."""

    ZOOM = "zoom", N_("Zoom, per sambungan")
    ZOOM_SUMMARY = "zoom_summary", N_("Zoom, ringkasan")
    ZOOM_WEBINAR = "zoom_webinar", N_("Zoom, webinar")
    TEAMS = "teams", N_("Microsoft Teams")
    TEAMS_EVENTS = "teams_events", N_("Microsoft Teams, masuk dan keluar")
    MEET = "meet", N_("Google Meet")
    WEBEX = "webex", N_("Webex")
    TABLE = "table", N_("Tabel jam masuk dan keluar")


_WORDS = {
    Column.NAME: "name username displayname fullname participantname attendeename nama namapengguna namatampilan namalengkap "
    "namapeserta",
    Column.FIRST: "firstname namadepan",
    Column.LAST: "lastname namabelakang",
    Column.EMAIL: "email useremail emailaddress attendeeemail alamatemail emailpengguna surel posel",
    Column.JOIN: "jointime joinedtime timejoined joinedat joined waktubergabung waktugabung waktumasuk jambergabung jammasuk "
    "bergabung",
    Column.LEAVE: "leavetime lefttime timeexited exittime timeleft leftat left waktukeluar jamkeluar waktumeninggalkan "
    "waktutinggalkan keluar",
    Column.FIRST_JOIN: "firstjoin firstjointime bergabungpertama bergabungpertamakali pertamabergabung pertamakalibergabung "
    "gabungpertama waktubergabungpertama",
    Column.LAST_LEAVE: "lastleave lastleavetime terakhirkeluar keluarterakhir keluarterakhirkali terakhirkalikeluar "
    "terakhirmeninggalkan meninggalkanterakhir meninggalkanterakhirkali waktukeluarterakhir",
    Column.DURATION: "duration attendanceduration timeinsession durasi durasikehadiran waktudalamsesi lamahadir",
    Column.TOTAL: "totalduration inmeetingduration durasitotal totaldurasi durasidalamrapat durasirapat durasidalampertemuan "
    "durasipertemuan",
    Column.WAITING: "inwaitingroom ruangtunggu diruangtunggu dalamruangtunggu",
    Column.ROLE: "role participanttype peran jenispeserta",
    Column.ACTION: "action useraction tindakan tindakanpengguna",
    Column.STAMP: "timestamp utceventtimestamp stempelwaktu capwaktu",
    Column.ATTENDED: "attended hadir menghadiri",
    Column.ACCOUNT: "participantid idpeserta participantidupn idpesertaupn",
}
TITLES = {word: column for column, words in _WORDS.items() for word in words.split()}
MEETING = {
    "title": "topic topik meetingtitle judulrapat judulpertemuan meetingname namarapat meetingtopic",
    "began": "starttime waktumulai meetingstarttime actualstarttime",
    "ended": "endtime waktuselesai waktuberakhir meetingendtime",
}
ABOUT = {word: about for about, words in MEETING.items() for word in words.split()}
PARENTHESES = re.compile(r"\([^()]*\)")
NOT_LETTERS = re.compile(r"[\W\d_]+")
TIMED = {Column.JOIN, Column.FIRST_JOIN, Column.DURATION, Column.TOTAL, Column.STAMP}
WEBEX = ("joinedtime", "attendeeemail", "displayname", "participanttype")


def title_key(cell: object) -> str:
    """`Name (original name)`, `NAME` and `joinedTime`, `Join Time` compared without case, signs and what stands in parentheses."""
    plain = unicodedata.normalize("NFKC", str(cell)).replace("\ufeff", "").casefold()
    return NOT_LETTERS.sub("", PARENTHESES.sub("", plain))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below one line of titles. ``keys``: of the titles, for what only one provider says."""

    sheet: str
    header: Row
    columns: Mapping[Column, int]
    keys: frozenset[str]
    rows: Sequence[Row]


def columns_of(row: Row) -> dict[Column, int]:
    """What its cells are the titles of; of two with one meaning the first."""
    found: dict[Column, int] = {}
    for place, cell in enumerate(row.cells):
        if isinstance(cell, str) and (column := TITLES.get(title_key(cell))):
            found.setdefault(column, place)
    return found


def is_header(columns: Mapping[Column, int]) -> bool:
    """Whether these are the titles of people and their times."""
    return bool({Column.NAME, Column.FIRST, Column.LAST} & columns.keys()) and bool(TIMED & columns.keys())


def find_tables(sheets: Iterable[Sheet]) -> list[Table]:
    """Every table of people and times, in order. A line with one cell above a table's titles is what the part is called."""
    found = []
    for sheet in sheets:
        understood = ((place, columns_of(row)) for place, row in enumerate(sheet.rows) if _may_be_header(row))
        headers = [(place, columns) for place, columns in understood if is_header(columns)]
        ends = [place for place, _columns in headers[1:]] + [len(sheet.rows)]
        for (place, columns), end in zip(headers, ends, strict=False):
            named = end < len(sheet.rows) and end > place + 1 and _filled(sheet.rows[end - 1]) == 1
            keys = frozenset(title_key(cell) for cell in sheet.rows[place].cells)
            found.append(Table(sheet.name, sheet.rows[place], columns, keys, sheet.rows[place + 1 : end - named]))
    return found


def _may_be_header(row: Row) -> bool:
    return any(isinstance(cell, str) and cell.strip('\ufeff "')[:1].isalpha() and "nam" in cell.casefold() for cell in row.cells)


def _filled(row: Row) -> int:
    return sum(str(cell).strip() != "" for cell in row.cells)


def shape_of(tables: Sequence[Table]) -> tuple[Shape, list[Table]] | None:
    """Which report it is, and the tables that count; None where what came in or how long is not said."""
    for needed, wanted in (
        ({Column.FIRST_JOIN, Column.LAST_LEAVE}, Shape.TEAMS),
        ({Column.ATTENDED, Column.JOIN, Column.LEAVE}, Shape.ZOOM_WEBINAR),
        ({Column.JOIN, Column.LEAVE}, Shape.TABLE),
        ({Column.JOIN, Column.DURATION}, Shape.TABLE),
        ({Column.STAMP, Column.ACTION}, Shape.TEAMS_EVENTS),
    ):
        if having := [table for table in tables if needed <= table.columns.keys()]:
            if wanted is Shape.ZOOM_WEBINAR:
                having = [table for table in tables if Column.JOIN in table.columns]
            return (_provider(having[0]) if wanted is Shape.TABLE else wanted), having
    if totals := [table for table in tables if {Column.TOTAL, Column.DURATION} & table.columns.keys() and not _half(table)]:
        return Shape.ZOOM_SUMMARY, totals[:1]
    return None


def _half(table: Table) -> bool:
    """It says one of the two hours, or one that is not understood: how long alone would be less than it knows."""
    return bool({Column.JOIN, Column.LEAVE, Column.FIRST_JOIN, Column.LAST_LEAVE, Column.STAMP} & table.columns.keys())


def _provider(table: Table) -> Shape:
    if any(key in table.keys for key in WEBEX):
        return Shape.WEBEX
    if Column.NAME not in table.columns:
        return Shape.MEET
    zoom = Column.WAITING in table.columns or table.keys & {"guest", "tamu", "recordingdisclaimerresponse"}
    return Shape.ZOOM if zoom else Shape.TABLE


def missing_of(columns: Mapping[Column, int]) -> list[Column]:
    """Which titles a table lacks that it could be read without a person's word."""
    lacking = [] if {Column.NAME, Column.FIRST, Column.LAST} & columns.keys() else [Column.NAME]
    if Column.JOIN not in columns:
        lacking.append(Column.JOIN)
    if not {Column.LEAVE, Column.DURATION} & columns.keys():
        lacking.append(Column.LEAVE)
    return lacking


def told_of_meeting(sheets: Iterable[Sheet]) -> dict[str, str]:
    """What the file says of the meeting itself, above the people: ``title``, ``began``, ``ended``, as far as it does. One beside the other
    over a line of values, or one below the other beside them."""
    found: dict[str, str] = {}
    for sheet in sheets:
        for place, row in enumerate(sheet.rows[:12]):
            about = [(ABOUT[key], column) for column, cell in enumerate(row.cells) if (key := title_key(cell)) in ABOUT]
            if len(about) == 1 and about[0][1] == 0:
                found.setdefault(about[0][0], str(row.cell(1)).strip())
            elif len(about) > 1 and place + 1 < len(sheet.rows):
                for name, column in about:
                    found.setdefault(name, str(sheet.rows[place + 1].cell(column)).strip())
    return found
