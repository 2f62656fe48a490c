"""What the pages of invitations say of one person's letter and of a run, derived from the rows that the senders write."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from meetings.domain import base_address
from meetings.domain.invitations.mails import INVITATION, went_since
from meetings.domain.letters.facts import Change
from meetings.domain.letters.former import beside, tells_change
from meetings.domain.outbox import ON_THE_WAY, outcome_of
from meetings.enums import DeliveryState, DocumentState, LetterState, RunOutcome, SendingState, TaskState
from meetings.extensions import db
from meetings.models import Delivery, Document, Invitation, Letter, Participant, TaskRun, standing

D, S = DeliveryState, SendingState
_OF_MAIL = {**dict.fromkeys(ON_THE_WAY, S.ON_THE_WAY), D.OUTBOX: S.KEPT, D.FAILED: S.FAILED, D.UNCERTAIN: S.UNCERTAIN}


@dataclass(frozen=True, slots=True)
class Row:
    """A participant, their invitation of the letter (None: not yet), its latest mail and WhatsApp message, and when it was handed over on
    ``paper``. ``corrected``: a later letter has taken this one's place, and it is not sent any more. ``meant``: the letter is for them
    (`sendable`). ``reminded``: the latest reminder to answer that has left or will. ``by_whatsapp``: it can be sent in WhatsApp
    (`byhand.open_whatsapp`). ``otherwise``: without an invitation of this letter, they hold another one (`served_otherwise`). ``old``: what the print
    says of them that does not hold any more, where that is known (`misnamed.what_is_old`)."""

    participant: Participant
    invitation: Invitation | None
    mail: Delivery | None
    by_hand: Delivery | None
    corrected: bool = False
    paper: Delivery | None = None
    meant: bool = True
    reminded: Delivery | None = None
    by_whatsapp: bool = False
    otherwise: bool = False
    old: tuple[Change, ...] = ()

    @property
    def to_send_again(self) -> bool:
        """Was the letter printed again for a new pass, and not sent since? (``renewing.not_sent_since`` for one row.)"""
        document = self.invitation.document if self.invitation else None
        if self.corrected or document is None or document.version == 1 or not standing.EXPECTED.of(self.participant):
            return False
        left = [each for each in (self.mail, self.by_hand, self.paper) if each and each.state not in (D.CANCELLED, D.HANDED)]
        return all(each.created_at < document.created_at for each in left)

    @property
    def misnamed(self) -> bool:
        """Does the letter, as it is printed, say something old of somebody who is to come? (``misnamed.misnamed`` for one row.)"""
        noted = self.invitation is not None and self.invitation.misnamed_at is not None
        return noted and not self.corrected and standing.EXPECTED.of(self.participant)

    @property
    def dropped(self) -> Delivery | None:
        """The mail that does not leave any more (why stands in it), where nothing else of the letter has left."""
        return self.mail if self.mail is not None and self.mail.state is D.CANCELLED and self.state is S.PRINTED else None

    @property
    def state(self) -> SendingState:
        """The one word for all of it: what has left counts before what waits, a message before its letter."""
        if self.invitation is None:
            return S.NOT_FOR if not self.meant else S.OTHER if self.otherwise else S.WAITING
        mail, by_hand = self.mail, self.by_hand
        if by_hand is not None and by_hand.state is D.HANDED:
            return S.HANDED
        if self.to_send_again:
            return S.RENEWED
        if mail is not None and mail.state is D.SENT:
            return S.SENT
        if by_hand is not None and by_hand.state is D.SENT:
            return S.BY_HAND
        if self.paper is not None and self.paper.state is D.SENT:
            return S.HANDED_OVER
        if mail is not None and mail.state in _OF_MAIL:
            return _OF_MAIL[mail.state]
        document = self.invitation.document
        if document is None or document.in_the_making:
            return S.PRINTING
        if document.state is DocumentState.SIGNING:
            return S.SIGNING
        return S.NOT_PRINTED if document.state is DocumentState.FAILED else S.PRINTED


def left() -> sa.ColumnElement[bool]:
    """WHERE clause on Delivery: it has left the house, as far as anybody knows."""
    return Delivery.state == D.SENT


def is_letter() -> sa.ColumnElement[bool]:
    """WHERE clause on Delivery: it carries an invitation's letter or the link to it; a reminder does not."""
    return Delivery.kind == INVITATION.name


def not_overtaken(*states: DeliveryState) -> tuple[sa.ColumnElement[bool], ...]:
    """WHERE clauses on Delivery: it carries a letter, is in one of these states, and nothing of the letter has left since by another way."""
    return is_letter(), Delivery.state.in_(states), ~went_since()


def overtaken_mail() -> sa.ColumnElement[bool]:
    """WHERE clause on Delivery: it carries a letter that has left since by another way; what became of this message troubles nobody any more."""
    return sa.and_(is_letter(), went_since())


def unsent_reprint(letter_id: str | None = None) -> tuple[sa.ColumnElement[bool], ...]:
    """WHERE clauses on Invitation and Document: printed again for a new pass, holding, and nothing was sent since. ``letter_id``: all are of
    this letter, so that whether it holds is asked once; joined to each, PostgreSQL would think that hardly any is left."""
    later = sa.exists().where(
        Delivery.invitation_id == Invitation.id,
        is_letter(),
        Delivery.created_at >= Document.created_at,
        Delivery.state.not_in((D.CANCELLED, D.HANDED)),
    )
    of = Invitation.letter_id if letter_id is None else letter_id
    changed = sa.exists().where(Letter.corrects_id == of, Letter.state == LetterState.ISSUED)
    later, changed = later.correlate(Invitation, Document), changed.correlate(Invitation)
    return Document.id == Invitation.document_id, Document.version > 1, ~later, ~changed


# In constants, as the words of the index `ix_delivery_letters`, which holds these alone.
LETTER = (
    Delivery.kind == sa.literal_column(f"'{INVITATION.name}'"),
    Delivery.state != sa.literal_column(f"'{D.CANCELLED}'"),
    Delivery.state != sa.literal_column(f"'{D.HANDED}'"),
)


def holds(which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: one of these invitations (``which``) serves them. It is made or in the making under the address that the
    service has now, and went by mail, WhatsApp or hand, unless they have no address; whether a mail arrived is the outbox's to mend. A
    mail that was cancelled, by hand or with the meeting, is none."""
    # Joined, not asked for each of them: a database that can joins all letters with all messages where many people are asked about.
    went = sa.and_(Delivery.invitation_id == Invitation.id, *LETTER, Delivery.created_at >= Document.created_at)
    prints = sa.join(Invitation, Document, Document.id == Invitation.document_id).outerjoin(Delivery, went)
    unfinished = Document.state.in_((DocumentState.QUEUED, DocumentState.RENDERING, DocumentState.SIGNING))
    counted = sa.and_(unfinished, Document.run_id.is_not(None))
    here = ~base_address.under_former(Document.published_at, base_address.former_spans())
    # Of a message what its index holds; of people, whose rows are wide, only those to whom nothing went.
    reached = sa.or_(Delivery.invitation_id.is_not(None), Participant.email == "")
    made = sa.and_(Document.state == DocumentState.PUBLISHED, here, reached)
    mine = which, Invitation.participant_id == Participant.id
    return sa.exists().select_from(prints).where(*mine, sa.or_(counted, made)).correlate(Participant)


def served(letter_id: str) -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: sending the letter once more would do nothing for them. Whose print says something old of them (few) gets
    another one."""
    return holds(sa.and_(Invitation.letter_id == letter_id, Invitation.misnamed_at.is_(None)))


def holds_another(letter: Letter) -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: another letter serves them that is issued, that no later one has changed and that this one does not
    follow. One statement for such letters, which are few."""
    others = db.session.scalars(sa.select(Letter.id).where(*beside(letter))).all()
    return holds(Invitation.letter_id.in_(others)) if others else sa.false()


def served_otherwise(letter: Letter) -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: they hold another letter, so that this one waits for nobody in them. A change is told to all who know of
    what it changes, whatever else they hold."""
    return sa.false() if tells_change(letter) else holds_another(letter)


def outcome(run: TaskRun, mails: Mapping[DeliveryState, int], unsigned: int = 0) -> RunOutcome:
    """Where a run stands with its ``mails`` and the letters of it that wait for their signature (``unsigned``), and leave after it: only what has
    left counts as sent, and what failed is never done."""
    if run.state is TaskState.FAILED:
        return RunOutcome.BROKEN
    if run.state is TaskState.CANCELLED:
        return RunOutcome.CANCELLED
    if run.held_at is not None and (run.state is not TaskState.DONE or any(mails.get(state) for state in ON_THE_WAY)):
        return RunOutcome.PAUSED
    if run.state is not TaskState.DONE:
        return RunOutcome.PREPARING if run.state is TaskState.RUNNING and run.total else RunOutcome.WAITING
    told = outcome_of(mails)
    if told is RunOutcome.SENDING:
        return told
    if run.failed or told is RunOutcome.TROUBLED:
        return RunOutcome.TROUBLED
    if unsigned:
        return RunOutcome.SIGNING
    return told or RunOutcome.PRINTED


OVER = frozenset(RunOutcome) - {RunOutcome.WAITING, RunOutcome.PREPARING, RunOutcome.SENDING, RunOutcome.PAUSED}
