"""Who has to initial papers of a kind, and who approves them, in which order: the organisation says so, or the nearest one above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.permissions import PERMISSIONS, Permission
from meetings.enums import ApprovalAct, DocumentKind, Role
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Membership, Organisation, User

MOST = 6  # steps of a chain
ROLES = tuple(role for role in Role if role in PERMISSIONS[Permission.LETTERS_REVIEW])


@dataclass(frozen=True, slots=True)
class Choice:
    """Who acts in a step: everybody with ``role``, or the one account ``user_id``."""

    role: Role | None = None
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain."""

    act: ApprovalAct
    who: Choice


def own_chain(organisation: Organisation, kind: DocumentKind) -> list[Choice] | None:
    """What the organisation says itself: who acts, in order; the last one approves. Empty: nobody has to. None: it follows the one above."""
    stored: Mapping[str, Any] = organisation.approvals
    if kind.value not in stored:
        return None
    return [Choice(Role(each["role"]) if "role" in each else None, each.get("user")) for each in stored[kind.value]]


def chain_for(organisation: Organisation, kind: DocumentKind) -> list[Step]:
    """The chain that holds for papers of this kind; empty where nobody has to approve them. One statement."""
    above = sa.select(Organisation).where(Organisation.id.in_(organisation.ancestor_ids))
    for each in db.session.scalars(above.order_by(Organisation.path.desc())):
        if (said := own_chain(each, kind)) is not None:
            last = len(said) - 1
            return [Step(ApprovalAct.APPROVE if number == last else ApprovalAct.INITIAL, who) for number, who in enumerate(said)]
    return []


def change_chain(
    organisation: Organisation, kind: DocumentKind, said: Sequence[Choice] | None, actor: Actor, at: datetime
) -> None:
    """Say who acts, in order; None: as the organisation above says. Rounds under way keep their steps.

    Raises InvalidInput for more than `MOST` steps, the same person twice, a role that reads no letters, or an account that is not offered.
    """
    if said is not None:
        _check(organisation, said)
    others = {name: value for name, value in organisation.approvals.items() if name != kind.value}
    mine = {kind.value: [_stored(each) for each in said]} if said is not None else {}
    if others | mine == organisation.approvals:
        return
    organisation.approvals = others | mine
    organisation.updated_at = at
    record(
        actor, Action.APPROVAL_CHAIN_CHANGED, at=at, organisation=organisation, target=organisation, target_name=organisation.name
    )
    db.session.flush()


def _check(organisation: Organisation, said: Sequence[Choice]) -> None:
    if len(said) > MOST:
        raise InvalidInput(_("Paling banyak %(n)s langkah.", n=MOST))
    named = [each.user_id for each in said if each.user_id]
    if len(named) != len(set(named)):
        raise InvalidInput(_("Satu orang hanya dapat mengisi satu langkah."))
    before = {each.user_id for each in own_chain(organisation, DocumentKind.LETTER) or []}
    offered = {each.id for each in offered_people(organisation)}
    for number, each in enumerate(said, start=1):
        if each.user_id and each.user_id not in offered | before or each.role and each.role not in ROLES:
            told = _("Langkah %(n)s: pilih peran, atau orang yang berperan di instansi ini atau di atasnya.", n=number)
            raise InvalidInput(told, field=f"step_{number}")


def _stored(each: Choice) -> dict[str, str]:
    return {"role": each.role.value} if each.role else {"user": each.user_id or ""}


def offered_people(organisation: Organisation) -> Sequence[User]:
    """The open accounts that may be named in a step: their role here, or one above that reaches down, reads letters."""
    here = Membership.organisation_id == organisation.id
    above = Membership.organisation_id.in_(organisation.ancestor_ids) & Membership.reaches_below
    held = sa.exists().where(Membership.user_id == User.id, Membership.role.in_(ROLES), sa.or_(here, above))
    return db.session.scalars(sa.select(User).where(User.active, held).order_by(User.name, User.id).limit(200)).all()
