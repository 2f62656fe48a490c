"""Roles in organisations, and operators of the installation, who have none."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from meetings.domain import audit
from meetings.domain.permissions import Permission, reached_organisations
from meetings.enums import Role
from meetings.errors import Conflict, NotAllowed, WrongState
from meetings.extensions import db
from meetings.models import Membership, Organisation, User


def grant_role(
    actor: audit.Actor, user: User, organisation: Organisation, role: Role, at: datetime, *, reaches_below: bool
) -> Membership:
    """Give a role in an organisation, and in all below it where it ``reaches_below``.

    Raises Conflict when the user has it already, NotAllowed for a user who gives more than their own role reaches.
    """
    if reaches_below:
        _must_reach(actor, organisation)
    return _grant(actor, user, organisation, role, at, reaches_below)


def appoint_first_administrator(actor: audit.Actor, user: User, root: Organisation, at: datetime) -> Membership:
    """Whom an operator puts in charge of a root organisation that they have just made. Raises Conflict once anybody has a role there."""
    if db.session.scalar(sa.select(Membership.id).where(Membership.organisation_id == root.id).limit(1)) is not None:
        raise Conflict(_("%(name)s sudah punya pengguna; perannya diatur oleh administratornya sendiri.", name=root.name))
    return _grant(actor, user, root, Role.ADMINISTRATOR, at, True)


def _grant(
    actor: audit.Actor, user: User, organisation: Organisation, role: Role, at: datetime, reaches_below: bool
) -> Membership:
    row = Membership(user_id=user.id, organisation_id=organisation.id, role=role, reaches_below=reaches_below, created_at=at)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Conflict(_("%(name)s sudah punya peran itu.", name=user.name), field="role") from None
    _record(audit.Action.ROLE_GRANTED, actor, row, organisation, user, at)
    return row


def change_reach(actor: audit.Actor, membership: Membership, reaches_below: bool, at: datetime) -> None:
    """Let a role hold for all below its organisation, or there only.

    Raises NotAllowed for a user who gives more than their own role reaches, WrongState for the last administrator of a root.
    """
    if membership.reaches_below == reaches_below:
        return
    organisation = _take_turn(membership)
    if reaches_below:
        _must_reach(actor, organisation)
    membership.reaches_below = reaches_below
    db.session.flush()
    _keep_an_administrator(membership.role, organisation)
    _record(audit.Action.ROLE_REACH_CHANGED, actor, membership, organisation, membership.user, at)


def revoke_role(actor: audit.Actor, membership: Membership, at: datetime) -> None:
    """Take a role away. Raises WrongState for the last administrator of a root organisation.

    Two administrators who take each other's role take turns, and the role is deleted before the others are counted.
    """
    organisation, user, role = _take_turn(membership), membership.user, membership.role
    db.session.delete(membership)
    db.session.flush()
    _keep_an_administrator(role, organisation)
    _record(audit.Action.ROLE_REVOKED, actor, membership, organisation, user, at)


def set_operator(actor: audit.Actor, user: User, is_operator: bool, at: datetime) -> None:
    """Make somebody an operator of the installation, or no longer."""
    if user.is_operator == is_operator:
        return
    user.is_operator = is_operator
    action = audit.Action.OPERATOR_APPOINTED if is_operator else audit.Action.OPERATOR_DISMISSED
    audit.record(actor, action, at=at, target=user, target_name=user.name)


def _take_turn(membership: Membership) -> Organisation:
    """The organisation's row is locked (SQLite gives the turn to whoever writes first)."""
    db.session.execute(sa.select(Organisation.id).where(Organisation.id == membership.organisation_id).with_for_update())
    return membership.organisation


def _must_reach(actor: audit.Actor, organisation: Organisation) -> None:
    """Nobody gives what they do not hold: a user's own role must reach below, too."""
    if actor.kind != "user" or actor.id is None:
        return
    reached = sa.select(Organisation.id).where(
        Organisation.id == organisation.id, reached_organisations(actor.id, Permission.USERS_MANAGE)
    )
    if db.session.scalar(reached) is None:
        raise NotAllowed(
            _("Peran Anda sendiri tidak berlaku untuk unit di bawah %(name)s.", name=organisation.name), field="reaches_below"
        )


def _keep_an_administrator(role: Role, organisation: Organisation) -> None:
    """A root without an administrator of all of it could be opened by nobody any more."""
    if role is not Role.ADMINISTRATOR or organisation.parent_id is not None:
        return
    statement = (
        sa.select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.organisation_id == organisation.id,
            Membership.role == Role.ADMINISTRATOR,
            Membership.reaches_below,
            User.active,
        )
    )
    if db.session.scalar(statement.limit(1)) is None:
        raise WrongState(_("Administrator terakhir tidak dapat dicabut; angkat penggantinya dahulu."))


def _record(
    action: audit.Action, actor: audit.Actor, row: Membership, organisation: Organisation, user: User, at: datetime
) -> None:
    audit.record(
        actor,
        action,
        at=at,
        organisation=organisation,
        target=user,
        target_name=user.name,
        role=row.role.value,
        reaches_below=row.reaches_below,
    )
