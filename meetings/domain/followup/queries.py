"""Reads of action items. Only those of minutes that hold now: published, neither superseded nor revoked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import contains_eager

from meetings.domain.audit import Action
from meetings.enums import ActionStatus, DocumentState
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.models import ActionItem, AuditEntry, Document, Meeting, Minutes, MinutesItem
from meetings.models.paging import in_order, page_of
from meetings.models.search import words_in

PENDING = (ActionStatus.OPEN, ActionStatus.IN_PROGRESS)
PUBLISHED = Document, sa.and_(Document.id == Minutes.document_id, Document.state == DocumentState.PUBLISHED)
EXPORT_BLOCK = 500
EXPORTED: tuple[Any, ...] = (
    ActionItem.id,
    ActionItem.text,
    ActionItem.institution,
    ActionItem.person,
    ActionItem.due_on,
    ActionItem.status,
    Meeting.title.label("meeting"),
    Minutes.number,
)


@dataclass(frozen=True)
class ActionFilter:
    """What a person looks for. ``status`` may be a value of ActionStatus or ``overdue``."""

    search: str = ""
    institution: str = ""
    status: str = ""


@dataclass(frozen=True)
class ActionRow:
    """An action item with the minutes it comes from."""

    action: ActionItem
    minutes: Minutes
    meeting: Meeting

    def is_overdue(self, today: date) -> bool:
        """Past its day and not done."""
        return self.action.status in PENDING and self.action.due_on is not None and self.action.due_on < today


@dataclass(frozen=True)
class ActionNumbers:
    """How many there are, by status; ``overdue`` are among open and in progress."""

    total: int
    open: int
    in_progress: int
    done: int
    cancelled: int
    overdue: int


def list_actions(
    scope: sa.ColumnElement[bool], wanted: ActionFilter, today: date, *, page: int = 1, per_page: int = 50
) -> Pagination:
    """A page of rows within ``scope`` (a WHERE clause on Meeting and Minutes), what is due first. Its items are ``ActionRow``s."""
    found = page_of(_matching(scope, wanted, today), _actions, page, per_page, most=200)
    found.items = [_row(action) for action in found.items]
    return found


def export_actions(scope: sa.ColumnElement[bool], wanted: ActionFilter, today: date) -> tuple[int, Iterator[sa.Row[Any]]]:
    """How many rows match, and every one of them with the columns `EXPORTED`, read in blocks, for a spreadsheet."""
    ids = db.session.scalars(_matching(scope, wanted, today)).all()
    blocks = (in_order(ids[start : start + EXPORT_BLOCK], _exported) for start in range(0, len(ids), EXPORT_BLOCK))
    return len(ids), chain.from_iterable(blocks)


def _exported(ids: Sequence[str]) -> Sequence[sa.Row[Any]]:
    rows = sa.select(*EXPORTED).join(ActionItem.item).join(MinutesItem.minutes).join(Minutes.meeting)
    return db.session.execute(rows.where(ActionItem.id.in_(ids))).all()


def action_numbers(scope: sa.ColumnElement[bool], today: date) -> ActionNumbers:
    """Counts within ``scope``, whatever is filtered; one statement."""

    def count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    columns = [sa.func.count(ActionItem.id), *(count(ActionItem.status == status) for status in ActionStatus)]
    counted: Any = sa.select(*columns, count(_overdue(today))).select_from(ActionItem)
    row: Any = db.session.execute(_valid(counted, scope)).one()
    return ActionNumbers(*row)


def list_institutions(scope: sa.ColumnElement[bool], limit: int = 300) -> Sequence[str]:
    """The institutions that have something to do within ``scope``, in order."""
    statement = _valid(sa.select(ActionItem.institution).select_from(ActionItem), scope)
    return db.session.scalars(
        statement.where(ActionItem.institution != "").distinct().order_by(ActionItem.institution).limit(limit)
    ).all()


def count_by_institution(scope: sa.ColumnElement[bool]) -> Sequence[tuple[str, int, int]]:
    """Institution, how many it has done, and how many it has, but for cancelled ones, within ``scope``; one statement."""
    done = sa.func.count(sa.case((ActionItem.status == ActionStatus.DONE, 1)))
    counted: Any = sa.select(ActionItem.institution, done, sa.func.count()).select_from(ActionItem)
    counted = _valid(counted, scope)
    counted = counted.where(ActionItem.status != ActionStatus.CANCELLED).group_by(ActionItem.institution)
    return [(row[0], row[1], row[2]) for row in db.session.execute(counted)]


def get_action(scope: sa.ColumnElement[bool], action_id: str) -> ActionRow:
    """One action item of valid minutes within ``scope``. Raises NotFound."""
    known = db.session.scalar(_matching(scope, ActionFilter(), date.min).where(ActionItem.id == action_id))
    action = next(iter(_actions([known])), None) if known else None
    if action is None:
        raise NotFound(_("Tindak lanjut itu tidak ada pada notula yang berlaku."))
    return _row(action)


def action_history(action: ActionItem, limit: int = 100) -> Sequence[AuditEntry]:
    """What was reported about it, the newest first, through all versions of the minutes."""
    return db.session.scalars(
        sa.select(AuditEntry)
        .where(
            AuditEntry.meeting_id == action.meeting_id,
            AuditEntry.action == Action.FOLLOWUP_CHANGED.value,
            AuditEntry.target_id == action.origin_id,
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(limit)
    ).all()


def _valid(statement: sa.Select[Any], scope: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        statement.join(MinutesItem, MinutesItem.id == ActionItem.item_id)
        .join(Minutes, Minutes.id == MinutesItem.minutes_id)
        .join(*PUBLISHED)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(scope)
    )


def _actions(ids: Sequence[str]) -> Sequence[ActionItem]:
    """These action items with the names around them; without what was said."""
    around = contains_eager(ActionItem.item).load_only(MinutesItem.minutes_id).contains_eager(MinutesItem.minutes)
    minutes = around.load_only(Minutes.number, Minutes.session_id, Minutes.title, Minutes.version, Minutes.state)
    statement = (
        sa.select(ActionItem)
        .join(ActionItem.item)
        .join(MinutesItem.minutes)
        .join(Minutes.meeting)
        .options(minutes.contains_eager(Minutes.meeting))
    )
    return db.session.scalars(statement.where(ActionItem.id.in_(ids))).all()


def _matching(scope: sa.ColumnElement[bool], wanted: ActionFilter, today: date) -> sa.Select[Any]:
    """The ids, in order. Which items hold is asked once, and nothing is joined to the tasks: they are sorted as ids."""
    items = sa.select(MinutesItem.id).join(Minutes, Minutes.id == MinutesItem.minutes_id).join(*PUBLISHED)
    holding = items.join(Meeting, Meeting.id == Minutes.meeting_id).where(scope)
    statement = sa.select(ActionItem.id).where(ActionItem.item_id.in_(holding))
    if wanted.institution:
        statement = statement.where(ActionItem.institution == wanted.institution)
    if wanted.status == "overdue":
        statement = statement.where(_overdue(today))
    elif wanted.status in [status.value for status in ActionStatus]:
        statement = statement.where(ActionItem.status == ActionStatus(wanted.status))
    statement = statement.where(*words_in(wanted.search, ActionItem.text, ActionItem.institution, ActionItem.person))
    done = sa.case((ActionItem.status.in_(PENDING), 0), else_=1)
    return statement.order_by(done, ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.id)


def _overdue(today: date) -> sa.ColumnElement[bool]:
    return sa.and_(ActionItem.status.in_(PENDING), ActionItem.due_on < today)


def _row(action: ActionItem) -> ActionRow:
    minutes = action.item.minutes
    return ActionRow(action, minutes, minutes.meeting)
