"""Root organisations: an operator makes one and names its first administrator; what happens inside is not the operator's business."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings.domain import accounts, audit, organisations
from meetings.enums import OrganisationKind, Role
from meetings.extensions import db
from meetings.models import Membership, Organisation, User


def open_root(
    actor: audit.Actor, at: datetime, *, name: str, kind: OrganisationKind, timezone: str, email: str, person: str
) -> tuple[Organisation, User, bool]:
    """A new root organisation with its first administrator, and whether their account is new (they have no password then).

    ``person`` is the name of a new account; one that exists keeps its own.
    """
    root = organisations.create_organisation(actor, None, at, name=name, kind=kind, timezone=timezone)
    address = email.strip().lower()
    user = db.session.scalar(sa.select(User).where(User.email == address))
    is_new = user is None
    if user is None:
        user = accounts.create_user(actor, email=address, name=person or address.partition("@")[0], at=at)
    accounts.appoint_first_administrator(actor, user, root, at)
    return root, user, is_new


def list_roots(limit: int = 500) -> Sequence[sa.Row[Organisation, int, int]]:
    """Root organisations by name, each with how many are below it and how many active administrators it has. One statement."""
    unit = aliased(Organisation)
    below = sa.select(sa.func.count(unit.id)).where(unit.path.startswith(Organisation.path), unit.id != Organisation.id)
    administrators = (
        sa.select(sa.func.count(Membership.id))
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == Organisation.id, Membership.role == Role.ADMINISTRATOR, User.active)
    )
    statement = sa.select(
        Organisation,
        below.correlate(Organisation).scalar_subquery().label("below"),
        administrators.correlate(Organisation).scalar_subquery().label("administrators"),
    ).where(Organisation.parent_id.is_(None))
    return db.session.execute(statement.order_by(sa.func.lower(Organisation.name), Organisation.id).limit(limit)).all()
