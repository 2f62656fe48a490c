"""0026: what is there waits for the first seal, and nothing of the rows changes; from then on they are only added."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_what_is_there_waits_for_the_first_seal(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    waiting = {(row["kind"], row["key"], row["change"]) for row in after["unsealed"]}
    scans = {("scan", f"{row['meeting_id']}/{row['id']}", "added") for row in before["scan"]}
    assert before["scan"] and before["audit_entry"]
    assert waiting == scans | {("audit_entry", row["id"], "added") for row in before["audit_entry"]}
    assert filled.down() == before


def test_afterwards_the_database_refuses_other_changes(filled: Filled) -> None:
    filled.up()

    for statement in (
        "UPDATE scan SET gate = 'x'",
        "DELETE FROM scan",
        "UPDATE audit_entry SET target_name = 'x'",
        "DELETE FROM audit_entry",
    ):
        with pytest.raises(IntegrityError), db.engine.begin() as connection:
            connection.execute(sa.text(statement))
