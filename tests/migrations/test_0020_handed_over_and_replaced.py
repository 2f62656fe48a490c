"""0020: messages of before were sent by nobody in particular, and no link was replaced that is known."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_what_was_sent_stays_and_nobody_is_named_for_it(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["delivery"] and before["invitation"]
    assert lost_rows(before, after) == []
    assert {row["by"] for row in after["delivery"]} == {""}
    assert after["former_link"] == []


def test_the_way_back_forgets_replaced_links_and_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    invitation = before["invitation"][0]["id"]
    old = {"id": "l", "invitation_id": invitation, "version": 1, "token_hash": "t", "replaced_at": "2026-11-29T01:00:00+00:00"}
    load_rows({"former_link": [old]})

    assert filled.down() == before
