"""0018: the sentences that drafts copied go, officials are known by name, and what a draft took is empty until it follows."""

import sqlalchemy as sa

from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows

STAMPS = dict.fromkeys(("created_at", "updated_at"), "2026-11-29T01:00:00+00:00")


def test_only_the_sentences_that_nobody_changed_go(filled: Filled) -> None:
    rows = sorted(filled.rows()["minutes"], key=lambda each: each["id"])
    own = "<div>Rapat dibuka oleh Wali Kota pada pukul 09.00 WIB.</div><div>Diawali doa.</div>"
    for row, opening, state in zip(
        rows, ("<div>Rapat dibuka oleh A, B pada pukul 09.00 WIB.</div>", own), ("draft", "published"), strict=False
    ):
        said = {"opening": opening, "closing": "<p>Rapat ditutup pada pukul 12.30 WITA.</p>", "state": state}
        db.session.execute(
            sa.table("minutes", *map(sa.column, ("id", *said))).update().where(sa.column("id") == row["id"]).values(said)
        )
    db.session.commit()
    db.session.remove()
    before = filled.rows()

    after = {row["id"]: row for row in filled.up()["minutes"]}

    first = after[rows[0]["id"]]
    assert (first["opening"], first["closing"], first["taken"], first["waived"]) == ("", "", {}, {})
    if len(rows) > 1:
        assert after[rows[1]["id"]]["opening"] == own
    assert {row["id"] for row in before["minutes"]} == set(after)


def test_who_was_typed_twice_stays_and_the_first_has_the_name(filled: Filled) -> None:
    house = next(row["id"] for row in filled.rows()["organisation"] if row["parent_id"] is None)
    twice = [
        {
            "id": key,
            "owner_id": house,
            "identity_key": f"{number or 'siti'}|kepala",
            "name": "Siti",
            "sort_name": "siti",
            "nip": number,
        }
        | {"position": "KEPALA"}
        | STAMPS
        for key, number in (("p1", ""), ("p2", "196007211990041004"))
    ]
    load_rows({"person": twice})

    keys = {row["id"]: row["name_key"] for row in filled.up()["person"] if row["id"] in ("p1", "p2")}

    assert keys == {"p1": "siti|kepala", "p2": "siti|kepala|p2"}


def test_the_way_back_keeps_minutes_and_officials(filled: Filled) -> None:
    before = filled.rows()
    filled.up()

    assert lost_rows(before, filled.down()) == []
