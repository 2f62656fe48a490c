"""0012: a table for the addresses of the service; nothing else changes."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_every_row_stays_both_ways(filled: Filled) -> None:
    before = filled.rows()

    assert lost_rows(before, filled.up()) == []
    assert filled.down() == before


def test_the_same_address_may_come_back(filled: Filled) -> None:
    filled.up()
    first, second = ({"since": f"2026-11-{day}T01:00:00+00:00", "address": "https://rapat.contoh.go.id"} for day in (28, 29))
    load_rows({"base_address": [first, second]})

    assert len(filled.rows()["base_address"]) == 2
