"""0050: nothing stored changes when badges come, and the way back loses layouts, prints and faces only."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_nobody_has_a_badge_or_a_face_yet(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    assert after["badge_layout"] == after["badge_print"] == []
    assert {row["photo_key"] for row in after["participant"]} == {None}


def test_the_way_back_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    load_rows({"badge_layout": [{"id": "b", "meeting_id": before["meeting"][0]["id"], "name": "Peserta"}]})

    assert filled.down() == before
