"""Writing audit entries: in the same transaction as the change they tell of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meetings.domain.audit.actions import Action
from meetings.extensions import db
from meetings.models import AuditEntry, Meeting, Organisation


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in user, a paired device, a guest with a token, or the service itself."""

    kind: str  # user | device | guest | system
    id: str | None
    name: str


SYSTEM = Actor("system", None, "Sistem")


def target_type(model: type) -> str:
    """What an entry calls the class of the row that changed: ``agendaitem``."""
    return model.__name__.lower()


def record(
    actor: Actor,
    action: Action,
    *,
    at: datetime,
    meeting: Meeting | None = None,
    organisation: Organisation | None = None,
    target: Any = None,
    target_name: str = "",
    **data: Any,
) -> AuditEntry:
    """Add an entry (flushed with the caller's work, never committed here).

    ``target`` is the row that changed; its class and id are kept. ``data`` holds the words that the action's sentence
    needs and, for edits, ``changes={field: [before, after]}``; JSON values only, no secrets.
    """
    entry = AuditEntry(
        **_circumstances(actor, action, at, meeting, organisation),
        # ``__class__``, since ``current_user`` is a proxy of its row
        target_type=target_type(target.__class__) if target is not None else "",
        target_id=str(getattr(target, "id", "") or ""),
        target_name=target_name[:300],
        data=data,
    )
    db.session.add(entry)
    return entry


def record_many(
    actor: Actor,
    action: Action,
    entries: Sequence[tuple[str, str, dict[str, Any]]],
    *,
    at: datetime,
    meeting: Meeting,
    target: type,
) -> None:
    """Add an entry for each (id, name, data) of rows of the class `target`, in one statement."""
    same = _circumstances(actor, action, at, meeting, None) | {"target_type": target_type(target)}
    rows = [same | {"target_id": row_id, "target_name": name[:300], "data": data} for row_id, name, data in entries]
    if rows:
        db.session.execute(sa.insert(AuditEntry.__table__), rows)


def _circumstances(
    actor: Actor, action: Action, at: datetime, meeting: Meeting | None, organisation: Organisation | None
) -> dict[str, Any]:
    return {
        "at": at,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "action": action.value,
        "meeting_id": meeting.id if meeting is not None else None,
        "organisation_id": organisation.id if organisation is not None else (meeting.organisation_id if meeting else None),
    }
