"""Adding, changing, ordering and removing speakers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.agenda import get_item, get_session
from meetings.domain.audit import Action, Actor, record
from meetings.domain.audit.changes import apply_changes
from meetings.domain.meetings import Activity, facts_changed, require
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Meeting, Speaker
from meetings.writing.reading import is_name

FIELDS = (
    "role",
    "state",
    "title_front",
    "name",
    "title_back",
    "job_title",
    "institution",
    "topic",
    "minutes",
    "phone",
    "email",
    "notes",
)
PRIVATE = ("phone", "email", "notes")  # the audit trail says that they changed, not to what


def add_speaker(meeting: Meeting, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Speaker:
    """A speaker at the end of the list; ``session_id`` and ``agenda_item_id`` may be given.

    Raises WrongState, NotFound for a session or item of another meeting, InvalidInput for a name without letters and for an impossible duration.
    """
    require(meeting, Activity.EDIT)
    known = _known(meeting, values)
    last = db.session.scalar(sa.select(sa.func.max(Speaker.position)).where(Speaker.meeting_id == meeting.id))
    speaker = Speaker(meeting_id=meeting.id, position=(last or 0) + 1, created_at=at, updated_at=at, **known)
    db.session.add(speaker)
    db.session.flush()
    record(actor, Action.SPEAKER_ADDED, at=at, meeting=meeting, target=speaker, target_name=speaker.full_name)
    facts_changed(meeting, None, at)
    return speaker


def change_speaker(speaker: Speaker, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Change a speaker. Raises like ``add_speaker``."""
    meeting = speaker.meeting
    require(meeting, Activity.EDIT)
    changes = apply_changes(speaker, _known(meeting, values))
    for name in PRIVATE:
        if name in changes:
            changes[name] = ["…", "…"]
    changes.pop("session_id", None)
    changes.pop("agenda_item_id", None)
    if changes or db.session.is_modified(speaker):
        _note(speaker, actor, at, changes=changes)
        facts_changed(meeting, None, at)
    db.session.flush()


def move_speaker(speaker: Speaker, step: int, *, actor: Actor, at: datetime) -> tuple[int, int]:
    """Move a speaker up (``step`` -1) or down (1) by one; at the end of the list nothing happens. Returns the place, from 1, and of how many."""
    meeting = speaker.meeting
    require(meeting, Activity.EDIT)
    statement = sa.select(Speaker).where(Speaker.meeting_id == meeting.id).order_by(Speaker.position, Speaker.id)
    rows = list(db.session.scalars(statement))
    place = rows.index(speaker)
    if not 0 <= place + step < len(rows):
        return place + 1, len(rows)
    rows.insert(place + step, rows.pop(place))
    for position, row in enumerate(rows, start=1):
        row.position = position
    _note(speaker, actor, at, place=place + step + 1)
    facts_changed(meeting, None, at)
    db.session.flush()
    return place + step + 1, len(rows)


def _note(speaker: Speaker, actor: Actor, at: datetime, **data: Any) -> None:
    named: dict[str, Any] = {"target": speaker, "target_name": speaker.full_name}
    record(actor, Action.SPEAKER_CHANGED, at=at, meeting=speaker.meeting, **named, **data)


def remove_speaker(speaker: Speaker, *, actor: Actor, at: datetime) -> None:
    """Remove a speaker from the meeting. Raises WrongState."""
    require(speaker.meeting, Activity.EDIT)
    record(actor, Action.SPEAKER_REMOVED, at=at, meeting=speaker.meeting, target=speaker, target_name=speaker.full_name)
    meeting = speaker.meeting
    db.session.delete(speaker)
    facts_changed(meeting, None, at)
    db.session.flush()


def _known(meeting: Meeting, values: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: values[name] for name in FIELDS if name in values}
    if "name" in known and not is_name(known["name"]):
        raise InvalidInput(_("Tulis nama orangnya."), field="name")
    minutes = known.get("minutes")
    if minutes is not None and not 1 <= minutes <= 1440:
        raise InvalidInput(_("Lama bicara 1 sampai 1440 menit."), field="minutes")
    if "agenda_item_id" in values and values["agenda_item_id"]:
        item = get_item(meeting, values["agenda_item_id"])
        known |= {"agenda_item_id": item.id, "session_id": item.session_id}
    elif "session_id" in values:
        session = get_session(meeting, values["session_id"]) if values["session_id"] else None
        known |= {"agenda_item_id": None, "session_id": session.id if session else None}
    return known
