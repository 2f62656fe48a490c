"""0055: no institution has registered a room; the way back forgets only rooms."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_nobody_joins_from_a_room_and_the_way_back_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert [after[table] for table in ("online_point", "point_person", "point_arrival", "point_arrival_person")] == [[]] * 4
    assert lost_rows(before, after) == []
    assert filled.down() == before
