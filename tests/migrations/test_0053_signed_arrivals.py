"""0053: no meeting asks for signatures on the screen, and nobody has signed; the way back forgets only that."""

from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_nobody_is_asked_to_sign_and_the_way_back_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    kept = [{name: value for name, value in row.items() if name != "sign_on_screen"} for row in after["meeting"]]
    assert kept == before["meeting"] and kept
    assert {row["sign_on_screen"] for row in after["meeting"]} == {False}
    assert after["signed_arrival"] == []
    assert lost_rows({**before, "meeting": []}, after) == []
    assert filled.down() == before
