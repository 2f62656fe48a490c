"""0049: digits of a phone number are among SQLite's letters of a person, and on the way back those of the NIP alone."""

import sqlalchemy as sa

from meetings.extensions import db
from tests.migrations.conftest import Filled
from tests.support.rows import lost_rows


def _found(letters: str) -> int:
    asked = sa.text("SELECT count(*) FROM participant_words WHERE participant_words MATCH :letters")
    number = db.session.scalar(asked, {"letters": f'nip : "{letters}"'})
    db.session.remove()
    return int(number or 0)


def _write(phone: str, one: str) -> None:
    statement = "UPDATE participant SET phone = :phone, nip = '198609262015051001' WHERE id = :one"
    db.session.execute(sa.text(statement), {"phone": phone, "one": one})
    db.session.commit()
    db.session.remove()


def test_phones_are_found_by_their_digits_and_forgotten_on_the_way_back(filled: Filled) -> None:
    one = filled.rows()["participant"][0]["id"]
    _write("+6282282049247", one)
    before = filled.rows()

    assert lost_rows(before, filled.up()) == []

    if db.engine.dialect.name == "sqlite":
        assert (_found("82282049247"), _found("201505100")) == (1, 1)
        _write("+6281255559999", one)
        assert (_found("82282049247"), _found("81255559999"), _found("201505100")) == (0, 1, 1)
    filled.down()
    if db.engine.dialect.name == "sqlite":
        assert (_found("81255559999"), _found("201505100")) == (0, 1)
