"""Reads about organisations."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meetings.domain.permissions import Permission, held_by, is_reached, visible_organisations
from meetings.extensions import db
from meetings.models import Membership, Organisation, User
from meetings.models.search import words_in


def list_tree(
    user_id: str, search: str = "", limit: int = 3000, *, permission: Permission = Permission.ORGANISATION_VIEW
) -> list[tuple[int, Organisation]]:
    """Organisations in which the user has the permission, as (depth, organisation) in tree order: siblings by protocol order, name.

    With ``search`` only those whose name or short name holds every word, at depth 0. One statement after the rights.
    """
    statement = sa.select(Organisation).where(visible_organisations(user_id, permission))
    wanted = words_in(search, Organisation.name, Organisation.short_name)
    statement = statement.where(*wanted)
    rows = db.session.scalars(
        statement.order_by(Organisation.protocol_order, Organisation.name, Organisation.id).limit(limit)
    ).all()
    if wanted:
        return [(0, row) for row in rows]
    shown = {row.id for row in rows}
    children: dict[str | None, list[Organisation]] = defaultdict(list)
    for row in rows:
        children[row.parent_id if row.parent_id in shown else None].append(row)
    ordered: list[tuple[int, Organisation]] = []
    waiting = [(0, row) for row in reversed(children[None])]
    while waiting:
        depth, row = waiting.pop()
        ordered.append((depth, row))
        waiting.extend((depth + 1, child) for child in reversed(children[row.id]))
    return ordered


def reaches_below(user_id: str, organisation: Organisation) -> bool:
    """Whether the user manages the units below this one, too, and so those that are still to be made."""
    return is_reached(organisation, held_by(user_id, Permission.ORGANISATION_EDIT))


def visible_parent(organisation: Organisation, user_id: str) -> Organisation | None:
    """The organisation above this one, if there is one and the user may see it."""
    if organisation.parent_id is None:
        return None
    visible = visible_organisations(user_id, Permission.ORGANISATION_VIEW)
    return db.session.scalar(sa.select(Organisation).where(Organisation.id == organisation.parent_id, visible))


def family_of(organisation: Organisation) -> Sequence[Organisation]:
    """Itself and all above it, the nearest first: what an organisation has not said itself, it takes from these. One statement."""
    above = sa.select(Organisation).where(Organisation.id.in_(organisation.ancestor_ids))
    return db.session.scalars(above.order_by(Organisation.path.desc())).all()


def count_below(organisation: Organisation) -> int:
    """How many organisations are below this one, at any depth."""
    return int(
        db.session.scalar(
            sa.select(sa.func.count(Organisation.id)).where(
                Organisation.path.startswith(organisation.path, autoescape=True), Organisation.id != organisation.id
            )
        )
        or 0
    )


def list_members(organisation: Organisation, limit: int = 500) -> Sequence[Membership]:
    """Roles given in this organisation, or above it where they hold here, too, by name."""
    return db.session.scalars(
        sa.select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            sa.or_(
                Membership.organisation_id == organisation.id,
                Membership.organisation_id.in_(organisation.ancestor_ids) & Membership.reaches_below,
            )
        )
        .options(joinedload(Membership.user), joinedload(Membership.organisation))
        .order_by(User.name, Membership.role)
        .limit(limit)
    ).all()
