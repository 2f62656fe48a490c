"""The second language: texts, days and numbers follow the reader's choice, papers stay Indonesian."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from flask_babel import gettext

from meetings import clock
from meetings.domain import outbox, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import closing_sentence, draft_minutes, opening_sentence
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Delivery, User
from tests.factories import make_invitation, make_meeting, make_membership, make_organisation, make_participant, make_user
from tests.factories.minutes import make_ended_session

pytestmark = pytest.mark.usefixtures("app")
MOMENT = datetime(2018, 4, 30, 20, 0, tzinfo=UTC)  # already the first of May in Jakarta
PAGE = "{{ moment | hari }}|{{ moment | tanggal }}|{{ moment | saat }}|{{ 5000 | angka }}|{{ _('Peserta') }}|{{ pgettext('akun', 'Masuk') }}"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("id", "Selasa, 1 Mei 2018|1 Mei 2018|1 Mei 2018, 03.00 WIB|5.000|Peserta|Masuk"),
        ("en", "Tuesday, 1 May 2018|1 May 2018|1 May 2018, 03.00 WIB|5,000|Participants|Sign in"),
        ("xx", "Selasa, 1 Mei 2018|1 Mei 2018|1 Mei 2018, 03.00 WIB|5.000|Peserta|Masuk"),
    ],
)
def test_pages_speak_the_chosen_language(app: Flask, language: str, shown: str) -> None:
    with app.test_request_context(headers={"Cookie": f"lang={language}"}):
        assert render_template_string(PAGE, moment=MOMENT) == shown


def test_a_sentence_that_ends_with_a_degree_has_one_full_stop(app: Flask) -> None:
    said = "{{ _('Kategori: %(name)s.', name=name) }}"
    with app.test_request_context():
        assert render_template_string(said, name="<Ani>, M.T.I.") == "Kategori: &lt;Ani&gt;, M.T.I."
        assert gettext("Kategori: %(name)s.", name="Ani, M.T.I.") == "Kategori: Ani, M.T.I."


def test_papers_stay_indonesian_for_an_english_reader(app: Flask) -> None:
    session = make_ended_session()

    with app.test_request_context(headers={"Cookie": "lang=en"}):
        draft = draft_minutes(session.id, SYSTEM, clock.now())
        assert draft is not None
        opening, closing = opening_sentence(draft, clock.now()), closing_sentence(draft, clock.now())

    assert "Rapat dibuka oleh Dr. Bima Arya, Wali Kota Bogor pada pukul " in opening
    assert closing.startswith("Rapat ditutup pada ")


def test_mails_about_papers_are_indonesian_whatever_the_page_speaks(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.jinja_env.globals, "public_url", lambda *_args, **_values: gettext("Peserta"))
    said = {"approval": SimpleNamespace(name="Undangan", about_id="x"), "person": SimpleNamespace(name="Ani"), "by": "Budi"}
    meeting = SimpleNamespace(id="x", title="Rakerda", organisation=SimpleNamespace(name="Bogor"))

    with app.test_request_context(headers={"Cookie": "lang=en"}):
        assert gettext("Peserta") == "Participants"
        assert "Buka surat: Peserta" in outbox.compose("approval_given", meeting=meeting, **said).text


def test_the_choice_is_kept(client: FlaskClient) -> None:
    assert 'lang="id"' in client.get("/masuk").text
    client.get("/bahasa/en")

    page = client.get("/masuk").text
    assert 'lang="en"' in page
    assert "Sign in" in page


@pytest.mark.parametrize(
    ("spoken", "shown"),
    [
        ("en-GB,en;q=0.8", "en"),
        ("en-US,en;q=0.9,id;q=0.8", "id"),  # a phone sold in Indonesia
        ("id-ID", "id"),
        ("in, en;q=0.5", "id"),
        ("en, id;q=0", "en"),
        ("de, fr;q=0.5", "id"),
        ("*", "id"),
        ("", "id"),
    ],
)
def test_whoever_has_chosen_nothing_reads_what_their_browser_speaks(app: Flask, spoken: str, shown: str) -> None:
    for address in ("/masuk", "/pindai/"):
        page = app.test_client().get(address, headers={"Accept-Language": spoken}).text
        assert f'<html lang="{shown}"' in page
        assert f'href="/bahasa/{"id" if shown == "en" else "en"}?next={address}' in page


def test_a_guest_reaches_the_other_language_and_comes_back(app: Flask) -> None:
    invitation = make_invitation(make_participant(make_meeting()))
    client, address = app.test_client(), f"/u/{passes.answer_token(invitation.id)}"
    assert f"/bahasa/en?next={address}" in client.get(address).text

    back = client.get(f"/bahasa/en?next={address}")

    assert back.location == address and "Will you attend?" in client.get(address).text


def test_a_mail_speaks_the_language_of_its_account(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    root = make_organisation("Kota Bogor")
    clerk, guest = make_user(locale="en"), make_user(locale="id")
    role, _own = (make_membership(user, root, Role.ADMINISTRATOR) for user in (guest, clerk))
    clerk.current_login_at = guest.current_login_at = clock.now()
    sign_in(clerk).post(f"/instansi/{root.id}/peran/{role.id}/akun/kirim-tautan")
    app.test_client().post("/lupa-sandi", data={"email": clerk.email}, headers={"Accept-Language": "id"})

    texts = {mail.address: (mail.subject, outbox.read_body(mail)[0]) for mail in db.session.scalars(db.select(Delivery))}

    assert texts[guest.email][0] == "Mengatur ulang kata sandi" and "Yth. Bapak/Ibu" in texts[guest.email][1]
    assert texts[clerk.email][0] == "Reset password" and "Yth." not in texts[clerk.email][1]
