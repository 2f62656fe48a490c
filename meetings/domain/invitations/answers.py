"""The recipient's answer: comes, does not come, sends somebody. It may be changed until the deadline; the last one counts."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import blake2s

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require, touch_roster
from meetings.domain.participants import (
    Details,
    came,
    correct_as_guest,
    end_representation,
    hold_participant,
    name_as_guest,
)
from meetings.domain.participants.places import hold_places
from meetings.domain.participants.representation import TYPED
from meetings.domain.participants.similar import is_meant_again
from meetings.enums import DeclineReason, MeetingState, ParticipantSource, ParticipantStatus
from meetings.errors import Conflict, InvalidInput, NotAllowed, WrongState
from meetings.extensions import db
from meetings.models import Invitation, Letter, Participant, Representation, Session, participant_session, standing
from meetings.models.agenda import session_over

S = ParticipantStatus


class Answer(StrEnum):
    """What a recipient can say."""

    COMES = "hadir"
    DOES_NOT_COME = "tidak-hadir"
    REPRESENTED = "diwakilkan"


@dataclass(frozen=True, slots=True)
class Substitute:
    """Who comes instead, as typed on the answer page; ``basis`` is the assignment letter or disposition."""

    details: Details
    basis: str = ""


class AnswerChanged(Conflict):
    """Somebody has answered since the page was opened, and otherwise."""

    code = "answer_changed"


def answer_mark(participant: Participant) -> str:
    """By which a page tells on which answer it was opened."""
    current = current_representation(participant)
    said = [participant.status.value, participant.decline_reason or "", participant.answer_note, participant.answered_by]
    if current is not None:
        person = current.representative
        shown = TYPED if person.is_representative else ("title_front", "name", "title_back", "position")  # as the page does
        said += [current.basis, *(getattr(person, name) for name in shown)]
    return blake2s("\n".join(said).encode(), digest_size=8).hexdigest()


def may_answer(participant: Participant, at: datetime, *, to_another: bool = False) -> str:
    """Why no answer is taken (any more), in words for them, or for somebody who answers the invitation of another (``to_another``); empty when one is."""
    meeting = participant.meeting
    if standing.GONE.of(participant):
        return _("Undangan ini sudah tidak berlaku. Hubungi panitia.")
    if meeting.state is MeetingState.CANCELLED:
        return _("Kegiatan ini dibatalkan.")
    if meeting.state in (MeetingState.FINISHED, MeetingState.ARCHIVED):
        return _("Kegiatan ini sudah selesai.")
    if refusal := _door_has_answered(participant, to_another=to_another):
        return refusal
    if _all_over(participant, at):
        return _("Acaranya sudah berakhir, jadi undangan ini tidak dapat dijawab lagi.")
    if meeting.answer_deadline is not None and at > meeting.answer_deadline:
        return _("Batas waktu menjawab sudah lewat. Hubungi panitia untuk mengubah jawaban.")
    return ""


def must_come(participant: Participant, *, to_another: bool = False) -> str:
    """Why no other answer than "comes" is taken of them, in words as of `may_answer`: they come for somebody. Empty when any is."""
    if participant.representing is None:
        return ""
    other = participant.representing.represented.full_name
    if to_another:
        person = participant.full_name
        return _("%(person)s tercatat mewakili %(name)s. Bila berhalangan, hubungi panitia.", person=person, name=other)
    return _("Anda tercatat mewakili %(name)s. Bila Anda tidak dapat hadir, hubungi panitia.", name=other)


def _door_has_answered(participant: Participant, *, to_another: bool) -> str:
    """Why an answer would contradict what was recorded at the door: they came, or somebody came for them."""
    if came(participant):
        if to_another:
            name = participant.full_name
            return _(
                "Kehadiran %(name)s sudah tercatat, jadi undangan ini tidak perlu dijawab lagi. Hubungi panitia bila itu keliru.",
                name=name,
            )
        return _("Kehadiran Anda sudah tercatat, jadi undangan ini tidak perlu dijawab lagi. Hubungi panitia bila itu keliru.")
    current = current_representation(participant)
    if current is not None and came(current.representative):
        if to_another:
            return _(
                "%(name)s sudah tercatat hadir mewakili %(person)s, jadi jawaban tidak dapat diubah lagi. Hubungi panitia bila itu keliru.",
                name=current.representative.full_name,
                person=participant.full_name,
            )
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
    on_behalf: Actor | None = None,
    seen: str = "",
) -> None:
    """Take the recipient's answer; the same one twice changes nothing. ``on_behalf``: who gives it for them, if not they themselves;
    ``seen``: the `answer_mark` of the page it comes from, where that says.

    Raises WrongState after the deadline or when the recipient is off the list, InvalidInput when the reason or the
    representative is missing, NotAllowed when nobody may be represented, Conflict for somebody who is to come for themselves,
    AnswerChanged when ``seen`` is not the answer of now, which is another one than this.
    """
    participant, meeting = invitation.participant, invitation.meeting
    hold_participant(participant)  # of two answers at once the second sees what the first has written
    db.session.refresh(meeting)
    require(meeting, Activity.INVITE)
    if refusal := may_answer(participant, at, to_another=on_behalf is not None):
        raise WrongState(refusal)
    note_opened(invitation, at)
    actor = on_behalf or Actor("guest", participant.id, participant.full_name)
    db.session.refresh(participant, ["representing"])
    if answer is not Answer.COMES and (refusal := must_come(participant, to_another=on_behalf is not None)):
        raise WrongState(refusal)
    stale = bool(seen) and seen != answer_mark(participant)
    if answer is Answer.REPRESENTED:
        same = substitute is not None and _is_sent(participant, substitute)
        if stale and not same:
            raise AnswerChanged(_stale())
        _send_substitute(participant, substitute, actor, at)
        if not same:
            participant.answered_by = on_behalf.name[:300] if on_behalf else ""
        return
    if answer is Answer.DOES_NOT_COME and reason is None:
        raise InvalidInput(_("Pilih alasan tidak hadir."), field="reason")
    status = S.CONFIRMED if answer is Answer.COMES else S.DECLINED
    reason = reason if status is S.DECLINED else None
    note = note.strip()[:1000] if status is S.DECLINED else ""
    same = (participant.status, participant.decline_reason, participant.answer_note) == (status, reason, note)
    if same and participant.answered_at is not None:  # a representative comes since they were named, and may say so
        return
    if stale:
        raise AnswerChanged(_stale())
    end_representation(participant, actor, at)
    participant.status, participant.decline_reason, participant.answer_note = status, reason, note
    participant.answered_at = participant.updated_at = at
    participant.answered_by = on_behalf.name[:300] if on_behalf else ""
    touch_roster(meeting.id)
    words = "akan hadir" if status is S.CONFIRMED else "tidak hadir"  # why is personal, and the trail is read by others
    _record_answer(participant, actor, words, at)


def has_no_letter(participant: Participant) -> bool:
    """Whether an institution has named them and no letter invites them: their pass is all they have to answer by."""
    if participant.source is not ParticipantSource.DELEGATION:
        return False
    held = sa.select(
        sa.exists().where(
            Invitation.participant_id == participant.id, Invitation.letter_id == Letter.id, Letter.issued_at.is_not(None)
        )
    )
    return not db.session.scalar(held)


def answer_by_pass(participant: Participant, reason: DeclineReason | None, at: datetime, note: str = "") -> None:
    """Somebody of an institution who has no letter says that they do not come, and why; ``reason`` None: that they do after all. The same
    one twice changes nothing. Raises `WrongState` where no answer is taken or they have a letter, `Conflict` where their place is taken."""
    hold_participant(participant)
    require(participant.meeting, Activity.INVITE)
    db.session.refresh(participant, ["representing"])
    if refusal := may_answer(participant, at) or must_come(participant):
        raise WrongState(refusal)
    if not has_no_letter(participant) or participant.status not in (S.CONFIRMED, S.DECLINED):
        raise WrongState(_("Jawab lewat tautan pada surat undangan Anda."))
    status, note = S.DECLINED if reason else S.CONFIRMED, note.strip()[:1000] if reason else ""
    if (participant.status, participant.decline_reason, participant.answer_note) == (status, reason, note):
        return
    if status is S.CONFIRMED and participant.category is not None:
        hold_places(participant.category, 1)
    participant.status, participant.decline_reason, participant.answer_note = status, reason, note
    participant.answered_at = participant.updated_at = at
    participant.answered_by = ""
    touch_roster(participant.meeting_id)
    actor = Actor("guest", participant.id, participant.full_name)
    _record_answer(participant, actor, "tidak hadir" if reason else "akan hadir", at)


def _send_substitute(participant: Participant, substitute: Substitute | None, actor: Actor, at: datetime) -> None:
    meeting = participant.meeting
    if not meeting.allow_representation:
        raise NotAllowed(_("Undangan kegiatan ini tidak dapat diwakilkan."))
    if substitute is None or not substitute.details.name:
        raise InvalidInput(_("Isi nama yang mewakili."), field="name")
    current = current_representation(participant)
    if current is not None:
        details = replace(substitute.details, institution=substitute.details.institution or participant.institution)
        if is_meant_again(current.representative, details):
            _correct(current, substitute, actor, at)
            return
        end_representation(participant, actor, at)
        db.session.flush()
    name_as_guest(participant, substitute.details, actor, at, basis=substitute.basis)
    participant.decline_reason, participant.answer_note = None, ""
    _record_answer(participant, actor, f"diwakilkan kepada {substitute.details.full_name}", at)


def _stale() -> str:
    return _("Jawaban undangan ini sudah berubah sejak halaman dibuka, dan jawaban Anda belum disimpan.")


def _is_sent(participant: Participant, substitute: Substitute) -> bool:
    """Whether they send this very person already, with what is known of them."""
    current = current_representation(participant)
    if current is None:
        return False
    person, typed = current.representative, substitute.details
    same = all(getattr(typed, name) in ("", getattr(person, name)) for name in TYPED)
    return same and typed.name == person.name and substitute.basis[:300] == current.basis


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
    correct_as_guest(person, substitute.details, actor, at)


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
