"""Who holds a letter and has not answered is reminded: exactly those who have not answered when each mail leaves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import defer

from meetings import clock
from meetings.domain import outbox, passes, tasks
from meetings.domain.audit import Action, Actor, record
from meetings.domain.invitations.mails import REMINDER
from meetings.domain.invitations.messages import Kit, has_whatsapp, kits_for
from meetings.domain.invitations.states import ON_THE_WAY
from meetings.domain.invitations.texts import texts_of
from meetings.domain.letters.corrections import require_current
from meetings.domain.meetings import Activity, require
from meetings.enums import DeliveryState, RunKind
from meetings.errors import InvalidInput, Overtaken, WrongState
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Letter, Participant, TaskRun, standing
from meetings.models.participant import PROTOCOL

CHUNK = 200
REST = timedelta(days=1)  # whom a reminder reached is left alone so long
WAITING = (*ON_THE_WAY, DeliveryState.OUTBOX)
SAMPLE = "Nama Penerima"


@dataclass(frozen=True, slots=True)
class Silent:
    """How many hold the letter and have not answered; ``by_mail`` of them can be written to, ``by_phone`` of the others have a number."""

    people: int
    by_mail: int
    by_phone: int = 0

    @property
    def otherwise(self) -> int:
        """Who has no address and must be reminded in another way."""
        return self.people - self.by_mail

    @property
    def by_neither(self) -> int:
        """Who has no number either."""
        return self.otherwise - self.by_phone


def silent(letter: Letter) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on Participant: this letter has left to them, they have not answered, the door has not answered for them, and no reminder
    to them is waiting to leave, or left within a day."""
    lately = sa.or_(Delivery.state != DeliveryState.SENT, Delivery.sent_at > clock.now() - REST)
    told = (
        sa.select(Delivery.invitation_id)
        .where(Delivery.meeting_id == letter.meeting_id, Delivery.state.in_((*WAITING, DeliveryState.SENT)))
        .where(Delivery.kind == REMINDER.name, lately, Delivery.invitation_id.is_not(None))
    )
    mine = Invitation.letter_id == letter.id, Invitation.participant_id == Participant.id
    holds = sa.exists().where(*mine, Invitation.sent_at.is_not(None), Invitation.id.not_in(told))
    answers = standing.UNANSWERED.where(), ~standing.present_anywhere()
    return [Participant.meeting_id == letter.meeting_id, *answers, holds.correlate(Participant)]


def anybody_silent(letter: Letter) -> bool:
    """Is there anybody to remind? Of tens of thousands the first is found at once, and counting them costs more than all else that a list shows."""
    return db.session.scalar(sa.select(sa.literal(1)).select_from(Participant).where(*silent(letter)).limit(1)) is not None


def count_silent(letter: Letter) -> Silent:
    """One statement."""
    has_address = sa.func.count(sa.case((Participant.email != "", 1)))
    has_number = sa.func.count(sa.case((sa.and_(Participant.email == "", has_whatsapp()), 1)))
    counted = sa.select(sa.func.count(Participant.id), has_address, has_number).where(*silent(letter))
    return Silent(*db.session.execute(counted).one())


def why_no_reminder(letter: Letter, at: datetime) -> str:
    """Why nobody is reminded of this letter now; empty when they may be."""
    try:
        require(letter.meeting, Activity.INVITE)
        require_current(letter)
    except WrongState as refusal:
        return refusal.message
    deadline = letter.meeting.answer_deadline
    if deadline is not None and at > deadline:
        return _("Batas waktu menjawab sudah lewat. Perpanjang dahulu, supaya yang diingatkan dapat menjawab.")
    return ""


def send_reminders(letter: Letter, actor: Actor, at: datetime, *, seen: int) -> str:
    """Start the run that reminds whoever holds the letter, has an address and has not answered; the run's id. ``seen``: the number that
    the person has confirmed. Who answers before their mail leaves gets none.

    Raises InvalidInput when there is nobody, Overtaken when there are more by now, WrongState after the deadline, when the meeting is not
    open or a later letter has changed this one.
    """
    if refusal := why_no_reminder(letter, at):
        raise WrongState(refusal)
    statement = sa.select(Participant.id).where(*silent(letter), Participant.email != "")
    ids = list(db.session.scalars(statement.order_by(*PROTOCOL)))
    if not ids:
        raise InvalidInput(_("Tidak ada yang perlu diingatkan lewat surel."))
    if len(ids) > seen:
        raise Overtaken(_("Sekarang %(n)s orang belum menjawab. Periksa lagi, lalu kirim.", n=len(ids)))
    title = _("Pengingat surat nomor %(number)s", number=letter.number)
    arguments = {"letter": letter.id, "participants": ids}
    pace = texts_of(letter.meeting.organisation)[1].per_minute
    run_id = tasks.start_run(
        RunKind.SEND_REMINDERS, title, arguments, actor, at, total=len(ids), meeting=letter.meeting, per_minute=pace
    )
    record(
        actor,
        Action.REMINDERS_QUEUED,
        at=at,
        meeting=letter.meeting,
        target=letter,
        target_name=letter.subject,
        count=len(ids),
    )
    db.session.flush()
    return run_id


def write_next_reminders(run: TaskRun, claim: str, at: datetime) -> bool:
    """Queue the mails to the run's next recipients, as far as they are still silent; False when the last are queued and the run is settled.
    The caller commits each step. Raises ``tasks.TaskLost``."""
    step = run.arguments["participants"][run.position : run.position + CHUNK]
    if not step:
        tasks.settle_run(run.id, claim, at)
        return False
    letter = db.session.get_one(Letter, run.arguments["letter"])
    held = (
        sa.select(Invitation, Participant)
        .join(Participant, Participant.id == Invitation.participant_id)
        .where(Invitation.letter_id == letter.id, Participant.id.in_(step), *silent(letter), Participant.email != "")
    )
    found = db.session.execute(held).all()
    kits = kits_for(letter, [person.id for _invitation, person in found], at)
    outbox.queue_messages([_mail(kits[person.id], invitation, person, run) for invitation, person in found], at)
    tasks.count_prepared(run, claim, at, len(step), done=len(found), dropped=len(step) - len(found))
    return True


def reminder_words(letter: Letter, at: datetime) -> outbox.Content:
    """What the reminder says, for the page that sends it: to nobody, with a link that opens nothing."""
    nobody = Participant(name=SAMPLE, title_front="", title_back="", position="", institution="")
    return Kit(letter, at).reminder_words(nobody, "…")


def latest_reminder(letter: Letter) -> TaskRun | None:
    """The newest run that reminded of this letter, without those whom it was about."""
    statement = sa.select(TaskRun).where(
        TaskRun.meeting_id == letter.meeting_id,
        TaskRun.kind == RunKind.SEND_REMINDERS,
        TaskRun.arguments["letter"].as_string() == letter.id,
    )
    return db.session.scalar(statement.options(defer(TaskRun.arguments)).order_by(TaskRun.created_at.desc()).limit(1))


def _mail(kit: Kit, invitation: Invitation, person: Participant, run: TaskRun) -> outbox.Message:
    return outbox.Message(
        kind=REMINDER,
        address=person.email,
        recipient_name=person.full_name,
        content=kit.reminder_words(person, passes.answer_link(invitation)),
        meeting_id=invitation.meeting_id,
        invitation_id=invitation.id,
        task_id=run.id,
        dedupe_key=f"{REMINDER.name}:{run.id}:{invitation.id}",
    )
