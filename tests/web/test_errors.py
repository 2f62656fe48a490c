"""What the service says when something cannot be done."""

from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.exc import TimeoutError as PoolTimeout

from meetings.domain import letters, passes
from meetings.enums import MeetingState, Role
from meetings.errors import InvalidInput
from meetings.web import errors
from tests.factories import (
    make_invitation,
    make_meeting,
    make_membership,
    make_organisation,
    make_participant,
    make_session,
    make_user,
)


@pytest.mark.parametrize(
    "path",
    [
        "/administrasi/pengguna?q=a%00b",
        "/instansi/?q=%00",
        "/kegiatan/%00",
        "/instansi/%00",
    ],
)
def test_what_no_database_holds_is_no_fault_of_the_service(app, sign_in, path: str) -> None:
    user = make_user()
    make_membership(user, make_organisation(), Role.ADMINISTRATOR)
    client: FlaskClient = sign_in(user)

    assert client.get(path).status_code in (200, 400, 404)


def test_a_page_beyond_the_last_is_the_last_and_one_before_the_first_the_first(app, sign_in) -> None:
    user, meeting = make_user(), make_meeting()
    make_session(meeting)
    make_membership(user, meeting.organisation, Role.ADMINISTRATOR)
    client: FlaskClient = sign_in(user)
    lists = [
        "/administrasi/pengguna",
        "/administrasi/jejak",
        "/kegiatan/",
        "/tindak-lanjut",
        "/keputusan",
        "/notula",
        "/kotak-keluar",
    ]
    own = ("peserta", "kehadiran", "check-in/pindaian", "jejak-audit", "undangan", "tindak-lanjut", "delegasi/")

    for address in [*lists, *(f"/kegiatan/{meeting.id}/{each}" for each in own)]:
        for asked in (f"page={10**25}", f"page=-7&per_page={-(10**25)}", f"page=0&per_page={10**25}"):
            assert client.get(f"{address}?{asked}", follow_redirects=True).status_code == 200, (address, asked)


def test_no_token_of_an_address_comes_into_the_log(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation = make_invitation(make_participant(make_meeting()))
    token = passes.answer_token(invitation.id)
    told: list[object] = []
    monkeypatch.setattr(errors, "log", SimpleNamespace(error=lambda *words, **more: told.append((words, more))))
    monkeypatch.setattr(letters, "newest_held", lambda _invitation: 1 / 0)

    assert client.get(f"/u/{token}").status_code == 500
    assert "/u/<token>" in str(told) and token not in str(told)


def test_a_refused_method_says_which_are_taken(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/healthz")

    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]


def test_a_rule_that_refuses_is_named_and_nobody_else_is_blamed(app: Flask, sign_in) -> None:
    meeting = make_meeting(state=MeetingState.ARCHIVED)
    session = make_session(meeting)
    user = make_user()
    make_membership(user, meeting.organisation, Role.ADMINISTRATOR)
    before = f"/kegiatan/{meeting.id}/acara/"
    headers = {"Referer": f"http://localhost{before}?q=a"}

    answer = sign_in(user).post(f"{before}sesi/{session.id}/hapus", headers=headers)

    assert answer.status_code == 409
    assert "Belum dapat dilakukan" in answer.text and "berstatus Diarsipkan" in answer.text
    assert not [word for word in ("orang lain", "sudah berubah", "409") if word in main_of(answer.text)]
    assert f'href="{before}?q=a"' in answer.text


def test_who_was_overtaken_is_told_to_look_first(app: Flask, sign_in) -> None:
    meeting = make_meeting()
    session = make_session(meeting)
    user = make_user()
    make_membership(user, meeting.organisation, Role.ADMINISTRATOR)

    answer = sign_in(user).post(f"/kegiatan/{meeting.id}/acara/sesi/{session.id}/urutkan", data={"ids": ["x"], "before": "x"})

    assert answer.status_code == 409
    assert "Data sudah berubah" in answer.text and "Lihat dahulu keadaan terakhirnya" in answer.text


@pytest.mark.parametrize("referer", ["https://jahat.example/x", "http://localhost/kegiatan/tidakada", ""])
def test_no_error_page_leads_to_itself_or_to_another_site(app: Flask, sign_in, referer: str) -> None:
    answer = sign_in(make_user()).get("/kegiatan/tidakada", headers={"Referer": referer})

    assert answer.status_code == 404 and 'href="/"' in answer.text
    assert "Kembali ke halaman tadi" not in answer.text


def main_of(page: str) -> str:
    return " ".join(html.document_fromstring(page).get_element_by_id("isi").text_content().split())


def test_an_address_of_a_button_says_so_when_it_is_opened(app: Flask, sign_in) -> None:
    meeting = make_meeting()
    user = make_user()
    make_membership(user, meeting.organisation, Role.ADMINISTRATOR)

    answer = sign_in(user).get(f"/kegiatan/{meeting.id}/kotak-keluar/kirim")

    assert answer.status_code == 405 and "Halaman ini tidak dapat dibuka langsung" in main_of(answer.text)
    assert "Isiannya terpotong" not in answer.text


def test_a_refusal_that_names_its_rule_is_no_request_that_cannot_be_read(app: Flask) -> None:
    """Of a view that shows no form to put it on."""
    with app.test_request_context("/kegiatan/", method="POST"):
        answer = app.handle_user_exception(InvalidInput("Pilih dahulu sesinya."))

    page, status = answer
    assert status == 422 and "Belum dapat dilakukan" in main_of(page) and "Pilih dahulu sesinya." in page


@pytest.mark.parametrize(("account", "by_itself"), [("abc", True), ("", False)])
def test_only_a_form_that_sends_itself_promises_to(app: Flask, account: str, by_itself: bool) -> None:
    """Of a signed-in page, when the database is back; a guest presses once more."""
    form, here = {"account": account, "title": "Rakor"}, {"Origin": "http://localhost"}
    with app.test_request_context("/kegiatan/baru", method="POST", data=form, headers=here):
        page, status, headers = app.handle_user_exception(PoolTimeout())

    assert status == 503 and headers["Retry-After"] == "5" and 'data-after="5"' in page
    assert ("mengirimnya lagi dengan sendirinya" in main_of(page)) is by_itself
    assert "Kirim lagi beberapa detik lagi." in page
