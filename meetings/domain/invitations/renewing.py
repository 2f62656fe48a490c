"""A pass gets a new code, the service a new address, or what a letter says of its reader is another now: the letters that say the old one are
printed again, and the old prints are not sent any more."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meetings.domain import base_address, outbox, passes
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents import queue_document
from meetings.domain.invitations.mails import INVITATION, OLD_ADDRESS, OLD_FACTS, OLD_LINK, OLD_PRINT, REMINDER
from meetings.domain.invitations.representatives import told_before
from meetings.domain.invitations.signed import ask_for_letters
from meetings.domain.invitations.states import unsent_reprint
from meetings.enums import DocumentKind, DocumentState, Task
from meetings.extensions import db, nudges
from meetings.models import Delivery, Document, Invitation, Letter, Meeting, Participant, standing
from meetings.models.base import change_rows
from meetings.models.paging import unhurried

UNSEEN = {"synchronize_session": False}  # rows of the session that an UPDATE changes are read again where they matter


@passes.follows_pass
def renew_letters(participant: Participant, actor: Actor, at: datetime) -> None:
    """The participant's pass was replaced: new prints of their letters; mails with the old code do not leave any more."""
    mine = db.session.scalars(sa.select(Invitation).where(Invitation.participant_id == participant.id)).all()
    for invitation in mine:  # before they are printed with it
        passes.replace_answer_link(invitation, at)
    db.session.flush()
    renewed = [invitation for invitation in mine if _print_again(invitation, at)]
    outbox.withdraw_messages(told_before(participant), at, OLD_PRINT)
    reminded = Delivery.invitation_id.in_([each.id for each in mine]), Delivery.kind == REMINDER.name
    outbox.withdraw_messages(sa.and_(*reminded), at, OLD_LINK)
    if renewed:
        outbox.withdraw_messages(Delivery.invitation_id.in_([each.id for each in renewed]), at, OLD_PRINT)
        record(
            actor,
            Action.LETTERS_RENEWED,
            at=at,
            meeting=participant.meeting,
            target=participant,
            target_name=participant.full_name,
            count=len(renewed),
        )
    nudges.remember(db.session(), Task.RENDER_LETTERS)


def not_sent_since() -> sa.ColumnElement[bool]:
    """WHERE clause on Invitation: its letter, which still holds, was printed again for a new pass, and nothing was sent since."""
    return sa.exists().where(*unsent_reprint()).correlate(Invitation)


def printed_again(letter: Letter) -> sa.Select[Any]:
    """The participants of those invitations of the letter: looked for among the prints that are not the first, which are few."""
    prints = Document.meeting_id == letter.meeting_id, Document.kind == DocumentKind.LETTER
    # Not by the letter's index: a letter has as many invitations as there are people.
    own = unhurried(Invitation.letter_id) == letter.id
    return sa.select(Invitation.participant_id).where(own, *prints, *unsent_reprint(letter.id))


def letters_to_send_again(participant: Participant) -> Sequence[Invitation]:
    """The participant's invitations whose new print was not sent yet; none for somebody who is not expected."""
    if not standing.EXPECTED.of(participant):
        return []
    statement = sa.select(Invitation).where(Invitation.participant_id == participant.id, not_sent_since())
    return db.session.scalars(statement.options(joinedload(Invitation.letter)).order_by(Invitation.created_at)).all()


def _print_again(invitation: Invitation, at: datetime) -> bool:
    """Have a new version of the invitation's letter printed if there is one with the old QR. It belongs to no run, so it is not
    mailed by itself: the committee sends it again.

    First what is being printed loses its claim, since its worker may have read the old pass; a worker that was quicker has made
    it an issued one by then.
    """
    document_id = invitation.document_id
    if document_id is None:
        return False
    _change(document_id, DocumentState.RENDERING, state=DocumentState.QUEUED, attempts=0, claimed_by="", updated_at=at)
    # Nobody has signed it yet: it is made again, and what is signed then carries the new pass.
    again = {"state": DocumentState.QUEUED, "attempts": 0, "claimed_by": "", "storage_key": None, "sha256": None}
    _change(document_id, DocumentState.SIGNING, **again, updated_at=at)
    if not _change(document_id, DocumentState.PUBLISHED, state=DocumentState.SUPERSEDED, updated_at=at):
        return False
    old = db.session.get_one(Document, document_id, populate_existing=True)
    invitation.document_id = _next_versions([old], invitation.meeting, at)[old.id]
    return True


def led_elsewhere(letter: Letter) -> sa.Select[Any]:
    """The participants whose print of the letter leads to a former address of the service."""
    elsewhere = _old_address(base_address.former_spans())
    theirs = Invitation.letter_id == letter.id, Document.id == Invitation.document_id, *elsewhere
    return sa.select(Invitation.participant_id).where(*theirs)


def print_as_it_is_now(invited: Mapping[str, str], meeting: Meeting, run_id: str, at: datetime) -> dict[str, str]:
    """Have those of the prints (``invited``: invitations by document) that say something old of their reader, or lead to a former address, printed
    again, counted and mailed by the run; the invitations by document then. An old print is not sent any more from here on."""
    issued = Document.state == DocumentState.PUBLISHED
    named = sa.select(Invitation.document_id).where(Invitation.id.in_(invited.values()), Invitation.misnamed_at.is_not(None))
    now = _replace(invited, (issued, Document.id.in_(named)), OLD_FACTS, meeting, run_id, at)
    spans = base_address.former_spans()
    return _replace(now, _old_address(spans), OLD_ADDRESS, meeting, run_id, at) if spans else now


def _replace(
    invited: Mapping[str, str],
    which: tuple[sa.ColumnElement[bool], ...],
    reason: str,
    meeting: Meeting,
    run_id: str,
    at: datetime,
) -> dict[str, str]:
    superseded = sa.update(Document).where(Document.id.in_(invited), *which)
    superseded = superseded.values(state=DocumentState.SUPERSEDED, updated_at=at).returning(Document.id)
    ids = db.session.scalars(superseded.execution_options(**UNSEEN)).all()
    if not ids:
        return dict(invited)
    old = db.session.scalars(sa.select(Document).where(Document.id.in_(ids)).execution_options(populate_existing=True)).all()
    new = _next_versions(old, meeting, at, run_id)
    db.session.execute(sa.update(Invitation), [{"id": invited[each], "document_id": new[each]} for each in ids])
    mails = Delivery.invitation_id.in_([invited[each] for each in ids]), Delivery.kind == INVITATION.name
    outbox.withdraw_messages(sa.and_(*mails), at, reason)
    return {new.get(document_id, document_id): invitation_id for document_id, invitation_id in invited.items()}


def _old_address(spans: Sequence[base_address.Span]) -> tuple[sa.ColumnElement[bool], ...]:
    return Document.state == DocumentState.PUBLISHED, base_address.under_former(Document.published_at, spans)


def _next_versions(prints: Collection[Document], meeting: Meeting, at: datetime, run_id: str | None = None) -> dict[str, str]:
    """Queue what comes after each of these superseded prints, for whom it is by then; new ids by old. Flushes."""
    new = {
        old.id: queue_document(
            DocumentKind.LETTER,
            old.about_id,
            meeting=meeting,
            title=old.title,
            at=at,
            final=True,
            version=old.version + 1,
            number=old.number,
            signer=old.signer,
            security=old.security,
        )
        for old in prints
    }
    for document in new.values():
        document.run_id = run_id
    db.session.flush()
    told = sa.select(Invitation.id, Invitation.letter_id).where(Invitation.id.in_([old.about_id for old in prints]))
    letters: dict[str, str] = dict(db.session.execute(told).all())
    for letter_id in set(letters.values()):
        ids = [document.id for document in new.values() if letters.get(document.about_id) == letter_id]
        ask_for_letters(ids, db.session.get_one(Letter, letter_id), at)
    for old in prints:
        old.superseded_by_id = new[old.id].id
    named = sa.update(Invitation).where(Invitation.id.in_([old.about_id for old in prints]), Invitation.misnamed_at.is_not(None))
    db.session.execute(named.values(misnamed_at=None))
    return {old_id: document.id for old_id, document in new.items()}


def _change(document_id: str, before: DocumentState, **values: object) -> bool:
    changed = change_rows(
        sa.update(Document)
        .where(Document.id == document_id, Document.state == before)
        .values(**values)
        .execution_options(**UNSEEN)
    )
    return bool(changed)
