"""0029: of what was written before there are no revisions, and nothing else changes."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_the_rows_stay_as_they_were(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["minutes_item"]
    assert lost_rows(before, after) == []
    assert after["minutes_revision"] == []


def test_the_way_back_forgets_revisions_and_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    row = {"id": "r", "minutes_id": before["minutes"][0]["id"], "item_id": "b", "kind": "saved", "content": "{}"}
    load_rows({"minutes_revision": [{**row, "began_at": "2026-11-30 10:00:00", "at": "2026-11-30 10:00:00"}]})

    assert filled.down() == before
