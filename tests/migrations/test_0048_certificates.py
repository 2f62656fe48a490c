"""0048: room for certificates; nothing else moves, and the way back loses them only."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_there_are_no_certificates_before_and_nothing_is_lost(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    assert after["certificate"] == after["certificate_rule"] == after["certificate_session"] == []


def test_the_way_back_forgets_certificates_and_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    meeting_id = before["meeting"][0]["id"]
    load_rows({"certificate": [{"id": "c", "meeting_id": meeting_id, "role": "committee", "name": "Siti"}]})

    assert filled.down() == before
