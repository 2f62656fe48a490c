"""The pages of a letter's way: what each person sees and may press."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.meetings import change_meeting
from meetings.enums import ApprovalState, LetterState, MeetingState
from meetings.extensions import db
from meetings.models import User
from tests.approvals.office import Office, approved
from tests.support.html_forms import post_forms

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def office(app: Flask) -> Office:
    return Office()


def address(office: Office, rest: str = "pemeriksaan") -> str:
    return f"/kegiatan/{office.meeting.id}/undangan/{office.letter.id}/{rest}"


def press(app: Flask, client: FlaskClient, page: str, endpoint: str, **values: str) -> str:
    text = client.get(page).text
    form = next(form for form in post_forms(app, page, text) if form.endpoint == endpoint)
    for name, value in values.items():
        form.values[name] = value
    answer = client.post(form.address, data=form.values, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def test_from_draft_to_number_by_hand_of_each(app: Flask, sign_in: SignIn, office: Office) -> None:
    client = sign_in(office.writer)
    send = client.get(address(office, "kirim"))
    assert send.status_code == 302 and send.location.endswith("/pemeriksaan")
    assert "Surat diajukan" in press(app, client, address(office), "invitations.submit")
    assert "Terbitkan surat" not in client.get(address(office)).text
    for person in (office.secretary, office.named, office.head):
        client = sign_in(person)
        assert office.letter.subject in client.get("/").text
        page = client.get(address(office)).text
        assert "Taufik Hidayat" in page and "tamu@example.go.id" not in page
        told = press(app, client, address(office), "invitations.agree")
        assert ("siap diterbitkan" if person is office.head else "Paraf dibubuhkan") in told
        assert "Surat menunggu Anda" not in client.get("/").text

    client = sign_in(office.writer)
    assert "Surat selesai diperiksa" in client.get("/").text
    answer = client.get(address(office, "terbitkan"))
    form = next(
        form for form in post_forms(app, address(office, "terbitkan"), answer.text) if form.endpoint == "invitations.issue"
    )
    told = client.post(form.address, data=form.values, follow_redirects=True).text

    db.session.expire_all()
    assert office.letter.state is LetterState.ISSUED and office.letter.number in told
    assert client.get(address(office, "terbitkan")).location.endswith("/kirim")


def test_a_note_stays_with_name_and_time_and_the_change_is_told(app: Flask, sign_in: SignIn, office: Office) -> None:
    office.submit()
    client = sign_in(office.secretary)
    press(app, client, address(office), "invitations.comment", note="Cek jamnya")
    press(app, client, address(office), "invitations.send_back", note="Tempatnya salah")
    office.change(office.writer, subject="Undangan baru")
    office.submit()

    page = client.get(address(office)).text

    assert "Cek jamnya" in page and "Tempatnya salah" in page and "Sekretaris, " in page
    assert "Yang berubah sejak pemeriksaan sebelumnya" in page
    assert "<del" in page and "Undangan Rapat Kerja Daerah" in page and "Undangan baru" in page
    assert "Dikembalikan" in page


def test_who_is_not_meant_sees_no_button_and_is_refused(app: Flask, sign_in: SignIn, office: Office) -> None:
    office.submit()
    client = sign_in(office.head)

    page = client.get(address(office)).text
    assert "Menunggu giliran orang lain" in page
    assert "invitations.agree" not in [form.endpoint for form in post_forms(app, address(office), page)]
    refused = client.post(address(office, "setujui"), data={"seen": "x"}, follow_redirects=True)

    assert "berubah sejak diajukan" in refused.text or "bukan giliran Anda" in refused.text
    assert office.round.steps[0].decided_at is None


def test_the_page_says_when_nobody_is_left(sign_in: SignIn, office: Office) -> None:
    office.submit()
    office.agree(office.secretary)
    office.named.active = False
    db.session.commit()

    assert "tidak ada lagi yang dapat mengisi langkah ini" in sign_in(office.head).get(address(office)).text


def test_an_approved_letter_that_no_longer_holds_says_so(app: Flask, sign_in: SignIn, office: Office) -> None:
    approved(office)
    office.meeting.place = "Gedung yang lain"
    db.session.commit()
    client = sign_in(office.writer)

    page = client.get(address(office)).text
    assert "Berubah sejak diajukan" in page and "Gedung yang lain" in page
    assert page.count("tidak berlaku lagi") == 3
    press(app, client, address(office), "invitations.submit")

    assert office.round.state is ApprovalState.IN_REVIEW


def test_a_place_changed_after_the_initials_waits_for_the_committee(sign_in: SignIn, office: Office) -> None:
    office.submit()
    office.agree(office.secretary)
    change_meeting(office.meeting, {"place": "Gedung yang lain"}, actor=SYSTEM, at=clock.now())
    db.session.commit()

    assert "Surat menunggu Anda" not in sign_in(office.named).get("/").text
    client = sign_in(office.writer)
    assert "Berubah sesudah diajukan" in client.get("/").text
    page = client.get(address(office)).text
    assert page.count("tidak berlaku lagi") == 1 and "Ajukan surat" in page


def test_who_approved_is_not_told_that_nobody_is_left(sign_in: SignIn, office: Office) -> None:
    office.submit()
    office.agree(office.secretary)
    office.agree(office.named)
    office.send_back(office.head)
    assert "Tidak ada yang dapat mengisi" not in sign_in(office.head).get(address(office)).text
    approved(office)

    assert "Tidak ada yang dapat mengisi" not in sign_in(office.head).get(address(office)).text
    office.send_back(office.head)
    office.head.active = False
    db.session.commit()
    assert "Tidak ada yang dapat mengisi" in sign_in(office.writer).get(address(office)).text


def test_initials_are_given_with_a_button_of_their_name(sign_in: SignIn, office: Office) -> None:
    office.submit()
    assert re.search(r"</svg>\s*Paraf</button>", sign_in(office.secretary).get(address(office)).text)
    office.agree(office.secretary)
    office.agree(office.named)

    assert re.search(r"</svg>\s*Setujui</button>", sign_in(office.head).get(address(office)).text)


def test_a_letter_of_a_meeting_that_is_not_open_is_not_offered_to_be_submitted(sign_in: SignIn, office: Office) -> None:
    office.meeting.state = MeetingState.DRAFT
    db.session.commit()

    page = sign_in(office.writer).get(address(office)).text

    assert "Ajukan surat" not in page and re.search(rf'<a href="/kegiatan/{office.meeting.id}">Buka kegiatan</a>', page)


def test_the_chain_is_chosen_on_the_page_of_the_house(app: Flask, sign_in: SignIn, office: Office) -> None:
    from meetings.enums import Role
    from tests.factories import make_membership, make_user

    chief = make_user("Administrator")
    make_membership(chief, office.house, Role.ADMINISTRATOR)
    db.session.commit()
    client, page = sign_in(chief), f"/instansi/{office.house.id}/persetujuan-surat"
    text = client.get(page).text
    form = next(form for form in post_forms(app, page, text) if form.endpoint == "organisations.edit_approvals")
    assert form.values["step_2"] == f"user:{office.named.id}"
    form.values["step_2"] = ""

    client.post(page, data=form.values)

    db.session.expire_all()
    assert office.house.approvals == {"letter": [{"role": "secretary"}, {"role": "approver"}]}
