"""The attendance list on paper: ordered by a person, printed by a worker, opened from the page that waits."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from meetings import clock
from meetings.domain import documents
from meetings.domain.attendance.choices import Form
from meetings.domain.attendance.papers import order_attendance_list
from meetings.domain.audit import SYSTEM
from meetings.enums import DocumentKind, DocumentState, Role
from meetings.extensions import db
from meetings.jobs import tasks
from meetings.models import AuditEntry, Document, User
from tests.checkin.door import Door, place, staff
from tests.factories import make_category, make_meeting, make_session

Enter = Callable[[User], FlaskClient]


@pytest.fixture
def committee(door: Door, sign_in: Enter) -> FlaskClient:
    return sign_in(staff(door, Role.COMMITTEE))


def address(door: Door, form: str = "terisi") -> str:
    return place(door, f"kehadiran/{door.session.id}/daftar-hadir/{form}")


def papers() -> list[Document]:
    found = select(Document).where(Document.kind == DocumentKind.ATTENDANCE)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def text_of(client: FlaskClient, file: str) -> str:
    answer = client.get(file)
    assert answer.mimetype == "application/pdf" and answer.headers["Content-Disposition"].startswith("inline")
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


@pytest.mark.parametrize(("form", "expected"), [("terisi", "Jumlah peserta hadir"), ("kosong", "Dalam daftar hadir")])
def test_the_list_is_printed_in_the_background_and_opened(door: Door, committee: FlaskClient, form: str, expected: str) -> None:
    _person, code = door.add("Bambang <b>{x}</b>", position="Camat Bogor Tengah")
    door.one(code)

    ordered = committee.post(address(door, form))
    waiting = committee.get(ordered.location).get_data(as_text=True)
    early = committee.get(f"{ordered.location}.pdf")
    tasks.render_documents()
    asked_again = committee.get(ordered.location, headers={"HX-Request": "true"})

    assert 'hx-trigger="every 1s"' in waiting and early.status_code == 404
    assert asked_again.headers["HX-Redirect"] == f"{ordered.location}.pdf"
    text = " ".join(text_of(committee, asked_again.headers["HX-Redirect"]).split())  # a name may take two lines
    assert "Bambang <b>{x}</b>" in text and expected in text
    assert "Bambang" not in committee.get(ordered.location).get_data(as_text=True)


def test_categories_stand_in_the_order_of_the_screen(door: Door, committee: FlaskClient) -> None:
    for name, order in (("Lurah", 2), ("Camat", 1)):
        door.add(f"Orang {name}", sort_name=str(-order), category=make_category(door.meeting, name, protocol_order=order))
    _person, code = door.add("Tamu", sort_name="0")
    door.one(code)

    committee.post(address(door))
    tasks.render_documents()

    text = " ".join(text_of(committee, f"{address(door)}.pdf").split())
    assert "Hadir menurut kategori: Camat 0 dari 1; Lurah 0 dari 1; tanpa kategori 1 dari 1." in text


def test_a_double_click_prints_once_and_a_later_order_prints_what_is_true_then(door: Door, committee: FlaskClient) -> None:
    _person, code = door.add("Bambang Sutrisno")
    for _ in range(2):
        committee.post(address(door))
    tasks.render_documents()
    (first,) = papers()
    before = first.sha256
    older = "data kegiatan, peserta, atau kehadiran berubah"
    assert older not in committee.get(address(door)).text
    door.one(code)
    assert older in committee.get(address(door)).text

    committee.post(address(door))
    tasks.render_documents()

    (paper,) = papers()
    assert older not in committee.get(address(door)).text
    assert paper.state is DocumentState.READY and paper.sha256 != before
    assert "Keadaan per" in text_of(committee, f"{address(door)}.pdf")
    orders = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "attendance.exported")
    assert db.session.scalar(orders) == 3


def test_a_later_order_hurries_the_worker_too(door: Door) -> None:
    for _ in range(2):
        order_attendance_list(door.meeting, door.session, Form(), SYSTEM, clock.now())
        assert "render_documents" in db.session.info["nudges"]
        db.session.commit()
        tasks.render_documents()


def test_an_order_while_the_list_is_being_printed_leaves_the_printing_alone(door: Door, committee: FlaskClient) -> None:
    committee.post(address(door))
    documents.claim_documents(clock.now())
    db.session.commit()

    committee.post(address(door))

    (paper,) = papers()
    assert paper.state is DocumentState.RENDERING and paper.claimed_by


def test_one_that_failed_says_so_and_may_be_ordered_again(door: Door, committee: FlaskClient) -> None:
    committee.post(address(door))
    (paper,) = papers()
    paper.state, paper.error = DocumentState.FAILED, "RuntimeError: x"
    db.session.commit()

    assert "tidak berhasil dibuat" in committee.get(address(door)).get_data(as_text=True)
    committee.post(address(door))
    tasks.render_documents()

    assert papers()[0].state is DocumentState.READY


def test_an_attendance_list_has_no_public_page(door: Door, committee: FlaskClient) -> None:
    committee.post(address(door))
    tasks.render_documents()

    token = documents.verification_token(papers()[0])

    assert documents.find_issued(token) is None


def test_only_who_may_export_orders_or_opens_it_and_only_in_its_own_meeting(
    door: Door, committee: FlaskClient, sign_in: Enter
) -> None:
    committee.post(address(door))
    tasks.render_documents()
    viewer = sign_in(staff(door, Role.VIEWER, "Tamu"))

    for path in (address(door), f"{address(door)}.pdf"):
        assert viewer.get(path).status_code == 403
    assert viewer.post(address(door)).status_code == 403
    foreign = make_session(make_meeting())
    db.session.commit()
    assert committee.get(place(door, f"kehadiran/{foreign.id}/daftar-hadir/terisi.pdf")).status_code == 404


def test_the_page_of_the_list_names_what_it_cannot_print(door: Door, committee: FlaskClient) -> None:
    door.add("Budi \ue000")

    page = committee.get(address(door)).get_data(as_text=True)

    assert "Tidak ada huruf untuk mencetak: Budi \ue000 (\ue000 U+E000)." in page


USUAL = {"kind": "filled", "who": "all", "institution": "", "order": "protocol", "position": "own"}
USUAL |= {"signing": "", "signer": "", "wide": "tall", "size": ""}
COLUMNS = {"show_institution": "y", "recorded": "y", "remark": "y"}


@pytest.mark.laid_out
def test_a_list_is_printed_as_it_was_chosen(door: Door, committee: FlaskClient) -> None:
    _person, code = door.add("Bambang Sutrisno", position="Camat Bogor Tengah", institution="Kecamatan Bogor Tengah")
    door.one(code)
    door.add("Citra Absen", institution="Kecamatan Bogor Tengah")
    door.add("Dewi Lain", institution="Dinas Kesehatan")
    chosen = USUAL | {"who": "present", "institution": "Kecamatan Bogor Tengah", "order": "name", "position": "below"}
    chosen |= {"signing": "straight", "signer": "-", "wide": "wide", "size": "F4_215", "as": "pdf"}

    ordered = committee.post(place(door, f"kehadiran/{door.session.id}/cetak"), data=chosen)
    tasks.render_documents()

    text = " ".join(text_of(committee, f"{ordered.location}.pdf").split())
    assert "No. Nama/Jabatan Tanda Tangan 1. Bambang Sutrisno Camat Bogor Tengah 1." in text
    assert "Citra" not in text and "Dewi" not in text
    assert "Isi daftar : hanya yang hadir" in text and "Jumlah peserta hadir: 1 (satu) orang." in text
    page = PdfReader(io.BytesIO(committee.get(f"{ordered.location}.pdf").data)).pages[0]
    assert round(float(page.mediabox.width) / 72 * 25.4) == 330


def test_a_chosen_list_with_personal_numbers_is_for_eyes_that_may_see_them(
    door: Door, committee: FlaskClient, sign_in: Enter
) -> None:
    door.add("Bambang Sutrisno", nip="196901191997032008")
    chosen = USUAL | {"kind": "blank", "with_nip": "y", "as": "pdf"}
    ordered = committee.post(place(door, f"kehadiran/{door.session.id}/cetak"), data=chosen)
    tasks.render_documents()

    assert "19690119 199703 2 008" in text_of(committee, f"{ordered.location}.pdf")
    secretary = sign_in(staff(door, Role.SECRETARY))
    assert secretary.get(f"{ordered.location}.pdf").status_code == 404
    assert "with_nip" not in secretary.get(place(door, f"kehadiran/{door.session.id}/cetak")).get_data(as_text=True)


def test_the_spreadsheet_shows_what_the_paper_would(door: Door, committee: FlaskClient) -> None:
    door.add("Bambang Sutrisno", institution="Dinas Kesehatan", nip="196901191997032008")
    door.add("Citra Lain", institution="Setda")
    chosen = USUAL | {"kind": "blank", "institution": "Dinas Kesehatan", "as": "xlsx"}

    answer = committee.post(place(door, f"kehadiran/{door.session.id}/cetak"), data=chosen, follow_redirects=True)

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    told = [row for row in sheet if row and row[0] == 1]
    head = next(row for row in sheet if "Nama" in row)
    assert [name for name in head if name] == ["No.", "Nama", "Jabatan", "Mewakili", "Tanda tangan", "Kategori"]
    assert [row[1] for row in told] == ["Bambang Sutrisno"] and "Citra Lain" not in str(sheet)


def test_choices_that_are_those_of_a_usual_list_lead_to_it(door: Door, committee: FlaskClient, sign_in: Enter) -> None:
    door.add("Bambang Sutrisno", nip="196901191997032008")
    secretary, led = sign_in(staff(door, Role.SECRETARY)), {}
    for kind in ("filled", "blank"):
        for wide in ("tall", "wide"):
            for client, more in ((committee, {"with_nip": "y"}), (committee, {}), (secretary, {})):
                chosen = USUAL | COLUMNS | {"kind": kind, "wide": wide, "as": "pdf"} | more
                ordered = client.post(place(door, f"kehadiran/{door.session.id}/cetak"), data=chosen)
                led[(kind, wide, bool(more), client is secretary)] = (ordered.location, client)
    tasks.render_documents()

    for choice, (location, client) in led.items():
        assert client.get(location).status_code == 200, choice
        assert ("19690119" in text_of(client, f"{location}.pdf")) is choice[2], choice
    names = {location.rsplit("/", 1)[1] for location, _client in led.values()}
    assert names == {
        f"{kind}{wide}{nip}" for kind in ("terisi", "kosong") for wide in ("", "-lanskap") for nip in ("", "-tanpa-nip")
    }


def test_every_spreadsheet_names_who_it_is_about(door: Door, committee: FlaskClient) -> None:
    door.add("Bambang Sutrisno")
    base = f"kehadiran/{door.session.id}"
    chosen = USUAL | COLUMNS | {"with_nip": "y", "as": "xlsx"}
    led = committee.post(place(door, f"{base}/cetak"), data=chosen).location

    for path in (place(door, f"{base}/unduh.xlsx"), place(door, f"{base}/unduh.xlsx?tanpa=nip,"), led):
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(committee.get(path).data)).get_sheet_by_index(0).to_python()
        head = next(row for row in sheet if "Nama" in row)
        assert head[:2] == ["No.", "Nama"] and {"Mewakili", "Kategori"} <= set(head), path
        assert [row[1] for row in sheet if row[0] == 1] == ["Bambang Sutrisno"], path
    assert committee.get(place(door, f"{base}/unduh.csv")).text.lstrip("\ufeff").startswith("No.;Nama;")
