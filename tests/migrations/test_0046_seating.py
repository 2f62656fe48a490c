"""0046: a seat that was typed stays with its person, and the way back loses plans only."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_typed_seats_are_held_and_nothing_is_lost(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    assert after["seat_plan"] == after["seat_block"] == []
    held = {row["id"] for row in after["participant"] if row["seat_held"]}
    assert held == {row["id"] for row in before["participant"] if row["seat"]}
    assert {row["presence_ends_at"] for row in after["session"]} == {None}


def test_the_way_back_forgets_the_plan_and_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    load_rows({"seat_block": [{"id": "b", "meeting_id": before["meeting"][0]["id"], "name": "Utama"}]})

    assert filled.down() == before
