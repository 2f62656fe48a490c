"""0034: minutes bear the class of their print, a correction under way that of the version before."""

import sqlalchemy as sa

from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.support.rows import load_rows


def test_the_class_of_the_print_comes_to_its_minutes_and_to_their_correction(filled: Filled) -> None:
    before = filled.rows()
    first, paper = before["minutes"][0], before["document"][0]
    db.session.execute(sa.text("UPDATE document SET security = 'R' WHERE id = :paper"), {"paper": paper["id"]})
    numbered = sa.text("UPDATE minutes SET state = 'published', document_id = :paper WHERE id = :first")
    db.session.execute(numbered, {"paper": paper["id"], "first": first["id"]})
    db.session.commit()
    load_rows({"minutes": [first | {"id": "correction", "version": first["version"] + 1, "state": "draft"}]})

    after = filled.up()

    classes = {row["id"]: row["security"] for row in after["minutes"]}
    assert classes[first["id"]] == classes["correction"] == "R"
    assert set(classes.values()) <= {"R", "B"}


def test_the_way_back_forgets_it_alone(filled: Filled) -> None:
    before = filled.rows()
    filled.up()

    assert filled.down() == before
