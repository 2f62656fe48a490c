"""Walking the chain of seals from its newest end and comparing every row with what was sealed."""

import hmac
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import sqlalchemy as sa

from meetings.config import current_settings
from meetings.domain.audit import Action
from meetings.domain.seals.guards import missing_guards
from meetings.domain.seals.members import TABLES, Columns, Member, digest_of, digests, key_of, secret_of, unpack
from meetings.enums import RecordChange, RecordKind
from meetings.extensions import db
from meetings.models import AuditEntry, Seal, Unsealed

BLOCK = 500


class Fault(StrEnum):
    """What is wrong with a seal or a row."""

    SEAL_MISSING = "seal_missing"
    SEAL_CHANGED = "seal_changed"  # or made with a key that this service does not have
    CHAIN_BROKEN = "chain_broken"
    HEAD_MISSING = "head_missing"  # the seal that somebody wrote down is not in the chain
    CHANGED = "changed"
    MISSING = "missing"
    NEVER_SEALED = "never_sealed"
    UNGUARDED = "unguarded"  # a trigger is gone
    UNEXPLAINED = "unexplained"  # more rows were changed or removed than the audit trail gives reasons for


@dataclass(frozen=True, slots=True)
class Found:
    """A fault at a seal; ``kind`` and ``key`` name the row, if it is one."""

    fault: Fault
    seal: int
    kind: RecordKind | None = None
    key: str = ""


@dataclass(slots=True)
class Verified:
    """What a walk has seen. ``lawful``: rows changed or removed under a release."""

    seals: int = 0
    rows: int = 0
    waiting: int = 0
    lawful: Counter[RecordChange] = field(default_factory=Counter)
    head: str = ""
    faults: list[Found] = field(default_factory=list)


def verify(head: str = "") -> Verified:
    """Compare all rows with the chain, within one snapshot of the database. ``head``: the digest of a seal, or its
    beginning, that somebody has written down; it must be in the chain. Reads everything, some hundred rows at a time; the session must have no transaction yet."""
    _hold_a_snapshot()
    said, secrets = Verified(), [secret_of(key) for key in current_settings().code_keys]
    told: set[tuple[RecordKind, str]] = set()  # rows of which a later seal has the last word; few
    sealed: dict[RecordKind, set[str]] = {kind: set() for kind in RecordKind}
    waiting = _waiting(said)
    before: Seal | None = None  # the one after it in the chain
    heads = {head} - {""}
    for seal in _newest_first():
        said.seals, said.head = said.seals + 1, said.head or seal.digest
        heads = {each for each in heads if not seal.digest.startswith(each)}
        said.faults += _broken_links(seal, before)
        before = seal
        for each in _members_of(seal):
            sealed[each.kind].add(each.key)
        secret = next((each for each in secrets if hmac.compare_digest(digest_of(seal, each), seal.digest)), None)
        if secret is None:
            said.faults.append(Found(Fault.SEAL_CHANGED, seal.number))
            continue
        columns, members = unpack(seal.members)
        meant = [each for each in members if (each.kind, each.key) not in told]
        told |= {(each.kind, each.key) for each in members if each.change is not RecordChange.ADDED}
        said.lawful.update(each.change for each in members if each.change is not RecordChange.ADDED)
        said.rows += len(meant)
        said.faults += _compare(seal.number, columns, meant, secret, waiting)
    if before is not None and before.number != 1:
        said.faults.append(Found(Fault.SEAL_MISSING, before.number - 1))
    said.faults += [Found(Fault.HEAD_MISSING, 0, key=each) for each in heads]
    said.faults += _never_sealed(sealed, waiting)
    said.faults += [Found(Fault.UNGUARDED, 0, key=name) for name in missing_guards()]
    noted = sum(said.lawful.values()) + sum(change is not RecordChange.ADDED for change in waiting.values())
    if noted > _explained():
        said.faults.append(Found(Fault.UNEXPLAINED, 0))
    return said


def _explained() -> int:
    """Of how many rows the audit trail says that they were changed or removed, and why."""
    entries = db.session.scalars(sa.select(AuditEntry.data).where(AuditEntry.action == Action.RECORDS_RELEASED))
    return sum(int(data.get("count", 0)) for data in entries)


def _hold_a_snapshot() -> None:
    if db.engine.dialect.name == "sqlite":
        db.session.execute(sa.text("BEGIN"))
    else:
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _waiting(said: Verified) -> dict[tuple[RecordKind, str], RecordChange]:
    """Rows that the next seal will speak of; of those it has not to be compared yet whatever a former one says."""
    rows = db.session.execute(sa.select(Unsealed.kind, Unsealed.key, Unsealed.change).order_by(Unsealed.number))
    waiting = {(kind, key): change for kind, key, change in rows}
    said.waiting = len(waiting)
    return waiting


def _newest_first() -> Iterator[Seal]:
    numbers = db.session.scalars(sa.select(Seal.number).order_by(Seal.number.desc())).all()
    for number in numbers:
        seal = db.session.get_one(Seal, number)
        yield seal
        db.session.expunge(seal)


def _broken_links(seal: Seal, after: Seal | None) -> Iterator[Found]:
    if after is None:
        return
    if after.number != seal.number + 1:
        yield Found(Fault.SEAL_MISSING, seal.number + 1)
    elif after.previous != seal.digest:
        yield Found(Fault.CHAIN_BROKEN, after.number)


def _compare(
    number: int, columns: Columns, members: list[Member], secret: bytes, waiting: dict[tuple[RecordKind, str], RecordChange]
) -> Iterator[Found]:
    for kind in RecordKind:
        mine = {each.key: each for each in members if each.kind is kind and (kind, each.key) not in waiting}
        there = digests(kind, mine, columns.get(kind, ()), secret) if mine else {}
        for key, member in mine.items():
            if key not in there:
                if member.change is not RecordChange.GONE:
                    yield Found(Fault.MISSING, number, kind, key)
            elif there[key] != member.digest:
                yield Found(Fault.CHANGED, number, kind, key)


def _never_sealed(sealed: dict[RecordKind, set[str]], waiting: dict[tuple[RecordKind, str], RecordChange]) -> Iterator[Found]:
    """Rows that neither a seal nor the list of those that wait knows: put there past the triggers."""
    for kind, table in TABLES.items():
        for row in db.session.execute(sa.select(table.c.meeting_id, table.c.id).execution_options(yield_per=BLOCK)):
            key = key_of(kind, {"meeting_id": row[0], "id": row[1]})
            if key not in sealed[kind] and (kind, key) not in waiting:
                yield Found(Fault.NEVER_SEALED, 0, kind, key)


def _members_of(seal: Seal) -> list[Member]:
    """The members of a seal that may have been falsified."""
    try:
        return unpack(seal.members)[1]
    except (ValueError, KeyError, zlib.error):
        return []
