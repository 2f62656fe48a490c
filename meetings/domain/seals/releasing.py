"""Lawful changes of rows that are otherwise only added: erasure, and the removal of what a load test left."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from meetings.domain.audit import Action, Actor, record
from meetings.enums import RecordChange
from meetings.extensions import db
from meetings.models import RecordRelease, Unsealed

ONE = "release"  # two at once wait for each other


@contextmanager
def released(reason: str, actor: Actor, at: datetime) -> Iterator[None]:
    """Within it, in this transaction, scans and audit entries may be changed and removed, and what was issued, too. Why, and of how many rows,
    is told in the audit trail; the next seals say of each row that it was changed or is gone, so that `verify` finds it explained."""
    row = RecordRelease(id=ONE, reason=reason)
    db.session.add(row)
    db.session.flush()
    before = _noted()
    yield
    db.session.flush()
    record(actor, Action.RECORDS_RELEASED, at=at, target_name=reason, count=_noted() - before)
    db.session.delete(row)
    db.session.flush()


def _noted() -> int:
    changed = Unsealed.change != RecordChange.ADDED
    return db.session.scalar(sa.select(sa.func.count()).select_from(Unsealed).where(changed)) or 0
