"""New passwords: which are refused, and what ends with the old one."""

import pytest
import sqlalchemy as sa
from flask_security.recoverable import generate_reset_password_token

from meetings import clock
from meetings.domain.accounts import create_token, is_guessable
from meetings.domain.audit import SYSTEM
from meetings.extensions import db
from meetings.models import ApiToken, AuditEntry, User
from tests.factories import PASSWORD, make_membership, make_organisation, make_user

GOOD = "kucing menari di genteng"


def person() -> User:
    user = make_user("Siti Rahmawati", email="s.rahma@bogorkota.example", position="Kepala Bagian Hukum")
    make_membership(user, make_organisation("Pemerintah Kota Bogor", short_name="Pemkot Bogor"))
    db.session.commit()
    return user


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "rahasia12345", "123456789012", "qwertyuiop12", "aaaaaaaaaaaa", "bismillah1234", "P@ssw0rd1234",
        "SitiRahmawati2026", "rahmawati1234", "bogorkota2026", "PemkotBogor2026", "RapatResmi2026", "KepalaBagianHukum1",
        "Siti Rahmawati 1", "Rahmawati, Siti", "siti.rahmawati.siti", "Pemerintah Kota Bogor", "rahasia rahasia", "Password 2026!",
        "selamat pagi", "sayacintaindonesia", "Indonesia Raya 1945", "!@#$%^&*()_+", "||||||||||||",
    ],
)  # fmt: skip  # -- table
def test_what_others_would_try_is_refused(app, password: str) -> None:
    assert is_guessable(password, person())


@pytest.mark.parametrize("password", [GOOD, PASSWORD, "9f2XbQ-77vLpw", "kalimat sandi yang baru " * 40])
def test_what_nobody_guesses_is_taken(app, password: str) -> None:
    assert not is_guessable(password, person())


def change(client, new: str, **more: str):
    return client.post("/akun/sandi", data={"password": PASSWORD, "new_password": new, "new_password_confirm": new, **more})


def test_the_page_says_why(app, sign_in) -> None:
    client = sign_in(person())

    refused = change(client, "SitiRahmawati2026")

    assert "Mudah ditebak" in refused.text
    assert change(client, GOOD).status_code == 302


def test_a_mailed_link_takes_no_easy_one_either(app, client) -> None:
    user = person()
    with app.test_request_context():
        address = f"/lupa-sandi/{generate_reset_password_token(user)}"

    refused = client.post(address, data={"password": "rahasia12345", "password_confirm": "rahasia12345"})

    assert "Mudah ditebak" in refused.text


def open_tokens() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).where(ApiToken.revoked_at.is_(None))) or 0


@pytest.mark.parametrize(("ticked", "left"), [({}, 0), ({"keep_tokens": "y"}, 2)])
def test_tokens_end_with_the_password_unless_they_are_kept(app, sign_in, ticked: dict[str, str], left: int) -> None:
    user, other = person(), make_user()
    for owner in (user, user, other):
        create_token(SYSTEM, owner, "skrip", None, clock.now())
    client = sign_in(user)

    assert "keep_tokens" in client.get("/akun/sandi").text
    change(client, GOOD, **ticked)

    assert open_tokens() == left + 1
    assert len(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "token.revoked")).all()) == 2 - left


@pytest.mark.parametrize(("ticked", "left"), [({}, 0), ({"keep_tokens": "y"}, 1)])
def test_a_reset_ends_tokens_too(app, client, ticked: dict[str, str], left: int) -> None:
    user = person()
    create_token(SYSTEM, user, "skrip", None, clock.now())
    db.session.commit()
    with app.test_request_context():
        address = f"/lupa-sandi/{generate_reset_password_token(user)}"

    assert "keep_tokens" in client.get(address).text
    client.post(address, data={"password": GOOD, "password_confirm": GOOD, **ticked})

    assert open_tokens() == left


@pytest.mark.parametrize("behind", [".", ")", ">,", "%20", "%20untuk%20masuk", "&utm_source=surel", "%E2%80%8B"])
def test_a_mailed_link_opens_with_what_a_sentence_left_behind_it(app, client, behind: str) -> None:
    with app.test_request_context():
        address = f"/lupa-sandi/{generate_reset_password_token(person())}"

    assert client.get(address + behind).status_code == client.get(address).status_code == 200


def test_who_has_no_token_is_not_asked(app, sign_in) -> None:
    user = person()
    with app.test_request_context():
        address = f"/lupa-sandi/{generate_reset_password_token(user)}"

    assert "keep_tokens" not in sign_in(user).get("/akun/sandi").text
    assert "keep_tokens" not in app.test_client().get(address).text
