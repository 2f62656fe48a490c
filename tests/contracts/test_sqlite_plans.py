"""SQLite keeps no statistics here, so its plans follow from the statements alone: what is asked for each row must be found by an id."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from meetings.extensions import db
from tests.contracts.test_growth import SMALL
from tests.factories.whole import make_whole_meeting
from tests.load.filling import fill
from tests.load.growth import EXPORTS, addresses
from tests.support.client import signed_in

GROWING = {
    "participant",
    "invitation",
    "delivery",
    "document",
    "attendance",
    "scan",
    "audit_entry",
    "action_item",
    "pass",
    "representation",
}
LOOKED_UP = re.compile(
    r"(?:SEARCH|SCAN) (?P<table>\w+?)(?:_\d+)?(?: USING (?:COVERING )?INDEX \w+(?: \((?P<by>[^)]*)\))?)?(?: |$)"
)
SHARED = {"meeting_id", "letter_id", "organisation_id", "session_id", "category_id"}  # by them thousands of rows are found


def slow_steps(rows: list[tuple[int, int, str]]) -> Iterator[str]:
    """The steps of a plan (id, parent, text) that go through many rows of a growing table for each of many rows of another."""
    parents, words = {each: parent for each, parent, _text in rows}, {each: text for each, _parent, text in rows}

    def subquery(step: int) -> int:
        """The nearest one around the step, or 0; a list that depends on nothing around it is made once."""
        while step in words and "SUBQUERY" not in words[step]:
            step = parents[step]
        return step if step in words else 0

    def asked_for_each(around: int) -> bool:
        """Is the subquery, or one around it, asked for each of many rows?"""
        while around and words[around].startswith("CORRELATED"):
            if any(goes_through(words[each]) for each in words if parents[each] == parents[around]):
                return True
            around = subquery(parents[around])
        return False

    for _step, parent, text in rows:
        if goes_through(text) and asked_for_each(subquery(parent)):
            yield text


def goes_through(text: str) -> bool:
    """Is it a step through rows of a growing table that are not found by an id of their own?"""
    found = LOOKED_UP.match(text)
    if not found or found["table"] not in GROWING:
        return False
    by = {column.split("=")[0] for column in (found["by"] or "").split(" AND ") if column.endswith("=?")}
    return not {column for column in by - SHARED if column == "id" or column.endswith("_id")}


def _turn_round(connection: sa.Connection) -> None:
    """Make all indexes again in the other order: of two that seem equally good to it SQLite takes the one that was made last."""
    made = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid DESC"
    )
    for name, statement in made.all():
        connection.exec_driver_sql(f"DROP INDEX {name}")
        connection.exec_driver_sql(statement)
    connection.commit()


def test_a_slow_step_is_found_two_subqueries_deep() -> None:
    rows = [
        (1, 0, "SCAN participant"),
        (2, 0, "CORRELATED SCALAR SUBQUERY 2"),
        (3, 2, "SEARCH invitation USING INDEX uq_invitation (letter_id=? AND participant_id=?)"),
        (4, 2, "CORRELATED SCALAR SUBQUERY 1"),
        (5, 4, "SEARCH delivery USING INDEX ix_delivery_state_next_attempt_at (state=?)"),
    ]

    assert list(slow_steps(rows)) == [rows[-1][2]]


@pytest.mark.parametrize(
    ("plan", "slow"),
    [
        ("SEARCH delivery_1 USING INDEX ix_delivery_state_next_attempt_at (state=?)", True),
        ("SEARCH invitation USING COVERING INDEX ix_invitation_counted (letter_id=?)", True),
        ("SCAN attendance", True),
        ("SEARCH delivery USING INDEX ix_delivery_invitation_id (invitation_id=?)", False),
        ("SEARCH invitation USING INDEX uq_invitation (letter_id=? AND participant_id=?)", False),
        ("SEARCH document USING INDEX sqlite_autoindex_document_1 (id=?)", False),
        ("SEARCH letter USING INDEX uq_letter_corrects_id (corrects_id=?)", False),
    ],
)
def test_what_a_slow_step_is(plan: str, slow: bool) -> None:
    rows = [(1, 0, "SCAN participant"), (2, 0, "CORRELATED SCALAR SUBQUERY 1"), (3, 2, plan)]

    assert list(slow_steps(rows)) == ([plan] if slow else [])


def test_nothing_is_searched_through_for_each_row(app: Flask) -> None:
    """On every page, and in every order and filter of it."""
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL chooses by its statistics
    whole = make_whole_meeting(people=3, rows=2)
    db.session.commit()
    fill(whole, SMALL)
    client = signed_in(app, whole.administrator)
    asked: dict[str, tuple[Any, str]] = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")) and not many:
            asked.setdefault(statement, (parameters, address))

    event.listen(Engine, "after_cursor_execute", note)
    try:
        for address in addresses(app, whole):
            if not address.partition("?")[0].endswith(EXPORTS):
                client.get(address)
    finally:
        event.remove(Engine, "after_cursor_execute", note)
    slow = set()
    db.session.commit()
    with db.engine.connect() as connection:
        for _order in range(2):
            for statement, (parameters, page) in asked.items():
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                slow |= {(step, page, statement) for step in slow_steps([(row[0], row[1], row[3]) for row in plan])}
            _turn_round(connection)

    assert len(asked) > 200
    assert slow == set()
