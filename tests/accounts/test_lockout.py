"""Who guesses is locked out, and nobody else."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meetings import clock
from meetings.domain import accounts
from meetings.domain.accounts import lockout
from meetings.domain.audit import SYSTEM
from meetings.domain.outbox import read_body
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import AuditEntry, Delivery, LimitCount, User, UserSession
from tests.factories import PASSWORD, make_membership, make_organisation, make_user

HERE, THERE, HOME = "203.0.113.7", "203.0.113.8", "198.51.100.20"
LOCKED, NOBODY = "terkunci", "siapa@example.go.id"


def made(**values: object) -> User:
    user = make_user(**values)
    db.session.commit()
    return user


def enter(app: Flask, email: str, password: str = PASSWORD, address: str = HERE) -> tuple[FlaskClient, TestResponse]:
    """A new browser at ``address`` that signs in, with its answer."""
    client = app.test_client()
    answer = client.post("/masuk", data={"email": email, "password": password}, environ_base={"REMOTE_ADDR": address})
    return client, answer


def guess(app: Flask, email: str, times: int = 5, address: str = HERE) -> list[str]:
    return [enter(app, email, "bukan-kata-sandinya", address)[1].text for _ in range(times)]


def is_in(client: FlaskClient) -> bool:
    return client.get("/").status_code == 200


def plain(page: str, email: str) -> str:
    return re.sub(r'name="csrf-token" content="[^"]+"|name="csrf_token"[^>]+>', "", page.replace(email, "X"))


def let_pass(seconds: int) -> None:
    """The counts as they are when so much time has gone by."""
    for row in db.session.scalars(sa.select(LimitCount)):
        row.expires_at -= timedelta(seconds=seconds)
    db.session.commit()


def test_five_failures_lock_even_for_the_right_password(app: Flask) -> None:
    user = made()

    wrong = guess(app, user.email)
    client, locked = enter(app, user.email)

    assert ["Coba lagi" in page for page in wrong] == [False] * 4 + [True]
    assert "Coba lagi 15 menit lagi" in locked.text
    assert plain(locked.text, user.email) == plain(wrong[-1], user.email), "a guesser would learn the right password"
    assert not is_in(client)
    db.session.expire_all()
    assert db.session.get_one(User, user.id).is_shut_out
    assert db.session.scalars(sa.select(AuditEntry.target_id).where(AuditEntry.action == "user.locked")).all() == [user.id]


def test_the_owner_comes_in_from_another_address(app: Flask) -> None:
    user = made()
    guess(app, user.email, 8)

    assert is_in(enter(app, user.email, address=HOME)[0])
    assert not is_in(enter(app, user.email)[0])


def test_an_address_that_nobody_has_locks_with_the_same_words(app: Flask) -> None:
    user = made()

    known, unknown = guess(app, user.email, 7), guess(app, NOBODY, 7)

    assert [plain(page, user.email) for page in known] == [plain(page, NOBODY) for page in unknown]


@pytest.mark.parametrize("spelling", ["{0} ", "{1}", " {1}"])
def test_another_spelling_of_the_address_is_no_other_account(app: Flask, spelling: str) -> None:
    user = made()
    guess(app, user.email)

    client, answer = enter(app, spelling.format(user.email, user.email.upper()))

    assert "15 menit lagi" in answer.text and not is_in(client)


def test_a_lock_ends_by_itself_and_longer_ones_follow(app: Flask) -> None:
    user = made()
    guess(app, user.email)
    let_pass(15 * 60)
    again = guess(app, user.email)

    assert "Coba lagi 45 menit lagi" in again[-1]
    let_pass(45 * 60)
    assert is_in(enter(app, user.email)[0])


def test_success_begins_anew(app: Flask) -> None:
    user = made()
    guess(app, user.email, 4)
    enter(app, user.email)
    guess(app, user.email, 4)

    assert is_in(enter(app, user.email)[0])


def test_what_is_refused_does_not_lengthen_the_lock(app: Flask) -> None:
    user = made()
    guess(app, user.email)
    ends = db.session.scalars(sa.select(LimitCount.expires_at).order_by(LimitCount.key_hash)).all()

    guess(app, user.email, 5)

    db.session.expire_all()
    assert db.session.scalars(sa.select(LimitCount.expires_at).order_by(LimitCount.key_hash)).all() == ends


def test_guesses_from_many_addresses_are_slowed_but_not_where_the_owner_is_known(app: Flask) -> None:
    user = made()
    enter(app, user.email, address=HOME)
    for number in range(10):
        guess(app, user.email, 1, f"192.0.2.{number}")

    client, elsewhere = enter(app, user.email, address=THERE)

    assert re.search(r"Coba lagi \d\d? detik lagi", elsewhere.text) and not is_in(client)
    assert is_in(enter(app, user.email, address=HOME)[0])


def test_guesses_from_many_addresses_never_lock_for_longer_than_ten_minutes(app: Flask) -> None:
    user = made()
    for number in range(45):
        accounts.count_wrong_password(user.email, user, f"192.0.2.{number}", clock.now())
        db.session.commit()

    until = accounts.password_free_at(user.email, user, THERE)

    assert until and until <= clock.now() + timedelta(minutes=10)


def new_password(app: Flask, user: User, address: str) -> str:
    app.test_client().post("/lupa-sandi", data={"email": user.email})
    text = read_body(db.session.scalars(sa.select(Delivery)).one())[0]
    path = "/lupa-sandi/" + text.split("/lupa-sandi/")[1].split()[0]
    chosen = "kalimat yang belum pernah ada"
    typed = {"password": chosen, "password_confirm": chosen}
    app.test_client().post(path, data=typed, environ_base={"REMOTE_ADDR": address})
    return chosen


def test_a_new_password_opens_the_lock_though_the_guessing_goes_on(app: Flask) -> None:
    user = made()
    guess(app, user.email, 5)
    chosen = new_password(app, user, HERE)
    for number in range(30):
        accounts.count_wrong_password(user.email, user, f"192.0.2.{number}", clock.now())
        db.session.commit()

    assert is_in(enter(app, user.email, chosen)[0])
    db.session.expire_all()
    assert not db.session.get_one(User, user.id).is_shut_out


def test_a_passkey_opens_the_lock(app: Flask) -> None:
    user = made()
    guess(app, user.email)

    accounts.open_passwords(db.session.get_one(User, user.id), HERE)
    db.session.commit()

    assert is_in(enter(app, user.email)[0])


def test_an_administrator_sees_the_lock_and_opens_it(app: Flask, sign_in) -> None:
    root = make_organisation()
    admin, user = make_user(), make_user()
    make_membership(admin, root, Role.ADMINISTRATOR)
    role = make_membership(user, root)
    client = sign_in(admin)
    page = f"/instansi/{root.id}"
    guess(app, user.email)
    shown = client.get(page).text

    client.post(f"{page}/peran/{role.id}/akun/buka-kunci")

    assert "Sedang terkunci" in shown and "Sedang terkunci" not in client.get(page).text
    assert is_in(enter(app, user.email)[0])


def test_an_administrator_opens_the_second_step_too(app: Flask) -> None:
    user, at = made(), clock.now()
    for _ in range(5):
        until = accounts.count_wrong_code(user, at)
        db.session.commit()
    assert until and accounts.code_free_at(user) == until

    accounts.open_passwords(user, HERE)
    db.session.commit()
    assert accounts.code_free_at(user), "a mailbox is no second factor"
    accounts.unlock(SYSTEM, user, at)
    db.session.commit()

    assert accounts.code_free_at(user) is None


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("/akun/konfirmasi", {"password": "salah-sekali-lagi"}),
        ("/akun/sandi", {"password": "salah-sekali-lagi", "new_password": "x" * 12, "new_password_confirm": "x" * 12}),
    ],
)
def test_an_open_browser_is_no_way_to_guess(app: Flask, sign_in, page: str, typed: dict[str, str]) -> None:
    client = sign_in(made())

    answers = [client.post(page, data=typed).text for _ in range(6)]

    assert [LOCKED in answer for answer in answers] == [False] * 4 + [True] * 2


def test_what_is_counted_ends_within_a_day(app: Flask) -> None:
    rates = (*lockout.FROM_ADDRESS, *lockout.FROM_STRANGERS, *lockout.CODES)

    assert max(rate.get_expiry() for rate in rates) <= lockout.LONGEST.total_seconds()


def test_where_somebody_signed_in_is_known(app: Flask) -> None:
    user = made()
    enter(app, user.email, address=HOME)

    assert db.session.scalars(sa.select(UserSession.ip)).all() == [HOME]
