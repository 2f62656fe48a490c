"""0059: of former prints nobody knows what stood on them."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_former_prints_stay_and_say_nothing(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    assert {row["told"] for row in after["badge_print"]} <= {None}
    assert filled.down() == before
