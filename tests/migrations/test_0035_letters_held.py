"""0035: the index of who holds which letter knows the letter, too; nothing of the rows changes."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_the_rows_stay_as_they_were(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["invitation"] and lost_rows(before, after) == []
    assert filled.down() == before
