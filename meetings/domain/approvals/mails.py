"""The mails of a paper's way: your turn, approved, returned."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from meetings.domain import outbox
from meetings.domain.approvals.queries import before_this, differences
from meetings.enums import N_, ApprovalState
from meetings.extensions import db
from meetings.models import Approval, ApprovalStep, Delivery, User

MOST_SAID = 150  # characters of a part that a mail still quotes; of a longer one it says only that it changed
NOT_WAITING = "Naskah ini tidak menunggu paraf atau persetujuan ini lagi."


def _why_not_wanted(delivery: Delivery) -> str:
    """The step was taken, or its round is over."""
    step_id = (delivery.dedupe_key or "::").split(":")[1]
    open_now = sa.exists().where(
        ApprovalStep.id == step_id,
        ApprovalStep.decided_at.is_(None),
        Approval.id == ApprovalStep.approval_id,
        Approval.state == ApprovalState.IN_REVIEW,
    )
    return "" if db.session.scalar(sa.select(open_now)) else NOT_WAITING


WANTED = outbox.register_kind("approval_wanted", N_("Menunggu paraf atau persetujuan"), why_not=_why_not_wanted)
GIVEN = outbox.register_kind("approval_given", N_("Naskah disetujui"))
RETURNED = outbox.register_kind("approval_returned", N_("Naskah dikembalikan"))


def tell_wanted(approval: Approval, step: ApprovalStep, people: Sequence[User], labels: Mapping[str, str], at: datetime) -> None:
    """Tell everybody who may take the step; of a later round, what changed since they read the paper."""
    mails = []
    for each in people:
        former = before_this(approval, each.id) if approval.round > 1 else None
        changes = differences(labels, former.said, approval.said) if former is not None else []
        mails.append(
            _mail(WANTED, approval, each, f"{WANTED.name}:{step.id}:{each.id}", step=step, changes=changes, short=MOST_SAID)
        )
    outbox.queue_messages(mails, at)


def tell_submitter(kind: outbox.Kind, approval: Approval, by: str, note: str, at: datetime) -> None:
    """Tell whoever submitted the paper what became of it."""
    person = db.session.get(User, approval.submitted_by_id) if approval.submitted_by_id else None
    if person is not None and person.active:
        mail = _mail(kind, approval, person, f"{kind.name}:{approval.id}:{approval.updated_at.isoformat()}", by=by, note=note)
        outbox.queue_messages([mail], at)


def _mail(kind: outbox.Kind, approval: Approval, person: User, key: str, **words: object) -> outbox.Message:
    content = outbox.compose(kind.name, approval=approval, meeting=approval.meeting, person=person, **words)
    return outbox.Message(kind, person.email, person.name, content, meeting_id=approval.meeting_id, dedupe_key=key)
