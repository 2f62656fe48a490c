"""The rows of a report as connections: who, from when to when, as far as a row tells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from meetings.documents.sheets.online_reports.people import (
    Connection,
    Fault,
    Faulty,
    Span,
    screen_key,
    split_original,
    words,
)
from meetings.documents.sheets.online_reports.shapes import Column, Shape, Table, find_tables, told_of_meeting
from meetings.documents.sheets.online_reports.times import Order, Stamp, order_of, read_length, read_stamp
from meetings.documents.sheets.spreadsheets import Cell, Row, Sheet
from meetings.writing import zones

NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
YES = words("yes ya y true benar")
JOINS, LEAVES = ("joined", "join", "bergabung", "masuk"), ("left", "leave", "keluar", "meninggalkan")


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read what a file does not say. ``zone``: of its hours; ``day``: from when on hours without a date are counted (aware);
    ``header``, ``columns``: where a person says that the titles are (the sheet's row) and what they mean, of a file of unknown shape."""

    zone: str = zones.DEFAULT
    order: Order | None = None
    day: datetime | None = None
    header: int = 0
    columns: Mapping[Column, int] = field(default_factory=dict)


class Connections:
    """Reads them once; ``faulty``, ``waiting``, ``stayed_away`` and ``undated`` are known when all were read. ``unsure``: a date that may be
    two, empty where the file tells or somebody has said how its dates are read."""

    def __init__(self, sheets: Sequence[Sheet], shape: Shape, tables: Sequence[Table], how: Reading) -> None:
        self.shape, self.tables, self.how = shape, tables, how
        self.zone, self.base = ZoneInfo(how.zone), how.day or NO_DAY.replace(tzinfo=ZoneInfo(how.zone))
        self.told = told_of_meeting(sheets)
        self.utc = shape is Shape.TEAMS_EVENTS and any("utceventtimestamp" in table.keys for table in tables)
        self.activities = _activities(sheets) if shape is Shape.TEAMS else {}
        self.faulty: list[Faulty] = []
        self.waiting = self.stayed_away = 0
        self.undated = False
        self.stamps = {text: read_stamp(text) for text in self._written()}
        order, unsure = order_of(self.stamps.values())
        self.order = order or how.order
        self.unsure = self._unsure() if unsure and how.order is None else ""

    def read(self) -> list[Connection]:
        """All of them."""
        return list(self._events() if self.shape is Shape.TEAMS_EVENTS else self._connections())

    def moment(self, name: str) -> datetime | None:
        """When the meeting ``began`` or ``ended``, if the file says so."""
        return self._moment(self.told.get(name, ""))

    def _written(self) -> Iterator[str]:
        """Every moment, as written: how the dates of a file are read is told by all of them."""
        for table, row in self._rows():
            yield from _stamps_of(table, row)
        for pairs in self.activities.values():
            for pair in pairs:
                yield from pair
        yield from filter(None, (self.told.get(name) for name in ("began", "ended")))

    def _unsure(self) -> str:
        dates = {text: stamp.numbers for text, stamp in self.stamps.items() if stamp and stamp.numbers and not stamp.known}
        return min(dates, key=lambda text: (dates[text][0] == dates[text][1], max(dates[text][:2]) > 12))

    def _rows(self) -> Iterator[tuple[Table, Row]]:
        return ((table, row) for table in self.tables for row in table.rows)

    def _moment(self, text: str, base: datetime | None = None) -> datetime | None:
        stamp = self.stamps.get(text)
        if stamp is None:
            return None
        if self.utc and stamp.offset is None:
            stamp = Stamp(stamp.numbers, stamp.known, stamp.clock, 0)
        return stamp.moment(self.order, self.zone, base or self.base)

    def _connections(self) -> Iterator[Connection]:
        for table, row in self._rows():
            said = {column: row.cell(place) for column, place in table.columns.items()}
            if _says_yes(said.get(Column.WAITING)):
                self.waiting += 1
                continue
            if Column.ATTENDED in said and not _says_yes(said[Column.ATTENDED]):
                self.stayed_away += 1
                continue
            name, original = _name_of(said)
            if not name:
                if any(str(cell).strip() for cell in said.values()):
                    self.faulty.append(Faulty(row.number, "", Fault.NO_NAME))
                continue
            came, left = _times(table, row)
            stated = read_length(said[column]) if (column := _length_column(table)) in said and said[column] != "" else None
            span, fault = self._span(came, left, stated)
            if fault:
                self.faulty.append(Faulty(row.number, name, fault))
                continue
            for each in self._finer(name, said, span, stated):
                yield Connection(row.number, name, original, _address(said), str(said.get(Column.ROLE, "")).strip(), each, stated)

    def _span(self, came: str, left: str, stated: int | None) -> tuple[Span | None, Fault | None]:
        if not came:
            counted = self.shape is Shape.ZOOM_SUMMARY and stated is not None
            return None, None if counted else Fault.NO_TIME
        stamps = [self.stamps.get(text) for text in (came, left) if text]
        if any(stamp is None for stamp in stamps):
            return None, Fault.UNREADABLE
        if any(stamp and stamp.numbers and stamp.days(self.order) is None for stamp in stamps):
            return None, None  # nobody has said how its date is read
        undated = stamps[0] is not None and stamps[0].numbers is None
        self.undated = self.undated or undated
        first = self._moment(came)
        last = self._moment(left, first if undated else None)
        if first is None or (left and last is None):
            return None, Fault.UNREADABLE
        if last is None and stated is not None:
            last = datetime.fromtimestamp(first.timestamp() + stated, UTC)
        return (None, Fault.BACKWARDS) if last is not None and last < first else ((first, last), None)

    def _finer(self, name: str, said: Mapping[Column, Cell], span: Span | None, stated: int | None) -> list[Span | None]:
        """Of Teams: the connections behind first in and last out, where they come to what the file says; else these."""
        pairs = self.activities.get((screen_key(name), _address(said)))
        if span is None or stated is None or not pairs:
            return [span]
        finer = [self._span(*pair, None)[0] for pair in pairs]
        known = [each for each in finer if each and each[1]]
        length = sum((left - came).total_seconds() for came, left in known if left)
        whole = (
            len(known) == len(finer)
            and min(each[0] for each in known) == span[0]
            and max(each[1] for each in known if each[1]) == span[1]
        )
        return list(known) if whole and abs(length - stated) < 60 else [span]

    def _events(self) -> Iterator[Connection]:
        """Coming and going line by line."""
        open_since: dict[tuple[str, str], list[tuple[datetime, Row, str]]] = {}
        moments = []
        for table, row in self._rows():
            said = {column: row.cell(place) for column, place in table.columns.items()}
            name, _original = _name_of(said)
            moment = self._moment(str(said[Column.STAMP]).strip())
            if not name or moment is None:
                unclear = (stamp := self.stamps.get(str(said[Column.STAMP]).strip())) and stamp.days(self.order) is None
                if not unclear:
                    self.faulty.append(Faulty(row.number, name, Fault.UNREADABLE if name else Fault.NO_NAME))
                continue
            moments.append((moment, row, name, str(said.get(Column.ACCOUNT, "")), str(said[Column.ACTION]).strip().casefold()))
        for moment, row, name, account, action in sorted(moments, key=lambda each: each[0]):
            waiting = open_since.setdefault((screen_key(name), account), [])
            if action.startswith(JOINS):
                waiting.append((moment, row, name))
            elif action.startswith(LEAVES) and waiting:
                came, first, _name = waiting.pop()
                yield Connection(first.number, name, "", "", "", (came, moment), None)
            else:
                self.faulty.append(Faulty(row.number, name, Fault.NO_TIME))
        for still in open_since.values():
            for came, row, name in still:
                yield Connection(row.number, name, "", "", "", (came, None), None)


def _activities(sheets: Sequence[Sheet]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Of Teams' third part: in and out as written, by name and address."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for table in find_tables(sheets):
        if {Column.JOIN, Column.LEAVE} <= table.columns.keys():
            for row in table.rows:
                said = {column: row.cell(place) for column, place in table.columns.items()}
                found.setdefault((screen_key(_name_of(said)[0]), _address(said)), []).append(_times(table, row))
    return found


def _times(table: Table, row: Row) -> tuple[str, str]:
    """In and out as written; empty where there is none."""
    pairs = ((Column.FIRST_JOIN, Column.JOIN), (Column.LAST_LEAVE, Column.LEAVE))
    places = [next((table.columns[column] for column in pair if column in table.columns), None) for pair in pairs]
    came, left = (str(row.cell(place)).strip() if place is not None else "" for place in places)
    return came, left


def _stamps_of(table: Table, row: Row) -> Iterator[str]:
    yield from filter(None, _times(table, row))
    if Column.STAMP in table.columns:
        yield str(row.cell(table.columns[Column.STAMP])).strip()


def _length_column(table: Table) -> Column:
    return Column.TOTAL if Column.TOTAL in table.columns else Column.DURATION


def _name_of(said: Mapping[Column, Cell]) -> tuple[str, str]:
    whole = str(said.get(Column.NAME, "")).strip()
    if not whole:
        whole = " ".join(str(said[part]).strip() for part in (Column.FIRST, Column.LAST) if part in said)
    return split_original(whole)


def _address(said: Mapping[Column, Cell]) -> str:
    """The address, or the account where it is one."""
    texts = (str(said.get(column, "")).strip().casefold() for column in (Column.EMAIL, Column.ACCOUNT))
    return next((text for text in texts if "@" in text), "")


def _says_yes(cell: Cell | None) -> bool:
    return str(cell or "").strip().casefold() in YES
