"""Whose invitations and printed letters leave as files, and how far the prints are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meetings.domain.invitations.queries import PROTOCOL, Wanted, narrow
from meetings.enums import DocumentState, RunKind, TaskState
from meetings.extensions import db
from meetings.models import Document, Invitation, Letter, Participant, TaskRun
from meetings.models.paging import in_order


@dataclass(frozen=True, slots=True)
class Prints:
    """How many letters of some recipients are printed, could not be, and are still to come. ``preparing``: a run is writing more of them."""

    ready: int
    failed: int
    to_come: int
    preparing: bool

    @property
    def total(self) -> int:
        """All that are known of."""
        return self.ready + self.failed + self.to_come

    @property
    def finished(self) -> bool:
        """Does nothing more come by itself?"""
        return not self.to_come and not self.preparing


def count_prints(letter: Letter, wanted: Wanted) -> Prints:
    """Of the recipients that the filter lets through; two statements."""
    ready = Document.storage_key.is_not(None)
    to_come = sa.and_(Document.storage_key.is_(None), Document.state.in_((DocumentState.QUEUED, DocumentState.RENDERING)))
    numbers = [sa.func.count(), *(sa.func.count(sa.case((each, 1))) for each in (ready, to_come))]
    rows: Any = _invited(sa.select(*numbers), letter, wanted).outerjoin(Document, Document.id == Invitation.document_id)
    counted: Any = db.session.execute(rows.order_by(None)).one()
    total, done, making = counted
    return Prints(done, total - done - making, making, bool(db.session.scalar(sa.select(_is_preparing(letter)))))


def _is_preparing(letter: Letter) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        TaskRun.meeting_id == letter.meeting_id,
        TaskRun.kind == RunKind.SEND_INVITATIONS,
        TaskRun.state.in_((TaskState.QUEUED, TaskState.RUNNING)),
        TaskRun.arguments["letter"].as_string() == letter.id,
        TaskRun.position < TaskRun.total,
    )


def invitations_to_export(letter: Letter, wanted: Wanted) -> list[str]:
    """The ids of the letter's invitations in protocol order."""
    return list(db.session.scalars(_invited(sa.select(Invitation.id), letter, wanted)))


def read_invitations(ids: Sequence[str]) -> list[Invitation]:
    """These invitations in their order, with the people they are for; nothing of them is kept in the session."""
    statement = sa.select(Invitation).options(joinedload(Invitation.participant))
    return in_order(ids, lambda some: db.session.scalars(statement.where(Invitation.id.in_(some))).all())


def letters_to_export(letter: Letter, wanted: Wanted) -> Sequence[tuple[str, str]]:
    """(recipient's name, storage key) of the letters that hold, in protocol order; no key: not printed yet. One statement."""
    statement = _invited(sa.select(Participant.name, Document.storage_key), letter, wanted)
    found: Any = db.session.execute(statement.outerjoin(Document, Document.id == Invitation.document_id))
    return [(name, key or "") for name, key in found]


def _invited(statement: Any, letter: Letter, wanted: Wanted) -> Any:
    invited = statement.select_from(Participant).join(Invitation, Invitation.participant_id == Participant.id)
    return invited.where(Invitation.letter_id == letter.id, *narrow(letter, wanted)).order_by(*PROTOCOL)
