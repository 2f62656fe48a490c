"""What surrounds the scans: tokens, shapes, limits, problem documents, pairing."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import NullPool, create_engine, func, select, update

from meetings import clock
from meetings.blueprints.api import throttle
from meetings.domain.accounts.tokens import create_token
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin.callers import SEEN_EVERY
from meetings.domain.checkin.devices import create_device, new_pairing_code, revoke_device
from meetings.enums import MeetingState, Role
from meetings.extensions import db
from meetings.models import ApiToken, Device, Scan, User
from tests.checkin.door import Door
from tests.factories import make_membership, make_session, make_user


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    yield
    throttle._limiter.storage.reset()


def scans_kept() -> int:
    return db.session.scalar(select(func.count()).select_from(Scan)) or 0


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer salah", "Basic abc", "Bearer " + "x" * 5000])
def test_no_or_a_wrong_token_is_401_before_anything_else(door: Door, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    for body in ({"scans": [door.scan("x")]}, {"salah": 1}):
        answer = door.client.post(f"/api/v1/meetings/{door.meeting.id}/scans", json=body, headers=headers)
        assert answer.status_code == 401 and answer.mimetype == "application/problem+json"
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert door.client.get(f"/api/v1/meetings/{door.meeting.id}/roster", headers=headers).status_code == 401


def test_calls_neither_read_nor_set_cookies(door: Door, sign_in: Callable[[User], FlaskClient]) -> None:
    _person, code = door.add()
    browser = sign_in(make_user())

    answer = browser.post(
        f"/api/v1/meetings/{door.meeting.id}/scans",
        json={"scans": [door.scan(code)]},
        headers={"Authorization": f"Bearer {door.token}"},
    )
    without = browser.get(f"/api/v1/meetings/{door.meeting.id}/roster")

    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")
    assert without.status_code == 401


def test_another_meetings_token_is_403(door: Door) -> None:
    other = Door(door.app)
    _person, code = other.add()

    answer = other.post(other.scan(code), token=door.token)

    assert answer.status_code == 403 and answer.mimetype == "application/problem+json"
    for unknown in ("tidakadatidakada", "%00", "'", "x" * 900):
        assert door.post(door.scan(code), meeting=unknown).status_code == 403
    assert scans_kept() == 0


def test_a_revoked_device_is_out_at_once(door: Door) -> None:
    _person, code = door.add()
    assert door.one(code)["status"] == "accepted"

    revoke_device(door.device, SYSTEM, clock.now())
    db.session.commit()

    assert door.post(door.scan(code)).status_code == 401


@pytest.mark.parametrize("end", ["archived", "cancelled", "past"])
def test_a_token_ends_with_its_meeting(door: Door, end: str) -> None:
    _person, code = door.add()
    today = door.meeting.ends_on
    if end == "past":
        door.meeting.starts_on = door.meeting.ends_on = today - timedelta(days=1)
        db.session.commit()
        assert door.one(code)["status"] == "accepted"
        door.meeting.starts_on = door.meeting.ends_on = today - timedelta(days=2)
    else:
        door.meeting.state = MeetingState(end)
    db.session.commit()

    assert door.post(door.scan(code)).status_code == 401


def test_a_malformed_body_is_422_and_records_nothing(door: Door) -> None:
    _person, code = door.add()
    good = door.scan(code)
    address = f"/api/v1/meetings/{door.meeting.id}/scans"
    bodies = ["", "x", "[]", "{}", '{"scans": []}', '{"scans": {}}', '{"scans": "x"}', "[" * 100_000]
    bodies += [json.dumps({"scans": [good, None]}), json.dumps([good]), '{"scans": [' + json.dumps(good)]

    for body in bodies:
        answer = door.client.post(address, data=body, headers={"Authorization": f"Bearer {door.token}"})
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json"), body[:60]
    assert scans_kept() == 0


def test_more_than_a_thousand_scans_are_413(door: Door) -> None:
    _person, code = door.add()

    answer = door.post(*(door.scan(code) for _ in range(1001)))

    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
    assert scans_kept() == 0


def test_too_fast_is_429_with_a_time_to_wait(door: Door) -> None:
    _device, token = door.add_device("Cepat", scans_per_minute=3)
    _person, code = door.add()

    answers = [door.post(door.scan(code), token=token) for _ in range(5)]

    assert 429 in [answer.status_code for answer in answers]
    slow = answers[-1]
    assert slow.mimetype == "application/problem+json" and 1 <= int(slow.headers["Retry-After"]) <= 61
    assert scans_kept() == sum(answer.status_code == 200 for answer in answers)
    assert door.post(door.scan(code)).status_code == 200


def test_a_scan_that_is_no_plain_case_counts_once(door: Door) -> None:
    _device, token = door.add_device("Lambat", scans_per_minute=4)
    door.session.capacity = 2
    codes = [door.add()[1] for _ in range(4)]
    db.session.commit()

    assert [door.post(door.scan(code), token=token).status_code for code in codes] == [200] * 4


def test_guessing_pairing_codes_is_429_with_a_time_to_wait(door: Door) -> None:
    answers = [door.client.post("/api/v1/devices/pair", json={"code": f"SALAH-{n:05}"}) for n in range(70)]

    assert [answer.status_code for answer in answers] == [404] * 60 + [429] * 10
    slow = answers[-1]
    assert slow.mimetype == "application/problem+json" and 1 <= int(slow.headers["Retry-After"]) <= 61


def test_unknown_paths_and_methods_are_problems_too(door: Door) -> None:
    for answer in (door.client.get("/api/v1/tidak-ada"), door.client.get("/api/v1/devices/pair")):
        assert answer.status_code in (404, 405) and answer.mimetype == "application/problem+json"
        assert answer.json["status"] == answer.status_code


def test_a_code_pairs_once_within_ten_minutes(door: Door) -> None:
    at = clock.now()
    device, code = create_device(door.meeting, "Meja 3", "Pintu C", SYSTEM, at)
    db.session.commit()

    def pair(sent: object, name: str = "Meja tiga") -> int:
        return door.client.post("/api/v1/devices/pair", json={"code": sent, "name": name}).status_code

    answer = door.client.post("/api/v1/devices/pair", json={"code": f" {code.lower().replace('-', '')}", "name": "Meja tiga"})

    assert answer.status_code == 201
    assert answer.json["device"] == {"id": device.id, "name": "Meja tiga", "gate": "Pintu C"}
    assert answer.json["meeting"] == {"id": door.meeting.id, "title": door.meeting.title, "timezone": "Asia/Jakarta"}
    assert door.post(door.scan("x"), token=answer.json["token"]).status_code == 200
    assert answer.json["token"] not in json.dumps([d.token_hash for d in db.session.scalars(select(Device))])
    assert pair(code) == 404
    assert pair("SALAH-SALAH") == 404
    assert pair(7) == 422
    late = new_pairing_code(device, door.meeting, at - timedelta(minutes=11))
    db.session.commit()
    assert pair(late) == 404


def test_the_name_a_device_gives_itself_is_cleaned(door: Door) -> None:
    device, code = create_device(door.meeting, "Meja\u200b  3", "Pintu\u00ad C\u202e", SYSTEM, clock.now())
    db.session.commit()
    assert (device.name, device.gate) == ("Meja 3", "Pintu C")

    answer = door.client.post("/api/v1/devices/pair", json={"code": code, "name": " Meja\ud800\u200b\0  tiga\u202e"})

    assert answer.json["device"]["name"] == "Meja tiga"


def test_a_user_with_the_right_may_use_the_calls(door: Door) -> None:
    person, code = door.add()
    tokens = {}
    for role in (Role.REGISTRAR, Role.COMMITTEE, Role.VIEWER):
        user = make_user(f"Petugas {role.value}")
        make_membership(user, door.meeting.organisation, role)
        tokens[role] = create_token(SYSTEM, user, "uji", None, clock.now())
    door.session.capacity = 0
    db.session.commit()

    assert door.post(door.scan(code), token=tokens[Role.VIEWER]).status_code == 403
    assert door.one(code, token=tokens[Role.REGISTRAR], force=True)["reason"] == "capacity"
    assert door.one(code, token=tokens[Role.COMMITTEE], force=True)["status"] == "accepted"
    first = door.one(code)["first"]
    assert first["by"] == "Petugas committee"
    assert len(door.roster(token=tokens[Role.REGISTRAR])["participants"]) == 1
    for token in db.session.scalars(select(ApiToken)):
        token.revoked_at = clock.now()
    db.session.commit()
    assert door.post(door.scan(code), token=tokens[Role.COMMITTEE]).status_code == 401
    assert door.session.id in door.attended(person)


def test_last_seen_is_noted_sparingly(door: Door) -> None:
    _person, code = door.add()
    door.one(code)
    seen = db.session.scalar(select(Device.last_seen_at).where(Device.id == door.device.id))
    door.one(code)

    assert seen is not None
    assert db.session.scalar(select(Device.last_seen_at).where(Device.id == door.device.id)) == seen


def test_a_device_that_only_asks_for_news_is_seen_too_each_quarter_of_a_minute(door: Door) -> None:
    address, headers = f"/api/v1/meetings/{door.meeting.id}/roster", {"Authorization": f"Bearer {door.token}"}
    headers |= {"If-None-Match": door.client.get(address, headers=headers).headers["ETag"]}

    def seen_after(ago: timedelta) -> timedelta:
        long_ago = clock.now() - ago
        db.session.execute(update(Device).values(last_seen_at=long_ago))
        db.session.commit()
        assert door.client.get(address, headers=headers).status_code == 304
        db.session.rollback()
        return db.session.scalar(select(Device.last_seen_at).where(Device.id == door.device.id)) - long_ago

    assert seen_after(timedelta(minutes=2)) >= timedelta(minutes=2)
    assert seen_after(SEEN_EVERY / 3) == timedelta()


def test_counts_follow_who_is_expected(door: Door) -> None:
    _person, code = door.add()
    hall = make_session(door.meeting, title="Komisi A")
    door.add(limited=True)
    assert door.post(door.scan(code)).json["counts"] == {"session": door.session.id, "expected": 1, "present": 1}

    door.add()
    door.meeting.roster_version += 1
    db.session.commit()

    assert door.post(door.scan(code)).json["counts"]["expected"] == 2
    assert door.post(door.scan(code, session=hall.id)).json["counts"] == {"session": hall.id, "expected": 2, "present": 1}
    assert door.post(door.scan(code, session="x")).json["counts"] == {"session": None, "expected": 0, "present": 0}


def test_a_restarted_database_stops_no_door(door: Door) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no connections to lose")
    scans = [door.scan(door.add()[1]) for _ in range(3)]
    address, headers = f"/api/v1/meetings/{door.meeting.id}/scans", {"Authorization": f"Bearer {door.token}"}
    db.session.remove()

    def send(scan: dict[str, object]) -> str:
        answer = door.client.post(address, json={"scans": [scan]}, headers=headers)
        return str(answer.json["results"][0]["status"]) if answer.status_code == 200 else answer.status

    assert send(scans[0]) == "accepted"
    with create_engine(db.engine.url, poolclass=NullPool).connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        connection.exec_driver_sql(others)

    assert [send(scan) for scan in scans] == ["accepted"] * 3
