"""Adding, changing and removing officials."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from meetings.domain.audit import Action, Actor, record
from meetings.domain.audit.changes import apply_changes
from meetings.domain.meetings import facts_changed
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import Organisation, Person, Session
from meetings.writing.names import sort_key
from meetings.writing.reading import is_name

FIELDS = ("title_front", "name", "title_back", "position", "office", "status", "rank", "nip", "letterhead")


def add_official(organisation: Organisation, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Person:
    """An official of the unit, with ``values`` for FIELDS.

    Raises InvalidInput for a name without letters or a missing office, Conflict for somebody who stands in the house's directory with
    this very office already.
    """
    owner = organisation.ancestor_ids[0]
    official = Person(owner_id=owner, organisation=organisation, created_at=at, updated_at=at, **_known(values))
    _save(official)
    record(
        actor,
        Action.OFFICIAL_ADDED,
        at=at,
        organisation=organisation,
        target=official,
        target_name=_named(official),
    )
    return official


def change_official(official: Person, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Change the record, and the name on sessions that are not over; papers in the making follow by themselves, issued ones stay.

    Raises like ``add_official``.
    """
    changes = apply_changes(official, _known(values))
    if not changes:
        return
    _save(official)
    if "nip" in changes:
        changes["nip"] = ["…", "…"]
    to_come = sa.or_(Session.chair_id == official.id, Session.recorder_id == official.id) & (Session.ends_at > at)
    for session in db.session.scalars(sa.select(Session).where(to_come)):
        session.follow_officials()
    named = sa.or_(Session.chair_id == official.id, Session.recorder_id == official.id)
    for session in db.session.scalars(sa.select(Session).where(named).options(joinedload(Session.meeting))).all():
        facts_changed(session.meeting, [session.id], at)  # of what is over, too: a draft's block follows the directory
    record(
        actor,
        Action.OFFICIAL_CHANGED,
        at=at,
        organisation=official.organisation,
        target=official,
        target_name=_named(official),
        changes=changes,
    )
    db.session.flush()


def remove_official(official: Person, *, actor: Actor, at: datetime) -> None:
    """Take the record away. Sessions and drafts keep what they took from it."""
    record(
        actor,
        Action.OFFICIAL_REMOVED,
        at=at,
        organisation=official.organisation,
        target=official,
        target_name=_named(official),
    )
    for column in (Session.chair_id, Session.recorder_id):
        db.session.execute(sa.update(Session).where(column == official.id).values({column: None}))
    db.session.delete(official)
    db.session.flush()


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: values[name] for name in FIELDS if name in values}
    if not is_name(known["name"]):
        raise InvalidInput(_("Tulis nama orangnya."), field="name")
    if not known["position"]:
        raise InvalidInput(_("Tulis jabatannya."), field="position")
    return known


def _save(official: Person) -> None:
    """Raises Conflict where the same person holds the same office already."""
    official.sort_name = sort_key(official.name)
    who = official.nip or official.sort_name
    official.identity_key = f"{who[:190]}|{official.position.casefold()[:200]}"
    try:
        with db.session.begin_nested():
            db.session.add(official)
    except IntegrityError:
        message = _("%(name)s sudah tercatat sebagai %(position)s.", name=official.name, position=official.position)
        raise Conflict(message, field="name") from None


def _named(official: Person) -> str:
    return f"{official.full_name}, {official.own_position}"[:300]
