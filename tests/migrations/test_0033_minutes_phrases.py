"""0033: there were no phrases before, and every organisation follows what is built in until it says something else."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_no_organisation_says_anything_yet(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["organisation"]
    assert lost_rows(before, after) == []
    assert {str(row["minutes_items"]) for row in after["organisation"]} == {"{}"}
    assert after["minutes_phrase"] == []


def test_the_way_back_forgets_phrases_and_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    row = {"id": "f", "organisation_id": before["organisation"][0]["id"], "position": 1, "name": "Pembukaan"}
    load_rows({"minutes_phrase": [row]})

    assert filled.down() == before
