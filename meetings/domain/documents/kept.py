"""Whether everything that rows name is still in storage as it was put there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from meetings.errors import FileLost
from meetings.extensions import db
from meetings.storage import KEY, storage

BATCH = 500  # rows in memory at once


@dataclass(frozen=True, slots=True)
class Lost:
    """A file that is gone or changed: the row that names it, and why it is not handed out."""

    table: str
    row_id: str
    key: str
    reason: str


def verify_files() -> Iterator[Lost | None]:
    """Read every file that a row names, each once: None for one that is whole. Nothing is changed."""
    seen: set[str] = set()
    for table in db.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, sa.JSON) or column.name.endswith("_key")]
        its_own = list(table.primary_key)
        if not columns or not its_own:
            continue
        statement = sa.select(*its_own, *columns).order_by(*its_own).execution_options(yield_per=BATCH)
        for row in db.session.execute(statement):
            for key in _keys(list(row)[len(its_own) :]):
                if key not in seen:
                    seen.add(key)
                    yield _read(table.name, "/".join(map(str, row[: len(its_own)])), key)


def _read(table: str, row_id: str, key: str) -> Lost | None:
    try:
        storage.get(key)
    except FileLost as error:
        return Lost(table, row_id, key, error.message)
    return None


def _keys(value: Any) -> Iterator[str]:
    """The storage keys in a value, however deep."""
    if isinstance(value, str):
        if re.fullmatch(KEY, value):
            yield value
    elif isinstance(value, dict):
        yield from _keys(list(value.values()))
    elif isinstance(value, list):
        for each in value:
            yield from _keys(each)
