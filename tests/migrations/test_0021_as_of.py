"""0021: a file that is there tells until when it shows the rows."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_only_files_that_are_there_say_until_when(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["document"] and lost_rows(before, after) == []
    for row in after["document"]:
        assert row["as_of"] == (row["updated_at"] if row["state"] == "ready" else None)


def test_the_way_back_keeps_documents(filled: Filled) -> None:
    before = filled.rows()
    filled.up()

    assert filled.down() == before
