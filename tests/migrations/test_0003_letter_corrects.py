"""0003: a letter may correct another."""

import pytest
from sqlalchemy.exc import IntegrityError

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_stored_letters_correct_nothing(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["letter"] and before["invitation"]
    assert {letter["corrects_id"] for letter in after["letter"]} == {None}
    assert lost_rows(before, after) == []


def test_a_letter_is_corrected_once(filled: Filled) -> None:
    former = filled.up()["letter"][0]
    load_rows({"letter": [former | {"id": "second", "corrects_id": former["id"]}]})

    with pytest.raises(IntegrityError):
        load_rows({"letter": [former | {"id": "third", "corrects_id": former["id"]}]})


def test_the_way_back_keeps_letters_and_invitations(filled: Filled) -> None:
    before = filled.rows()
    filled.up()

    assert filled.down() == before
