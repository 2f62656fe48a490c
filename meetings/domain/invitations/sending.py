"""Issuing and sending: a run is started with its recipients; its rows are then written set-wise in the background.

Whatever is done twice (a second click, a run taken up again after a crash, a later run over the same people) meets the
unique rows of the first time: one invitation per letter and participant, one document per invitation, one mail per
invitation.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import passcode
from meetings.domain import passes, tasks
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents.pipeline import verification_hash
from meetings.domain.invitations.printing import queue_mails
from meetings.domain.letters.corrections import chain_of, require_current
from meetings.domain.letters.editing import issue_letter
from meetings.domain.meetings import Activity, require
from meetings.domain.passes import issue_passes
from meetings.enums import DocumentKind, DocumentState, LetterState, RunKind, Task
from meetings.errors import InvalidInput
from meetings.extensions import db, nudges
from meetings.models import Document, Invitation, Letter, Participant, Representation, TaskRun, standing
from meetings.models.base import insert_new
from meetings.writing.names import with_position

CHUNK = 400


def invitable(meeting_id: str) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on Participant: who gets an invitation (representatives come by the answer of the person they stand for)."""
    return [Participant.meeting_id == meeting_id, standing.INVITED.where(), standing.EXPECTED.where()]


def sendable(letter: Letter) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on Participant: who gets the letter.

    A letter of change goes to all who hold the former one and are still on the list, also to who declined (the new day may suit
    them) or sends somebody, and to those who stand in for them.
    """
    if letter.corrects is None:
        return invitable(letter.meeting_id)
    former = [each.id for each in chain_of(letter)[1:]]
    told = sa.select(Invitation.participant_id).where(Invitation.letter_id.in_(former))
    standing_in = sa.select(Representation.representative_id).where(
        Representation.meeting_id == letter.meeting_id,
        Representation.ended_at.is_(None),
        Representation.represented_id.in_(told),
    )
    concerned = sa.or_(Participant.id.in_(told), Participant.id.in_(standing_in))
    return [Participant.meeting_id == letter.meeting_id, standing.LISTED.where(), concerned]


def not_yet_invited(letter_id: str) -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: no invitation of this letter yet."""
    return ~sa.exists().where(Invitation.letter_id == letter_id, Invitation.participant_id == Participant.id).correlate(
        Participant
    )


def send_invitations(
    letter: Letter,
    chosen: Sequence[sa.ColumnElement[bool]],
    actor: Actor,
    at: datetime,
    *,
    number: str = "",
    dated: date | None = None,
    ticket: str = "",
) -> str:
    """Issue the letter if it is still a draft and start a run for the participants that ``chosen`` (WHERE clauses) lets through;
    the run's id. ``ticket``: see ``tasks.start_run``.

    Raises InvalidInput when nobody is chosen, WrongState when the letter was corrected, and what ``issue_letter`` raises.
    """
    if ticket and db.session.scalar(sa.select(TaskRun.id).where(TaskRun.id == ticket, TaskRun.meeting_id == letter.meeting_id)):
        return ticket  # the form was sent before, perhaps long ago
    require(letter.meeting, Activity.INVITE)
    require_current(letter)
    statement = sa.select(Participant.id).where(*sendable(letter), *chosen)
    ids = db.session.scalars(statement.order_by(Participant.protocol_order, Participant.sort_name, Participant.id)).all()
    if not ids:
        raise InvalidInput(_("Tidak ada penerima yang dapat dikirimi surat."))
    if letter.state is LetterState.DRAFT:
        issue_letter(letter, actor, at, number=number, dated=dated)
    run_id, new = tasks.start_run(
        RunKind.SEND_INVITATIONS,
        _("Undangan nomor %(number)s", number=letter.number),
        {"letter": letter.id, "participants": list(ids)},
        actor,
        at,
        total=len(ids),
        meeting=letter.meeting,
        ticket=ticket,
    )
    if new:
        record(
            actor,
            Action.INVITATIONS_QUEUED,
            at=at,
            meeting=letter.meeting,
            target=letter,
            target_name=letter.subject,
            count=len(ids),
        )
    db.session.flush()
    return run_id


def prepare_invitations(run: TaskRun, at: datetime) -> None:
    """Write the run's rows, all in the caller's one transaction: invitation, pass and queued document for everybody who has none
    yet, the mail of those whose letter was ready before but who had no address then."""
    letter = db.session.get_one(Letter, run.arguments["letter"])
    participants = _still_invited(letter, run.arguments["participants"])
    unfinished = ready = 0
    for chunk in _chunks(participants):
        rows = [_invitation_row(letter, participant_id, at) for participant_id in chunk]
        db.session.execute(insert_new(Invitation), rows)
        if letter.corrects is None:  # who got the former letter has a pass already, or none on purpose
            issue_passes(letter.meeting_id, chunk, at)
        _add_documents(letter, chunk, run.id, at)
        _take_along(letter, chunk, run.id, at)
        unfinished += _count_unfinished(letter, chunk, run.id)
        done = _ready_invitations(letter, chunk)
        ready += len(done)
        queue_mails(letter, done, at, task_id=run.id)
    tasks.settle_run(run, at, total=unfinished + ready, done=ready)
    nudges.remember(db.session(), Task.RENDER_LETTERS)


def _still_invited(letter: Letter, ids: Sequence[str]) -> list[str]:
    found: set[str] = set()
    for chunk in _chunks(ids):
        found.update(db.session.scalars(sa.select(Participant.id).where(*sendable(letter), Participant.id.in_(chunk))))
    return [participant_id for participant_id in ids if participant_id in found]


def _invitation_row(letter: Letter, participant_id: str, at: datetime) -> dict[str, object]:
    invitation_id = passcode.new_id()
    return {
        "id": invitation_id,
        "meeting_id": letter.meeting_id,
        "letter_id": letter.id,
        "participant_id": participant_id,
        "token_hash": passes.token_hash(passes.answer_token(invitation_id)),
        "created_at": at,
        "updated_at": at,
    }


def _add_documents(letter: Letter, participant_ids: Sequence[str], run_id: str, at: datetime) -> None:
    """Queue a document for each invitation that has none. They carry the run that counts them."""
    bare = db.session.execute(
        sa.select(Invitation.id, Participant.name)
        .join(Participant, Participant.id == Invitation.participant_id)
        .where(
            Invitation.letter_id == letter.id,
            Invitation.participant_id.in_(participant_ids),
            Invitation.document_id.is_(None),
        )
    ).all()
    if not bare:
        return
    rows = [_document_row(letter, invitation_id, name, run_id, at) for invitation_id, name in bare]
    created = set(db.session.scalars(insert_new(Document).returning(Document.id), rows))
    pairs = [
        {"b_id": invitation_id, "b_document": row["id"]}
        for (invitation_id, _name), row in zip(bare, rows, strict=True)
        if row["id"] in created
    ]
    table = cast(sa.Table, Invitation.__table__)
    statement = sa.update(table).where(table.c.id == sa.bindparam("b_id")).values(document_id=sa.bindparam("b_document"))
    if pairs:
        db.session.connection().execute(statement, pairs)


def _take_along(letter: Letter, participant_ids: Sequence[str], run_id: str, at: datetime) -> None:
    """Queue the documents that an earlier run gave up, and those that are printed again for a new pass and would not be mailed:
    a print of theirs that is under way loses its claim, so that the next one is mailed and counted."""
    in_the_making = Document.state.in_((DocumentState.QUEUED, DocumentState.RENDERING))
    alone = sa.and_(in_the_making, Document.run_id.is_(None))
    db.session.execute(
        sa.update(Document)
        .where(
            Document.id.in_(_document_ids(letter, participant_ids)),
            sa.or_(Document.state == DocumentState.FAILED, alone),
        )
        .values(state=DocumentState.QUEUED, attempts=0, claimed_by="", error="", run_id=run_id, updated_at=at)
        .execution_options(synchronize_session=False)
    )


def _count_unfinished(letter: Letter, participant_ids: Sequence[str], run_id: str) -> int:
    """How many letters this run will count when they are finished."""
    statement = sa.select(sa.func.count(Document.id)).where(
        Document.id.in_(_document_ids(letter, participant_ids)),
        Document.state.in_((DocumentState.QUEUED, DocumentState.RENDERING)),
        Document.run_id == run_id,
    )
    return db.session.scalar(statement) or 0


def _document_ids(letter: Letter, participant_ids: Sequence[str]) -> sa.Select[Any]:
    return sa.select(Invitation.document_id).where(
        Invitation.letter_id == letter.id, Invitation.participant_id.in_(participant_ids)
    )


def _document_row(letter: Letter, invitation_id: str, name: str, run_id: str, at: datetime) -> dict[str, object]:
    document = Document(id=passcode.new_id())
    return {
        "id": document.id,
        "organisation_id": letter.meeting.organisation_id,
        "meeting_id": letter.meeting_id,
        "kind": DocumentKind.LETTER,
        "about_id": invitation_id,
        "form": "",
        "final": True,
        "version": 1,
        "run_id": run_id,
        "title": f"{letter.subject} – {name}"[:300],
        "number": letter.number,
        "signer": with_position(letter.signatory.get("name", ""), letter.signatory.get("position", ""))[:300],
        "security": letter.security,
        "content": {},
        "state": DocumentState.QUEUED,
        "attempts": 0,
        "error": "",
        "claimed_by": "",
        "verify_hash": verification_hash(document),
        "created_at": at,
        "updated_at": at,
    }


def _ready_invitations(letter: Letter, participant_ids: Sequence[str]) -> list[str]:
    statement = (
        sa.select(Invitation.id)
        .join(Document, Document.id == Invitation.document_id)
        .where(
            Invitation.letter_id == letter.id,
            Invitation.participant_id.in_(participant_ids),
            Document.state.in_((DocumentState.READY, DocumentState.PUBLISHED)),
        )
    )
    return list(db.session.scalars(statement))


def _chunks(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), CHUNK):
        yield list(ids[start : start + CHUNK])
