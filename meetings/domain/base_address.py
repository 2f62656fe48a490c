"""The service's own address over time: which papers and messages still lead to a former one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from meetings.config import current_settings
from meetings.extensions import db
from meetings.models import BaseAddress
from meetings.models.base import UtcDateTime


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which the service had another address than now. The first one has no beginning: what is older is from it, too."""

    address: str
    since: datetime | None
    until: datetime

    def covers(self, moment: datetime) -> bool:
        """Was it ``moment`` in this time?"""
        return moment < self.until and (self.since is None or moment >= self.since)


def note_address(address: str, at: datetime) -> None:
    """From ``at`` on everything leads to ``address``, unless it did before. Flushes."""
    if newest_address() != address:
        db.session.add(BaseAddress(since=at, address=address))
        db.session.flush()


def newest_address() -> str | None:
    """Where what is printed leads by the last start of a machine; None before the first."""
    return db.session.scalar(sa.select(BaseAddress.address).order_by(BaseAddress.since.desc(), BaseAddress.address).limit(1))


def first_address() -> str | None:
    """Where things led after the first start; None before it."""
    return db.session.scalar(sa.select(BaseAddress.address).order_by(BaseAddress.since, BaseAddress.address).limit(1))


def former_spans() -> Sequence[Span]:
    """The times with another address than this machine has, the oldest first. One statement."""
    statement = sa.select(BaseAddress.since, BaseAddress.address).order_by(BaseAddress.since, BaseAddress.address)
    noted = db.session.execute(statement).all()
    spans = [
        Span(each.address, each.since if number else None, after.since)
        for number, (each, after) in enumerate(zip(noted, noted[1:], strict=False))
    ]
    present = current_settings().base_url
    return [span for span in spans if span.address != present]


def under_former(column: InstrumentedAttribute[Any], spans: Sequence[Span]) -> sa.ColumnElement[bool]:
    """WHERE clause: the moment in ``column`` (when something was made) lies in one of these times."""
    clauses = []
    for span in spans:
        until = column < sa.literal(span.until, UtcDateTime)
        clauses.append(until if span.since is None else sa.and_(column >= sa.literal(span.since, UtcDateTime), until))
    return sa.or_(sa.false(), *clauses)


def lead_here(text: str, made_at: datetime, spans: Sequence[Span]) -> str:
    """``text``, made at ``made_at``, with its links to a former address leading to this one."""
    present = current_settings().base_url
    for span in spans:
        if span.covers(made_at):
            text = text.replace(f"{span.address}/", f"{present}/")
    return text
