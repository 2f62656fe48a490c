"""0032: no signature was sent to a gateway before, and what is wanting stays wanting."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_what_is_wanting_was_not_sent_anywhere(filled: Filled) -> None:
    document = filled.rows()["document"][0]["id"]
    load_rows({"signature": [{"id": "s", "document_id": document, "method": "key"}]})
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    (signature,) = after["signature"]
    assert [signature[name] for name in ("sent_at", "sent_by", "sent_sha256", "doubt")] == [None, "", None, None]
    assert filled.down() == before
