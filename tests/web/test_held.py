"""A form that is sent when the sign-in has ended: what was typed stays, for the person who typed it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meetings import clock
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Letter, Meeting, Membership, User, UserSession
from tests.factories import PASSWORD, make_letter, make_meeting, make_membership, make_user
from tests.support.html_forms import PostForm, post_forms

SignIn = Callable[[User], FlaskClient]
HERE = {"Origin": "http://localhost"}
OPENING = "Alinea pembuka yang panjang,\r\ndengan dua baris & tanda <b>."


@pytest.fixture(autouse=True)
def with_tokens(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


@pytest.fixture
def letter(app: Flask) -> Letter:
    return make_letter(make_meeting())


def committee(meeting: Meeting) -> User:
    user = make_user()
    make_membership(user, meeting.organisation, Role.ADMINISTRATOR)
    return user


def form_at(app: Flask, address: str, page: str) -> PostForm:
    return next(form for form in post_forms(app, address, page) if form.address == address)


def written(app: Flask, client: FlaskClient, letter: Letter) -> PostForm:
    address = f"/kegiatan/{letter.meeting_id}/undangan/{letter.id}"
    form = form_at(app, address, client.get(address).text)
    form.values["opening"] = OPENING
    return form


def sign_in_beside(app: Flask, client: FlaskClient, user: User) -> None:
    """As a second tab of the same browser does."""
    form = form_at(app, "/masuk", client.get("/masuk").text)
    answer = client.post("/masuk", data=form.values.to_dict() | {"email": user.email, "password": PASSWORD}, headers=HERE)
    assert answer.status_code == 302, answer.text


def stored(letter: Letter) -> str:
    return db.session.scalar(sa.select(Letter.opening).where(Letter.id == letter.id)) or ""


def end_all() -> None:
    db.session.execute(sa.update(UserSession).values(ended_at=clock.now()))


@pytest.mark.parametrize("how", ["ended elsewhere", "signed out in another tab", "cookie gone"])
def test_after_signing_in_beside_the_form_is_saved_as_it_was_typed(app: Flask, letter: Letter, sign_in: SignIn, how: str) -> None:
    user = committee(letter.meeting)
    client = sign_in(user)
    form = written(app, client, letter)
    if how == "ended elsewhere":
        end_all()
    elif how == "cookie gone":
        client.delete_cookie("meetings_session")
    else:
        out = next(each for each in post_forms(app, "/", client.get("/").text) if each.address == "/keluar")
        assert client.post("/keluar", data=out.values, headers=HERE).status_code == 302

    refused = client.post(form.address, data=form.values, headers=HERE)
    again = form_at(app, form.address, refused.text)
    too_early = client.post(form.address, data=again.values, headers=HERE)
    sign_in_beside(app, client, user)
    saved = client.post(form.address, data=again.values, headers=HERE)

    assert (refused.status_code, too_early.status_code, saved.status_code) == (401, 401, 302)
    assert "Isian Anda tidak hilang" in refused.text and 'target="_blank"' in refused.text
    assert stored(letter) == OPENING.replace("\r\n", "\n")


def test_a_form_of_one_account_is_not_saved_in_the_name_of_another(app: Flask, letter: Letter, sign_in: SignIn) -> None:
    client = sign_in(committee(letter.meeting))
    form = written(app, client, letter)
    end_all()
    sign_in_beside(app, client, committee(letter.meeting))

    answer = client.post(form.address, data=form.values, headers=HERE)

    assert answer.status_code == 409 and "akun lain" in answer.text
    assert stored(letter) != OPENING.replace("\r\n", "\n")
    again = form_at(app, form.address, answer.text)
    assert client.post(form.address, data=again.values, headers=HERE).status_code == 409


@pytest.mark.parametrize("sender", [{}, {"Origin": "https://jahat.example"}, {"Sec-Fetch-Site": "cross-site", **HERE}])
def test_what_another_site_sends_is_never_offered_to_be_sent(
    app: Flask, letter: Letter, client: FlaskClient, sender: dict[str, str]
) -> None:
    answer = client.post(f"/kegiatan/{letter.meeting_id}/undangan/{letter.id}", data={"opening": OPENING}, headers=sender)

    assert answer.status_code == 401
    assert "Alinea pembuka" not in answer.text and "<form" not in answer.text


def test_passwords_are_not_shown_again(client: FlaskClient) -> None:
    answer = client.post("/akun/sandi", data={"password": "rahasia-sekali-1", "new_password": "rahasia-sekali-2"}, headers=HERE)

    assert "rahasia" not in answer.text


def test_who_signed_in_anew_meanwhile_only_saves_once_more(app: Flask, letter: Letter, sign_in: SignIn) -> None:
    user = committee(letter.meeting)
    client = sign_in(user)
    form = written(app, client, letter)
    client.delete_cookie("meetings_session")
    sign_in_beside(app, client, user)

    refused = client.post(form.address, data=form.values, headers=HERE)
    again = form_at(app, form.address, refused.text)
    saved = client.post(form.address, data=again.values, headers=HERE)

    assert (refused.status_code, saved.status_code) == (400, 302)
    assert "Masuk di tab baru" not in refused.text.partition("<template")[0]
    assert stored(letter) == OPENING.replace("\r\n", "\n")


def test_a_script_is_told_what_to_do_in_words(letter: Letter, client: FlaskClient) -> None:
    address = f"/kegiatan/{letter.meeting_id}/undangan/{letter.id}"
    told: list[TestResponse] = [
        client.post(address, headers={"Accept": "application/json", **HERE}),
        client.get(address, headers={"HX-Request": "true"}),
    ]

    assert [(each.status_code, each.json["code"]) for each in told] == [(401, "signed_out")] * 2
    assert client.get("/akun/sesi.json").json["account"] == ""


def test_what_is_too_large_is_said_in_words(app: Flask, letter: Letter, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    client = sign_in(committee(letter.meeting))
    address, body = f"/kegiatan/{letter.meeting_id}/undangan/{letter.id}", {"opening": "a" * 2000}

    told = client.post(address, data=body, headers={"Accept": "application/json", **HERE})
    shown = client.post(address, data=body, headers=HERE | {"Referer": f"http://localhost{address}"})

    assert (told.status_code, shown.status_code) == (413, 413)
    assert "Perkecil atau bagi dahulu" in told.json["detail"]
    assert f'href="{address}"' in shown.text and ">413<" not in shown.text


def test_the_page_learns_who_is_signed_in_now(letter: Letter, sign_in: SignIn) -> None:
    user = committee(letter.meeting)
    client = sign_in(user)

    assert client.get("/akun/sesi.json").json["account"] == user.id
    assert f'data-account="{user.id}"' in client.get("/").text


def test_who_lost_the_right_while_writing_saves_when_it_is_given_back(app: Flask, letter: Letter, sign_in: SignIn) -> None:
    user = committee(letter.meeting)
    viewer = make_membership(user, letter.meeting.organisation, Role.VIEWER)
    client = sign_in(user)
    form = written(app, client, letter)
    taken = sa.update(Membership).where(Membership.user_id == user.id, Membership.id != viewer.id)
    db.session.execute(taken.values(role=Role.REGISTRAR))

    refused = client.post(form.address, data=form.values, headers=HERE)
    again = form_at(app, form.address, refused.text)
    db.session.execute(taken.values(role=Role.ADMINISTRATOR))
    saved = client.post(form.address, data=again.values, headers=HERE)

    assert (refused.status_code, saved.status_code) == (403, 302)
    assert "Anda belum berhak melakukan ini" in refused.text and "simpan sesudah peran Anda ditambahkan" in refused.text
    assert stored(letter) == OPENING.replace("\r\n", "\n")


def test_a_button_that_was_refused_promises_no_text(app: Flask, letter: Letter, sign_in: SignIn) -> None:
    client = sign_in(committee(letter.meeting))
    client.get("/")
    form = {"csrf_token": "old", "ticket": "x"}

    refused = client.post(f"/kegiatan/{letter.meeting_id}/kotak-keluar/kirim", data=form, headers=HERE)

    assert refused.status_code == 400
    assert "Isian Anda tidak hilang" not in refused.text and "Coba lagi" in refused.text
