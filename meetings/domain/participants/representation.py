"""Somebody comes in the place of an invited person, with a pass of their own; the represented one's pass stops."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from meetings.domain import passes
from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require, touch_roster
from meetings.domain.participants import members
from meetings.domain.participants.details import Details, columns_of, details_of
from meetings.domain.participants.following import NAMED, RELEASED
from meetings.domain.participants.sessions import call_like
from meetings.domain.participants.similar import find_similar
from meetings.enums import ParticipantSource, ParticipantStatus, PassState
from meetings.errors import Conflict, NotAllowed, WrongState
from meetings.extensions import db
from meetings.models import Participant, Pass, Representation, standing
from meetings.writing.reading import joined_notes

TYPED = ("title_front", "name", "title_back", "nip", "position", "phone", "email")
COMMITTEE = "panitia"  # who answered, where it was the committee


class Unsuitable(Conflict):
    """This person cannot come for the other. The message says why, which is the committee's to know."""

    code = "unsuitable"


class PerhapsSame(Conflict):
    """Somebody of this name is on the list, from another institution; only people know whether it is the same person. `existing` is that
    row."""

    code = "perhaps_same"

    def __init__(self, existing: Participant, name: str) -> None:
        """Asks."""
        question = _("%(name)s juga ada dalam daftar peserta, dari instansi lain. Orang yang sama?", name=name)
        super().__init__(question, field="name")
        self.existing = existing


def name_representative(
    represented: Participant, details: Details, actor: Actor, at: datetime, *, basis: str = "", same: bool | None = None
) -> Representation:
    """Let `details` come for `represented`. The representative becomes a participant (or is one already) and gets a pass.

    `basis` is the assignment letter or disposition, as text. `same`: whether a namesake from another institution is this person; where
    that is not said, `PerhapsSame` asks. Raises `NotAllowed` when the meeting wants nobody represented, `Conflict`
    when the person is the same or `represented` comes for somebody, `Unsuitable` when the person was withdrawn by the committee, is
    represented, already comes for somebody, or `represented` already has a representative, `WrongState` when `represented` was recorded
    present: nobody comes in the place of somebody who came."""
    details = speaking_for(represented, details)
    return stand_in(represented, _participant_for(represented, details, actor, at, same), actor, at, basis)


def speaking_for(represented: Participant, details: Details) -> Details:
    """Who is to come for `represented`, whose institution they speak for unless they have their own. Raises, as `name_representative`
    does, where nobody can come for them."""
    meeting = represented.meeting
    require(meeting, Activity.PARTICIPANTS)
    if not meeting.allow_representation:
        raise NotAllowed(_("Undangan kegiatan ini tidak dapat diwakilkan."))
    if standing.GONE.of(represented):
        raise Conflict(_("%(name)s sudah dicabut dari daftar peserta.", name=represented.full_name))
    db.session.refresh(represented, ["representing"])
    if represented.representing:
        raise Conflict(_("Yang diwakili atau wakilnya sudah terikat perwakilan lain."))
    if came(represented):
        raise WrongState(
            _(
                "%(name)s sudah tercatat hadir sendiri, jadi tidak dapat diwakilkan. Bila keliru, batalkan dahulu kehadirannya.",
                name=represented.full_name,
            )
        )
    return details if details.institution else replace(details, institution=represented.institution)


def stand_in(represented: Participant, representative: Participant, actor: Actor, at: datetime, basis: str) -> Representation:
    """The row that says so, the passes that follow from it, and who is told. Raises `Unsuitable` where one of them is bound already."""
    meeting = represented.meeting
    row = Representation(
        meeting_id=meeting.id,
        represented_id=represented.id,
        representative_id=representative.id,
        basis=basis[:300],
        created_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise Unsuitable(_("Yang diwakili atau wakilnya sudah terikat perwakilan lain.")) from error
    represented.status = ParticipantStatus.REPLACED
    represented.answered_at = represented.updated_at = at
    represented.answered_by = "" if actor.kind == "guest" else COMMITTEE  # a guest who answers for another says so
    representative.updated_at = at
    if representative.is_representative:
        call_like(representative, represented, at)
    passes.end_pass(represented, PassState.REPLACED, passes.REPRESENTED, at)
    passes.resume_pass(representative, passes.WITHDRAWN, at)
    touch_roster(meeting.id)
    record(
        actor,
        Action.REPRESENTATIVE_NAMED,
        at=at,
        meeting=meeting,
        target=represented,
        target_name=represented.full_name,
        representative=representative.full_name,
        basis=basis[:300],
    )
    db.session.flush()
    for follow in NAMED:
        follow(row, at)
    return row


def end_representation(represented: Participant, actor: Actor, at: datetime, *, told: bool = True) -> None:
    """The invited person comes after all (or nobody does): their old pass works again, the representative's stops, unless
    that person was invited anyway. Without a representative nothing changes. `told`: to the representative. Raises `WrongState` once the
    representative was recorded present: whoever came in somebody's place did."""
    row = db.session.scalar(
        sa.select(Representation).where(Representation.represented_id == represented.id, Representation.ended_at.is_(None))
    )
    if row is None:
        return
    require(represented.meeting, Activity.PARTICIPANTS)
    representative = row.representative
    if came(representative):
        names = {"other": representative.full_name, "name": represented.full_name}
        raise WrongState(
            _(
                "%(other)s sudah tercatat hadir mewakili %(name)s, jadi perwakilannya tetap. Bila keliru, batalkan dahulu kehadirannya.",
                **names,
            )
        )
    row.ended_at = at
    represented.status = ParticipantStatus.INVITED
    represented.answered_at = None
    represented.updated_at = representative.updated_at = at
    passes.resume_pass(represented, passes.REPRESENTED, at)
    if representative.is_representative:
        representative.status = ParticipantStatus.WITHDRAWN
        passes.end_pass(representative, PassState.REVOKED, passes.WITHDRAWN, at)
    touch_roster(represented.meeting_id)
    record(
        actor,
        Action.REPRESENTATIVE_ENDED,
        at=at,
        meeting=represented.meeting,
        target=represented,
        target_name=represented.full_name,
        representative=representative.full_name,
    )
    db.session.flush()
    for follow in RELEASED if told else ():
        follow(row, at)


def came(person: Participant) -> bool:
    """Whether somebody was recorded present at any session. That is a fact of the door, which no answer takes back."""
    return bool(db.session.scalar(sa.select(standing.present_anywhere()).where(Participant.id == person.id)))


def correct_representative(person: Participant, details: Details, actor: Actor, at: datetime) -> dict[str, list[Any]]:
    """What is typed now about a representative counts, what is left empty stays known; returns the changed fields as
    [before, after]. Somebody who is on the list anyway keeps what the committee knows. Raises as `change_participant` does."""
    if not person.is_representative:
        return {}
    return members.change_participant(person, with_typed(person, details), actor, at)


def with_typed(person: Participant, details: Details) -> Details:
    """What is known of a person, with what is typed now."""
    typed = {name: value for name in TYPED if (value := getattr(details, name))}
    return replace(details_of(person), **typed, notes=joined_notes(person.notes, details.notes))


def _participant_for(represented: Participant, details: Details, actor: Actor, at: datetime, same: bool | None) -> Participant:
    found = find_similar(represented.meeting_id, details) or _namesake(represented, details, same)
    if found is None:
        return members.add_participant(
            represented.meeting,
            replace(details, category_id=represented.category_id),
            actor,
            at,
            source=ParticipantSource.REPRESENTATIVE,
            status=ParticipantStatus.CONFIRMED,
        )
    require_other(represented, found)
    return available(found, details, actor, at)


def require_other(represented: Participant, found: Participant | None) -> None:
    """Raise `Conflict` where somebody is to come for themselves."""
    if found is not None and found.id == represented.id:
        raise Conflict(_("Wakil harus orang lain."), field="name")


def available(found: Participant, details: Details, actor: Actor, at: datetime) -> Participant:
    """Somebody on the list as who comes for another, with what is typed of them now. Raises `Unsuitable`."""
    members.hold_participant(found)
    if reason := why_not_available(found):
        raise Unsuitable(reason, field="name")
    correct_representative(found, details, actor, at)
    if found.is_representative:
        found.status, found.answered_at = ParticipantStatus.CONFIRMED, at
    elif not standing.EXPECTED.of(found):  # their own answer stays theirs, but for a "no", with which no door would open
        found.status, found.decline_reason, found.answer_note = ParticipantStatus.INVITED, None, ""
        found.answered_at = None
    return found


def why_not_available(person: Participant) -> str:
    """Why somebody on the list cannot come for another one, in words; empty when they can. One person comes for one: at the door, on the
    list and on paper each stands in one line."""
    if standing.GONE.of(person) and not was_released(person):
        return _("%(name)s sudah dicabut dari daftar peserta. Pulihkan dahulu.", name=person.full_name)
    if person.status is ParticipantStatus.REPLACED:
        return _("%(name)s sendiri diwakili orang lain.", name=person.full_name)
    db.session.refresh(person, ["representing"])
    if (row := person.representing) is not None:
        names = {"name": person.full_name, "other": row.represented.full_name}
        return _(
            "%(name)s sudah mewakili %(other)s, dan satu orang hanya dapat mewakili satu undangan. Tunjuk orang lain.", **names
        )
    return ""


def turned_down(represented: Participant) -> Representation | None:
    """Whom they named last, if that was a person who cannot come for them, and they have not said anything since."""
    if represented.status is not ParticipantStatus.INVITED or represented.answered_at is not None:
        return None
    theirs = sa.select(Representation).where(Representation.represented_id == represented.id)
    last = db.session.scalar(theirs.order_by(Representation.created_at.desc(), Representation.id.desc()).limit(1))
    return last if last is not None and last.ended_at is not None and standing.UNITED.of(last.representative) else None


def _namesake(represented: Participant, details: Details, same: bool | None) -> Participant | None:
    """Who is on the list under this name, from elsewhere, and is this person: by the same number or address, or because somebody says so."""
    statement = sa.select(Participant).where(
        Participant.meeting_id == represented.meeting_id,
        Participant.id != represented.id,
        Participant.sort_name == columns_of(details)["sort_name"],
        standing.LISTED.where(),
    )
    if details.nip:
        statement = statement.where(Participant.nip.in_(("", details.nip)))
    found = db.session.scalars(statement.order_by(Participant.protocol_order, Participant.id)).all()
    for other in found:
        if (details.phone and other.phone == details.phone) or (details.email and other.email == details.email):
            return other
    if found and same is None:
        raise PerhapsSame(found[0], details.full_name)
    return found[0] if found and same else None


def was_released(person: Participant) -> bool:
    """Whether somebody is off the list only because the person they came for comes after all; nobody has withdrawn them."""
    ended_together = sa.select(Representation.id).where(
        Representation.representative_id == person.id,
        Representation.representative_id == Pass.participant_id,
        Representation.ended_at == Pass.ended_at,
        Pass.reason == passes.WITHDRAWN,
    )
    return person.is_representative and db.session.scalar(ended_together.limit(1)) is not None
