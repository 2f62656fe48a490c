"""0016: officials in a directory; what was typed before stays as it is."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_signers_that_were_typed_stay_and_nobody_is_taken_for_an_official(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["session"] and before["minutes"] and before["letter"]
    assert lost_rows(before, after) == []
    assert {(row["chair_id"], row["recorder_id"]) for row in after["session"]} == {(None, None)}
    assert [row["recorder"] for row in after["minutes"]] == [{}] * len(before["minutes"])


def test_somebody_in_the_directory_before_holds_an_office_like_any_other(filled: Filled) -> None:
    house = next(row["id"] for row in filled.rows()["organisation"] if row["parent_id"] is None)
    person = {"id": "p", "owner_id": house, "identity_key": "k", "name": "Siti Aminah", "sort_name": "siti aminah"}
    load_rows({"person": [person | dict.fromkeys(("created_at", "updated_at"), "2026-11-29T01:00:00+00:00")]})

    (row,) = filled.up()["person"]

    assert (row["office"], row["status"], row["letterhead"]) == ("LAIN", "", "by_office")


def test_the_way_back_keeps_sessions_and_minutes(filled: Filled) -> None:
    before = filled.rows()
    filled.up()

    assert filled.down() == before
