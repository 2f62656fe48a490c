"""What a seal says of its rows: which columns it covers, and of each row how it is named, what became of it and a keyed hash."""

import hashlib
import hmac
import json
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from meetings import clock
from meetings.enums import RecordChange, RecordKind
from meetings.extensions import db
from meetings.models import AuditEntry, Scan, Seal
from meetings.models.paging import among

TABLES: Mapping[RecordKind, Any] = {RecordKind.SCAN: Scan.__table__, RecordKind.AUDIT_ENTRY: AuditEntry.__table__}
UNREADABLE = "unreadable"  # in the place of a hash: what stands there no version of the service has written
AT_ONCE = 1000
Columns = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Member:
    """A row in a seal; ``digest`` is empty of one that is gone."""

    kind: RecordKind
    key: str
    change: RecordChange
    digest: str = ""


def covered() -> dict[str, list[str]]:
    """The columns that a seal made now covers, by table."""
    return {kind: [each.name for each in table.columns] for kind, table in TABLES.items()}


def pack(columns: Columns, members: Iterable[Member]) -> bytes:
    """As a seal keeps it."""
    rows = [[each.kind, each.key, each.change, each.digest] for each in members]
    return zlib.compress(json.dumps({"columns": columns, "rows": rows}, separators=(",", ":")).encode(), 6)


def unpack(packed: bytes) -> tuple[Columns, list[Member]]:
    """The columns and members of a seal. Raises ValueError or zlib.error for what no seal has written."""
    said = json.loads(zlib.decompress(packed))
    return said["columns"], [
        Member(RecordKind(kind), key, RecordChange(change), digest) for kind, key, change, digest in said["rows"]
    ]


def digests(kind: RecordKind, keys: Collection[str], columns: Sequence[str], secret: bytes) -> dict[str, str]:
    """Of those rows that are there: a keyed hash of the columns, by key."""
    found: dict[str, str] = {}
    for some in _together(kind, sorted(keys)):
        try:
            found |= _read(kind, some, columns, secret)
        except (LookupError, ValueError, TypeError):  # one of them holds what its type cannot read
            for key in some:
                found |= _read_alone(kind, key, columns, secret)
    return found


def _read(kind: RecordKind, keys: Sequence[str], columns: Sequence[str], secret: bytes) -> dict[str, str]:
    table, found = TABLES[kind], {}
    for row in db.session.execute(sa.select(*(table.c[name] for name in columns)).where(_among(kind, keys))):
        values = dict(zip(columns, row, strict=True))
        text = json.dumps(values, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hmac.new(secret, f"{kind}\n{text}".encode(), hashlib.sha256).hexdigest()[:32]
        found[key_of(kind, values)] = digest
    return found


def _read_alone(kind: RecordKind, key: str, columns: Sequence[str], secret: bytes) -> dict[str, str]:
    try:
        return _read(kind, [key], columns, secret)
    except (LookupError, ValueError, TypeError):
        return {key: UNREADABLE}


def key_of(kind: RecordKind, values: Mapping[str, Any]) -> str:
    """How the triggers name the row."""
    return f"{values['meeting_id']}/{values['id']}" if kind is RecordKind.SCAN else values["id"]


def digest_of(seal: Seal, secret: bytes) -> str:
    """The keyed hash over the seal, its rows and the seal before it."""
    head = f"{seal.number}\n{clock.iso(seal.made_at)}\n{seal.rows}\n{seal.previous}\n".encode()
    return hmac.new(secret, head + seal.members, hashlib.sha256).hexdigest()


def secret_of(key: bytes) -> bytes:
    """The key of seals, derived from a key of the service's."""
    return hmac.new(key, b"meetings-seal", hashlib.sha256).digest()


def _together(kind: RecordKind, keys: Sequence[str]) -> Iterable[list[str]]:
    """The sorted keys in pieces that are read at once: of one meeting, where the table begins its keys with it."""
    for _meeting, group in groupby(keys, key=lambda key: key.partition("/")[0] if kind is RecordKind.SCAN else ""):
        mine = list(group)
        for start in range(0, len(mine), AT_ONCE):
            yield mine[start : start + AT_ONCE]


def _among(kind: RecordKind, keys: Sequence[str]) -> sa.ColumnElement[bool]:
    table = TABLES[kind]
    if kind is RecordKind.AUDIT_ENTRY:
        return among(table.c.id, keys)
    meeting_id = keys[0].partition("/")[0]
    return sa.and_(table.c.meeting_id == meeting_id, among(table.c.id, [key.partition("/")[2] for key in keys]))


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return clock.iso(value)
    if isinstance(value, StrEnum):
        return value.value
    raise TypeError(type(value).__name__)
