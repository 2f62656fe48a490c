"""A database that is locked, restarted or gone: 503 with the time to come back, reads that go on, and a log of one line."""

import math
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock, extensions, outages
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Device, Organisation, UserSession
from tests.checkin.door import Door
from tests.factories import make_membership, make_organisation, make_user
from tests.support.databases import POSTGRES, SQLITE, make_app, separate_app

ON_SQLITE = pytest.mark.parametrize("app", [SQLITE], indirect=True)
ON_POSTGRES = pytest.mark.parametrize("app", [pytest.param(POSTGRES, marks=pytest.mark.postgres)], indirect=True)
SignIn = Callable[..., FlaskClient]


@contextmanager
def _locked() -> Iterator[None]:
    """Somebody else writes for as long as the block lasts."""
    db.session.commit()
    other = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@pytest.fixture
def impatient(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """New connections wait for a lock no longer than a tenth of a second."""
    for module in (extensions, outages):
        monkeypatch.setattr(module, "PATIENCE", 0.1)
    monkeypatch.setattr(outages._Said, "at", -math.inf)
    outages.have_written()
    db.engine.dispose()
    yield
    db.session.remove()
    db.engine.dispose()


@pytest.fixture
def administrator(app: Flask, sign_in: SignIn) -> FlaskClient:
    user = make_user()
    make_membership(user, make_organisation(), Role.ADMINISTRATOR)
    return sign_in(user)


@ON_SQLITE
@pytest.mark.usefixtures("impatient")
def test_what_cannot_be_written_is_told_with_a_way_back(app, administrator: FlaskClient, capsys) -> None:
    unit = db.session.scalars(sa.select(Organisation)).one()
    with _locked():
        page = administrator.post(f"/instansi/{unit.id}/ubah", data={"name": "Nama baru", "kind": unit.kind.value})
        script = administrator.post(f"/instansi/{unit.id}/ubah", data={"name": "Nama"}, headers={"Accept": "application/json"})

    assert page.status_code == script.status_code == 503
    assert int(page.headers["Retry-After"]) > 0 and int(script.headers["Retry-After"]) > 0
    assert "Basis data sedang tidak dapat dipakai" in page.text and 'href="/"' in page.text
    assert script.json["code"] == "database_unavailable"
    told = capsys.readouterr().out
    assert told.count("database_away") == 1 and "Traceback" not in told
    assert outages.untold() == 1


@ON_SQLITE
@pytest.mark.usefixtures("impatient")
def test_pages_and_roster_are_read_while_somebody_writes(app, administrator: FlaskClient) -> None:
    door, long_ago = Door(app), clock.now() - timedelta(hours=1)
    _person, code = door.add()
    db.session.execute(sa.update(UserSession).values(last_seen_at=long_ago))
    with _locked():
        assert administrator.get("/instansi/").status_code == 200
        assert len(door.roster()["participants"]) == 1
        refused = door.post(door.scan(code))
        assert (refused.status_code, refused.json["code"]) == (503, "database_unavailable")
        assert db.session.scalar(sa.select(Device.last_seen_at)) is None
        db.session.rollback()

    door.roster()
    administrator.get("/instansi/")
    assert db.session.scalar(sa.select(Device.last_seen_at)) is not None
    assert db.session.scalar(sa.select(UserSession.last_seen_at)) > long_ago


@ON_SQLITE
@pytest.mark.usefixtures("impatient")
def test_after_one_has_waited_in_vain_the_others_wait_shortly_until_one_can_write(
    app, administrator: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits() -> int:
        with db.engine.connect() as connection:
            return int(connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())

    monkeypatch.setattr(outages, "HASTE", 0.01)
    unit = db.session.scalars(sa.select(Organisation)).one()
    form = {"name": "Nama baru", "kind": unit.kind.value}
    before = waits()
    with _locked():
        assert administrator.post(f"/instansi/{unit.id}/ubah", data=form).status_code == 503
        hasty = waits()
        assert administrator.get("/instansi/").status_code == 200
        assert waits() == hasty, "who only reads has not had the lock"
    make_organisation()
    db.session.commit()

    assert (before, hasty, waits()) == (100, 10, 100)


@pytest.mark.parametrize("url", ["postgresql://postgres@127.0.0.1:1/none", "sqlite:///{folder}/gone/all.sqlite3"])
def test_a_database_that_is_gone(tmp_path: Path, url: str) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    with separate_app(lambda: make_app(tmp_path, url.format(folder=tmp_path))) as app:
        shutil.rmtree(gone)
        client = app.test_client()
        with client.session_transaction() as session:  # somebody whom only the database knows
            session.update(_user_id="siapa", _fresh=True, sign_in="token")

        watcher = app.test_client()
        alive, ready = watcher.get("/healthz"), watcher.get("/readyz")
        page = client.get("/kegiatan/")
        roster = client.get("/api/v1/meetings/AAAAAAAAAAAAAAAA/roster", headers={"Authorization": "Bearer x"})

    assert (alive.status_code, ready.status_code, ready.json["missing"]) == (200, 503, ["database"])
    assert page.status_code == roster.status_code == 503
    assert 'href="/kegiatan/' in page.text and "Coba lagi" in page.text
    assert int(roster.headers["Retry-After"]) > 0


@ON_POSTGRES
def test_a_restarted_server_costs_no_request(app, administrator: FlaskClient) -> None:
    door = Door(app)
    codes = [door.add()[1] for _ in range(2)]
    assert administrator.get("/instansi/").status_code == 200
    assert door.one(codes[0])["status"] == "accepted"  # the door's own line is open
    db.session.rollback()
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with sa.create_engine(db.engine.url, poolclass=sa.NullPool).connect() as connection:
        assert len(connection.exec_driver_sql(others).all()) >= 2

    assert administrator.get("/instansi/").status_code == 200
    assert door.one(codes[1])["status"] == "accepted"
    assert len(door.roster()["participants"]) == 2


@ON_POSTGRES
def test_a_lock_is_not_waited_for_without_end(app, administrator: FlaskClient) -> None:
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "10s"


@ON_POSTGRES
def test_no_statement_is_compiled_before_it_runs(app) -> None:
    """With estimates as of a list of fifty thousand, that takes seconds for what then takes a tenth of one."""
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW jit").scalar() == "off"
