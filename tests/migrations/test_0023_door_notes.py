"""0023: tables for late refusals that were dealt with and for absences that were told; nothing else changes."""

import pytest
import sqlalchemy as sa

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_every_row_stays_both_ways(filled: Filled) -> None:
    before = filled.rows()

    assert lost_rows(before, filled.up()) == []
    assert filled.down() == before


def test_a_scan_is_settled_once_and_an_absence_told_once(filled: Filled) -> None:
    rows = filled.up()
    scan, came = rows["scan"][0], rows["attendance"][0]
    noted = {"noted_at": "2026-11-30T01:00:00+00:00", "by": "Dewi"}
    once = {
        "settled_scan": {
            "meeting_id": scan["meeting_id"],
            "scan_id": scan["id"],
            "settled_at": noted["noted_at"],
            "by": "Dewi",
            "note": "Pulang",
        },
        "absence": {"session_id": came["session_id"], "participant_id": came["participant_id"], "reason": "sick", **noted},
    }
    for table, row in once.items():
        load_rows({table: [row]})
        with pytest.raises(sa.exc.IntegrityError):
            load_rows({table: [row]})
