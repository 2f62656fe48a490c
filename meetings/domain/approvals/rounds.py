"""A paper's round through its chain. Each step is taken once, under the lock of the round; what the paper says is what was submitted, or
nothing is taken."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s
from json import dumps
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from meetings.domain.approvals import mails
from meetings.domain.approvals.chains import Choice, Step, chain_for
from meetings.domain.approvals.queries import approval_of, next_step
from meetings.domain.audit import Action, Actor, record
from meetings.domain.permissions import Permission, who_holds, who_may
from meetings.enums import ApprovalAct, ApprovalState, DocumentKind
from meetings.errors import InvalidInput, NotAllowed, Overtaken, WrongState
from meetings.extensions import db
from meetings.models import Approval, ApprovalStep, Meeting, User
from meetings.models.base import change_rows
from meetings.passcode import new_id

S = ApprovalState


@dataclass(frozen=True, slots=True)
class Paper:
    """What is submitted: the ``row`` that becomes the paper, what it is called, and what it says as it stands now, by part; ``labels``: of all
    its parts, in their order."""

    kind: DocumentKind
    row: Any
    meeting: Meeting
    name: str
    said: Mapping[str, str]
    labels: Mapping[str, str]

    @property
    def digest(self) -> str:
        """By which a page tells which words it showed."""
        return _digest(self.said)


def _digest(said: Mapping[str, str]) -> str:
    return blake2s(dumps(dict(said), sort_keys=True).encode(), digest_size=12).hexdigest()


def differs(paper: Paper, approval: Approval) -> bool:
    """Whether the paper says something else than when the round began."""
    return paper.digest != _digest(approval.said)


def people_for(who: Choice, meeting: Meeting, without: Collection[str | None] = ()) -> list[User]:
    """The open accounts that may take such a step of a paper of the meeting, but for those ``without``."""
    if who.role is not None:
        found = who_holds(who.role, meeting)
    else:
        found = [each for each in who_may(Permission.LETTERS_REVIEW, meeting) if each.id == who.user_id]
    return [each for each in found if each.id not in without]


def missing_people(steps: Sequence[Step], meeting: Meeting, without: Collection[str | None]) -> list[Step]:
    """The steps that nobody could take: each needs a person of its own, other than those ``without``."""
    taken, missing = set(without), []
    candidates = {number: people_for(each.who, meeting, without) for number, each in enumerate(steps)}
    for number in sorted(candidates, key=lambda number: len(candidates[number])):  # who has least to choose from chooses first
        free = [each for each in candidates[number] if each.id not in taken]
        if free:
            taken.add(free[0].id)
        else:
            missing.append(steps[number])
    return missing


def submit(paper: Paper, actor: Actor, at: datetime) -> Approval:
    """Begin a round with the chain that holds now, and tell whoever comes first.

    Raises WrongState where nobody has to approve such papers, or this one is under way or approved as it stands; InvalidInput where a
    step has nobody left who could take it.
    """
    steps = chain_for(paper.meeting.organisation, paper.kind)
    former = approval_of(paper.kind, paper.row.id)
    if not steps:
        raise WrongState(_("Naskah ini tidak memerlukan paraf atau persetujuan."))
    if former is not None and former.state in (S.IN_REVIEW, S.APPROVED) and not differs(paper, former):
        raise WrongState(_("Naskah ini sudah diajukan."))
    if missing := missing_people(steps, paper.meeting, {actor.id}):
        raise InvalidInput(nobody_told(missing))
    if former is not None and former.state in (S.IN_REVIEW, S.APPROVED):
        _close(former, at, S.OVERTAKEN, (S.IN_REVIEW, S.APPROVED))
    approval = Approval(
        id=new_id(),
        meeting_id=paper.meeting.id,
        kind=paper.kind,
        about_id=paper.row.id,
        round=former.round + 1 if former else 1,
        name=paper.name[:300],
        said=dict(paper.said),
        submitted_by_id=actor.id,
        submitted_by=actor.name[:300],
        created_at=at,
        updated_at=at,
    )
    approval.steps = [
        ApprovalStep(id=new_id(), position=number, act=each.act, role=each.who.role, user_id=each.who.user_id)
        for number, each in enumerate(steps, start=1)
    ]
    try:
        with db.session.begin_nested():
            db.session.add(approval)
    except IntegrityError:
        raise Overtaken(_("Naskah ini baru saja diajukan orang lain.")) from None
    _record(Action.APPROVAL_ASKED, paper, actor, at)
    _tell_next(approval, paper, at)
    return approval


def nobody_told(missing: Sequence[Step]) -> str:
    """A sentence about steps that nobody can take."""
    told = _(
        "Tidak ada lagi yang dapat mengisi langkah ini: %(names)s. Minta administrator mengubah alur persetujuan atau perannya."
    )
    return told % {"names": ", ".join(names_of(missing))}


def names_of(steps: Sequence[Step]) -> list[str]:
    """What each step asks for, and of whom, in words."""
    return [f"{_(each.act.label)} ({_(each.who.role.label) if each.who.role else _name_of(each.who.user_id)})" for each in steps]


def _name_of(user_id: str | None) -> str:
    return db.session.scalar(sa.select(User.name).where(User.id == user_id)) or _("akun yang sudah tidak ada")


def may_act(approval: Approval, actor: Actor) -> bool:
    """Is it this person's turn? Whoever submitted takes no step, and nobody takes two of one round."""
    step = next_step(approval)
    return step is not None and actor.id in {each.id for each in people_of(approval, step)}


def people_of(approval: Approval, step: ApprovalStep) -> list[User]:
    """Who may take this step of a round: whoever is named in another one takes that."""
    others = [each for each in approval.steps if each is not step]
    busy = {approval.submitted_by_id, *(each.decided_by_id for each in others), *(each.user_id for each in others)}
    return people_for(Choice(step.role, step.user_id), approval.meeting, busy)


def mine_to_return(approval: Approval, actor: Actor) -> bool:
    """May this person send it back? Whose turn it is, and whoever approved it until it is issued."""
    if approval.state is S.APPROVED:
        return approval.steps[-1].decided_by_id == actor.id
    return approval.state is S.IN_REVIEW and may_act(approval, actor)


def agree(approval: Approval, paper: Paper, actor: Actor, at: datetime, *, seen: str) -> None:
    """Take the next step: initial, or approve with the last one. ``seen``: digest of the words that were read.

    Raises Overtaken when the paper says something else than was read or submitted, NotAllowed for anybody else than whose turn it is,
    WrongState when the round is over.
    """
    _hold(approval, (S.IN_REVIEW,), at)
    if seen != paper.digest or differs(paper, approval):
        raise Overtaken(_("Naskah ini berubah sejak diajukan atau sejak Anda membukanya. Baca dahulu isinya."))
    step = next_step(approval)
    if step is None or not may_act(approval, actor):
        raise NotAllowed(_("Langkah ini bukan giliran Anda: yang mengajukan dan yang sudah membubuhkan paraf tidak mengisinya."))
    step.decided_at, step.decided_by_id, step.decided_by = at, actor.id, actor.name[:300]
    if next_step(approval) is None:
        _close(approval, at, S.APPROVED, (S.IN_REVIEW,))
        mails.tell_submitter(mails.GIVEN, approval, actor.name, "", at)
    act = step.act
    _record(Action.APPROVAL_GIVEN if act is ApprovalAct.APPROVE else Action.APPROVAL_INITIALLED, paper, actor, at)
    if approval.state is S.IN_REVIEW:
        _tell_next(approval, paper, at)


def send_back(approval: Approval, paper: Paper, note: str, actor: Actor, at: datetime) -> None:
    """Return the paper to its writers with a note that stays. Raises InvalidInput without one, NotAllowed, WrongState."""
    if not note:
        raise InvalidInput(_("Tulis apa yang perlu diperbaiki."), field="note")
    _hold(approval, (S.IN_REVIEW, S.APPROVED), at)
    if not mine_to_return(approval, actor):
        raise NotAllowed(_("Hanya yang mendapat giliran, atau yang menyetujuinya, dapat mengembalikan naskah ini."))
    _close(approval, at, S.RETURNED, (S.IN_REVIEW, S.APPROVED))
    _record(Action.APPROVAL_RETURNED, paper, actor, at, note=note)
    mails.tell_submitter(mails.RETURNED, approval, actor.name, note, at)


def comment(approval: Approval, paper: Paper, note: str, actor: Actor, at: datetime) -> None:
    """Leave a note that everybody on the paper's way reads. Raises InvalidInput without words."""
    if not note:
        raise InvalidInput(_("Tulis catatannya."), field="note")
    _record(Action.APPROVAL_NOTED, paper, actor, at, note=note)


def take_back(approval: Approval, paper: Paper, actor: Actor, at: datetime) -> None:
    """End a round to go on writing. Raises WrongState once it is over."""
    _close(approval, at, S.TAKEN_BACK, (S.IN_REVIEW,))
    _record(Action.APPROVAL_TAKEN_BACK, paper, actor, at)


def follow_paper(paper: Paper, actor: Actor, at: datetime) -> None:
    """The paper was changed: a round that is under way or over begins anew, with whoever changed it as the one who submits. Where that
    leaves a step without anybody, the paper is a draft again and says why it cannot be submitted."""
    approval = approval_of(paper.kind, paper.row.id)
    if approval is None or approval.state not in (S.IN_REVIEW, S.APPROVED) or not differs(paper, approval):
        return
    steps = chain_for(paper.meeting.organisation, paper.kind)
    if steps and not missing_people(steps, paper.meeting, {actor.id}):
        submit(paper, actor, at)
    else:
        _close(approval, at, S.OVERTAKEN, (S.IN_REVIEW, S.APPROVED))


def overtake(paper: Paper, at: datetime) -> None:
    """What the paper is about has changed: a round under way or over ends where the paper says something else now, and waits for its writers."""
    approval = approval_of(paper.kind, paper.row.id)
    if approval is not None and approval.state in (S.IN_REVIEW, S.APPROVED) and differs(paper, approval):
        _close(approval, at, S.OVERTAKEN, (S.IN_REVIEW, S.APPROVED))


def forget_rounds(kind: DocumentKind, about_id: str) -> None:
    """A draft is thrown away, and its rounds with it."""
    gone = sa.delete(Approval).where(Approval.kind == kind, Approval.about_id == about_id)
    db.session.execute(gone.execution_options(synchronize_session="fetch"))


def _hold(approval: Approval, states: tuple[ApprovalState, ...], at: datetime) -> None:
    """Lock the round while it is in one of these states, and read it anew; raises Overtaken where the paper has changed, else WrongState."""
    mine = sa.update(Approval).where(Approval.id == approval.id, Approval.state.in_(states)).values(updated_at=at)
    held = change_rows(mine.execution_options(synchronize_session=False))
    db.session.refresh(approval)
    for step in approval.steps:
        db.session.refresh(step)
    if not held and approval.state is S.OVERTAKEN:
        raise Overtaken(_("Naskah ini berubah sejak diajukan atau sejak Anda membukanya. Baca dahulu isinya."))
    if not held:
        raise WrongState(_("Naskah ini berstatus %(state)s; tindakan itu tidak dapat dilakukan.", state=_(approval.state.label)))


def _close(approval: Approval, at: datetime, state: ApprovalState, before: tuple[ApprovalState, ...]) -> None:
    _hold(approval, before, at)
    approval.state, approval.closed_at = state, at
    db.session.flush()


def _tell_next(approval: Approval, paper: Paper, at: datetime) -> None:
    step = next_step(approval)
    if step is not None:
        mails.tell_wanted(approval, step, people_of(approval, step), paper.labels, at)
    db.session.flush()


def _record(action: Action, paper: Paper, actor: Actor, at: datetime, **data: Any) -> None:
    record(actor, action, at=at, meeting=paper.meeting, target=paper.row, target_name=paper.name, **data)
    db.session.flush()
