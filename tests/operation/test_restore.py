"""An old copy of the database comes back: what was ended since stays ended, and keys that do not fit are named."""

from pathlib import Path

import pytest

from meetings import clock, keyring
from meetings.domain.admin import keys
from meetings.extensions import db
from meetings.keyring import SECRET_NAMES
from meetings.models import ApiToken, Device, UserSession
from tests.factories import make_meeting, make_user
from tests.operation.test_commands import BOTH, run, service
from tests.support.databases import Databases


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
