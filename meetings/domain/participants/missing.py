"""Who is on the list and in no row of an uploaded one: for a person to withdraw, one by one."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from meetings.extensions import db
from meetings.models import Participant, standing
from meetings.models.paging import among, page_of


def missing_people(meeting_id: str, meant: Collection[str], page: int, per_page: int) -> Pagination:
    """A page of those who were asked to the meeting and whom no row means, by name; ``meant``: ids of those whom one does. Whoever comes for
    somebody, or came by himself, is expected in no list."""
    return page_of(_ids(meeting_id, meant).order_by(Participant.sort_name, Participant.id), _rows, page, per_page)


def count_missing(meeting_id: str, meant: Collection[str]) -> int:
    """How many they are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(_ids(meeting_id, meant).subquery())) or 0


def _ids(meeting_id: str, meant: Collection[str]) -> sa.Select[str]:
    statement = sa.select(Participant.id).where(Participant.meeting_id == meeting_id, standing.INVITED.where())
    return statement.where(~among(Participant.id, sorted(meant))) if meant else statement


def _rows(ids: Sequence[str]) -> Sequence[Participant]:
    return db.session.scalars(sa.select(Participant).where(Participant.id.in_(ids))).all()
