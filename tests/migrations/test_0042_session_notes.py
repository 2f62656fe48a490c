"""0042: nobody has jotted anything down so far, and the way back loses only notes."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_there_are_no_notes_yet(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    assert after["session_note"] == []


def test_the_way_back_forgets_notes_and_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    row = {"id": "c", "session_id": before["session"][0]["id"], "taken_at": before["session"][0]["starts_at"], "text": "Dibuka"}
    load_rows({"session_note": [row]})

    assert filled.down() == before
