"""0027: why a door's rule was overruled is kept with the scan; scans from before say nothing of it."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_scans_from_before_give_no_reason_and_every_row_stays_both_ways(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["scan"] and lost_rows(before, after) == []
    assert {(row["force_reason"], row["force_note"]) for row in after["scan"]} == {(None, "")}
    assert filled.down() == before
