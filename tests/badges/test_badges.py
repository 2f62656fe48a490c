"""Badges: laid out by category, printed together and alone, noted with the pass whose code they show."""

import base64
import io
from typing import Any

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from meetings import clock, passcode
from meetings.domain.audit import SYSTEM
from meetings.domain.badges.layouts import list_layouts
from meetings.domain.badges.printing import Wanted, find_people, numbers_of, order_badges
from meetings.domain.meetings import copy_meeting
from meetings.domain.passes import code_of, replace_pass
from meetings.enums import BadgeSize, BadgeStock, DocumentState, ParticipantStatus, Role
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import AuditEntry, BadgeLayout, BadgePrint, Category, Document, Participant, Pass, SeatHall, SeatInHall
from meetings.storage import storage
from tests.checkin.door import Door
from tests.checkin.test_pages import Enter, place, staff
from tests.documents.pdf import page_texts
from tests.factories import make_category, make_participant

FORM = {
    "name": "Peserta",
    "stock": "a6_sheet",
    "band": "y",
    **{
        f"{part}_size": "normal"
        for part in ("name", "position", "institution", "representing", "category", "qr", "event", "logo")
    },
    **{"seat_size": "off", "photo_size": "off", "line_size": "small", "line": "Wajib dikenakan"},
}


@pytest.fixture
def door(app) -> Door:
    return Door(app)


@pytest.fixture
def committee(door: Door, sign_in: Enter) -> FlaskClient:
    return sign_in(staff(door, Role.COMMITTEE))


@pytest.fixture
def crew(door: Door) -> Category:
    return make_category(door.meeting, "Panitia")


@pytest.fixture
def people(door: Door, crew: Category) -> list[Participant]:
    made = [
        make_participant(door.meeting, "Siti Aminah", position="Camat", institution="Kecamatan B", protocol_order=2),
        make_participant(door.meeting, "Budi Santoso", position="Lurah", institution="Kelurahan A", protocol_order=1),
        make_participant(door.meeting, "Petugas Satu", category_id=crew.id, institution="Sekretariat"),
    ]
    for each in made:
        door.code(each)
    return made


def add_layout(door: Door, **values: Any) -> BadgeLayout:
    given: dict[str, Any] = {"name": "Peserta", "for_others": True, "meeting_id": door.meeting.id} | values
    layout = BadgeLayout(**given)
    db.session.add(layout)
    db.session.commit()
    return layout


def read_code(picture: bytes) -> str:
    return "".join(each.text for each in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture))))


def order(door: Door, **wanted: Any) -> list[Document]:
    made = order_badges(door.meeting, Wanted(**wanted), SYSTEM, clock.now())
    db.session.commit()
    render_documents()
    db.session.expire_all()
    return made


def test_a_category_has_one_layout_and_one_layout_has_everybody_else(
    door: Door, committee: FlaskClient, crew: Category, people: list[Participant]
) -> None:
    address = place(door, "tanda-pengenal/rancangan/tambah")

    first = committee.post(address, data=FORM, follow_redirects=True).get_data(as_text=True)
    committee.post(address, data=FORM | {"name": "Panitia", "stock": "cr80", "categories": crew.id})
    twice = committee.post(address, data=FORM)

    assert "Rancangan Peserta disimpan." in first and twice.status_code == 422
    assert "Nama rancangan ini sudah dipakai." in twice.get_data(as_text=True)
    organisers, guests = list_layouts(door.meeting.id)
    assert (guests.for_others, organisers.for_others) == (True, False)  # the first is, unsaid
    assert find_people(door.meeting, Wanted()) == {guests.id: [people[1].id, people[0].id], organisers.id: [people[2].id]}
    edit = place(door, f"tanda-pengenal/rancangan/{guests.id}")
    renamed = committee.post(edit, data=FORM | {"name": "Panitia"})
    assert renamed.status_code == 422 and "Nama rancangan ini sudah dipakai." in renamed.get_data(as_text=True)
    committee.post(edit, data=FORM | {"categories": crew.id, "for_others": "y"})
    db.session.expire_all()
    assert [each.categories for each in list_layouts(door.meeting.id)] == [[], [crew]]
    committee.post(place(door, f"tanda-pengenal/rancangan/{guests.id}/hapus"))
    db.session.expire_all()
    assert find_people(door.meeting, Wanted()) == {None: [people[1].id, people[0].id, people[2].id]}
    told = committee.get(place(door, "tanda-pengenal")).get_data(as_text=True)
    assert "Belum ada rancangan untuk sebagian peserta" in told
    actions = list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("badge.%"))))
    assert sorted(set(actions)) == ["badge.layout_added", "badge.layout_changed", "badge.layout_removed"]


def test_a_file_for_each_layout_notes_whom_it_prints_once(door: Door, crew: Category, people: list[Participant]) -> None:
    add_layout(door)
    add_layout(door, name="Panitia", for_others=False, stock=BadgeStock.CR80, categories=[crew])

    organisers, guests = order(door, order="name")

    assert {organisers.state, guests.state} == {DocumentState.READY}
    texts = page_texts(storage.get(guests.storage_key or ""))
    assert [text.index("Budi Santoso") < text.index("Siti Aminah") for text in texts] == [True]
    (card,) = page_texts(storage.get(organisers.storage_key or ""))
    assert "Petugas Satu" in card and "PANITIA" in card
    assert db.session.query(BadgePrint).count() == 3 and numbers_of(door.meeting)[None].missing == 0
    with pytest.raises(WrongState, match="Tidak ada yang belum dicetak"):
        order_badges(door.meeting, Wanted(unprinted=True), SYSTEM, clock.now())


def test_a_second_click_prints_nobody_twice(door: Door, people: list[Participant]) -> None:
    add_layout(door)
    (made,) = order_badges(door.meeting, Wanted(unprinted=True), SYSTEM, clock.now())
    assert made.in_the_making

    with pytest.raises(WrongState, match="sedang dibuat"):
        order_badges(door.meeting, Wanted(unprinted=True), SYSTEM, clock.now())


def test_who_does_not_come_wears_none(door: Door, people: list[Participant], committee: FlaskClient) -> None:
    add_layout(door)
    people[0].status = ParticipantStatus.DECLINED
    db.session.commit()
    address = place(door, f"tanda-pengenal/peserta/{people[0].id}")

    assert "Tidak memakai tanda pengenal" in committee.get(address).text
    assert "tidak akan hadir" in committee.post(f"{address}/cetak", follow_redirects=True).text
    assert db.session.query(BadgePrint).count() == 0


def test_a_badge_that_says_something_else_by_now_is_told_and_printed_again(
    door: Door, people: list[Participant], committee: FlaskClient, crew: Category
) -> None:
    layout = add_layout(door, seat_size=BadgeSize.NORMAL, photo_size=BadgeSize.SMALL)
    halls = [SeatHall(meeting=door.meeting, name=name) for name in ("Ruang B", "Ruang A")]
    db.session.add_all(halls)
    db.session.flush()
    seats = [SeatInHall(meeting_id=door.meeting.id, hall_id=hall.id, participant_id=people[0].id, seat="C-3") for hall in halls]
    db.session.add_all(seats)
    db.session.commit()
    order(door, order="name")
    assert numbers_of(door.meeting)[None].outdated == 0
    for thing, field, value in ((seats[0], "seat", "C-4"), (halls[1], "name", "Ruang C"), (people[0], "photo_key", "faces/1")):
        before = getattr(thing, field)
        setattr(thing, field, value)
        db.session.commit()
        assert find_people(door.meeting, Wanted(outdated=True)) == {layout.id: [people[0].id]}, field
        setattr(thing, field, before)
        db.session.commit()
    names = {"name": "Siti Aminah Zahra", "position": "Camat B", "institution": "Kecamatan Lain", "seat": "A-1"}
    for field, value in names.items():
        before = getattr(people[0], field)
        setattr(people[0], field, value)
        db.session.commit()
        assert find_people(door.meeting, Wanted(outdated=True)) == {layout.id: [people[0].id]}, field
        setattr(people[0], field, before)
        db.session.commit()
    crew.name = "Panitia Pusat"
    people[0].notes = "tidak tercetak"
    db.session.commit()

    page = committee.get(place(door, "tanda-pengenal/cetak-ulang")).text
    assert "Petugas Satu" in page and "Siti Aminah" not in page
    assert "Isi kartu berubah" in committee.get(place(door, f"tanda-pengenal/peserta/{people[2].id}")).text
    (again,) = order(door, outdated=True)
    assert numbers_of(door.meeting)[None].outdated == 0
    assert again.title == f"Tanda pengenal Peserta - yang perlu dicetak ulang - 1 (Petugas Satu) - {door.meeting.title}"
    assert "shown" not in again.content and len(again.content["people"]) == 1


def test_a_replaced_pass_makes_the_badge_outdated(door: Door, people: list[Participant], committee: FlaskClient) -> None:
    add_layout(door)
    order(door)
    replace_pass(people[0], SYSTEM, clock.now(), "hilang")
    db.session.commit()

    assert find_people(door.meeting, Wanted(unprinted=True)) == {list_layouts(door.meeting.id)[0].id: [people[0].id]}
    page = committee.get(place(door, f"tanda-pengenal/peserta/{people[0].id}")).get_data(as_text=True)
    assert "Kartu lama tidak berlaku" in page and "QR sudah diganti" in page
    own = committee.get(place(door, f"peserta/{people[0].id}")).get_data(as_text=True)
    assert "Kartu lama tidak berlaku: tanda masuknya diganti." in own
    picture = committee.get(place(door, f"tanda-pengenal/peserta/{people[0].id}/kartu.png")).data
    active = db.session.scalars(select(Pass).where(Pass.participant_id == people[0].id, Pass.state == "active")).one()
    assert read_code(picture).endswith(code_of(active))


def test_who_is_printed_is_chosen_by_presence_institution_and_category(
    door: Door, crew: Category, people: list[Participant]
) -> None:
    layout = add_layout(door)
    door.one(door.code(people[0]))
    gone = make_participant(door.meeting, "Menolak", status=ParticipantStatus.DECLINED)
    db.session.commit()

    def chosen(**wanted: Any) -> list[str]:
        return find_people(door.meeting, Wanted(**wanted)).get(layout.id, [])

    assert chosen(present=True) == [people[0].id]
    assert chosen(institution="Kelurahan A") == [people[1].id]
    assert chosen(category=crew.id) == [people[2].id]
    assert gone.id not in chosen() and chosen(order="institution") == [each.id for each in people]


def test_one_is_printed_at_the_desk_and_a_second_time_says_so(door: Door, people: list[Participant], sign_in: Enter) -> None:
    add_layout(door)
    desk = sign_in(staff(door, Role.REGISTRAR, "Rina Registrasi"))
    address = place(door, f"tanda-pengenal/peserta/{people[0].id}")

    once = desk.post(f"{address}/cetak", follow_redirects=True).get_data(as_text=True)
    page = desk.get(address).get_data(as_text=True)
    twice = desk.post(f"{address}/cetak", follow_redirects=True).get_data(as_text=True)

    assert "Tanda pengenal Siti Aminah dicetak." in once and "data-badge-print" in once
    assert "Sudah pernah dicetak" in page and "Rina Registrasi" in page and "data-badge-print" not in page
    assert "dicetak lagi, kali ke-2" in twice
    assert [entry.by for entry in db.session.query(BadgePrint)] == ["Rina Registrasi"] * 2
    assert {"badge.printed", "badge.printed_again"} <= set(db.session.scalars(select(AuditEntry.action)))
    assert desk.post(place(door, "tanda-pengenal/cetak")).status_code == 403  # a file of many passes is not theirs


def test_the_example_follows_the_form_and_opens_no_door(door: Door, committee: FlaskClient, people: list[Participant]) -> None:
    address = place(door, "tanda-pengenal/contoh.png")

    sizes = {}
    for stock in ("cr80", "a6"):
        answer = committee.get(address, query_string=FORM | {"stock": stock})
        assert answer.mimetype == "image/png"
        with Image.open(io.BytesIO(answer.data)) as made:
            sizes[stock] = made.width < made.height
        assert passcode.read_code(read_code(answer.data)) is None or "0" * 20 in read_code(answer.data)
    assert sizes == {"cr80": False, "a6": True}
    assert committee.get(address, query_string={"stock": "kayu", "name_size": "raksasa"}).mimetype == "image/png"
    assert read_code(committee.get(address, query_string=FORM | {"qr_size": "off"}).data) == ""


def print_badge(door: Door, token: str, **body: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    return door.client.post(f"/api/v1/meetings/{door.meeting.id}/badges", json=body, headers=headers)


def test_a_kiosk_prints_the_layouts_badge_of_who_came_and_a_code_only_of_who_showed_one(
    door: Door, people: list[Participant]
) -> None:
    add_layout(door, stock=BadgeStock.CR80, qr_size=BadgeSize.LARGE)
    person, code = people[0], door.code(people[0])
    _kiosk, token = door.add_device("Kios", kind="kiosk", prints_badges=True)
    _plain, other = door.add_device("Meja 9")

    assert print_badge(door, other, participant=person.id, code=code).status_code == 403
    assert print_badge(door, token, participant=person.id).status_code == 403  # nobody has come in yet
    shown = print_badge(door, token, participant=person.id, code=code).json
    door.one(code)
    named = print_badge(door, token, participant=person.id).json

    assert (shown["width"], shown["height"], shown["printed"], named["printed"]) == (85.6, 54, 1, 2)
    assert read_code(base64.b64decode(shown["picture"])).endswith(code)
    assert read_code(base64.b64decode(named["picture"])) == ""
    assert [each.by for each in db.session.query(BadgePrint)] == ["Kios", "Kios"]
    assert print_badge(door, token, participant="x" * 16).status_code == 403
    assert print_badge(door, token).status_code == 422


def test_a_scanner_prints_for_whom_its_clerk_chose(door: Door, people: list[Participant]) -> None:
    add_layout(door)
    _device, token = door.add_device("Meja 2", prints_badges=True)

    made = print_badge(door, token, participant=people[1].id).json

    assert read_code(base64.b64decode(made["picture"])).endswith(door.code(people[1]))
    db.session.query(BadgeLayout).delete()
    db.session.commit()
    refused = print_badge(door, token, participant=people[1].id)
    assert refused.status_code == 409 and "Belum ada rancangan" in refused.json["detail"]


def test_a_copied_meeting_has_the_same_layouts_for_its_own_categories(door: Door, crew: Category) -> None:
    crew.greeted = True
    add_layout(door, name="Panitia", for_others=False, stock=BadgeStock.CR80, categories=[crew], line="Panitia bertugas")

    copied = copy_meeting(
        door.meeting,
        organisation=door.meeting.organisation,
        title="Tahun depan",
        starts_on=door.meeting.starts_on,
        with_agenda=False,
        with_staff=False,
        actor=SYSTEM,
        at=clock.now(),
    )
    db.session.flush()

    (layout,) = list_layouts(copied.id)
    assert (layout.stock, layout.line, [each.name for each in layout.categories]) == (
        BadgeStock.CR80,
        "Panitia bertugas",
        ["Panitia"],
    )
    assert layout.categories[0].id != crew.id and layout.categories[0].greeted
