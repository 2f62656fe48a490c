"""A page of a long list: its ids first, then what is shown of them.

Whatever a list joins, counts or reads for its rows is done for one page's rows, never for all those before and behind them.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.dialects.postgresql import ARRAY

from meetings.extensions import db

Decorate = Callable[[Sequence[str]], Sequence[Any]]


FEW = 500  # ids read before they are counted: a search that finds fewer has looked at every row once


class Page(Pagination):
    """What `page_of` gives: ``items`` in the order of the ids, and how many there are."""

    def _query_items(self) -> list[Any]:
        first, begin, end = self._query_args["first"], self._query_offset, self._query_offset + self.per_page
        ids = first[begin:end]
        if end > len(first) and len(first) < self._query_args["number"]:
            ids = db.session.scalars(self._query_args["ids"].limit(self.per_page).offset(begin)).all()
        return in_order(ids, self._query_args["decorate"])

    def _query_count(self) -> int:
        return int(self._query_args["number"])


def page_of(
    ids: sa.Select[Any],
    decorate: Decorate,
    page: int,
    per_page: int,
    *,
    most: int = 100,
    as_they_lie: bool = False,
    rare: sa.Select[Any] | None = None,
    number: int | None = None,
) -> Page:
    """The page of the list whose ``ids`` (a SELECT of one column, ordered) are given, the last one where there are not so many;
    ``decorate`` reads the rows of some ids, each with an ``id``, in any order. ``as_they_lie``, ``rare``: see `first_and_number`;
    ``number``: how many there are, where that is known."""
    first: Sequence[str] = ()
    if number is None:
        first, number = first_and_number(ids, as_they_lie=as_they_lie, rare=rare)
    per_page = min(max(per_page, 1), most)
    last = max(1, -(-number // per_page))
    return Page(
        page=min(max(page, 1), last),
        per_page=per_page,
        max_per_page=most,
        error_out=False,
        ids=ids,
        first=first,
        decorate=decorate,
        number=number,
    )


def first_and_number(
    ids: sa.Select[Any], *, as_they_lie: bool = False, rare: sa.Select[Any] | None = None
) -> tuple[Sequence[str], int]:
    """The first ids of a list, all of them where they are few, and how many there are: those are counted only where they are more.

    ``as_they_lie``: for a search through wide rows. Read in the list's order they would be fetched one by one from all over the table; so
    they are read as they lie there first, and those that are found put in order. ``rare``: the same, and the same ids by another way, on which
    few are found and many counted at once; in the list's order the first of many are.
    """
    if as_they_lie or rare is not None:
        by = ids if rare is None else rare
        found = db.session.scalars(by.order_by(None).limit(FEW + 1)).all()
        if len(found) <= FEW:
            column = ids.selected_columns[0]
            return db.session.scalars(ids.where(column.in_(found))).all() if found else found, len(found)
    first = db.session.scalars(ids.limit(FEW + 1)).all()
    if len(first) <= FEW:
        return first, len(first)
    counted = (ids if rare is None else rare).order_by(None).subquery()
    return first, db.session.scalar(sa.select(sa.func.count()).select_from(counted)) or 0


def unhurried(column: Any) -> sa.ColumnElement[Any]:
    """The column, in a condition by whose index nothing is to be found: SQLite, which knows no numbers of rows, would begin there.
    PostgreSQL knows them, and would think that few rows fulfil a condition on an expression."""
    return sa.func.coalesce(column, "") if db.session.get_bind().dialect.name == "sqlite" else column


def among(column: Any, ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """WHERE clause: the column holds one of these ids, sent as one value. With a parameter for each, a thousand of them cost both sides
    more than the rows that they find."""
    if db.session.get_bind().dialect.name == "sqlite":
        each = sa.func.json_each(json.dumps(list(ids))).table_valued("value", name="ids")
        return column.in_(sa.select(each.c.value))
    return column == sa.any_(sa.literal(list(ids), ARRAY(sa.Text)))


def in_order(ids: Sequence[str], decorate: Decorate) -> list[Any]:
    """The rows of these ids in their order; one that is gone meanwhile is left out."""
    found = {row.id: row for row in decorate(ids)} if ids else {}
    return [found[each] for each in ids if each in found]
