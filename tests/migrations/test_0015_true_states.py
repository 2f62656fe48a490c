"""0015: links of invitations have a version; the withdrawal of a document is asked for before it is confirmed."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_stored_links_are_their_first_and_no_withdrawal_is_asked_for(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["invitation"] and before["document"]
    assert {each["link_version"] for each in after["invitation"]} == {1}
    assert {(each["revoke_asked_at"], each["revoke_asked_by_id"]) for each in after["document"]} == {(None, None)}
    assert lost_rows(before, after) == []


def test_the_way_back_keeps_invitations_and_documents(filled: Filled) -> None:
    before = filled.rows()
    filled.up()

    assert filled.down() == before
