"""0054: no certificate had a back so far, and the way back forgets only that."""

import sqlalchemy as sa

from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows

RULE = """INSERT INTO certificate_rule (id, meeting_id, measure, least, jp_minutes, numbering, text, signer, number, last, created_at, updated_at)
    SELECT 'r000000000000001', id, 'sessions', 1, 45, 'each', 'pada {kegiatan}', '{}', '', 0, created_at, created_at FROM meeting LIMIT 1"""


def test_no_certificate_had_a_back_and_the_way_back_keeps_the_rest(filled: Filled) -> None:
    db.session.execute(sa.text(RULE))
    db.session.commit()
    db.session.remove()
    before = filled.rows()

    after = filled.up()

    assert [row.pop("back") for row in after["certificate_rule"]] == [False]
    assert after["certificate_rule"] == before["certificate_rule"]
    assert lost_rows(before, after) == []
    assert filled.down() == before
