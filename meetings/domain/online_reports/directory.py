"""Whom a report of a meeting may mean, as the database has them, and what was remembered of the names on screens."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from meetings.documents.sheets.online_reports.people import screen_key
from meetings.domain.online_reports.matching import Directory, Listed
from meetings.extensions import db
from meetings.models import Delegation, Meeting, OnlinePoint, Participant, ScreenName, point_person, standing
from meetings.models.online_point import shown_as
from meetings.models.search import people_in
from meetings.passcode import new_id
from meetings.writing.institutions import institution_key
from meetings.writing.names import full_name

MOST_FOUND = 10
SOME = 1000  # ids in one statement


def directory_of(meeting: Meeting) -> Directory:
    """Everybody on the list, the registered rooms, and the names that the organisation knows already: three statements."""
    p = Participant
    rows = db.session.execute(_people().where(p.meeting_id == meeting.id, standing.LISTED.where()))
    known = sa.select(ScreenName.name, ScreenName.means).where(ScreenName.organisation_id == meeting.organisation_id)
    aliases = dict(db.session.execute(known).all())
    return Directory([*map(_listed, rows), *_rooms(meeting)], aliases)


def search(meeting: Meeting, text: str) -> list[Listed]:
    """Who on the list has the words of a text, by name; at most `MOST_FOUND`."""
    found = _people().where(*people_in(meeting.id, text, Participant), standing.LISTED.where())
    return [_listed(row) for row in db.session.execute(found.order_by(Participant.sort_name, Participant.id).limit(MOST_FOUND))]


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Full names of participants by id."""
    p, wanted = Participant, list(ids)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), SOME):
        rows = sa.select(p.id, p.title_front, p.name, p.title_back).where(p.id.in_(wanted[start : start + SOME]))
        found |= {row.id: full_name(row.title_front, row.name, row.title_back) for row in db.session.execute(rows)}
    return found


def rooms_of(meeting: Meeting) -> dict[str, OnlinePoint]:
    """The meeting's rooms by id, with who sits there."""
    rooms = sa.select(OnlinePoint).where(OnlinePoint.meeting_id == meeting.id)
    return {row.id: row for row in db.session.scalars(rooms.options(selectinload(OnlinePoint.people)))}


def remember(meeting: Meeting, names: Mapping[str, Listed], by: str, at: datetime) -> int:
    """Keep whom these names on screens (as written) meant, for the organisation's next meeting; how many are new or another's now."""
    wanted = {screen_key(name)[:300]: who.remembered[:760] for name, who in names.items()}
    rows = sa.select(ScreenName).where(ScreenName.organisation_id == meeting.organisation_id, ScreenName.name.in_(list(wanted)))
    known = {row.name: row for row in db.session.scalars(rows)}
    changed = 0
    for name, means in wanted.items():
        row = known.get(name)
        if row is None:
            row = ScreenName(id=new_id(), organisation_id=meeting.organisation_id, name=name)
            db.session.add(row)
        elif row.means == means:
            continue
        row.means, row.said_by, row.said_at = means, by[:300], at
        changed += 1
    db.session.flush()
    return changed


def _people() -> sa.Select[Any]:
    p: Any = Participant
    return sa.select(p.id, p.sort_name, p.identity_key, p.position, p.institution, p.email)


def _listed(row: sa.Row[Any]) -> Listed:
    return Listed(row.id, row.sort_name, row.identity_key, row.position, row.institution, row.email)


def _rooms(meeting: Meeting) -> list[Listed]:
    sits = sa.select(sa.func.count()).join_from(point_person, Participant, Participant.id == point_person.c.participant_id)
    sits = sits.where(point_person.c.point_id == OnlinePoint.id, sa.not_(standing.GONE.where()))
    people = sits.scalar_subquery().label("people")
    rooms: sa.Select[Any] = sa.select(OnlinePoint.id, OnlinePoint.account_name, OnlinePoint.name, Delegation.institution, people)
    rooms = rooms.join(Delegation, Delegation.id == OnlinePoint.delegation_id).where(OnlinePoint.meeting_id == meeting.id)
    return [
        Listed(
            row.id,
            screen_key(shown_as(row.account_name, row.institution, row.name)),
            f"{institution_key(row.institution)}|{row.name.casefold()}",
            row.name,
            row.institution,
            room=True,
            people=row.people,
        )
        for row in db.session.execute(rooms.order_by(OnlinePoint.id))
    ]
