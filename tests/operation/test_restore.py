"""Backup and restore: everything comes back, what was ended since stays ended, and keys that do not fit are named."""

import stat
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from meetings import clock, create_app, keyring
from meetings.cli import backup
from meetings.cli.doctor.service import _addresses
from meetings.cli.places import in_use
from meetings.domain import base_address, outbox
from meetings.domain.accounts import MAILS
from meetings.domain.admin import keys
from meetings.enums import DeliveryState
from meetings.extensions import db
from meetings.keyring import SECRET_NAMES
from meetings.models import ApiToken, Delivery, Device, UserSession
from tests.factories import make_meeting, make_user
from tests.operation.test_commands import ADMINISTRATOR, BOTH, meetings, run
from tests.support.databases import POSTGRES, SQLITE, Databases, environment, make_app, separate_app


@contextmanager
def service(folder: Path, url: str) -> Iterator[Flask]:
    """A service of its own in ``folder``."""
    with separate_app(lambda: make_app(folder, url)) as made:
        yield made
        with made.app_context():
            db.engine.dispose()


def make_message() -> None:
    """A mail that waits to be sent."""
    outbox.queue_message(
        kind=MAILS["reset_instructions"],
        address="a@example.go.id",
        recipient_name="A",
        subject="Selamat datang",
        text="x",
        html="",
        at=clock.now(),
    )
    db.session.commit()


def test_a_backup_takes_nobodys_place_and_makes_no_folder(databases: Databases, tmp_path: Path) -> None:
    archive, elsewhere = tmp_path / "backup.tar.gz", tmp_path / "tidak-terpasang" / "backup.tar.gz"
    archive.write_bytes(b"the only good one")
    with service(tmp_path / "here", databases.create(SQLITE)) as source:
        kept = run(source, "backup", str(archive))
        nowhere = run(source, "backup", str(elsewhere))
        before = archive.read_bytes()
        replaced = run(source, "backup", "--overwrite", str(archive))

    assert (kept.exit_code, nowhere.exit_code, replaced.exit_code) == (1, 1, 0), replaced.output
    assert "sudah ada" in kept.output and "--overwrite" in kept.output
    assert "mkdir -p" in nowhere.output and not elsewhere.parent.exists()
    assert before == b"the only good one" and tarfile.is_tarfile(archive)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar.gz", "here"]


def test_a_name_taken_while_the_backup_was_made_stays_taken(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, pack = tmp_path / "backup.tar.gz", backup._pack

    def overtaken(*arguments: Any, **more: Any) -> Path:
        archive.write_bytes(b"another backup")
        return pack(*arguments, **more)

    monkeypatch.setattr(backup, "_pack", overtaken)
    with service(tmp_path / "here", databases.create(SQLITE)) as source:
        done = run(source, "backup", str(archive))

    assert done.exit_code == 1 and "sudah ada" in done.output
    assert archive.read_bytes() == b"another backup"


@pytest.mark.parametrize("kind", BOTH)
def test_a_backup_brings_everything_back(databases: Databases, tmp_path: Path, kind: str) -> None:
    here, there, archive = tmp_path / "here", tmp_path / "there", tmp_path / "backup.tar.gz"
    with service(here, databases.create(kind)) as source:
        assert run(source, "users", "create", *ADMINISTRATOR).exit_code == 0
        (here / "files" / "letter").mkdir(parents=True)
        (here / "files" / "letter" / "one").write_bytes(b"surat")
        with source.app_context():
            make_message()
        saved = run(source, "backup", "--with-secrets", str(archive))
        assert saved.exit_code == 0, saved.output

    with service(there, databases.create(kind, migrated=False)) as target:
        restored = run(target, "restore", str(archive))
        assert restored.exit_code == 0, restored.output
        assert "1 pesan" in restored.output
        with target.app_context():
            assert db.session.scalars(select(Delivery.state)).all() == [DeliveryState.OUTBOX]
        assert "admin@kota.go.id" in run(target, "users", "list").output
        refused = run(target, "restore", str(archive))
        replaced = run(target, "restore", "--replace", str(archive))

    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert (there / "files" / "letter" / "one").read_bytes() == b"surat"
    assert (there / "secrets.json").read_text() == (here / "secrets.json").read_text()
    assert (refused.exit_code, replaced.exit_code) == (1, 0)
    assert "--replace" in refused.output


def test_nothing_is_restored_under_a_running_service(databases: Databases, tmp_path: Path) -> None:
    folder, archive = tmp_path / "here", tmp_path / "backup.tar.gz"
    with service(folder, databases.create(SQLITE)) as here:
        with here.app_context():
            make_message()
        assert run(here, "backup", str(archive)).exit_code == 0
        with in_use(folder), in_use(folder):
            refused = run(here, "restore", str(archive), "--replace")
        assert refused.exit_code == 1 and "masih berjalan" in refused.output
        assert run(here, "restore", str(archive), "--replace").exit_code == 0


def test_a_copy_restored_under_another_address_names_what_leads_to_the_former_one(databases: Databases, tmp_path: Path) -> None:
    here, there, archive = tmp_path / "here", tmp_path / "there", tmp_path / "backup.tar.gz"
    with service(here, databases.create(SQLITE)) as source:
        with source.app_context():
            base_address.note_address("https://lama.contoh.go.id", clock.now())
            make_message()
        assert run(source, "backup", str(archive)).exit_code == 0
    with service(there, databases.create(SQLITE)) as target:
        restored = run(target, "restore", str(archive), "--replace")
        assert restored.exit_code == 0, restored.output
        assert "Menuju alamat lama https://lama.contoh.go.id: 1 pesan yang belum terkirim." in restored.output
        with target.app_context():
            assert [found.text for found in _addresses()] == [
                "Menuju alamat lama https://lama.contoh.go.id: 1 pesan yang belum terkirim."
            ]


@pytest.mark.parametrize("kind", BOTH)
def test_nothing_of_a_later_version_stays_behind(databases: Databases, tmp_path: Path, kind: str) -> None:
    archive = tmp_path / "backup.tar.gz"
    with service(tmp_path / "here", databases.create(kind)) as here, here.app_context():
        make_message()
        before = inspect(db.engine).get_table_names()
        assert run(here, "backup", str(archive)).exit_code == 0
        with db.engine.begin() as connection:  # what an upgrade would do
            connection.execute(
                text("CREATE TABLE later (id integer PRIMARY KEY, meeting_id varchar(16) REFERENCES meeting (id))")
            )
            connection.execute(text("ALTER TABLE meeting ADD COLUMN later integer"))
            connection.execute(text("CREATE VIEW later_view AS SELECT id FROM later"))
        db.session.remove()

        restored = run(here, "restore", "--replace", str(archive))

        assert restored.exit_code == 0, restored.output
        inspector = inspect(db.engine)
        assert (sorted(inspector.get_table_names()), inspector.get_view_names()) == (sorted(before), [])
        assert "later" not in {column["name"] for column in inspector.get_columns("meeting")}
        assert db.session.scalars(select(Delivery.state)).all() == [DeliveryState.OUTBOX]


@pytest.mark.postgres
def test_a_restore_that_breaks_off_changes_nothing(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "backup.tar.gz"
    with service(tmp_path / "here", databases.create(POSTGRES)) as here:
        assert run(here, "users", "create", *ADMINISTRATOR).exit_code == 0
        run(here, "backup", str(archive))
        monkeypatch.setattr(backup, "DROP_ALL", backup.DROP_ALL + "SELECT 1 / 0;")
        refused = run(here, "restore", "--replace", str(archive))
        left = run(here, "users", "list").output

    assert refused.exit_code == 1 and "psql gagal" in refused.output
    assert "admin@kota.go.id" in left


def test_files_that_come_and_go_during_a_backup_do_no_harm(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "plain.tar.gz"
    add = tarfile.TarFile.add

    def slow_add(self: tarfile.TarFile, path: Path, name: str) -> None:
        if str(path).endswith("gone"):
            path.unlink()
        add(self, path, name)

    with service(tmp_path / "here", databases.create(SQLITE)) as here:
        letters = tmp_path / "here" / "files" / "letter"
        letters.mkdir(parents=True)
        for name in (".half-written", "gone", "one"):
            (letters / name).write_bytes(b"surat")
        monkeypatch.setattr(tarfile.TarFile, "add", slow_add)
        saved = run(here, "backup", str(archive))

    assert saved.exit_code == 0, saved.output
    with tarfile.open(archive) as kept:
        assert kept.getnames() == ["database.sqlite3", "files/letter/one"]


def test_a_plain_folder_for_files_is_backed_up_too(databases: Databases, tmp_path: Path) -> None:
    archive, place = tmp_path / "plain.tar.gz", tmp_path / "elsewhere"
    settings = environment(tmp_path / "here", databases.create(SQLITE)) | {"MEETINGS_STORAGE_URL": str(place)}
    with separate_app(lambda: create_app(settings)) as here:
        (place / "letter").mkdir(parents=True)
        (place / "letter" / "one").write_bytes(b"surat")
        run(here, "backup", str(archive))
        with here.app_context():
            db.engine.dispose()

    with tarfile.open(archive) as kept:
        assert "files/letter/one" in kept.getnames()


def test_a_cut_off_archive_is_refused_and_changes_nothing(databases: Databases, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    with service(tmp_path / "here", databases.create(SQLITE)) as here:
        run(here, "users", "create", *ADMINISTRATOR)
        run(here, "backup", str(archive))
        archive.write_bytes(archive.read_bytes()[:-2000])
        refused = run(here, "restore", "--replace", str(archive))
        left = run(here, "users", "list").output

    assert refused.exit_code == 1 and "tidak ada yang diubah" in refused.output
    assert "admin@kota.go.id" in left


@pytest.mark.parametrize("lost", ["cut off", "no database"])
def test_a_refused_archive_leaves_an_empty_place_as_it_was(databases: Databases, tmp_path: Path, lost: str) -> None:
    archive, place, good = tmp_path / "bad.tar.gz", tmp_path / "there", tmp_path / "good.tar.gz"
    with service(tmp_path / "here", databases.create(SQLITE)) as here:
        assert run(here, "backup", str(good)).exit_code == 0
    if lost == "cut off":
        archive.write_bytes(good.read_bytes()[:-2000])
    else:
        with tarfile.open(archive, "w:gz") as made:
            made.add(good, "database.dump")
    place.mkdir()

    def restore(source: Path) -> tuple[int, str]:
        return meetings(place, "restore", str(source), MEETINGS_INSTANCE_PATH=str(place))

    code, said = restore(archive)
    left = [path.name for path in place.rglob("*")]
    own = place / "secrets.json"
    own.write_bytes((tmp_path / "here" / "secrets.json").read_bytes())
    restore(archive)

    assert code == 1 and "rsip" in said
    assert left == []
    assert [path.name for path in place.rglob("*")] == ["secrets.json"]  # somebody has put it there
    code, said = restore(good)
    assert code == 0 and "bukan kunci cadangan" not in said


def test_secrets_stay_out_of_an_ordinary_archive(databases: Databases, tmp_path: Path) -> None:
    archive = tmp_path / "plain.tar.gz"
    with service(tmp_path / "here", databases.create(SQLITE)) as here:
        saved = run(here, "backup", str(archive))
        restored = run(here, "restore", "--replace", str(archive))

    assert "secrets.json" in saved.output
    assert "secrets.json" in restored.output
    with tarfile.open(archive) as kept:
        assert kept.getnames() == ["database.sqlite3"]


def test_an_archive_cannot_write_outside_its_folder(databases: Databases, tmp_path: Path) -> None:
    archive = tmp_path / "bad.tar.gz"
    (tmp_path / "content").write_bytes(b"x")
    with tarfile.open(archive, "w:gz") as made:
        made.add(tmp_path / "content", "../../outside")
        made.add(tmp_path / "content", "/" + str(tmp_path / "absolute").strip("/"))

    with service(tmp_path / "here", databases.create(SQLITE)) as here:
        refused = run(here, "restore", str(archive))

    assert refused.exit_code == 1
    assert not list(tmp_path.rglob("outside")) + list(tmp_path.rglob("absolute"))


def test_an_archive_of_the_other_database_is_refused(databases: Databases, tmp_path: Path) -> None:
    archive = tmp_path / "other.tar.gz"
    with tarfile.open(archive, "w:gz") as made:
        (tmp_path / "database.dump").write_bytes(b"")
        made.add(tmp_path / "database.dump", "database.dump")

    with service(tmp_path / "here", databases.create(SQLITE)) as here:
        refused = run(here, "restore", str(archive))

    assert refused.exit_code == 1
    assert "database.sqlite3" in refused.output


@pytest.mark.parametrize("kind", BOTH)
def test_access_that_was_ended_stays_ended_after_a_restore(databases: Databases, tmp_path: Path, kind: str) -> None:
    archive = tmp_path / "backup.tar.gz"
    with service(tmp_path / "here", databases.create(kind)) as here, here.app_context():
        user, leaver = make_user(), make_user()
        device = Device(meeting_id=make_meeting().id, name="Meja 1", created_at=clock.now())
        token, kept = (ApiToken(user_id=user.id, name=name, token_hash=name, created_at=clock.now()) for name in ("a", "b"))
        signed_in = UserSession(user_id=user.id, token_hash="s", created_at=clock.now(), last_seen_at=clock.now())
        db.session.add_all([device, token, kept, signed_in])
        db.session.commit()
        assert run(here, "backup", str(archive)).exit_code == 0
        token.revoked_at = device.revoked_at = clock.now()
        leaver.active = False
        db.session.commit()

        restored = run(here, "restore", "--replace", str(archive))

        assert restored.exit_code == 0 and "3 token, perangkat, dan akun" in restored.output, restored.output
        db.session.expire_all()
        assert token.revoked_at and device.revoked_at and signed_in.ended_at and not leaver.active
        assert kept.revoked_at is None and user.active


@pytest.mark.parametrize("kind", BOTH)
def test_a_restore_says_which_keys_do_not_fit_and_what_is_lost_without_them(
    databases: Databases, tmp_path: Path, kind: str
) -> None:
    archive = tmp_path / "backup.tar.gz"
    with service(tmp_path / "here", databases.create(kind)) as here, here.app_context():
        keys.note_keys(here.config["SETTINGS"], clock.now())
        db.session.commit()
        assert run(here, "backup", str(archive)).exit_code == 0

    with service(tmp_path / "there", databases.create(kind, migrated=False)) as there:
        restored = run(there, "restore", str(archive))
        assert restored.exit_code == 0
        assert set(keys.LOSSES) == set(SECRET_NAMES)
        for name, cost in keys.LOSSES.items():
            assert f"{name} bukan kunci cadangan ini: {cost}" in restored.output
        (tmp_path / "there" / "secrets.json").write_text((tmp_path / "here" / "secrets.json").read_text())
        assert "bukan kunci" not in run(there, "restore", "--replace", str(archive)).output


def test_a_copy_from_before_a_rotation_needs_a_seal_and_loses_nothing(databases: Databases, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    with service(tmp_path / "here", databases.create("sqlite")) as here, here.app_context():
        keys.note_keys(here.config["SETTINGS"], clock.now())
        db.session.commit()
        assert run(here, "backup", str(archive)).exit_code == 0
    path = tmp_path / "here" / "secrets.json"
    held = keyring.read_secrets(path)
    keyring.write_secrets(path, held | {"token_key": (keyring.new_secret(), *held["token_key"])})

    with service(tmp_path / "here", databases.create("sqlite", migrated=False)) as rotated:
        output = run(rotated, "restore", str(archive)).output

    assert "sebelum kunci token_key diganti: jalankan `flask secrets reseal`" in output and "bukan kunci" not in output
