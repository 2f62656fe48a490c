"""0045: whoever checked in so far did it at a clerk's device, and nobody by themselves."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_devices_are_scanners_and_nobody_checks_in_alone(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    assert after["hall_screen"] == []
    assert {(row["kind"], row["pin_hash"], row["prints_badges"], row["queue_length"]) for row in after["device"]} == {
        ("scanner", "", False, None)
    }
    assert {row["self_checkin"] for row in after["meeting"]} == {False}


def test_the_way_back_forgets_screens_and_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    meeting = before["meeting"][0]
    row = {"id": "c", "meeting_id": meeting["id"], "kind": "welcome", "name": "Aula", "token_hash": "c" * 64}
    load_rows({"hall_screen": [row | {"created_at": meeting["created_at"]}]})

    assert filled.down() == before
