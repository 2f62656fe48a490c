"""A machine that cannot serve says so, and in production does not begin."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.cli import migrations, readiness, secret_keys
from meetings.domain.admin import keys
from meetings.extensions import db
from meetings.models import KeyFingerprint
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app, separate_app


@pytest.fixture
def production(app: Flask) -> Iterator[Flask]:
    """The app as if it were in production."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, env="production")
    yield app
    app.config["SETTINGS"] = settings


def _change(app: Flask, **secrets: tuple[str, ...]) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **secrets)


def test_a_machine_with_other_keys_notices(production: Flask, client: FlaskClient) -> None:
    readiness.refuse_unready(production)
    assert client.get("/readyz").json == {"status": "ok", "missing": []}

    _change(production, totp_keys=("another",))

    assert keys.foreign_keys(production.config["SETTINGS"]) == ["totp_key"]
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["missing"]) == (503, ["keys"])
    assert client.get("/healthz").status_code == 200
    with pytest.raises(click.ClickException, match="secrets adopt"):
        readiness.refuse_unready(production)


def test_keys_that_were_changed_on_purpose_are_adopted(production: Flask) -> None:
    readiness.refuse_unready(production)
    _change(production, totp_keys=("another",))

    assert production.test_cli_runner().invoke(secret_keys.adopt).exit_code == 0

    readiness.refuse_unready(production)
    assert keys.foreign_keys(production.config["SETTINGS"]) == []


def test_the_database_keeps_nothing_of_a_secret(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    keys.note_keys(settings, clock.now())

    kept = db.session.execute(sa.select(KeyFingerprint.name, KeyFingerprint.fingerprint)).all()
    assert len(kept) == 4
    assert not any(settings.newest_secrets[name][:8] in fingerprint for name, fingerprint in kept)


@pytest.mark.parametrize(("revision", "missing"), [("0001", ["migrations"]), (None, ["migrations"]), ("9999", [])])
def test_a_database_that_lacks_a_migration(
    production: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, revision: str | None, missing: list[str]
) -> None:
    """One of a later version is no hindrance: the former version goes on beside it."""
    monkeypatch.setattr(migrations, "current", lambda: revision)

    assert client.get("/readyz").json["missing"] == missing
    if missing:
        with pytest.raises(click.ClickException, match="migrations upgrade"):
            readiness.refuse_unready(production)
    else:
        readiness.refuse_unready(production)


@pytest.mark.parametrize("kind", [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)])
def test_elsewhere_a_database_without_tables_gets_them(databases: Databases, tmp_path: Path, kind: str) -> None:
    url = databases.create(kind, migrated=False)
    with separate_app(lambda: make_app(tmp_path, url)) as fresh, fresh.app_context():
        assert readiness.what_is_missing() == ["migrations"]

        readiness.refuse_unready(fresh)

        assert readiness.what_is_missing() == [] and fresh.test_client().get("/masuk").status_code == 200
        assert keys.foreign_keys(fresh.config["SETTINGS"]) == []
        db.engine.dispose()


def test_other_keys_are_only_said_there(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    readiness.refuse_unready(app)
    settings = app.config["SETTINGS"]
    _change(app, totp_keys=("another",))

    readiness.refuse_unready(app)

    app.config["SETTINGS"] = settings
    assert "secrets adopt" in capsys.readouterr().err
