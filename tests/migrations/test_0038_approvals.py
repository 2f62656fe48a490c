"""0038: nobody had asked for initials before, and every organisation goes on without until it says something else."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_no_organisation_wants_a_chain_yet(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["organisation"]
    assert lost_rows(before, after) == []
    assert {str(row["approvals"]) for row in after["organisation"]} == {"{}"}
    assert {row["signed_id"] for row in after["letter"]} == {None}
    assert after["approval"] == after["approval_step"] == []


def test_the_way_back_forgets_the_rounds_and_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    round_one = {"id": "a", "meeting_id": before["meeting"][0]["id"], "kind": "letter", "about_id": before["letter"][0]["id"]}
    load_rows({"approval": [round_one], "approval_step": [{"id": "s", "approval_id": "a", "act": "approve", "role": "approver"}]})

    assert filled.down() == before
