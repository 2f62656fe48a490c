"""0058: all sessions share the plan they had, and the way back loses the plans of halls only."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_sessions_and_parts_belong_to_no_hall_and_nothing_is_lost(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    assert after["seat_hall"] == after["seat_in_hall"] == []
    assert {row["hall_id"] for row in [*after["session"], *after["seat_block"]]} <= {None}
    assert {row["follows"] for row in after["seat_plan"]} <= {True}


def test_the_way_back_forgets_halls_and_what_is_in_them(filled: Filled) -> None:
    before = filled.rows()
    after = filled.up()
    meeting = after["meeting"][0]["id"]
    load_rows({"seat_hall": [{"id": "h", "meeting_id": meeting, "name": "Aula"}]})
    load_rows({"seat_block": [{"id": "b", "meeting_id": meeting, "hall_id": "h", "name": "Aula"}]})
    person = next(row["id"] for row in after["participant"] if row["meeting_id"] == meeting)
    load_rows({"seat_in_hall": [{"meeting_id": meeting, "hall_id": "h", "participant_id": person, "seat": "A-1"}]})

    former = filled.down()
    assert {table: rows for table, rows in former.items() if rows != before[table]}.keys() <= {"roster_change"}
