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
from meetings.domain.people.offices import proposed_office
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import Organisation, Person, Session
from meetings.writing.names import sort_key
from meetings.writing.reading import is_name


class Doubtful(InvalidInput):
    """It may be meant, but looks like a slip: the form asks."""

    code = "doubtful_official"


FIELDS = ("title_front", "name", "title_back", "position", "office", "status", "rank", "nip", "letterhead")


def add_official(organisation: Organisation, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Person:
    """An official of the unit, with ``values`` for FIELDS; without an office class the one that the title speaks for.

    Raises InvalidInput for a name without letters or a missing office, Conflict for somebody who stands in the house's directory with
    this very office already, with NIP or without; Doubtful for a namesake with another NIP and for a class that the title does not speak
    for, unless ``values`` say that it is ``meant``.
    """
    owner = organisation.ancestor_ids[0]
    known, meant = _known(values), bool(values.get("meant"))
    _check_office(known, meant)
    official = Person(owner_id=owner, organisation=organisation, created_at=at, updated_at=at, **known)
    _save(official, meant)
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
    meant = bool(values.get("meant"))
    if {"office", "position"} & changes.keys():
        _check_office({"office": official.office, "position": official.position}, meant)
    _save(official, meant)
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
    known["office"] = known.get("office") or proposed_office(known["position"])
    return known


def _check_office(values: Mapping[str, Any], meant: bool) -> None:
    speaks_for, chosen = proposed_office(values["position"]), values["office"]
    if chosen is not speaks_for and not meant:
        message = _(
            "Jabatan «%(position)s» biasanya berkelas «%(proposed)s», bukan «%(chosen)s». Perbaiki, atau nyatakan bahwa memang demikian.",
            position=values["position"],
            proposed=_(speaks_for.label),
            chosen=_(chosen.label),
        )
        raise Doubtful(message, field="office")


def _save(official: Person, meant: bool) -> None:
    """Raises Conflict where the same person holds the same office already, Doubtful for a namesake (see ``add_official``)."""
    official.sort_name = sort_key(official.name)
    office = official.position.casefold()[:200]
    official.identity_key = f"{(official.nip or official.sort_name)[:190]}|{office}"
    key = f"{official.sort_name[:190]}|{office}"
    named = {"name": official.name, "position": official.position}
    for name_key in (key, f"{key}|{official.nip}"):
        official.name_key = name_key
        if not _is_taken(official):
            break
        _ask_about_namesake(official, key, meant, named)
    try:
        with db.session.begin_nested():  # of a record that is changed, this flushes before it begins: what fails takes all back
            db.session.add(official)
    except IntegrityError:  # somebody was quicker by a moment
        raise _recorded_already(named) from None


def _is_taken(official: Person) -> bool:
    same = sa.or_(Person.identity_key == official.identity_key, Person.name_key == official.name_key)
    others = sa.select(Person.id).where(Person.owner_id == official.owner_id, Person.id != official.id, same)
    with db.session.no_autoflush:
        return db.session.scalar(others.limit(1)) is not None


def _ask_about_namesake(official: Person, key: str, meant: bool, named: Mapping[str, str]) -> None:
    """Goes through where two people of one name have a NIP each, and somebody says that they are two."""
    same = Person.owner_id == official.owner_id, Person.id != official.id, Person.name_key.startswith(key, autoescape=True)
    with db.session.no_autoflush:
        numbers = db.session.scalars(sa.select(Person.nip).where(*same)).all()
    if not official.nip or "" in numbers or official.nip in numbers or not numbers:
        raise _recorded_already(named)
    if not meant:
        message = _(
            "%(name)s sudah tercatat sebagai %(position)s dengan NIP lain. Perbaiki, atau nyatakan bahwa ini memang orang lain.",
            **named,
        )
        raise Doubtful(message, field="name")


def _recorded_already(named: Mapping[str, str]) -> Conflict:
    message = _(
        "%(name)s sudah tercatat sebagai %(position)s. Ubah catatan itu; dua orang bernama sama dibedakan oleh NIP keduanya.",
        **named,
    )
    return Conflict(message, field="name")


def _named(official: Person) -> str:
    return f"{official.full_name}, {official.own_position}"[:300]
