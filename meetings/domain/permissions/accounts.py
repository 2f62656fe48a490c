"""Whose accounts somebody looks after: by the roles that the accounts have, in organisations and in meetings."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings.domain.permissions.queries import held_by, reached_from, visible_from, visible_organisations
from meetings.domain.permissions.table import NEAR, PERMISSIONS, Permission
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Meeting, MeetingStaff, Membership, Organisation, User

MOST = 20


def known_accounts(user_id: str) -> sa.ColumnElement[bool]:
    """A WHERE clause on User: accounts with a role where ``user_id`` manages users, in an organisation or in one of its meetings."""
    return _known(sa.select(Organisation.id).where(visible_organisations(user_id, Permission.USERS_MANAGE)))


def covered_accounts(user_id: str) -> sa.ColumnElement[bool]:
    """A WHERE clause on User: of the known accounts those whose every role is given where ``user_id`` manages users, as far down as
    the role reaches. Only they are closed, opened, or stripped of their second factor. An operator's account needs another operator."""
    held = held_by(user_id, Permission.USERS_MANAGE)
    managed = sa.select(Organisation.id).where(visible_from(held))
    reached = sa.select(Organisation.id).where(reached_from(held))
    further = sa.or_(
        Membership.organisation_id.not_in(managed), Membership.reaches_below & Membership.organisation_id.not_in(reached)
    )
    oneself = aliased(User)
    operates = sa.exists().where(oneself.id == user_id, oneself.is_operator)
    return sa.and_(
        _known(managed),
        ~_member(further),
        ~_works(Meeting.organisation_id.not_in(managed)),
        sa.or_(~User.is_operator, operates),
    )


def covered_of(user_id: str, account_ids: Collection[str]) -> frozenset[str]:
    """Which of these accounts ``user_id`` covers, see ``covered_accounts``."""
    return frozenset(db.session.scalars(sa.select(User.id).where(User.id.in_(account_ids), covered_accounts(user_id))))


def who_may(permission: Permission, meeting: Meeting) -> Sequence[User]:
    """The open accounts whose roles give ``permission`` in a meeting (its organisation loaded), by name; one statement."""
    return _open_accounts(PERMISSIONS[permission], meeting, near=permission in NEAR)


def who_holds(role: Role, meeting: Meeting) -> Sequence[User]:
    """The open accounts that have this very role in a meeting (its organisation loaded), by name; one statement."""
    return _open_accounts(frozenset({role}), meeting)


def _open_accounts(roles: frozenset[Role], meeting: Meeting, near: bool = False) -> Sequence[User]:
    home = meeting.organisation
    here = Membership.organisation_id == home.id
    above = Membership.organisation_id.in_(home.ancestor_ids) & Membership.reaches_below
    member = _member(sa.and_(Membership.role.in_(roles), here if near else sa.or_(here, above)))
    staffed = sa.exists().where(
        MeetingStaff.user_id == User.id, MeetingStaff.meeting_id == meeting.id, MeetingStaff.role.in_(roles)
    )
    return db.session.scalars(
        sa.select(User).where(User.active, sa.or_(member, staffed)).order_by(User.name, User.id).limit(MOST)
    ).all()


def account_names(ids: Collection[str]) -> dict[str, str]:
    """Names by account; one that is gone is left out."""
    rows: Any = db.session.execute(sa.select(User.id, User.name).where(User.id.in_(ids))) if ids else ()
    return dict(tuple(row) for row in rows)


def _known(managed: sa.Select[str]) -> sa.ColumnElement[bool]:
    return sa.or_(_member(Membership.organisation_id.in_(managed)), _works(Meeting.organisation_id.in_(managed)))


def _member(where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(Membership.user_id == User.id, where)


def _works(where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(MeetingStaff.user_id == User.id, MeetingStaff.meeting_id == Meeting.id, where)
