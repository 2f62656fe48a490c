"""0037: of lists under way nobody has said anything yet, and the way back forgets what was said and keeps the lists."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_nobody_has_said_anything_of_lists_under_way(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["participant_import"] and lost_rows(before, after) == []
    said = [(str(row["categories"]), row["version"], row["changed_by"], row["report_key"]) for row in after["participant_import"]]
    assert set(said) == {("{}", 1, "", "")}
    assert after["import_decision"] == []


def test_the_way_back_forgets_what_was_said_and_keeps_the_lists(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    row = {"id": "f", "import_id": before["participant_import"][0]["id"], "sheet": "Peserta", "row_number": 3}
    load_rows({"import_decision": [row | {"verdict": "skip", "decided_at": "2026-11-30 22:00:00.000000"}]})

    assert filled.down() == before
