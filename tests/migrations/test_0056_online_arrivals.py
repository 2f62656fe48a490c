"""0056: one index more; nothing of the rows changes."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_the_rows_stay_as_they_were(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["attendance"] and lost_rows(before, after) == []
    assert filled.down() == before
