"""Who of those that are meant gets a letter, who does not and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from meetings.domain.invitations.messages import has_whatsapp
from meetings.domain.invitations.sending import newcomers, sendable
from meetings.domain.invitations.states import served, served_otherwise
from meetings.domain.letters.former import overtaken, tells_change
from meetings.domain.meetings import Activity, allows
from meetings.enums import LetterState, SendingState
from meetings.extensions import db
from meetings.models import (
    Invitation,
    Letter,
    Meeting,
    Participant,
    standing,
)
from meetings.models.participant import PROTOCOL
from meetings.writing.names import full_name


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


@dataclass(frozen=True, slots=True)
class Ways:
    """By which way those reach their letter for whom there is something to do: by mail, else by WhatsApp, else carried to them."""

    by_mail: int
    by_phone: int
    by_neither: int

    @property
    def bare(self) -> int:
        """Who has no mail address."""
        return self.by_phone + self.by_neither

    @property
    def people(self) -> int:
        """All of them."""
        return self.by_mail + self.bare


def count_ways(letter: Letter, chosen: Sequence[sa.ColumnElement[bool]]) -> Ways:
    """Of whom `count_unserved` counts; one statement."""
    phone = sa.and_(Participant.email == "", has_whatsapp())
    counted = sa.func.count(sa.case((Participant.email != "", 1))), sa.func.count(sa.case((phone, 1))), sa.func.count()
    statement = sa.select(*counted).select_from(Participant).where(*sendable(letter), *chosen, ~served(letter.id))
    by_mail, by_phone, everybody = db.session.execute(statement).one()
    return Ways(by_mail, by_phone, everybody - by_mail - by_phone)


def has_answered() -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: was invited, and comes, does not come or sends somebody."""
    said = standing.COMING.statuses | standing.REPRESENTED.statuses | standing.DECLINED.statuses
    return sa.and_(Participant.answered_at.is_not(None), replace(standing.COMING, statuses=said).where())


def count_exceptions(letter: Letter) -> Any:
    """Of the letter's invitations those of people who are off the list, and of them those sent, opened and with a print; ``off``, of people for
    whom it is not (any more), of them ``off_sent``; ``silent``, of people who have not answered. Most are none of these; one statement."""
    theirs = sa.and_(Invitation.letter_id == letter.id, Invitation.participant_id == Participant.id)

    def those(condition: sa.ColumnElement[bool], column: Any = Invitation.participant_id) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((condition, column)))

    gone, off, silent = standing.GONE.where(), ~sa.and_(*sendable(letter)), ~has_answered()
    columns = Invitation.participant_id, Invitation.sent_at, Invitation.opened_at, Invitation.document_id
    statement = (
        sa.select(
            *(those(gone, column) for column in columns),
            those(off).label("off"),
            those(off, Invitation.sent_at).label("off_sent"),
            those(silent).label("silent"),
        )
        .select_from(sa.join(Participant, Invitation, theirs, isouter=True))
        .where(Participant.meeting_id == letter.meeting_id, sa.or_(off, silent))
    )
    return db.session.execute(statement).one()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Of those meant, ``number`` get no letter for one reason, a `Standing` or that they hold another one (`SendingState.OTHER`); None: they
    hold no letter that this one changes. ``names``: of all of them, where they are few."""

    reason: standing.Standing | SendingState | None
    number: int
    names: list[str]


NAMED = 5  # people left out are named where there are no more


def left_out(letter: Letter, chosen: Sequence[sa.ColumnElement[bool]]) -> list[LeftOut]:
    """Who among those that ``chosen`` lets through gets no letter, by reason; two statements, the second for the names where they are few."""
    theirs = Participant.meeting_id == letter.meeting_id, ~standing.UNITED.where()
    others = *theirs, ~sa.and_(*sendable(letter)), *chosen
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


def held_otherwise(letter: Letter) -> LeftOut | None:
    """Who gets the letter only where it is asked for, because they hold another one; None: there is nobody. Two statements at most."""
    theirs = *sendable(letter), served_otherwise(letter), ~served(letter.id)
    number = db.session.scalar(sa.select(sa.func.count(Participant.id)).where(*theirs)) or 0
    names = sa.select(Participant.title_front, Participant.name, Participant.title_back).where(*theirs).order_by(*PROTOCOL)
    few = db.session.execute(names).all() if 0 < number <= NAMED else []
    return LeftOut(SendingState.OTHER, number, [full_name(*row) for row in few]) if number else None


def _reason(letter: Letter, status: str, source: str) -> standing.Standing | None:
    stands = standing.answer_of(status, source, stands_in=False)  # who has not answered gets the letter, whomever they come for
    return None if tells_change(letter) and stands is not standing.WITHDRAWN else stands


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
        if number := db.session.scalar(lacking.where(~served_otherwise(letter))):
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
