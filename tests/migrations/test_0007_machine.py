"""0007: a table for the clocks of machines; nothing else changes."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_every_row_stays_both_ways(filled: Filled) -> None:
    before = filled.rows()

    assert lost_rows(before, filled.up()) == []
    assert filled.down() == before


def test_a_machine_of_before_has_set_no_clock(filled: Filled) -> None:
    filled.up()
    load_rows({"machine": [{"name": "aula", "seen_at": "2026-11-29T01:00:00+00:00"}]})

    assert [(row["jumped_at"], row["jumped_by"]) for row in filled.rows()["machine"]] == [(None, 0)]
