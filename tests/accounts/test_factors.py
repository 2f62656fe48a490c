"""The second factor and recovery codes."""

import re
import threading
import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from meetings.domain.audit.reading import sentence
from meetings.extensions import db, security
from meetings.models import AuditEntry, User
from tests.factories import PASSWORD, make_user


def code_for(app, secret: str, steps: int = 0) -> str:
    """The code that the app on the phone shows now, or so many half minutes later."""
    return str(security._totp_factory._totp.from_source(secret).generate(time.time() + 30 * steps).token)


def set_up(app, client, user: User) -> None:
    page = client.post("/akun/dua-langkah", data={"setup": "authenticator"}).text
    token = re.search(r'action="(/akun/dua-langkah/[^"]+)"', page).group(1)
    with client.session_transaction() as session:
        secret = session["tf_totp_secret"]
    answer = client.post(token, data={"code": code_for(app, secret)})
    assert answer.status_code == 302, answer.text


def test_an_authenticator_is_asked_for_once_it_is_set_up(app, sign_in):
    user = make_user()
    set_up(app, sign_in(user), user)
    db.session.expire_all()
    user = db.session.get_one(User, user.id)
    assert user.tf_primary_method == "authenticator"

    fresh = app.test_client()
    asked = fresh.post("/masuk", data={"email": user.email, "password": PASSWORD})
    assert "/masuk/kode" in (asked.headers.get("Location") or "") or "one-time-code" in asked.text
    assert fresh.get("/").status_code == 302
    wrong = fresh.post("/masuk/kode", data={"code": "000000"})
    assert fresh.get("/").status_code == 302 and wrong.status_code == 200
    fresh.post("/masuk/kode", data={"code": code_for(app, user.tf_totp_secret, 1)})
    assert fresh.get("/").status_code == 200


def test_a_recovery_code_opens_the_door_once(app, sign_in):
    user = make_user()
    client = sign_in(user)
    set_up(app, client, user)
    page = client.post("/akun/kode-pemulihan").text
    codes = re.findall(r"<code>([^<]+)</code>", page)
    assert len(codes) == 8

    def enter_with(code: str):
        fresh = app.test_client()
        fresh.post("/masuk", data={"email": user.email, "password": PASSWORD})
        fresh.post("/masuk/pemulihan", data={"code": code})
        return fresh

    assert enter_with(f" {codes[0].upper()} ").get("/").status_code == 200
    assert enter_with(codes[0]).get("/").status_code == 302
    assert enter_with(codes[1]).get("/").status_code == 200


def half_way_in(app, user: User):
    """A browser that has shown the right password and is asked for a code."""
    fresh = app.test_client()
    fresh.post("/masuk", data={"email": user.email, "password": PASSWORD})
    return fresh


def test_wrong_codes_lock_the_second_step(app, sign_in):
    user = make_user()
    set_up(app, sign_in(user), user)
    fresh = half_way_in(app, user)

    for _attempt in range(5):
        fresh.post("/masuk/kode", data={"code": "000000"})

    db.session.expire_all()
    user = db.session.get_one(User, user.id)
    assert user.is_shut_out
    right = fresh.post("/masuk/kode", data={"code": code_for(app, user.tf_totp_secret, 1)})
    assert "terkunci" in right.text
    assert fresh.get("/").status_code == 302


def test_a_code_counts_once(app, sign_in):
    user = make_user()
    set_up(app, sign_in(user), user)
    code = code_for(app, db.session.get_one(User, user.id, populate_existing=True).tf_totp_secret, 1)
    first, second = half_way_in(app, user), half_way_in(app, user)

    answers = [browser.post("/masuk/kode", data={"code": code}) for browser in (first, second)]

    assert [answer.status_code for answer in answers] == [302, 200]
    assert [browser.get("/").status_code for browser in (first, second)] == [200, 302]
    db.session.expire_all()
    for _attempt in range(4):  # the spent one was the first of five wrong ones
        second.post("/masuk/kode", data={"code": code})
    assert db.session.get_one(User, user.id).is_shut_out


def test_the_code_of_the_set_up_counts_once_too(app, sign_in):
    user = make_user()
    set_up(app, sign_in(user), user)
    fresh = half_way_in(app, user)

    fresh.post(
        "/masuk/kode", data={"code": code_for(app, db.session.get_one(User, user.id, populate_existing=True).tf_totp_secret)}
    )

    assert fresh.get("/").status_code == 302


def test_of_two_who_send_one_code_at_once_one_comes_in(app, sign_in):
    user = make_user()
    set_up(app, sign_in(user), user)
    code = code_for(app, db.session.get_one(User, user.id, populate_existing=True).tf_totp_secret, 1)
    browsers = [half_way_in(app, user) for _ in range(4)]
    db.session.rollback()
    start = threading.Barrier(len(browsers))

    def enter(browser) -> None:
        start.wait()
        browser.post("/masuk/kode", data={"code": code})

    threads = [threading.Thread(target=enter, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(browser.get("/").status_code for browser in browsers) == [200, 302, 302, 302]


@pytest.mark.parametrize(("steps", "status"), [(-2, 302), (-1, 200), (1, 200), (2, 302)])
def test_a_clock_may_be_one_step_off(app, sign_in, monkeypatch, steps: int, status: int):
    user = make_user()
    set_up(app, sign_in(user), user)
    monkeypatch.setattr(security._totp_factory._totp, "now", staticmethod(lambda: (time.time() // 30 + 4) * 30 + 15))
    user = db.session.get_one(User, user.id, populate_existing=True)
    code = security._totp_factory._totp.from_source(user.tf_totp_secret).generate((time.time() // 30 + 4 + steps) * 30).token
    fresh = half_way_in(app, user)

    fresh.post("/masuk/kode", data={"code": str(code)})

    assert fresh.get("/").status_code == status


def test_a_mistyped_code_at_the_set_up_keeps_the_key(app, sign_in):
    user = make_user()
    client = sign_in(user)
    page = client.post("/akun/dua-langkah", data={"setup": "authenticator"}).text
    token, key = (re.search(what, page).group(1) for what in (r'action="(/akun/dua-langkah/[^"]+)"', r"<code>([^<]+)</code>"))
    with client.session_transaction() as session:
        secret = session["tf_totp_secret"]

    again = client.post(token, data={"code": "000000"}).text

    assert key in again and f'action="{token}"' in again and "field-error" in again
    assert client.post(token, data={"code": code_for(app, secret)}).status_code == 302
    assert db.session.get_one(User, user.id, populate_existing=True).tf_primary_method == "authenticator"


def test_wrong_recovery_codes_count_and_a_locked_account_takes_none(app, sign_in):
    user = make_user()
    client = sign_in(user)
    set_up(app, client, user)
    code = re.findall(r"<code>([^<]+)</code>", client.post("/akun/kode-pemulihan").text)[0]
    fresh = app.test_client()
    fresh.post("/masuk", data={"email": user.email, "password": PASSWORD})

    for _attempt in range(5):
        fresh.post("/masuk/pemulihan", data={"code": "salah"})
    right = fresh.post("/masuk/pemulihan", data={"code": code})

    assert "terkunci" in right.text
    assert fresh.get("/").status_code == 302


def test_recovery_codes_are_kept_sealed_and_shown_on_request(app, sign_in):
    user = make_user()
    client = sign_in(user)
    set_up(app, client, user)
    codes = re.findall(r"<code>([^<]+)</code>", client.post("/akun/kode-pemulihan").text)

    db.session.expire_all()
    kept = db.session.get_one(User, user.id).mf_recovery_codes
    hidden, shown = client.get("/akun/kode-pemulihan").text, client.get("/akun/kode-pemulihan?show_codes=1").text

    assert len(kept) == 8 and not set(kept) & set(codes)
    assert "Belum ada kode" not in hidden and codes[0] not in hidden
    assert codes[0] in shown


def test_whoever_has_a_second_factor_is_asked_to_make_recovery_codes(app, sign_in):
    user = make_user()
    client = sign_in(user)
    asked = "Buat kode pemulihan sekarang"
    assert asked not in client.get("/akun/keamanan").text

    set_up(app, client, user)
    assert asked in client.get("/akun/keamanan").text

    client.post("/akun/kode-pemulihan")
    assert asked not in client.get("/akun/keamanan").text


def test_changes_of_factors_are_audited(app, sign_in):
    user = make_user(name="Sari")
    client = sign_in(user)
    set_up(app, client, user)
    client.post("/akun/dua-langkah", data={"setup": "disable"})

    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "user.factor_changed")).all()

    assert [(entry.actor_name, entry.target_type) for entry in entries] == [("Sari", "user")] * 2
    with app.test_request_context():
        told = {sentence(entry) for entry in entries}
    assert told == {
        "mengubah faktor kedua akun Sari: aplikasi autentikator dipasang",
        "mengubah faktor kedua akun Sari: aplikasi autentikator dilepas",
    }


def test_setting_up_a_factor_wants_a_recent_password(app, sign_in):
    user = make_user()
    client = sign_in(user)
    with client.session_transaction() as session:
        session["fs_paa"] = time.time() - 7200

    answer = client.get("/akun/dua-langkah")

    assert answer.status_code == 302 and "/akun/konfirmasi" in answer.headers["Location"]
    client.post("/akun/konfirmasi", data={"password": PASSWORD})
    assert client.get("/akun/dua-langkah").status_code == 200


def test_a_page_at_another_address_says_that_passkeys_belong_to_theirs(client: FlaskClient) -> None:
    elsewhere = client.get("/masuk/kunci-sandi", base_url="http://10.0.0.5:8000").text
    at_home = client.get("/masuk/kunci-sandi").text

    assert "dibuka di 10.0.0.5:8000" in elsewhere and 'href="http://localhost/masuk"' in elsewhere
    assert "hanya berlaku di alamat" not in at_home


def test_the_browser_can_fill_in_ones_own_profile(sign_in: Callable[[User], FlaskClient]) -> None:
    page = sign_in(make_user()).get("/akun/").text

    assert re.findall(r'autocomplete="(name|organization-title|tel)"', page) == ["name", "organization-title", "tel"]
