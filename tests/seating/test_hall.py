"""The hall: laid out, filled by protocol, changed by hand, and told where people look for it."""

import io
import re

import pytest
from flask.testing import FlaskClient
from pikepdf import Pdf
from python_calamine import load_workbook
from sqlalchemy import select, update

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.participants import Details, name_representative
from meetings.domain.seating.placing import fill_seats
from meetings.domain.seating.plan import Plan
from meetings.domain.seating.rules import plan_of
from meetings.enums import DeclineReason, DeputySeat, DocumentKind, DocumentState, Role, SeatShape
from meetings.enums import ParticipantStatus as Status
from meetings.extensions import db
from meetings.jobs.tasks import RENDERERS
from meetings.models import Absence, AuditEntry, Document, Participant, SeatBlock
from tests.checkin.door import Door, Enter, place, staff
from tests.factories import make_category, make_participant, make_session
from tests.factories.minutes import make_attendance

OFFICES = ("Wali Kota Bogor", "Kepala Dinas Kesehatan", "Camat Bogor Tengah", "Lurah Pabaton")


@pytest.fixture
def door(app) -> Door:
    return Door(app)


@pytest.fixture
def committee(door: Door, sign_in: Enter) -> FlaskClient:
    return sign_in(staff(door, Role.COMMITTEE))


@pytest.fixture
def people(door: Door) -> list[Participant]:
    made = [
        make_participant(door.meeting, f"Tamu {n}", position=office, protocol_order=100 * n, status=Status.CONFIRMED)
        for n, office in enumerate(OFFICES)
    ]
    db.session.commit()
    return made


def add_block(door: Door, **values: object) -> SeatBlock:
    given = {"name": "Utama", "shape": SeatShape.ROWS, "lines": 1, "seats": 5, "meeting_id": door.meeting.id} | values
    block = SeatBlock(**given)
    db.session.add(block)
    db.session.commit()
    return block


def seats(people: list[Participant]) -> list[str]:
    db.session.expire_all()
    return [person.seat for person in people]


def fill(client: FlaskClient, door: Door, **how: str) -> str:
    return client.post(place(door, "tempat-duduk/isi"), data=how, follow_redirects=True).get_data(as_text=True)


def test_a_hall_is_laid_out_filled_and_told_at_the_door_and_on_the_pass(
    door: Door, committee: FlaskClient, people: list[Participant]
) -> None:
    code = door.code(people[0])
    before = door.roster()
    form = {"name": "Utama", "shape": "rows", "lines": "2", "seats": "3", "position": "1", "from_centre": "y", "prefix": "VIP"}
    made = committee.post(place(door, "tempat-duduk/bagian/tambah"), data=form, follow_redirects=True)

    assert "4 peserta belum mempunyai kursi." in made.get_data(as_text=True)
    assert "4 peserta ditempatkan, 0 kursi dikosongkan." in fill(committee, door)
    assert seats(people) == ["VIP A-2", "VIP A-3", "VIP A-1", "VIP B-2"]
    news = door.roster(before["cursor"])
    assert {each["notes"] for each in news["participants"]} == {f"Kursi {seat}" for seat in seats(people)}
    assert door.one(code)["participant"]["notes"] == "Kursi VIP A-2"
    assert "<strong>VIP A-2</strong>" in door.client.get(f"/p/{code}").get_data(as_text=True)
    assert "0 peserta ditempatkan" in fill(committee, door)
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"seating.block_added", "seating.filled"} <= actions


def test_an_answer_moves_only_whom_it_concerns(door: Door, committee: FlaskClient, people: list[Participant]) -> None:
    add_block(door)
    fill(committee, door)
    people[1].status = Status.DECLINED
    newcomer = make_participant(door.meeting, "Baru", protocol_order=50, status=Status.CONFIRMED)
    db.session.commit()

    told = committee.get(place(door, "tempat-duduk")).get_data(as_text=True)
    assert "1 peserta belum mempunyai kursi." in told and "1 kursi masih atas nama yang tidak datang." in told
    asked = committee.get(place(door, "tempat-duduk/susun-ulang")).get_data(as_text=True)
    assert "1 orang berganti kursi" in asked and "<strong>A-4</strong>" in asked and "sudah di dalam" not in asked
    make_attendance(door.session, newcomer)
    db.session.commit()
    asked = committee.get(place(door, "tempat-duduk/susun-ulang")).get_data(as_text=True)
    assert "1 di antaranya sudah di dalam ruang" in asked
    fill(committee, door)

    assert seats([*people, newcomer]) == ["A-3", "", "A-2", "A-5", "A-4"]
    fill(committee, door, cara="semua")
    assert seats([*people, newcomer]) == ["A-3", "", "A-2", "A-5", "A-4"]  # who declined had the seat that is now the newcomer's


def test_who_came_needs_a_seat_and_who_is_known_to_be_away_gives_theirs_back(
    door: Door, committee: FlaskClient, people: list[Participant]
) -> None:
    add_block(door)
    people[1].status = Status.DECLINED
    db.session.commit()
    fill(committee, door)
    assert seats(people) == ["A-3", "", "A-4", "A-2"]

    make_attendance(door.session, people[1])
    db.session.add(
        Absence(
            session_id=door.session.id, participant_id=people[0].id, reason=DeclineReason.SICK, noted_at=clock.now(), by="Ani"
        )
    )
    db.session.commit()

    told = committee.get(place(door, "tempat-duduk")).get_data(as_text=True)
    assert "1 peserta belum mempunyai kursi." in told and "1 kursi masih atas nama yang tidak datang." in told
    assert "A-3: Tamu 0, urutan protokol 0, tidak datang" in told and f'data-person="{people[1].id}"' in told
    fill(committee, door)
    assert seats(people) == ["", "A-3", "A-4", "A-2"]

    make_session(door.meeting, title="Hari kedua")  # to which they may still come
    db.session.commit()
    fill(committee, door)
    assert seats(people)[0] == "A-5"


def test_a_seat_is_changed_in_two_taps_and_stays(door: Door, committee: FlaskClient, people: list[Participant]) -> None:
    add_block(door)
    fill(committee, door)
    first, last = people[0], people[3]
    page = committee.get(place(door, "tempat-duduk"), query_string={"pilih": last.id}).get_data(as_text=True)
    assert f'name="to" value="A-3~{first.id}"' in page and 'name="to" value="A-1~-"' in page
    move = place(door, "tempat-duduk/pindah")

    told = committee.post(move, data={"person": last.id, "to": f"A-3~{first.id}"}, follow_redirects=True).get_data(as_text=True)
    again = committee.post(move, data={"person": last.id, "to": f"A-3~{first.id}"}, follow_redirects=True).get_data(as_text=True)

    assert "Tamu 3 pindah ke A-3; Tamu 0 ke A-5." in told and "Tamu 3 pindah ke A-3." in again
    assert seats([first, last]) == ["A-5", "A-3"]
    fill(committee, door, cara="semua")
    assert seats(people) == ["A-5", "A-4", "A-2", "A-3"]  # who was moved in exchange stays as well
    stale = committee.post(move, data={"person": last.id, "to": f"A-4~{people[2].id}"}, follow_redirects=True)
    assert "baru saja berganti" in stale.get_data(as_text=True)
    strange = committee.post(move, data={"person": last.id, "to": "Z-9~-"}, follow_redirects=True)
    assert "tidak ada di denah" in strange.get_data(as_text=True)
    assert seats(people) == ["A-5", "A-4", "A-2", "A-3"]

    for person in (first, last):
        committee.post(place(door, "tempat-duduk/tetapkan"), data={"person": person.id})
    fill(committee, door, cara="semua")
    assert seats(people) == ["A-3", "A-4", "A-2", "A-5"]
    committee.post(place(door, "tempat-duduk/lepas"), data={"person": last.id})
    assert seats(people)[3] == ""
    refused = committee.post(place(door, "tempat-duduk/tetapkan"), data={"person": last.id, "held": "1"}, follow_redirects=True)
    assert "belum mempunyai kursi" in refused.get_data(as_text=True)


def test_a_seat_that_is_typed_stays_and_a_correction_of_the_name_holds_nothing(
    door: Door, committee: FlaskClient, people: list[Participant]
) -> None:
    add_block(door)
    fill(committee, door)
    address = place(door, f"peserta/{people[0].id}/ubah")
    form = {"name": "Tamu Nol", "position": OFFICES[0], "institution": "Kota Bogor", "seat": "A-3", "protocol_order": "1"}
    committee.post(address, data=form)
    assert not db.session.get_one(Participant, people[0].id).seat_held

    for typed, told in (
        ("QQ-99", "tidak ada di denah. Nomornya berbunyi seperti A-1 (Utama)"),
        ("a-4", "sudah ditempati Tamu 1"),
    ):
        refused = committee.post(address, data=form | {"seat": typed})
        assert refused.status_code >= 400 and told in refused.get_data(as_text=True)
    new = committee.post(place(door, "peserta/tambah"), data={"name": "Baru", "seat": "A-4"})
    assert "sudah ditempati Tamu 1" in new.get_data(as_text=True)
    people[1].status = Status.DECLINED
    db.session.commit()

    committee.post(address, data=form | {"seat": "a-4"})
    assert seats(people)[:2] == ["A-4", ""]
    fill(committee, door, cara="semua")

    assert seats(people)[0] == "A-4"


def test_without_a_plan_any_words_are_a_seat_and_the_plan_tells_who_shares_one(
    door: Door, committee: FlaskClient, people: list[Participant]
) -> None:
    for person in people[:2]:
        form = {"name": person.name, "position": person.position, "institution": "Kota Bogor", "seat": "A-1"}
        assert committee.post(place(door, f"peserta/{person.id}/ubah"), data=form).status_code == 302
    add_block(door)

    told = committee.get(place(door, "tempat-duduk")).get_data(as_text=True)

    assert "1 peserta duduk di kursi yang juga milik orang lain." in told
    assert "2 peserta ditempatkan, 0 kursi dikosongkan. 1 peserta pindah kursi." in fill(committee, door)
    assert len(set(seats(people))) == 4


def test_who_loses_a_seat_with_its_part_is_asked_about_and_another_prefix_is_no_loss(
    door: Door, committee: FlaskClient, people: list[Participant]
) -> None:
    block = add_block(door)
    fill(committee, door)
    address = place(door, f"tempat-duduk/bagian/{block.id}")
    form = {"name": "Utama", "shape": "rows", "lines": "1", "seats": "5", "position": "1", "from_centre": "y", "prefix": "VIP"}
    form["reserved"] = "A-1, vip a-2"
    committee.post(address, data=form)
    assert seats(people) == ["VIP A-3", "VIP A-4", "VIP A-2", "VIP A-5"]
    assert db.session.get_one(SeatBlock, block.id).reserved == "VIP A-1\nVIP A-2"

    page = committee.get(place(door, "tempat-duduk")).get_data(as_text=True)
    assert "1 peserta duduk di kursi yang dikosongkan." in page

    form |= {"seats": "3", "reserved": "A-1"}
    asked = committee.post(address, data=form)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 422 and "Tamu 1 (VIP A-4), Tamu 3 (VIP A-5)." in page
    assert seats(people)[1] == "VIP A-4"
    mark = re.search(r'name="agreed" value="(\w+)"', page)[1]
    committee.post(address, data=form | {"agreed": mark[::-1]})
    assert seats(people)[1] == "VIP A-4"
    committee.post(address, data=form | {"agreed": mark})
    assert seats(people) == ["VIP A-3", "", "VIP A-2", ""]

    page = committee.get(place(door, "tempat-duduk")).get_data(as_text=True)
    assert "2 peserta belum mempunyai kursi." in page and "Tanpa kategori: kurang 2 kursi." in page
    assert "Tempatkan yang terkena saja" not in page
    assert "2 orang yang duduk di bagian ini belum mempunyai kursi lagi" in committee.get(address).get_data(as_text=True)
    gone = committee.post(f"{address}/hapus")
    assert gone.status_code == 302 and seats(people) == [""] * 4


@pytest.mark.parametrize(("rule", "wanted"), [(DeputySeat.OWN, "A-1"), (DeputySeat.REPRESENTED, "A-3")])
def test_a_representative_sits_by_the_rule(
    door: Door, committee: FlaskClient, people: list[Participant], rule: DeputySeat, wanted: str
) -> None:
    committee.post(
        place(door, "tempat-duduk/bagian/tambah"),
        data={"name": "U", "shape": "rows", "lines": "1", "seats": "5", "position": "1", "from_centre": "y"},
    )
    plan = plan_of(door.meeting)
    plan.deputies = rule
    fill(committee, door)
    row = name_representative(people[0], Details("Wakil Tamu", position="Sekretaris Camat"), SYSTEM, clock.now())
    row.representative.protocol_order = 900
    db.session.commit()

    fill_seats(Plan(door.meeting), SYSTEM, clock.now(), anew=False)

    assert (row.representative.seat, seats(people)) == (
        wanted,
        ["", "A-4", "A-2", "A-5"],
    )  # the seat of honour goes to no lower rank
    fill_seats(Plan(door.meeting), SYSTEM, clock.now(), anew=True)
    assert row.representative.seat == ("A-3" if rule is DeputySeat.REPRESENTED else "A-5")


def test_a_part_that_does_not_fit_is_refused_where_it_was_typed(door: Door, committee: FlaskClient) -> None:
    add_block(door, name="Lama")
    make_category(door.meeting)
    db.session.commit()
    address = place(door, "tempat-duduk/bagian/tambah")
    form = {"name": "Baru", "shape": "rows", "lines": "1", "seats": "5", "position": "1"}

    for change, told in (
        ({}, "sudah dipakai bagian Lama"),
        ({"name": "lama", "prefix": "B-", "position": "2"}, "Sudah ada bagian bernama lama"),
        ({"prefix": "B-"}, "Urutan 1 sudah dipakai bagian Lama"),
        ({"prefix": "=1+1"}, "Awalan tidak dapat dimulai dengan ="),
        ({"prefix": "B-", "position": "2", "reserved": "Z-9"}, "tidak ada di bagian ini"),
        ({"lines": "60", "seats": "60", "prefix": "B-"}, "paling banyak 1000 kursi"),
        ({"lines": "0", "prefix": "B-"}, ""),
    ):
        answer = committee.post(address, data=form | change)
        assert answer.status_code == 422 and told in answer.get_data(as_text=True)
    assert len(db.session.scalars(select(SeatBlock)).all()) == 1


@pytest.mark.laid_out
def test_who_sits_where_as_a_table_and_on_paper(door: Door, committee: FlaskClient, people: list[Participant]) -> None:
    add_block(door, shape=SeatShape.U_SHAPE, lines=3, seats=2, reserved="7")
    fill(committee, door)

    sheet = load_workbook(io.BytesIO(committee.get(place(door, "tempat-duduk/unduh.xlsx")).data)).get_sheet_by_index(0)
    lines = [row for row in sheet.to_python() if str(row[0]).isdigit()]
    assert [(row[0], row[2]) for row in lines] == [("2", "Tamu 3"), ("3", "Tamu 1"), ("4", "Tamu 0"), ("5", "Tamu 2")]

    for form in ("denah", "kartu-meja"):
        assert committee.post(place(door, f"tempat-duduk/cetak/{form}")).status_code == 302
    for document in db.session.scalars(select(Document).where(Document.kind == DocumentKind.SEATING)).all():
        made, _pages = RENDERERS[document.kind](document, lambda: None)
        assert len(Pdf.open(io.BytesIO(made)).pages) == (4 if document.form == "cards" else 1)
    page = place(door, "tempat-duduk/cetak/denah")
    assert "Antre" in committee.get(page).get_data(as_text=True)
    db.session.execute(update(Document).values(state=DocumentState.READY, storage_key="documents/x"))
    db.session.commit()
    assert "berubah sesudah dicetak" not in committee.get(page).get_data(as_text=True)
    people[0].name = "Nama Lain"
    db.session.commit()
    for form in ("denah", "kartu-meja"):
        told = committee.get(place(door, f"tempat-duduk/cetak/{form}")).get_data(as_text=True)
        assert "Tempat duduk berubah sesudah dicetak" in told and "Buka PDF lama" in told


@pytest.mark.laid_out
def test_cards_are_printed_for_a_part_for_one_person_or_where_they_have_changed(
    door: Door, committee: FlaskClient, people: list[Participant]
) -> None:
    first = add_block(door, seats=2)
    add_block(door, name="Sayap", prefix="B-", seats=2, position=2)
    fill(committee, door)
    page = place(door, "tempat-duduk/cetak/kartu-meja")

    def printed(only: str = "") -> int:
        assert committee.post(page, data={"kartu": only}).status_code == 302
        document = db.session.scalars(select(Document).where(Document.kind == DocumentKind.SEATING)).one()
        made, _pages = RENDERERS[document.kind](document, lambda: None)
        document.state, document.storage_key = DocumentState.READY, "documents/x"
        db.session.commit()
        return len(Pdf.open(io.BytesIO(made)).pages)

    assert printed(first.id) == 2
    assert "Yang berubah atau belum dicetak (2)" in committee.get(page).get_data(as_text=True)
    assert printed("changed") == 2
    people[0].name = "Nama Lain"
    db.session.commit()
    told = committee.get(page).get_data(as_text=True)
    assert "Tempat duduk berubah sesudah dicetak" in told and "Yang berubah atau belum dicetak (1)" in told
    assert printed("changed") == 1
    refused = committee.post(page, data={"kartu": "changed"}, follow_redirects=True).get_data(as_text=True)
    assert "Tidak ada kartu yang perlu dicetak." in refused
    assert "berubah sesudah dicetak" not in committee.get(page).get_data(as_text=True)
    assert printed(people[3].id) == 1 and printed() == 4
