"""A new meeting out of last year's."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from meetings import clock
from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings.editing import FIELDS, SETTINGS, check_year
from meetings.extensions import db
from meetings.models import AgendaItem, BadgeLayout, Category, Meeting, MeetingStaff, Organisation, Session, category_session
from meetings.models.agenda import SESSION_ORDER, named_by

CATEGORY_FIELDS = ("name", "colour", "protocol_order", "quota", "greeted")
SESSION_FIELDS = (
    "title",
    "room",
    "capacity",
    "chair_name",
    "chair_position",
    "chair_id",
    "recorder_id",
    "secretary_name",
    "recorder_name",
    "notes",
    "wants_minutes",
)
ITEM_FIELDS = ("position", "kind", "title", "minutes", "responsible", "notes", "in_minutes")


def copy_meeting(
    source: Meeting,
    *,
    organisation: Organisation,
    title: str,
    starts_on: date,
    with_agenda: bool,
    with_staff: bool,
    year_meant: bool = False,
    actor: Actor,
    at: datetime,
) -> Meeting:
    """A draft like ``source`` that begins on ``starts_on``; sessions keep their wall-clock times in its zone.

    Never copied: participants, speakers, links, letters and anything that happened, nor roles of the ``actor``: nobody gives
    themselves rights. Raises InvalidInput for an impossible year.
    """
    check_year(starts_on, at, meant=year_meant)
    values = {name: getattr(source, name) for name in (*FIELDS, *SETTINGS) if name != "answer_deadline"}
    values |= {"title": title, "starts_on": starts_on, "ends_on": starts_on + (source.ends_on - source.starts_on)}
    meeting = Meeting(
        organisation=organisation, created_by_id=actor.id, copied_from_id=source.id, created_at=at, updated_at=at, **values
    )
    db.session.add(meeting)
    categories = db.session.scalars(sa.select(Category).where(Category.meeting_id == source.id))
    copied = {c.id: Category(**{name: getattr(c, name) for name in CATEGORY_FIELDS}) for c in categories}
    meeting.categories = list(copied.values())
    _copy_badges(source, meeting, copied)
    if with_agenda:
        _copy_restrictions(copied, _copy_sessions(source, meeting, starts_on - source.starts_on))
    if with_staff:
        staff = db.session.scalars(sa.select(MeetingStaff).where(MeetingStaff.meeting_id == source.id))
        meeting.staff = [MeetingStaff(user_id=s.user_id, role=s.role, created_at=at) for s in staff if s.user_id != actor.id]
    db.session.flush()
    record(actor, Action.MEETING_CREATED, at=at, meeting=meeting, target=meeting, target_name=title, copied_from=source.title)
    return meeting


def _copy_badges(source: Meeting, meeting: Meeting, categories: dict[str, Category]) -> None:
    """The looks of badges, each for the copies of its categories."""
    own = {"id", "meeting_id", "created_at", "updated_at"}
    names = [column.key for column in BadgeLayout.__table__.columns if column.key not in own]
    for each in db.session.scalars(sa.select(BadgeLayout).where(BadgeLayout.meeting_id == source.id)):
        values = {name: getattr(each, name) for name in names}
        db.session.add(BadgeLayout(meeting=meeting, categories=[categories[c.id] for c in each.categories], **values))


def _copy_restrictions(categories: dict[str, Category], sessions: dict[str, Session]) -> None:
    """To which sessions the people of a category are called. Both by the id of the one that was copied."""
    db.session.flush()
    pairs: Any = db.session.execute(
        sa.select(category_session.c.category_id, category_session.c.session_id).where(
            category_session.c.category_id.in_(categories)
        )
    ).all()
    for category_id, session_id in pairs:
        category = categories[category_id]
        category.limited = True
        row = {"category_id": category.id, "session_id": sessions[session_id].id}
        db.session.execute(sa.insert(category_session), row)


def _copy_sessions(source: Meeting, meeting: Meeting, shift: timedelta) -> dict[str, Session]:
    """The new sessions by the ids of the old ones."""
    copied: dict[str, Session] = {}
    statement = sa.select(Session).where(Session.meeting_id == source.id).options(selectinload(Session.items))
    for old in db.session.scalars(statement.order_by(*SESSION_ORDER)):
        values = {name: getattr(old, name) for name in SESSION_FIELDS} | named_by(old.chair, old.recorder)
        if meeting.organisation.ancestor_ids[0] != source.organisation.ancestor_ids[0]:
            values |= {"chair_id": None, "recorder_id": None}  # the directory of another house
        new = Session(
            starts_at=_shifted(old.starts_at, shift, source.timezone),
            ends_at=_shifted(old.ends_at, shift, source.timezone),
            **values,
        )
        for item in old.items:
            own = _shifted(item.starts_at, shift, source.timezone) if item.starts_at else None
            new.items.append(AgendaItem(starts_at=own, **{name: getattr(item, name) for name in ITEM_FIELDS}))
        meeting.sessions.append(new)
        copied[old.id] = new
    return copied


def _shifted(moment: datetime, shift: timedelta, zone: str) -> datetime:
    wall = clock.local(moment, zone).replace(tzinfo=None)
    return clock.from_local(wall + shift, zone)
