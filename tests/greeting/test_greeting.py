"""Who is to be received: marked, seen when they come, greeted once, and called by name in their order."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings import clock
from meetings.domain.audit import SYSTEM, Actor
from meetings.domain.checkin.callers import caller_for_user
from meetings.domain.checkin.manual import undo_attendance
from meetings.domain.delegations import DelegationDetails, add_leaders, create_delegation, name_delegates
from meetings.domain.greeting.arrivals import arrivals_of, awaited_of, in_protocol_order
from meetings.domain.greeting.greeting import greet
from meetings.domain.participants import Details
from meetings.enums import ParticipantStatus, Role
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Greeting, Participant
from tests.checkin.door import Door
from tests.checkin.test_pages import Enter, place, staff
from tests.factories import make_category, make_participant, make_session


@pytest.fixture
def door(app) -> Door:
    return Door(app)


@pytest.fixture
def officer(door: Door, sign_in: Enter) -> FlaskClient:
    return sign_in(staff(door, Role.REGISTRAR, "Rina Protokol"))


def guest(door: Door, name: str, **values: Any) -> Participant:
    made = make_participant(door.meeting, name, **{"status": ParticipantStatus.CONFIRMED, "greeted": True} | values)
    db.session.commit()
    return made


def arrive(door: Door, person: Participant) -> None:
    assert door.one(door.code(person))["status"] == "accepted"


def news(client: FlaskClient, door: Door, etag: str = "") -> Any:
    return client.get(place(door, f"penyambutan/kabar/{door.session.id}"), headers={"If-None-Match": etag} if etag else {})


def test_an_arrival_is_news_and_nothing_new_is_304(door: Door, officer: FlaskClient) -> None:
    mayor = guest(door, "Bima Arya", position="Wali Kota Bogor", seat="A-1", companions=2, door_notes="Kursi roda")
    make_participant(door.meeting, "Tamu Biasa")
    first = news(officer, door)
    assert first.json["waiting"] == [] and "Bima Arya" in first.json["html"]
    assert news(officer, door, first.headers["ETag"]).status_code == 304

    arrive(door, mayor)
    told = news(officer, door, first.headers["ETag"])

    assert [each["name"] for each in told.json["waiting"]] == ["Bima Arya"]
    for words in ("Wali Kota Bogor", "Kursi A-1", "2 pendamping", "Kursi roda", "Pintu A", "Sudah disambut"):
        assert words in told.json["html"], words
    assert "Tamu Biasa" not in told.json["html"]
    again = news(officer, door, told.headers["ETag"])
    assert again.status_code == 304
    officer.post(place(door, f"penyambutan/{door.session.id}/{mayor.id}"))
    after = news(officer, door, told.headers["ETag"])
    assert after.status_code == 200 and after.json["waiting"] == [] and "disambut Rina Protokol" in after.json["html"]


def test_a_category_marks_its_people_and_a_person_their_own(door: Door, sign_in: Enter) -> None:
    committee = sign_in(staff(door, Role.COMMITTEE))
    leaders = make_category(door.meeting, "Forkopimda", greeted=True)
    by_category, own = guest(door, "Ketua DPRD", greeted=False, category_id=leaders.id), guest(door, "Tokoh", greeted=False)
    assert [each.name for each in awaited_of(door.session)] == ["Ketua DPRD"]

    address = place(door, f"penyambutan/tanda/{own.id}")
    told = committee.post(address, data={"wanted": "1"}, follow_redirects=True).get_data(as_text=True)
    committee.post(address, data={"wanted": "1"})

    assert "Tokoh disambut saat datang." in told and "Batal disambut" in told
    assert {each.name for each in awaited_of(door.session)} == {"Ketua DPRD", "Tokoh"}
    page = committee.get(place(door, f"peserta/{by_category.id}")).get_data(as_text=True)
    assert "menurut kategorinya" in page and "Tandai untuk disambut" not in page
    committee.post(address, data={"wanted": "0"})
    actions = [each for each in db.session.scalars(select(AuditEntry.action)) if each.startswith("greeting.")]
    assert sorted(actions) == ["greeting.dropped", "greeting.wanted"]


def test_two_officers_greet_once_and_a_slip_is_taken_back(door: Door, officer: FlaskClient, sign_in: Enter) -> None:
    mayor = guest(door, "Bima Arya")
    address = place(door, f"penyambutan/{door.session.id}/{mayor.id}")
    assert "belum tercatat hadir" in officer.post(address, follow_redirects=True).get_data(as_text=True)
    arrive(door, mayor)

    first = officer.post(address, follow_redirects=True).get_data(as_text=True)
    second = sign_in(staff(door, Role.COMMITTEE, "Ujang Kedua")).post(address, follow_redirects=True).get_data(as_text=True)

    assert "Bima Arya disambut oleh Rina Protokol" in first and "Bima Arya disambut oleh Rina Protokol" in second
    assert [row.by for row in db.session.query(Greeting)] == ["Rina Protokol"]
    assert list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "greeting.done"))) == ["greeting.done"]
    officer.post(address, data={"undo": "1"})
    assert db.session.query(Greeting).count() == 0
    with pytest.raises(WrongState):
        greet(door.meeting, make_session(door.meeting, title="Lain"), mayor, Actor("user", "x", "X"), clock.now())


def test_the_list_is_in_protocol_order_and_of_those_who_are_there(door: Door, officer: FlaskClient) -> None:
    names = {"Kepala Dinas": 1000, "Wali Kota": 100, "Sekretaris Daerah": 600, "Ketua DPRD": 400}
    people = [guest(door, name, protocol_order=order) for name, order in names.items()]
    for person in people[:3]:
        arrive(door, person)

    assert [each.name for each in in_protocol_order(door.session)] == ["Wali Kota", "Sekretaris Daerah", "Kepala Dinas"]
    assert [each.name for each in awaited_of(door.session)] == ["Ketua DPRD"]
    page = officer.get(place(door, f"penyambutan/daftar/{door.session.id}")).get_data(as_text=True)
    called = re.findall(r'roll-name">([^<]+)<', page)
    assert called == ["Wali Kota", "Sekretaris Daerah", "Kepala Dinas"]
    assert len(arrivals_of(door.session)) == 3


def test_whose_delegation_leads_sees_it_beside_the_guest(door: Door) -> None:
    leader = guest(door, "Bupati Cianjur", institution="Kabupaten Cianjur")
    at = clock.now()
    link = create_delegation(door.meeting, DelegationDetails("Kabupaten Cianjur", "Narahubung", quota=5), SYSTEM, at)
    add_leaders(link, [leader.id], SYSTEM, at)
    name_delegates(link, [Details(name="Ajudan Satu"), Details(name="Ajudan Dua")], "Narahubung", at)
    db.session.commit()
    arrive(door, leader)
    aide = db.session.scalars(select(Participant).where(Participant.name == "Ajudan Dua")).one()
    arrive(door, aide)

    (found,) = arrivals_of(door.session)

    assert {(each.name, each.came) for each in found.members} == {("Ajudan Satu", False), ("Ajudan Dua", True)}


def test_who_may_not_check_in_does_not_see_it(door: Door, sign_in: Enter) -> None:
    reader = sign_in(staff(door, Role.VIEWER, "Pembaca"))
    assert reader.get(place(door, "penyambutan")).status_code == 403


def test_who_was_taken_back_at_the_door_is_received_when_they_come(door: Door, officer: FlaskClient) -> None:
    mayor, address = guest(door, "Bima Arya"), place(door, "penyambutan")
    arrive(door, mayor)
    officer.post(f"{address}/{door.session.id}/{mayor.id}")
    caller = caller_for_user(staff(door, Role.COMMITTEE), door.meeting, may_force=False)
    undo_attendance(caller, door.meeting, door.session, mayor.id, "Salah orang", clock.now())
    db.session.commit()

    assert "Belum datang</h2>" in officer.get(address).text.replace(" (1)", "")
    arrive(door, mayor)
    assert [each["name"] for each in news(officer, door).json["waiting"]] == ["Bima Arya"]
