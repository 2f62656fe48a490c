"""The OpenAPI document: valid, whole, and the same as what the service does.

Every answer that a test gets from the API is held against it, too (`tests.support.described`)."""

import re
import sqlite3
import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import validate
from sqlalchemy.exc import OperationalError

from meetings import clock
from meetings.blueprints.api import described, throttle, views
from meetings.blueprints.api.examples import EXAMPLES
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin.contract import MOST_SCANS
from meetings.domain.checkin.devices import create_device
from meetings.domain.checkin.reading import read_scan
from meetings.extensions import db
from tests.checkin.door import Door, rfc3339
from tests.support.described import API, document_of, validator_of

DOCUMENT = document_of(described())
ABSENT = object()
ANYTHING = [ABSENT, None, True, False, 0, 1.5, "", "x", "in", "qr", "x" * 301, "x" * 2001, [], ["x"], {}, {"x": 1}]


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    yield
    throttle._limiter.storage.reset()


def test_the_document_is_valid_openapi_and_the_same_in_the_whole_service(app: Flask) -> None:
    served = app.test_client().get("/api/v1/openapi.json").json

    validate(served)
    assert served == DOCUMENT


def test_every_call_is_described(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if str(rule).startswith(API) and rule.endpoint != "api-docs.openapi_json"]
    calls = {(re.sub(r"<(\w+)>", r"{\1}", str(rule)), method.lower()) for rule in rules for method in rule.methods or ()}

    assert {call for call in calls if call[1] not in ("head", "options")} == {
        (path, method) for path, item in DOCUMENT["paths"].items() for method in item if method != "parameters"
    }


@pytest.mark.parametrize("shape", EXAMPLES, ids=lambda shape: shape.__name__)
def test_examples_are_as_described(shape: type) -> None:
    validator_of(DOCUMENT, shape.__name__, strict=True).validate(EXAMPLES[shape])


def test_every_part_of_the_document_is_used() -> None:
    text = str(DOCUMENT)

    for kind in ("schemas", "responses"):
        for name in DOCUMENT["components"][kind]:
            assert f"#/components/{kind}/{name}'" in text, name


def variants(shape: str, good: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bool]]:
    """The good one with one field at a time missing or something else, and whether the document allows that."""
    judge = validator_of(DOCUMENT, shape)
    for field in DOCUMENT["components"]["schemas"][shape]["properties"]:
        for value in ANYTHING:
            case = {key: kept for key, kept in {**good, field: value}.items() if kept is not ABSENT}
            yield case, judge.is_valid(case)


@pytest.mark.parametrize("whom", [{"code": "M1"}, {"participant": "abc"}, {"code": "M1", "participant": None}])
def test_a_scan_is_read_as_described(whom: dict[str, Any]) -> None:
    good = {"id": str(uuid.uuid4()), "session": "s", "direction": "in", "scanned_at": rfc3339(clock.now()), **whom}
    verdicts = set()

    assert read_scan(good, b"key").valid
    for case, allowed in variants("Scan", good):
        somebody = case.get("code") is not None or case.get("participant") is not None
        assert read_scan(case, b"key").valid == (allowed and somebody), case
        verdicts.add(allowed)
    assert verdicts == {True, False}


def test_a_pairing_is_refused_as_malformed_exactly_when_it_is_not_as_described(door: Door) -> None:
    for case, allowed in variants("PairRequest", {"code": "SALAH-SALAH", "name": "Meja"}):
        throttle._limiter.storage.reset()
        assert door.client.post("/api/v1/devices/pair", json=case).status_code == (404 if allowed else 422), case


def test_a_batch_is_refused_as_malformed_unless_it_is_a_list_of_scans_good_or_bad(door: Door) -> None:
    schema = DOCUMENT["components"]["schemas"]["Scans"]["properties"]["scans"]

    statuses = [door.post(*[{}] * number).status_code for number in (0, schema["minItems"], schema["maxItems"])]

    assert statuses == [422, 200, 200]
    for value in ANYTHING:
        body = {} if value is ABSENT else {"scans": value}
        headers = {"Authorization": f"Bearer {door.token}"}
        assert door.client.post(f"/api/v1/meetings/{door.meeting.id}/scans", json=body, headers=headers).status_code == 422, value


def _database_away() -> None:
    raise OperationalError("", None, sqlite3.OperationalError("unable to open"), connection_invalidated=True)


def test_every_answer_that_is_described_is_given(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    _person, code = door.add()
    _device, slow = door.add_device("Lambat", scans_per_minute=1)
    _new, pairing_code = create_device(door.meeting, "Meja 3", "Pintu C", SYSTEM, clock.now())
    db.session.commit()
    roster, token = f"/api/v1/meetings/{door.meeting.id}/roster", {"Authorization": f"Bearer {door.token}"}
    other = Door(door.app)

    def pair(**more: Any) -> int:
        return door.client.post("/api/v1/devices/pair", **more).status_code

    def leave(token: str) -> int:
        address = f"/api/v1/meetings/{door.meeting.id}/release"
        return door.client.post(address, headers={"Authorization": f"Bearer {token}"}).status_code

    def ask(**headers: str) -> int:
        return door.client.get(roster, headers=headers).status_code

    scans = {
        door.post(door.scan(code)).status_code,
        door.post(door.scan(code), token="salah").status_code,
        door.post(door.scan(code), token=other.token).status_code,
        door.post(*[door.scan(code)] * (MOST_SCANS + 1)).status_code,
        door.post().status_code,
        *(door.post(door.scan(code), token=slow).status_code for _ in range(2)),
    }
    etag = door.client.get(roster, headers=token).headers["ETag"]
    rosters = {
        ask(**token),
        ask(**token, **{"If-None-Match": etag}),
        ask(Authorization="Bearer salah"),
        ask(Authorization=f"Bearer {other.token}"),
        ask(Authorization=f"Bearer {slow}"),
    }
    releases = {leave(door.token), leave("salah"), leave(other.token), leave(slow), leave(door.token)}
    door.device, door.token = door.add_device("Meja 2")
    throttle._limiter.storage.reset()
    pairs = {pair(json={"code": pairing_code}), pair(data=b" " * (door.app.config["MAX_CONTENT_LENGTH"] + 1)), pair(json=[])}
    pairs |= {pair(json={"code": f"SALAH-{n:05}"}) for n in range(throttle.PAIRINGS + 1)}

    throttle._limiter.storage.reset()
    monkeypatch.setattr(views, "clock", SimpleNamespace(now=_database_away))
    rosters.add(ask(**token))
    releases.add(leave(door.token))
    scans.add(door.post(door.scan(code)).status_code)
    pairs.add(pair(json={"code": pairing_code}, environ_overrides={"REMOTE_ADDR": "192.0.2.9"}))  # nobody guessed there

    given = {"devices/pair": pairs, "meetings/{meeting}/roster": rosters, "meetings/{meeting}/scans": scans}
    given["meetings/{meeting}/release"] = releases
    for path, statuses in given.items():
        (call,) = (call for method, call in DOCUMENT["paths"][f"/api/v1/{path}"].items() if method != "parameters")
        assert {str(status) for status in statuses} == set(call["responses"]) - {"default"}, path


def test_every_result_is_as_described(door: Door) -> None:
    """Accepted, already, refused, invalid; `tests.support.described` looks at each."""
    _person, code = door.add("Siti", seat="A1")
    accepted, already, unknown, invalid, empty = door.send(
        door.scan(code), door.scan(code), door.scan("salah"), door.scan(code, direction="sideways"), {}
    )

    assert [result["status"] for result in (accepted, already, unknown, invalid, empty)] == [
        "accepted",
        "already",
        "refused",
        "refused",
        "refused",
    ]
    assert [unknown["reason"], invalid["reason"], empty["reason"]] == ["unknown", "invalid", "invalid"]
    assert already["first"] and accepted["participant"]["notes"]
