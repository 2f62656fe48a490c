"""0004: a table for what is counted against an address; nothing else changes."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_every_row_stays_both_ways(filled: Filled) -> None:
    before = filled.rows()

    assert lost_rows(before, filled.up()) == []
    assert filled.down() == before


def test_a_key_is_counted_once(filled: Filled) -> None:
    filled.up()
    load_rows({"limit_count": [{"key_hash": "a" * 64, "count": 3, "expires_at": "2026-11-29T01:00:00+00:00"}]})

    assert [row["count"] for row in filled.rows()["limit_count"]] == [3]
