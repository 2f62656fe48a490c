"""0047: what is searched of participants is its key, and SQLite knows it by letters; nothing else changes."""

import sqlalchemy as sa

from meetings.extensions import db
from meetings.writing.search import search_key
from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def _found(letters: str) -> set[str]:
    """Ids of whom SQLite finds by these letters."""
    asked = """SELECT participant_id FROM participant_words_rows WHERE number IN
        (SELECT rowid FROM participant_words WHERE participant_words MATCH :letters)"""
    found = set(db.session.scalars(sa.text(asked), {"letters": letters}))
    db.session.remove()
    return found


def _write(statement: str, **values: str) -> None:
    db.session.execute(sa.text(statement), values)
    db.session.commit()
    db.session.remove()


def test_people_are_found_by_the_letters_of_their_keys(filled: Filled) -> None:
    one = filled.rows()["participant"][0]["id"]
    _write("UPDATE participant SET search_text = 'đoàn ma’ruf kepala café', nip = '198609262015051001' WHERE id = :one", one=one)
    before = filled.rows()

    after = filled.up()

    keys = {row["id"]: row["search_text"] for row in after["participant"]}
    assert keys == {row["id"]: search_key(row["search_text"]) for row in before["participant"]}
    assert keys[one] == "doan maruf kepala cafe"
    for rows in (before, after):
        for row in rows["participant"]:
            del row["search_text"]
        del rows["roster_change"]  # marks of what devices are to see again
    assert lost_rows(before, after) == []
    if db.engine.dialect.name == "sqlite":
        assert _found('key : "maruf" AND nip : "201505"') == {one}
        _write("UPDATE participant SET search_text = 'siti aminah', nip = '' WHERE id = :one", one=one)
        assert (_found('key : "maruf"'), _found('nip : "201505"'), _found('key : "siti" AND key : "aminah"')) == (
            set(),
            set(),
            {one},
        )


def test_the_way_back_keeps_the_keys(filled: Filled) -> None:
    filled.rows()
    after = filled.up()

    assert filled.down()["participant"] == after["participant"]
