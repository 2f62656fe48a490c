"""The single scan on PostgreSQL: one look-up and one write, each a statement of its own, nothing else on the wire.

Doors send one scan at a time, so this is the call that must be quick. It answers the plain cases (first arrival,
repetition, refusal, an id seen before) and leaves everything else to `record_scans` by answering None: sessions with a
capacity, leaving and coming back, what was taken back, what was read offline and lets somebody in, what another device read, force, users'
tokens, tokens that open nothing.

The write needs no transaction around it: scan and attendance are one statement, so either both are kept or neither.
Constraints judge between servers: an id that is there already makes the statement do nothing, an attendance that is there
already makes it fail; in both cases the look-up is done again and finds what the other server wrote.
"""

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
import sqlalchemy as sa

from meetings.domain.attendance import counts
from meetings.domain.audit import Actor
from meetings.domain.checkin import people
from meetings.domain.checkin.answers import refusal, result_of
from meetings.domain.checkin.callers import SEEN_EVERY, Caller, is_over
from meetings.domain.checkin.decide import Found, Hall, Presence, decide, moment_of, moves_first
from meetings.domain.checkin.keeping import scan_row
from meetings.domain.checkin.reading import Scan
from meetings.domain.checkin.statements import KEEP, KEEP_AND_ATTEND, LOOK_UP, PRESENT, SEEN, looked_up
from meetings.enums import DeviceKind, PassState, RefusalReason, ScanStatus
from meetings.models.agenda import door_hours
from meetings.passcode import new_id

ATTEMPTS = 6
LONGEST = 1800.0  # seconds that a connection is kept, as in the pool: what lies between may forget an idle one


class Answer(NamedTuple):
    """A result as JSON text, and the counts that go with it."""

    result: str
    session: str | None
    expected: int
    present: int


def record_one(
    engine: sa.Engine, token_hash: str, meeting_id: str, scan: Scan, at: datetime, admit: Callable[[Caller], None]
) -> Answer | None:
    """Record one scan sent by a device, durably, or None when it is no plain case (then nothing was written).

    ``admit`` may raise to turn away a device that calls too often; it is asked again when the look-up is done again.
    """
    if not (scan.valid and scan.storable) or scan.direction != "in" or scan.force or scan.device is not None:
        return None
    asked = (token_hash, meeting_id, scan, at, admit)
    try:
        return _on_a_connection(engine, *asked)
    except psycopg.OperationalError:
        # The database was restarted under us: the other pooled connections are dead, too. Doing it again is safe
        # even if the write had gone through, because a scan is recorded once.
        engine.dispose()
        return _on_a_connection(engine, *asked)


class _Line(threading.local):
    """Each thread's own connection, kept: taking one from the pool and giving it back costs as much as one of the statements."""

    def __init__(self) -> None:
        self.engine: sa.Engine | None = None
        self.fairy: sa.PoolProxiedConnection | None = None
        self.cursor: psycopg.Cursor[Any] | None = None
        self.opened = 0.0

    def open(self, engine: sa.Engine) -> psycopg.Cursor[Any]:
        """A cursor that commits each statement by itself."""
        old = time.monotonic() - self.opened > LONGEST
        if self.cursor is None or old or self.engine is not engine or self.cursor.connection.closed:
            self.close()
            self.opened = time.monotonic()
            self.fairy = engine.raw_connection()
            connection: psycopg.Connection[Any] = self.fairy.driver_connection  # type: ignore[assignment]  # -- assured
            self.fairy.detach()
            connection.autocommit = True
            self.engine, self.cursor = engine, connection.cursor()
        return self.cursor

    def close(self) -> None:
        """Give the connection up."""
        fairy, self.engine, self.fairy, self.cursor = self.fairy, None, None, None
        if fairy is not None:
            fairy.close()


line = _Line()


def _on_a_connection(engine: sa.Engine, *asked: Any) -> Answer | None:
    try:
        return _record(line.open(engine), *asked)
    except psycopg.Error:
        line.close()
        raise


def _record(
    cursor: psycopg.Cursor[Any], token_hash: str, meeting_id: str, scan: Scan, at: datetime, admit: Callable[[Caller], None]
) -> Answer | None:
    question = {
        "token": token_hash,
        "meeting": meeting_id,
        "id": scan.id,
        "session": scan.session,
        "code_hash": scan.code_hash,
        "participant": scan.participant,
    }
    for _ in range(ATTEMPTS):
        values = cursor.execute(LOOK_UP, question, prepare=True).fetchone()
        row = None if values is None else looked_up(values)
        if row is None or is_over(row.state, row.ends_on, row.timezone, at):
            return None
        caller = Caller(
            meeting_id,
            Actor("device", row.device_id, row.device_name),
            row.gate,
            row.may_force,
            per_minute=row.scans_per_minute,
            kind=DeviceKind(row.device_kind),
        )
        admit(caller)
        if row.last_seen_at is None or at - row.last_seen_at > SEEN_EVERY:
            cursor.execute(SEEN, {"device": row.device_id, "at": at, "before": at - SEEN_EVERY}, prepare=True)
        answer = _answer(cursor, row, caller, scan, at)
        if answer is None:
            return None
        text, present = answer
        if present is not None:
            expected = 0 if row.session_id is None else counts.expected(row.session_id, row.roster_version)
            return Answer(text, row.session_id, expected, present)
    return None


def _answer(cursor: psycopg.Cursor[Any], row: Any, caller: Caller, scan: Scan, at: datetime) -> tuple[str, int | None] | None:
    """Result and number present; None for no plain case; (…, None) when another server was quicker: look again."""
    if row.fingerprint is not None:
        cursor.execute(PRESENT, {"session": row.session_id}, prepare=True)
        present = cursor.fetchone()[0]  # type: ignore[index]  # -- assured
        if row.fingerprint == scan.fingerprint:
            return row.old_result, present
        return json.dumps(refusal(scan.id, RefusalReason.ID_CONFLICT)), present
    if scan.settles or scan.turned_away or row.capacity is not None or row.has_moved or row.last_out_at is not None:
        return None
    if scan.offline and row.pass_state == PassState.REVOKED:
        return None  # it may have been good then
    moment, ahead = moment_of(scan, at)
    hall, found = _hall(row, may_say=caller.may_say(scan)), _found(row, caller.meeting_id)
    presence = None
    if row.first_in_at is not None:
        if not row.inside:
            return None
        presence = Presence(row.first_in_at, row.first_gate, row.first_by, moment >= row.first_in_at)
        if moves_first(scan, moment, presence):
            return None
    verdict = decide(scan, people.rules_of(row, row.first_session, row.may_force), hall, found, presence, at)
    if scan.offline and verdict.status is not ScanStatus.REFUSED:
        return None  # another device's may arrive at this moment that tells of an hour before or after: both are told in turn
    text = json.dumps(result_of(scan.id, verdict, found.person, presence), ensure_ascii=False)
    values = scan_row(caller, scan, verdict, hall, found, moment, ahead, at, text)
    values["session"] = values["session_id"]
    attends = verdict.status is ScanStatus.ACCEPTED
    if attends:
        values["attendance_id"] = new_id()
    try:
        cursor.execute(KEEP_AND_ATTEND if attends else KEEP, values, prepare=True)
    except (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected):
        return text, None
    kept, present = cursor.fetchone()  # type: ignore[misc]  # -- assured
    return text, present + attends if kept else None


def _hall(row: Any, *, may_say: bool) -> Hall | None:
    return None if row.session_id is None else Hall(row.session_id, *door_hours(row, row), row.allowed and may_say)


def _found(row: Any, meeting_id: str) -> Found:
    if row.id is None:
        return Found()
    if row.meeting_id != meeting_id:
        return Found(foreign=True)
    sessions = (frozenset((row.session_id,)) if row.chosen else frozenset()) if row.limited else None
    return Found(people.person_of(row, sessions), row.pass_state)
