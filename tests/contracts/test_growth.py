"""What grows stays quick: every foreign key and every list's order has an index, and no list sorts or joins all its rows for one page."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

import meetings.models  # noqa: F401 -- registers
from meetings import clock
from meetings.domain.accounts.tokens import token_hash
from meetings.extensions import db
from meetings.models import Device
from meetings.models.base import Model
from meetings.models.search import SEARCHED, words_in
from tests.factories.whole import WholeMeeting, make_whole_meeting
from tests.load.filling import Size, fill
from tests.support.client import signed_in

SMALL = Size(people=400, meetings=12, scans=800, entries=600, actions=300)

# Foreign keys without an index of their own, and why nobody looks rows up by them.
UNINDEXED = {
    "meeting.created_by_id": "accounts are closed, never deleted",
    "meeting.copied_from_id": "meetings are hundreds, and deleted only after a load test",
    "device.created_by_id": "accounts are closed, never deleted",
    "task_run.created_by_id": "accounts are closed, never deleted",
    "minutes.submitted_by_id": "accounts are closed, never deleted",
    "minutes.approved_by_id": "accounts are closed, never deleted",
    "scan.user_id": "accounts are closed, never deleted; the door writes each index",
    "settled_scan.scan_id": "with the meeting it begins the key",
    "scan.device_id": "devices are revoked, never deleted; the door writes each index",
    "security_role_user.role_id": "Flask-Security's own, empty",
}

# Lists in their usual order: address below the meeting (or from the root), and the table whose page is picked by that order's index.
LISTS = {
    "peserta": "participant",
    "peserta?sort=name": "participant",
    "peserta?page=8": "participant",
    "kehadiran": "participant",
    "kehadiran?hadir=absent": "participant",
    "kehadiran?sort=name": "participant",
    "check-in/pindaian": "scan",
    "check-in/pindaian?page=5": "scan",
    "check-in/pindaian?hasil=refused": "scan",
    "check-in/pindaian?hasil=open": "scan",
    "undangan": "participant",
    "undangan?page=8": "participant",
    "jejak-audit": "audit_entry",
    "jejak-audit?page=5": "audit_entry",
    "/administrasi/jejak": "audit_entry",
    "/administrasi/jejak?page=5": "audit_entry",
    "/kotak-keluar": "delivery",
    "/kotak-keluar?page=5": "delivery",
}


def _leading(table: sa.Table) -> set[str]:
    """Columns by which an index over all rows begins."""
    found = set()
    for index in table.indexes:
        first = next(iter(index.expressions))
        if isinstance(first, sa.Column) and index.dialect_options["postgresql"].get("where") is None:
            found.add(first.name)
    for constraint in table.constraints:
        if isinstance(constraint, sa.PrimaryKeyConstraint | sa.UniqueConstraint) and len(constraint.columns):
            found.add(next(iter(constraint.columns)).name)
    return found


def test_every_foreign_key_has_an_index_or_a_reason() -> None:
    """Deleting a row looks for those that refer to it; a list of what belongs to a row does, too."""
    bare = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if column.foreign_keys and column.name not in _leading(table)
    }

    assert bare == set(UNINDEXED)


@pytest.fixture
def grown(app: Flask) -> tuple[WholeMeeting, FlaskClient]:
    """A small database of the large one's shape, and somebody who may see all of it."""
    whole = make_whole_meeting(people=3, rows=2)
    db.session.commit()
    fill(whole, SMALL)
    return whole, signed_in(app, whole.administrator)


def _sent(client: FlaskClient, address: str, **headers: str) -> list[tuple[str, Any]]:
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            statements.append((statement, parameters))

    event.listen(Engine, "after_cursor_execute", note)
    try:
        assert client.get(address, headers=headers).status_code == 200
    finally:
        event.remove(Engine, "after_cursor_execute", note)
    return statements


def _plan(statement: str, parameters: Any) -> str:
    """How the database goes about it; on PostgreSQL with sorting made dear, since a small table is quicker read and sorted."""
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            return "\n".join(row[3] for row in rows)
        for setting in ("enable_sort", "enable_seqscan", "enable_bitmapscan"):
            connection.exec_driver_sql(f"SET {setting} = off")
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN (COSTS off) {statement}", parameters))
        connection.exec_driver_sql("RESET ALL")
        return plan


@pytest.mark.parametrize("address", LISTS)
def test_a_page_is_picked_by_an_index_before_anything_is_joined(grown: tuple[WholeMeeting, FlaskClient], address: str) -> None:
    """The statement with the LIMIT reads nothing but ids, in the order of an index: no sorting, no join."""
    whole, client = grown
    table = LISTS[address]

    picked = [
        each
        for each in _sent(client, address if address.startswith("/") else f"/kegiatan/{whole.meeting.id}/{address}")
        if each[0].startswith(f"SELECT {table}.id \n") and "LIMIT" in each[0]
    ]

    assert len(picked) == 1
    statement, parameters = picked[0]
    assert " JOIN " not in statement
    plan = _plan(statement, parameters)
    assert not re.search(r"TEMP B-TREE FOR|^\s*(->\s+)?Sort$|Sort Key", plan, re.MULTILINE), plan


@pytest.mark.parametrize("address", ["tindak-lanjut", "tindak-lanjut?status=overdue", "/tindak-lanjut", "/tindak-lanjut?page=3"])
def test_tasks_are_sorted_as_ids_and_nothing_is_joined_to_them(grown: tuple[WholeMeeting, FlaskClient], address: str) -> None:
    """Their order is of two facts and a date that may be missing, so no index has it; what stands around a task is read for one page."""
    whole, client = grown

    sent = _sent(client, address if address.startswith("/") else f"/kegiatan/{whole.meeting.id}/{address}")

    picked = [each for each in sent if each[0].startswith("SELECT action_item.id \n") and "LIMIT" in each[0]]
    assert picked
    for statement, _parameters in picked:
        assert " JOIN " not in statement.partition(" IN (SELECT")[0]
        assert "WHERE action_item.item_id IN (SELECT" in statement


def test_a_search_through_messages_reads_them_as_they_lie(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """In the list's order each row would be fetched by itself; what is found is put in order."""
    _whole, client = grown

    sent = [statement for statement, _parameters in _sent(client, "/kotak-keluar?q=Peserta+399")]
    first, *rest = [each for each in sent if each.startswith("SELECT delivery.id \n") and "recipient_name" in each]

    assert "ORDER BY" not in first and "LIMIT" in first
    assert len(rest) == 1 and "ORDER BY" in rest[0] and "LIMIT" not in rest[0]


def test_a_roster_finds_who_came_by_its_people(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """A whole roster is read block by block; whatever a block asks of the meeting is paid once for each block."""
    whole, client = grown
    token = "a" * 32
    db.session.add(Device(meeting_id=whole.meeting.id, name="Meja", token_hash=token_hash(token), created_at=clock.now()))
    db.session.commit()

    sent = _sent(client, f"/api/v1/meetings/{whole.meeting.id}/roster", Authorization=f"Bearer {token}")

    came = [each for each in sent if "attendance.first_in_at" in each[0]]
    assert came and all("participant_id" in _plan(*each) and "ix_attendance_meeting_id" not in _plan(*each) for each in came)


COUNTED = {  # what a letter's page counts, by the beginning of the statement, and the index that holds all of it
    "SELECT count(*) AS count_1, count(invitation.sent_at)": "ix_invitation_counted",
    "SELECT (SELECT count(*) AS count_1 \nFROM participant": "ix_participant_bare",
}


@pytest.mark.parametrize("beginning", COUNTED)
def test_a_letter_counts_in_indexes(grown: tuple[WholeMeeting, FlaskClient], beginning: str) -> None:
    whole, client = grown

    counted = [each for each in _sent(client, f"/kegiatan/{whole.meeting.id}/undangan") if each[0].startswith(beginning)]

    assert counted
    if db.engine.dialect.name == "sqlite":  # PostgreSQL chooses by statistics, and so few rows it reads
        assert all(COUNTED[beginning] in _plan(*each) for each in counted)


@pytest.mark.parametrize("table", SEARCHED)
def test_postgresql_finds_letters_by_their_trigrams(grown: tuple[WholeMeeting, FlaskClient], table: str) -> None:
    """The indexes are of the very expression that a search asks for; elsewhere there are none, and a search reads the rows."""
    if db.engine.dialect.name != "postgresql":
        assert not [
            name for each in sa.inspect(db.engine).get_indexes(table) if (name := each["name"] or "").endswith("_trigrams")
        ]
        return
    columns = [Model.metadata.tables[table].c[name] for name in SEARCHED[table]]
    statement = sa.select(Model.metadata.tables[table].c.id).where(*words_in("nomor4711", *columns))
    compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
    with db.engine.connect() as connection:
        connection.exec_driver_sql("SET enable_seqscan = off")
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {compiled}"))
        connection.exec_driver_sql("RESET ALL")

    assert [name for name in SEARCHED[table] if f"ix_{table}_{name}_trigrams" not in plan] == []


def test_who_is_served_is_told_of_all_people_together(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """Mails and documents are joined, not looked up for each person; SQLite, which only looks up, reads no message for it."""
    whole, client = grown

    sent = _sent(client, f"/kegiatan/{whole.meeting.id}/undangan/{whole.letter.id}/kirim")

    asked = [each for each in sent if "delivery.created_at >= document.created_at" in each[0]]
    assert len(asked) == 1
    plan = _plan(*asked[0])
    assert "SubPlan" not in plan
    if db.engine.dialect.name == "sqlite":
        assert "ix_delivery_mailed" in plan


def test_names_that_no_font_may_have_are_found_by_themselves(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    whole, client = grown

    sent = _sent(client, f"/kegiatan/{whole.meeting.id}/undangan/{whole.letter.id}/kirim")

    odd = [each for each in sent if "position || institution" in each[0]]
    assert len(odd) == 1 and "ix_participant_beyond_ascii" in _plan(*odd[0])
    assert not [each for each in sent if "participant.position" in each[0]]  # nobody's is read


def test_many_ids_are_one_value(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """A parameter for each costs more than the row that it finds."""
    whole, client = grown
    db.session.add(Device(meeting_id=whole.meeting.id, name="Meja", token_hash=token_hash("b" * 32), created_at=clock.now()))
    db.session.commit()

    sent = _sent(client, f"/api/v1/meetings/{whole.meeting.id}/roster", Authorization=f"Bearer {'b' * 32}")

    assert max(len(parameters) for _statement, parameters in sent) < 30


def test_the_outbox_goes_through_its_messages_once(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """Numbers of states and kinds there are come of one statement; on PostgreSQL a search finds in the indexes of all its columns."""
    _whole, client = grown

    sent = _sent(client, "/kotak-keluar?q=Peserta+399")

    assert len([each for each in sent if "GROUP BY delivery" in each[0] or "DISTINCT delivery" in each[0]]) == 1
    statement, parameters = next(
        each for each in sent if each[0].startswith("SELECT delivery.id \n") and "recipient_name" in each[0]
    )
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("SET enable_seqscan = off")
            connection.exec_driver_sql("SET enable_indexscan = off")
            plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))
            connection.exec_driver_sql("RESET ALL")
        assert [name for name in SEARCHED["delivery"] if f"ix_delivery_{name}_trigrams" not in plan] == []
