"""0010: the last code of the second factor that was taken."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_stored_accounts_have_taken_none(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["user"]
    assert {user["tf_counter"] for user in after["user"]} == {None}
    assert lost_rows(before, after) == []


def test_the_way_back_keeps_accounts(filled: Filled) -> None:
    before = filled.rows()
    filled.up()

    assert filled.down() == before
