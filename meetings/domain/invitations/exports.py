"""Whose invitations and printed letters leave as files, and how far the prints are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meetings.domain.invitations.queries import PROTOCOL, UNMADE, Wanted, narrow
from meetings.enums import DocumentState, RunKind, TaskState
from meetings.extensions import db
from meetings.models import Document, Invitation, Letter, Participant, TaskRun, standing
from meetings.models.paging import in_order, unhurried


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
    """Of the recipients that the filter lets through; three statements. Without one the letter's invitations are counted in their index, less
    those of people off the list; what is not made yet is looked for among the prints of its state, which are few or the only ones."""
    numbers = sa.func.count(), sa.func.count(Invitation.document_id)
    mine = Invitation.letter_id == letter.id
    if wanted.active:
        total, having = db.session.execute(_invited(sa.select(*numbers), letter, wanted).order_by(None)).one()
    else:
        every = sa.select(*numbers).where(mine)
        gone = sa.select(*numbers).join(Participant, Participant.id == Invitation.participant_id)
        gone = gone.where(mine, Participant.meeting_id == letter.meeting_id, standing.GONE.where())
        pairs: Any = db.session.execute(sa.union_all(every, gone)).all()
        total, having = (one - other for one, other in zip(*sorted(pairs, reverse=True), strict=True))
    unmade = sa.select(Document.state, sa.func.count()).select_from(Document)
    unmade = unmade.join(Invitation, Invitation.document_id == Document.id).join(Participant)
    own = unhurried(Invitation.letter_id) == letter.id, Document.state.in_(UNMADE), Document.storage_key.is_(None)
    # Of all who are on the list nothing is asked by which SQLite would begin with them.
    whose = narrow(letter, wanted) if wanted.active else [standing.LISTED.where()]
    lacking: Any = dict(db.session.execute(unmade.where(*own, *whose).group_by(Document.state)).all())
    to_come = lacking.get(DocumentState.QUEUED, 0) + lacking.get(DocumentState.RENDERING, 0)
    ready = having - sum(lacking.values())
    return Prints(ready, total - ready - to_come, to_come, bool(db.session.scalar(sa.select(_is_preparing(letter)))))


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
