"""Signing in, failing to, and being signed out from elsewhere."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import accounts
from meetings.domain.audit import SYSTEM
from meetings.domain.outbox import read_body
from meetings.extensions import db
from meetings.models import AuditEntry, Delivery, User, UserSession
from tests.factories import PASSWORD, make_user


def plain(page: str, *names: str) -> str:
    """The page without what differs on every request and without the address that was typed."""
    for name in names:
        page = page.replace(name, "X")
    return re.sub(r'name="csrf-token" content="[^"]+"', "", page)


def enter(client: FlaskClient, user: User, password: str = PASSWORD, **kwargs):
    return client.post("/masuk", data={"email": user.email, "password": password}, **kwargs)


def test_the_right_password_opens_the_home_page(app, client):
    user = make_user()
    db.session.commit()

    answer = enter(client, user)

    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    assert db.session.scalar(sa.select(sa.func.count(UserSession.id))) == 1


@pytest.mark.parametrize("elsewhere", ["https://jahat.example", "//jahat.example", "/%09/jahat.example", "/\\jahat.example"])
def test_a_way_on_to_another_site_is_dropped_and_the_password_taken(app, client, elsewhere):
    user = make_user()
    db.session.commit()
    address = f"/masuk?next={elsewhere}"
    shown = client.get(address).text

    answer = client.post(address, data={"email": user.email, "password": PASSWORD, "next": elsewhere})

    assert "//jahat" not in re.sub(r'href="/bahasa/[^"]*"', "", shown)
    assert answer.status_code == 302 and re.match(r"/([^/\\]|$)", answer.location), "a path of ours"
    assert client.get("/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_read_the_same(app, client):
    user = make_user()
    db.session.commit()

    wrong = enter(client, user, "bukan-kata-sandinya").text
    unknown = client.post("/masuk", data={"email": "siapa@example.go.id", "password": "bukan-kata-sandinya"}).text

    assert client.get("/").status_code == 302
    assert plain(wrong, user.email) == plain(unknown, "siapa@example.go.id")


def test_a_closed_account_stays_out_and_its_open_sessions_end(app, client):
    user = make_user()
    db.session.commit()
    enter(client, user)

    accounts.set_active(SYSTEM, db.session.get_one(User, user.id), False, clock.now())
    db.session.commit()

    assert client.get("/").status_code == 302
    enter(client, user)
    assert client.get("/").status_code == 302


def test_a_session_ended_in_another_browser_is_over_at_once(app, sign_in):
    user = make_user()
    here, there = sign_in(user), sign_in(user)
    assert there.get("/").status_code == 200

    page = here.get("/akun/keamanan").text
    here.post("/akun/sesi/akhiri-lain")

    assert page.count('/akhiri"') >= 1
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(app, sign_in):
    victim, other = make_user(), make_user()
    theirs = sign_in(victim)
    row = db.session.scalar(sa.select(UserSession).where(UserSession.user_id == victim.id))

    sign_in(other).post(f"/akun/sesi/{row.id}/akhiri")

    assert theirs.get("/").status_code == 200


def test_signing_out_ends_the_row_so_a_copied_cookie_is_worthless(app, client):
    user = make_user()
    db.session.commit()
    enter(client, user)
    with client.session_transaction() as session:
        stolen = dict(session)

    client.post("/keluar")

    thief = app.test_client()
    with thief.session_transaction() as session:
        session.update(stolen)
    assert thief.get("/").status_code == 302


def test_a_session_unused_for_twelve_hours_is_over(app, sign_in):
    user = make_user()
    client = sign_in(user)
    db.session.execute(sa.update(UserSession).values(last_seen_at=clock.now() - timedelta(hours=12, minutes=1)))
    db.session.commit()

    assert client.get("/").status_code == 302


def test_a_session_ends_a_week_after_it_began_however_much_it_is_used(app, sign_in):
    user = make_user()
    client, younger = sign_in(user), sign_in(user)
    rows = db.session.scalars(sa.select(UserSession)).all()
    for row, age in zip(rows, (timedelta(days=7, minutes=1), timedelta(days=6, hours=23)), strict=True):
        row.created_at, row.last_seen_at = clock.now() - age, clock.now()
    db.session.commit()

    assert sorted([client.get("/").status_code, younger.get("/").status_code]) == [200, 302]
    with app.app_context():
        assert len(accounts.list_sessions(user.id, clock.now())) == 1


def test_after_sign_in_only_pages_of_this_site_are_opened(app, client):
    user = make_user()
    db.session.commit()

    answer = client.post("/masuk?next=https://jahat.example/", data={"email": user.email, "password": PASSWORD})

    assert "jahat" not in (answer.headers.get("Location") or "")


def test_a_forgotten_password_is_mailed_as_a_link_that_works_once(app, client):
    user = make_user()
    db.session.commit()

    client.post("/lupa-sandi", data={"email": user.email})

    mail = db.session.scalars(sa.select(Delivery)).one()
    assert mail.address == user.email
    text = read_body(mail)[0]
    link = next(word for word in text.split() if "/lupa-sandi/" in word)
    path = "/lupa-sandi/" + link.split("/lupa-sandi/")[1]
    new = {"password": "kalimat sandi yang baru", "password_confirm": "kalimat sandi yang baru"}
    assert client.get(path).status_code == 200
    client.post(path, data=new)
    enter(client, user, "kalimat sandi yang baru")
    assert client.get("/").status_code == 200
    again = app.test_client()
    again.post(path, data={"password": "sandi orang lain dua", "password_confirm": "sandi orang lain dua"})
    db.session.expire_all()
    enter(again, user, "sandi orang lain dua")
    assert again.get("/").status_code == 302


def test_an_unknown_address_gets_no_mail_and_no_other_answer(app, client):
    user = make_user()
    db.session.commit()

    known = client.post("/lupa-sandi", data={"email": user.email}, follow_redirects=True).text
    unknown = client.post("/lupa-sandi", data={"email": "siapa@example.go.id"}, follow_redirects=True).text

    assert db.session.scalar(sa.select(sa.func.count(Delivery.id))) == 1
    assert plain(known, user.email) == plain(unknown, "siapa@example.go.id")


def test_short_passwords_are_refused(app, sign_in):
    client = sign_in(make_user())

    client.post("/akun/sandi", data={"password": PASSWORD, "new_password": "pendek1", "new_password_confirm": "pendek1"})

    assert db.session.scalar(sa.select(sa.func.count(Delivery.id))) == 0


def test_a_link_in_a_mail_does_not_follow_the_host_that_a_request_claims(app, client):
    user = make_user()
    db.session.commit()

    client.post("/lupa-sandi", data={"email": user.email}, base_url="http://jahat.example")

    text, html = read_body(db.session.scalars(sa.select(Delivery)).one())
    assert "jahat" not in text + html
    assert f"{app.config['SETTINGS'].base_url}/lupa-sandi/" in text


def test_a_new_password_ends_the_other_sessions_and_is_audited(app, sign_in):
    user = make_user()
    here, there = sign_in(user), sign_in(user)
    new = "kalimat sandi yang baru"

    here.post("/akun/sandi", data={"password": PASSWORD, "new_password": new, "new_password_confirm": new})

    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)
    db.session.expire_all()
    open_rows = db.session.scalars(sa.select(UserSession.id).where(UserSession.ended_at.is_(None))).all()
    assert len(open_rows) == 1
    assert db.session.scalars(sa.select(AuditEntry.target_id).where(AuditEntry.action == "user.password_changed")).all() == [
        user.id
    ]


def test_a_token_of_the_library_opens_nothing(app, client):
    user = make_user()
    db.session.commit()
    typed = {"email": user.email, "password": PASSWORD}
    answer = client.post("/masuk?include_auth_token", json=typed, headers={"Accept": "application/json"})
    token = answer.json["response"]["user"]["authentication_token"]

    stranger = app.test_client()

    assert stranger.get("/akun/", headers={"Authentication-Token": token}).status_code == 302
    assert stranger.get(f"/akun/?auth_token={token}").status_code == 302
