"""A guest names who comes for them, and learns of nobody whether they are on the list: whoever is named gets a row and a pass of their own.
Whether that is somebody on the list is the committee's to see and to decide."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain import passes
from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require, touch_roster
from meetings.domain.participants import members
from meetings.domain.participants.details import Details, columns_of, details_of
from meetings.domain.participants.following import TURNED_DOWN
from meetings.domain.participants.members import PERHAPS
from meetings.domain.participants.representation import (
    available,
    came,
    end_representation,
    require_other,
    speaking_for,
    stand_in,
    was_released,
    why_not_available,
    with_typed,
)
from meetings.domain.participants.similar import find_similar, is_meant_again, is_similar
from meetings.enums import ParticipantSource, ParticipantStatus, PassState
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Delegate, Meeting, Participant, Representation, point_person, standing
from meetings.models.paging import unhurried

S = ParticipantStatus
SHOWN = 20
NAMED_BY_GUESTS = (ParticipantSource.DELEGATION, ParticipantSource.REPRESENTATIVE)


def name_as_guest(represented: Participant, details: Details, actor: Actor, at: datetime, *, basis: str = "") -> Representation:
    """Let `details` come for `represented`, who says so. Only whom they sent before is taken up again; anybody else is new, marked where
    they may be somebody on the list, and waits for the committee where that is somebody whom it has withdrawn. Raises as
    `name_representative` does about `represented`, and `Conflict` for themselves."""
    details = speaking_for(represented, details)
    require_other(represented, represented if is_similar(represented, details) else None)
    before = _sent_before(represented, details)
    besides = (represented.id, before.id if before else "")
    if before is None:
        own = replace(details, category_id=represented.category_id)
        before = add_unseen(represented.meeting, own, actor, at, source=ParticipantSource.REPRESENTATIVE, besides=besides)
    else:
        before.status = change_unseen(before, with_typed(before, details), actor, at, besides=besides)
        before.answered_at = at
    return stand_in(represented, before, actor, at, basis)


def add_unseen(
    meeting: Meeting,
    details: Details,
    actor: Actor,
    at: datetime,
    *,
    source: ParticipantSource,
    besides: Sequence[str],
    matched: bool = False,
) -> Participant:
    """A row of their own for somebody whom a guest names, whoever else is on the list: marked where they may be one of those, and waiting
    for the committee where that is somebody whom it has withdrawn. `besides`: ids of those whom the guest knows they are not; `matched`: as `add_participant` has it."""
    known = _known(meeting.id, details, besides)
    # Also beside the row of somebody whom a guest had sent and sends no more.
    apart = not known and find_similar(meeting.id, details) is not None
    person = members.add_participant(
        meeting,
        details,
        actor,
        at,
        source=source,
        status=_status_of(known, details),
        perhaps_same=bool(known) or apart,
        matched=matched,
    )
    if apart:
        person.identity_key = person.identity_key.replace(PERHAPS, "#")
    return person


def change_unseen(person: Participant, details: Details, actor: Actor, at: datetime, *, besides: Sequence[str]) -> S:
    """The same for somebody whom a guest has named, with what is typed of them now; how they stand where they come (again)."""
    members.hold_participant(person)
    known = _known(person.meeting_id, details, (person.id, *besides))
    members.change_participant(person, details, actor, at, perhaps_same=bool(known))
    return _status_of(known, details)


def _status_of(known: Sequence[Participant], details: Details) -> S:
    similar = [each for each in known if is_similar(each, details)]
    withdrawn = any(standing.GONE.of(each) and not was_released(each) for each in similar)
    return S.PENDING if withdrawn and not any(standing.LISTED.of(each) for each in similar) else S.CONFIRMED


def correct_as_guest(person: Participant, details: Details, actor: Actor, at: datetime) -> None:
    """What a guest types now about whom they sent; nobody is named to them. Somebody who is on the list anyway keeps what the committee
    knows."""
    if person.is_representative:
        typed = with_typed(person, details)
        known = _known(person.meeting_id, typed, besides=(person.id,))
        members.change_participant(person, typed, actor, at, perhaps_same=bool(known))


def perhaps_same_as(person: Participant) -> Sequence[Participant]:
    """Who on the list this person may be, of which the committee has not said anything yet."""
    if PERHAPS not in person.identity_key or standing.GONE.of(person):
        return []
    return _known(person.meeting_id, details_of(person), besides=(person.id,))


def undecided(meeting_id: str) -> Sequence[Participant]:
    """Who was named by a guest and waits for the committee to say whether they are somebody on the list; at most `SHOWN`."""
    statement = sa.select(Participant).where(*_undecided(meeting_id))
    # Found by what they are, who are few; by the index of names SQLite would read everybody.
    return db.session.scalars(statement.order_by(unhurried(Participant.sort_name), Participant.id).limit(SHOWN)).all()


def count_undecided(meeting_id: str) -> int:
    """How many heads may be counted twice, until the committee says so."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Participant).where(*_undecided(meeting_id))) or 0


def _undecided(meeting_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    marked = Participant.identity_key.contains(PERHAPS, autoescape=True)
    return Participant.meeting_id == meeting_id, Participant.source.in_(NAMED_BY_GUESTS), standing.LISTED.where(), marked


def tell_apart(person: Participant, actor: Actor, at: datetime) -> None:
    """They are nobody else on the list, and come. Twice changes nothing."""
    require(person.meeting, Activity.PARTICIPANTS)
    members.hold_participant(person)
    if PERHAPS not in person.identity_key:
        return
    person.identity_key = person.identity_key.replace(PERHAPS, "#")
    if person.status is S.PENDING:
        person.status = S.CONFIRMED
    person.updated_at = at
    touch_roster(person.meeting_id)
    _record(Action.REPRESENTATIVE_APART, person, actor, at)


def unite(person: Participant, other: Participant, actor: Actor, at: datetime) -> bool:
    """The one whom a guest named is ``other``, and the row made for them goes. They come for that guest from now on, with their own pass; True.
    Where they cannot (`why_not_available`), the guest is to name somebody else (`turned_down`), and is told so; False. Raises `WrongState`
    where nothing is to be decided any more. Of whom an institution has named: they come by themselves, which they may not where they are
    represented or were withdrawn."""
    members.hold_participant(person)
    if person.source is ParticipantSource.DELEGATION:
        return _unite_delegate(person, other, actor, at)
    row = db.session.scalar(
        sa.select(Representation).where(Representation.representative_id == person.id, Representation.ended_at.is_(None))
    )
    if row is None or other.id not in {each.id for each in perhaps_same_as(person)}:
        raise WrongState(_("Hal ini sudah diputuskan, atau datanya sudah berubah. Muat ulang halaman ini."))
    represented, typed = row.represented, details_of(person)
    require_other(represented, other)
    members.hold_participant(other)
    comes = not why_not_available(other)
    end_representation(represented, actor, at, told=not comes)
    person.identity_key, person.status = person.identity_key.replace(PERHAPS, "#"), S.DELETED
    if comes:
        stand_in(represented, available(other, typed, actor, at), actor, at, row.basis)
    _record(Action.REPRESENTATIVE_UNITED, person, actor, at, other=other.full_name)
    for follow in () if comes else TURNED_DOWN:
        follow(row, at)
    return comes


def _unite_delegate(person: Participant, other: Participant, actor: Actor, at: datetime) -> bool:
    row = db.session.scalar(sa.select(Delegate).where(Delegate.participant_id == person.id))
    if row is None or other.id not in {each.id for each in perhaps_same_as(person)}:
        raise WrongState(_("Hal ini sudah diputuskan, atau datanya sudah berubah. Muat ulang halaman ini."))
    if came(person):
        raise WrongState(_("%(name)s sudah tercatat hadir dengan tanda masuk ini.", name=person.full_name))
    members.hold_participant(other)
    comes = not standing.GONE.of(other) and other.status is not S.REPLACED
    person.identity_key, person.status = person.identity_key.replace(PERHAPS, "#"), S.DELETED if comes else S.WITHDRAWN
    person.updated_at = at
    passes.end_pass(person, PassState.REVOKED, passes.WITHDRAWN, at)
    if comes:
        row.united_with_id = other.id
        _sit_there(person, other)
        if not standing.EXPECTED.of(other):  # their institution says that they come after all
            other.status, other.decline_reason, other.answer_note = S.CONFIRMED, None, ""
            other.answered_at, other.answered_by, other.updated_at = at, row.named_by, at
    touch_roster(person.meeting_id)
    _record(Action.REPRESENTATIVE_UNITED, person, actor, at, other=other.full_name)
    return comes


def _sit_there(person: Participant, other: Participant) -> None:
    """Whoever sat in a room that joins from afar sits there as who they are, unless they do in another one."""
    sits = sa.exists().where(point_person.c.participant_id == other.id)
    mine = sa.update(point_person).where(point_person.c.participant_id == person.id, ~sits)
    db.session.execute(mine.values(participant_id=other.id))


def united_with(person: Participant) -> Participant | None:
    """Who somebody turned out to be: of whom an institution named, what the committee said; else who came for the same guest next."""
    if not standing.UNITED.of(person):
        return None
    if person.source is ParticipantSource.DELEGATION:
        named = sa.select(Participant).join(Delegate, Delegate.united_with_id == Participant.id)
        return db.session.scalar(named.where(Delegate.participant_id == person.id))
    mine = sa.select(Representation.represented_id, Representation.ended_at).where(Representation.representative_id == person.id)
    last = db.session.execute(mine.order_by(Representation.ended_at.desc()).limit(1)).first()
    if last is None:
        return None
    same = Representation.represented_id == last.represented_id, Representation.created_at == last.ended_at
    return db.session.scalar(
        sa.select(Participant).join(Representation, Representation.representative_id == Participant.id).where(*same)
    )


def _sent_before(represented: Participant, details: Details) -> Participant | None:
    """Whom this very guest had sent, and taken back."""
    ended = sa.select(Representation.representative_id).where(Representation.represented_id == represented.id)
    theirs = Participant.id.in_(ended), Participant.source == ParticipantSource.REPRESENTATIVE, standing.GONE.where()
    found = db.session.scalars(sa.select(Participant).where(*theirs).order_by(Participant.updated_at.desc())).all()
    return next((each for each in found if is_meant_again(each, details) and was_released(each)), None)


def _known(meeting_id: str, details: Details, besides: Sequence[str]) -> Sequence[Participant]:
    """Who of the meeting, also withdrawn, has this name, number or address; those of the name first."""
    named = Participant.sort_name == columns_of(details)["sort_name"]
    same = [named]
    same += [getattr(Participant, name) == value for name in ("nip", "phone", "email") if (value := getattr(details, name))]
    taken_back = Participant.id.in_(sa.select(Delegate.participant_id).where(Delegate.removed_at.is_not(None)))
    by_guest = sa.or_(Participant.source == ParticipantSource.REPRESENTATIVE, taken_back)
    released = sa.and_(standing.GONE.where(), by_guest)
    statement = sa.select(Participant).where(Participant.meeting_id == meeting_id, sa.or_(*same), ~released)
    return db.session.scalars(
        statement.where(Participant.id.not_in(besides)).order_by(Participant.sort_name, Participant.id)
    ).all()


def _record(action: Action, person: Participant, actor: Actor, at: datetime, **told: Any) -> None:
    record(actor, action, at=at, meeting=person.meeting, target=person, target_name=person.full_name, **told)
    db.session.flush()
