"""0052: every device is a phone of its own, and the way back forgets only whose it is."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_no_phone_serves_another_meeting_and_the_way_back_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    kept = [{name: value for name, value in row.items() if name != "home_id"} for row in after["device"]]
    assert kept == before["device"] and kept
    assert {row["home_id"] for row in after["device"]} == {None}
    assert lost_rows({**before, "device": []}, after) == []
    assert filled.down() == before
