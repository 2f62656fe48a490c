"""0041: nobody has words of their own yet, and nothing is held."""

from tests.migrations.conftest import Filled


def test_what_was_built_in_holds_on(filled: Filled) -> None:
    filled.rows()

    after = filled.up()

    assert {str(row["message_texts"]) for row in after["organisation"]} == {"{}"}
    assert {row["mails_per_minute"] for row in after["organisation"]} == {None}
    assert {(row["held_at"], row["per_minute"], row["next_slot_at"]) for row in after["task_run"]} == {(None, None, None)}


def test_the_way_back_takes_away_what_came(filled: Filled) -> None:
    before = filled.rows()
    filled.up()

    assert filled.down() == before
