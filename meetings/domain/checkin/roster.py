"""The roster of a device: who may come in, with hashes of codes that open nothing, and who has come."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from meetings import clock, passcode
from meetings.config import current_settings
from meetings.domain.checkin import people
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.contract import RosterEntry, RosterRows
from meetings.domain.checkin.contract import Session as SessionShown
from meetings.domain.checkin.cursors import Changes, changes_since, new_cursor
from meetings.domain.checkin.decide import Person
from meetings.domain.checkin.validator import validator_of
from meetings.enums import PassState
from meetings.extensions import db
from meetings.models import Attendance, Meeting, Participant, Pass, Session, participant_session, standing

MOST_HASHES = 200_000
_hashes: dict[str, tuple[str, str]] = {}  # pass: (salt, hash); deriving a code is the slow part of a roster


def roster_of(caller: Caller, since: str | None, at: datetime, has: Callable[[str], bool]) -> tuple[bytes, str]:
    """The roster as JSON, whole or what changed after the cursor ``since``, and the ETag of what it says. Nothing is made of a
    whole roster whose ETag the caller ``has``.

    A cursor that says nothing to us (another server's, too old) brings everybody, and who is gone: the device may still have them.
    The ETag leaves cursor and time aside: a device that has these very rows may keep its older cursor.
    """
    meeting_id, whole = caller.meeting_id, None
    if since is None:
        whole = validator_of(caller)
        if has(whole):
            return b"", whole
    changes = changes_since(since, meeting_id)
    cursor = new_cursor(meeting_id, at)
    salt, sessions = _meeting(caller)
    participants, removed = _participants(meeting_id, salt, changes, tell_gone=since is not None)
    content: RosterRows = {"salt": salt, "sessions": sessions, "participants": participants, "removed": removed}
    said = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    etag = whole or hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=16).hexdigest()
    head = json.dumps({"cursor": cursor, "server_time": clock.iso(at)}, separators=(",", ":"))
    return f"{head[:-1]},{said[1:]}".encode("utf-8", "replace"), etag


def _meeting(caller: Caller) -> tuple[str, list[SessionShown]]:
    m = Meeting.__table__.c
    meeting = db.session.execute(sa.select(m.roster_salt, *people.MEETING_HOURS).where(m.id == caller.meeting_id)).one()
    s = Session.__table__.c
    statement = sa.select(s.id, s.title, s.room, *people.SESSION_HOURS).where(s.meeting_id == caller.meeting_id)
    if caller.sessions is not None:
        statement = statement.where(s.id.in_(caller.sessions))
    sessions: list[SessionShown] = []
    for row in db.session.execute(statement.order_by(s.starts_at, s.id)):
        opens, closes = people.doors(row, meeting)
        sessions.append(
            {
                "id": row.id,
                "title": row.title,
                "room": row.room,
                "starts_at": clock.iso(row.starts_at),
                "ends_at": clock.iso(row.ends_at),
                "checkin_opens_at": clock.iso(opens),
                "checkin_closes_at": clock.iso(closes),
            }
        )
    return meeting.roster_salt, sessions


def _participants(meeting_id: str, salt: str, changes: Changes | None, *, tell_gone: bool) -> tuple[list[RosterEntry], list[str]]:
    wanted = [Participant.meeting_id == meeting_id]
    if changes is None:
        if not tell_gone:
            wanted.append(standing.LISTED.where())
        chosen: sa.Select[Any] | None = None
    else:
        came = sa.select(Attendance.participant_id).where(Attendance.meeting_id == meeting_id, changes.attendance)
        ids = set(db.session.scalars(came)) | set(
            db.session.scalars(sa.select(Participant.id).where(Participant.meeting_id == meeting_id, changes.participants))
        )
        if not ids:
            return [], []
        wanted.append(Participant.id.in_(ids))
        chosen = sa.select(Participant.id).where(*wanted)
    rows = db.session.execute(people.people_statement(*wanted).order_by(Participant.id)).all()
    sessions = _sessions(meeting_id, chosen)
    persons = [people.person_of(row, people.sessions_in(sessions, row)) for row in rows]
    hashes, attended = _hashes_of(meeting_id, salt, chosen), _attended(meeting_id, chosen)
    here = [
        _entry(person, hashes.get(person.id), attended.get(person.id, {}))
        for person in persons
        if person.status in standing.LISTED.statuses
    ]
    return here, [person.id for person in persons if person.status in standing.GONE.statuses]


def _entry(person: Person, code_hash: str | None, attended: dict[str, str]) -> RosterEntry:
    entry: RosterEntry = {
        "id": person.id,
        "code_hash": code_hash,
        "name": person.name,
        "position": person.position,
        "organisation": person.organisation,
        "category": person.category,
        "colour": person.colour,
        "status": person.status,
        "representing": person.representing,
        "sessions": None if person.sessions is None else sorted(person.sessions),
        "attended": attended,
    }
    if person.notes:
        entry["notes"] = person.notes
    return entry


def _hashes_of(meeting_id: str, salt: str, chosen: sa.Select[Any] | None) -> dict[str, str]:
    """Roster hash by participant: of the active pass, or of the one that stopped when somebody else was named."""
    p = Pass.__table__.c
    statement = sa.select(p.participant_id, p.id, p.code_hash).where(p.meeting_id == meeting_id, p.state != PassState.REVOKED)
    if chosen is not None:
        statement = statement.where(p.participant_id.in_(chosen))
    found: dict[str, str] = {}
    keys = current_settings().code_keys
    rows: Any = db.session.execute(statement.order_by(p.state != PassState.REPLACED, p.issued_at))
    for participant_id, pass_id, code_hash in rows:
        kept = _hashes.get(pass_id)
        if kept is None or kept[0] != salt:
            if len(_hashes) > MOST_HASHES:
                _hashes.clear()
            code = passcode.derived(keys, partial(passcode.derive_code, pass_id=pass_id), code_hash)
            kept = _hashes[pass_id] = (salt, passcode.roster_hash(salt, code))
        found[participant_id] = kept[1]
    return found


def _attended(meeting_id: str, chosen: sa.Select[Any] | None) -> dict[str, dict[str, str]]:
    a = Attendance.__table__.c
    statement = sa.select(a.participant_id, a.session_id, a.first_in_at).where(a.meeting_id == meeting_id)
    if chosen is not None:
        statement = statement.where(a.participant_id.in_(chosen))
    found: dict[str, dict[str, str]] = {}
    rows: Any = db.session.execute(statement)
    for participant_id, session_id, first in rows:
        found.setdefault(participant_id, {})[session_id] = clock.iso(first)
    return found


def _sessions(meeting_id: str, chosen: sa.Select[Any] | None) -> dict[str, frozenset[str]]:
    """Session ids of participants limited to some."""
    limited = sa.select(Participant.id).where(Participant.meeting_id == meeting_id, Participant.limited)
    if chosen is not None:
        limited = limited.where(Participant.id.in_(chosen))
    return people.sessions_of(participant_session.c.participant_id.in_(limited))
