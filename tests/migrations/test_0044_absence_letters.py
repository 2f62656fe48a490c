"""0044: nobody has handed in a letter yet."""

from tests.migrations.conftest import Filled


def test_what_was_noted_has_no_letter(filled: Filled) -> None:
    filled.rows()

    after = filled.up()

    assert {(row["letter_key"], row["letter_name"]) for row in after["absence"]} <= {(None, "")}


def test_the_way_back_takes_away_what_came(filled: Filled) -> None:
    before = filled.rows()
    filled.up()

    assert filled.down() == before
