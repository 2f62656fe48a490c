"""0002: the outbox can be read newest first."""

import sqlalchemy as sa

from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_messages_stay_and_are_indexed_by_age(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["delivery"] and after["delivery"] == before["delivery"]
    assert "ix_delivery_created_at_id" in {index["name"] for index in sa.inspect(db.engine).get_indexes("delivery")}
    assert lost_rows(before, filled.down()) == []
