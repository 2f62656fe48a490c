"""0008: operators of the installation, and roles that reach down or not."""

from tests.migrations.conftest import Filled
from tests.support.rows import load_rows, lost_rows


def test_every_role_reaches_down_as_before(filled: Filled) -> None:
    before = filled.rows()

    after = filled.up()

    assert before["membership"]
    assert {bool(row["reaches_below"]) for row in after["membership"]} == {True}
    assert lost_rows(before, after) == []


def test_administrators_of_the_only_root_become_operators(filled: Filled) -> None:
    before = filled.rows()
    roots = {row["id"] for row in before["organisation"] if row["parent_id"] is None}
    chosen = {
        row["user_id"] for row in before["membership"] if row["role"] == "administrator" and row["organisation_id"] in roots
    }

    after = filled.up()

    assert chosen and len(roots) == 1
    assert {row["id"] for row in after["user"] if row["is_operator"]} == chosen


def test_of_several_roots_none_rules_the_others(filled: Filled) -> None:
    root = next(row for row in filled.rows()["organisation"] if row["parent_id"] is None)
    load_rows({"organisation": [root | {"id": "second", "path": "second/", "name": "Pemerintah Kota Lain"}]})

    after = filled.up()

    assert [row["id"] for row in after["user"] if row["is_operator"]] == []


def test_the_way_back_keeps_users_and_roles(filled: Filled) -> None:
    before = filled.rows()
    filled.up()

    after = filled.down()

    assert lost_rows(before, after) == lost_rows(after, before) == []
    assert not {"is_operator", "reaches_below"} & (after["user"][0].keys() | after["membership"][0].keys())
