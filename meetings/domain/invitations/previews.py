"""What one person will be sent, before it is sent: to look at, and as a trial to oneself. Nothing of it opens a door or counts."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain import outbox, passes
from meetings.domain.audit import Action, Actor, record
from meetings.domain.invitations.mails import TRIAL
from meetings.domain.invitations.messages import kits_for, whatsapp_link
from meetings.domain.invitations.sending import sendable
from meetings.domain.letters import papers
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Letter, Participant, User
from meetings.models.participant import PROTOCOL
from meetings.models.search import words_in
from meetings.writing.names import full_name

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Preview:
    """The messages to one person, with links that open nothing; ``mail`` stands as it will where they have an address."""

    mail: outbox.Content
    whatsapp: str
    reminder: outbox.Content
    whatsapp_reminder: str


def recipients_like(letter: Letter, words: str) -> list[tuple[str, str]]:
    """(id, full name with degrees) of the first few in protocol order who get the letter and whose name, position or institution holds
    all of ``words``."""
    named = Participant.title_front, Participant.name, Participant.title_back
    found = words_in(words, Participant.name, Participant.position, Participant.institution)
    statement = sa.select(Participant.id, *named).where(*sendable(letter), *found)
    first = statement.order_by(*PROTOCOL).limit(MOST_SHOWN)
    return [(row.id, full_name(*row[1:])) for row in db.session.execute(first)]


def find_recipient(letter: Letter, participant_id: str) -> Participant | None:
    """Somebody who gets the letter; None for others."""
    return db.session.scalar(sa.select(Participant).where(*sendable(letter), Participant.id == participant_id))


def preview_messages(letter: Letter, participant: Participant, at: datetime, *, trial: bool = False) -> Preview:
    """What this person will read, of a draft as it stands now. ``trial``: the mail says at its head that it is one."""
    kit = kits_for(letter, [participant.id], at)[participant.id]
    link, page = passes.sample_links()
    return Preview(
        mail=kit.mail_words(participant, link, page, trial=trial),
        whatsapp=kit.whatsapp_words(participant, link),
        reminder=kit.reminder_words(participant, link),
        whatsapp_reminder=kit.whatsapp_reminder(participant, link),
    )


def send_trial(letter: Letter, participant: Participant, user: User, actor: Actor, at: datetime) -> None:
    """Queue to ``user`` the mail that ``participant`` will get, marked as a trial, with the letter marked as a draft. Raises InvalidInput
    for an account without an address, and what printing the letter raises."""
    if not user.email:
        raise InvalidInput(_("Akun Anda tidak mempunyai alamat surel."))
    mail = preview_messages(letter, participant, at, trial=True).mail
    outbox.queue_message(
        kind=TRIAL,
        address=user.email,
        recipient_name=user.name,
        subject=f"[Percobaan] {mail.subject}",
        text=mail.text,
        html=mail.html,
        at=at,
        attachments=[outbox.attach_bytes("Percobaan.pdf", "application/pdf", papers.preview_letter(letter, at, participant))],
        meeting_id=letter.meeting_id,
    )
    record(actor, Action.INVITATION_TRIED, at=at, meeting=letter.meeting, target=letter, target_name=letter.subject)
    db.session.flush()


def trial_link(letter: Letter, participant: Participant, user: User, at: datetime) -> str:
    """A wa.me link with the WhatsApp text as a trial to the phone of ``user``; empty where the account has no number."""
    return whatsapp_link(user.phone, f"[Percobaan]\n\n{preview_messages(letter, participant, at).whatsapp}")
