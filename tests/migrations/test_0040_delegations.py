"""0040: no institution had a link before, and of no answer it was known that somebody else gave it."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_nobody_answered_for_anybody_yet(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["participant"]
    assert lost_rows(before, after) == []
    assert {row["answered_by"] for row in after["participant"]} == {""}
    assert after["delegation"] == after["delegate"] == []


def test_the_way_back_forgets_the_links_and_keeps_who_was_named(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    person = before["participant"][0]
    link = {"id": "d", "meeting_id": person["meeting_id"], "institution": "Bappeda", "quota": 3, "token_hash": "h"}
    load_rows({"delegation": [link]})
    named = {"id": "n", "delegation_id": "d", "participant_id": person["id"], "named_at": person["created_at"]}
    load_rows({"delegate": [named], "delegation_leader": [{"delegation_id": "d", "participant_id": person["id"]}]})

    assert filled.down() == before
