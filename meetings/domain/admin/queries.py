"""Reads for whoever manages users: what happens in their own organisations."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload

from meetings.domain import outbox
from meetings.domain.permissions import Permission, covered_accounts, known_accounts, visible_organisations
from meetings.extensions import db
from meetings.models import AuditEntry, Delivery, Document, Meeting, MeetingStaff, Membership, Organisation, TaskRun, User
from meetings.models.paging import page_of
from meetings.models.search import words_in

Work = dict[str, dict[str, int]]
_ALL = sa.true()


@dataclass(frozen=True, slots=True)
class Roles:
    """What of an account's roles somebody may know of: those in their own organisations, and in the meetings there."""

    memberships: list[Membership] = field(default_factory=list)
    staff: list[MeetingStaff] = field(default_factory=list)


def list_users(user_id: str, search: str, page: int, per_page: int = 50) -> Pagination:
    """The accounts with a role where ``user_id`` manages users, by name; ``search`` in name, position and address."""
    ids = sa.select(User.id).where(known_accounts(user_id), *words_in(search, User.name, User.position, User.email))
    return page_of(ids.order_by(User.name, User.id), _accounts, page, per_page)


def _accounts(ids: Sequence[str]) -> Sequence[User]:
    return db.session.scalars(sa.select(User).where(User.id.in_(ids))).all()


def roles_of(user_id: str, accounts: list[User]) -> dict[str, Roles]:
    """The roles of these accounts, by account, as far as ``user_id`` manages users there."""
    managed = _managed(user_id)
    found: dict[str, Roles] = defaultdict(Roles)
    ids = [account.id for account in accounts]
    memberships = sa.select(Membership).where(Membership.user_id.in_(ids), Membership.organisation_id.in_(managed))
    for row in db.session.scalars(memberships.options(joinedload(Membership.organisation)).order_by(Membership.created_at)):
        found[row.user_id].memberships.append(row)
    staff = sa.select(MeetingStaff).join(Meeting).where(MeetingStaff.user_id.in_(ids), Meeting.organisation_id.in_(managed))
    for each in db.session.scalars(staff.options(joinedload(MeetingStaff.meeting)).order_by(MeetingStaff.created_at)):
        found[each.user_id].staff.append(each)
    return found


def entries_of(user_id: str) -> sa.ColumnElement[bool]:
    """A WHERE clause on AuditEntry: what happened outside meetings, in the organisations where ``user_id`` manages users and with the
    accounts that they cover."""
    accounts = sa.select(User.id).where(covered_accounts(user_id))
    by_them, with_them = AuditEntry.actor_id.in_(accounts), AuditEntry.target_id.in_(accounts)
    return sa.and_(
        AuditEntry.meeting_id.is_(None),
        sa.or_(
            AuditEntry.organisation_id.in_(_managed(user_id)),
            sa.and_(AuditEntry.organisation_id.is_(None), sa.or_(by_them, with_them)),
        ),
    )


def work_of(user_id: str) -> Work:
    """How many deliveries, documents and tasks of their own organisations are in each state."""
    managed = _managed(user_id)
    meetings = sa.select(Meeting.id).where(Meeting.organisation_id.in_(managed))
    return count_work(
        deliveries=outbox.visible_deliveries(user_id),
        documents=Document.organisation_id.in_(managed),
        tasks=TaskRun.meeting_id.in_(meetings),
    )


def count_work(
    *,
    deliveries: sa.ColumnElement[bool] = _ALL,
    documents: sa.ColumnElement[bool] = _ALL,
    tasks: sa.ColumnElement[bool] = _ALL,
) -> Work:
    """How many deliveries, documents and tasks are in each state, within these WHERE clauses. Three statements."""
    counted: Work = {}
    for name, model, scope in (
        ("deliveries", Delivery, deliveries),
        ("documents", Document, documents),
        ("tasks", TaskRun, tasks),
    ):
        rows = db.session.execute(sa.select(model.state, sa.func.count()).where(scope).group_by(model.state)).all()
        counted[name] = {state.label: count for state, count in rows}
    return counted


def _managed(user_id: str) -> sa.Select[str]:
    return sa.select(Organisation.id).where(visible_organisations(user_id, Permission.USERS_MANAGE))
