"""0011: a run knows how far its rows are written; one that waited for its worker begins at the beginning."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_every_row_stays_both_ways(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    assert {row["position"] for row in after["task_run"]} == {0}
    assert filled.down() == before
