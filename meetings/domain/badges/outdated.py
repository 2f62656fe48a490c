"""Badges that no longer say what is so: what would stand on one now, in SQL, beside what stood there when it was printed."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings.domain.badges.layouts import layout_id
from meetings.enums import BadgeSize, PassState
from meetings.extensions import db
from meetings.models import BadgeLayout, BadgePrint, Category, Participant, Pass, Representation, SeatHall, SeatInHall
from meetings.models.paging import among

Look, Boss = aliased(BadgeLayout), aliased(Participant)
BETWEEN = "\n"


def said() -> Any:
    """The words of a badge, but for those that its layout leaves out, in a statement that `looked_up` has joined."""
    p = Participant
    category = sa.select(Category.name).where(Category.id == p.category_id).correlate(p).scalar_subquery()
    name = p.title_front + BETWEEN + p.name + BETWEEN + p.title_back
    theirs = sa.case((Boss.institution != p.institution, BETWEEN + Boss.institution), else_="")
    instead = sa.select(Boss.title_front + BETWEEN + Boss.name + BETWEEN + Boss.title_back + BETWEEN + Boss.position + theirs)
    instead = instead.join(Representation, Representation.represented_id == Boss.id)
    instead = instead.where(Representation.representative_id == p.id, Representation.ended_at.is_(None))
    parts: list[tuple[Any, Any]] = [
        (Look.name_size, name),
        (Look.position_size, p.position),
        (Look.institution_size, p.institution),
        (Look.category_size, sa.func.coalesce(category, "")),
        (Look.seat_size, p.seat + _elsewhere()),
        (Look.representing_size, sa.func.coalesce(instead.correlate(p).limit(1).scalar_subquery(), "")),
    ]
    words = [sa.case((size != BadgeSize.OFF, part), else_="") for size, part in parts]
    whole: Any = words[0]
    for word in words[1:]:
        whole = whole + BETWEEN + word
    # Only where there is one, so that a print from before still reads the same.
    return whole + sa.case((sa.and_(Look.photo_size != BadgeSize.OFF, p.photo_key.is_not(None)), BETWEEN + p.photo_key), else_="")


def _elsewhere() -> Any:
    """By SQL a participant's seats in halls that have a plan of their own, each with the name of its hall; empty for none."""
    s = SeatInHall
    hall = sa.select((SeatHall.name.concat(BETWEEN) + s.seat + BETWEEN).label("told")).join(s, s.hall_id == SeatHall.id)
    mine = s.participant_id == Participant.id, s.seat != ""
    each = hall.where(*mine).order_by(SeatHall.name, SeatHall.id).correlate(Participant).subquery()
    return sa.func.coalesce(sa.select(sa.func.aggregate_strings(each.c.told, "")).scalar_subquery(), "")


def looked_up(statement: Any) -> Any:
    """A SELECT over participants with the layout of each one's badge."""
    return statement.outerjoin(Look, Look.id == layout_id())


def is_outdated() -> sa.ColumnElement[bool]:
    """WHERE clause on participants that `looked_up` has joined: the badge printed last with the code that holds says something else. Of a
    print that is older than this rule nobody knows, and it stands."""
    active = (
        sa.select(Pass.id).where(Pass.participant_id == Participant.id, Pass.state == PassState.ACTIVE).correlate(Participant)
    )
    mine = BadgePrint.participant_id == Participant.id, BadgePrint.pass_id.in_(active)
    last = sa.select(BadgePrint.told).where(*mine).order_by(BadgePrint.printed_at.desc(), BadgePrint.id.desc()).limit(1)
    return last.correlate(Participant, Look).scalar_subquery() != said()


def told_of(ids: Sequence[str]) -> dict[str, str]:
    """What would stand on the badges of these people now, to be kept with their prints; one statement."""
    statement = looked_up(sa.select(Participant.id, said()).select_from(Participant)).where(among(Participant.id, ids))
    rows: Any = db.session.execute(statement).all()
    return dict(rows)
