"""0043: no phone was tried so far, and the way back forgets only that."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_no_phone_was_tried_and_the_way_back_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    new = {"checked_at", "check_result"}
    kept = [{name: value for name, value in row.items() if name not in new} for row in after["device"]]
    assert kept == before["device"] and kept
    assert [(row["checked_at"], row["check_result"]) for row in after["device"]] == [(None, {})] * len(kept)
    assert lost_rows({**before, "device": []}, after) == []
    assert filled.down() == before
