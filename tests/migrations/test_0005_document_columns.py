"""What hid in a document's subject, content and number stands in columns; papers that are out go on being verified."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade

from meetings import passcode
from meetings.cli import migrations
from meetings.config import current_settings
from meetings.domain import documents
from meetings.extensions import db
from meetings.models import Document, Invitation
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app
from tests.support.rows import load_rows

BEFORE, AFTER = "0004", "0005"
ROWS = Path(__file__).parents[1] / "data" / "rows_0003.json.gz"
BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]
NUMBER = "000.1.5/001/UM/2026"


@pytest.fixture(params=BOTH)
def old_rows(request: pytest.FixtureRequest, databases: Databases) -> Any:
    """A database before the migration, with a whole meeting in it; its rows by table."""
    app = make_app(databases.folder / "unmigrated", databases.create(request.param, migrated=False))
    with app.app_context():
        _go(app, upgrade, "0003")
        rows = json.loads(gzip.decompress(ROWS.read_bytes()))
        load_rows(rows)
        _go(app, upgrade, BEFORE)
        yield rows
        db.session.remove()
        db.engine.dispose()


def _go(app: Flask, there: Any, revision: str) -> None:
    there(directory=str(migrations.script_directory().dir), revision=revision)


def _add(rows: dict[str, Any], document_id: str, kind: str, subject: str, **values: Any) -> None:
    """A document as the versions before wrote it."""
    token = passcode.derive_token(current_settings().code_key, "verify", document_id)
    named = {"id": document_id, "kind": kind, "subject": subject, "state": "ready"}
    secret = {"verify_hash": passcode.lookup_hash(current_settings().code_key, token)}
    load_rows({"document": [rows["document"][0] | named | secret | values]})


def test_every_document_says_what_it_is_about(old_rows: dict[str, Any]) -> None:
    invitation, other = (row["id"] for row in old_rows["invitation"][:2])
    minutes, session, run = (old_rows[table][0]["id"] for table in ("minutes", "session", "task_run"))
    letter = {"number": NUMBER, "state": "published"}
    _add(old_rows, "surat-lama", "letter", f"invitation:{invitation}", **letter, content={"run": run})
    _add(old_rows, "surat-baru", "letter", f"invitation:{invitation}", **letter, content={"run": ""}, version=2)
    _add(old_rows, "surat-lain", "letter", f"invitation:{other}", **letter, content={"run": "jalan-yang-hapus"})
    _add(
        old_rows, "notula", "minutes", f"minutes:{minutes}", number="1/N", state="published", content={"signed_on": "2026-11-20"}
    )
    _add(old_rows, "daftar", "attendance", f"attendance:{session}:filled")
    _add(old_rows, "kosong", "attendance", f"attendance:{session}:blank", state="failed")

    migrations.bring_up_to_date()

    columns = Document.id, Document.about_id, Document.form, Document.final, Document.run_id
    found = {row.id: tuple(row)[1:] for row in db.session.execute(sa.select(*columns))}
    assert {name: found[name] for name in ("surat-lama", "surat-baru", "surat-lain", "notula", "daftar", "kosong")} == {
        "surat-lama": (invitation, "", True, run),
        "surat-baru": (invitation, "", True, None),
        "surat-lain": (other, "", True, None),  # its run is gone
        "notula": (minutes, "", True, None),
        "daftar": (session, "filled", False, None),
        "kosong": (session, "blank", False, None),
    }
    drafts = [row["id"] for row in old_rows["document"] if row["subject"].startswith("minutes-draft:")]
    assert {found[each] for each in drafts} == {(row["id"], "", False, None) for row in old_rows["minutes"]}
    contents = dict(db.session.execute(sa.select(Document.id, Document.content)).all())
    assert contents["surat-lama"] == {} and contents["notula"] == {"signed_on": "2026-11-20"}


def test_a_paper_that_is_out_is_still_verified_and_still_its_invitations(old_rows: dict[str, Any]) -> None:
    invitation = old_rows["invitation"][0]["id"]
    _add(old_rows, "terbit", "letter", f"invitation:{invitation}", number=NUMBER, state="published", content={"run": ""})
    db.session.execute(sa.text("UPDATE invitation SET document_id = 'terbit' WHERE id = :id"), {"id": invitation})
    db.session.commit()

    migrations.bring_up_to_date()

    document = db.session.get_one(Document, "terbit")
    issued = documents.find_issued(documents.verification_token(document))
    assert issued is not None and (issued.document.number, issued.newest) == (NUMBER, None)
    assert db.session.get_one(Invitation, invitation).document_id == "terbit"


def test_the_way_back_writes_the_subjects_as_they_were(app: Flask, old_rows: dict[str, Any]) -> None:
    session, run = old_rows["session"][0]["id"], old_rows["task_run"][0]["id"]
    invitation = old_rows["invitation"][0]["id"]
    _add(old_rows, "daftar", "attendance", f"attendance:{session}:filled")
    _add(old_rows, "surat", "letter", f"invitation:{invitation}", content={"run": run})
    before = sa.text("SELECT id, subject FROM document")
    subjects = set(db.session.execute(before).all())
    db.session.commit()
    _go(app, upgrade, AFTER)

    _go(app, downgrade, BEFORE)

    assert set(db.session.execute(before).all()) >= subjects
    document = sa.table("document", sa.column("id"), sa.column("content", Document.content.type))
    assert db.session.scalar(sa.select(document.c.content).where(document.c.id == "surat")) == {"run": run}
