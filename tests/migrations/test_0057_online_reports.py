"""0057: nobody has uploaded a report of a virtual room yet, and the way back forgets them and nothing else."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_nobody_has_uploaded_a_report(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert lost_rows(before, after) == []
    assert (after["online_report"], after["screen_name"]) == ([], [])


def test_the_way_back_forgets_reports_and_names_and_keeps_the_rest(filled: Filled) -> None:
    before = filled.rows()
    filled.up()
    session, at = before["session"][0], "2026-11-30 22:00:00.000000"
    report = {"id": "r", "meeting_id": session["meeting_id"], "session_id": session["id"], "file_key": "x", "created_at": at}
    name = {
        "id": "n",
        "organisation_id": before["meeting"][0]["organisation_id"],
        "name": "hp",
        "means": "p:nip:1",
        "said_at": at,
    }
    load_rows({"online_report": [report], "screen_name": [name]})

    assert filled.down() == before
