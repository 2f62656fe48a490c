"""Reads for the administrator of the service."""

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import selectinload

from meetings.extensions import db
from meetings.models import Delivery, Document, Membership, TaskRun, User
from meetings.models.search import words_in


def list_users(search: str, page: int, per_page: int = 50) -> Pagination:
    """Every account by name, with its roles; ``search`` in name, position and address."""
    statement = sa.select(User).options(selectinload(User.memberships).joinedload(Membership.organisation))
    statement = statement.where(*words_in(search, User.name, User.position, User.email))
    return db.paginate(statement.order_by(User.name, User.id), page=page, per_page=per_page, error_out=False)


def count_work() -> dict[str, dict[str, int]]:
    """How many deliveries, documents and tasks are in each state. Three statements."""
    counted: dict[str, dict[str, int]] = {}
    for name, model in (("deliveries", Delivery), ("documents", Document), ("tasks", TaskRun)):
        rows = db.session.execute(sa.select(model.state, sa.func.count()).group_by(model.state)).all()
        counted[name] = {state.label: count for state, count in rows}
    return counted
