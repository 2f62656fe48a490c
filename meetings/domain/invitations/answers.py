"""The recipient's answer: comes, does not come, sends somebody. It may be changed until the deadline; the last one counts."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require, touch_roster
from meetings.domain.participants import (
    Details,
    Unsuitable,
    came,
    correct_representative,
    end_representation,
    hold_participant,
    name_representative,
)
from meetings.domain.participants.members import find_similar
from meetings.enums import DeclineReason, MeetingState, ParticipantStatus
from meetings.errors import Conflict, InvalidInput, NotAllowed, WrongState
from meetings.extensions import db
from meetings.models import Invitation, Participant, Representation, Session, participant_session, standing
from meetings.models.agenda import session_over

S = ParticipantStatus


class Answer(StrEnum):
    """What a recipient can say."""

    COMES = "hadir"
    DOES_NOT_COME = "tidak-hadir"
    REPRESENTED = "diwakilkan"


@dataclass(frozen=True, slots=True)
class Substitute:
    """Who comes instead, as typed on the answer page; ``basis`` is the assignment letter or disposition, ``same``: whether a namesake on the
    list is this person, once that was asked."""

    details: Details
    basis: str = ""
    same: bool | None = None


def may_answer(participant: Participant, at: datetime) -> str:
    """Why no answer is taken (any more), in words; empty when one is."""
    meeting = participant.meeting
    if standing.GONE.of(participant):
        return _("Undangan ini sudah tidak berlaku. Hubungi panitia.")
    if meeting.state is MeetingState.CANCELLED:
        return _("Kegiatan ini dibatalkan.")
    if meeting.state in (MeetingState.FINISHED, MeetingState.ARCHIVED):
        return _("Kegiatan ini sudah selesai.")
    if refusal := _door_has_answered(participant):
        return refusal
    if _all_over(participant, at):
        return _("Acaranya sudah berakhir, jadi undangan ini tidak dapat dijawab lagi.")
    if meeting.answer_deadline is not None and at > meeting.answer_deadline:
        return _("Batas waktu menjawab sudah lewat. Hubungi panitia untuk mengubah jawaban.")
    return ""


def must_come(participant: Participant) -> str:
    """Why no other answer than "comes" is taken of them, in words: they come for somebody. Empty when any is."""
    if participant.representing is None:
        return ""
    other = participant.representing.represented.full_name
    return _("Anda tercatat mewakili %(name)s. Bila Anda tidak dapat hadir, hubungi panitia.", name=other)


def _door_has_answered(participant: Participant) -> str:
    """Why an answer would contradict what was recorded at the door: they came, or somebody came for them."""
    if came(participant):
        return _("Kehadiran Anda sudah tercatat, jadi undangan ini tidak perlu dijawab lagi. Hubungi panitia bila itu keliru.")
    current = current_representation(participant)
    if current is not None and came(current.representative):
        return _(
            "%(name)s sudah tercatat hadir mewakili Anda, jadi jawaban tidak dapat diubah lagi. Hubungi panitia bila itu keliru.",
            name=current.representative.full_name,
        )
    return ""


def _all_over(participant: Participant, at: datetime) -> bool:
    """Whether every session that they are admitted to has ended."""
    theirs = sa.select(session_over(at)).where(Session.meeting_id == participant.meeting_id)
    if participant.limited:
        mine = sa.select(participant_session.c.session_id).where(participant_session.c.participant_id == participant.id)
        theirs = theirs.where(Session.id.in_(mine))
    ended = db.session.scalars(theirs).all()
    return bool(ended) and all(ended)


def note_opened(invitation: Invitation, at: datetime) -> None:
    """The recipient has seen the answer page. Only the first time counts."""
    db.session.execute(
        sa.update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.opened_at.is_(None))
        .values(opened_at=at, updated_at=at)
        .execution_options(synchronize_session=False)
    )


def answer_invitation(
    invitation: Invitation,
    answer: Answer,
    at: datetime,
    *,
    reason: DeclineReason | None = None,
    note: str = "",
    substitute: Substitute | None = None,
) -> None:
    """Take the recipient's answer; the same one twice changes nothing.

    Raises WrongState after the deadline or when the recipient is off the list, InvalidInput when the reason or the
    representative is missing, NotAllowed when nobody may be represented, Conflict for a representative who cannot be one,
    without saying why, PerhapsSame for one whose name is on the list from elsewhere.
    """
    participant, meeting = invitation.participant, invitation.meeting
    hold_participant(participant)  # of two answers at once the second sees what the first has written
    db.session.refresh(meeting)
    require(meeting, Activity.INVITE)
    if refusal := may_answer(participant, at):
        raise WrongState(refusal)
    note_opened(invitation, at)
    actor = Actor("guest", participant.id, participant.full_name)
    db.session.refresh(participant, ["representing"])
    if answer is not Answer.COMES and (refusal := must_come(participant)):
        raise WrongState(refusal)
    if answer is Answer.REPRESENTED:
        _send_substitute(participant, substitute, actor, at)
        return
    if answer is Answer.DOES_NOT_COME and reason is None:
        raise InvalidInput(_("Pilih alasan tidak hadir."), field="reason")
    status = S.CONFIRMED if answer is Answer.COMES else S.DECLINED
    reason = reason if status is S.DECLINED else None
    note = note.strip()[:1000] if status is S.DECLINED else ""
    if (participant.status, participant.decline_reason, participant.answer_note) == (status, reason, note):
        return
    end_representation(participant, actor, at)
    participant.status, participant.decline_reason, participant.answer_note = status, reason, note
    participant.answered_at = participant.updated_at = at
    touch_roster(meeting.id)
    words = "akan hadir" if status is S.CONFIRMED else f"tidak hadir ({reason.label if reason else ''})"
    _record_answer(participant, actor, words, at)


def _send_substitute(participant: Participant, substitute: Substitute | None, actor: Actor, at: datetime) -> None:
    meeting = participant.meeting
    if not meeting.allow_representation:
        raise NotAllowed(_("Undangan kegiatan ini tidak dapat diwakilkan."))
    if substitute is None or not substitute.details.name:
        raise InvalidInput(_("Isi nama yang mewakili."), field="name")
    current = current_representation(participant)
    if current is not None:
        details = replace(substitute.details, institution=substitute.details.institution or participant.institution)
        similar = find_similar(meeting.id, details)
        if similar is not None and similar.id == current.representative_id:
            _correct(current, substitute, actor, at)
            return
        end_representation(participant, actor, at)
        db.session.flush()
    try:
        name_representative(participant, substitute.details, actor, at, basis=substitute.basis, same=substitute.same)
    except Unsuitable as error:  # whom the committee has withdrawn, or who is represented, is not for every guest to know
        refusal = _(
            "%(name)s tidak dapat dicatat di sini. Sebutkan orang lain atau hubungi panitia.", name=substitute.details.full_name
        )
        raise Conflict(refusal, field="name") from error
    participant.decline_reason, participant.answer_note = None, ""
    _record_answer(participant, actor, f"diwakilkan kepada {substitute.details.full_name}", at)


def current_representation(participant: Participant) -> Representation | None:
    """Who comes for this participant now."""
    statement = sa.select(Representation).where(
        Representation.represented_id == participant.id, Representation.ended_at.is_(None)
    )
    return db.session.scalar(statement)


def _correct(current: Representation, substitute: Substitute, actor: Actor, at: datetime) -> None:
    """The same representative, perhaps with another phone number or address; their pass stays. A second tap changes nothing."""
    person = current.representative
    if current.basis != substitute.basis[:300]:
        current.basis = substitute.basis[:300]
        _record_answer(current.represented, actor, f"diwakilkan kepada {person.full_name}", at)
    correct_representative(person, substitute.details, actor, at)


def _record_answer(participant: Participant, actor: Actor, words: str, at: datetime) -> None:
    record(
        actor,
        Action.ANSWER_GIVEN,
        at=at,
        meeting=participant.meeting,
        target=participant,
        target_name=participant.full_name,
        answer=words,
    )
    db.session.flush()
