"""A meeting is called off, or takes place after all: everybody who was told of it is told that, once, with a calendar update."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
)
from meetings.domain.invitations.messages import contact_words
from meetings.domain.invitations.representatives import tell_of_now
from meetings.domain.letters.facts import Facts, holding_now, said_by
from meetings.domain.letters.former import MAYBE, reached
from meetings.domain.letters.times import announced_days, calendar_events
from meetings.domain.meetings import Activity, allows, follows_state
from meetings.enums import DeliveryState, MeetingState, RunKind
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Letter, Meeting, Participant, Representation, TaskRun, standing

CHUNK = 200
OF_INVITING = (INVITATION.name, REMINDER.name, REPRESENTATIVE.name, RELEASED.name)


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


def told(meeting_id: str) -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: is on the list and knows of the meeting. Their invitation left, or may have, or its page was seen; they
    answered; or they come for somebody."""
    mine = Invitation.participant_id == Participant.id, Invitation.meeting_id == meeting_id
    sent = sa.exists().where(*mine, Invitation.sent_at.is_not(None))
    maybe = sa.exists().where(*mine, Delivery.invitation_id == Invitation.id, Delivery.state.in_(MAYBE))
    seen = sa.exists().where(*mine, Invitation.opened_at.is_not(None))
    # What a person's own row says is asked first.
    invited_anyway = sa.exists().where(Representation.representative_id == Participant.id, Representation.ended_at.is_(None))
    knows = sa.or_(Participant.answered_at.is_not(None), standing.STANDING_IN.where(), sent, seen, maybe, invited_anyway)
    return sa.and_(Participant.meeting_id == meeting_id, standing.LISTED.where(), knows)


def count_told(meeting: Meeting) -> Told:
    """Two statements."""
    has_address = sa.func.count(sa.case((Participant.email != "", 1)))
    people, by_mail = db.session.execute(sa.select(sa.func.count(Participant.id), has_address).where(told(meeting.id))).one()
    return Told(people, by_mail, len(_recipients(meeting, off=False)))


def _recipients(meeting: Meeting, *, off: bool) -> list[str]:
    """The ids of those who are written to, in protocol order: that it is off, all who know of it; that it is on again, who last read of
    them that it is off."""
    statement = sa.select(Participant.id).where(told(meeting.id), Participant.email != "")
    ids = db.session.scalars(statement.order_by(Participant.protocol_order, Participant.sort_name, Participant.id)).all()
    if off:
        return list(ids)
    notices = Delivery.meeting_id == meeting.id, Delivery.kind.in_((CANCELLATION.name, REVIVAL.name))
    went = sa.select(Delivery.dedupe_key, Delivery.kind).where(*notices, Delivery.state.in_((DeliveryState.SENT, *MAYBE)))
    heard = db.session.execute(went.order_by(Delivery.created_at, Delivery.id))
    last = {(key or "").rpartition(":")[2]: kind for key, kind in heard}
    return [each for each in ids if last.get(each) == CANCELLATION.name]


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
    now, told_to = holding_now(meeting, sessions), _said_to(meeting, [person.id for person in people])
    events = calendar_events(meeting, sessions, outbox.mail_domain(), announced=announced_days(meeting))
    media_type = f"text/calendar; method={calendar_method(events)}; charset=utf-8"
    calendar = outbox.attach_bytes("undangan.ics", media_type, write_calendar(events, meeting.title))
    facts = {"meeting": meeting, "now": now, "contact": contact_words(meeting)}
    return [
        outbox.Message(
            kind=kind,
            address=person.email,
            recipient_name=person.full_name,
            content=outbox.compose(kind.name, person=person, said=told_to.get(person.id, now), **facts),
            attachments=[calendar],
            meeting_id=meeting.id,
            task_id=run.id,
            dedupe_key=f"{kind.name}:{run.id}:{person.id}",
        )
        for person in people
    ]


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
    said = {letter_id: said_by(letter) for letter_id, letter in found.items() if letter.frozen}
    letters = {each: newest.get(each, newest.get(comes_for.get(each, ""), "")) for each in ids}
    return {each: said[letter_id] for each, letter_id in letters.items() if letter_id in said}
