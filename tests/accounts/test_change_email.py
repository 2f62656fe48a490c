"""Another address to sign in with: proved by a link, told to the old one."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.audit.reading import sentence
from meetings.domain.outbox import read_body
from meetings.extensions import db
from meetings.models import AuditEntry, Delivery, User
from tests.factories import PASSWORD, make_user

OLD, NEW = "lama@example.go.id", "Baru@example.go.id"


@pytest.fixture
def user(app: Flask) -> User:
    return make_user("Siti Rahmawati", email=OLD)


def mails(kind: str) -> list[Delivery]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Delivery).where(Delivery.kind == kind)))


def ask(client: FlaskClient, email: str = NEW) -> str:
    """Ask for another address; the page that follows."""
    return client.post("/akun/surel", data={"email": email}).text


def link() -> str:
    (mail,) = mails("change_email_instructions")
    text, html = read_body(mail)
    found = re.search(r"http://localhost(/akun/surel/[^\s]+)", text)
    assert found and found[1] in html
    return found[1]


def address_of(user: User) -> str:
    db.session.rollback()
    return db.session.get_one(User, user.id, populate_existing=True).email


def test_the_new_address_counts_once_its_link_was_used(app: Flask, sign_in, user: User) -> None:
    client = sign_in(user)

    told = ask(client)
    page = app.test_client().get(link())

    assert NEW.lower() in told and [mail.address for mail in mails("change_email_instructions")] == [NEW.lower()]
    assert page.status_code == 200 and address_of(user) == OLD, "a mail filter that looks changes nothing"
    app.test_client().post(link())
    assert address_of(user) == NEW.lower()
    fresh = app.test_client()
    fresh.post("/masuk", data={"email": NEW, "password": PASSWORD})
    assert fresh.get("/").status_code == 200


def test_the_old_address_is_told_and_the_trail_knows(app: Flask, sign_in, user: User) -> None:
    ask(sign_in(user))
    app.test_client().post(link())

    (notice,) = mails("change_email_notice")
    assert notice.address == OLD and NEW.lower() in read_body(notice)[0]
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "user.changed")).one()
    assert entry.data["changes"] == {"email": [OLD, NEW.lower()]} and entry.actor_id == user.id
    with app.test_request_context():
        assert "Siti Rahmawati" in sentence(entry)


def test_a_link_works_once_and_only_as_it_was_sent(app: Flask, sign_in, user: User) -> None:
    ask(sign_in(user))
    good = link()

    app.test_client().post(good[:-5] + ("A" if good[-5] != "A" else "B") + good[-4:])  # the last one has bits that say nothing
    assert address_of(user) == OLD
    app.test_client().post(good)
    db.session.get_one(User, user.id).email = "ketiga@example.go.id"
    db.session.commit()
    app.test_client().post(good)

    assert address_of(user) == "ketiga@example.go.id"


def test_an_address_that_has_an_account_gets_nothing_and_is_not_told(app: Flask, sign_in, user: User) -> None:
    other = make_user()
    client = sign_in(user)

    def plain(page: str, email: str) -> str:
        return re.sub(r"csrf[^>]+>", "", page.replace(email, "X"))

    taken, free = ask(client, other.email), ask(client)

    assert plain(taken, other.email) == plain(free, NEW.lower())
    assert len(mails("change_email_instructions")) == 1


def test_an_address_that_was_taken_in_between_stays_whose_it_is(app: Flask, sign_in, user: User) -> None:
    ask(sign_in(user))
    make_user(email=NEW.lower())
    db.session.commit()

    answer = app.test_client().post(link())

    assert answer.status_code == 302 and address_of(user) == OLD


def test_it_wants_a_recent_password(app: Flask, sign_in, user: User) -> None:
    client = sign_in(user)
    with client.session_transaction() as session:
        session["fs_paa"] -= 7200

    assert "/akun/konfirmasi" in client.post("/akun/surel", data={"email": NEW}).headers["Location"]
    assert mails("change_email_instructions") == []


def test_the_present_address_is_refused_by_name(sign_in, user: User) -> None:
    assert "Ini alamat akun Anda sekarang." in ask(sign_in(user), OLD.upper())
    assert mails("change_email_instructions") == []
