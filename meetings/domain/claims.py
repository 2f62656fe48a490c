"""One way to share work: of the rows that wait, one worker takes some, holds them under a name, and gives back what it cannot do.

A model whose rows are worked on has ``state``, ``claimed_by``, ``claimed_at`` and ``updated_at``. The name says which process holds
a row (``meetings.worker``), so what a dead one leaves behind is known at once on its own machine, and after a time on others.
Nothing is committed here: the caller commits a claim before it begins to work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from meetings import worker
from meetings.extensions import db
from meetings.models.base import change_rows

SHARED: list["Claims"] = []


class Claimed(NamedTuple):
    """What a worker has taken: the name that it holds the rows under, and their ids in no particular order."""

    claim: str
    ids: list[str]


@dataclass(frozen=True, slots=True)
class Claims:
    """How rows of ``model`` are shared out: those in the state ``waiting``, first in ``order`` first, become ``held``."""

    model: Any
    waiting: StrEnum
    held: StrEnum
    order: tuple[sa.SQLColumnExpression[Any], ...]
    due: Any = None  # the column with the moment before which a waiting row is left alone, if there is one

    def __post_init__(self) -> None:
        """Known to ``catch_up``."""
        SHARED.append(self)

    def claim(self, at: datetime, limit: int, *due: sa.ColumnElement[bool], **values: Any) -> Claimed:
        """Take up to ``limit`` waiting rows that are ``due`` (WHERE clauses) and set ``values`` on them; no other worker gets them."""
        model = self.model
        chosen = sa.select(model.id).where(model.state == self.waiting, *due).order_by(*self.order).limit(limit)
        if db.session.get_bind().dialect.name == "postgresql":
            # A CTE is run once; a subquery behind IN may run again for each row, and each time skip what it has locked.
            locked = chosen.with_for_update(skip_locked=True).cte("locked")
            chosen = sa.select(locked.c.id)
        claim = worker.claim_name()
        taken = (
            sa.update(model)
            .where(model.id.in_(chosen), model.state == self.waiting)
            .values(state=self.held, claimed_at=at, claimed_by=claim, updated_at=at, **values)
            .returning(model.id)
            .execution_options(synchronize_session=False)
        )
        return Claimed(claim, list(db.session.scalars(taken)))

    def change(self, ids: Sequence[str], claim: str, *, held: StrEnum | None = None, **values: Any) -> int:
        """Set ``values`` on those of the rows that are still held (in the state ``held``, if another one) under ``claim``; how many.

        A worker that was slow or taken for dead changes nothing.
        """
        model = self.model
        mine = model.id.in_(ids), model.state == (held or self.held), model.claimed_by == claim
        return _update(model, mine, values)

    def renew(self, claimed: Claimed, at: datetime) -> int:
        """Say that the worker is still at what it has not finished; how many rows it still holds."""
        return self.change(claimed.ids, claimed.claim, claimed_at=at)

    def give_back(self, claimed: Claimed, at: datetime, **values: Any) -> None:
        """Return to the queue what the worker still holds, with ``values`` set on it."""
        self.change(claimed.ids, claimed.claim, **self._free(at) | values)

    def release_stale(self, at: datetime, stale_after: timedelta, *, held: StrEnum | None = None, **values: Any) -> int:
        """Return to the queue what is held by a process of this machine that has ended, or by any since before ``stale_after``; how many.

        ``held`` and ``values`` where rows of another state are meant, or something else becomes of them.
        """
        model = self.model
        holding = sa.and_(model.state == (held or self.held), model.claimed_by != "")
        claims: Sequence[str] = db.session.scalars(sa.select(model.claimed_by).where(holding).distinct()).all()
        gone = [claim for claim in claims if worker.is_gone(claim)]
        left = sa.or_(model.claimed_by.in_(gone), model.claimed_at < at - stale_after)
        return _update(model, (holding, left), self._free(at) | values)

    def catch_up(self, at: datetime) -> None:
        """The clock was set back to ``at``: no pause and no claim is counted from a moment that has not come yet."""
        model = self.model
        if self.due is not None:
            _update(model, (model.state == self.waiting, self.due > at), {self.due.key: at})
        _update(model, (model.claimed_by != "", model.claimed_at > at), {"claimed_at": at})

    def _free(self, at: datetime) -> dict[str, Any]:
        return {"state": self.waiting, "claimed_by": "", "claimed_at": None, "updated_at": at}


def catch_up(at: datetime) -> None:
    """Let all shared work go on after the clock was set back to ``at``."""
    for shared in SHARED:
        shared.catch_up(at)


def _update(model: Any, where: tuple[sa.ColumnElement[bool], ...], values: dict[str, Any]) -> int:
    return change_rows(sa.update(model).where(*where).values(**values).execution_options(synchronize_session=False))
