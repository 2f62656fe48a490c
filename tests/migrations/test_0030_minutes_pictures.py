"""0030: minutes had no pictures before, and nothing else changes."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_the_rows_stay_as_they_were(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["session"]
    assert lost_rows(before, after) == []
    assert after["minutes_picture"] == []


def test_the_way_back_forgets_pictures_and_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    row = {"id": "p", "session_id": before["session"][0]["id"], "storage_key": "pictures/ab/cd", "width": 1, "height": 1}
    load_rows({"minutes_picture": [{**row, "size": 1, "created_at": "2026-11-30 10:00:00"}]})

    assert filled.down() == before
