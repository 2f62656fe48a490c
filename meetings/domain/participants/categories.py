"""Kinds of participants at one meeting: name, badge colour, place in the protocol order."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from rapidfuzz import fuzz
from sqlalchemy.exc import IntegrityError

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require, touch_roster
from meetings.domain.participants.sessions import follow_categories, restrict_category
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import AuditEntry, Category, Meeting, Participant, Session, category_session, standing
from meetings.models.base import insert_new
from meetings.passcode import new_id
from meetings.writing.reading import read_text

# Name, badge colour (each readable with white text), protocol order.
DEFAULTS = (
    ("Pimpinan Daerah", "#8a1c1c", 100),
    ("Forkopimda", "#7a3e00", 200),
    ("Forkopimda dan Instansi Vertikal", "#7a3e00", 210),
    ("DPRD", "#6b4e00", 300),
    ("Kementerian/Lembaga", "#5a2a82", 400),
    ("Pemerintah Provinsi", "#4a3aa7", 500),
    ("Sekretariat Daerah", "#1f4e9c", 600),
    ("Kepala OPD", "#0b5d8f", 700),
    ("Direktur RSUD/BLUD", "#0a6577", 800),
    ("Sekretaris OPD", "#2f5f86", 900),
    ("Instansi Vertikal/TNI-Polri", "#3f5b2e", 1000),
    ("Camat", "#1d6b3a", 1100),
    ("Sekretaris Camat", "#2f6f4f", 1200),
    ("Kepala Bidang", "#3d5a80", 1300),
    ("Lurah/Kepala Desa", "#256d5a", 1400),
    ("Lurah", "#256d5a", 1410),
    ("BUMD", "#7b3f61", 1500),
    ("Pemda Lain", "#54508a", 1600),
    ("Akademisi", "#5b4636", 1700),
    ("Ormas/Tokoh", "#6a5530", 1800),
    ("Swasta", "#4b5563", 1900),
    ("Media", "#374151", 2000),
    ("Narasumber", "#9a3412", 2100),
    ("Moderator", "#9d3a5c", 2200),
    ("Panitia", "#111827", 2300),
    ("Pendamping", "#57534e", 2400),
)
OFFERED = tuple(name for name, _colour, _order in DEFAULTS if name not in ("Forkopimda dan Instansi Vertikal", "Lurah"))
FALLBACK = ("#5b6b7f", 3000)
CLOSE = 80  # of 100: a name with a slip of the pen
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class CategoryDetails:
    """A category as typed; `quota` is how many people are meant to come, None for no limit; `sessions` are those that its people are called
    to, None for all; `greeted`: somebody receives them when they come."""

    name: str
    colour: str = FALLBACK[0]
    protocol_order: int = FALLBACK[1]
    quota: int | None = None
    sessions: Collection[Session] | None = None
    greeted: bool = False


def add_default_categories(meeting: Meeting, actor: Actor, at: datetime) -> None:
    """Give a meeting the usual categories; those it already has stay as they are. Raises `WrongState` when the meeting is over."""
    require(meeting, Activity.PARTICIPANTS)
    before = category_ids(meeting.id)
    new = [name for name in OFFERED if name.casefold() not in before]
    if new:
        ensure_categories(meeting, new)
        names = ", ".join(new)
        record(actor, Action.CATEGORY_ADDED, at=at, meeting=meeting, target=meeting, target_name=names)


def ensure_categories(meeting: Meeting, names: list[str]) -> dict[str, str]:
    """Ids by casefolded name for all of the meeting's categories, after making those of `names` that are missing.

    A new one gets the colour and order of the default with that name."""
    known = {name.casefold(): (colour, order) for name, colour, order in DEFAULTS}
    wanted = {name.casefold(): name[:120] for name in names if name}
    existing = category_ids(meeting.id)
    rows = []
    for key, name in wanted.items():
        if key not in existing:
            colour, order = known.get(key, FALLBACK)
            rows.append(
                {
                    "id": new_id(),
                    "meeting_id": meeting.id,
                    "name": name,
                    "colour": colour,
                    "protocol_order": order,
                }
            )
    if rows:
        db.session.execute(insert_new(Category), rows)
        existing = category_ids(meeting.id)
    return existing


def category_names(meeting_id: str) -> dict[str, str]:
    """Names of a meeting's categories by id."""
    return dict(db.session.execute(sa.select(Category.id, Category.name).where(Category.meeting_id == meeting_id)).all())


def category_ids(meeting_id: str) -> dict[str, str]:
    """Ids of a meeting's categories by casefolded name."""
    return {name.casefold(): category_id for category_id, name in category_names(meeting_id).items()}


def find_categories(meeting_id: str, ids: Collection[str]) -> dict[str, Category]:
    """Those of these that the meeting has, by id."""
    found = db.session.scalars(sa.select(Category).where(Category.meeting_id == meeting_id, Category.id.in_(ids)))
    return {category.id: category for category in found}


def were_removed(meeting_id: str, ids: Collection[str]) -> set[str]:
    """Those of these ids that were categories of the meeting once; no statement for none."""
    if not ids:
        return set()
    removed = AuditEntry.target_id.in_(ids), AuditEntry.action == Action.CATEGORY_REMOVED.value
    return set(db.session.scalars(sa.select(AuditEntry.target_id).where(AuditEntry.meeting_id == meeting_id, *removed)))


def sessions_of_category(category: Category | None) -> frozenset[str] | None:
    """To which those of a category are called; None for all of them."""
    if category is None or not category.limited:
        return None
    theirs = sa.select(category_session.c.session_id).where(category_session.c.category_id == category.id)
    return frozenset(db.session.scalars(theirs))


def nearest(name: str, names: Mapping[str, str]) -> str:
    """The id of the category whose name (``names``, by id) is nearly the same; "" where none is."""
    scores = {each: fuzz.ratio(name.casefold(), known.casefold()) for each, known in names.items()}
    best = max(scores, key=lambda each: scores[each], default="")
    return best if best and scores[best] >= CLOSE else ""


def list_categories(meeting_id: str) -> list[tuple[Category, int]]:
    """A meeting's categories in protocol order, each with its number of participants still on the list."""
    listed = sa.select(sa.func.count()).where(Participant.category_id == Category.id, standing.LISTED.where())
    statement = (
        sa.select(Category, listed.correlate(Category).scalar_subquery())
        .where(Category.meeting_id == meeting_id)
        .order_by(Category.protocol_order, Category.name)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def save_category(meeting: Meeting, category: Category | None, details: CategoryDetails, actor: Actor, at: datetime) -> Category:
    """Make a category (None) or change one. Raises `InvalidInput` for an empty name or odd colour, `Conflict` for a name taken,
    whatever its capitals, `WrongState` when the meeting is over. Its people are called to its sessions, unless they have their own."""
    require(meeting, Activity.PARTICIPANTS)
    name = read_text(details.name)
    if not name or len(name) > 120:
        raise InvalidInput(_("Isi nama kategori, paling panjang 120 huruf."), field="name")
    if not COLOUR.fullmatch(details.colour):
        raise InvalidInput(_("Warna ditulis seperti #1f4e9c."), field="colour")
    taken = Conflict(_("Kategori %(name)s sudah ada.", name=name), field="name")
    if category_ids(meeting.id).get(name.casefold(), category and category.id) != (category and category.id):
        raise taken
    before = {} if category is None else _values(category)
    action = Action.CATEGORY_CHANGED if category else Action.CATEGORY_ADDED
    if category is None:
        category = Category(meeting_id=meeting.id)
    try:
        with db.session.begin_nested():
            category.name, category.colour = name, details.colour.lower()
            category.protocol_order, category.quota = details.protocol_order, details.quota
            category.greeted = details.greeted
            db.session.add(category)
    except IntegrityError as error:
        raise taken from error
    after = _values(category)
    changes: dict[str, Any] = {key: [before.get(key), after[key]] for key in after if before.get(key) != after[key]}
    if called := restrict_category(category, details.sessions, at):
        changes["sessions"] = called
    if "protocol_order" in changes:
        follow_categories(meeting.id, at, Participant.category_id == category.id)
    if changes:
        record(actor, action, at=at, meeting=meeting, target=category, target_name=name, changes=changes)
        _touch_members(category, at)
    return category


def remove_category(category: Category, actor: Actor, at: datetime) -> None:
    """Remove a category; its participants stay, without one. Raises `WrongState` when the meeting is over."""
    meeting, name = category.meeting, category.name
    require(meeting, Activity.PARTICIPANTS)
    record(actor, Action.CATEGORY_REMOVED, at=at, meeting=meeting, target=category, target_name=name)
    _touch_members(category, at)
    former = sa.select(Participant.id).where(Participant.category_id == category.id)
    members = db.session.scalars(former).all()
    db.session.execute(sa.update(Participant).where(Participant.category_id == category.id).values(category_id=None))
    for start in range(0, len(members), 500):
        follow_categories(meeting.id, at, Participant.id.in_(members[start : start + 500]))
    db.session.delete(category)
    db.session.flush()


def _touch_members(category: Category, at: datetime) -> None:
    """The doors show name and colour of the category: its members count as changed."""
    db.session.execute(sa.update(Participant).where(Participant.category_id == category.id).values(updated_at=at))
    touch_roster(category.meeting_id)


def _values(category: Category) -> dict[str, object]:
    return {key: getattr(category, key) for key in ("name", "colour", "protocol_order", "quota", "greeted")}
