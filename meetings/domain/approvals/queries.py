"""Reads of rounds: the latest of a paper, what was said about it, and what waits for somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from meetings.domain.audit import Action
from meetings.domain.permissions import PERMISSIONS, Permission, meetings_with_role, visible_meetings
from meetings.enums import ApprovalAct, ApprovalState, DocumentKind, Role
from meetings.extensions import db
from meetings.models import Approval, ApprovalStep, AuditEntry, Meeting

TOLD = (
    Action.APPROVAL_ASKED,
    Action.APPROVAL_NOTED,
    Action.APPROVAL_INITIALLED,
    Action.APPROVAL_GIVEN,
    Action.APPROVAL_RETURNED,
    Action.APPROVAL_TAKEN_BACK,
)
_ACTIONS: dict[str, Action] = {each.value: each for each in TOLD}
MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a paper's way: who did what, when, with which note."""

    action: Action
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of a paper that says something else than before."""

    label: str
    before: str
    after: str


def differences(labels: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """The parts that say something else, in the order of ``labels``."""
    pairs = [(label, before.get(name, ""), after.get(name, "")) for name, label in labels.items()]
    return [Difference(*each) for each in pairs if each[1] != each[2]]


def approval_of(kind: DocumentKind, about_id: str) -> Approval | None:
    """The latest round of a paper, with its steps and its meeting; None for one that was never submitted."""
    mine = sa.select(Approval).where(Approval.kind == kind, Approval.about_id == about_id).order_by(Approval.round.desc())
    options = selectinload(Approval.steps), joinedload(Approval.meeting).joinedload(Meeting.organisation)
    return db.session.scalars(mine.options(*options).limit(1)).first()


def next_step(approval: Approval) -> ApprovalStep | None:
    """The first step that nobody has taken."""
    return next((each for each in approval.steps if each.decided_at is None), None)


def before_this(approval: Approval, user_id: str | None) -> Approval | None:
    """The earlier round to compare this one with: the latest in which this person took a step, else the latest in which anybody did, else the
    one before."""
    decided = ApprovalStep.approval_id == Approval.id, ApprovalStep.decided_at.is_not(None)
    anybody = sa.exists().where(*decided)
    mine = sa.exists().where(*decided, ApprovalStep.decided_by_id == user_id)
    earlier = sa.select(Approval).where(
        Approval.kind == approval.kind, Approval.about_id == approval.about_id, Approval.round < approval.round
    )
    order = sa.case((mine, 0), (anybody, 1), else_=2), Approval.round.desc()
    return db.session.scalars(earlier.order_by(*order).limit(1)).first()


def history_of(about_id: str) -> list[Told]:
    """What was done and noted on the paper's way, in order, as the audit trail has it."""
    entries = sa.select(AuditEntry).where(AuditEntry.target_id == about_id, AuditEntry.action.in_(TOLD))
    rows = db.session.scalars(entries.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(MOST_TOLD)).all()
    return [Told(_ACTIONS[row.action], row.actor_name, row.at, str(row.data.get("note", ""))) for row in reversed(rows)]


@dataclass(frozen=True, slots=True)
class PaperWaiting:
    """A paper that waits for somebody's step."""

    kind: DocumentKind
    about_id: str
    name: str
    meeting_id: str
    meeting_title: str
    act: ApprovalAct


def papers_waiting(user_id: str, limit: int = 20) -> list[PaperWaiting]:
    """The papers whose next step this person may take, the oldest first."""
    undecided = ApprovalStep.approval_id == Approval.id, ApprovalStep.decided_at.is_(None)
    first = sa.select(sa.func.min(ApprovalStep.position)).where(*undecided).correlate(Approval).scalar_subquery()
    other = sa.orm.aliased(ApprovalStep)
    elsewhere = sa.and_(other.user_id == user_id, other.id != ApprovalStep.id)  # named in a step of their own
    acted = sa.exists().where(other.approval_id == Approval.id, sa.or_(other.decided_by_id == user_id, elsewhere))
    by_role = [
        sa.and_(ApprovalStep.role == role, meetings_with_role(user_id, role))
        for role in Role
        if role in PERMISSIONS[Permission.LETTERS_REVIEW]
    ]
    by_name = sa.and_(ApprovalStep.user_id == user_id, visible_meetings(user_id, Permission.LETTERS_REVIEW))
    statement = (
        sa.select(Approval.kind, Approval.about_id, Approval.name, Meeting.id, Meeting.title, ApprovalStep.act)
        .join(Meeting, Meeting.id == Approval.meeting_id)
        .join(ApprovalStep, sa.and_(ApprovalStep.approval_id == Approval.id, ApprovalStep.position == first))
        .where(Approval.state == ApprovalState.IN_REVIEW, sa.or_(by_name, *by_role), ~acted)
        .where(sa.or_(Approval.submitted_by_id.is_(None), Approval.submitted_by_id != user_id))
        .order_by(Approval.created_at, Approval.id)
        .limit(limit)
    )
    rows: Sequence[Any] = db.session.execute(statement).all()
    return [PaperWaiting(*row) for row in rows]
