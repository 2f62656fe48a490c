"""The single scan on PostgreSQL: one look-up and one write, each a statement of its own, nothing else on the wire.

Doors send one scan at a time, so this is the call that must be quick. It answers the plain cases (first arrival,
repetition, refusal, an id seen before) and leaves everything else to `record_scans` by answering None: sessions with a
capacity, leaving and coming back, late offline scans, force, users' tokens, tokens that open nothing.

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

from meetings import clock
from meetings.domain.attendance import counts
from meetings.domain.audit import Actor
from meetings.domain.checkin import people
from meetings.domain.checkin.answers import refusal, result_of
from meetings.domain.checkin.callers import SEEN_EVERY, Caller, is_over
from meetings.domain.checkin.decide import (
    Found,
    Hall,
    Person,
    Presence,
    Rules,
    Verdict,
    decide,
    moment_of,
    moves_first,
)
from meetings.domain.checkin.reading import Scan
from meetings.enums import RefusalReason, ScanStatus
from meetings.passcode import new_id
from meetings.writing.names import full_name

ATTEMPTS = 6
LONGEST = 1800.0  # seconds that a connection is kept, as in the pool: what lies between may forget an idle one

LOOK_UP = """
SELECT d.id AS device_id, d.name AS device_name, d.gate, d.may_force, d.scans_per_minute, d.last_seen_at,
    NOT d.limited OR EXISTS (SELECT FROM device_session x WHERE x.device_id = d.id AND x.session_id = s.id) AS allowed,
    m.state, m.starts_on, m.ends_on, m.timezone, m.refuse_declined, m.refuse_unconfirmed,
    m.checkin_minutes_before, m.checkin_minutes_after, m.finished_at, m.roster_version,
    (SELECT min(f.starts_at) FROM session f WHERE f.meeting_id = m.id) AS first_session,
    s.id AS session_id, s.starts_at, s.ends_at, s.checkin_opens_at, s.checkin_closes_at, s.closed_at, s.capacity,
    old.fingerprint, old.result::text AS old_result,
    ps.state AS pass_state, pt.id AS participant_id, pt.meeting_id AS home, pt.title_front, pt.name, pt.title_back,
    pt.position, pt.institution, pt.status, pt.seat, pt.door_notes, c.name AS category, c.colour,
    NOT pt.limited OR EXISTS (
        SELECT FROM participant_session y WHERE y.participant_id = pt.id AND y.session_id = s.id) AS admitted,
    p1.title_front AS for_front, p1.name AS for_name, p1.title_back AS for_back, p1.position AS for_position,
    p2.title_front AS by_front, p2.name AS by_name, p2.title_back AS by_back, p2.position AS by_position,
    a.first_in_at, a.first_gate, a.first_by, a.inside, a.last_out_at,
    EXISTS (SELECT FROM scan o WHERE o.session_id = s.id AND o.participant_id = pt.id AND o.direction = 'out') AS has_left
FROM device d
JOIN meeting m ON m.id = d.meeting_id
LEFT JOIN session s ON s.id = %(session)s AND s.meeting_id = m.id
LEFT JOIN scan old ON old.meeting_id = m.id AND old.id = %(id)s
LEFT JOIN pass ps ON ps.code_hash = %(code_hash)s
LEFT JOIN participant pt ON pt.id = coalesce(ps.participant_id, %(participant)s)
LEFT JOIN category c ON c.id = pt.category_id
LEFT JOIN representation r1 ON r1.representative_id = pt.id AND r1.ended_at IS NULL
LEFT JOIN participant p1 ON p1.id = r1.represented_id
LEFT JOIN representation r2 ON r2.represented_id = pt.id AND r2.ended_at IS NULL
LEFT JOIN participant p2 ON p2.id = r2.representative_id
LEFT JOIN attendance a ON a.session_id = s.id AND a.participant_id = pt.id
WHERE d.token_hash = %(token)s AND d.revoked_at IS NULL AND d.meeting_id = %(meeting)s
"""

_KEEP_SCAN = """
INSERT INTO scan (meeting_id, id, session_id, participant_id, fingerprint, code_hash, direction, method, scanned_at,
    device_time, received_at, clock_ahead, offline, force, device_id, gate, by, status, reason, result, undo_reason)
VALUES (%(meeting)s, %(id)s, %(session)s, %(participant)s, %(fingerprint)s, %(kept_hash)s, %(direction)s, %(method)s,
    %(scanned_at)s, %(device_time)s, %(received_at)s, %(ahead)s, %(offline)s, %(force)s, %(device)s, %(gate)s, %(by)s,
    %(status)s, %(reason)s, %(result)s::jsonb, '')
ON CONFLICT DO NOTHING RETURNING 1
"""
_COUNT = "(SELECT count(*) FROM attendance WHERE session_id = %(session)s)"
KEEP = f"WITH s AS ({_KEEP_SCAN}) SELECT (SELECT count(*) FROM s), {_COUNT}"  # noqa: S608 -- ours
KEEP_AND_ATTEND = f"""
WITH s AS ({_KEEP_SCAN}), a AS (
    INSERT INTO attendance (id, meeting_id, session_id, participant_id, mode, method, first_in_at, first_scan_id, first_gate,
        first_by, inside, minutes_present, updated_at)
    SELECT %(row_id)s, %(meeting)s, %(session)s, %(participant)s, 'in_person', %(method)s, %(scanned_at)s, %(id)s, %(gate)s,
        %(by)s, true, 0, %(received_at)s FROM s)
SELECT (SELECT count(*) FROM s), {_COUNT}
"""  # noqa: S608 -- ours
SEEN = "UPDATE device SET last_seen_at = %(at)s WHERE id = %(id)s AND (last_seen_at IS NULL OR last_seen_at < %(before)s)"
PRESENT = "SELECT count(*) FROM attendance WHERE session_id = %(session)s"

_columns: type[Any] | None = None


class Answer(NamedTuple):
    """A result as JSON text, and the counts that go with it."""

    result: str
    session: str | None
    expected: int
    present: int


def record_one(
    engine: sa.Engine,
    token_hash: str,
    meeting_id: str,
    scan: Scan,
    at: datetime,
    admit: Callable[[Caller], None],
    count_expected: Callable[[str, int], int],
) -> Answer | None:
    """Record one scan sent by a device, durably, or None when it is no plain case (then nothing was written).

    ``admit`` may raise to turn away a device that calls too often. ``count_expected(session, version)`` counts when this
    process has not done so for the version of the roster.
    """
    if not (scan.valid and scan.storable) or scan.direction != "in" or scan.force:
        return None
    asked = (token_hash, meeting_id, scan, at, admit, count_expected)
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
    cursor: psycopg.Cursor[Any],
    token_hash: str,
    meeting_id: str,
    scan: Scan,
    at: datetime,
    admit: Callable[[Caller], None],
    count_expected: Callable[[str, int], int],
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
        row = _look_up(cursor, question)
        if row is None or is_over(row.state, row.ends_on, row.timezone, at):
            return None
        caller = Caller(
            meeting_id, Actor("device", row.device_id, row.device_name), row.gate, row.may_force, None, row.scans_per_minute
        )
        if _ == 0:
            admit(caller)
        if row.last_seen_at is None or at - row.last_seen_at > SEEN_EVERY:
            cursor.execute(SEEN, {"id": row.device_id, "at": at, "before": at - SEEN_EVERY}, prepare=True)
        answer = _answer(cursor, row, caller, scan, at)
        if answer is None:
            return None
        text, present = answer
        if present is not None:
            expected = 0
            if row.session_id is not None:
                kept = counts.kept_expected(row.session_id, row.roster_version)
                expected = count_expected(row.session_id, row.roster_version) if kept is None else kept
            return Answer(text, row.session_id, expected, present)
    return None


def _look_up(cursor: psycopg.Cursor[Any], question: dict[str, Any]) -> Any:
    global _columns  # noqa: PLW0603 -- measured
    cursor.execute(LOOK_UP, question, prepare=True)
    values = cursor.fetchone()
    if values is None:
        return None
    if _columns is None:
        _columns = NamedTuple("Row", [(column.name, Any) for column in cursor.description or ()])  # type: ignore[misc]  # -- assured
    return _columns._make(values)  # type: ignore[union-attr]  # -- assured


def _answer(cursor: psycopg.Cursor[Any], row: Any, caller: Caller, scan: Scan, at: datetime) -> tuple[str, int | None] | None:
    """Result and number present; None for no plain case; (…, None) when another server was quicker: look again."""
    if row.fingerprint is not None:
        cursor.execute(PRESENT, {"session": row.session_id}, prepare=True)
        present = cursor.fetchone()[0]  # type: ignore[index]  # -- assured
        if row.fingerprint == scan.fingerprint:
            return row.old_result, present
        return json.dumps(refusal(scan.id, RefusalReason.ID_CONFLICT)), present
    if row.capacity is not None or row.has_left or row.last_out_at is not None:
        return None
    moment, ahead = moment_of(scan, at)
    hall, found = _hall(row), _found(row, caller.meeting_id)
    presence = None
    if row.first_in_at is not None:
        if not row.inside:
            return None
        presence = Presence(row.first_in_at, row.first_gate, row.first_by, moment >= row.first_in_at)
        if moves_first(scan, moment, presence):
            return None
    first = people.begins_at(row.first_session, row.starts_on, row.timezone)
    rules = Rules(first, row.refuse_declined, row.refuse_unconfirmed, row.may_force)
    verdict = decide(scan, rules, hall, found, presence, at)
    result = result_of(scan.id, verdict, found.person, presence)
    text = json.dumps(result, ensure_ascii=False)
    values = _values(caller, scan, verdict, hall, found, moment, ahead, at, text)
    attends = verdict.status is ScanStatus.ACCEPTED
    try:
        cursor.execute(KEEP_AND_ATTEND if attends else KEEP, values, prepare=True)
    except (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected):
        return text, None
    kept, present = cursor.fetchone()  # type: ignore[misc]  # -- assured
    return text, present + attends if kept else None


def _values(
    caller: Caller,
    scan: Scan,
    verdict: Verdict,
    hall: Hall | None,
    found: Found,
    moment: datetime,
    ahead: bool,
    at: datetime,
    text: str,
) -> dict[str, Any]:
    return {
        "meeting": caller.meeting_id,
        "id": scan.id,
        "session": hall.id if hall else None,
        "participant": found.person.id if found.person else None,
        "fingerprint": scan.fingerprint,
        "kept_hash": scan.kept_hash,
        "direction": scan.direction,
        "method": scan.method,
        "scanned_at": moment,
        "device_time": scan.device_time,
        "received_at": at,
        "ahead": ahead,
        "offline": scan.offline,
        "force": scan.force,
        "device": caller.device_id,
        "gate": caller.gate,
        "by": caller.actor.name,
        "status": str(verdict.status.value),
        "reason": str(verdict.reason.value) if verdict.reason else None,
        "result": text,
        "row_id": new_id(),
    }


def _hall(row: Any) -> Hall | None:
    if row.session_id is None:
        return None
    opens, closes = people.doors(
        row.starts_at,
        row.ends_at,
        row.checkin_opens_at,
        row.checkin_closes_at,
        row.closed_at,
        row.checkin_minutes_before,
        row.checkin_minutes_after,
        row.finished_at,
    )
    return Hall(row.session_id, opens, closes, row.allowed)


def _found(row: Any, meeting_id: str) -> Found:
    if row.participant_id is None:
        return Found()
    if row.home != meeting_id:
        return Found(foreign=True)
    person = Person(
        row.participant_id,
        full_name(row.title_front, row.name, row.title_back),
        row.position,
        row.institution,
        row.category,
        row.colour,
        row.status,
        people.other(row.for_front, row.for_name, row.for_back, row.for_position),
        people.other(row.by_front, row.by_name, row.by_back, row.by_position),
        people.door_notes(row.seat, row.door_notes),
        None if row.admitted else frozenset(),
    )
    return Found(person, row.pass_state)


def envelope(answer: Answer, at: datetime) -> str:
    """The whole JSON body of the answer."""
    session = json.dumps(answer.session)
    return (
        f'{{"results": [{answer.result}], "counts": {{"session": {session}, "expected": {answer.expected}, '
        f'"present": {answer.present}}}, "server_time": "{clock.iso(at)}"}}'
    )
