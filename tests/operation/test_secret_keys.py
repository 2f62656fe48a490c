"""Keys are rotated: what was sealed, printed and sent goes on, and former keys can go when nothing needs them."""

import json
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from flask_security.recoverable import generate_reset_password_token

from meetings import clock, create_app, keyring
from meetings.cli.secret_keys import secrets
from meetings.domain import documents, outbox, passes
from meetings.domain.admin import keys
from meetings.domain.audit import SYSTEM
from meetings.domain.delegations import DelegationDetails, create_delegation
from meetings.enums import DocumentKind, DocumentState
from meetings.extensions import db, limiter, security
from meetings.models import Delegation, Delivery, Document, Invitation, Meeting, Pass, User
from meetings.passcode import new_id
from tests.factories import PASSWORD, make_invitation, make_meeting, make_participant, make_user
from tests.support.client import IsolatedClient, signed_in
from tests.support.databases import POSTGRES, QUICK_HASHES, SQLITE, Databases, environment, separate_app

KIND = outbox.register_kind("rotation_test", "Uji")
BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]


class Place:
    """An installation whose keys change."""

    def __init__(self, instance: Path) -> None:
        self.file = instance / "secrets.json"

    def start(self) -> Flask:
        """The service, begun anew: it reads the keys as they are now."""
        app = create_app(
            TESTING=True,
            WTF_CSRF_ENABLED=False,
            RATELIMIT_ENABLED=False,
            SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=QUICK_HASHES,
        )
        app.test_client_class = IsolatedClient
        return app

    def run(self, *command: str, code: int = 0) -> str:
        result = CliRunner().invoke(secrets, command)
        assert result.exit_code == code, (result.output, result.exception)
        return result.output

    def keys(self, name: str) -> tuple[str, ...]:
        return keyring.read_secrets(self.file)[name]


@pytest.fixture(params=BOTH)
def place(
    request: pytest.FixtureRequest, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    for name, value in environment(tmp_path, databases.create(request.param)).items():
        monkeypatch.setenv(name, value)
    place = Place(tmp_path)
    with separate_app(place.start):
        yield place
    limiter.enabled = False


def enter(app: Flask, user: User, step: str, code: str) -> bool:
    browser = app.test_client()
    browser.post("/masuk", data={"email": user.email, "password": PASSWORD})
    browser.post(step, data={"code": code})
    return browser.get("/").status_code == 200


def code_of_app(user: User) -> str:
    return str(security._totp_factory._totp.from_source(user.tf_totp_secret).generate(time.time()).token)


def test_second_factors_outlive_their_key(place: Place) -> None:
    with (app := place.start()).app_context():
        user = make_user(tf_primary_method="authenticator", tf_totp_secret=security.totp_factory.generate_totp_secret())
        with app.test_request_context():
            codes = security.mf_recovery_codes_util.create_recovery_codes(user)
        db.session.commit()
        sealed, user_id = user.tf_totp_secret, user.id

    place.run("rotate", "totp_key")
    place.run("retire", "totp_key")

    assert len(place.keys("totp_key")) == 1
    with (app := place.start()).app_context():
        user = db.session.get_one(User, user_id)
        assert user.tf_totp_secret != sealed
        assert enter(app, user, "/masuk/kode", code_of_app(user)) and enter(app, user, "/masuk/pemulihan", codes[0])


def test_a_secret_from_before_there_were_tags_is_read(place: Place) -> None:
    with place.start().app_context():
        (key,) = place.keys("totp_key")
        old = type(security.totp_factory)({"1": key}, "Rapat Resmi")
        user = make_user(tf_primary_method="authenticator", tf_totp_secret=old.generate_totp_secret())
        db.session.commit()
        code = old.generate_totp_password(user.tf_totp_secret)

    place.run("rotate", "totp_key")

    with (app := place.start()).app_context():
        assert enter(app, db.session.scalars(sa.select(User)).one(), "/masuk/kode", code)


def test_sign_ins_and_mailed_links_outlive_a_rotation_and_end_with_the_former_key(place: Place) -> None:
    with (app := place.start()).app_context():
        user = make_user()
        cookie = signed_in(app, user).get_cookie("meetings_session")
        with app.test_request_context():
            link = f"/lupa-sandi/{generate_reset_password_token(user)}"

    def opens(link: str) -> tuple[int, int]:
        browser = place.start().test_client()
        browser.set_cookie("meetings_session", cookie.value)
        return browser.get("/").status_code, browser.get(link).status_code

    place.run("rotate", "secret_key")
    assert opens(link) == (200, 200)
    with place.start().test_request_context():
        newer = f"/lupa-sandi/{generate_reset_password_token(db.session.scalars(sa.select(User)).one())}"
    told = place.run("retire", "secret_key")

    assert "masuk lagi" in told
    assert opens(link) == (302, 302) and opens(newer) == (302, 200)


def paper(meeting: Meeting) -> Document:
    document = Document(
        id=new_id(), organisation_id=meeting.organisation_id, meeting_id=meeting.id, kind=DocumentKind.MINUTES, about_id=new_id(),
        title="Notula Sidang", state=DocumentState.PUBLISHED, content={}, published_at=clock.now(), size=12,
        sha256="0" * 64, storage_key="x",
    )  # fmt: skip  # -- table
    document.verify_hash = documents.pipeline.verification_hash(document)
    db.session.add(document)
    return document


def addresses() -> list[str]:
    """Every personal address as it is printed now, oldest first of each kind."""
    found = [f"/p/{passes.code_of(row)}" for row in db.session.scalars(sa.select(Pass).order_by(Pass.issued_at))]
    invitations = db.session.scalars(sa.select(Invitation)).all()
    found += [passes.answer_link(row).removeprefix("http://localhost") for row in invitations]
    found += [f"/k/{passes.printed_code(row)}" for row in invitations]
    links = db.session.scalars(sa.select(Delegation))
    found += [passes.institution_link(row).removeprefix("http://localhost") for row in links]
    found += [f"/v/{documents.verification_token(row)}" for row in db.session.scalars(sa.select(Document))]
    return found


def test_printed_codes_and_links_outlive_their_key_and_are_printed_again(place: Place) -> None:
    with place.start().app_context():
        meeting = make_meeting()
        make_invitation(make_participant(meeting, "Budi"))
        passes.issue_pass(make_participant(meeting, "Wati"), clock.now())
        create_delegation(meeting, DelegationDetails("Bappeda"), SYSTEM, clock.now())
        paper(meeting)
        outbox.queue_message(
            kind=KIND, address="a@example.go.id", recipient_name="", subject="", text="tautan rahasia", html="", at=clock.now()
        )
        db.session.commit()
        before, meeting_id = addresses(), meeting.id
    assert len(before) >= 3

    for _twice in range(2):
        place.run("rotate", "token_key")
    with (app := place.start()).app_context():
        assert addresses() == before
        assert {app.test_client().get(address, follow_redirects=True).status_code for address in before} == {200}
        assert outbox.read_body(db.session.scalars(sa.select(Delivery)).one())[0] == "tautan rahasia"
        newer = passes.issue_pass(make_participant(db.session.get_one(Meeting, meeting_id), "Tono"), clock.now())
        db.session.commit()
        assert app.test_client().get(f"/p/{passes.code_of(newer)}").status_code == 200

    refused = place.run("retire", "token_key", code=1)
    rows = [address for address in before if not address.startswith("/k/")]  # the short code is of the link's row
    assert f"{len(rows)} kode dan tautan" in refused and len(place.keys("token_key")) == 3


def test_a_former_token_key_goes_when_nothing_needs_it(place: Place) -> None:
    place.run("rotate", "token_key")
    with place.start().app_context():
        outbox.queue_message(
            kind=KIND, address="a@example.go.id", recipient_name="", subject="", text="isi", html="", at=clock.now()
        )
        db.session.commit()

    assert "dihapus" in place.run("retire", "token_key")

    assert len(place.keys("token_key")) == 1
    with place.start().app_context():
        assert outbox.read_body(db.session.scalars(sa.select(Delivery)).one())[0] == "isi"


def test_keys_of_the_environment_are_named_and_no_file_is_written(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    held = place.file.read_text()
    monkeypatch.setenv("MEETINGS_TOTP_KEY", "k" * 40)

    told = place.run("rotate", "totp_key")

    assert place.file.read_text() == held
    lines = dict(line.split("=", 1) for line in told.splitlines() if line.startswith("MEETINGS_"))
    assert lines["MEETINGS_TOTP_KEY_FALLBACKS"] == "k" * 40
    for name, value in lines.items():
        monkeypatch.setenv(name, value)
    assert place.start().config["SETTINGS"].totp_keys == (lines["MEETINGS_TOTP_KEY"], "k" * 40)
    assert "Hapus MEETINGS_TOTP_KEY_FALLBACKS" in place.run("retire", "totp_key")


def test_the_file_stays_closed_and_holds_the_rest(place: Place) -> None:
    former = json.loads(place.file.read_text())

    place.run("rotate", "secret_key")

    now = json.loads(place.file.read_text())
    assert now["secret_key"][1:] == [former.pop("secret_key")] and {name: now[name] for name in former} == former
    assert stat.S_IMODE(place.file.stat().st_mode) == 0o600
    assert not list(place.file.parent.glob(".secrets-*"))


def test_the_database_knows_the_new_key_at_once(place: Place) -> None:
    with (app := place.start()).app_context():
        keys.note_keys(app.config["SETTINGS"], clock.now())
        db.session.commit()

    place.run("rotate", "token_key")

    with (app := place.start()).app_context():
        assert keys.foreign_keys(app.config["SETTINGS"]) == []


def test_the_salt_of_the_passwords_stays(place: Place) -> None:
    assert "password_salt" in place.run("rotate", "password_salt", code=2)


def test_nothing_old_is_nothing_to_retire(place: Place) -> None:
    assert "Tidak ada totp_key yang lama" in place.run("retire", "totp_key")
