"""Words looked for in all minutes that somebody may read.

What is rare is found by the letters of its words and put in order then; for what stands nearly everywhere the newest passages are looked
through one by one until there are enough. Either way the time does not grow with what is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from meetings.domain.decided.register import Scope
from meetings.domain.minutes import passage_text
from meetings.enums import MeetingKind, MinutesStanding, PassageKind
from meetings.extensions import db
from meetings.models import Meeting, Minutes, MinutesItem, Organisation, Passage
from meetings.models.paging import Page, unhurried
from meetings.writing.search import excerpt, query_keys

RARE = 5000  # passages found that are put in order
MOST = 500  # of the newest that are shown where there are more
SHORTEST = 3  # letters of a word that SQLite's index knows
WORDS = sa.table("passage_words", sa.column("rowid"), sa.column("passage_words"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person looks for. ``part``: a value of PassageKind or empty; ``state``: "issued", "draft", "gone" (what was replaced or withdrawn, too) or empty; ``sort``: "date" or
    "match"."""

    words: str = ""
    year: int | None = None
    organisation_id: str = ""
    meeting_kind: str = ""
    meeting_id: str = ""
    part: str = ""
    state: str = ""
    sort: str = "date"

    @property
    def narrowed(self) -> bool:
        """Whether more than words is asked for."""
        return any((self.year, self.organisation_id, self.meeting_kind, self.meeting_id, self.part, self.state))


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage: where it stands, and its text in pieces, each with whether it was looked for. ``place``: of its item among those of the
    minutes, from 1; 0 for their head."""

    id: str
    kind: PassageKind
    held_on: date
    minutes: Minutes
    place: int
    standing: MinutesStanding
    title: list[tuple[str, bool]]
    text: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits. ``more``: there are more than `RARE`, and only the newest `MOST` are shown."""

    page: Page
    more: bool


def search_minutes(
    scope: Scope, writable: sa.ColumnElement[bool], wanted: Wanted, *, page: int = 1, per_page: int = 25
) -> Results:
    """Passages of minutes that hold within ``scope``, of those that do not any more where that is asked for, and of drafts in meetings that
    fulfil ``writable`` (a WHERE clause on Meeting). Without words: the heads of these minutes. The newest first."""
    keys = query_keys(wanted.words)
    conditions = _conditions(scope, writable, wanted, heads=not keys)
    rows, more = _find(keys, conditions, by_match=wanted.sort == "match" and bool(keys))
    ids = [str(row.number) for row in rows]
    per_page = min(max(per_page, 1), 100)
    page = min(max(page, 1), max(1, -(-len(ids) // per_page)))

    def decorate(chosen: Sequence[str]) -> list[Hit]:
        return _hits(chosen, keys)

    found = Page(
        page=page, per_page=per_page, max_per_page=100, error_out=False, ids=None, first=ids, decorate=decorate, number=len(ids)
    )
    return Results(found, more)


def _conditions(scope: Scope, writable: sa.ColumnElement[bool], wanted: Wanted, *, heads: bool) -> list[sa.ColumnElement[bool]]:
    meetings = sa.select(Meeting.id)
    if wanted.organisation_id:
        meetings = meetings.where(Meeting.organisation_id == wanted.organisation_id)
    if wanted.meeting_kind in [kind.value for kind in MeetingKind]:
        meetings = meetings.where(Meeting.kind == MeetingKind(wanted.meeting_kind))
    if wanted.meeting_id:
        meetings = meetings.where(Meeting.id == wanted.meeting_id)
    meeting = unhurried(Passage.meeting_id)
    open_to_them = unhurried(Passage.minutes_id).not_in(sa.select(Minutes.id).where(sa.not_(scope.readable)))
    issued = sa.and_(Passage.issued, meeting.in_(meetings.where(scope.meetings)), open_to_them)
    drafts = sa.and_(~Passage.issued, meeting.in_(meetings.where(writable)))
    conditions = [{"issued": issued, "draft": drafts}.get(wanted.state, sa.or_(issued, drafts))]
    if wanted.state != "gone":
        conditions.append(~Passage.gone)
    if wanted.year:
        conditions.append(Passage.held_on.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if heads and not wanted.part:
        conditions.append(Passage.kind == PassageKind.HEAD)
    elif wanted.part:
        conditions.append(unhurried(sa.type_coerce(Passage.kind, sa.String)) == wanted.part)
    return conditions


def _find(keys: list[str], conditions: list[sa.ColumnElement[bool]], *, by_match: bool) -> tuple[Sequence[Any], bool]:
    """(number, hits) of what is found, in order, and whether there is more."""
    times = _times(keys) if by_match else sa.literal(0).label("times")
    chosen: sa.Select[Any] = sa.select(Passage.number, Passage.held_on, times)
    standing = [Passage.key.contains(key, autoescape=True) for key in keys]
    if keys:
        found = db.session.execute(_by_words(chosen, keys).where(*conditions).limit(RARE + 1)).all()
        if len(found) <= RARE:
            return sorted(found, key=lambda row: (row.times, row.held_on, row.number), reverse=True), False
    newest = chosen.where(*standing, *conditions).order_by(Passage.held_on.desc(), Passage.number.desc())
    found = db.session.execute(newest.limit((MOST if keys else RARE) + 1)).all()
    most = MOST if keys else RARE
    shown, more = found[:most], len(found) > most
    return sorted(shown, key=lambda row: -row.times) if by_match else shown, more


def _by_words(statement: sa.Select[Any], keys: list[str]) -> sa.Select[Any]:
    """The statement for passages in which all keys stand; SQLite asks its index of words for those long enough."""
    standing = [Passage.key.contains(key, autoescape=True) for key in keys]
    long = [key for key in keys if len(key) >= SHORTEST]
    if db.session.get_bind().dialect.name != "sqlite" or not long:
        return statement.where(*standing)
    query = " AND ".join('"{}"'.format(key.replace('"', '""')) for key in long)
    short = [clause for key, clause in zip(keys, standing, strict=True) if key not in long]
    return (
        statement.select_from(WORDS)
        .join(Passage, Passage.number == WORDS.c.rowid)
        .where(WORDS.c.passage_words.op("MATCH")(query), *short)
    )


def _times(keys: list[str]) -> sa.ColumnElement[Any]:
    """How often the keys stand in a passage."""
    length = sa.func.length
    parts = [(length(Passage.key) - length(sa.func.replace(Passage.key, key, ""))) // len(key) for key in keys]
    return sum(parts[1:], parts[0]).label("times")


def _hits(numbers: Sequence[str], keys: list[str]) -> list[Hit]:
    items = selectinload(Minutes.items).options(selectinload(MinutesItem.decisions), selectinload(MinutesItem.actions))
    around = sa.select(Passage.number, Passage.kind, Passage.held_on, Passage.minutes_id, Passage.item_id)
    rows = db.session.execute(around.where(Passage.number.in_([int(number) for number in numbers]))).all()
    statement = (
        sa.select(Minutes)
        .where(Minutes.id.in_({row.minutes_id for row in rows}))
        .options(joinedload(Minutes.meeting).joinedload(Meeting.organisation), joinedload(Minutes.document), items)
    )
    minutes = {each.id: each for each in db.session.scalars(statement)}
    hits = []
    for row in rows:
        version = minutes.get(row.minutes_id)
        places = {each.id: place for place, each in enumerate(version.items, start=1)} if version else {}
        if version is None or (row.item_id and row.item_id not in places):
            continue  # gone meanwhile
        place = places.get(row.item_id, 0)
        item = version.items[place - 1] if place else None
        title, text = item.title if item else version.title, passage_text(row.kind, version, item)
        pieces = (
            excerpt(title, keys, 300),
            excerpt(" · ".join(" ".join(line.split()) for line in text.splitlines() if line.strip()), keys),
        )
        hits.append(Hit(str(row.number), row.kind, row.held_on, version, place, version.standing, *pieces))
    return hits


@dataclass(frozen=True, slots=True)
class Choices:
    """What a search can be narrowed to: years, and (id, name) of organisations and meetings, the newest first."""

    years: list[int]
    organisations: list[tuple[str, str]]
    meetings: list[tuple[str, str]]


def choices(visible: sa.ColumnElement[bool], chosen: str = "", limit: int = 100) -> Choices:
    """What there is to choose among meetings that fulfil ``visible`` and have minutes; the ``chosen`` meeting stands among them."""
    with_minutes = visible, sa.exists().where(Passage.meeting_id == Meeting.id)
    first, last = db.session.execute(
        sa.select(sa.func.min(Meeting.starts_on), sa.func.max(Meeting.ends_on)).where(*with_minutes)
    ).one()
    houses = sa.select(Organisation.id, Organisation.name).where(
        Organisation.id.in_(sa.select(Meeting.organisation_id).where(*with_minutes))
    )
    newest = sa.select(Meeting.id, Meeting.title).where(*with_minutes).order_by(Meeting.starts_on.desc(), Meeting.id).limit(limit)
    meetings = [(row.id, row.title) for row in db.session.execute(newest)]
    if chosen and chosen not in [meeting_id for meeting_id, _title in meetings]:
        one = sa.select(Meeting.id, Meeting.title).where(*with_minutes, Meeting.id == chosen)
        meetings += [(row.id, row.title) for row in db.session.execute(one)]
    return Choices(
        list(range(last.year, first.year - 1, -1)) if first else [],
        [(row.id, row.name) for row in db.session.execute(houses.order_by(Organisation.path).limit(300))],
        meetings,
    )
