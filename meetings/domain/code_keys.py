"""After the ``token_key`` was rotated: codes and tokens stay as they were printed, and are found under the newest key."""

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any

import sqlalchemy as sa

from meetings.config import current_settings
from meetings.extensions import db
from meetings.passcode import derive_code, derive_short, derive_token, lookup_hash

AT_ONCE = 1000
Derive = Callable[[bytes, str], str]


def code(key: bytes, row_id: str) -> str:
    """The code of a pass."""
    return derive_code(key, row_id)


def short(key: bytes, row_id: str) -> str:
    """The code of an invitation that a person can type."""
    return derive_short(key, row_id)


def token(purpose: str) -> Derive:
    """How the tokens of one purpose are derived."""
    return lambda key, row_id: derive_token(key, purpose, row_id)


def rehash(model: Any, column: sa.orm.InstrumentedAttribute[Any], derive: Derive, seed: Any = None) -> int:
    """Give every row whose hash lies under a former key the one under the newest; how many. ``seed``: the SQL expression that a row's
    secret is derived from, unless it is its id.

    A row that none of the keys has made stays as it is.
    """
    keys, changed, last = current_settings().code_keys, 0, ""
    rows: Sequence[Any]
    while rows := db.session.execute(
        sa.select(model.id, column, model.id if seed is None else seed).where(model.id > last).order_by(model.id).limit(AT_ONCE)
    ).all():
        found = ((row.id, _under_newest(keys, derive, row[2], row[1])) for row in rows)
        moved = [{"id": row_id, column.key: newest} for row_id, newest in found if newest]
        if moved:
            db.session.execute(sa.update(model), moved)
        changed, last = changed + len(moved), rows[-1][0]
    return changed


def count_former(model: Any, column: sa.orm.InstrumentedAttribute[str], derive: Derive, seed: Any = None) -> int:
    """How many rows were not derived with the newest key: their codes die with the former ones."""
    newest = current_settings().code_keys[0]
    rows: Iterable[Any] = db.session.execute(sa.select(model.id if seed is None else seed, column)).yield_per(AT_ONCE)
    return sum(lookup_hash(newest, derive(newest, row_id)) != kept for row_id, kept in rows)


def _under_newest(keys: tuple[bytes, ...], derive: Derive, row_id: str, kept: str) -> str | None:
    for made_with, kept_under in product(keys, keys):
        secret = derive(made_with, row_id)
        if lookup_hash(kept_under, secret) == kept:
            return None if kept_under == keys[0] else lookup_hash(keys[0], secret)
    return None
