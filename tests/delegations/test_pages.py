"""The institution's page as its contact uses it, and the committee's pages about it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from markupsafe import escape

from meetings import clock
from meetings.domain import outbox, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.delegations import add_leaders, close_delegation, name_delegates, renew_link
from meetings.domain.participants import Details, unite
from meetings.enums import ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import AuditEntry, Delegate, Delegation, Delivery, Invitation, Participant, Representation, delegation_leader
from tests.delegations.conftest import address_of
from tests.factories import make_category, make_invitation, make_meeting, make_participant
from tests.factories.minutes import make_attendance, make_officer

S = ParticipantStatus
BUDI = {"by": "Rina Wati", "name": "Budi Santoso", "position": "Kepala Seksi", "nip": "", "phone": "0812-3456-7890", "email": ""}


def _people() -> list[str]:
    return list(db.session.scalars(sa.select(Participant.name).order_by(Participant.name)))


def test_the_contact_names_corrects_and_takes_back(delegation, address, client: FlaskClient):
    other = make_participant(delegation.meeting, "Orang Lain", institution="Dinas Kesehatan")
    empty = client.get(address).text
    assert "0 dari 3 orang." in empty and "Daftarkan orang" in empty and other.name not in empty

    page = client.post(f"{address}/orang", data=BUDI, follow_redirects=True).text

    assert "Budi Santoso didaftarkan." in page and "1 dari 3 orang." in page and "didaftarkan oleh Rina Wati" in page
    row = db.session.scalars(sa.select(Delegate)).one()
    assert row.participant.phone == "+6281234567890"
    form = client.get(f"{address}/orang/{row.id}/ubah").text
    assert 'value="0812-3456-7890"' in form and 'value="Rina Wati"' in form
    page = client.post(f"{address}/orang/{row.id}/ubah", data=BUDI | {"position": "Kepala Bidang"}, follow_redirects=True).text
    assert "Kepala Bidang" in page
    page = client.post(f"{address}/orang/{row.id}/hapus", data={"by": "Dewi"}, follow_redirects=True).text
    assert "0 dari 3 orang." in page and "Kepala Bidang" not in page
    assert client.get(address).headers["Referrer-Policy"] == "no-referrer"


def test_the_pass_of_whom_they_named_can_be_passed_on(delegation, address, client: FlaskClient):
    client.post(f"{address}/orang", data=BUDI)

    found = re.search(r'href="http://localhost(/p/[^"]+)"', client.get(address).text)

    own = client.get(found[1]).text
    assert "Budi Santoso" in own and "Kehadiran Anda dinyatakan oleh Rina Wati (Dinas Kesehatan)" in own


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"by": ""}, "Wajib diisi."),
        ({"name": "12345"}, "Tulis nama orangnya."),
        ({"name": "=CMD()"}, "Tulis nama satu orang saja"),
        ({"name": "A"}, "Tulis nama satu orang saja"),
        ({"name": "budi@x.id"}, "Tulis nama satu orang saja"),
        ({"nip": "123"}, "NIP berisi 18 angka"),
        ({"email": "bukan alamat"}, "Alamat surel tidak sah"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(delegation, address, client: FlaskClient, wrong, said):
    refused = client.post(f"{address}/orang", data=BUDI | wrong)

    assert refused.status_code == 422 and said in refused.text
    assert _people() == []


def test_a_list_is_pasted_with_titles_or_without(delegation, address, client: FlaskClient):
    rows = "Nama\tJabatan\tSurel\nBudi Santoso, S.E.\tKepala Seksi\tbudi@example.go.id\nSiti Aminah\tAnalis\t"
    assert (
        "2 orang didaftarkan." in client.post(f"{address}/tempel", data={"by": "Rina", "rows": rows}, follow_redirects=True).text
    )
    bare = "1\tWati\t196805121994031005\tSekretaris\t0812 3456 7890\twati@example.go.id"
    assert client.post(f"{address}/tempel", data={"by": "Rina", "rows": bare}).status_code == 302

    wati = db.session.scalars(sa.select(Participant).where(Participant.name == "Wati")).one()
    assert (wati.nip, wati.position, wati.phone) == ("196805121994031005", "Sekretaris", "+6281234567890")
    assert db.session.scalars(sa.select(Participant.title_back).where(Participant.name == "Budi Santoso")).one() == "S.E."


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("Budi\t123\tKepala\nSiti\t\tAnalis", "Baris 1, kolom NIP/NRP: “123” tidak dapat dibaca."),
        ("Nama\tSurel\nBudi\tbudi@example.go.id\nSiti\tbukan", "Baris 3, kolom Surel: “bukan” tidak dapat dibaca."),
        ("Budi\nSiti\nWati\nDewi", "Kuota Dinas Kesehatan 3 orang: masih ada tempat untuk 3, bukan 4."),
        ("Budi\nBudi", "Baris 2, kolom Nama: Budi sudah Anda daftarkan."),
        ("Siti Aminah, Kepala Seksi Gizi, 081233334444", "hanya gelar yang boleh sesudah koma"),
        ("1, drg. Siti", "Baris 1, kolom Nama: “1, drg. Siti”. Tulis nama satu orang saja"),
        ("Siti\t1.98001E+17", "Baris 1, kolom NIP/NRP: “1.98001E+17” tidak dapat dibaca. Excel sudah membulatkan angkanya"),
        ("Budi\nbudi@x.id", "Baris 2, kolom Nama: “budi@x.id”"),
        ("A", "Tulis nama satu orang saja"),
        ("=CMD()", "Baris 1, kolom Nama"),
        ('"Siti\nAminah"', "hapus ganti baris di dalam selnya"),
        ("   ", "Wajib diisi."),
    ],
)
def test_of_a_list_with_one_wrong_line_nothing_is_kept(delegation, address, client: FlaskClient, rows, said):
    refused = client.post(f"{address}/tempel", data={"by": "Rina", "rows": rows})

    assert refused.status_code == 422 and said in refused.text
    assert escape(rows.split("\n")[0]) in refused.text
    assert _people() == []


def test_a_closed_link_names_nobody_and_a_renewed_one_opens_nothing(delegation, address, client: FlaskClient):
    client.post(f"{address}/orang", data=BUDI)
    row = db.session.get_one(Delegation, delegation.id)
    close_delegation(row, SYSTEM, clock.now())
    db.session.commit()
    client.get(address)  # what was said of the name is shown once
    closed = client.get(address)
    assert closed.status_code == 200 and "sudah ditutup panitia" in closed.text and "Budi" not in closed.text
    assert "sudah ditutup" in client.post(f"{address}/orang", data=BUDI | {"name": "Wati"}).text and "Wati" not in _people()

    renew_link(row, row.link_version, SYSTEM, clock.now())
    db.session.commit()

    assert client.get(address).status_code == 404
    assert client.get(address_of(row)).status_code == 200


@pytest.fixture
def leader(delegation) -> Participant:
    person = make_participant(delegation.meeting, "Taufik Hidayat", position="Kepala Dinas", status=S.INVITED)
    make_invitation(person)
    add_leaders(delegation, [person.id], SYSTEM, clock.now())
    db.session.commit()
    return person


def test_the_secretary_answers_for_the_leader_and_it_is_shown_who_did(delegation, address, leader, client: FlaskClient):
    assert "Taufik Hidayat" in client.get(address).text
    where = f"{address}/undangan/{leader.id}/jawab"

    page = client.post(where, data={"by": "Rina Wati", "answer": "hadir"}, follow_redirects=True).text

    assert "Jawaban untuk Taufik Hidayat sudah tercatat." in page and "dijawab oleh Rina Wati (Dinas Kesehatan)" in page
    db.session.refresh(leader)
    assert (leader.status, leader.answered_by) == (S.CONFIRMED, "Rina Wati (Dinas Kesehatan)")
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "answer.given")).one()
    assert entry.actor_name == "Rina Wati (Dinas Kesehatan)"
    own = passes.answer_link(_invitation(leader)).removeprefix("http://localhost")
    assert "Dijawab untuk Anda oleh Rina Wati (Dinas Kesehatan)" in client.get(own).text

    client.post(own, data={"answer": "tidak-hadir", "reason": "duty"})  # and the leader has the last word

    db.session.refresh(leader)
    assert (leader.status, leader.answered_by) == (S.DECLINED, "")


def _invitation(person: Participant) -> Invitation:
    return db.session.scalars(sa.select(Invitation).where(Invitation.participant_id == person.id)).one()


def test_the_secretary_sends_somebody_for_the_leader(delegation, address, leader, client: FlaskClient):
    where = f"{address}/undangan/{leader.id}/jawab"
    typed = {"by": "Rina Wati", "answer": "diwakilkan", "name": "Siti Aminah", "position": "Sekretaris Dinas"}
    assert client.post(where, data=typed | {"name": ""}).status_code == 422
    assert client.post(where, data=typed | {"by": ""}).status_code == 422
    assert client.post(where, data=typed | {"answer": ""}).status_code == 422

    assert client.post(where, data=typed).status_code == 302

    row = db.session.scalars(sa.select(Representation)).one()
    assert (row.represented_id, row.representative.name) == (leader.id, "Siti Aminah")
    assert "Siti Aminah" in client.get(address).text


def test_only_those_chosen_are_answered_for(delegation, address, leader, client: FlaskClient):
    stranger = make_participant(delegation.meeting, "Bukan pimpinan", status=S.INVITED)
    make_invitation(stranger)
    db.session.commit()

    where = f"{address}/undangan/{stranger.id}/jawab"
    page = client.post(where, data={"by": "Rina", "answer": "hadir"}, follow_redirects=True).text

    assert "tidak lagi menjawab untuk pimpinan itu" in page and stranger.name not in page
    db.session.refresh(stranger)
    assert stranger.status is S.INVITED


def test_whom_they_named_says_by_the_pass_that_they_do_not_come(delegation, address, client: FlaskClient):
    client.post(f"{address}/orang", data=BUDI)
    person = db.session.scalars(sa.select(Participant)).one()
    own = passes.pass_page(passes.active_pass(person)).removeprefix("http://localhost")
    assert "Saya tidak dapat hadir" in client.get(own).text
    assert client.post(f"{own}/jawaban", data={"answer": "tidak-hadir"}).status_code == 422

    page = client.post(f"{own}/jawaban", data={"answer": "tidak-hadir", "reason": "duty"}, follow_redirects=True).text

    db.session.refresh(person)
    assert (person.status, person.answered_by) == (S.DECLINED, "") and "Anda menyatakan tidak hadir." in page
    assert "Yang bersangkutan menjawab tidak hadir." in client.get(address).text
    client.post(f"{own}/jawaban", data={"answer": "hadir"})
    db.session.refresh(person)
    assert (person.status, person.decline_reason) == (S.CONFIRMED, None)


def test_who_turned_out_to_be_invited_keeps_their_pass_when_taken_back(delegation, address, client: FlaskClient):
    known = make_participant(delegation.meeting, "Budi Santoso", institution="Bappeda", status=S.INVITED)
    client.post(f"{address}/orang", data=BUDI)
    row = db.session.scalars(sa.select(Delegate)).one()
    unite(row.participant, known, SYSTEM, clock.now())
    db.session.commit()
    assert "tetap datang dengan tanda masuknya sendiri" in client.get(address).text

    page = client.post(f"{address}/orang/{row.id}/hapus", data={"by": "Dewi"}, follow_redirects=True).text

    assert "undangan dan tanda masuknya sendiri tetap berlaku" in page and "tidak berlaku lagi" not in page


def test_words_to_the_secretary_are_about_the_leader(delegation, address, leader, client: FlaskClient):
    make_attendance(delegation.meeting.sessions[0], leader)
    db.session.commit()

    page = client.get(f"{address}/undangan/{leader.id}/jawab").text

    assert "Kehadiran Taufik Hidayat sudah tercatat" in page and "Kehadiran Anda" not in page


# -- the committee


def test_a_second_link_is_asked_about_and_a_past_deadline_refused(delegation, clerk):
    base = f"/kegiatan/{delegation.meeting_id}/delegasi"
    typed = {"institution": "Dinas  kesehatan", "quota": "2"}
    late = clerk.post(f"{base}/baru", data={"institution": "Bappeda", "quota": "2", "deadline": "2020-01-01T09:00"})
    assert late.status_code == 422 and "Batas waktu ini sudah lewat." in late.text

    asked = clerk.post(f"{base}/baru", data=typed)

    assert "Dinas Kesehatan sudah mempunyai tautan." in asked.text and f"{base}/{delegation.id}" in asked.text
    assert db.session.scalar(sa.select(sa.func.count(Delegation.id))) == 1
    assert 'name="similar" type="hidden" value="1"' in asked.text
    clerk.post(f"{base}/baru", data=typed | {"similar": "1"})
    assert db.session.scalar(sa.select(sa.func.count(Delegation.id))) == 2


def test_a_link_that_asks_for_nothing_is_not_sent(delegation, clerk):
    delegation.quota, delegation.contact_email, delegation.contact_phone = 0, "rina@example.go.id", "+6281234567890"
    db.session.commit()
    base = f"/kegiatan/{delegation.meeting_id}/delegasi/{delegation.id}"

    assert "Pilih dahulu pimpinannya." in clerk.get(base).text and "wa.me" not in clerk.get(base).text
    clerk.post(f"{base}/kirim")
    assert db.session.scalar(sa.select(sa.func.count(Delivery.id))) == 0


def test_past_the_deadline_the_form_is_not_shown(delegation, address, client: FlaskClient):
    delegation.deadline = clock.now() - timedelta(minutes=1)
    db.session.commit()
    for there in ("orang", "tempel"):
        page = client.get(f"{address}/{there}").text
        assert "Batas pengisian sudah lewat" in page and 'name="by"' not in page


@pytest.fixture
def clerk(delegation, sign_in) -> FlaskClient:
    return sign_in(make_officer(delegation.meeting.organisation, Role.COMMITTEE))


def test_the_committee_makes_a_link_sends_it_and_sees_who_was_named(delegation, clerk, mail_server):
    meeting = delegation.meeting
    category, session = make_category(meeting, "Kepala OPD"), meeting.sessions[0]
    db.session.commit()
    base = f"/kegiatan/{meeting.id}/delegasi"
    typed = {
        "institution": "Bappeda", "contact_name": "Dewi", "contact_phone": "0812-3456-7891", "contact_email": "dewi@example.go.id",
        "quota": "2", "category_id": category.id, "session_ids": [session.id],
    }  # fmt: skip  # -- table
    page = clerk.post(f"{base}/baru", data=typed, follow_redirects=True).text
    row = db.session.scalars(sa.select(Delegation).where(Delegation.institution == "Bappeda")).one()
    assert passes.institution_link(row) in page and "https://wa.me/6281234567891?text=" in page
    assert (row.limited, row.category_id) == (True, category.id)

    assert "sedang dikirim" in clerk.post(f"{base}/{row.id}/kirim", follow_redirects=True).text
    mail = db.session.scalars(sa.select(Delivery).where(Delivery.kind == "delegation")).one()
    assert mail.address == "dewi@example.go.id"
    body = outbox.read_body(mail)[0]
    assert passes.institution_link(row) in body and "paling banyak 2 orang" in body

    name_delegates(row, [Details(name="Budi Santoso")], "Dewi Lestari", clock.now())
    db.session.commit()
    page = clerk.get(f"{base}/{row.id}").text
    assert "Budi Santoso" in page and "Dewi Lestari" in page and "1 dari 2 orang terdaftar." in page
    assert "1 dari 2" in clerk.get(base + "/").text
    assert "Dewi Lestari, Bappeda" in clerk.get(f"/kegiatan/{meeting.id}/peserta/{_named(row).participant_id}").text

    refused = clerk.post(f"{base}/{row.id}/ubah", data=typed | {"quota": "0"})
    assert refused.status_code == 422 and "Sudah 1 orang didaftarkan" in refused.text


def _named(row: Delegation) -> Delegate:
    return db.session.scalars(sa.select(Delegate).where(Delegate.delegation_id == row.id)).one()


def test_a_renewed_or_closed_link_is_not_mailed_any_more(delegation, clerk, mail_server):
    delegation.contact_email = "rina@example.go.id"
    db.session.commit()
    base = f"/kegiatan/{delegation.meeting_id}/delegasi/{delegation.id}"
    clerk.post(f"{base}/kirim")
    mail = db.session.scalars(sa.select(Delivery)).one()
    clerk.post(f"{base}/ganti", data={"version": "1"})
    assert "sudah diganti sebelumnya" in clerk.post(f"{base}/ganti", data={"version": "1"}, follow_redirects=True).text
    db.session.refresh(mail)
    assert mail.state.value == "cancelled" and outbox.why_not_any_more(mail)

    clerk.post(f"{base}/tutup")
    assert "tidak menerima nama lagi" in clerk.post(f"{base}/kirim", follow_redirects=True).text
    clerk.post(f"{base}/buka")
    clerk.post(f"{base}/kirim")
    assert db.session.scalar(sa.select(sa.func.count(Delivery.id)).where(Delivery.state == "queued")) == 1


def test_leaders_are_chosen_from_the_institution_or_found(delegation, clerk):
    same = make_participant(delegation.meeting, "Taufik Hidayat")
    elsewhere = make_participant(delegation.meeting, "Bupati Bogor", institution="Pemerintah Kabupaten")
    foreign = make_participant(make_meeting(), "Orang asing")
    db.session.commit()
    base = f"/kegiatan/{delegation.meeting_id}/delegasi/{delegation.id}/pimpinan"
    offered = clerk.get(base).text
    assert same.name in offered and elsewhere.name not in offered
    assert elsewhere.name in clerk.get(f"{base}?q=bupati").text

    clerk.post(base, data={"ids": [same.id, elsewhere.id, foreign.id]})
    clerk.post(base, data={"ids": [same.id]})

    chosen = sa.select(delegation_leader.c.participant_id).where(delegation_leader.c.delegation_id == delegation.id)
    assert set(db.session.scalars(chosen)) == {same.id, elsewhere.id}
    clerk.post(f"{base}/{same.id}/lepas")
    assert set(db.session.scalars(chosen)) == {elsewhere.id}


def test_whoever_may_not_see_personal_data_sees_the_numbers_only(delegation, sign_in):
    viewer = sign_in(make_officer(delegation.meeting.organisation, Role.VIEWER))

    assert "0 dari 3" in viewer.get(f"/kegiatan/{delegation.meeting_id}/delegasi/").text
    assert viewer.get(f"/kegiatan/{delegation.meeting_id}/delegasi/{delegation.id}").status_code == 403
