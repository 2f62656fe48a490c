"""Making the next seal of the chain."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import defer

from meetings import clock
from meetings.config import current_settings
from meetings.domain.seals.members import Member, covered, digest_of, digests, pack, secret_of
from meetings.enums import RecordChange, RecordKind
from meetings.extensions import db
from meetings.models import AuditEntry, Scan, Seal, Unsealed

MOST = 5000  # rows in one seal


def seal_next(at: datetime) -> Seal | None:
    """Seal the rows that have waited longest, at most `MOST`; None when none wait. Flushes; the caller commits each.

    Two machines may begin the same seal at once: its number is taken once, and the other gets an IntegrityError and tries again later.
    """
    newest = db.session.scalar(
        sa.select(Seal).options(defer(Seal.members)).order_by(Seal.number.desc()).limit(1).with_for_update()
    )
    waiting = db.session.scalars(sa.select(Unsealed).order_by(Unsealed.number).limit(MOST)).all()
    if not waiting:
        return None
    secret, columns = secret_of(current_settings().code_key), covered()
    members = list(_members(waiting, columns, secret))
    seal = Seal(
        number=newest.number + 1 if newest else 1,
        made_at=at.replace(microsecond=0),
        rows=len(members),
        members=pack(columns, members),
        previous=newest.digest if newest else "",
    )
    seal.digest = digest_of(seal, secret)
    db.session.add(seal)
    db.session.flush()
    # Rows committed meanwhile may have lower numbers than these, and wait on.
    numbers = [each.number for each in waiting]
    for start in range(0, len(numbers), 500):
        db.session.execute(sa.delete(Unsealed).where(Unsealed.number.in_(numbers[start : start + 500])))
    return seal


def _members(waiting: Sequence[Unsealed], columns: dict[str, list[str]], secret: bytes) -> Iterable[Member]:
    """Each row as it is now; of one that was noted more than once what was noted last."""
    last = {(each.kind, each.key): each.change for each in waiting}
    found = {kind: digests(kind, [key for which, key in last if which is kind], columns[kind], secret) for kind in RecordKind}
    for (kind, key), change in last.items():
        digest = found[kind].get(key, "")
        if digest:
            yield Member(kind, key, RecordChange.ADDED if change is RecordChange.GONE else change, digest)
        elif change is RecordChange.GONE:
            yield Member(kind, key, change)
        # else it was removed since without a trace: no seal has known it, so none can miss it


def latest_seal() -> Seal | None:
    """The newest seal without its members."""
    return db.session.scalar(sa.select(Seal).options(defer(Seal.members)).order_by(Seal.number.desc()).limit(1))


def unsealed_since() -> datetime | None:
    """When the row that has waited longest for its seal was written; None when none waits."""
    first = db.session.execute(sa.select(Unsealed.kind, Unsealed.key).order_by(Unsealed.number).limit(1)).first()
    if first is None:
        return None
    kind, key = first
    if kind is RecordKind.AUDIT_ENTRY:
        written = sa.select(AuditEntry.at).where(AuditEntry.id == key)
    else:
        meeting_id, _slash, scan_id = key.partition("/")
        written = sa.select(Scan.received_at).where(Scan.meeting_id == meeting_id, Scan.id == scan_id)
    return db.session.scalar(written) or clock.now()
