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
    institutions_of,
    name_key,
    too_long,
)
from meetings.domain.participants.following import NAMED
from meetings.enums import ParticipantSource, ParticipantStatus, PassState
from meetings.errors import Conflict, InvalidInput, Overtaken
from meetings.extensions import db
from meetings.models import Category, Meeting, Participant, standing
from meetings.models.base import lock
from meetings.passcode import new_id
from meetings.writing.reading import is_name

# Audit entries say that these changed, not from what to what.
PERSONAL = frozenset({"nip", "phone", "email", "notes"})
HIDDEN = ["••••", "••••"]


def add_participant(
    meeting: Meeting,
    details: Details,
    actor: Actor,
    at: datetime,
    *,
    source: ParticipantSource = ParticipantSource.MANUAL,
    status: ParticipantStatus = ParticipantStatus.INVITED,
    allow_similar: bool = False,
) -> Participant:
    """Put one person on the list and give them a pass.

    Raises `InvalidInput` for missing or overlong fields, `Conflict` when the person is on the list already: the same NIP always,
    the same name and institution unless `allow_similar` says that they are two people, `WrongState` when the meeting is over."""
    require(meeting, Activity.PARTICIPANTS)
    _check(meeting, details)
    details = _with_organisation(meeting, details)
    similar = find_similar(meeting.id, details)
    if similar is not None and (not allow_similar or (details.nip and similar.nip == details.nip)):
        raise SamePerson(similar)
    values = columns_of(details)
    if similar is not None and not details.nip:
        values["identity_key"] = f"{values['identity_key'][:680]}#{new_id()}"
    participant = Participant(meeting_id=meeting.id, source=source, status=status, **values)
    participant.created_at = participant.updated_at = at
    with _unique():
        db.session.add(participant)
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


def change_participant(participant: Participant, details: Details, actor: Actor, at: datetime) -> dict[str, list[Any]]:
    """Correct a participant; returns the changed fields as [before, after]. Raises as `add_participant` does."""
    meeting = participant.meeting
    require(meeting, Activity.PARTICIPANTS)
    _check(meeting, details)
    if details.institution != participant.institution:
        details = _with_organisation(meeting, details)
    key = identity_key(details)
    if key != identity_key(details_of(participant)):
        similar = find_similar(meeting.id, details, besides=participant.id)
        if similar is not None and similar.identity_key == key:
            raise SamePerson(similar)
    with _unique():
        changes = apply_details(participant, details, at)
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
    if changed:
        touch_roster(changed[0].meeting_id)
    db.session.flush()
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
    """Put somebody who was withdrawn back: as confirmed if they had said yes, else as not yet answered. Their old pass works again."""
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


def find_similar(meeting_id: str, details: Details, *, besides: str | None = None) -> Participant | None:
    """Who on the list is, or may be, this person: the same NIP, or the same name at the same institution with no other NIP."""
    key = f"name:{name_key(details.name, details.institution)}"[:680]
    same_name = sa.or_(
        Participant.identity_key == key,
        Participant.identity_key.startswith(f"{key}#", autoescape=True),
        Participant.sort_name == columns_of(details)["sort_name"],
    )
    statement = sa.select(Participant).where(Participant.meeting_id == meeting_id)
    statement = statement.where(sa.or_(same_name, Participant.nip == details.nip) if details.nip else same_name)
    if besides:
        statement = statement.where(Participant.id != besides)
    listed_first = sa.case((standing.GONE.where(), 1), else_=0)  # of one person entered twice, one was withdrawn
    found = db.session.scalars(statement.order_by(listed_first, Participant.id)).all()
    for other in found:
        if details.nip and other.nip == details.nip:
            return other
    for other in found:
        both_numbered = details.nip and other.nip and details.nip != other.nip
        if not both_numbered and name_key(other.name, other.institution) == name_key(details.name, details.institution):
            return other
    return None


class SamePerson(Conflict):
    """The person is on the list already; `existing` is that row."""

    code = "same_person"

    def __init__(self, existing: Participant) -> None:
        """Says who it is and where."""
        place = f" ({existing.institution})" if existing.institution else ""
        super().__init__(
            _("%(name)s%(place)s sudah ada dalam daftar peserta.", name=existing.full_name, place=place),
            field="name",
        )
        self.existing = existing


def _check(meeting: Meeting, details: Details) -> None:
    if not is_name(details.name):
        raise InvalidInput(_("Isi nama peserta."), field="name")
    if long := too_long(details):
        raise InvalidInput(_("Isian terlalu panjang."), field=long[0])
    if details.category_id is not None:
        owner = db.session.scalar(sa.select(Category.meeting_id).where(Category.id == details.category_id))
        if owner != meeting.id:
            raise InvalidInput(_("Pilih kategori kegiatan ini."), field="category_id")


def _with_organisation(meeting: Meeting, details: Details) -> Details:
    return replace(
        details,
        organisation_id=institutions_of(meeting).find(details.institution) if details.institution else None,
    )


@contextmanager
def _unique() -> Iterator[None]:
    """What is written inside goes in together or, when the person is there already, not at all."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        raise Overtaken(_("Peserta ini baru saja dimasukkan. Lihat dahulu daftar peserta."), field="name") from error
