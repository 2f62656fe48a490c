"""Whatever Host a caller sends, no answer and no mail leads there: links are of the configured address, redirects name paths."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.outbox.sealing import read_body
from meetings.extensions import db
from meetings.models import Delivery
from tests.contracts.test_access import address
from tests.factories import make_user
from tests.factories.whole import make_whole_meeting
from tests.support.client import signed_in
from tests.support.databases import SQLITE
from tests.support.pages import pages

ELSEWHERE = "jahat.example"
on_one_database = pytest.mark.parametrize("app", [SQLITE], indirect=True)
# Pages that tell a person where their browser is, since a passkey works at one address only.
TOLD = {"security.login", "security.verify", "security.wan_register", "security.wan_signin"}


@on_one_database
def test_no_page_and_no_redirect_repeats_the_host(app: Flask) -> None:
    whole = make_whole_meeting(people=2, rows=1)
    db.session.commit()
    client = signed_in(app, whole.administrator)

    astray = []
    for page in pages(app, whole):
        for path in {page.address, page.address.rstrip("/"), page.address.replace("/", "//").removeprefix("/")} - {""}:
            answer = client.get(path, headers={"Host": ELSEWHERE})
            leads = urlsplit(answer.headers.get("Location", "")).netloc == ELSEWHERE
            if leads or (page.endpoint not in TOLD and ELSEWHERE.encode() in answer.data):
                astray.append(f"{path}: {answer.status_code} {answer.location or ''}")

    assert astray == []


@on_one_database
def test_strangers_are_sent_within_the_service(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = client.open(address(app, rule), method=method, headers={"Host": ELSEWHERE})
            assert ELSEWHERE not in str(answer.headers), f"{method} {rule.rule}"


@pytest.mark.parametrize("host", [ELSEWHERE, "jahat.example/x", "jahat.example:80", "a@jahat.example"])
def test_a_missing_slash_is_added_by_a_path_and_the_query_stays(client: FlaskClient, host: str) -> None:
    answer = client.get("/kegiatan?q=rapat%26kerja", headers={"Host": host})

    assert answer.status_code == 308
    assert answer.location.endswith("/kegiatan/?q=rapat%26kerja") and answer.location.startswith("/")
    assert ELSEWHERE not in answer.get_data(as_text=True)


def test_a_mailed_link_leads_to_the_configured_address(app: Flask, client: FlaskClient) -> None:
    user = make_user()
    db.session.commit()

    client.post("/lupa-sandi", data={"email": user.email}, headers={"Host": ELSEWHERE, "X-Forwarded-Host": ELSEWHERE})

    mail = db.session.scalars(select(Delivery)).one()
    text, html = read_body(mail)
    assert "http://localhost/" in text
    assert ELSEWHERE not in text + html
