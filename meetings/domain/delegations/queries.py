"""Reads about institutions' links. No read sends more statements for more rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, selectinload

from meetings.extensions import db
from meetings.models import (
    Delegate,
    Delegation,
    Invitation,
    Letter,
    Meeting,
    Participant,
    Representation,
    delegation_leader,
    standing,
)
from meetings.models.paging import page_of, unhurried
from meetings.models.participant import PROTOCOL
from meetings.models.search import people_in

PER_PAGE = 25
OFFERED = 50  # leaders to choose from


def live(row: Delegate) -> bool:
    """Whether somebody has one of the link's places: named, not taken back, and not withdrawn by the committee."""
    return row.removed_at is None and not standing.WITHDRAWN.of(row.participant)


def _has_place() -> sa.ColumnElement[bool]:
    """The same on Delegate joined with its participant."""
    return sa.and_(Delegate.removed_at.is_(None), ~standing.WITHDRAWN.where())


def count_named(delegation_ids: Sequence[str]) -> dict[str, int]:
    """How many have one of the places, by link."""
    named = sa.select(Delegate.delegation_id, sa.func.count()).join(Participant, Participant.id == Delegate.participant_id)
    named = named.where(Delegate.delegation_id.in_(delegation_ids), _has_place()).group_by(Delegate.delegation_id)
    return dict(db.session.execute(named).all())


def named_by(delegation_id: str) -> list[Delegate]:
    """Everybody whom an institution has named, also whom it took back, in the order of naming."""
    rows = sa.select(Delegate).where(Delegate.delegation_id == delegation_id)
    rows = rows.options(joinedload(Delegate.participant), joinedload(Delegate.united_with))
    return list(db.session.scalars(rows.order_by(Delegate.named_at, Delegate.id)))


@dataclass(frozen=True, slots=True)
class Totals:
    """Of all links of a meeting: how many, their quotas together, who has a place."""

    links: int
    quota: int
    named: int


def totals_of(meeting: Meeting) -> Totals:
    """Two statements."""
    links = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Delegation.quota), 0)).where(
        Delegation.meeting_id == meeting.id
    )
    count, quota = db.session.execute(links).one()
    named = sa.select(sa.func.count()).select_from(Delegate).join(Participant, Participant.id == Delegate.participant_id)
    named = named.join(Delegation, Delegation.id == Delegate.delegation_id).where(
        Delegation.meeting_id == meeting.id, _has_place()
    )
    return Totals(count, int(quota), db.session.scalar(named) or 0)


def list_delegations(meeting: Meeting, page: int) -> Pagination:
    """One page of links by institution."""
    ids = sa.select(Delegation.id).where(Delegation.meeting_id == meeting.id).order_by(Delegation.institution, Delegation.id)
    return page_of(ids, _rows, page, PER_PAGE)


def get_delegation(meeting: Meeting, delegation_id: str) -> Delegation | None:
    """One link of this meeting; None for one of another."""
    one = sa.select(Delegation).where(Delegation.id == delegation_id, Delegation.meeting_id == meeting.id)
    return db.session.scalar(one.options(joinedload(Delegation.category), selectinload(Delegation.sessions)))


def _rows(ids: Sequence[str]) -> Sequence[Delegation]:
    options = joinedload(Delegation.category), joinedload(Delegation.meeting)
    return db.session.scalars(sa.select(Delegation).where(Delegation.id.in_(ids)).options(*options)).all()


def delegate_of(participant: Participant) -> Delegate | None:
    """By which link somebody came onto the list, if by one."""
    row = sa.select(Delegate).where(Delegate.participant_id == participant.id)
    return db.session.scalar(row.options(joinedload(Delegate.delegation)))


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody for whom a link answers. ``invitation`` is the newest that was issued; None while there is none to answer."""

    participant: Participant
    invitation: Invitation | None

    @property
    def waits(self) -> bool:
        """Whether their invitation is out and not answered."""
        return self.invitation is not None and self.participant.answered_at is None


def leaders_of(delegation: Delegation) -> list[Leader]:
    """For whom the link answers, in order of precedence, without those off the list: two statements."""
    mine = sa.select(delegation_leader.c.participant_id).where(delegation_leader.c.delegation_id == delegation.id)
    people = sa.select(Participant).where(Participant.id.in_(mine), standing.LISTED.where())
    people = people.options(selectinload(Participant.represented_by).joinedload(Representation.representative))
    issued = sa.select(Invitation).join(Letter).where(Invitation.participant_id.in_(mine), Letter.issued_at.is_not(None))
    newest = {each.participant_id: each for each in db.session.scalars(issued.order_by(Letter.issued_at))}
    return [Leader(person, newest.get(person.id)) for person in db.session.scalars(people.order_by(*PROTOCOL))]


def leaders_offered(delegation: Delegation, text: str) -> Sequence[Participant]:
    """For whom the link could answer: those of its institution, or whom the search finds; at most `OFFERED`, in order of precedence."""
    mine = sa.select(delegation_leader.c.participant_id).where(delegation_leader.c.delegation_id == delegation.id)
    people = sa.select(Participant).where(*people_in(delegation.meeting_id, text, Participant), standing.INVITED.where())
    order: Sequence[Any] = PROTOCOL
    if not text:  # few, found by their institution and put in order then
        people = people.where(Participant.institution == delegation.institution)
        order = (unhurried(PROTOCOL[0]), *PROTOCOL[1:])
    return db.session.scalars(people.where(Participant.id.not_in(mine)).order_by(*order).limit(OFFERED)).all()
