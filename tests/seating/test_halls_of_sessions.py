"""Halls with a plan of their own: each session tells its seat, and plans follow the answers by themselves."""

import pytest
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain.seating.following import follow_answers
from meetings.domain.seating.placing import seat_of
from meetings.domain.seating.plan import Plan, halls_of
from meetings.enums import ParticipantStatus as Status
from meetings.enums import Role, SeatShape
from meetings.extensions import db
from meetings.models import AuditEntry, Participant, SeatBlock, SeatPlan, Session
from meetings.models.base import insert_new
from meetings.passcode import new_id
from tests.checkin.door import Door, Enter, place, staff
from tests.factories import make_participant, make_session


@pytest.fixture
def door(app) -> Door:
    return Door(app)


@pytest.fixture
def committee(door: Door, sign_in: Enter) -> FlaskClient:
    return sign_in(staff(door, Role.COMMITTEE))


@pytest.fixture
def second(door: Door) -> Session:
    session = make_session(door.meeting, title="Komisi A")
    db.session.commit()
    return session


@pytest.fixture
def people(door: Door) -> list[Participant]:
    made = [make_participant(door.meeting, f"Tamu {n}", protocol_order=100 * n, status=Status.CONFIRMED) for n in range(3)]
    for hall in (None,):
        db.session.add(SeatBlock(meeting_id=door.meeting.id, hall_id=hall, name="Utama", shape=SeatShape.ROWS, lines=1, seats=5))
    db.session.execute(insert_new(SeatPlan), [{"id": new_id(), "meeting_id": door.meeting.id}])
    db.session.commit()
    return made


def add_hall(committee: FlaskClient, door: Door, session: Session) -> Plan:
    form = {"name": "Ruang Komisi A", "sessions": session.id}
    made = committee.post(place(door, "tempat-duduk/ruang/tambah"), data=form, follow_redirects=True).get_data(as_text=True)
    assert "Berlaku untuk: Komisi A." in made
    (hall,) = halls_of(door.meeting.id)
    plan = Plan(door.meeting, hall)
    block = {"name": "U", "shape": "u_shape", "lines": "1", "seats": "2", "position": "1"}
    committee.post(place(door, f"tempat-duduk/bagian/tambah?denah={hall.id}"), data=block)
    return plan


def fill(committee: FlaskClient, door: Door, plan: Plan) -> str:
    answer = committee.post(place(door, "tempat-duduk/isi"), query_string={"denah": plan.hall_id}, follow_redirects=True)
    return answer.get_data(as_text=True)


def seats(plan: Plan, people: list[Participant]) -> list[str]:
    db.session.expire_all()
    return [seat_of(plan, person)[0] for person in people]


def test_each_session_tells_the_seat_of_its_own_hall(
    door: Door, committee: FlaskClient, second: Session, people: list[Participant]
) -> None:
    code = door.code(people[0])
    own, hall = Plan(door.meeting), add_hall(committee, door, second)
    fill(committee, door, own)
    before = door.roster()
    assert "3 peserta ditempatkan" in fill(committee, door, hall)

    assert (seats(own, people), seats(hall, people)) == (["A-3", "A-4", "A-2"], ["3", "2", "4"])
    news = {each["id"]: each for each in door.roster(before["cursor"])["participants"]}
    assert news[people[0].id]["seats"] == {"": "A-3", hall.hall_id: "3"} and "notes" not in news[people[0].id]
    assert [each.get("hall") for each in door.roster()["sessions"]].count(hall.hall_id) == 1
    assert door.one(code)["participant"]["notes"] == "Kursi A-3"
    assert door.one(code, session=second.id)["participant"]["notes"] == "Kursi 3"
    shown = door.client.get(f"/p/{code}").get_data(as_text=True)
    assert "<strong>A-3; Ruang Komisi A: 3</strong>" in shown
    assert (own.told, hall.told) == (door.session.title, "Ruang Komisi A"), "papers of both plans tell them apart"


def test_a_seat_moved_in_a_hall_leaves_the_other_plan_alone(
    door: Door, committee: FlaskClient, second: Session, people: list[Participant]
) -> None:
    own, hall = Plan(door.meeting), add_hall(committee, door, second)
    fill(committee, door, own)
    fill(committee, door, hall)
    move = place(door, f"tempat-duduk/pindah?denah={hall.hall_id}")
    committee.post(move, data={"person": people[2].id, "to": f"3~{people[0].id}"})
    assert (seats(own, people), seats(hall, people)) == (["A-3", "A-4", "A-2"], ["4", "2", "3"])

    committee.post(place(door, f"tempat-duduk/lepas?denah={hall.hall_id}"), data={"person": people[2].id})
    page = committee.get(place(door, f"tempat-duduk?denah={hall.hall_id}")).get_data(as_text=True)
    assert "1 dilepas dengan tangan" in page and seats(hall, people)[2] == ""
    assert follow_answers(door.meeting.id, clock.now()) == 0
    people[1].limited = True  # called to none of its sessions
    db.session.commit()
    assert follow_answers(door.meeting.id, clock.now()) == 2
    assert seats(hall, people) == ["4", "", ""]

    committee.post(place(door, f"tempat-duduk/ruang/{hall.hall_id}/hapus"))
    assert halls_of(door.meeting.id) == [] and db.session.get_one(Session, second.id).hall_id is None


def test_a_hall_takes_not_every_session_and_no_strange_one(door: Door, committee: FlaskClient, second: Session) -> None:
    address = place(door, "tempat-duduk/ruang/tambah")
    for chosen, told in (
        ([door.session.id, second.id], "Sisakan satu sesi"),
        ([], "Pilih sesi yang memakai denah ini"),
    ):
        refused = committee.post(address, data={"name": "Aula", "sessions": chosen})
        assert refused.status_code == 422 and told in refused.get_data(as_text=True)
    assert halls_of(door.meeting.id) == []


def test_plans_follow_answers_once_they_were_filled(door: Door, committee: FlaskClient, people: list[Participant]) -> None:
    own = Plan(door.meeting)
    assert follow_answers(door.meeting.id, clock.now()) == 0 and seats(own, people) == [""] * 3  # nobody has asked for it yet
    fill(committee, door, own)
    people[0].status = Status.DECLINED
    newcomer = make_participant(door.meeting, "Baru", protocol_order=500, status=Status.CONFIRMED)
    db.session.commit()

    assert follow_answers(door.meeting.id, clock.now()) == 1
    db.session.commit()

    assert seats(own, [*people, newcomer]) == ["", "A-4", "A-2", "A-5"]  # the seat of honour stays free for whom it is due to
    page = committee.get(place(door, "tempat-duduk")).get_data(as_text=True)
    assert "kini di A-4" in page
    assert follow_answers(door.meeting.id, clock.now()) == 0
    entry = db.session.query(AuditEntry).filter_by(action="seating.filled").order_by(AuditEntry.at.desc()).first()
    assert entry.actor_kind == "system"
    committee.post(place(door, "tempat-duduk/pindah"), data={"person": people[1].id, "to": "A-3~-", "tawaran": "1"})
    assert seats(own, people)[1] == "A-3" and not db.session.get_one(Participant, people[1].id).seat_held

    rules = committee.post(place(door, "tempat-duduk/aturan"), data={"deputies": "own"})
    people[2].status = Status.DECLINED
    db.session.commit()
    assert rules.status_code == 302 and not db.session.query(SeatPlan).one().follows


def test_a_seat_that_is_typed_beside_the_plan_is_not_counted_as_seated(
    door: Door, committee: FlaskClient, people: list[Participant]
) -> None:
    people[0].seat, people[0].seat_held = "Panggung", True
    db.session.commit()
    page = fill(committee, door, Plan(door.meeting))

    assert '<span class="stat-value">2</span><span class="stat-note">1 lagi di luar denah</span>' in page
    assert "Di luar denah" in page and "Panggung" in page
