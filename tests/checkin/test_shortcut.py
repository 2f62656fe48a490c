"""Which scans take the shortcut: PostgreSQL answers the ordinary ones with two statements, SQLite goes the long way with all."""

from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from meetings import clock
from meetings.domain.accounts.tokens import create_token
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin import record
from meetings.domain.checkin.statements import KEEP, KEEP_AND_ATTEND, LOOK_UP, PRESENT
from meetings.enums import ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import Device
from tests.checkin.door import Door, ago
from tests.factories import make_membership, make_session, make_user


class Wire:
    """What one call sends to the database, and how many scans went the long way."""

    def __init__(self, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
        self.door, self.sent, self.long_way = door, [], []
        self.short = db.engine.dialect.name == "postgresql"
        execute, run = psycopg.Cursor.execute, record._Batch.run

        def note_statement(cursor: Any, query: Any, *args: Any, **options: Any) -> Any:
            self.sent.append(query)
            return execute(cursor, query, *args, **options)

        def note_batch(batch: Any) -> Any:
            self.long_way.append(len(batch.scans))
            return run(batch)

        monkeypatch.setattr(psycopg.Cursor, "execute", note_statement)
        monkeypatch.setattr(record._Batch, "run", note_batch)

    def send(self, *scans: dict[str, Any], token: str | None = None) -> tuple[str, list[Any], list[int]]:
        """The first result's status or reason, the statements, and the batches that went the long way."""
        assert self.door.meeting.id  # read again by the test after its own commits, not by the call
        self.sent.clear()
        self.long_way.clear()
        (result, *_others) = self.door.send(*scans, token=token)
        return result["reason"] or result["status"], list(self.sent), list(self.long_way)


@pytest.fixture
def wire(door: Door, monkeypatch: pytest.MonkeyPatch) -> Wire:
    """A door that has scanned before: the device is noted as alive, and how many are expected is counted."""
    for _ in range(2):
        door.one("salah")
    return Wire(door, monkeypatch)


def expect(wire: Wire, scan: dict[str, Any], answer: str, statements: list[bytes]) -> None:
    """The answer, and on PostgreSQL these statements and no other."""
    said, sent, long_way = wire.send(scan)
    assert said == answer
    if wire.short:
        assert (sent, long_way) == (statements, [])
    else:
        assert long_way == [1]


def test_the_ordinary_scan_is_two_statements(wire: Wire) -> None:
    code = wire.door.add()[1]
    wire.door.one(wire.door.add()[1])  # counts who is expected

    expect(wire, wire.door.scan(code), "accepted", [LOOK_UP, KEEP_AND_ATTEND])


def test_a_phone_of_another_meeting_takes_two_statements_too(wire: Wire) -> None:
    home, token = Door(wire.door.app).add_device("Meja 9")
    db.session.add(
        Device(meeting_id=wire.door.meeting.id, name="Meja 9", home_id=home.id, created_at=clock.now(), last_seen_at=clock.now())
    )
    db.session.commit()
    _person, code = wire.door.add()
    scan = wire.door.scan(code)

    answer, sent, long_way = wire.send(scan, token=token)

    assert answer == "accepted"
    if wire.short:
        assert (sent, long_way) == ([LOOK_UP, KEEP_AND_ATTEND], [])


def test_repetitions_warnings_and_refusals_are_two_statements_too(wire: Wire) -> None:
    door = wire.door
    code, invited = door.add()[1], door.add(status=ParticipantStatus.INVITED)[1]
    pending, foreign = door.add(status=ParticipantStatus.PENDING)[1], Door(door.app).add()[1]
    scan = door.scan(code)
    door.one(door.add()[1])

    expect(wire, door.scan(invited), "not_confirmed", [LOOK_UP, KEEP_AND_ATTEND])
    expect(wire, door.scan(pending), "not_confirmed", [LOOK_UP, KEEP])
    expect(wire, door.scan(foreign), "wrong_meeting", [LOOK_UP, KEEP])
    expect(wire, door.scan(code[:-1]), "unknown", [LOOK_UP, KEEP])
    expect(wire, scan, "accepted", [LOOK_UP, KEEP_AND_ATTEND])
    expect(wire, door.scan(code), "already", [LOOK_UP, KEEP])
    expect(wire, scan, "accepted", [LOOK_UP, PRESENT])
    expect(wire, scan | {"code": invited}, "id_conflict", [LOOK_UP, PRESENT])
    expect(wire, door.scan(pending, scanned_at=ago(days=9), offline=True), "invalid", [LOOK_UP, KEEP])


def test_what_is_no_plain_case_goes_the_long_way_on_both_databases(wire: Wire) -> None:
    door = wire.door
    (_person, code), (_other, second) = door.add(), door.add()
    hall = make_session(door.meeting, title="Aula kecil", capacity=1)
    user = make_user("Petugas")
    make_membership(user, door.meeting.organisation, Role.COMMITTEE)
    personal = create_token(SYSTEM, user, "uji", None, clock.now())
    db.session.commit()
    door.one(code)

    for answer, scan, token in (
        ("accepted", door.scan(code, scanned_at=ago(minutes=9), offline=True), None),  # the earliest moment wins
        ("accepted", door.scan(code, direction="out"), None),
        ("accepted", door.scan(code), None),  # comes back
        ("accepted", door.scan(second, session=hall.id), None),  # seats are counted
        ("accepted", door.scan(second, force=True), None),
        ("already", door.scan(second), personal),
        ("invalid", door.scan(second, method="telepati"), None),
    ):
        said, _sent, long_way = wire.send(scan, token=token)
        assert (said, long_way) == (answer, [1]), scan
    assert wire.send(door.scan(code), door.scan(second))[2] == [2]


def test_the_short_way_opens_no_session_of_the_orm(wire: Wire) -> None:
    """Opening and closing one would cost as much as a statement."""
    if not wire.short:
        pytest.skip("SQLite has no short way")
    code = wire.door.add()[1]
    wire.door.one(wire.door.add()[1])
    scan, opened = wire.door.scan(code), []
    assert wire.door.meeting.id  # the test's own session is open already

    def note(_session: Session, transaction: Any) -> None:
        opened.append(transaction)

    event.listen(Session, "after_transaction_create", note)
    try:
        assert wire.send(scan)[0] == "accepted"
    finally:
        event.remove(Session, "after_transaction_create", note)
    assert not opened
