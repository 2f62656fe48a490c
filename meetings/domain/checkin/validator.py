"""Whether the whole roster still says the same, without making it: one statement over the rows it is made of.

The database itself condenses them (PostgreSQL adds up hashes of rows, SQLite writes them down as one text), so that 5,000 people
cost milliseconds. What the rows hold is compared, no clock and no counter: nothing that forgets to move one can hide a change.
"""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale

from meetings.config import current_settings
from meetings.domain.checkin import people
from meetings.domain.checkin.callers import Caller
from meetings.enums import PassState
from meetings.extensions import db
from meetings.models import (
    Attendance,
    Category,
    Meeting,
    Participant,
    Pass,
    Representation,
    Session,
    participant_session,
)
from meetings.version import VERSION


def validator_of(caller: Caller) -> str:
    """An ETag of the whole roster as it is now for this caller. To be asked before the roster is read: a change that comes in
    between is then in the roster and not in the ETag, and the next call brings it again, rather than never."""
    seen = db.session.execute(_statement(caller.meeting_id)).one()
    sessions = None if caller.sessions is None else sorted(caller.sessions)
    digest = hashlib.blake2b(
        json.dumps([VERSION, str(get_locale()), sessions]).encode(), key=current_settings().code_key[:64], digest_size=16
    )
    for part in seen:
        text = str(part).encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(text) + text)
    return digest.hexdigest()


def _statement(meeting_id: str) -> sa.Select[Any]:
    m, s, c, r = Meeting.__table__.c, Session.__table__.c, Category.__table__.c, Representation.__table__.c
    p, a, x = Pass.__table__.c, Attendance.__table__.c, participant_session.c
    person = Participant.__table__.c
    shown = [column for column in people.PERSON if getattr(column, "table", None) is Participant.__table__]
    ours = sa.select(s.id).where(s.meeting_id == meeting_id)
    return sa.select(
        _condensed([m.roster_salt, *people.MEETING_HOURS], m.id == meeting_id),
        _condensed([s.id, s.title, s.room, *people.SESSION_HOURS], s.meeting_id == meeting_id),
        _condensed([*shown, person.category_id], person.meeting_id == meeting_id),
        _condensed([c.id, c.name, c.colour], c.meeting_id == meeting_id),
        _condensed([r.represented_id, r.representative_id], r.meeting_id == meeting_id, r.ended_at.is_(None)),
        _condensed([p.participant_id, p.id, p.state, p.issued_at], p.meeting_id == meeting_id, p.state != PassState.REVOKED),
        _condensed([x.participant_id, x.session_id], x.session_id.in_(ours)),
        _condensed([a.participant_id, a.session_id, a.first_in_at], a.meeting_id == meeting_id),
    )


def _condensed(columns: list[Any], *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
    if db.session.get_bind().dialect.name == "postgresql":
        digest: Any = sa.func.sum(sa.func.hash_record_extended(sa.func.row(*columns), 0))
    else:  # in the order of an index; sorting would take longer than all the rest
        digest = sa.func.json_group_array(sa.func.json_array(*columns))
    return sa.select(digest).where(*where).scalar_subquery()
