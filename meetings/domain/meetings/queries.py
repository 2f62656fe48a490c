"""Lists of meetings. What a user may see arrives as a WHERE clause from ``domain.permissions``."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload

from meetings import clock
from meetings.enums import MeetingKind, MeetingState
from meetings.extensions import db
from meetings.models import Invitation, Letter, Meeting, Organisation, Session
from meetings.models.paging import page_of
from meetings.models.search import words_in
from meetings.writing.dates import local_date

MIDNIGHT = time(0)  # what ends with the day is of that day

SORTS: dict[str, tuple[Any, ...]] = {
    "date": (Meeting.starts_on, Meeting.title),
    "title": (sa.func.lower(Meeting.title), Meeting.starts_on),
    "state": (Meeting.state, Meeting.starts_on),
}

SEARCHED = (Meeting.title, Meeting.theme, Meeting.place, Meeting.city)


@dataclass(frozen=True)
class MeetingFilter:
    """What a list is narrowed to; empty values narrow nothing. ``sort`` is a key of SORTS, ``-`` for descending."""

    search: str = ""
    state: MeetingState | None = None
    kind: MeetingKind | None = None
    year: int | None = None
    organisation_id: str = ""
    sort: str = "-date"

    @property
    def active(self) -> bool:
        """Is anything narrowed besides the search?"""
        return bool(self.state or self.kind or self.year or self.organisation_id)


def list_meetings(visible: sa.ColumnElement[bool], wanted: MeetingFilter, *, page: int = 1, per_page: int = 25) -> Pagination:
    """A page of the visible meetings, their organisations loaded; load tests are left out."""
    statement = sa.select(Meeting.id).where(visible, Meeting.is_load_test.is_(False))
    statement = statement.where(*words_in(wanted.search, *SEARCHED))
    if wanted.state:
        statement = statement.where(Meeting.state == wanted.state)
    if wanted.kind:
        statement = statement.where(Meeting.kind == wanted.kind)
    if wanted.year:
        statement = statement.where(sa.extract("year", Meeting.starts_on) == wanted.year)
    if wanted.organisation_id:
        statement = statement.where(Meeting.organisation_id == wanted.organisation_id)
    columns = SORTS.get(wanted.sort.removeprefix("-"), SORTS["date"])
    order: list[Any] = [column.desc() if wanted.sort.startswith("-") else column for column in columns]
    return page_of(statement.order_by(*order, Meeting.id), _with_organisation, page, per_page)


def _with_organisation(ids: Sequence[str]) -> Sequence[Meeting]:
    statement = sa.select(Meeting).where(Meeting.id.in_(ids)).options(joinedload(Meeting.organisation))
    return db.session.scalars(statement).all()


def meeting_years(visible: sa.ColumnElement[bool]) -> Sequence[int]:
    """The years in which visible meetings begin, latest first."""
    year = sa.extract("year", Meeting.starts_on)
    statement = sa.select(year).where(visible, Meeting.is_load_test.is_(False)).distinct()
    return [int(y) for y in db.session.scalars(statement.order_by(year.desc()))]


def meeting_organisations(visible: sa.ColumnElement[bool]) -> Sequence[tuple[str, str]]:
    """(id, name) of the organisations that have visible meetings, by name."""
    statement = (
        sa.select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(sa.select(Meeting.organisation_id).where(visible, Meeting.is_load_test.is_(False))))
        .order_by(sa.func.lower(Organisation.name))
    )
    return [(row.id, row.name) for row in db.session.execute(statement)]


def _goes_on(at: datetime) -> sa.ColumnElement[bool]:
    return sa.exists().where(Session.meeting_id == Meeting.id, Session.ends_at > at)


def ends_past_midnight(meetings: Collection[Meeting]) -> dict[str, datetime]:
    """By id the end of those whose last session runs into a day after their last one; one statement."""
    last: Any = db.session.execute(
        sa.select(Session.meeting_id, sa.func.max(Session.ends_at))
        .where(Session.meeting_id.in_([each.id for each in meetings]))
        .group_by(Session.meeting_id)
    )
    ends = dict(tuple(row) for row in last)
    return {
        each.id: ends[each.id]
        for each in meetings
        if each.id in ends
        and local_date(ends[each.id], each.timezone) > each.ends_on
        and clock.local(ends[each.id], each.timezone).time() > MIDNIGHT
    }


def meetings_ahead(visible: sa.ColumnElement[bool], today: date, at: datetime, limit: int = 10) -> Sequence[Meeting]:
    """Visible meetings that are not over ``at`` this moment: drafts and what begins or runs from ``today`` on, the nearest first."""
    statement = (
        sa.select(Meeting)
        .where(
            visible,
            Meeting.is_load_test.is_(False),
            sa.or_(
                Meeting.state.in_((MeetingState.DRAFT, MeetingState.RUNNING)),
                sa.and_(Meeting.state == MeetingState.OPEN, sa.or_(Meeting.ends_on >= today, _goes_on(at))),
            ),
        )
        .options(joinedload(Meeting.organisation))
        .order_by(Meeting.starts_on, Meeting.title, Meeting.id)
        .limit(limit)
    )
    return db.session.scalars(statement).all()


def summoned_by(meeting: Meeting) -> tuple[str, date | None]:
    """Number and date of the letter by which people were invited, as lists and minutes refer to it: the newest of each that reached them,
    and of these the one of most people; where none was sent, of those that were made. Empty and None while there is none."""
    issued = Letter.meeting_id == meeting.id, Letter.issued_at.is_not(None)
    latest = sa.select(Letter.number, Letter.dated).where(*issued).order_by(Letter.issued_at.desc())
    some = db.session.execute(latest.limit(2)).all()
    if len(some) < 2:  # of one there is nothing to weigh, however many people hold it
        return (some[0].number, some[0].dated) if some else ("", None)
    nth = sa.func.row_number().over(partition_by=Invitation.participant_id, order_by=Letter.issued_at.desc()).label("nth")
    theirs = sa.select(Invitation.letter_id, nth).join(Letter).where(*issued, Invitation.meeting_id == meeting.id)
    reached = sa.or_(Invitation.sent_at.is_not(None), Invitation.opened_at.is_not(None))
    for newest in (theirs.where(reached).subquery(), theirs.subquery()):
        holders = (
            sa.select(newest.c.letter_id, sa.func.count().label("number")).where(newest.c.nth == 1).group_by(newest.c.letter_id)
        )
        counted = holders.subquery()
        most = sa.select(Letter.number, Letter.dated).join(counted, counted.c.letter_id == Letter.id)
        row = db.session.execute(most.order_by(counted.c.number.desc(), Letter.issued_at.desc()).limit(1)).first()
        if row is not None:
            return row.number, row.dated
    return some[0].number, some[0].dated
