"""The lines of a session's rundown: adding, changing, ordering, removing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.agenda.closing import require_rundown
from meetings.domain.audit import Action, Actor, record
from meetings.domain.audit.changes import apply_changes
from meetings.domain.meetings import Activity, check_near, facts_changed, require
from meetings.errors import InvalidInput, Overtaken
from meetings.extensions import db
from meetings.models import AgendaItem, Session

FIELDS = ("kind", "title", "starts_at", "minutes", "responsible", "notes", "in_minutes")
MOST_ITEMS = 200


def add_item(session: Session, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> AgendaItem:
    """A line at the end of the session's rundown. Raises WrongState, InvalidInput for an impossible duration."""
    require(session.meeting, Activity.EDIT)
    require_rundown(session, at)
    known = {name: values[name] for name in FIELDS if name in values}
    _check(session, known)
    count, last = db.session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(AgendaItem.position), 0)).where(
            AgendaItem.session_id == session.id
        )
    ).one()
    if count >= MOST_ITEMS:
        raise InvalidInput(_("Satu sesi paling banyak %(count)d mata acara.", count=MOST_ITEMS))
    item = AgendaItem(session_id=session.id, position=last + 1, created_at=at, updated_at=at, **known)
    db.session.add(item)
    db.session.flush()
    record(actor, Action.AGENDA_CREATED, at=at, meeting=session.meeting, target=item, target_name=item.title)
    facts_changed(session.meeting, [session.id], at)
    return item


def change_item(item: AgendaItem, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Change a line. Raises WrongState, InvalidInput for an impossible duration."""
    meeting = item.session.meeting
    require(meeting, Activity.EDIT)
    require_rundown(item.session, at, item)
    known = {name: values[name] for name in FIELDS if name in values}
    _check(item.session, known)
    changes = apply_changes(item, known)
    if changes:
        record(actor, Action.AGENDA_CHANGED, at=at, meeting=meeting, target=item, target_name=item.title, changes=changes)
        facts_changed(meeting, [item.session_id], at)
    db.session.flush()


def remove_item(item: AgendaItem, *, actor: Actor, at: datetime) -> None:
    """Remove a line; its speakers stay with the session. Raises WrongState."""
    meeting = item.session.meeting
    require(meeting, Activity.EDIT)
    require_rundown(item.session, at, item)
    record(actor, Action.AGENDA_REMOVED, at=at, meeting=meeting, target=item, target_name=item.title)
    db.session.delete(item)
    facts_changed(meeting, [item.session_id], at)
    db.session.flush()


def move_item(item: AgendaItem, step: int, *, actor: Actor, at: datetime) -> tuple[int, int]:
    """Move a line up (``step`` -1) or down (1) by one; at the end of the list nothing happens. Returns its place, from 1, and of how many."""
    require_rundown(item.session, at, item)
    ids = [row.id for row in item.session.items]
    place = ids.index(item.id)
    goal = place + step if 0 <= place + step < len(ids) else place
    ids.insert(goal, ids.pop(place))
    reorder_items(item.session, ids, actor=actor, at=at)
    return goal + 1, len(ids)


def reorder_items(session: Session, ids: Sequence[str], *, actor: Actor, at: datetime, before: Sequence[str] = ()) -> None:
    """Put the session's lines in the order of ``ids``; ``before`` is the order that the person saw.

    Raises WrongState, Conflict when somebody ordered, added or removed lines meanwhile (``ids`` must name each exactly once).
    """
    require(session.meeting, Activity.EDIT)
    require_rundown(session, at)
    rows = {item.id: item for item in session.items}
    current = [item.id for item in session.items]
    if current == list(ids):
        return
    if sorted(ids) != sorted(current) or (before and list(before) != current):
        raise Overtaken(_("Susunan acara berubah sementara Anda mengurutkan. Lihat urutan yang sekarang, lalu urutkan lagi."))
    for position, item_id in enumerate(ids, start=1):
        rows[item_id].position = position
    record(actor, Action.AGENDA_REORDERED, at=at, meeting=session.meeting, target=session, target_name=session.title)
    db.session.flush()
    db.session.expire(session, ["items"])
    facts_changed(session.meeting, [session.id], at)


def _check(session: Session, values: Mapping[str, Any]) -> None:
    check_near(
        session.meeting, values.get("starts_at"), "starts_at", most=timedelta(days=1)
    )  # of an evening that goes on after midnight
    minutes = values.get("minutes")
    if minutes is not None and not 1 <= minutes <= 1440:
        raise InvalidInput(_("Lama acara 1 sampai 1440 menit."), field="minutes")
