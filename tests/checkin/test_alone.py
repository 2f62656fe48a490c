"""Guests check themselves in: what the screen shows, what the phone sends, what is refused and with which words."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin.hall_codes import STEP, hall_code, hall_link, step_at
from meetings.domain.checkin.screens import create_screen, revoke_screen, screen_link
from meetings.enums import MeetingState, ScanMethod, ScanStatus, ScreenKind
from meetings.extensions import db
from meetings.models import HallScreen, Meeting
from tests.checkin.door import Door
from tests.factories import make_session


class Hall:
    """A door whose meeting lets guests record themselves, with a screen of its session."""

    def __init__(self, app: Flask, **meeting: Any) -> None:
        self.door = Door(app, **{"self_checkin": True, **meeting})
        self.client = self.door.client
        self.screen = self.add_screen()

    def add_screen(self, kind: ScreenKind = ScreenKind.SELF, door: Door | None = None, **values: Any) -> HallScreen:
        at = door or self.door
        session = values.pop("session", at.session)
        screen = create_screen(at.meeting, kind, "Layar aula", session, "", SYSTEM, clock.now())
        db.session.commit()
        return screen

    def code(self, screen: HallScreen | None = None, ago: int = 0) -> str:
        """What the screen showed so many steps ago."""
        of = screen or self.screen
        return hall_code(of, of.session_id or self.door.session.id, step_at(clock.now()) - ago)

    def send(self, who: str, typed: str, id: str = "") -> str:
        """What the guest is told."""
        data = {"layar": typed, "id": id or str(uuid4())}
        answer = self.client.post(f"/p/{who}/hadir", data=data, follow_redirects=True)
        assert answer.status_code == 200
        found = re.search(r'class="flash flash-(\w+)".*?</svg>\s*(?:<\w+[^>]*>)?(.*?)<', answer.text, re.S)
        assert found, answer.text[:2000]
        return f"{found[1]}: {found[2]}"

    def asks(self, client: FlaskClient | None = None, **headers: str) -> Any:
        """What the screen asks for again and again."""
        path = screen_link(self.screen).split("localhost", 1)[1]
        return (client or self.client).get(f"{path}/isi", headers=headers)


@pytest.fixture
def hall(app: Flask) -> Hall:
    return Hall(app)


def test_a_guest_is_recorded_and_told(hall: Hall) -> None:
    person, pass_code = hall.door.add("Budi Santoso")

    told = hall.send(pass_code, hall_link(hall.code()))

    (scan,) = hall.door.kept()
    assert told.startswith("success: Anda tercatat hadir") and hall.door.session.title in told
    assert (scan.method, scan.status, scan.participant_id) == (ScanMethod.SELF, ScanStatus.ACCEPTED, person.id)
    assert (scan.gate, scan.by, scan.device_id, scan.user_id) == ("Layar aula", "Layar aula", None, None)
    assert hall.door.attended(person)


def test_a_second_press_records_nothing_new(hall: Hall) -> None:
    _person, pass_code = hall.door.add()
    id = str(uuid4())

    first, again, later = (hall.send(pass_code, hall.code(), each) for each in (id, id, str(uuid4())))

    assert first == again and later.startswith("success: Anda sudah tercatat hadir")
    assert [scan.status for scan in hall.door.kept()] == [ScanStatus.ACCEPTED, ScanStatus.ALREADY]


def test_one_id_of_two_guests_and_no_code_at_all_are_told_what_to_do(hall: Hall) -> None:
    id = str(uuid4())
    first, second = (hall.send(hall.door.add()[1], hall.code(), id) for _ in range(2))

    assert first.startswith("success") and second.startswith("danger: Belum tercatat. Pindai lagi QR di layar")
    assert hall.send(hall.door.add()[1], " ").startswith("danger: QR di layar belum terbaca")
    assert "layar ruang" in (page := hall.client.get("/H/").text) and "Ke beranda" not in page


def test_after_the_first_session_the_button_names_the_next(hall: Hall) -> None:
    _person, pass_code = hall.door.add()
    first = hall.door.session
    make_session(hall.door.meeting, title="Sidang Komisi", starts_at=first.starts_at, ends_at=first.ends_at)
    hall.send(pass_code, hall.code())

    assert "Catat kehadiran saya: Sidang Komisi" in hall.client.get(f"/p/{pass_code}").text


def test_a_step_is_tolerated_and_an_older_picture_is_not(hall: Hall) -> None:
    _person, pass_code = hall.door.add()

    copied, forged = hall.send(pass_code, hall.code(ago=2)), hall.send(pass_code, hall.code()[:-1] + "a")
    assert copied.startswith("danger: QR itu sudah berganti") and forged.startswith("danger: QR itu bukan QR check-in")
    assert hall.door.kept() == []
    assert hall.send(pass_code, hall.code(ago=1)).startswith("success")


def test_the_next_code_is_not_known_before_its_time(hall: Hall) -> None:
    _person, pass_code = hall.door.add()

    assert hall.send(pass_code, hall.code(ago=-1)).startswith("danger: QR itu bukan")


def test_a_code_proves_one_session_and_one_screen(hall: Hall) -> None:
    _person, pass_code = hall.door.add()
    other = make_session(hall.door.meeting, title="Sidang Komisi")
    there = hall.add_screen(session=other)
    mixed = hall.screen.id + hall.code(there)[16:]

    assert hall.send(pass_code, mixed).startswith("danger: QR itu bukan")
    assert "Sidang Komisi" in hall.send(pass_code, hall.code(there))
    assert [scan.session_id for scan in hall.door.kept()] == [other.id]


def test_another_meetings_screen_refuses_and_keeps_the_scan(hall: Hall, app: Flask) -> None:
    _person, pass_code = hall.door.add()
    elsewhere = Hall(app)

    assert "milik kegiatan lain" in hall.send(pass_code, elsewhere.code())
    assert [scan.reason for scan in elsewhere.door.kept()] == ["wrong_meeting"]


@pytest.mark.parametrize("what", ["off", "revoked", "finished", "welcome"])
def test_nobody_is_recorded_where_it_is_not_open(hall: Hall, what: str) -> None:
    _person, pass_code = hall.door.add()
    code = hall.code()
    if what == "off":
        hall.door.meeting.self_checkin = False
    elif what == "revoked":
        revoke_screen(hall.screen, SYSTEM, clock.now())
    elif what == "finished":
        hall.door.meeting.state = MeetingState.FINISHED
    else:
        hall.screen.kind = ScreenKind.WELCOME
    db.session.commit()

    assert hall.send(pass_code, code).startswith("danger")
    assert hall.door.kept() == []


def test_before_the_doors_open_the_guest_hears_when(app: Flask) -> None:
    hall = Hall(app)
    hall.door.session.checkin_opens_at = clock.now() + timedelta(hours=1)
    db.session.commit()
    _person, pass_code = hall.door.add()

    assert "baru dibuka" in hall.send(pass_code, hall.code())
    assert [scan.reason for scan in hall.door.kept()] == ["too_early"]
    assert hall.asks().json["path"] == ""


def test_a_whole_hall_behind_one_address_gets_in(hall: Hall) -> None:
    codes = [hall.door.add(f"Tamu {number}")[1] for number in range(40)]
    stale = hall.code(ago=5)

    assert all(hall.send(each, stale).startswith("danger: QR itu sudah berganti") for each in codes[:30])
    assert all(hall.send(each, hall.code()).startswith("success") for each in codes)


def test_the_screen_answers_304_until_the_next_step_or_arrival(hall: Hall) -> None:
    _person, pass_code = hall.door.add()
    with time_machine.travel(clock.now(), tick=False) as travelled:
        first = hall.asks()
        same = hall.asks(**{"If-None-Match": first.headers["ETag"]})
        hall.send(pass_code, hall.code())
        came = hall.asks(**{"If-None-Match": first.headers["ETag"]})
        travelled.shift(STEP)
        stepped = hall.asks(**{"If-None-Match": came.headers["ETag"]})

    assert (first.status_code, same.status_code, came.status_code, stepped.status_code) == (200, 304, 200, 200)
    assert (first.json["present"], came.json["present"]) == (0, 1)
    assert first.json["path"] == came.json["path"] != stepped.json["path"]


def test_the_phones_own_camera_is_led_on_and_an_old_code_is_told(hall: Hall) -> None:
    fresh, old = (hall.client.get(f"/H/{hall.code(ago=ago).upper()}") for ago in (0, 3))

    assert "data-in-hall" in fresh.text and hall.door.session.title in fresh.text
    assert "QR sudah berganti" in old.text and "data-in-hall" not in old.text


def test_the_pass_page_tells_of_the_presence_and_offers_the_camera_until_then(hall: Hall) -> None:
    _person, pass_code = hall.door.add()
    before = hall.client.get(f"/p/{pass_code}").text
    asked = hall.client.get(f"/p/{pass_code}/kehadiran")
    hall.send(pass_code, hall.code())
    told = hall.client.get(f"/p/{pass_code}/kehadiran", headers={"If-None-Match": asked.headers["ETag"]})
    again = hall.client.get(f"/p/{pass_code}/kehadiran", headers={"If-None-Match": told.headers["ETag"]})
    after = hall.client.get(f"/p/{pass_code}").text

    assert "data-alone-start" in before and "data-live=" in before
    assert asked.json == {"came": []}
    assert told.json["came"][0]["words"].startswith("Anda tercatat hadir pukul")
    assert again.status_code == 304
    assert "data-alone-start" not in after and told.json["came"][0]["words"] in after


def test_the_welcome_greets_by_name_and_office_and_says_nothing_else(hall: Hall) -> None:
    door = hall.door
    _person, pass_code = door.add(
        "Siti Aminah", position="Kepala Dinas", institution="Dinas Kesehatan", phone="+628123", seat="A-1"
    )
    door.one(pass_code)
    hall.screen = hall.add_screen(ScreenKind.WELCOME)

    shown = hall.asks().json

    said = {"name": "Siti Aminah", "long": False, "office": "Kepala Dinas, Dinas Kesehatan", "category": "", "colour": ""}
    assert shown["newest"] == [said]
    assert set(shown) == {"choices", "about", "session", "room", "present", "newest", "others", "nobody"}


def test_a_screen_without_a_session_follows_the_one_that_runs(hall: Hall) -> None:
    following = hall.add_screen(session=None)
    _person, pass_code = hall.door.add()

    assert hall.door.session.title in hall.send(pass_code, hall.code(following))


def test_of_two_sessions_at_once_the_screen_asks_for_one(hall: Hall) -> None:
    first = hall.door.session
    second = make_session(hall.door.meeting, title="Sidang Komisi", starts_at=first.starts_at, ends_at=first.ends_at)
    hall.screen = hall.add_screen(session=None)
    path = screen_link(hall.screen).split("localhost", 1)[1]
    asked, page = hall.asks().json, hall.client.get(path).text
    chosen = hall.client.get(f"{path}/isi?sesi={second.id}").json
    with time_machine.travel(first.ends_at + timedelta(minutes=1)):
        over = hall.client.get(f"{path}/isi?sesi={second.id}").json
        told = hall.send(hall.door.add()[1], hall_code(hall.screen, second.id, step_at(clock.now())))

    assert [each["session"] for each in asked["choices"]] == ["Sidang Komisi", first.title] and not asked["open"]
    assert asked["choices"][0]["address"] == f"{path}?sesi={second.id}" and "Sesi mana untuk layar ini?" in page
    assert (chosen["choices"], chosen["session"], chosen["open"]) == ([], "Sidang Komisi", True)
    assert over["shut"] and told.startswith("danger: Sesi itu sudah berakhir") and hall.door.kept() == []


def test_nobody_checks_in_alone_unless_the_meeting_says_so(db_session: Any) -> None:
    assert Meeting.__table__.c.self_checkin.default.arg is False
