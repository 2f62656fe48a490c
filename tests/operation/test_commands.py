"""Operator commands: users, rights, doctor."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_security import verify_password
from sqlalchemy import func, select

from meetings.cli.doctor import machine
from meetings.cli.doctor.service import _operators as operator_findings
from meetings.extensions import db
from meetings.models import AuditEntry, Membership, Organisation, User
from meetings.web.rights import TABLES
from tests.support.bounds import LIMIT
from tests.support.databases import POSTGRES, SQLITE, Databases, environment
from tests.support.forks import Fork, command
from tests.support.gateway import Gateway

BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]
ADMINISTRATOR = ["--email", "Admin@Kota.go.id", "--name", "Rina", "--organisation", "Kota Bogor"]


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def test_the_first_administrator_comes_with_the_first_organisation(app: Flask) -> None:
    done = run(app, "users", "create", *ADMINISTRATOR)

    assert done.exit_code == 0, done.output
    user = db.session.scalars(select(User)).one()
    assert user.email == "admin@kota.go.id"
    assert verify_password(done.output.split()[-1], user.password)
    membership = db.session.scalars(select(Membership)).one()
    assert (membership.organisation.name, membership.role.value) == ("Kota Bogor", "administrator")
    assert membership.reaches_below and user.is_operator  # whoever installs it looks after it


def test_another_root_organisation_comes_when_it_is_said_to_be_new(app: Flask) -> None:
    run(app, "users", "create", *ADMINISTRATOR)
    other = ["--email", "b@kabupaten.go.id", "--name", "Budi", "--organisation", "Kabupaten Bogor", "--new", "--only-here"]

    done, again = run(app, "users", "create", *other), run(app, "users", "create", *other)

    assert done.exit_code == 0, done.output
    user = db.session.scalars(select(User).where(User.email == "b@kabupaten.go.id")).one()
    (membership,) = user.memberships
    assert (membership.organisation.name, membership.organisation.parent_id) == ("Kabupaten Bogor", None)
    assert not membership.reaches_below and not user.is_operator
    assert again.exit_code == 1 and "sudah ada" in again.output


def test_an_operator_is_appointed_and_dismissed(app: Flask) -> None:
    run(app, "users", "create", *ADMINISTRATOR)

    def is_operator() -> bool:
        db.session.expire_all()
        return db.session.scalars(select(User)).one().is_operator

    assert run(app, "users", "operator", "admin@kota.go.id", "--dismiss").exit_code == 0 and not is_operator()
    assert run(app, "users", "operator", "Admin@kota.go.id").exit_code == 0 and is_operator()
    assert "(operator)" in run(app, "users", "list").output
    assert run(app, "users", "operator", "tidakada@kota.go.id").exit_code == 1
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("operator."))).all()
    assert sorted(actions) == ["operator.appointed", "operator.appointed", "operator.dismissed"]


def test_the_rights_of_every_address_are_one_table(app: Flask) -> None:
    told, rows = run(app, "rights"), json.loads(run(app, "rights", "--json").output)

    lines = told.output.splitlines()
    starts = [lines[0].index(column) for column in ("AUDIENCE", "ENDPOINT", "METHODS", "ADDRESS", "RIGHT")]
    assert len(lines) == 1 + len(rows) == 1 + len(list(app.url_map.iter_rules()))
    assert all(line[start - 1] == " " and line[start] != " " for line in lines[1:] for start in starts[1:])
    assert list(dict.fromkeys(row["audience"] for row in rows)) == list(TABLES)
    assert {
        "audience": "guests",
        "endpoint": "rsvp.letter",
        "methods": "GET",
        "address": "/u/<token>/surat.pdf",
        "right": "token: invitation",
    } in rows
    assert {row["right"] for row in rows if row["audience"] == "secretary"} == {
        "minutes.view",
        "minutes.edit",
        "minutes.approve",
        "minutes.publish",
        "minutes.sign",
    }


def test_somebody_with_an_account_gets_the_role_and_keeps_the_password(app: Flask) -> None:
    password = run(app, "users", "create", *ADMINISTRATOR).output.split()[-1]

    done = run(app, "users", "create", *ADMINISTRATOR, "--role", "secretary")

    assert done.exit_code == 0 and "kata sandinya yang ada" in done.output
    user = db.session.scalars(select(User)).one()
    assert verify_password(password, user.password)
    assert {each.role.value for each in user.memberships} == {"administrator", "secretary"}


def test_nonsense_is_nobodys_address_or_name(app: Flask) -> None:
    for email, name in (("bad addr", "Rina"), ("a@b.id", " ")):
        assert run(app, "users", "create", "--email", email, "--name", name, "--organisation", "Kota").exit_code == 1
    assert db.session.scalar(select(func.count(User.id))) == 0


def test_a_role_held_already_and_an_unknown_organisation_are_refused_with_a_reason(app: Flask) -> None:
    run(app, "users", "create", *ADMINISTRATOR)

    again = run(app, "users", "create", *ADMINISTRATOR)
    elsewhere = run(app, "users", "create", "--email", "b@c.id", "--name", "B", "--organisation", "Kota Lain")

    assert again.exit_code == 1
    assert "sudah punya peran itu" in again.output
    assert elsewhere.exit_code == 1
    assert "Kota Lain" in elsewhere.output and "--new" in elsewhere.output
    assert db.session.scalar(select(func.count(User.id))) == 1
    assert db.session.scalar(select(func.count(Organisation.id))) == 1


def test_a_new_password_replaces_the_old_one_and_is_audited(app: Flask) -> None:
    old = run(app, "users", "create", *ADMINISTRATOR).output.split()[-1]

    done = run(app, "users", "reset-password", "admin@kota.go.id")

    db.session.expire_all()
    user = db.session.scalars(select(User)).one()
    assert verify_password(done.output.split()[-1], user.password)
    assert not verify_password(old, user.password)
    assert "user.password_changed" in db.session.scalars(select(AuditEntry.action)).all()


def test_an_account_is_closed_and_opened_whatever_its_roles(app: Flask) -> None:
    run(app, "users", "create", *ADMINISTRATOR)

    closed = run(app, "users", "close", "Admin@Kota.go.id")
    db.session.expire_all()
    assert closed.exit_code == 0 and not db.session.scalars(select(User)).one().active
    run(app, "users", "open", "admin@kota.go.id")

    db.session.expire_all()
    assert db.session.scalars(select(User)).one().active
    assert run(app, "users", "close", "tidakada@kota.go.id").exit_code == 1


def test_the_list_shows_roles(app: Flask) -> None:
    run(app, "users", "create", *ADMINISTRATOR)

    assert re.search(r"admin@kota\.go\.id\s+Rina\s+Administrator\s+Kota Bogor", run(app, "users", "list").output)
    assert run(app, "users", "list", "--search", "tidakada").output == ""


def test_doctor_tells_where_nobody_is_an_operator(app: Flask) -> None:
    def told() -> list[str]:
        return [finding.mend for finding in operator_findings()]

    assert told() == []
    run(app, "users", "create", *ADMINISTRATOR)
    assert told() == []
    run(app, "users", "operator", "admin@kota.go.id", "--dismiss")
    assert told() == ["flask users operator SUREL"]


def test_doctor_names_a_catalogue_that_was_not_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "translations" / "id" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for name in ("messages.mo", "flask_security.po"):
        (folder / name).touch()
    monkeypatch.setattr(machine, "PACKAGE", tmp_path)

    assert "id/flask_security.po" in machine._translations().text
    (folder / "flask_security.mo").touch()
    assert "belum" not in machine._translations().text


def meetings(folder: Path, *words: str, **more: str) -> tuple[int, str]:
    """How ``meetings WORDS`` ended in an environment of these settings alone, and what it said."""
    log = folder.parent / f"{folder.name}.log"
    log.unlink(missing_ok=True)
    variables = {key: value for key, value in os.environ.items() if not key.startswith("MEETINGS_")}
    return Fork(command(*words), {**variables, **more}, log).wait(LIMIT), log.read_text()


def doctor(folder: Path, url: str, **more: str) -> tuple[int, str]:
    return meetings(folder, "doctor", **environment(folder, url), **more)


def test_doctor_finds_nothing_wrong_with_a_good_set_up(databases: Databases, tmp_path: Path) -> None:
    code, said = doctor(tmp_path, databases.create(SQLITE))

    assert code == 0, said
    assert "0 salah" in said
    assert "tanpa server SMTP" in said


def test_doctor_names_what_is_wrong_and_how_to_mend_it(databases: Databases, tmp_path: Path) -> None:
    unmigrated, before = doctor(tmp_path, databases.create(SQLITE, migrated=False))
    (tmp_path / "secrets.json").chmod(0o644)
    careless, after = doctor(tmp_path, "postgresql://nobody@/none?host=/nowhere")

    assert unmigrated == 1
    assert "flask migrations upgrade" in before
    assert careless == 1
    assert "chmod 600" in after
    assert "MEETINGS_DATABASE_URL" in after


def test_doctor_works_where_the_service_cannot_be_imported(databases: Databases, tmp_path: Path) -> None:
    broken = tmp_path / "broken" / "weasyprint"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise OSError('cannot load library libpango-1.0-0')")

    variables = {key: value for key, value in os.environ.items() if not key.startswith("MEETINGS_")}
    variables |= environment(tmp_path, databases.create(SQLITE)) | {"PYTHONPATH": str(broken.parent)}
    words = [sys.executable, "-m", "meetings.cli", "doctor"]
    done = subprocess.run(words, env=variables, capture_output=True, text=True, check=False, timeout=LIMIT)

    assert done.returncode == 1
    assert "apt-get install libpango-1.0-0" in done.stdout
    assert "Traceback" not in done.stderr


def test_doctor_tries_the_mail_server_as_mails_do(databases: Databases, tmp_path: Path) -> None:
    code, said = doctor(tmp_path, databases.create(SQLITE), MEETINGS_SMTP_URL="smtp://localhost:1?tls=ssl")

    assert code == 1
    assert "MEETINGS_SMTP_URL" in said


def test_doctor_asks_the_gateway_that_signs(databases: Databases, tmp_path: Path) -> None:
    gateway = Gateway(2).start()
    url = databases.create(SQLITE)

    _, good = doctor(tmp_path, url, MEETINGS_ESIGN_URL=gateway.url)
    refused, closed = doctor(tmp_path, url, MEETINGS_ESIGN_URL=gateway.url.replace("rahasia-gateway", "keliru"))
    gateway.stop()
    silent, away = doctor(tmp_path, url, MEETINGS_ESIGN_URL=gateway.url)

    assert "Gateway BSrE" in good and "127.0.0.1 menjawab" in good
    assert refused == 1 and "menolak pengguna atau kata sandinya" in closed
    assert silent == 1 and "tidak menjawab" in away and "rahasia-gateway" not in away
    assert "Gateway BSrE" not in doctor(tmp_path, url)[1] and gateway.calls == 0


def test_production_does_not_start_without_secrets(tmp_path: Path) -> None:
    variables = {"MEETINGS_ENV": "production", "MEETINGS_INSTANCE_PATH": str(tmp_path)}
    variables["MEETINGS_BASE_URL"] = "https://rapat.example.go.id"

    refused, why = meetings(tmp_path, "start", **variables)
    made, _ = meetings(tmp_path, "secrets", "init", **variables)
    again, told = meetings(tmp_path, "secrets", "init", **variables)

    assert refused == 1 and (made, again) == (0, 0)
    assert "secrets init" in why
    assert "tidak diubah" in told
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
