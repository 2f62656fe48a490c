"""Reads of the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import defer

from meetings.domain.outbox.kinds import find_kind
from meetings.enums import Channel, DeliveryState, DocumentState, RunOutcome
from meetings.errors import FileLost
from meetings.extensions import db
from meetings.models import Delivery, Document
from meetings.models.paging import page_of
from meetings.models.search import words_in
from meetings.storage import storage


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """What the list is narrowed to; empty values narrow nothing."""

    search: str = ""
    state: DeliveryState | None = None
    kind: str = ""
    channel: Channel | None = None

    @property
    def active(self) -> bool:
        """Is anything narrowed besides the search?"""
        return bool(self.state or self.kind or self.channel)


def list_deliveries(
    scope: sa.ColumnElement[bool],
    wanted: DeliveryFilter,
    *,
    open_address: sa.ColumnElement[bool],
    page: int = 1,
    per_page: int = 25,
) -> Pagination:
    """A page of the messages within ``scope``, newest first, without their bodies; a search looks through the addresses that are
    ``open_address`` only."""
    found = words_in(wanted.search, Delivery.recipient_name, Delivery.subject, where=[(open_address, Delivery.address)])
    statement = sa.select(Delivery.id).where(scope, *found)
    if wanted.state:
        statement = statement.where(Delivery.state == wanted.state)
    if wanted.kind:
        statement = statement.where(Delivery.kind == wanted.kind)
    if wanted.channel:
        statement = statement.where(Delivery.channel == wanted.channel)
    statement = statement.order_by(Delivery.created_at.desc(), Delivery.id.desc())
    return page_of(statement, _messages, page, per_page, as_they_lie=bool(wanted.search))


def _messages(ids: Sequence[str]) -> Sequence[Delivery]:
    without_bodies = defer(Delivery.body_text), defer(Delivery.body_html)
    return db.session.scalars(sa.select(Delivery).where(Delivery.id.in_(ids)).options(*without_bodies)).all()


def count_by_state(*conditions: sa.ColumnElement[bool]) -> dict[DeliveryState, int]:
    """How many messages are in each state; ``conditions`` narrow which."""
    statement = sa.select(Delivery.state, sa.func.count()).where(*conditions).group_by(Delivery.state)
    return dict(db.session.execute(statement).all())


ON_THE_WAY = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.TRANSMITTING)
TROUBLED = (DeliveryState.FAILED, DeliveryState.UNCERTAIN)


def outcome_of(mails: Mapping[DeliveryState, int]) -> RunOutcome | None:
    """What many mails have come to: only what has left is sent, and one that failed is never done. None where none is to leave."""
    stages = (
        (RunOutcome.SENDING, ON_THE_WAY),
        (RunOutcome.TROUBLED, TROUBLED),
        (RunOutcome.KEPT, (DeliveryState.OUTBOX,)),
        (RunOutcome.DONE, (DeliveryState.SENT,)),
    )
    return next((outcome for outcome, states in stages if any(mails.get(state) for state in states)), None)


def states_and_kinds(scope: sa.ColumnElement[bool]) -> tuple[dict[DeliveryState, int], list[tuple[str, str]]]:
    """How many messages within ``scope`` are in each state, and (name, label) of the kinds of which there are some; one that no feature
    writes any more is called by its name. One statement: all of them are gone through once."""
    statement = sa.select(Delivery.state, Delivery.kind, sa.func.count()).where(scope).group_by(Delivery.state, Delivery.kind)
    states: dict[DeliveryState, int] = {}
    names = set()
    for state, name, number in db.session.execute(statement):
        states[state] = states.get(state, 0) + number
        names.add(name)
    return states, [(name, kind.label if (kind := find_kind(name)) else name) for name in sorted(names)]


def find_delivery(delivery_id: str, scope: sa.ColumnElement[bool]) -> Delivery | None:
    """One message within ``scope``."""
    return db.session.scalar(sa.select(Delivery).where(Delivery.id == delivery_id, scope))


def read_attachment(attachment: dict[str, str]) -> bytes:
    """The bytes of one entry of ``Delivery.attachments``. Raises FileLost when they are not there (any more), or are of a
    letter that was printed again: its QR opens no door."""
    if "key" in attachment:
        return storage.get(attachment["key"])
    current = sa.and_(Document.id == attachment["document_id"], Document.state != DocumentState.SUPERSEDED)
    key = db.session.scalar(sa.select(Document.storage_key).where(current))
    if key is None:
        raise FileLost(_("Lampiran %(name)s sudah tidak ada.", name=attachment["name"]))
    return storage.get(key)
