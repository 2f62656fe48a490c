"""Who of those that are meant gets a letter, who does not and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from meetings.domain.invitations.sending import newcomers, sendable
from meetings.domain.invitations.states import served
from meetings.domain.letters.former import overtaken, tells_change
from meetings.domain.meetings import Activity, allows
from meetings.enums import LetterState
from meetings.extensions import db
from meetings.models import (
    Invitation,
    Letter,
    Meeting,
    Participant,
    standing,
)
from meetings.writing.names import full_name

PROTOCOL = (Participant.protocol_order, Participant.sort_name, Participant.id)


def count_unserved(letter: Letter, chosen: Sequence[sa.ColumnElement[bool]] = ()) -> tuple[int, int]:
    """(for how many of those that ``chosen`` lets through the run would do something, how many of them have no mail address)."""
    bare = sa.func.count(sa.case((Participant.email == "", 1)))
    statement = sa.select(sa.func.count(Participant.id), bare).where(*sendable(letter), *chosen, ~served(letter.id))
    number, without = db.session.execute(statement).one()
    return number, without


def count_sendable(letter: Letter, chosen: Sequence[sa.ColumnElement[bool]]) -> tuple[int, int, int]:
    """What `count_unserved` counts, and how many are meant besides who are served already."""
    number, without = count_unserved(letter, chosen)
    meant = db.session.scalar(sa.select(sa.func.count(Participant.id)).where(*sendable(letter), *chosen)) or 0
    return number, without, meant - number


def has_answered() -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: was invited, and comes, does not come or sends somebody."""
    answered = sa.or_(*(each.where() for each in (standing.COMING, standing.REPRESENTED, standing.DECLINED)))
    return sa.and_(answered, Participant.answered_at.is_not(None))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Of those meant, ``number`` get no letter for one reason, a `Standing`; None: they hold no letter that this one changes. ``names``: of
    all of them, where they are few."""

    reason: standing.Standing | None
    number: int
    names: list[str]


NAMED = 5  # people left out are named where there are no more


def left_out(letter: Letter, chosen: Sequence[sa.ColumnElement[bool]]) -> list[LeftOut]:
    """Who among those that ``chosen`` lets through gets no letter, by reason; two statements, the second for the names where they are few."""
    others = Participant.meeting_id == letter.meeting_id, ~sa.and_(*sendable(letter)), *chosen
    kind = Participant.status, Participant.source
    counted: dict[standing.Standing | None, int] = {}
    kinds: dict[standing.Standing | None, list[sa.ColumnElement[bool]]] = {}
    for status, source, number in db.session.execute(sa.select(*kind, sa.func.count()).where(*others).group_by(*kind)):
        reason = _reason(letter, status, source)
        counted[reason] = counted.get(reason, 0) + number
        kinds.setdefault(reason, []).append(sa.and_(Participant.status == status, Participant.source == source))
    few = [each for reason, number in counted.items() if number <= NAMED for each in kinds[reason]]
    names: dict[standing.Standing | None, list[str]] = {}
    if few:
        shown = sa.select(*kind, Participant.title_front, Participant.name, Participant.title_back)
        for row in db.session.execute(shown.where(*others, sa.or_(*few)).order_by(*PROTOCOL)):
            names.setdefault(_reason(letter, row.status, row.source), []).append(full_name(*row[2:]))
    return [LeftOut(reason, number, names.get(reason, [])) for reason, number in counted.items()]


def _reason(letter: Letter, status: str, source: str) -> standing.Standing | None:
    stands = standing.answer_of(status, source)
    return None if tells_change(letter) and stands is not standing.GONE else stands


def count_newcomers(letter: Letter) -> int:
    """Who is on the list and never heard of the meeting by a letter, so that a letter of change is not for them; 0 for other letters."""
    if not tells_change(letter):
        return 0
    mine = sa.exists().where(Invitation.letter_id == letter.id, Invitation.participant_id == Participant.id)
    return db.session.scalar(sa.select(sa.func.count(Participant.id)).where(*newcomers(letter), ~mine)) or 0


@dataclass(frozen=True, slots=True)
class Unsent:
    """A letter that took another one's place, and for how many it is that it has not left to."""

    letter: Letter
    number: int


def unsent_followers(meeting: Meeting) -> list[Unsent]:
    """The letters that took another one's place, hold, and have not left to all for whom they are, newest first; none once the meeting takes
    no invitations any more. A handful of statements for each such letter, which few are."""
    if not allows(meeting, Activity.INVITE):
        return []
    own = Letter.meeting_id == meeting.id, Letter.state == LetterState.ISSUED, Letter.corrects_id.is_not(None)
    holding = sa.select(Letter).where(*own, Letter.id.not_in(overtaken(meeting.id))).order_by(Letter.issued_at.desc())
    found = []
    for letter in db.session.scalars(holding).all():
        went = sa.select(Invitation.participant_id).where(Invitation.letter_id == letter.id, Invitation.sent_at.is_not(None))
        lacking = sa.select(sa.func.count(Participant.id)).where(*sendable(letter), Participant.id.not_in(went))
        if number := db.session.scalar(lacking):
            found.append(Unsent(letter, number))
    return found


def some_have_heard(letter: Letter) -> bool:
    """Is this an invitation, and are there some to be invited who never heard of the meeting beside others who have?"""
    other = sa.exists().where(Letter.meeting_id == letter.meeting_id, Letter.id != letter.id, Letter.state == LetterState.ISSUED)
    if tells_change(letter) or not db.session.scalar(sa.select(other)):
        return False
    invited = sa.select(sa.func.count(Participant.id)).where(*sendable(letter))
    both = sa.select(invited.scalar_subquery(), invited.where(*newcomers(letter)).scalar_subquery())
    counted: Any = db.session.execute(both).one()
    return bool(0 < counted[1] < counted[0])
