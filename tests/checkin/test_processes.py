"""Doors at once, servers side by side, and a power cut: real processes on both databases."""

import http.client
import json
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from meetings import clock
from meetings.enums import ScanStatus
from meetings.extensions import db
from meetings.models import Attendance, Scan, Session
from tests.checkin.door import Door, rfc3339
from tests.support.databases import POSTGRES, SQLITE, Databases
from tests.support.live import Service

PATIENCE = 240  # seconds; the machine may be slow and busy
BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]


@dataclass
class Venue:
    """A service with two web processes, and what a device needs to call it."""

    service: Service
    meeting: str
    session: str
    token: str
    codes: list[str]

    def scan(self, code: str, **changes: Any) -> dict[str, Any]:
        scan = {"id": str(uuid.uuid4()), "code": code, "session": self.session, "direction": "in", "method": "qr"}
        return scan | {"scanned_at": rfc3339(clock.now()), "offline": False, "force": False} | changes

    def send(self, *scans: dict[str, Any]) -> list[dict[str, Any]]:
        """Results of a call on a connection of its own, so that either process may get it."""
        line = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=PATIENCE)
        try:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            line.request("POST", f"/api/v1/meetings/{self.meeting}/scans", json.dumps({"scans": list(scans)}), headers)
            answer = line.getresponse()
            body = answer.read()
            assert answer.status == 200, body
            return list(json.loads(body)["results"])
        finally:
            line.close()

    def at_once(self, batches: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
        """Send all batches at the same moment."""
        start = threading.Barrier(len(batches))

        def go(batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
            start.wait(PATIENCE)
            return self.send(*batch)

        with ThreadPoolExecutor(len(batches)) as pool:
            return list(pool.map(go, batches))

    def count(self, model: type[Attendance] | type[Scan]) -> int:
        """How many rows of this kind the meeting has."""
        with self.service.data():
            return db.session.scalar(select(func.count()).select_from(model).where(model.meeting_id == self.meeting)) or 0


@pytest.fixture(scope="module", params=BOTH)
def servers(request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Two web processes that the tests share; each opens a door of its own."""
    service = Service(tmp_path_factory.mktemp("servers"), databases.create(request.param), MEETINGS_WEB_WORKERS="2")
    try:
        service.start_web()
        yield service
    finally:
        service.stop()


@pytest.fixture
def venue(servers: Service) -> Venue:
    with servers.data() as app:
        door = Door(app)
        codes = [door.add()[1] for _ in range(30)]
        return Venue(servers, door.meeting.id, door.session.id, door.token, codes)


def statuses(results: list[list[dict[str, Any]]]) -> Counter[str]:
    return Counter(result["reason"] or result["status"] for batch in results for result in batch)


def test_of_simultaneous_scans_exactly_one_is_accepted(venue: Venue) -> None:
    for code in venue.codes[:4]:
        scans = [[venue.scan(code)] for _ in range(12)]

        results = venue.at_once(scans)

        assert statuses(results) == {"accepted": 1, "already": 11}
        firsts = {result["first"]["at"] for (result,) in results if result["first"]}
        winner = next(scan for (scan,), (result,) in zip(scans, results, strict=True) if result["status"] == "accepted")
        assert {first[:23] for first in firsts} == {winner["scanned_at"][:23]}
    assert venue.count(Attendance) == 4
    assert venue.count(Scan) == 48


def test_a_batch_that_arrives_at_both_servers_at_once_is_recorded_once(venue: Venue) -> None:
    batch = [venue.scan(code, offline=True) for code in venue.codes[:10]]
    singles = [[scan] for scan in batch[:4]]

    results = venue.at_once([batch, list(reversed(batch)), batch + batch, *singles, *singles])

    answers: dict[str, set[str]] = {}
    for one in results:
        for result in one:
            answers.setdefault(result["id"], set()).add(json.dumps(result, sort_keys=True))
    assert all(len(said) == 1 for said in answers.values())
    assert all('"accepted"' in next(iter(said)) for said in answers.values())
    assert venue.count(Scan) == 10


def test_one_id_for_two_people_at_once_is_one_scan(venue: Venue) -> None:
    for first, second in zip(venue.codes[:6:2], venue.codes[1:6:2], strict=True):
        same = str(uuid.uuid4())

        results = venue.at_once([[venue.scan(code, id=same)] for code in (first, second) * 4])

        assert set(statuses(results)) == {"accepted", "id_conflict"}
        assert statuses(results)["id_conflict"] == 4
    assert venue.count(Attendance) == 3


def test_batches_and_single_scans_of_the_same_people_agree(venue: Venue) -> None:
    at = clock.now()
    batches = [
        [venue.scan(code, offline=True, scanned_at=rfc3339(at - timedelta(minutes=turn))) for code in venue.codes]
        for turn in (1, 10, 20)
    ]
    singles = [[venue.scan(code)] for code in venue.codes[:8]]

    venue.at_once([*batches, *singles])

    assert venue.count(Attendance) == len(venue.codes)
    with venue.service.data():
        firsts = set(db.session.scalars(select(Attendance.first_in_at).where(Attendance.meeting_id == venue.meeting)))
    assert {rfc3339(first) for first in firsts} == {rfc3339(at - timedelta(minutes=20))}


def test_capacity_holds_under_simultaneous_scans(venue: Venue) -> None:
    with venue.service.data():
        db.session.get_one(Session, venue.session).capacity = 5
        db.session.commit()

    results = venue.at_once([[venue.scan(code)] for code in venue.codes[:14]])

    assert statuses(results) == {"accepted": 5, "capacity": 9}


def test_what_was_confirmed_survives_kill_9_and_sending_again_repeats_nothing(venue: Venue) -> None:
    scans = [venue.scan(code) for code in venue.codes]
    confirmed: dict[str, dict[str, Any]] = {}
    enough = threading.Event()

    def door(mine: list[dict[str, Any]]) -> None:
        for scan in mine:
            try:
                (result,) = venue.send(scan)
            except (OSError, http.client.HTTPException, AssertionError):
                return
            confirmed[scan["id"]] = result
            if len(confirmed) >= 8:
                enough.set()

    doors = [threading.Thread(target=door, args=(scans[n::3],)) for n in range(3)]
    for thread in doors:
        thread.start()
    assert enough.wait(PATIENCE)
    venue.service.kill("web")
    for thread in doors:
        thread.join()

    with venue.service.data():
        kept = set(db.session.scalars(select(Scan.id).where(Scan.status == ScanStatus.ACCEPTED)))
    assert set(confirmed) <= kept
    venue.service.start_web()
    again = {result["id"]: result for scan in scans for result in venue.send(scan)}

    assert all(again[id] == result for id, result in confirmed.items())
    assert {result["status"] for result in again.values()} == {"accepted"}
    assert venue.count(Attendance) == len(venue.codes)
    assert venue.count(Scan) == len(scans)
