"""Issuing and sending: a run is started with its recipients; its rows are then written set-wise in the background.

Whatever is done twice (a second click, a run taken up again after a crash, a later run over the same people) meets the
unique rows of the first time: one invitation per letter and participant, one document per invitation, one mail per
invitation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import passcode
from meetings.documents.pdf.fonts import unprintable
from meetings.domain import passes, tasks
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents.pipeline import verification_hash
from meetings.domain.invitations.printing import queue_mails
from meetings.domain.invitations.renewing import print_as_it_is_now
from meetings.domain.invitations.signed import ask_for_letters
from meetings.domain.invitations.states import holds_another, served, served_otherwise
from meetings.domain.letters.corrections import require_current
from meetings.domain.letters.editing import issue_letter
from meetings.domain.letters.former import chain_of, tells_change, who_know
from meetings.domain.letters.papers import content_of
from meetings.domain.letters.queries import signer_of
from meetings.domain.letters.review import issued_apart
from meetings.domain.meetings import Activity, require
from meetings.domain.participants.printable import Boxed, boxed_people, boxes_told
from meetings.domain.passes import issue_passes
from meetings.domain.people import signed_by
from meetings.enums import DocumentKind, DocumentState, LetterState, RunKind, Task
from meetings.errors import InvalidInput, Overtaken, WrongState
from meetings.extensions import db, nudges
from meetings.models import Document, Invitation, Letter, Participant, Representation, TaskRun, standing
from meetings.models.base import insert_new
from meetings.models.participant import PROTOCOL

CHUNK = 400
UNFINISHED = (DocumentState.QUEUED, DocumentState.RENDERING)  # and what waits for its signature was counted


def invitable(meeting_id: str) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on Participant: who gets an invitation (representatives come by the answer of the person they stand for)."""
    awaited = replace(standing.INVITED, statuses=standing.INVITED.statuses & standing.EXPECTED.statuses)
    return [Participant.meeting_id == meeting_id, awaited.where()]


def sendable(letter: Letter) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on Participant: who gets the letter.

    A letter of change goes to all who know of the former one and are still on the list, also to who declined (the new day may suit
    them) or sends somebody, and to those who stand in for them. Who never heard of it is invited by a letter of their own (`newcomers`).
    """
    if not tells_change(letter):
        return invitable(letter.meeting_id)
    former = [each.id for each in chain_of(letter)[1:]]
    held = sa.select(Invitation.participant_id).where(Invitation.letter_id.in_(former))
    standing_in = sa.select(Representation.representative_id).where(
        Representation.meeting_id == letter.meeting_id,
        Representation.ended_at.is_(None),
        Representation.represented_id.in_(held),
    )
    told = who_know(letter.meeting_id, Invitation.letter_id.in_(former))
    concerned = sa.or_(Participant.id.in_(told), Participant.id.in_(standing_in))
    return [Participant.meeting_id == letter.meeting_id, standing.LISTED.where(), concerned]


def lacks(letter: Letter) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on Participant: gets the letter, and holds no other one instead."""
    return [*sendable(letter), ~served_otherwise(letter)]


def newcomers(letter: Letter) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on Participant: whom to invite, and who has not heard of the meeting by another letter and holds none."""
    others = Invitation.meeting_id == letter.meeting_id, Invitation.letter_id != letter.id
    known = Participant.id.in_(who_know(letter.meeting_id, *others))
    return [*invitable(letter.meeting_id), ~known, ~holds_another(letter)]


def not_yet_invited(letter_id: str) -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: no invitation of this letter yet."""
    return ~sa.exists().where(Invitation.letter_id == letter_id, Invitation.participant_id == Participant.id).correlate(
        Participant
    )


def boxes_in(letter: Letter, chosen: Sequence[sa.ColumnElement[bool]], at: datetime) -> list[Boxed]:
    """What of the letter, and whose name among those whom it is sent to, would be printed as boxes."""
    text = unprintable(*_texts(asdict(content_of(letter, at))))
    own = [Boxed(_("surat"), text)] if text else []
    return [*own, *boxed_people(letter.meeting_id, [*sendable(letter), *chosen])]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def send_invitations(
    letter: Letter,
    chosen: Sequence[sa.ColumnElement[bool]],
    actor: Actor,
    at: datetime,
    *,
    number: str = "",
    dated: date | None = None,
    seen: int | None = None,
    per_minute: int | None = None,
) -> str:
    """Issue the letter if it is still a draft and start a run for those of the participants that ``chosen`` (WHERE clauses) lets through
    for whom there is something to do; the run's id. ``seen``: the number that the person has confirmed;
    ``per_minute`` of its mails leave in a minute, None: as many as can.

    Raises Overtaken when there are more by now, InvalidInput when nobody is chosen or something cannot be printed (it names whom and what), WrongState when the letter was corrected, and what ``issue_letter`` raises.
    """
    require(letter.meeting, Activity.INVITE)
    require_current(letter)
    statement = sa.select(Participant.id).where(*sendable(letter), ~served(letter.id), *chosen)
    ids = db.session.scalars(statement.order_by(*PROTOCOL)).all()
    if not ids:
        raise InvalidInput(
            _("Tidak ada yang dikirim: semua yang dimaksud sudah mendapat surat ini, atau tidak lagi menerimanya.")
        )
    if seen is not None and len(ids) > seen:
        raise Overtaken(_("Sekarang %(n)s orang akan dikirimi. Periksa lagi, lalu kirim.", n=len(ids)))
    if boxed := boxes_in(letter, chosen, at):
        raise InvalidInput(f"{boxes_told(boxed)} {_('Perbaiki dahulu, atau minta operator memasang hurufnya.')}")
    if letter.state is LetterState.DRAFT:
        if issued_apart(letter):
            raise WrongState(_("Surat ini diterbitkan dahulu, lalu dikirim."))
        issue_letter(letter, actor, at, number=number, dated=dated)
    run_id = tasks.start_run(
        RunKind.SEND_INVITATIONS,
        _("Undangan nomor %(number)s", number=letter.number),
        {"letter": letter.id, "participants": list(ids)},
        actor,
        at,
        total=len(ids),
        meeting=letter.meeting,
        per_minute=per_minute,
    )
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


def issue_alone(letter: Letter, actor: Actor, at: datetime, *, number: str = "", dated: date | None = None) -> None:
    """Number a letter without sending it. Raises InvalidInput for what cannot be printed, and what ``issue_letter`` raises."""
    if text := unprintable(*_texts(asdict(content_of(letter, at)))):
        boxed = boxes_told([Boxed(_("surat"), text)])
        raise InvalidInput(f"{boxed} {_('Perbaiki dahulu, atau minta operator memasang hurufnya.')}")
    issue_letter(letter, actor, at, number=number, dated=dated)


def send_letter_again(invitation: Invitation, actor: Actor, at: datetime) -> str:
    """Send one person the letter that was, or is by this, printed again for them; the run's id. Raises what `send_invitations` raises."""
    person = invitation.participant
    run_id = send_invitations(invitation.letter, [Participant.id == person.id], actor, at)
    told: dict[str, Any] = {"meeting": invitation.letter.meeting, "target": person, "target_name": person.full_name}
    record(actor, Action.INVITATION_SENT_AGAIN, at=at, number=invitation.letter.number, **told)
    db.session.flush()
    return run_id


def prepare_next(run: TaskRun, claim: str, at: datetime) -> bool:
    """Write the rows of the run's next recipients: invitation, pass and queued document for everybody who has none yet, the mail of
    those whose letter was ready before but who had no address then. False when the last were written and the run is settled.

    The caller commits each step; a run that breaks off goes on behind the last one. Raises ``tasks.TaskLost``.
    """
    letter = db.session.get_one(Letter, run.arguments["letter"])
    step = run.arguments["participants"][run.position : run.position + CHUNK]
    if not step:
        tasks.settle_run(run.id, claim, at)
        return False
    ready, unfinished = _prepare(letter, _still_invited(letter, step), run.id, at)
    tasks.count_prepared(run, claim, at, len(step), done=ready, dropped=len(step) - ready - unfinished)
    nudges.remember(db.session(), Task.RENDER_LETTERS)
    return True


def _prepare(letter: Letter, names: dict[str, str], run_id: str, at: datetime) -> tuple[int, int]:
    """The rows of these participants, by id; (how many letters are ready, how many the run will count when they are finished).

    Each statement names the rows it is about: how many the letter has besides must not matter.
    """
    if not names:
        return 0, 0
    db.session.execute(insert_new(Invitation), [_invitation_row(letter, each, at) for each in names])
    if not tells_change(letter):  # who got the former letter has a pass already, or none on purpose
        issue_passes(letter.meeting_id, list(names), at)
    invited = _add_documents(letter, names, run_id, at)
    invited = print_as_it_is_now(invited, letter.meeting, run_id, at)
    _take_along(list(invited), run_id, at)
    state = sa.select(Document.id, Document.state, Document.run_id).where(Document.id.in_(invited))
    documents = db.session.execute(state).all()
    ready = [invited[each.id] for each in documents if each.state in (DocumentState.READY, DocumentState.PUBLISHED)]
    queue_mails(letter, ready, at, task_id=run_id)
    return len(ready), sum(each.state in UNFINISHED and each.run_id == run_id for each in documents)


def _still_invited(letter: Letter, ids: Sequence[str]) -> dict[str, str]:
    """Names by id of those among them who still get the letter, in the order given."""
    statement = sa.select(Participant.id, Participant.name).where(*sendable(letter), Participant.id.in_(ids))
    found: dict[str, str] = dict(db.session.execute(statement).all())
    return {each: found[each] for each in ids if each in found}


def _invitation_row(letter: Letter, participant_id: str, at: datetime) -> dict[str, object]:
    invitation_id = passcode.new_id()
    return {
        "id": invitation_id,
        "meeting_id": letter.meeting_id,
        "letter_id": letter.id,
        "participant_id": participant_id,
        "token_hash": passes.token_hash(passes.answer_token(invitation_id)),
        "short_hash": passes.token_hash(passes.short_code(invitation_id)),
        "created_at": at,
        "updated_at": at,
    }


def _add_documents(letter: Letter, names: dict[str, str], run_id: str, at: datetime) -> dict[str, str]:
    """Queue a document, which carries the run that counts it, for each invitation that has none; invitations by document."""
    statement = sa.select(Invitation.document_id, Invitation.id, Invitation.participant_id)
    mine = Invitation.letter_id == letter.id, Invitation.participant_id.in_(names)
    found = db.session.execute(statement.where(*mine)).all()
    bare = {each.id: names[each.participant_id] for each in found if each.document_id is None}
    invited = {each.document_id: each.id for each in found if each.document_id is not None}
    if not bare:
        return invited
    rows = [_document_row(letter, invitation_id, name, run_id, at) for invitation_id, name in bare.items()]
    db.session.execute(insert_new(Document), rows)
    first = {key: rows[0][key] for key in ("kind", "form", "final", "version")}
    theirs = sa.select(Document.id).where(Document.about_id == Invitation.id).filter_by(**first).scalar_subquery()
    linked = sa.update(Invitation).where(Invitation.id.in_(bare)).values(document_id=theirs, updated_at=at)
    db.session.execute(linked.execution_options(synchronize_session=False))
    added = sa.select(Invitation.document_id, Invitation.id).where(Invitation.id.in_(bare), Invitation.document_id.is_not(None))
    linked_now: Any = dict(db.session.execute(added).all())
    ask_for_letters([str(row["id"]) for row in rows if row["id"] in linked_now], letter, at)
    return invited | linked_now


def _take_along(document_ids: Sequence[str], run_id: str, at: datetime) -> None:
    """Queue the documents that an earlier run gave up, and those that are printed again for a new pass and would not be mailed:
    a print of theirs that is under way loses its claim, so that the next one is mailed and counted."""
    alone = sa.and_(Document.state.in_(UNFINISHED), Document.run_id.is_(None))
    db.session.execute(
        sa.update(Document)
        .where(Document.id.in_(document_ids), sa.or_(Document.state == DocumentState.FAILED, alone))
        .values(state=DocumentState.QUEUED, attempts=0, claimed_by="", error="", run_id=run_id, updated_at=at)
        .execution_options(synchronize_session=False)
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
        "signer": signed_by(signer_of(letter)),
        "security": letter.security,
        "content": {"approved_by": approved} if (approved := letter.frozen.get("approved_by")) else {},
        "state": DocumentState.QUEUED,
        "attempts": 0,
        "error": "",
        "claimed_by": "",
        "verify_hash": verification_hash(document),
        "created_at": at,
        "updated_at": at,
    }
