"""The kinds of messages there are: the feature that writes a kind registers it, and says what only that feature knows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from meetings.models import Delivery


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of messages, see ``register_kind``."""

    name: str
    label: str
    why_not: Callable[[Delivery], str]
    address: sa.SQLColumnExpression[str]
    in_bulk: sa.ColumnElement[bool]
    sent: Callable[[str, datetime], None]
    returned: Callable[[str], None]
    open_body: bool


_KINDS: dict[str, Kind] = {}
_ONE_BY_ONE = sa.false()


def _nothing_against_it(_delivery: Delivery) -> str:
    return ""


def _nothing_follows(_delivery_id: str, _at: datetime) -> None:
    return


def _nothing_to_take_back(_delivery_id: str) -> None:
    return


def register_kind(
    name: str,
    label: str,
    *,
    why_not: Callable[[Delivery], str] = _nothing_against_it,
    address: sa.SQLColumnExpression[str] = Delivery.address,
    in_bulk: sa.ColumnElement[bool] = _ONE_BY_ONE,
    sent: Callable[[str, datetime], None] = _nothing_follows,
    returned: Callable[[str], None] = _nothing_to_take_back,
    open_body: bool = False,
) -> Kind:
    """A new kind: ``name`` is what ``Delivery.kind`` holds, ``label`` the words on the screen (Indonesian).

    ``why_not`` is asked right before a message leaves, and when a person sends it again: why it must not (any more), or "".
    ``address`` says in SQL on Delivery where it goes when it is sent again, ``in_bulk`` (a WHERE clause on Delivery) which of those that
    were kept or refused may be sent again all together. ``sent`` is called with the id of one that has left, in the transaction that
    says so, ``returned`` with that of one that came back. ``open_body``: text and attachments hold nothing that opens a door (a password's link, a personal link, a QR), so they may
    be read on the outbox's pages; without it nobody reads them there. Raises ValueError for a name that is taken.
    """
    if name in _KINDS:
        raise ValueError(f"two kinds of messages are called {name!r}")
    _KINDS[name] = Kind(name, label, why_not, address, in_bulk, sent, returned, open_body)
    return _KINDS[name]


def find_kind(name: str) -> Kind | None:
    """The kind with this name; None for that of an old row which no feature writes any more."""
    return _KINDS.get(name)


def all_kinds() -> list[Kind]:
    """Every kind there is."""
    return list(_KINDS.values())
