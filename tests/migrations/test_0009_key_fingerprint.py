"""0009: a table for the fingerprints of keys; nothing else changes."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_every_row_stays_both_ways(filled: Filled) -> None:
    before = filled.rows()

    assert lost_rows(before, filled.up()) == []
    assert filled.down() == before


def test_a_secret_has_one_fingerprint(filled: Filled) -> None:
    filled.up()
    load_rows({"key_fingerprint": [{"name": "token_key", "fingerprint": "a" * 64, "created_at": "2026-11-29T01:00:00+00:00"}]})

    assert [row["fingerprint"] for row in filled.rows()["key_fingerprint"]] == ["a" * 64]
