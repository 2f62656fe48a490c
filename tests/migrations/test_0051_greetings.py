"""0051: nobody is marked to be received yet, and the way back loses marks and greetings only."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_nobody_is_received_yet_and_nothing_is_lost_on_either_way(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    assert after["greeting"] == []
    assert {row["greeted"] for table in ("category", "participant") for row in after[table]} <= {0}
    assert filled.down() == before
