"""The letters out there that say what does not hold any more, of all meetings that somebody sends letters for: where their work begins."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from meetings import clock
from meetings.config import local_day
from meetings.domain.letters.corrections import misled_by
from meetings.domain.letters.facts import holding_now
from meetings.domain.letters.former import not_overtaken
from meetings.domain.meetings.states import ALLOWED, Activity
from meetings.enums import LetterState
from meetings.extensions import db
from meetings.models import Invitation, Letter, Meeting, Participant, Session, standing
from meetings.models.agenda import SESSION_ORDER


@dataclass(slots=True)
class OldLetters:
    """Of a meeting: the ``letters`` that say another day, hour, place or deadline than holds, and by letter how many people are expected whose
    print says another name, office or session of them (``misnamed``)."""

    meeting: Meeting
    letters: list[Letter] = field(default_factory=list)
    misnamed: dict[str, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """Whose print says something old of them."""
        return sum(self.misnamed.values())


def old_letters(visible: sa.ColumnElement[bool], at: datetime) -> list[OldLetters]:
    """The visible meetings with such letters that take invitations and are not over, the soonest first. Three statements."""
    found: dict[str, OldLetters] = {}
    for letter in _misleading(visible, at):
        found.setdefault(letter.meeting_id, OldLetters(letter.meeting)).letters.append(letter)
    for meeting, letter_id, people in _misnamed(visible, at):
        found.setdefault(meeting.id, OldLetters(meeting)).misnamed[letter_id] = people
    return sorted(found.values(), key=lambda each: (each.meeting.starts_on, each.meeting.id))


def misnamed_of(meeting: Meeting, at: datetime) -> dict[str, int]:
    """The same of one meeting: by letter, how many people's print says something old of them. One statement."""
    return {letter_id: people for _meeting, letter_id, people in _misnamed(Meeting.id == meeting.id, at)}


def _in_force(visible: sa.ColumnElement[bool], at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """WHERE clauses on Letter and Meeting; the last day is that of each meeting's zone (`_ahead`)."""
    ahead = Meeting.ends_on >= local_day(at) - timedelta(days=1)
    return visible, ahead, Meeting.state.in_(ALLOWED[Activity.INVITE]), Letter.state == LetterState.ISSUED, not_overtaken()


def _ahead(meeting: Meeting, at: datetime) -> bool:
    return meeting.ends_on >= clock.local(at, meeting.timezone).date()


def _misleading(visible: sa.ColumnElement[bool], at: datetime) -> list[Letter]:
    held = sa.exists().where(Invitation.letter_id == Letter.id)
    statement = sa.select(Letter).join(Letter.meeting).options(contains_eager(Letter.meeting))
    statement = statement.where(*_in_force(visible, at), held).order_by(Letter.issued_at)
    letters = [each for each in db.session.scalars(statement) if _ahead(each.meeting, at)]
    if not letters:
        return []
    every = sa.select(Session).where(Session.meeting_id.in_({each.meeting_id for each in letters}))
    sessions: dict[str, list[Session]] = defaultdict(list)
    for session in db.session.scalars(every.order_by(*SESSION_ORDER)):
        sessions[session.meeting_id].append(session)
    return [each for each in letters if misled_by(each, holding_now(each.meeting, sessions[each.meeting_id]))]


def _misnamed(visible: sa.ColumnElement[bool], at: datetime) -> Sequence[tuple[Meeting, str, int]]:
    statement = (
        sa.select(Meeting, Letter.id, sa.func.count())
        .select_from(Invitation)
        .join(Letter, Letter.id == Invitation.letter_id)
        .join(Meeting, Meeting.id == Letter.meeting_id)
        .join(Participant, Participant.id == Invitation.participant_id)
        .where(*_in_force(visible, at), Invitation.misnamed_at.is_not(None), standing.EXPECTED.where())
        .group_by(Meeting.id, Letter.id)
    )
    rows: Any = db.session.execute(statement).all()
    return [(meeting, letter_id, people) for meeting, letter_id, people in rows if _ahead(meeting, at)]
