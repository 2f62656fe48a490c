"""A page of a long list: its ids first, then what is shown of them.

Whatever a list joins, counts or reads for its rows is done for one page's rows, never for all those before and behind them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from meetings.extensions import db

Decorate = Callable[[Sequence[str]], Sequence[Any]]


class Page(Pagination):
    """What `page_of` gives: ``items`` in the order of the ids, and how many there are."""

    def _query_items(self) -> list[Any]:
        if not self._query_args["number"]:
            return []
        ids = self._query_args["ids"].limit(self.per_page).offset(self._query_offset)
        return in_order(db.session.scalars(ids).all(), self._query_args["decorate"])

    def _query_count(self) -> int:
        return int(self._query_args["number"])


def page_of(ids: sa.Select[Any], decorate: Decorate, page: int, per_page: int, *, most: int = 100) -> Page:
    """The page of the list whose ``ids`` (a SELECT of one column, ordered) are given, the last one where there are not so many;
    ``decorate`` reads the rows of some ids, each with an ``id``, in any order."""
    number = db.session.scalar(sa.select(sa.func.count()).select_from(ids.order_by(None).subquery())) or 0
    per_page = min(max(per_page, 1), most)
    last = max(1, -(-number // per_page))
    return Page(
        page=min(max(page, 1), last),
        per_page=per_page,
        max_per_page=most,
        error_out=False,
        ids=ids,
        decorate=decorate,
        number=number,
    )


def in_order(ids: Sequence[str], decorate: Decorate) -> list[Any]:
    """The rows of these ids in their order; one that is gone meanwhile is left out."""
    found = {row.id: row for row in decorate(ids)} if ids else {}
    return [found[each] for each in ids if each in found]
