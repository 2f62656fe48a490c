"""Every address that refuses who tries too often: 429 with the true time, in ``Retry-After`` and in words.

A view that Flask-Limiter limits, and a module that refuses by itself, needs a line here.
"""

import math
import re
from collections.abc import Iterator
from datetime import timedelta
from inspect import unwrap
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_limiter.util import get_qualified_name
from flask_security.recoverable import generate_reset_password_token
from limits import parse_many
from werkzeug.test import TestResponse

from meetings import clock
from meetings.blueprints.accounts import guarding
from meetings.blueprints.api import throttle
from meetings.domain import passes
from meetings.domain.audit import SYSTEM
from meetings.domain.delegations import DelegationDetails, create_delegation
from meetings.domain.limits import DatabaseStorage
from meetings.extensions import db, limiter
from meetings.models import Delivery
from tests.checkin.door import Door
from tests.factories import PASSWORD, make_invitation, make_meeting, make_participant, make_user
from tests.support.client import signed_in
from tests.support.counting import counting_service
from tests.support.databases import POSTGRES, QUICK_HASHES, SQLITE, Databases, empty

BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]
PACKAGE = Path(__file__).parents[2] / "meetings"
SIGNED_OUT = {
    "security.login": "/masuk",
    "security.reset_password": "/lupa-sandi/salah",
    "security.two_factor_token_validation": "/masuk/kode",
    "security.mf_recovery": "/masuk/pemulihan",
    "security.wan_signin": "/masuk/kunci-sandi",
    "security.wan_signin_response": "/masuk/kunci-sandi/salah",
}
SIGNED_IN = {
    "security.verify": "/akun/konfirmasi",
    "security.change_password": "/akun/sandi",
    "security.change_email": "/akun/surel",
}
INSTITUTION = {
    *("rsvp.add_delegate", "rsvp.paste_delegates", "rsvp.edit_delegate", "rsvp.answer_for"),
    *("rsvp.add_room", "rsvp.edit_room", "rsvp.report_room"),
}
GUESSES = ("/u/salah", "/p/salah", "/v/salah", "/d/salah")
WAIT = 125


@pytest.fixture(scope="module", params=BOTH)
def limited_app(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Flask]:
    """The service with its limits, as it runs."""
    quick = {"WTF_CSRF_ENABLED": False, "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": QUICK_HASHES}
    with counting_service(databases, "limited", request.param, **quick) as made:
        yield made


@pytest.fixture
def app(limited_app: Flask) -> Iterator[Flask]:
    with limited_app.app_context():
        yield limited_app
        db.session.remove()
        empty(db.engine)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is counted, in the database and in memory: far too many, for two minutes and five seconds more."""
    until = (clock.now() + timedelta(seconds=WAIT)).timestamp()
    for storage in (DatabaseStorage, type(throttle._limiter.storage)):
        monkeypatch.setattr(storage, "get", lambda *_: 10**9)
        monkeypatch.setattr(storage, "incr", lambda *_, **_kw: 10**9)
        monkeypatch.setattr(storage, "get_expiry", lambda *_: until)


def assert_says_when(answer: TestResponse) -> None:
    assert answer.status_code == 429
    wait = int(answer.headers["Retry-After"])
    assert WAIT - 60 < wait <= WAIT
    words = f"{math.ceil(wait / 60)} menit" if wait > 90 else f"{wait} detik"
    text = answer.json["detail"] if "json" in answer.content_type else answer.text
    assert f"Coba lagi {words} lagi" in text


def test_every_limited_view_is_tried_here(app: Flask) -> None:
    limited = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if limiter.limit_manager.decorated_limits(get_qualified_name(unwrap(view)))
    }
    refusing = {
        str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if re.search(r"raise TooManyRequests", path.read_text())
    }

    assert limited == (set(SIGNED_OUT) | set(SIGNED_IN) | {"rsvp.answer"} | INSTITUTION) - {"security.reset_password"}
    assert refusing == {"web/limits.py", "blueprints/api/throttle.py"}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.usefixtures("full")
def test_pages_about_accounts_say_when(app: Flask, client: FlaskClient, accept: str) -> None:
    inside = signed_in(app, make_user())

    for browser, addresses in ((client, SIGNED_OUT), (inside, SIGNED_IN)):
        for address in addresses.values():
            assert_says_when(browser.post(address, data={"email": "a@example.go.id"}, headers={"Accept": accept}))


@pytest.mark.usefixtures("full")
def test_pages_of_guests_and_the_door_say_when(app: Flask, client: FlaskClient) -> None:
    invitation = make_invitation(make_participant(make_meeting(), "Budi"))
    delegation = create_delegation(invitation.meeting, DelegationDetails("Dinas Kesehatan"), SYSTEM, clock.now())
    db.session.commit()

    answers = [client.get(address) for address in GUESSES]
    answers += [client.post(f"/u/{passes.answer_token(invitation.id)}", data={"answer": "hadir"})]
    link = f"/d/{passes.institution_token(delegation.id, 1)}"
    paths = ("orang", "tempel", "orang/x/ubah", "undangan/x/jawab", "ruang", "ruang/x/ubah", "ruang/x/hadir")
    answers += [client.post(f"{link}/{path}") for path in paths]
    answers += [client.post("/api/v1/devices/pair", json={"code": "SALAH-12345"})]

    for answer in answers:
        assert_says_when(answer)


@pytest.mark.usefixtures("full")
def test_a_device_that_calls_too_often_is_told_when(app: Flask) -> None:
    door = Door(app)
    bearer = {"Authorization": f"Bearer {door.token}"}

    assert_says_when(door.client.get(f"/api/v1/meetings/{door.meeting.id}/roster", headers=bearer))
    assert_says_when(door.post(door.scan("M1SALAH")))


def ask(client: FlaskClient, email: str) -> TestResponse:
    return client.post("/lupa-sandi", data={"email": email})


def mails() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Delivery)) or 0


def test_an_office_behind_one_address_asks_for_all_its_accounts(app: Flask, client: FlaskClient) -> None:
    users = [make_user() for _ in range(15)]
    db.session.commit()

    answers = {ask(client, user.email).status_code for user in users}

    assert answers == {200} and mails() == 15


def test_one_account_gets_few_mails_and_nobody_is_told(app: Flask, client: FlaskClient) -> None:
    user = make_user()
    db.session.commit()

    pages = [re.sub(r"csrf[^>]+>", "", ask(client, user.email).text) for _ in range(12)]

    assert mails() == 3
    assert set(pages) == {pages[0]}


def test_one_address_that_asks_for_very_many_accounts_is_refused(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "ACCOUNTS_ASKED_FOR", parse_many("12 per hour"))
    answers = [ask(client, f"orang{number}@example.go.id") for number in range(13)]

    assert [answer.status_code for answer in answers] == [200] * 12 + [429]
    assert 3590 <= int(answers[-1].headers["Retry-After"]) <= 3600 and "Coba lagi 60 menit lagi" in answers[-1].text
    assert ask(client, "orang1@example.go.id").status_code == 200, "asked before within the hour: not counted again"


def test_right_passwords_of_a_whole_office_are_not_counted(app: Flask) -> None:
    users = [make_user() for _ in range(35)]
    db.session.commit()

    answers = [app.test_client().post("/masuk", data={"email": user.email, "password": PASSWORD}) for user in users]

    assert {answer.status_code for answer in answers} == {302}


def test_wrong_passwords_of_one_address_are_counted_over_all_accounts(app: Flask, client: FlaskClient) -> None:
    answers = [client.post("/masuk", data={"email": f"a{n}@example.go.id", "password": "salah sekali"}) for n in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60


def test_a_mailed_link_opens_whoever_guesses_from_the_same_address(app: Flask, client: FlaskClient) -> None:
    user = make_user()
    db.session.commit()
    with app.test_request_context():
        token = generate_reset_password_token(user)
    guesses = [client.get(f"/lupa-sandi/salah{number}").status_code for number in range(25)]

    assert guesses == [302] * 20 + [429] * 5
    assert client.get(f"/lupa-sandi/{token}").status_code == 200
