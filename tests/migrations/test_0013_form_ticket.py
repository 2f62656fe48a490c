"""0013: a table for forms that were taken; nothing else changes."""

import pytest
import sqlalchemy as sa

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows

TAKEN = {"content_hash": "a" * 64, "form_hash": "b" * 64, "led_to": "/kegiatan/x", "created_at": "2026-11-29T01:00:00+00:00"}


def test_every_row_stays_both_ways(filled: Filled) -> None:
    before = filled.rows()

    assert lost_rows(before, filled.up()) == []
    assert filled.down() == before


def test_a_content_is_taken_once(filled: Filled) -> None:
    filled.up()
    load_rows({"form_ticket": [TAKEN]})

    with pytest.raises(sa.exc.IntegrityError):
        load_rows({"form_ticket": [TAKEN]})
