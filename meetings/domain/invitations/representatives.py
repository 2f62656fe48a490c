"""Whoever comes in another's place is told so, whoever named them; and told again when it is no longer so."""

from datetime import datetime

import sqlalchemy as sa

from meetings.domain import outbox, passes
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.invitations.mails import RELEASED, REPRESENTATIVE, told_to
from meetings.domain.invitations.states import left
from meetings.domain.letters.times import day_and_hours
from meetings.domain.participants.following import follows_naming, follows_release
from meetings.extensions import db
from meetings.models import Delivery, Participant, Representation
from meetings.passcode import new_id

NO_MORE = "Yang diwakili hadir sendiri atau diwakili orang lain; penerima tidak lagi mewakilinya."


@follows_naming
def tell_representative(row: Representation, at: datetime) -> None:
    """The representative's own pass, by mail, if there is an address; what waits to an address of before is not sent."""
    person = row.representative
    outbox.withdraw_messages(told_before(person), at, "Diganti dengan surel ke alamat yang baru.")
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


def told_before(person: Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on Delivery: the mails that told this person for whom they come; they carry a link to the pass of then."""
    prefix = told_to(person.id)
    return sa.and_(Delivery.meeting_id == person.meeting_id, Delivery.dedupe_key.startswith(prefix, autoescape=True))


def _queue(kind: outbox.Kind, row: Representation, at: datetime, **words: object) -> None:
    person, meeting = row.representative, row.representative.meeting
    day, hours = day_and_hours(meeting, list_sessions(meeting, with_items=False))
    content = outbox.compose(
        kind.name, meeting=meeting, person=person, represented=row.represented, day=day, hours=hours, venue=meeting.venue, **words
    )
    message = outbox.Message(
        kind=kind,
        address=person.email,
        recipient_name=person.full_name,
        content=content,
        meeting_id=meeting.id,
        dedupe_key=f"{told_to(person.id, kind.name)}{new_id()}",  # tells whose it is; a corrected address is written to again
    )
    outbox.queue_messages([message], at)
