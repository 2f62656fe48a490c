"""An institution registers from which rooms it joins, and reports who sits there."""

import io
from datetime import timedelta

import pytest
import time_machine
from PIL import Image

from meetings import clock
from meetings.domain import passes
from meetings.domain.audit import SYSTEM, Actor
from meetings.domain.checkin import Caller
from meetings.domain.checkin.manual import check_in_by_hand
from meetings.domain.delegations import close_delegation, name_delegates
from meetings.domain.greeting.arrivals import arrivals_of, awaited_of, in_protocol_order
from meetings.domain.online_points import queries
from meetings.domain.online_points.queries import totals_of
from meetings.domain.online_reports.directory import directory_of
from meetings.domain.participants import Details, unite
from meetings.domain.participants.members import withdraw_participant
from meetings.domain.pictures import scan_type
from meetings.domain.seating.plan import Plan
from meetings.domain.seating.seated import guests_of
from meetings.enums import MeetingMode, MeetingState, ScanMethod
from meetings.extensions import db
from meetings.models import AuditEntry, OnlinePoint, Pass, PointArrival
from meetings.storage import storage
from tests.factories import make_participant, make_session
from tests.online_points.conftest import jpeg


def test_a_room_is_registered_corrected_and_taken_away(region):
    assert "Titik daring" in region.client.get(region.address).text

    page = region.register(contact_phone="0812-3456-7890")

    assert (
        "Ruang Sekdakab didaftarkan sebagai titik daring." in page
        and "Kab. Lampung Selatan_Ruang Sekdakab" in page
        and "3 orang" in page
    )
    assert all(each.comes_online for each in region.people)
    room = region.room
    form = region.client.get(f"{region.address}/ruang/{room.id}/ubah").text
    assert 'value="0812-3456-7890"' in form and form.count(" checked") == 3
    two = [each.id for each in region.people[:2]]
    data = {"name": "Ruang Vidcon", "account_name": "LAMSEL", "people": two, "by": "Dewi"}
    page = region.client.post(f"{region.address}/ruang/{room.id}/ubah", data=data, follow_redirects=True).text
    assert "Ruang Vidcon" in page and "2 orang" in page and "LAMSEL" in page
    page = region.client.post(f"{region.address}/ruang/{room.id}/hapus", follow_redirects=True).text
    assert "Ruang Vidcon tidak lagi menjadi titik daring." in page
    assert db.session.scalar(db.select(OnlinePoint)) is None


def test_nobody_sits_in_two_rooms_and_no_two_rooms_have_one_name(region):
    region.register()

    assert "sudah di Ruang Sekdakab" in region.register("Ruang Bappeda", region.people[:1])
    assert "sudah didaftarkan" in region.register("ruang sekdakab", [])
    assert "Wajib diisi" in region.register("Lain", [], by="")
    assert db.session.scalars(db.select(OnlinePoint)).all() == [region.room]


def test_people_of_nobody_elses_list_are_put_into_a_room(region):
    stranger = make_participant(region.meeting, "Orang Lain")
    refused = region.client.post(f"{region.address}/ruang", data={"name": "X", "people": [stranger.id], "by": "Rina"})
    assert refused.status_code == 422
    assert db.session.scalar(db.select(OnlinePoint)) is None


def test_what_the_hall_shows_records_everybody_as_present_from_afar(region):
    region.register()

    page = region.report(shown=region.shown())

    assert "3 orang tercatat hadir" in page
    there = region.present()
    assert set(there) == {"Supriyanto", "Anton Carmana", "Dewi Lestari"}
    row = there["Supriyanto"]
    assert (row.mode, row.method, row.first_gate) == (MeetingMode.ONLINE, ScanMethod.ROOM, "Ruang Sekdakab")
    assert db.session.scalars(db.select(PointArrival)).one().from_hall
    page = region.report(shown=region.shown())
    assert "sudah tercatat hadir sebelumnya" in page and db.session.query(PointArrival).count() == 1
    kept = region.client.post(f"{region.address}/ruang/{region.room.id}/hapus", follow_redirects=True).text
    assert "sudah dilaporkan kehadiran" in kept and region.room


def test_one_person_on_two_ways_is_there_once(region):
    region.register()
    check_in_by_hand(_caller(region), region.meeting, region.session, region.people[0].id, clock.now())
    db.session.commit()

    page = region.report(shown=region.shown())

    assert "2 orang tercatat hadir" in page
    assert region.present()["Supriyanto"].mode is MeetingMode.IN_PERSON and len(region.present()) == 3


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        (lambda region: {}, "Sertakan bukti"),
        (lambda region: {"shown": region.shown(ago=5)}, "bukan QR check-in yang sekarang tampil"),
        (lambda region: {"shown": "apa saja"}, "bukan QR check-in yang sekarang tampil"),
        (lambda region: {"photo": (io.BytesIO(b"GIF89a"), "ruang.jpg")}, "Pilih foto atau tangkapan layar"),
        (lambda region: {"shown": region.shown(), "people": []}, "Pilih sedikitnya satu orang"),
    ],
)
def test_without_a_good_proof_nobody_is_recorded(region, proof, said):
    region.register()

    assert said in region.report(**proof(region))
    assert region.present() == {} and db.session.query(PointArrival).count() == 0


def test_a_code_of_another_session_proves_nothing(region):
    other = make_session(region.meeting, title="Sidang B")
    db.session.commit()
    region.screen.session_id = other.id
    region.register()
    db.session.commit()

    assert "QR itu milik sesi lain" in region.report(shown=region.shown(session=other))
    assert region.present() == {}


def test_a_photo_counts_at_once_and_whom_the_rules_refuse_is_named(region):
    region.register()
    withdraw_participant(region.people[2], SYSTEM, clock.now())
    db.session.commit()

    page = region.report(photo=(io.BytesIO(jpeg()), "ruang.jpg"))

    assert "2 orang tercatat hadir" in page and "Dewi Lestari belum dicatat" in page
    row = db.session.scalars(db.select(PointArrival)).one()
    assert row.photo_key and not row.from_hall and [each.name for each in row.people] == ["Supriyanto", "Anton Carmana"]


def test_outside_its_hours_and_states_nothing_is_taken(region):
    region.register()
    address = f"{region.address}/ruang/{region.room.id}/hadir"
    with time_machine.travel(region.session.doors[0] - timedelta(hours=1)):
        assert "dibuka" in region.client.get(address).text
    with time_machine.travel(region.session.doors[1] + timedelta(hours=1)):
        assert "Pintu semua sesi sudah ditutup" in region.client.get(address).text
        region.report(photo=(io.BytesIO(jpeg()), "ruang.jpg"))
    region.meeting.state = MeetingState.FINISHED
    db.session.commit()
    assert "Hubungi panitia bila ruang Anda belum tercatat" in region.client.get(address).text
    assert "ruang tidak dapat diubah lagi" in region.register("Lain", [])
    region.meeting.state = MeetingState.RUNNING
    close_delegation(region.delegation, SYSTEM, clock.now())
    db.session.commit()
    assert "ditutup panitia" in region.client.get(address).text
    assert region.present() == {}


def test_a_pass_offers_details_only_while_they_are_taken(region):
    issued = db.session.scalars(db.select(Pass).where(Pass.participant_id == region.people[0].id)).one()
    address = f"/p/{passes.code_of(issued)}"
    assert "Rincian kehadiran" in region.client.get(address).text
    region.register()
    region.report(shown=region.shown())
    assert "Rincian kehadiran" not in region.client.get(address).text


def test_a_door_that_shut_while_the_form_was_open_says_so(region):
    region.register()
    later = make_session(region.meeting, starts_at=region.session.ends_at, ends_at=region.session.ends_at + timedelta(hours=5))
    db.session.commit()
    with time_machine.travel(region.session.doors[1] + timedelta(minutes=1), tick=False):
        assert later.title and later.doors[0] < clock.now()
        page = region.report(photo=(io.BytesIO(jpeg()), "ruang.jpg"))
    assert "Supriyanto belum dicatat: " in page and "Pilihan tidak dikenal" not in page
    assert region.present() == {} and db.session.query(PointArrival).count() == 0


def test_a_meeting_in_the_hall_alone_has_no_rooms(region):
    region.meeting.mode = MeetingMode.IN_PERSON
    db.session.commit()

    assert "Titik daring" not in region.client.get(region.address).text
    assert "tidak diikuti secara daring" in region.register()
    assert db.session.scalar(db.select(OnlinePoint)) is None


def test_whoever_was_withdrawn_sits_in_no_room_and_is_named_in_the_report(region):
    region.register()
    withdraw_participant(region.people[1], SYSTEM, clock.now(), "Batal")
    db.session.commit()

    assert "2 orang: Supriyanto; Dewi Lestari" in region.client.get(region.address).text
    assert totals_of(region.meeting).people == 2
    assert [room.people for room in directory_of(region.meeting).rooms.values()] == [2]
    page = region.client.get(f"{region.address}/ruang/{region.room.id}/hadir").text
    assert "Anton Carmana, Asisten · dicabut panitia" in page and page.count("checked") == 2


def test_a_fault_of_a_hidden_field_has_no_name_of_its_own(region):
    region.register()
    assert "Shown" not in region.report()


def test_the_same_report_twice_is_one(region):
    region.register()
    page = region.client.get(f"{region.address}/ruang/{region.room.id}/hadir").text
    ticket = page.split('name="ticket" value="', 1)[1].split('"', 1)[0]
    for _again in range(2):
        region.report(photo=(io.BytesIO(jpeg()), "ruang.jpg"), ticket=ticket)
    assert db.session.query(PointArrival).count() == 1
    told = db.session.scalars(db.select(AuditEntry.action).where(AuditEntry.action == "point.arrived")).all()
    assert len(told) == 1


def _caller(region):
    return Caller(region.meeting.id, Actor("system", "", "Panitia"), "Meja", may_force=False)


def test_whoever_joins_from_afar_takes_no_chair_and_is_not_waited_for_at_the_door(region):
    region.register()
    for person in region.people:
        person.greeted = True
    db.session.commit()

    region.report(region.people[:2], shown=region.shown())
    check_in_by_hand(_caller(region), region.meeting, region.session, region.people[2].id, clock.now())
    db.session.commit()

    assert [guest.id for guest in guests_of(Plan(region.meeting)) if guest.id != region.people[2].id] == []
    assert [guest.name for guest in arrivals_of(region.session)] == [region.people[2].name]
    assert awaited_of(region.session) == []
    assert {guest.name: guest.afar for guest in in_protocol_order(region.session)} == {
        "Supriyanto": True,
        "Anton Carmana": True,
        "Dewi Lestari": False,
    }


def test_somebody_who_turns_out_to_be_on_the_list_sits_there_as_who_they_are(region):
    known = make_participant(region.meeting, "Hendra Wijaya", institution="Kab. Lampung Selatan", phone="+6281211112222")
    (row,) = name_delegates(region.delegation, [Details(name="Hendra Wijaya", phone="+6281211112222")], "Rina", clock.now())
    db.session.commit()
    region.people.append(row.participant)
    region.register()

    assert unite(row.participant, known, SYSTEM, clock.now())
    db.session.commit()

    assert known in queries.people_in([region.room.id])[region.room.id] and known in queries.may_sit(region.delegation)
    assert row.participant not in queries.may_sit(region.delegation)


def test_a_screenshot_is_kept_as_a_picture_that_is_shown(region):
    region.register()
    shot = io.BytesIO()
    Image.new("RGBA", (20, 20), (10, 20, 30, 128)).save(shot, "PNG")
    shot.seek(0)

    assert "3 orang tercatat hadir" in region.report(photo=(shot, "layar.png"))

    row = db.session.scalars(db.select(PointArrival)).one()
    assert scan_type(storage.get(row.photo_key)) == ("image/jpeg", "jpg")
