"""The looks of a meeting's badges, each for some categories, one of them for everybody else."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import BadgeLayout, Category, Meeting, Participant, badge_layout_category
from meetings.models.base import lock

PARTS = (
    *("name", "position", "institution", "representing", "category", "seat"),
    *("qr", "event", "logo", "photo", "line"),
)
SIZES = tuple(f"{part}_size" for part in PARTS)
FIELDS = ("name", "for_others", "stock", "band", "line", *SIZES)
MOST_LAYOUTS = 20


def list_layouts(meeting_id: str) -> Sequence[BadgeLayout]:
    """The layouts of a meeting with their categories, by name."""
    mine = sa.select(BadgeLayout).where(BadgeLayout.meeting_id == meeting_id)
    return db.session.scalars(mine.order_by(BadgeLayout.name, BadgeLayout.id)).all()


def get_layout(meeting_id: str, layout_id: str) -> BadgeLayout | None:
    """A layout of this meeting; None for one of another."""
    return db.session.scalar(sa.select(BadgeLayout).where(BadgeLayout.id == layout_id, BadgeLayout.meeting_id == meeting_id))


def layout_id() -> sa.ColumnElement[str | None]:
    """By SQL the layout that a participant's badge has: their category's, or the one for everybody else; NULL where there is neither."""
    own = sa.select(badge_layout_category.c.layout_id).where(badge_layout_category.c.category_id == Participant.category_id)
    others = sa.select(BadgeLayout.id).where(BadgeLayout.meeting_id == Participant.meeting_id, BadgeLayout.for_others)
    return sa.func.coalesce(own.correlate(Participant).scalar_subquery(), others.correlate(Participant).scalar_subquery())


def layout_of(participant: Participant) -> BadgeLayout | None:
    """The layout that a participant's badge has."""
    found = sa.select(layout_id()).select_from(Participant).where(Participant.id == participant.id)
    return db.session.scalar(sa.select(BadgeLayout).where(BadgeLayout.id == found.scalar_subquery()))


def save_layout(
    meeting: Meeting,
    layout: BadgeLayout | None,
    values: Mapping[str, Any],
    categories: Collection[str],
    actor: Actor,
    at: datetime,
) -> BadgeLayout:
    """Add a layout (None: a new one) or change one; ``values`` by `FIELDS`, ``categories``: ids, which other layouts lose by it, as they do
    everybody else. The first layout is for everybody else, whatever is said.

    Raises `InvalidInput` for a name that another one has, or a category of another meeting; `Conflict` for too many; `WrongState`."""
    require(meeting, Activity.PARTICIPANTS)
    lock(meeting)
    others = [each for each in list_layouts(meeting.id) if layout is None or each.id != layout.id]
    if len(others) >= MOST_LAYOUTS:
        raise Conflict(_("Paling banyak %(max)d rancangan dalam satu kegiatan.", max=MOST_LAYOUTS))
    found = sa.select(Category).where(Category.meeting_id == meeting.id, Category.id.in_(list(categories)))
    chosen = db.session.scalars(found.order_by(Category.protocol_order, Category.name)).all()
    if {each.id for each in chosen} != set(categories):
        raise InvalidInput(_("Pilih kategori kegiatan ini."), field="categories")
    before = _told(layout) if layout else {}
    values = {**values, "for_others": bool(values["for_others"]) or not any(each.for_others for each in others)}
    for other in others:
        if values["for_others"]:
            other.for_others = False
        other.categories = [each for each in other.categories if each not in chosen]
    db.session.flush()
    layout = layout or BadgeLayout(meeting_id=meeting.id, created_at=at)
    try:
        with db.session.begin_nested():  # which first flushes what was changed before it
            for name in FIELDS:
                setattr(layout, name, values[name])
            db.session.add(layout)
    except IntegrityError:
        raise InvalidInput(_("Nama rancangan ini sudah dipakai."), field="name") from None
    layout.categories = list(chosen)
    db.session.flush()
    after = _told(layout)
    changes = {key: [before.get(key), after[key]] for key in after if before.get(key) != after[key]}
    if changes:
        action = Action.BADGE_LAYOUT_CHANGED if before else Action.BADGE_LAYOUT_ADDED
        record(actor, action, at=at, meeting=meeting, target=layout, target_name=layout.name, changes=changes)
    return layout


def remove_layout(layout: BadgeLayout, actor: Actor, at: datetime) -> None:
    """Remove a layout; what was printed with it stays known. Raises `WrongState`."""
    require(layout.meeting, Activity.PARTICIPANTS)
    record(actor, Action.BADGE_LAYOUT_REMOVED, at=at, meeting=layout.meeting, target=layout, target_name=layout.name)
    db.session.delete(layout)
    db.session.flush()


def _told(layout: BadgeLayout) -> dict[str, Any]:
    told = {name: getattr(layout, name) for name in FIELDS}
    return told | {"categories": ", ".join(each.name for each in layout.categories)}
