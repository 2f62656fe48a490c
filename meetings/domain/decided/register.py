"""The register of decisions: every one of published minutes, derived from their rows, with what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from meetings import clock
from meetings.config import current_settings
from meetings.enums import ActionStatus, DocumentState, MinutesStanding, MinutesState
from meetings.extensions import db
from meetings.models import ActionItem, Decision, Document, Meeting, Minutes, MinutesItem
from meetings.models.paging import Page, in_order, page_of, unhurried
from meetings.models.search import words_in

BLOCK = 500  # rows of an export that are read at once
STANDINGS = (MinutesStanding.IN_FORCE, MinutesStanding.SUPERSEDED, MinutesStanding.REVOKED)  # of what was issued


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person may read: ``meetings``, a WHERE clause on Meeting, and of their minutes those that fulfil ``readable``, one on Minutes."""

    meetings: sa.ColumnElement[bool]
    readable: sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a person looks for in the register. ``standing``: a value of `STANDINGS`, or empty for all."""

    words: str = ""
    year: int | None = None
    organisation_id: str = ""
    institution: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision with what stands around it. ``place``: of its item and of itself in it, «2.1»."""

    id: str
    text: str
    place: str
    item_place: int
    item_title: str
    minutes: Minutes
    standing: MinutesStanding
    held_on: date
    actions: Sequence[ActionItem]

    @property
    def institutions(self) -> list[str]:
        """Who has to act, each once."""
        return list(dict.fromkeys(each.institution for each in self.actions if each.institution))

    @property
    def done(self) -> int:
        """How many of the actions are done or need not be done any more."""
        return sum(each.status in (ActionStatus.DONE, ActionStatus.CANCELLED) for each in self.actions)


def list_decisions(scope: Scope, wanted: Narrowed, *, page: int = 1, per_page: int = 50) -> Page:
    """A page of `DecisionRow` within ``scope``, the last published first."""
    return page_of(_matching(scope, wanted), read_decisions, page, per_page)


def export_decisions(scope: Scope, wanted: Narrowed) -> tuple[int, Iterator[DecisionRow]]:
    """How many match, and each of them, read in blocks."""
    ids = db.session.scalars(_matching(scope, wanted)).all()
    blocks = (in_order(ids[start : start + BLOCK], read_decisions) for start in range(0, len(ids), BLOCK))
    return len(ids), chain.from_iterable(blocks)


def _matching(scope: Scope, wanted: Narrowed) -> sa.Select[Any]:
    """The ids, in order: from minutes by the day of their publication to what they decided."""
    meetings = sa.select(Meeting.id).where(scope.meetings)
    if wanted.organisation_id:
        meetings = meetings.where(Meeting.organisation_id == wanted.organisation_id)
    statement = (
        sa.select(Decision.id)
        .join(MinutesItem, unhurried(MinutesItem.id) == Decision.item_id)
        .join(Minutes, unhurried(Minutes.id) == MinutesItem.minutes_id)
        .join(Document, Document.id == unhurried(Minutes.document_id))
        .where(unhurried(Minutes.meeting_id).in_(meetings), scope.readable, _standing(wanted.standing))
        .order_by(Minutes.published_at.desc(), Minutes.id, MinutesItem.position, MinutesItem.id, Decision.position, Decision.id)
    )
    if wanted.year:
        zone = current_settings().default_zone
        first, after = (
            clock.from_local(datetime.combine(date(year, 1, 1), time.min), zone) for year in (wanted.year, wanted.year + 1)
        )
        statement = statement.where(Minutes.published_at >= first, Minutes.published_at < after)
    if wanted.institution:
        acting = sa.select(ActionItem.item_id).where(ActionItem.institution == wanted.institution)
        statement = statement.where(Decision.item_id.in_(acting))
    return statement.where(*words_in(wanted.words, Decision.text))


def _standing(value: str) -> sa.ColumnElement[bool]:
    """Minutes that were issued and stand so; see ``models.minutes.minutes_standing``."""
    document = unhurried(sa.type_coerce(Document.state, sa.String))
    published, superseded = (Minutes.state == state for state in (MinutesState.PUBLISHED, MinutesState.SUPERSEDED))
    holds = sa.and_(published, document.in_((DocumentState.PUBLISHED.value, DocumentState.READY.value)))
    revoked = sa.and_(sa.or_(published, superseded), document == DocumentState.REVOKED.value)
    replaced = sa.or_(
        sa.and_(superseded, document != DocumentState.REVOKED.value),
        sa.and_(published, document == DocumentState.SUPERSEDED.value),
    )
    chosen = {
        MinutesStanding.IN_FORCE.value: holds,
        MinutesStanding.SUPERSEDED.value: replaced,
        MinutesStanding.REVOKED.value: revoked,
    }
    return chosen.get(value, sa.or_(*chosen.values()))


def read_decisions(ids: Sequence[str]) -> list[DecisionRow]:
    """The decisions of these ids with what the register says of them, in any order."""
    items = selectinload(Minutes.items).options(selectinload(MinutesItem.decisions), selectinload(MinutesItem.actions))
    of = sa.select(MinutesItem.minutes_id).join(Decision, Decision.item_id == MinutesItem.id).where(Decision.id.in_(ids))
    statement = (
        sa.select(Minutes)
        .where(Minutes.id.in_(of))
        .options(
            joinedload(Minutes.meeting).joinedload(Meeting.organisation),
            joinedload(Minutes.session),
            joinedload(Minutes.document),
            items,
        )
    )
    wanted, rows = set(ids), []
    for minutes in db.session.scalars(statement):
        held_on = clock.local(minutes.started_at or minutes.session.starts_at, minutes.meeting.timezone).date()
        for place, item in enumerate(minutes.items, start=1):
            for number, decision in enumerate(item.decisions, start=1):
                if decision.id in wanted:
                    named = (decision.id, decision.text, f"{place}.{number}", place, item.title)
                    rows.append(DecisionRow(*named, minutes, minutes.standing, held_on, item.actions))
    return rows


def acting_institutions(scope: Scope, limit: int = 300) -> Sequence[str]:
    """Who has something to do in meetings within ``scope``, in order."""
    statement = sa.select(ActionItem.institution).where(
        ActionItem.institution != "",
        ActionItem.meeting_id.in_(sa.select(Meeting.id).where(scope.meetings)),
        ActionItem.item_id.not_in(sa.select(MinutesItem.id).join(MinutesItem.minutes).where(sa.not_(scope.readable))),
    )
    return db.session.scalars(statement.distinct().order_by(ActionItem.institution).limit(limit)).all()
