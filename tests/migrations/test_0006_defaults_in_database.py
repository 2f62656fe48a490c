"""0006: whoever inserts a row without naming a column with a default gets the default."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows

PARTICIPANT = "INSERT INTO participant (id, meeting_id, identity_key, name, sort_name) SELECT 'new', id, 'nip:1', 'Baru', 'baru' FROM meeting"


def test_every_row_stays_both_ways(filled: Filled) -> None:
    before = filled.rows()

    assert lost_rows(before, filled.up()) == []
    assert filled.down() == before


def test_a_row_without_them_gets_the_defaults(filled: Filled) -> None:
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(sa.text(PARTICIPANT))
    filled.up()

    with db.engine.begin() as connection:
        connection.execute(sa.text(PARTICIPANT))

    made = next(row for row in filled.rows()["participant"] if row["id"] == "new")
    assert (made["status"], made["source"], made["protocol_order"], made["notes"]) == ("invited", "manual", 1000, "")
    assert made["created_at"] and made["limited"] in (False, 0)


def test_speakers_keep_what_the_former_version_reads(filled: Filled) -> None:
    before = filled.rows()["speaker"]

    after = filled.up()["speaker"]

    assert before and after == before
    assert "participant_id" not in {
        column for key in sa.inspect(db.engine).get_foreign_keys("speaker") for column in key["constrained_columns"]
    }
