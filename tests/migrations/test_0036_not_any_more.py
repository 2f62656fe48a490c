"""0036: nobody says of the letters that are there that they name somebody otherwise; minutes that do not hold any more get their keys."""

import sqlalchemy as sa

from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def test_what_does_not_hold_is_found_by_its_words_and_no_letter_is_misnamed(filled: Filled) -> None:
    gone = filled.rows()["minutes"][0]["id"]
    db.session.execute(sa.text("DELETE FROM passage WHERE minutes_id = :minutes"), {"minutes": gone})
    db.session.execute(sa.text("UPDATE minutes SET state = 'superseded' WHERE id = :minutes"), {"minutes": gone})
    db.session.commit()
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    assert {each["misnamed_at"] for each in after["invitation"]} == {None}
    written = {each["minutes_id"] for each in after["passage"] if each["gone"]}
    assert written == {gone} and {each["issued"] for each in after["passage"] if each["gone"]} == {True}
    assert {each["kind"] for each in after["passage"] if each["minutes_id"] == gone} >= {"head", "discussion"}
    assert filled.down() == before
