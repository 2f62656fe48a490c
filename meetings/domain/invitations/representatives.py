"""Whoever comes in another's place is told so, whoever named them; and told again when it is no longer so."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from meetings.domain import outbox, passes
from meetings.domain.invitations.answers import may_answer
from meetings.domain.invitations.mails import RELEASED, REPRESENTATIVE, TURNED_DOWN, told_to
from meetings.domain.invitations.messages import contact_words
from meetings.domain.invitations.states import left
from meetings.domain.letters.facts import holding_now, schedule_mark
from meetings.domain.meetings.following import follows_facts
from meetings.domain.participants.following import follows_naming, follows_release, follows_turning_down
from meetings.domain.participants.sessions import called_ids
from meetings.enums import N_
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Letter, Meeting, Participant, Representation
from meetings.passcode import new_id

MOVED = N_("Jadwal atau tempat berubah; diganti dengan surel yang memuat keadaan sekarang.")
NO_MORE = N_("Yang diwakili hadir sendiri atau diwakili orang lain; penerima tidak lagi mewakilinya.")


@follows_naming
def tell_representative(row: Representation, at: datetime) -> None:
    """The representative's own pass, by mail, if there is an address; what waits to an address of before is not sent."""
    outbox.withdraw_messages(told_before(row.representative), at, N_("Diganti dengan surel ke alamat yang baru."))
    _send_pass(row, at)


@follows_facts
def tell_of_now(meeting: Meeting, _sessions: Collection[str] | None, at: datetime) -> None:
    """What waits and says another day, hour or place than holds now is written anew."""
    mine = Delivery.meeting_id == meeting.id, Delivery.kind == REPRESENTATIVE.name
    overtaken = sa.and_(*mine, ~Delivery.dedupe_key.contains(schedule_mark(meeting), autoescape=True))
    keys = outbox.withdraw_messages(overtaken, at, MOVED)
    if not keys:
        return
    people = {key.split(":")[1] for key in keys if key}
    open_now = Representation.representative_id.in_(people), Representation.ended_at.is_(None)
    for row in db.session.scalars(sa.select(Representation).where(*open_now).order_by(Representation.id)).all():
        _send_pass(row, at)


def _send_pass(row: Representation, at: datetime) -> None:
    person = row.representative
    issued = passes.active_pass(person)
    if person.email and issued is not None:
        _queue(REPRESENTATIVE, row, at, pass_url=passes.pass_page(issued))


@follows_release
def release_representative(row: Representation, at: datetime) -> None:
    """What has not left does not leave; whoever had it is told that it is over."""
    person = row.representative
    outbox.withdraw_messages(told_before(person), at, NO_MORE)
    told = sa.select(sa.exists().where(told_before(person), left()))
    if person.email and db.session.scalar(told):
        _queue(RELEASED, row, at, invited=not person.is_representative)


@follows_turning_down
def ask_for_another(row: Representation, at: datetime) -> None:
    """Whoever named them is asked to name somebody else, or to come; on no account why, which would tell them about the list."""
    person = row.represented
    theirs = sa.select(Invitation).join(Letter).where(Invitation.participant_id == person.id, Letter.issued_at.is_not(None))
    held = db.session.scalar(theirs.order_by(Letter.issued_at.desc()).limit(1))
    if held is None or not person.email or may_answer(person, at):
        return
    meeting = person.meeting
    now = holding_now(meeting, allowed=called_ids([person.id]).get(person.id))
    facts = {"day": now.day, "hours": now.hours, "answer_url": passes.answer_link(held), "contact": contact_words(meeting)}
    message = outbox.Message(
        kind=TURNED_DOWN,
        address=person.email,
        recipient_name=person.full_name,
        content=outbox.compose(TURNED_DOWN.name, meeting=meeting, person=person, other=row.representative, **facts),
        meeting_id=meeting.id,
        dedupe_key=f"{told_to(person.id, TURNED_DOWN.name)}{row.id}",
    )
    outbox.queue_messages([message], at)


def told_before(person: Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on Delivery: the mails that told this person for whom they come; they carry a link to the pass of then."""
    prefix = told_to(person.id)
    return sa.and_(Delivery.meeting_id == person.meeting_id, Delivery.dedupe_key.startswith(prefix, autoescape=True))


def _queue(kind: outbox.Kind, row: Representation, at: datetime, **words: object) -> None:
    person, meeting = row.representative, row.representative.meeting
    theirs = holding_now(meeting, allowed=called_ids([person.id]).get(person.id))
    facts = {"day": theirs.day, "hours": theirs.hours, "venue": meeting.venue, "called": theirs.sessions}
    content = outbox.compose(kind.name, meeting=meeting, person=person, represented=row.represented, **facts, **words)
    message = outbox.Message(
        kind=kind,
        address=person.email,
        recipient_name=person.full_name,
        content=content,
        meeting_id=meeting.id,
        # Tells whose it is and of which facts; a corrected address is written to again.
        dedupe_key=f"{told_to(person.id, kind.name)}{schedule_mark(meeting)}{new_id()}",
    )
    outbox.queue_messages([message], at)
