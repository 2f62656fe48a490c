"""A meeting is called off, or takes place after all: everybody who was told of it is told that, once, with a calendar update."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import defer

from meetings.documents.calendar import calendar_method, write_calendar
from meetings.domain import outbox, tasks
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.audit import Action, Actor, record
from meetings.domain.invitations.mails import (
    CANCELLATION,
    INVITATION,
    OFF,
    OFF_AGAIN,
    ON_AGAIN,
    RELEASED,
    REMINDER,
    REPRESENTATIVE,
    REVIVAL,
    TURNED_DOWN,
    notice_to,
)
from meetings.domain.invitations.messages import contact_words
from meetings.domain.invitations.representatives import tell_of_now
from meetings.domain.letters.facts import Facts, holding_now, said_by
from meetings.domain.letters.former import MAYBE, reached
from meetings.domain.letters.times import announced_days, calendar_events
from meetings.domain.meetings import Activity, allows, follows_state
from meetings.domain.participants.sessions import called_ids
from meetings.enums import DeliveryState, MeetingState, RunKind
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Letter, Meeting, Participant, Representation, Session, TaskRun, standing
from meetings.models.participant import PROTOCOL

CHUNK = 200
OF_INVITING = (INVITATION.name, REMINDER.name, REPRESENTATIVE.name, RELEASED.name, TURNED_DOWN.name)


@dataclass(frozen=True, slots=True)
class Told:
    """How many people know of the meeting; ``by_mail`` of them can be written to. ``misled``: to how many of these a mail said last that it
    is off, so that they are written to when it is not."""

    people: int
    by_mail: int
    misled: int

    @property
    def otherwise(self) -> int:
        """Who has no address and must be told in another way."""
        return self.people - self.by_mail


def told(meeting_id: str, *, few: bool = False) -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: is on the list and knows of the meeting. Their invitation left, or may have, or its page was seen; they
    answered; or they come for somebody. ``few``: few people are asked about, so their invitations are looked up and not all are read."""
    who = sa.select(Invitation.participant_id).where(Invitation.meeting_id == meeting_id, reached(meeting_id))
    # Of many with IN: EXISTS looks to PostgreSQL as dear as if it were asked row by row, and it compiles the statement, which costs more.
    heard = Participant.id.in_(who)
    if few:
        theirs = who.where(Invitation.participant_id == Participant.id).correlate(Participant)
        heard = theirs.limit(1).scalar_subquery().is_not(None)
    # What a person's own row says is asked first.
    sent = sa.select(Representation.representative_id).where(Representation.ended_at.is_(None))
    knows = sa.or_(Participant.answered_at.is_not(None), standing.STANDING_IN.where(), heard, Participant.id.in_(sent))
    return sa.and_(Participant.meeting_id == meeting_id, standing.LISTED.where(), knows)


def count_told(meeting: Meeting) -> Told:
    """Two statements, where nobody is misled."""
    # Who has no address is few and stands in an index; all the others' rows, which are wide, stay unread.
    everybody = sa.select(sa.func.count(Participant.id)).where(told(meeting.id))
    no_address = Participant.email == sa.literal_column("''")
    bare = sa.select(sa.func.count(Participant.id)).where(told(meeting.id, few=True), no_address)
    row: Any = db.session.execute(sa.select(everybody.scalar_subquery(), bare.scalar_subquery())).one()
    people, by_mail = int(row[0]), int(row[0] - row[1])
    return Told(people, by_mail, len(_recipients(meeting, off=False)))


def _recipients(meeting: Meeting, *, off: bool) -> list[str]:
    """The ids of those who are written to, in protocol order: that it is off, all who know of it; that it is on again, who last read of
    them that it is off."""
    misled = None if off else _misled(meeting)
    if misled is not None and not misled:
        return []
    statement = sa.select(Participant.id).where(told(meeting.id), Participant.email != "")
    ids = db.session.scalars(statement.order_by(*PROTOCOL)).all()
    return [each for each in ids if misled is None or each in misled]


def _misled(meeting: Meeting) -> set[str]:
    """The ids of the participants who last read of the meeting that it is off."""
    notices = Delivery.meeting_id == meeting.id, Delivery.kind.in_((CANCELLATION.name, REVIVAL.name))
    went = sa.select(Delivery.created_at, Delivery.id, Delivery.dedupe_key, Delivery.kind)
    # Put in order here: SQLite would read all messages of the meeting in that order, to find none.
    heard = sorted(db.session.execute(went.where(*notices, Delivery.state.in_((DeliveryState.SENT, *MAYBE)))).all())
    last = {(key or "").rpartition(":")[2]: kind for _at, _id, key, kind in heard}
    return {each for each, kind in last.items() if kind == CANCELLATION.name}


@follows_state
def tell_everybody(meeting: Meeting, before: MeetingState, actor: Actor, at: datetime) -> None:
    """Start the run that writes to everybody who was told; of a meeting that is off no invitation leaves any more. What waited then leaves
    once the meeting is on again."""
    off, on_again = meeting.state is MeetingState.CANCELLED, before is MeetingState.CANCELLED
    if off:
        waiting = Delivery.meeting_id == meeting.id, Delivery.kind.in_(OF_INVITING)
        outbox.withdraw_messages(sa.and_(*waiting), at, OFF)
    elif allows(meeting, Activity.INVITE):
        back = Delivery.meeting_id == meeting.id, Delivery.kind.in_(OF_INVITING)
        if outbox.bring_back(sa.and_(*back), at, OFF):
            tell_of_now(meeting, None, at)
    if not off and not on_again:
        return
    overtaken = Delivery.meeting_id == meeting.id, Delivery.kind == (REVIVAL if off else CANCELLATION).name
    outbox.withdraw_messages(sa.and_(*overtaken), at, OFF_AGAIN if off else ON_AGAIN)
    ids = _recipients(meeting, off=off)
    if not ids:
        return
    kind = CANCELLATION if off else REVIVAL
    title = _("Pemberitahuan: kegiatan dibatalkan") if off else _("Pemberitahuan: kegiatan jadi dilaksanakan")
    arguments = {"participants": ids, "mail": kind.name}
    tasks.start_run(RunKind.SEND_NOTICES, title, arguments, actor, at, total=len(ids), meeting=meeting)
    record(actor, Action.NOTICES_QUEUED, at=at, meeting=meeting, target=meeting, target_name=meeting.title, count=len(ids))


def write_next(run: TaskRun, claim: str, at: datetime) -> bool:
    """Queue the mails to the run's next recipients; False when the last are queued and the run is settled. The caller commits each step.
    Raises ``tasks.TaskLost``."""
    step = run.arguments["participants"][run.position : run.position + CHUNK]
    if not step:
        tasks.settle_run(run.id, claim, at)
        return False
    meeting = db.session.get_one(Meeting, run.meeting_id)
    people = sa.select(Participant).where(Participant.id.in_(step), standing.LISTED.where(), Participant.email != "")
    found = db.session.scalars(people).all()
    outbox.queue_messages(_mails(meeting, found, run), at)
    tasks.count_prepared(run, claim, at, len(step), done=len(found), dropped=len(step) - len(found))
    return True


def notice_run(meeting: Meeting) -> TaskRun | None:
    """The newest run that told people of this meeting's state."""
    statement = sa.select(TaskRun).where(TaskRun.meeting_id == meeting.id, TaskRun.kind == RunKind.SEND_NOTICES)
    return db.session.scalar(statement.options(defer(TaskRun.arguments)).order_by(TaskRun.created_at.desc()).limit(1))


def _mails(meeting: Meeting, people: Sequence[Participant], run: TaskRun) -> list[outbox.Message]:
    kind = CANCELLATION if run.arguments["mail"] == CANCELLATION.name else REVIVAL
    sessions = list_sessions(meeting)
    told_to = _said_to(meeting, [person.id for person in people])
    called, announced = called_ids([person.id for person in people]), announced_days(meeting)
    calendars = {
        allowed: _calendar(meeting, sessions, allowed, announced) for allowed in {called.get(person.id) for person in people}
    }
    holds = {allowed: holding_now(meeting, sessions, allowed=allowed) for allowed in calendars}
    facts = {"meeting": meeting, "contact": contact_words(meeting)}
    return [
        outbox.Message(
            kind=kind,
            address=person.email,
            recipient_name=person.full_name,
            content=outbox.compose(
                kind.name,
                person=person,
                now=holds[called.get(person.id)],
                said=told_to.get(person.id, holds[called.get(person.id)]),
                **facts,
            ),
            attachments=[calendars[called.get(person.id)]],
            meeting_id=meeting.id,
            task_id=run.id,
            dedupe_key=notice_to(person.id, kind.name, run.id),
        )
        for person in people
    ]


def _calendar(
    meeting: Meeting, sessions: Sequence[Session], allowed: Collection[str] | None, announced: int
) -> dict[str, object]:
    events = calendar_events(meeting, sessions, outbox.calendar_domain(), expected=allowed, announced=announced)
    media_type = f"text/calendar; method={calendar_method(events)}; charset=utf-8"
    return outbox.attach_bytes("undangan.ics", media_type, write_calendar(events, meeting.title))


def _said_to(meeting: Meeting, ids: Sequence[str]) -> dict[str, Facts]:
    """By participant: what the newest letter said that has reached them; for somebody who comes for another and got none, the other's. Two
    statements, and one for each letter of the meeting."""
    comes_for = dict(
        db.session.execute(
            sa.select(Representation.representative_id, Representation.represented_id).where(
                Representation.representative_id.in_(ids), Representation.ended_at.is_(None)
            )
        ).all()
    )
    heard = (
        sa.select(Invitation.participant_id, Invitation.letter_id)
        .join(Letter, Letter.id == Invitation.letter_id)
        .where(Invitation.participant_id.in_([*ids, *comes_for.values()]), reached(meeting.id), Letter.issued_at.is_not(None))
        .order_by(Letter.issued_at)
    )
    newest: dict[str, str] = dict(db.session.execute(heard).all())
    found = {letter_id: db.session.get_one(Letter, letter_id) for letter_id in set(newest.values())}
    called, letters = called_ids(ids), {each: newest.get(each, newest.get(comes_for.get(each, ""), "")) for each in ids}
    sorts = {each: (letter_id, called.get(each)) for each, letter_id in letters.items() if letter_id in found}
    said = {sort: said_by(found[sort[0]], allowed=sort[1]) for sort in set(sorts.values()) if found[sort[0]].frozen}
    return {each: said[sort] for each, sort in sorts.items() if sort in said}
