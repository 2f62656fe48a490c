"""0031: what is searched in minutes is written for all that hold or are being written; nothing else changes."""

import sqlalchemy as sa

from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_minutes_are_found_after_it(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["minutes"] and before["minutes_item"]
    assert lost_rows(before, after) == []
    assert {row["minutes_id"] for row in after["passage"] if row["kind"] == "head"} == {
        row["id"] for row in before["minutes"] if row["state"] != "superseded"
    }
    written = {(row["minutes_id"], row["kind"]): row["key"] for row in after["passage"]}
    assert "arahan wali kota\nlengkapi data – bappeda" in written.values()
    if db.engine.dialect.name == "sqlite":
        some = next(key for key in written.values() if len(key) > 8)
        match = sa.text("SELECT count(*) FROM passage_words WHERE passage_words MATCH :words")
        assert db.session.scalar(match, {"words": f'"{some[:8]}"'})
        db.session.remove()
    assert filled.down() == before
