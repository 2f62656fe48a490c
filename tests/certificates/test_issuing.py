"""Certificates: who gets one, issued in bulk, again for those who came late, renewed, withdrawn, sent, fetched by guests, verified by anybody."""

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from pikepdf import Pdf
from sqlalchemy import delete, select

from meetings import clock
from meetings.domain.certificates.entitled import Measure
from meetings.domain.certificates.rules import begin, rule_of
from meetings.domain.documents import verification_token
from meetings.enums import CertificateNumbering, DeliveryState, DocumentState, Role, SigningMethod, SpeakerState
from meetings.extensions import db
from meetings.jobs.tasks import render_documents, run_tasks
from meetings.models import Attendance, Certificate, Delivery, Document, Participant, Signature, TaskRun
from meetings.storage import storage
from tests.checkin.door import Door, Enter, place, staff
from tests.documents.pdf import page_texts
from tests.factories import make_participant, make_session
from tests.factories.accounts import make_official
from tests.factories.meetings import make_speaker
from tests.factories.minutes import make_attendance
from tests.signing.keys import PASSWORD, make_key
from tests.signing.scans import photographed


@pytest.fixture
def door(app) -> Door:
    """Two sessions of three hours that are over, and a rule that asks for one of them."""
    made = Door(app)
    start = clock.now().replace(microsecond=0) - timedelta(hours=9)
    made.session.starts_at, made.session.ends_at = start, start + timedelta(hours=3)
    made.second = make_session(made.meeting, start + timedelta(hours=4), title="Komisi", ends_at=start + timedelta(hours=7))
    begin(made.meeting, clock.now())
    rule = rule_of(made.meeting)
    rule.signer = {"official": make_official(made.meeting.organisation, title_front="Dr.", title_back="M.Si.").id}
    db.session.commit()
    return made


@pytest.fixture
def committee(door: Door, sign_in: Enter) -> FlaskClient:
    return sign_in(staff(door, Role.COMMITTEE))


def came(door: Door, name: str, sessions: int = 2, **values: object) -> Participant:
    person = make_participant(door.meeting, name, **values)
    for session in (door.session, door.second)[:sessions]:
        make_attendance(session, person)
    db.session.commit()
    return person


def work() -> None:
    run_tasks()
    render_documents()
    db.session.expire_all()


def issue(door: Door, client: FlaskClient, path: str = "terbitkan") -> None:
    assert client.post(place(door, f"sertifikat/{path}")).status_code == 302
    work()


def read(client: FlaskClient, door: Door, path: str = "sertifikat", **query: str) -> str:
    return client.get(place(door, path), query_string=query).get_data(as_text=True)


def certificates() -> list[Certificate]:
    db.session.expire_all()
    return list(db.session.scalars(select(Certificate).order_by(Certificate.number)))


def test_whoever_was_there_gets_one_and_whoever_came_late_to_the_list_gets_theirs_later(
    door: Door, committee: FlaskClient
) -> None:
    came(door, "Ani Lestari", title_front="Dr.")
    came(door, "Budi Hartono", sessions=1)
    make_participant(door.meeting, "Citra Absen")
    make_speaker(door.meeting, "Prof. Doni", state=SpeakerState.CONFIRMED)
    make_speaker(door.meeting, "Prof. Doni", state=SpeakerState.CONFIRMED)
    make_speaker(door.meeting, "Eka Menolak", state=SpeakerState.DECLINED)
    db.session.commit()
    answer = committee.post(place(door, "sertifikat/panitia/tambah"), data={"name": "Fajar, S.E.", "duty": "Ketua Panitia"})
    assert answer.status_code == 302
    assert "masih ada sesi yang belum selesai" in Measure(()).why_not(0, 2, over=False)
    page = read(committee, door)
    assert "Terbitkan 4 sertifikat" in page and "Tidak tercatat hadir sebelum sesinya selesai." in page

    issue(door, committee)
    committee.post(place(door, "sertifikat/terbitkan"))  # sent twice

    assert [each.full_name for each in certificates()] == ["Dr. Ani Lestari", "Budi Hartono", "Prof. Doni", "Fajar, S.E."]
    assert [each.minutes for each in certificates()] == [360, 180, 0, 0]
    assert len({each.number for each in certificates()}) == 4
    assert {each.document.state for each in certificates()} == {DocumentState.PUBLISHED}
    run = db.session.scalars(select(TaskRun)).one()
    assert (run.state, run.done, run.total) == ("done", 4, 4)

    came(door, "Gita Susulan")
    issue(door, committee)
    assert len(certificates()) == 5 and {each.version for each in certificates()} == {1}


def test_before_the_sessions_are_over_nothing_is_issued(door: Door, committee: FlaskClient) -> None:
    came(door, "Ani")
    door.second.ends_at = clock.now() + timedelta(hours=1)
    db.session.commit()

    page = committee.post(place(door, "sertifikat/terbitkan"), follow_redirects=True).get_data(as_text=True)

    assert "setelah semua sesi yang dihitung selesai" in page and not certificates()


def test_one_number_for_all_runs_on_with_its_suffix(door: Door, committee: FlaskClient) -> None:
    rule_of(door.meeting).numbering = CertificateNumbering.SHARED
    came(door, "Ani")
    came(door, "Budi")
    issue(door, committee)
    came(door, "Citra")
    issue(door, committee)

    numbers = [each.number for each in certificates()]
    assert [number[-4:] for number in numbers] == ["-001", "-002", "-003"] and len({number[:-4] for number in numbers}) == 1


def test_a_corrected_name_is_told_and_renewed_under_the_same_number(door: Door, committee: FlaskClient) -> None:
    person = came(door, "Ani Lestri")
    issue(door, committee)
    (first,) = certificates()
    number, old = first.number, first.document
    token = verification_token(old)
    person.name = "Ani Lestari"
    db.session.commit()
    page = read(committee, door)
    assert "Perlu diperbarui" in page and "Tercetak: Ani Lestri" in page

    assert committee.post(place(door, f"sertifikat/{first.id}/perbarui")).status_code == 302
    work()
    committee.post(place(door, f"sertifikat/{first.id}/perbarui"))  # nothing is to be renewed any more
    work()

    (renewed,) = certificates()
    assert (renewed.version, renewed.number, renewed.name) == (2, number, "Ani Lestari")
    db.session.refresh(old)
    assert old.state is DocumentState.SUPERSEDED and old.superseded_by_id == renewed.document_id
    page = committee.get(f"/v/{token}").get_data(as_text=True)
    assert "Digantikan" in page and "Buka versi terbaru" in page and "Berkas yang sudah digantikan tidak dibagikan lagi" in page
    assert "Unduh PDF" not in page and committee.get(f"/v/{token}/berkas").status_code == 404


def test_who_signs_is_named_as_the_sheet_names_them(door: Door, committee: FlaskClient) -> None:
    """Without degrees: Permendagri 1/2023 Pasal 44 (2)."""
    came(door, "Ani Lestari")
    issue(door, committee)
    (held,) = certificates()

    page, (sheet, *_back) = (
        committee.get(f"/v/{verification_token(held.document)}").text,
        page_texts(storage.get(held.document.storage_key)),
    )
    name = held.document.signer.partition("\n")[0]

    assert name == "Anwar Ibrahimi" and f"<dd>{name}<br>" in page and name in sheet and "M.Si." not in page + sheet
    assert "tanpa gelar" in committee.get(place(door, "sertifikat/aturan")).text


def test_attendance_that_was_taken_back_is_told_and_the_certificate_withdrawn(door: Door, committee: FlaskClient) -> None:
    person = came(door, "Ani Lestari")
    issue(door, committee)
    (held,) = certificates()
    token = verification_token(held.document)
    assert "Berlaku" in committee.get(f"/v/{token}").get_data(as_text=True)
    db.session.execute(delete(Attendance).where(Attendance.participant_id == person.id))
    db.session.commit()
    assert "Tidak memenuhi syarat lagi" in read(committee, door, status="periksa")

    address = place(door, f"sertifikat/{held.id}/cabut")
    assert committee.post(address, data={"reason": ""}).status_code == 422
    committee.post(address, data={"reason": "Tidak hadir"})
    assert committee.post(address, data={"reason": "Sekali lagi"}).status_code in (409, 422)

    assert "Dicabut" in read(committee, door)
    page = committee.get(f"/v/{token}").get_data(as_text=True)
    assert "Dicabut" in page and "Tidak hadir" in page and "Ani Lestari" in page


def test_a_guest_fetches_it_from_their_pass_only_when_it_was_issued(door: Door, committee: FlaskClient) -> None:
    person = came(door, "Ani Lestari")
    code = door.code(person)
    guest = door.client
    assert guest.get(f"/p/{code}/sertifikat.pdf").status_code == 404
    issue(door, committee)

    assert "Unduh sertifikat" in guest.get(f"/p/{code}").get_data(as_text=True)
    answer = guest.get(f"/p/{code}/sertifikat.pdf")
    assert answer.mimetype == "application/pdf" and len(Pdf.open(io.BytesIO(answer.data)).pages) == 1
    assert guest.get(f"/p/{door.code(came(door, 'Budi'))}/sertifikat.pdf").status_code == 404


def test_each_version_is_sent_once_to_who_has_an_address(door: Door, committee: FlaskClient) -> None:
    came(door, "Ani", email="ani@example.go.id")
    came(door, "Budi")
    issue(door, committee)
    for _twice in range(2):
        committee.post(place(door, "sertifikat/kirim"))
        run_tasks()

    mail = db.session.scalars(select(Delivery).where(Delivery.kind == "certificate")).one()
    assert mail.address == "ani@example.go.id"
    assert [each["document_id"] for each in mail.attachments] == [certificates()[0].document_id]


def test_what_became_of_the_mails_is_told_and_one_that_was_cancelled_can_be_sent_again(
    door: Door, committee: FlaskClient
) -> None:
    came(door, "Ani", email="ani@example.go.id")
    issue(door, committee)

    def send() -> str:
        watched = committee.post(place(door, "sertifikat/kirim")).location
        run_tasks()
        return watched

    watched = send()
    mail = db.session.scalars(select(Delivery).where(Delivery.kind == "certificate")).one()
    for state, told in (
        ("queued", "Surel dikirim"),
        ("outbox", "surel belum terkirim"),
        ("failed", "ada yang gagal"),
        ("sent", "semua terkirim"),
    ):
        mail.state = DeliveryState(state)
        db.session.commit()
        for page in (committee.get(watched).text, read(committee, door) if state != "sent" else told):
            assert told in page
    mail.state = DeliveryState.CANCELLED
    db.session.commit()
    assert "1 sertifikat terbit belum dikirim" in read(committee, door)
    send()
    states = db.session.scalars(select(Delivery.state).where(Delivery.kind == "certificate")).all()
    assert sorted(states) == [DeliveryState.CANCELLED, DeliveryState.QUEUED]


@pytest.mark.parametrize("back", [False, True])
def test_with_a_pen_all_are_printed_and_one_scan_brings_them_back(
    door: Door, committee: FlaskClient, sign_in: Enter, back: bool
) -> None:
    door.meeting.organisation.signing = {"letter": SigningMethod.WET.value}
    rule_of(door.meeting).back = back
    came(door, "Ani Lestari")
    came(door, "Budi Hartono")
    issue(door, committee)
    assert {each.document.state for each in certificates()} == {DocumentState.SIGNING}
    assert committee.get(place(door, "sertifikat/unduh.zip")).mimetype == "application/zip"
    secretary = sign_in(staff(door, Role.SECRETARY, "Sri Sekretaris"))
    page = read(secretary, door, "sertifikat/tanda-tangan")
    assert "Menunggu tanda tangan: 2 sertifikat" in page
    with Pdf.new() as scan:
        for each in certificates():
            address = place(door, f"sertifikat/tanda-tangan/{each.document_id}.pdf")
            with Pdf.open(io.BytesIO(secretary.get(address).data)) as one:
                scan.pages.extend(one.pages)
        out = io.BytesIO()
        scan.save(out)
    paper = photographed(out.getvalue())

    def bring(scanned: bytes = paper) -> str:
        data = {"file": (io.BytesIO(scanned), "pindaian.pdf"), "seen": "y"}
        address = place(door, "sertifikat/tanda-tangan/pindaian")
        answer = secretary.post(address, data=data, content_type="multipart/form-data", follow_redirects=True)
        return answer.get_data(as_text=True)

    assert "belum ditandatangani" in bring(out.getvalue())  # the prints themselves, however they are put together
    assert {each.document.state for each in certificates()} == {DocumentState.SIGNING}
    assert "2 sertifikat bertanda tangan disimpan." in bring()
    assert {(each.document.state, each.document.pages) for each in certificates()} == {(DocumentState.PUBLISHED, 1 + back)}
    assert "tidak menunggu tanda tangan lagi" in bring()


def test_the_back_lists_the_sessions_that_somebody_attended(door: Door, committee: FlaskClient) -> None:
    rule_of(door.meeting).back = True
    came(door, "Ani Lestari")
    came(door, "Budi Hartono", sessions=1)
    issue(door, committee)

    first, second = door.session, door.second
    printed = {each.name: page_texts(storage.get(each.document.storage_key)) for each in certificates()}
    assert [len(pages) for pages in printed.values()] == [2, 2]
    assert first.title in printed["Ani Lestari"][1] and second.title in printed["Ani Lestari"][1]
    assert first.title in printed["Budi Hartono"][1] and second.title not in printed["Budi Hartono"][1]


def test_who_came_only_when_it_was_over_gets_none(door: Door, committee: FlaskClient) -> None:
    came(door, "Ani Lestari")
    late = came(door, "Budi Hartono", sessions=0)
    make_attendance(door.session, late, first_in_at=door.session.ends_at + timedelta(minutes=1))
    db.session.commit()
    issue(door, committee)

    assert [each.name for each in certificates()] == ["Ani Lestari"]
    assert "Tidak tercatat hadir sebelum sesinya selesai." in read(committee, door)


def test_a_certificate_that_is_not_right_any_more_is_not_sent(door: Door, committee: FlaskClient) -> None:
    came(door, "Ani Lestari", email="ani@example.go.id")
    came(door, "Budi Hartono", email="budi@example.go.id")
    issue(door, committee)
    assert "Kirim 2 surel" in read(committee, door)
    db.session.execute(delete(Attendance).where(Attendance.participant_id == certificates()[0].participant_id))
    db.session.commit()

    assert "Kirim 1 surel" in read(committee, door)
    assert committee.post(place(door, "sertifikat/kirim")).status_code == 302
    work()
    assert [each.address for each in db.session.scalars(select(Delivery))] == [
        f"{certificates()[1].name.split()[0].lower()}@example.go.id"
    ]


def test_what_was_printed_stays_what_the_list_says(door: Door, committee: FlaskClient) -> None:
    came(door, "Ani Lestari")
    issue(door, committee)
    rule_of(door.meeting).jp_minutes = 60
    db.session.commit()

    assert '<td data-label="JP">8</td>' in read(committee, door)  # six hours in lessons of 45 minutes


def test_without_the_right_nothing_is_issued(door: Door, sign_in: Enter) -> None:
    came(door, "Ani")
    registrar = sign_in(staff(door, Role.REGISTRAR))

    assert registrar.get(place(door, "sertifikat")).status_code == 200
    assert registrar.get(place(door, "sertifikat/unduh.zip")).status_code == 403
    assert registrar.post(place(door, "sertifikat/terbitkan")).status_code == 403
    assert not db.session.scalars(select(Document)).all()


def test_a_sentence_with_an_unknown_gap_is_refused(door: Door, committee: FlaskClient) -> None:
    data = {"measure": "share", "least": "75", "jp_minutes": "60", "numbering": "each", "text": "pada {kegiatn}", "official": ""}
    answer = committee.post(place(door, "sertifikat/aturan"), data=data)
    assert answer.status_code == 422 and "{kegiatn}" in answer.get_data(as_text=True)
    impossible = data | {"measure": "sessions", "least": "5", "text": "pada {kegiatan}"}
    assert "hanya 2 sesi" in committee.post(place(door, "sertifikat/aturan"), data=impossible).get_data(as_text=True)

    assert committee.post(place(door, "sertifikat/aturan"), data=data | {"text": "pada {kegiatan}"}).status_code == 302
    db.session.expire_all()
    rule = rule_of(door.meeting)
    assert (rule.measure, rule.least, rule.jp_minutes) == ("share", 75, 60)
    assert committee.get(place(door, "sertifikat/contoh.pdf")).mimetype == "application/pdf"


def sign(door: Door, client: FlaskClient, holder: str, **more: object) -> dict[str, object]:
    ids = list(db.session.scalars(select(Signature.id).where(Signature.signed_at.is_(None))))
    data = {"key": (io.BytesIO(make_key(holder)), "kunci.p12"), "key_password": PASSWORD, "ids": ids} | more
    answer = client.post(
        place(door, "sertifikat/tanda-tangan"),
        data=data,
        content_type="multipart/form-data",
        headers={"Accept": "application/json"},
    )
    return answer.json


def test_after_a_change_of_rule_each_waits_for_its_own_way(door: Door, committee: FlaskClient, sign_in: Enter) -> None:
    door.meeting.organisation.signing = {"letter": SigningMethod.WET.value}
    came(door, "Ani Lestari")
    issue(door, committee)
    door.meeting.organisation.signing = {"letter": SigningMethod.KEY.value}
    came(door, "Budi Hartono")
    issue(door, committee)
    secretary = sign_in(staff(door, Role.SECRETARY, "Sri Sekretaris"))

    pages = {way: read(secretary, door, "sertifikat/tanda-tangan", cara=way) for way in ("wet", "key")}

    for way, here, other in (("wet", "Ani Lestari", "Budi Hartono"), ("key", "Budi Hartono", "Ani Lestari")):
        assert here in pages[way] and other not in pages[way] and "Menunggu tanda tangan: 1 sertifikat" in pages[way]
    assert "2 sertifikat menunggu tanda tangan" in read(committee, door)


def test_one_password_signs_all(door: Door, committee: FlaskClient, sign_in: Enter) -> None:
    door.meeting.organisation.signing = {"letter": SigningMethod.KEY.value}
    came(door, "Ani Lestari")
    came(door, "Budi Hartono")
    issue(door, committee)
    secretary = sign_in(staff(door, Role.SECRETARY, "Sri Sekretaris"))
    assert "Tanda tangani semua yang dipilih" in read(secretary, door, "sertifikat/tanda-tangan")
    assert "2 sertifikat" in secretary.get("/tanda-tangan/").get_data(as_text=True)

    refused = sign(door, secretary, "Orang Lain")
    assert [each["state"] for each in refused["results"]][:1] == ["refused"]
    signed = sign(door, secretary, "Anwar Ibrahimi")

    assert [each["state"] for each in signed["results"]] == ["signed", "signed"]
    db.session.expire_all()
    assert {each.document.state for each in certificates()} == {DocumentState.PUBLISHED}
    gone = sign(door, secretary, "Anwar Ibrahimi", ids=list(db.session.scalars(select(Signature.id))))
    assert [each["state"] for each in gone["results"]] == ["gone", "gone"]
