"""The roster of a device: who may come in, with hashes of codes that open nothing, and who has come."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
import sqlalchemy as sa

from meetings import clock, passcode
from meetings.config import current_settings
from meetings.domain.checkin import people
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.contract import Desk, RosterEntry, RosterRows
from meetings.domain.checkin.contract import Session as SessionShown
from meetings.domain.checkin.cursors import Changes, changes_since, new_cursor
from meetings.domain.checkin.decide import Person
from meetings.domain.checkin.kept import Packed, kept_roster, roster_now
from meetings.domain.participants.places import Places, places_taken
from meetings.enums import DeviceKind, ParticipantStatus, PassState
from meetings.extensions import db
from meetings.models import (
    Attendance,
    Category,
    Meeting,
    Participant,
    Pass,
    Session,
    participant_session,
    standing,
)
from meetings.models.agenda import door_hours
from meetings.models.paging import among
from meetings.writing.names import full_name

MOST_HASHES = 200_000
BLOCK = 4_000  # people whose rows are in memory at a time; for each block PostgreSQL may go through whole tables
_hashes: dict[str, tuple[str, str]] = {}  # pass: (salt, hash); deriving a code is the slow part of a roster


@dataclass(frozen=True, slots=True)
class Told:
    """What a device is told: the ``etag`` of it, and the text but for its ``end``; no text for one who has it."""

    etag: str
    text: Packed | None = None
    end: bytes = b""


def roster_of(caller: Caller, since: str | None, at: datetime, has: Callable[[str], bool]) -> Told:
    """The roster as JSON, whole or what changed after the cursor ``since``, unless the caller ``has`` one of the same ETag.

    A cursor that says nothing to us (another server's, too old) brings everybody, and who is gone: the device may still have them.
    The ETag leaves cursor and time aside, which stand at the end: a device that has these very rows may keep its older cursor.
    """
    kept = kept_roster(caller) if since is None else None
    if kept is not None and has(kept.digest):
        return Told(kept.digest)
    changes = changes_since(since, caller.meeting_id)
    cursor = new_cursor(caller.meeting_id, at, changes)  # before the rows are read, or found to be those that are kept
    make = partial(_pieces, caller, changes, tell_gone=since is not None)
    text = roster_now(caller, make) if since is None else Packed(make())
    if has(text.digest):
        return Told(text.digest)
    return Told(text.digest, text, b"," + _json({"cursor": cursor, "server_time": clock.iso(at)})[1:])


def _pieces(caller: Caller, changes: Changes | None, *, tell_gone: bool) -> Iterator[bytes]:
    """The text of a roster but for its end, some people at a time: of many thousands it takes no more memory than of hundreds."""
    salt, sessions, desk, signed = _meeting(caller)
    halls = any(session.get("hall") for session in sessions)
    kiosk = caller.kind is DeviceKind.KIOSK
    stands = _stands(caller.meeting_id, changes, arrivals=not kiosk)
    removed = sorted(id for id, status in stands.items() if status in standing.GONE.statuses) if tell_gone else []
    revoked = _revoked(caller.meeting_id, salt, changes)
    rows: RosterRows = {"salt": salt, "sessions": sessions, "removed": removed, "revoked": revoked, "participants": []}
    if desk is not None and not kiosk:
        rows = {"walk_ins": desk, **rows}  # the participants stand last: they follow piece by piece
    if signed:
        rows = {"signatures": True, **rows}
    yield _json(rows)[: -len(b"]}")]
    here = sorted(id for id, status in stands.items() if status in standing.LISTED.statuses)
    between = b""
    namesakes = _namesakes(caller.meeting_id) if kiosk and here else frozenset()
    for start in range(0, len(here), BLOCK):
        entries = _participants(caller.meeting_id, salt, here[start : start + BLOCK], halls=halls)
        if kiosk:
            entries = [_for_guests(entry, namesakes) for entry in entries]
        if entries:  # they may have gone meanwhile
            yield between + _json(entries)[1:-1]
            between = b","
    yield b"]"


_json = msgspec.json.encode


def _meeting(caller: Caller) -> tuple[str, list[SessionShown], Desk | None, bool]:
    m = Meeting.__table__.c
    columns = m.roster_salt, m.allow_walk_in, m.sign_on_screen, *people.MEETING_HOURS
    meeting = db.session.execute(sa.select(*columns).where(m.id == caller.meeting_id)).one()
    s = Session.__table__.c
    statement = sa.select(s.id, s.title, s.room, s.hall_id, *people.SESSION_HOURS).where(s.meeting_id == caller.meeting_id)
    if caller.sessions is not None:
        statement = statement.where(s.id.in_(caller.sessions))
    sessions: list[SessionShown] = []
    for row in db.session.execute(statement.order_by(s.starts_at, s.title, s.id)):
        opens, closes = door_hours(row, meeting)
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
        if row.hall_id:
            sessions[-1]["hall"] = row.hall_id
    desk = desk_of(caller.meeting_id) if meeting.allow_walk_in else None
    return meeting.roster_salt, sessions, desk, meeting.sign_on_screen


def desk_of(meeting_id: str) -> Desk:
    """The categories that somebody who comes without invitation may be put into: one statement, and another where there are quotas."""
    c = Category.__table__.c
    rows = db.session.execute(
        sa.select(c.id, c.name, c.quota).where(c.meeting_id == meeting_id).order_by(c.protocol_order, c.name)
    ).all()
    taken = places_taken(meeting_id) if any(row.quota is not None for row in rows) else {}
    return {
        "categories": [{"id": row.id, "name": row.name, "left": Places(row.quota, taken.get(row.id, 0)).left} for row in rows]
    }


def _stands(meeting_id: str, changes: Changes | None, *, arrivals: bool) -> dict[str, ParticipantStatus]:
    """How those stand of whom there is something to tell; ``arrivals``: that they came is something."""
    p = Participant.__table__.c
    chosen = sa.select(p.id, p.status).where(p.meeting_id == meeting_id)
    if changes is None:
        return dict(db.session.execute(chosen).all())
    changed: dict[str, ParticipantStatus] = dict(db.session.execute(chosen.where(changes.participants)).all())
    if not arrivals:
        return changed
    came = chosen.join(Attendance, Attendance.participant_id == p.id).where(changes.attendance)
    return {**dict(db.session.execute(came).all()), **changed}


def _participants(meeting_id: str, salt: str, ids: list[str], *, halls: bool) -> list[RosterEntry]:
    listed = people.people_statement(among(Participant.id, ids), standing.LISTED.where())
    rows = db.session.execute(listed.order_by(Participant.id)).all()
    limited = [row.id for row in rows if row.limited]
    sessions = people.sessions_of(among(participant_session.c.participant_id, limited)) if limited else {}
    persons = [people.person_of(row, people.sessions_in(sessions, row)) for row in rows]
    hashes, attended = _hashes_of(salt, ids), _attended(ids)
    entries = [_entry(person, hashes.get(person.id), attended.get(person.id, {})) for person in persons]
    for entry, row in zip(entries, rows, strict=True):
        if row.photo_key:
            entry["photo"] = True
    return _in_halls(entries, persons, [row.seat for row in rows]) if halls else entries


def _in_halls(entries: list[RosterEntry], persons: list[Person], seats: list[str]) -> list[RosterEntry]:
    """The same, each with all seats: which one counts is told by the hall of a session."""
    elsewhere = people.seats_by_hall([person.id for person in persons])
    for entry, person, seat in zip(entries, persons, seats, strict=True):
        theirs = elsewhere.get(person.id, {}) | ({"": seat} if seat else {})
        entry.pop("notes", None)
        if theirs:
            entry["seats"] = theirs
        if person.remark:
            entry["notes"] = person.remark
    return entries


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


def _for_guests(entry: RosterEntry, namesakes: frozenset[tuple[str, str]]) -> RosterEntry:
    """What a kiosk holds of somebody: it stands among guests and may be carried off. Whom it greets the service tells in full."""
    known = (entry["name"], entry["organisation"]) in namesakes
    held: RosterEntry = {**entry, "category": None, "colour": None, "representing": None, "attended": {}}
    held["position"] = entry["position"] if known else ""
    held.pop("notes", None)
    held.pop("seats", None)
    held.pop("photo", None)
    return held


def _namesakes(meeting_id: str) -> frozenset[tuple[str, str]]:
    """Names, with titles, that several of one institution have: their positions tell them apart."""
    p = Participant
    who = p.title_front, p.name, p.title_back, p.institution
    listed = sa.select(*who).where(p.meeting_id == meeting_id, standing.LISTED.where())
    rows = db.session.execute(listed.group_by(*who).having(sa.func.count() > 1))
    return frozenset((full_name(front, name, back), institution) for front, name, back, institution in rows)


def _hashes_of(salt: str, ids: list[str]) -> dict[str, str]:
    """Roster hash by participant: of the active pass, or of the one that stopped when somebody else was named."""
    p = Pass.__table__.c
    statement = sa.select(p.participant_id, p.id, p.code_hash).where(among(p.participant_id, ids), p.state != PassState.REVOKED)
    found: dict[str, str] = {}
    hash_of = partial(_hash_of, current_settings().code_keys, salt)
    rows: Any = db.session.execute(statement.order_by(p.state != PassState.REPLACED, p.issued_at)).all()
    for participant_id, pass_id, code_hash in rows:
        found[participant_id] = hash_of(pass_id, code_hash)
    return found


def _revoked(meeting_id: str, salt: str, changes: Changes | None) -> list[str]:
    """Roster hashes of the passes that `decide` refuses as revoked: a device without a connection must refuse them, too."""
    statement = sa.select(Pass.id, Pass.code_hash).join(Participant, Participant.id == Pass.participant_id)
    statement = statement.where(Participant.meeting_id == meeting_id, people.revoked())
    if changes is not None:
        statement = statement.where(changes.participants)
    hash_of = partial(_hash_of, current_settings().code_keys, salt)
    return sorted(hash_of(pass_id, code_hash) for pass_id, code_hash in db.session.execute(statement))


def _hash_of(keys: Sequence[bytes], salt: str, pass_id: str, code_hash: str) -> str:
    kept = _hashes.get(pass_id)
    if kept is None or kept[0] != salt:
        if len(_hashes) > MOST_HASHES:
            _hashes.clear()
        code = passcode.derived(keys, partial(passcode.derive_code, pass_id=pass_id), code_hash)
        kept = _hashes[pass_id] = (salt, passcode.roster_hash(salt, code))
    return kept[1]


def _attended(ids: list[str]) -> dict[str, dict[str, str]]:
    """By the people alone: asked for the meeting, too, SQLite would go through all of its attendance for each block of them."""
    a = Attendance.__table__.c
    first_in_at = sa.type_coerce(a.first_in_at, sa.DateTime(timezone=True))  # as the driver gives them: three for each person
    statement = sa.select(a.participant_id, a.session_id, first_in_at).where(among(a.participant_id, ids))
    found: dict[str, dict[str, str]] = {}
    rows: Any = db.session.execute(statement).all()  # at once: row by row each costs a call of the driver
    for participant_id, session_id, first in rows:
        found.setdefault(participant_id, {})[session_id] = clock.iso(
            first.astimezone(UTC) if first.tzinfo else first.replace(tzinfo=UTC)
        )
    return found
