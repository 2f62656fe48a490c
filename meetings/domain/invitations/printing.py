"""Claimed letters become PDFs; each finished one queues its mail and counts in its run, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meetings.documents.pdf.invitation_letter import InvitationLetter
from meetings.domain import outbox, tasks
from meetings.domain.claims import Claimed
from meetings.domain.documents import fail_document, finish_document
from meetings.domain.documents.freezing import freeze
from meetings.domain.invitations import messages
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.letters import papers
from meetings.enums import DocumentState, PassState, RunKind, TaskState
from meetings.errors import FileLost, in_words
from meetings.extensions import db
from meetings.models import Delivery, Document, Invitation, Letter, Meeting, Participant, Pass, TaskRun

CHUNK = 400


@dataclass(frozen=True, slots=True)
class Print:
    """One letter to be printed for a claimed document; without ``data`` it cannot be, and ``error`` says why. ``claim``: under which
    the document is held."""

    document_id: str
    claim: str
    run_id: str | None
    recipient: str
    data: InvitationLetter | None = None
    mail: outbox.Message | None = None
    error: str = ""
    sessions: str = ""  # that its reader is called to, as it says them (`called.kept`)


def prints_for(claimed: Claimed, at: datetime) -> list[Print]:
    """What the claimed documents are printed from: a few statements, however many. Documents without an invitation (any more)
    are left out."""
    rows = _load(sa.select(Invitation).where(Invitation.document_id.in_(claimed.ids)))
    kits: dict[str, dict[str, messages.Kit]] = {}
    passes = _active_passes([invitation.participant_id for invitation in rows])
    found = []
    for invitation in rows:
        letter, participant, document = invitation.letter, invitation.participant, invitation.document
        assert document is not None
        run_id = document.run_id
        issued = passes.get(invitation.participant_id)
        one = Print(document.id, claimed.claim, run_id, participant.full_name)
        try:
            if letter.id not in kits:
                kits[letter.id] = messages.kits_for(letter, [e.participant_id for e in rows if e.letter_id == letter.id], at)
            kit = kits[letter.id][invitation.participant_id]
            mail = kit.invitation_mail(invitation, issued, run_id) if run_id and participant.email else None
            data = papers.letter_for(kit.content, letter, participant, invitation, issued)
            found.append(replace(one, data=data, mail=mail, sessions=kit.sessions))
        except (FileLost, OSError, LookupError, TypeError, ValueError) as error:  # a picture is gone: no trouble of other letters
            found.append(replace(one, error=in_words(error)))
    return found


def finish_letter(printed: Print, pdf: bytes, at: datetime) -> bool:
    """Keep the PDF with whom it is addressed to and to which sessions it calls them, queue its mail, count it. False when another worker was first, or its pass, name, office
    or session is not the recipient's any more."""
    assert printed.data is not None  # it was printed from it
    shown = {"addressee": freeze(printed.data.addressees[0]), "zone": printed.data.content.zone, "sessions": printed.sessions}
    if not finish_document(printed.document_id, printed.claim, pdf, at, pages=None, content=shown):
        return False
    # Counted first: a run that is cancelled meanwhile gets no mail more.
    goes_on = tasks.count_settled(printed.run_id, at, done=1) if printed.run_id else True
    issued = sa.exists().where(Document.id == printed.document_id, Document.state == DocumentState.PUBLISHED)
    if printed.mail is not None and goes_on and db.session.scalar(sa.select(issued)):  # else once it is signed, see `signed`
        outbox.queue_messages([printed.mail], at)
    return True


def fail_letter(printed: Print, message: str, at: datetime) -> None:
    """A letter that could not be made goes back to the queue; after several attempts it counts as failed in its run."""
    given_up = fail_document(printed.document_id, printed.claim, message, at)
    if given_up and printed.run_id:
        tasks.count_settled(printed.run_id, at, problem={"row": printed.recipient, "message": message})


def close_stuck_runs(at: datetime) -> int:
    """End the runs whose letters were given up while nobody was there to count them (their worker was killed again and again)."""
    open_runs = db.session.scalars(
        sa.select(TaskRun).where(
            TaskRun.kind.in_((RunKind.SEND_INVITATIONS, RunKind.ISSUE_CERTIFICATES)),
            TaskRun.state == TaskState.RUNNING,
            TaskRun.claimed_by == "",
        )
    ).all()
    closed = 0
    for run in open_runs:
        states = dict(
            db.session.execute(
                sa.select(Document.state, sa.func.count()).where(Document.run_id == run.id).group_by(Document.state)
            ).all()
        )
        if states.get(DocumentState.QUEUED, 0) + states.get(DocumentState.RENDERING, 0) == 0:
            run.failed, run.state, run.finished_at = states.get(DocumentState.FAILED, 0), TaskState.DONE, at
            run.problems = _given_up(run)
            closed += 1
    db.session.flush()
    return closed


def _given_up(run: TaskRun) -> list[dict[str, str]]:
    """Whose letters a run has given up, and why."""
    if run.kind is not RunKind.SEND_INVITATIONS:
        failed = sa.select(Document.title, Document.error).where(
            Document.run_id == run.id, Document.state == DocumentState.FAILED
        )
        return [{"row": title, "message": error} for title, error in db.session.execute(failed.limit(tasks.MOST_PROBLEMS))]
    statement = (
        sa.select(Invitation, Document.error)
        .join(Document, Document.id == Invitation.document_id)
        .where(Document.run_id == run.id, Document.state == DocumentState.FAILED)
        .options(joinedload(Invitation.participant))
        .limit(tasks.MOST_PROBLEMS)
    )
    lost = "Proses pencetak berhenti berulang kali saat mencetak surat ini."
    rows: Any = db.session.execute(statement)
    return [{"row": each.participant.full_name, "message": error or lost} for each, error in rows]


def queue_mails(letter: Letter, invitation_ids: Sequence[str], at: datetime, *, task_id: str | None) -> int:
    """Queue the invitation mail of those among them who have an address; once per invitation. How many were new."""
    new = 0
    for start in range(0, len(invitation_ids), CHUNK):
        chunk = invitation_ids[start : start + CHUNK]
        mailable = sa.select(Invitation).join(Invitation.participant).where(Invitation.id.in_(chunk), Participant.email != "")
        invitations = _load(mailable)
        if not invitations:
            continue
        _free_keys([invitation.id for invitation in invitations])
        passes = _active_passes([invitation.participant_id for invitation in invitations])
        kits = messages.kits_for(letter, [each.participant_id for each in invitations], at)
        mails = [
            kits[each.participant_id].invitation_mail(each, passes.get(each.participant_id), task_id) for each in invitations
        ]
        new += outbox.queue_messages(mails, at)
    return new


def _free_keys(invitation_ids: Sequence[str]) -> None:
    """A mail that was cancelled stays in the outbox, and does not stand in the way of the one that is sent instead."""
    outbox.free_keys(Delivery.invitation_id.in_(invitation_ids), Delivery.kind == INVITATION.name)


def _load(statement: sa.Select[Any]) -> list[Invitation]:
    options = (
        joinedload(Invitation.letter).joinedload(Letter.meeting).joinedload(Meeting.organisation),
        joinedload(Invitation.participant),
        joinedload(Invitation.document),
    )
    return list(db.session.scalars(statement.options(*options)))


def _active_passes(participant_ids: Sequence[str]) -> dict[str, Pass]:
    statement = sa.select(Pass).where(Pass.participant_id.in_(participant_ids), Pass.state == PassState.ACTIVE)
    return {issued.participant_id: issued for issued in db.session.scalars(statement)}
