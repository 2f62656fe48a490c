"""A letter that follows another one: whom the former ones have reached, and whether it speaks to them of a change."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings.enums import DeliveryState, LetterState
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Letter, Participant, standing

MAYBE = (DeliveryState.TRANSMITTING, DeliveryState.UNCERTAIN)


def chain_of(letter: Letter) -> Sequence[Letter]:
    """The letter, the one it corrects, the one that one corrects …; few."""
    chain = [letter]
    while chain[-1].corrects is not None:
        chain.append(chain[-1].corrects)
    return chain


def overtaken(meeting_id: str) -> sa.Select[Any]:
    """The ids of the meeting's letters whose place an issued one has taken."""
    later = aliased(Letter)
    issued = later.meeting_id == meeting_id, later.state == LetterState.ISSUED
    return sa.select(later.corrects_id).where(*issued, later.corrects_id.is_not(None))


def not_overtaken() -> sa.ColumnElement[bool]:
    """WHERE clause on Letter: no issued one has taken its place; of letters of many meetings."""
    later = aliased(Letter)
    taken = sa.exists().where(later.corrects_id == Letter.id, later.state == LetterState.ISSUED)
    return ~taken.correlate(Letter)


def beside(letter: Letter) -> tuple[sa.ColumnElement[bool], ...]:
    """WHERE clauses on Letter: another one of its meeting that holds, and that it does not follow. Who has such a one waits for it no more, unless it
    tells a change."""
    followed = [each.id for each in chain_of(letter)]
    holding = Letter.meeting_id == letter.meeting_id, Letter.state == LetterState.ISSUED
    return *holding, Letter.id.not_in(followed), Letter.id.not_in(overtaken(letter.meeting_id))


def reached(meeting_id: str) -> sa.ColumnElement[bool]:
    """WHERE clause on Invitation: it left, or may have, or its page was seen."""
    maybe = sa.select(Delivery.invitation_id).where(
        Delivery.meeting_id == meeting_id, Delivery.state.in_(MAYBE), Delivery.invitation_id.is_not(None)
    )
    return sa.or_(Invitation.sent_at.is_not(None), Invitation.opened_at.is_not(None), Invitation.id.in_(maybe))


def knows_of(meeting_id: str, person: Any = Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on Invitation and its participant (``person``: under which alias): the same, or they have answered since it was made and
    no other one that reached them can be what they answered."""
    other = aliased(Invitation)
    seen = sa.or_(other.sent_at.is_not(None), other.opened_at.is_not(None))
    elsewhere = sa.exists().where(other.participant_id == person.id, other.id != Invitation.id, seen)
    since = person.answered_at.is_not(None), person.answered_at >= Invitation.created_at
    answered = sa.and_(*since, ~elsewhere.correlate(Invitation, person))
    return sa.or_(reached(meeting_id), answered)


def who_know(meeting_id: str, *which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The ids of the participants who know of their letter, of those invitations that ``which`` (WHERE clauses) lets through."""
    person = aliased(Participant)
    known = sa.select(Invitation.participant_id).join(person, person.id == Invitation.participant_id)
    return known.where(*which, knows_of(meeting_id, person))


def tells_change(letter: Letter) -> bool:
    """Does the letter speak of a change? Not a first letter, and not one that follows letters of which nobody has heard: that one invites in
    their place."""
    if letter.state is LetterState.ISSUED:  # asked for each mail: no other letter is read
        return letter.frozen.get("alters", letter.corrects_id) is not None
    return changed_by(letter) is not None


def changed_by(letter: Letter) -> Letter | None:
    """The letter of which it tells the change: the newest among those it follows of which somebody has heard. Of a draft it is judged now, of
    an issued one it stays as it was."""
    if letter.corrects is None:
        return None
    if letter.state is LetterState.ISSUED:
        meant = letter.frozen.get("alters", letter.corrects_id)
        return next((each for each in chain_of(letter)[1:] if each.id == meant), None)
    return newest_known(letter.corrects)


def heard_before(letter: Letter, participant_ids: Collection[str]) -> dict[str, Letter]:
    """By participant: the newest of the letters that a letter of change follows of which that very person has heard. Who has heard of none
    is left out, and of a letter that tells no change everybody. One statement, and one for each letter followed."""
    if not tells_change(letter):
        return {}
    chain = chain_of(letter)[1:]
    theirs = Invitation.letter_id.in_([each.id for each in chain]), Invitation.participant_id.in_(participant_ids)
    known = (
        sa.select(Invitation.participant_id, Invitation.letter_id)
        .join(Participant, Participant.id == Invitation.participant_id)
        .where(*theirs, knows_of(letter.meeting_id))
    )
    pairs = {(person, which) for person, which in db.session.execute(known)}
    return {person: each for each in reversed(chain) for person, which in pairs if which == each.id}


def newest_known(letter: Letter) -> Letter | None:
    """The letter, or the newest that it follows, of which somebody on the list has heard."""
    chain = chain_of(letter)
    known = (
        sa.select(Invitation.letter_id)
        .join(Participant, Participant.id == Invitation.participant_id)
        .where(Invitation.letter_id.in_([each.id for each in chain]), standing.LISTED.where(), knows_of(letter.meeting_id))
        .distinct()
    )
    ids = set(db.session.scalars(known))
    return next((each for each in chain if each.id in ids), None)
