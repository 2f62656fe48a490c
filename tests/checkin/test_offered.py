"""What the committee's pages offer is what the door then does; who cannot be on a list is found with the reason."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.participants import Details, name_as_guest, withdraw_participant
from meetings.enums import Role
from meetings.extensions import db
from tests.checkin.door import Door, Enter, place, staff
from tests.factories import make_session


def _ends(door: Door, before: timedelta) -> None:
    door.session.ends_at = clock.now() - before
    door.session.starts_at = door.session.ends_at - timedelta(hours=2)
    db.session.commit()


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.REGISTRAR])
def test_a_shut_door_offers_no_check_in_but_the_paper_list(door: Door, sign_in: Enter, role: Role) -> None:
    person, _code = door.add("Bambang")
    person.created_at = clock.now() - timedelta(days=1)
    door.meeting.allow_walk_in = True
    client = sign_in(staff(door, role))
    there, form = place(door, "kehadiran"), place(door, f"kehadiran/{door.session.id}/datang-langsung")
    assert ">Catat hadir</button>" in client.get(there).text and 'name="name"' in client.get(form).text

    door.session.closed_at = clock.now()
    db.session.commit()

    overrules = role is Role.COMMITTEE
    page, asked = client.get(there).text, client.get(form).text
    for each in (page, asked):
        assert "Pintu sesi ini sudah ditutup" in each and ("daftar-kertas" in each) == overrules
    assert ">Catat hadir</button>" not in page and ("Paksa masuk" in page) == overrules == ('name="name"' in asked)
    assert (" checked" in asked) == overrules


@pytest.mark.parametrize(("ahead", "forced"), [(timedelta(hours=3), True), (timedelta(days=3), False)])
def test_a_door_that_opens_later_says_when(door: Door, committee: FlaskClient, ahead: timedelta, forced: bool) -> None:
    door.add("Bambang")
    door.session.starts_at, door.session.ends_at = clock.now() + ahead, clock.now() + ahead + timedelta(hours=1)
    db.session.commit()

    page = committee.get(place(door, "kehadiran")).text

    assert "Pintu sesi ini baru dibuka" in page and ">Catat hadir</button>" not in page and ("Paksa masuk" in page) == forced


def test_who_is_no_line_of_the_list_is_found_with_what_to_do(door: Door, committee: FlaskClient) -> None:
    boss, _code = door.add("Genta Pangestu")
    gone, _code = door.add("Genta Lama")
    name_as_guest(boss, Details(name="Tono Wakilnya"), SYSTEM, clock.now())
    withdraw_participant(gone, SYSTEM, clock.now())
    db.session.commit()

    page = committee.get(place(door, "kehadiran"), query_string={"q": "Genta"}).text

    assert "Diwakilkan kepada Tono Wakilnya. Bila datang sendiri, akhiri dahulu perwakilannya" in page
    assert "Dicabut dari daftar" in page and f"/peserta/{boss.id}" in page
    assert "Genta" not in committee.get(place(door, "kehadiran")).text
    assert "Bukan baris" not in committee.get(place(door, "kehadiran"), query_string={"q": "Tono"}).text


def test_that_the_former_session_still_admits_is_said_while_it_does(door: Door, committee: FlaskClient) -> None:
    door.meeting.checkin_minutes_after = 30
    _ends(door, timedelta(minutes=5))
    later = make_session(door.meeting, clock.now() + timedelta(minutes=1), title="Sesi Siang")
    db.session.commit()

    for page in ("kehadiran", "check-in"):
        shown = committee.get(place(door, page)).text
        assert f"Pintu {door.session.title} masih dibuka" in shown and f"sesi={door.session.id}" in shown
        assert "masih dibuka" not in committee.get(place(door, page), query_string={"sesi": door.session.id}).text
    _ends(door, timedelta(minutes=40))
    assert "masih dibuka" not in committee.get(place(door, "kehadiran"), query_string={"sesi": later.id}).text
