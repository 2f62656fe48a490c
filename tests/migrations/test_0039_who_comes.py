"""0039: who was called to some sessions alone keeps them, whatever their category says from now on."""

import sqlalchemy as sa

from meetings.extensions import db
from tests.migrations.conftest import Filled


def test_a_restriction_stays_the_persons_own(filled: Filled) -> None:
    before = filled.rows()
    chosen = before["participant"][0]["id"]
    db.session.execute(sa.text("UPDATE participant SET limited = true WHERE id = :id"), {"id": chosen})
    db.session.commit()

    after = filled.up()

    own = {row["id"] for row in after["participant"] if row["own_sessions"]}
    assert own == {row["id"] for row in after["participant"] if row["limited"]} and chosen in own
    assert not any(row["limited"] for row in after["category"])


def test_the_way_back_loses_nothing_else(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    after = filled.down()

    assert after.pop("roster_change") and before.pop("roster_change") == []  # triggers noted what the migration wrote
    assert after == before
