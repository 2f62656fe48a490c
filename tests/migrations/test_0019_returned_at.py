"""0019: whoever left, came back and is inside has the moment of coming back."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_every_attendance_keeps_what_it_had_and_tells_since_when(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["attendance"]
    for row in after["attendance"]:
        back = row["inside"] and row["last_out_at"] is not None
        assert back or row["returned_at"] is None
    assert lost_rows(before, after) == []


def test_the_way_back_keeps_attendance(filled: Filled) -> None:
    before = filled.rows()
    filled.up()

    assert filled.down() == before
