"""The second language: texts, days and numbers follow the reader's choice, papers stay Indonesian."""

from datetime import UTC, datetime

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import draft_minutes
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


def test_papers_stay_indonesian_for_an_english_reader(app: Flask) -> None:
    session = make_ended_session()

    with app.test_request_context(headers={"Cookie": "lang=en"}):
        draft = draft_minutes(session.id, SYSTEM, clock.now())

    assert draft is not None
    assert "Rapat dibuka oleh Dr. Bima Arya, Wali Kota Bogor pada pukul " in draft.opening
    assert "Rapat ditutup pada pukul " in draft.closing


def test_the_choice_is_kept(client: FlaskClient) -> None:
    assert 'lang="id"' in client.get("/masuk").text
    client.get("/bahasa/en")

    page = client.get("/masuk").text
    assert 'lang="en"' in page
    assert "Sign in" in page
