"""Writing audit entries: in the same transaction as the change they tell of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        action=action.value,
        meeting_id=meeting.id if meeting is not None else None,
        organisation_id=organisation.id if organisation is not None else (meeting.organisation_id if meeting else None),
        target_type=target.__class__.__name__.lower() if target is not None else "",
        target_id=str(getattr(target, "id", "") or ""),
        target_name=target_name[:300],
        data=data,
    )
    db.session.add(entry)
    return entry
