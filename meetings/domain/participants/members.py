"""Adding, changing, withdrawing and restoring a participant. Every verb flushes, tells the doors and writes its audit entry."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from meetings.domain import passes
from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require, touch_roster
from meetings.domain.participants.categories import category_names
from meetings.domain.participants.details import (
    Details,
    changed_columns,
    columns_of,
    details_of,
    identity_key,
    too_long,
)
from meetings.domain.participants.following import ADDRESSED, CORRECTED, NAMED, SEATED
from meetings.domain.participants.sessions import follow_categories
from meetings.domain.participants.similar import SamePerson, find_similar, find_twin, with_organisation
from meetings.enums import ParticipantSource, ParticipantStatus, PassState
from meetings.errors import Conflict, InvalidInput, Overtaken, WrongState
from meetings.extensions import db
from meetings.models import Category, Meeting, Participant, standing
from meetings.models.base import lock
from meetings.passcode import new_id
from meetings.writing.reading import is_name

# Audit entries say that these changed, not from what to what.
PERSONAL = frozenset({"nip", "phone", "email", "notes"})
HIDDEN = ["••••", "••••"]
PERHAPS = "?"  # in an identity key: may be the same as somebody on the list; behind a "#" it was said that they are two


def add_participant(
    meeting: Meeting,
    details: Details,
    actor: Actor,
    at: datetime,
    *,
    source: ParticipantSource = ParticipantSource.MANUAL,
    status: ParticipantStatus = ParticipantStatus.INVITED,
    allow_similar: bool = False,
    perhaps_same: bool = False,
    matched: bool = False,
) -> Participant:
    """Put one person on the list and give them a pass.

    Raises `InvalidInput` for missing or overlong fields, `Conflict` when the person is on the list already: the same NIP always,
    the same name and institution, or the same name with and without a NIP, unless `allow_similar` says that they are two people,
    `WrongState` when the meeting is over. `perhaps_same`: they may be somebody on the list, which the committee decides later (`perhaps.py`);
    `matched`: `details` name the organisation of their institution already (`institutions_of`, which reads the whole tree)."""
    if source is not ParticipantSource.WALK_IN:  # until when the door takes them is the door's to say
        require(meeting, Activity.PARTICIPANTS)
    _check(meeting, details)
    details = _seated(meeting, details, None, actor, at)
    details = details if matched else with_organisation(meeting, details)
    similar = None if perhaps_same else find_similar(meeting.id, details)
    if similar is None and source is ParticipantSource.MANUAL and not allow_similar:
        similar = find_twin(meeting.id, details)
    if similar is not None and (not allow_similar or (details.nip and similar.nip == details.nip)):
        raise SamePerson(similar)
    values = columns_of(details)
    if similar is not None and not details.nip:
        values["identity_key"] = f"{values['identity_key'][:680]}#{new_id()}"
    if perhaps_same:
        values["identity_key"] = perhaps_key(details)
    participant = Participant(meeting_id=meeting.id, source=source, status=status, **values)
    participant.created_at = participant.updated_at = at
    with _unique():
        db.session.add(participant)
    if participant.category_id is not None:
        follow_categories(meeting.id, at, Participant.id == participant.id)
    passes.issue_pass(participant, at)
    touch_roster(meeting.id)
    record(
        actor,
        Action.PARTICIPANT_ADDED,
        at=at,
        meeting=meeting,
        target=participant,
        target_name=participant.full_name,
        source=source.value,
    )
    return participant


def perhaps_key(details: Details) -> str:
    """The identity of somebody who may be another one on the list: nobody else's, and marked."""
    return f"{identity_key(details)[:680]}{PERHAPS}{new_id()}"


def change_participant(
    participant: Participant, details: Details, actor: Actor, at: datetime, *, perhaps_same: bool = False
) -> dict[str, list[Any]]:
    """Correct a participant; returns the changed fields as [before, after]. Raises, and takes `perhaps_same`, as `add_participant` does."""
    meeting = participant.meeting
    require(meeting, Activity.PARTICIPANTS)
    _check(meeting, details)
    details = _seated(meeting, details, participant, actor, at)
    if details.institution != participant.institution:
        details = with_organisation(meeting, details)
    key = identity_key(details)
    if key != identity_key(details_of(participant)) and not perhaps_same:
        similar = find_similar(meeting.id, details, besides=participant.id)
        if similar is not None and similar.identity_key == key:
            raise SamePerson(similar)
    with _unique():
        changes = apply_details(participant, details, at)
        if changes and perhaps_same:
            participant.identity_key = perhaps_key(details)
    if "category_id" in changes:
        follow_categories(meeting.id, at, Participant.id == participant.id)
    if changes:
        touch_roster(meeting.id)
        record(
            actor,
            Action.PARTICIPANT_CHANGED,
            at=at,
            meeting=meeting,
            target=participant,
            target_name=participant.full_name,
            changes=told_changes(changes, category_names(meeting.id)),
        )
        for corrected in CORRECTED if ADDRESSED & changes.keys() else ():
            corrected([participant.id], at)
    if "email" in changes:
        db.session.refresh(participant, ["representing"])
        if (row := participant.representing) is not None:
            for follow in NAMED:
                follow(row, at)
    return changes


def apply_details(participant: Participant, details: Details, at: datetime) -> dict[str, list[Any]]:
    """Set a participant's columns to new details, without a flush; returns the changed fields as [before, after]."""
    changes, values = changed_columns(details_of(participant), details)
    if changes:
        for key, value in values.items():
            setattr(participant, key, value)
        participant.updated_at = at
    return changes


def told_changes(changes: dict[str, list[Any]], categories: Mapping[str, str]) -> dict[str, list[Any]]:
    """Changes for the audit trail: what changed, and from what to what unless it is personal. `categories`: names by id."""
    told = {key: HIDDEN if key in PERSONAL else pair for key, pair in changes.items() if key != "organisation_id"}
    if "category_id" in told:
        told["category"] = [categories.get(each, "") for each in told.pop("category_id")]
    return told


def set_category(participants: list[Participant], category: Category | None, actor: Actor, at: datetime) -> int:
    """Move participants of one meeting into a category (None: out of any); returns how many really changed."""
    for meeting in {participant.meeting for participant in participants}:
        require(meeting, Activity.PARTICIPANTS)
    db.session.flush()
    changed = [participant for participant in participants if participant.category_id != (category.id if category else None)]
    for participant in changed:
        before = participant.category.name if participant.category else ""
        participant.category = category
        participant.updated_at = at
        record(
            actor,
            Action.PARTICIPANT_CHANGED,
            at=at,
            meeting=participant.meeting,
            target=participant,
            target_name=participant.full_name,
            changes={"category": [before, category.name if category else ""]},
        )
    db.session.flush()
    if changed:
        meeting_id = changed[0].meeting_id
        follow_categories(meeting_id, at, Participant.id.in_([participant.id for participant in changed]))
        touch_roster(meeting_id)
    return len(changed)


def hold_participant(participant: Participant) -> None:
    """Whoever else changes this participant waits until this transaction ends; what is known of them is read again."""
    lock(participant)
    db.session.refresh(participant)


def withdraw_participant(participant: Participant, actor: Actor, at: datetime, reason: str = "") -> None:
    """Take somebody off the list: the pass stops at once, the row stays for the records. Twice changes nothing.

    Raises `Conflict` while a representative comes in their place or they come for somebody else: end that first."""
    hold_participant(participant)
    if standing.GONE.of(participant):
        return
    require(participant.meeting, Activity.PARTICIPANTS)
    db.session.refresh(participant, ["representing", "represented_by"])
    if participant.represented_by or participant.representing:
        raise Conflict(_("%(name)s terikat perwakilan. Akhiri perwakilannya dahulu.", name=participant.full_name))
    before = participant.status
    participant.status = ParticipantStatus.WITHDRAWN
    participant.updated_at = at
    passes.end_pass(participant, PassState.REVOKED, passes.WITHDRAWN, at)
    touch_roster(participant.meeting_id)
    record(
        actor,
        Action.PARTICIPANT_WITHDRAWN,
        at=at,
        meeting=participant.meeting,
        target=participant,
        target_name=participant.full_name,
        before=before.value,
        reason=reason,
    )
    db.session.flush()


def restore_participant(participant: Participant, actor: Actor, at: datetime) -> None:
    """Put somebody who was withdrawn back: as confirmed if they had said yes, else as not yet answered. Their old pass works again. Raises
    `WrongState` for a row that turned out to be another one's."""
    if standing.UNITED.of(participant):
        raise WrongState(_("%(name)s sudah disatukan dengan peserta lain dalam daftar.", name=participant.full_name))
    if participant.status is not ParticipantStatus.WITHDRAWN:
        return
    require(participant.meeting, Activity.PARTICIPANTS)
    said_yes = participant.answered_at is not None and participant.decline_reason is None
    participant.status = ParticipantStatus.CONFIRMED if said_yes else ParticipantStatus.INVITED
    participant.updated_at = at
    passes.resume_pass(participant, passes.WITHDRAWN, at)
    touch_roster(participant.meeting_id)
    record(
        actor,
        Action.PARTICIPANT_RESTORED,
        at=at,
        meeting=participant.meeting,
        target=participant,
        target_name=participant.full_name,
    )
    db.session.flush()


def _check(meeting: Meeting, details: Details) -> None:
    if not is_name(details.name):
        raise InvalidInput(_("Isi nama peserta."), field="name")
    if long := too_long(details):
        raise InvalidInput(_("Isian terlalu panjang."), field=long[0])
    if details.category_id is not None:
        owner = db.session.scalar(sa.select(Category.meeting_id).where(Category.id == details.category_id))
        if owner != meeting.id:
            raise InvalidInput(_("Pilih kategori kegiatan ini."), field="category_id")


def _seated(meeting: Meeting, details: Details, participant: Participant | None, actor: Actor, at: datetime) -> Details:
    for settle in SEATED if details.seat and (participant is None or details.seat != participant.seat) else ():
        seat = settle(meeting, details.seat, participant.id if participant else None, actor, at)
        details = replace(details, seat=seat)
    return details


@contextmanager
def _unique() -> Iterator[None]:
    """What is written inside goes in together or, when the person is there already, not at all."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        raise Overtaken(_("Peserta ini baru saja dimasukkan. Lihat dahulu daftar peserta."), field="name") from error
