"""0022: what was issued before was approved in the service, and no organisation wants anything else until it says so."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_what_was_issued_stays_issued_without_signatures(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["document"] and before["organisation"]
    assert lost_rows(before, after) == []
    assert {str(row["signing"]) for row in after["organisation"]} == {"{}"}
    assert after["signature"] == []


def test_the_way_back_forgets_signatures_and_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    load_rows({"signature": [{"id": "s", "document_id": before["document"][0]["id"], "method": "wet"}]})

    assert filled.down() == before
