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
from meetings.domain.decided.search import _by_words
from meetings.extensions import db
from meetings.models import Device, Participant, Passage
from meetings.models.base import Model
from meetings.models.search import SEARCHED, words_in
from tests.factories.invitations import make_letter
from tests.factories.whole import WholeMeeting, make_whole_meeting
from tests.load.filling import Size, fill
from tests.support.client import signed_in
from tests.support.databases import SQLITE

SMALL = Size(people=400, meetings=12, scans=800, entries=600, actions=300)

# Foreign keys without an index of their own, and why nobody looks rows up by them.
UNINDEXED = {
    "meeting.created_by_id": "accounts are closed, never deleted",
    "meeting.copied_from_id": "meetings are hundreds, and deleted only after a load test",
    "device.created_by_id": "accounts are closed, never deleted",
    "task_run.created_by_id": "accounts are closed, never deleted",
    "minutes.submitted_by_id": "accounts are closed, never deleted",
    "minutes.approved_by_id": "accounts are closed, never deleted",
    "session_note.author_id": "accounts are closed, never deleted",
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
    "tempat-duduk": "participant",
    "sertifikat": "participant",
    "undangan": "participant",
    "undangan?page=8": "participant",
    "notula/{minutes_id}/riwayat": "minutes_revision",
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


def _below(whole: WholeMeeting, address: str) -> str:
    return (address if address.startswith("/") else f"/kegiatan/{whole.meeting.id}/{address}").format_map(whole.ids)


def test_a_page_is_picked_by_an_index_before_anything_is_joined(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """The statement with the LIMIT reads nothing but ids, in the order of an index: no sorting, no join."""
    whole, client = grown
    wrong: dict[str, object] = {}

    for address, table in LISTS.items():
        sent = _sent(client, _below(whole, address))
        picked = [each for each in sent if each[0].startswith(f"SELECT {table}.id \n") and "LIMIT" in each[0]]
        if len(picked) != 1 or " JOIN " in picked[0][0]:
            wrong[address] = picked
        elif re.search(r"TEMP B-TREE FOR|^\s*(->\s+)?Sort$|Sort Key", plan := _plan(*picked[0]), re.MULTILINE):
            wrong[address] = plan

    assert wrong == {}


def test_passes_at_two_doors_are_found_among_scans_of_somebody_who_was_in(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    whole, client = grown

    asked = [
        each for each in _sent(client, f"/kegiatan/{whole.meeting.id}/check-in") if "status = 'already' OR offline" in each[0]
    ]

    assert asked
    for statement, parameters in asked:
        plan = _plan(statement, parameters)
        assert "ix_scan_again" in plan and not re.search(r"SCAN scan\b|Seq Scan on scan\b", plan), plan


def test_tasks_are_sorted_as_ids_and_nothing_is_joined_to_them(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """Their order is of two facts and a date that may be missing, so no index has it; what stands around a task is read for one page."""
    whole, client = grown

    for address in ("tindak-lanjut", "tindak-lanjut?status=overdue", "/tindak-lanjut", "/tindak-lanjut?page=3"):
        sent = _sent(client, _below(whole, address))
        picked = [each for each in sent if each[0].startswith("SELECT action_item.id \n") and "LIMIT" in each[0]]
        assert picked, address
        for statement, _parameters in picked:
            assert " JOIN " not in statement.partition(" IN (SELECT")[0], address
            assert "WHERE action_item.item_id IN (SELECT" in statement, address


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


def test_a_letter_counts_in_indexes(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    whole, client = grown

    sent = _sent(client, f"/kegiatan/{whole.meeting.id}/undangan")

    for beginning, index in COUNTED.items():
        counted = [each for each in sent if each[0].startswith(beginning)]
        assert counted, beginning
        if db.engine.dialect.name == "sqlite":  # PostgreSQL chooses by statistics, and so few rows it reads
            assert [each for each in counted if index not in _plan(*each)] == [], beginning


def test_a_page_far_back_is_counted_off_in_the_index(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """Whom the list leaves out is told by the index, too: no row is fetched before the page's own."""
    whole, client = grown

    sent = _sent(client, f"/kegiatan/{whole.meeting.id}/peserta?page=8")

    statement, parameters = next(each for each in sent if each[0].startswith("SELECT participant.id \n") and "LIMIT" in each[0])
    plan = _plan(statement, parameters)
    assert re.search(r"COVERING INDEX ix_participant_protocol|Index Only Scan using ix_participant_protocol", plan), plan


def test_how_people_stand_is_counted_in_a_small_index(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    whole, client = grown

    sent = _sent(client, f"/kegiatan/{whole.meeting.id}/peserta")

    counted = [each for each in sent if each[0].endswith("GROUP BY participant.status, participant.source")]
    assert counted and all("ix_participant_stands" in _plan(*each) for each in counted)


def test_sqlite_finds_people_by_their_letters_and_reads_nobody_else(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """Few are read by their ids; where the letters leave many, the list is gone through in its order."""
    whole, client = grown
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL's trigrams are an index like others
    address = f"/kegiatan/{whole.meeting.id}/peserta?q="

    rare = _sent(client, f"{address}peserta+399")
    letters = next(each for each in rare if "participant_words" in each[0])
    assert "participant_words VIRTUAL TABLE INDEX" in _plan(*letters) and "participant_words_rows USING" in _plan(*letters)
    found = [each for each in rare if each[0].startswith("SELECT participant.id \n")]
    assert found and all("sqlite_autoindex_participant_1 (id=?)" in _plan(*each) for each in found)

    short = _sent(client, f"{address}xy")
    assert not [each for each in short if "participant_words" in each[0]]


def test_what_waits_is_looked_for_among_prints_of_its_state(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """A letter has as many invitations as there are people, and few of its prints wait for a signature or are still to be made."""
    whole, client = grown
    address = f"/kegiatan/{whole.meeting.id}/undangan/{whole.letter.id}"
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL chooses by its statistics

    sent = _sent(client, address) + _sent(client, f"{address}/cetak")

    waiting = [each for each in sent if "JOIN document ON" in each[0] or "FROM document JOIN invitation" in each[0]]
    assert len(waiting) == 2
    assert all("document USING INDEX ix_document_state_updated_at" in _plan(*each) for each in waiting)


def test_entries_of_a_group_are_found_by_their_action_where_they_are_few(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    whole, client = grown

    sent = _sent(client, f"/kegiatan/{whole.meeting.id}/jejak-audit?group=session")

    first, *rest = [each for each in sent if each[0].startswith("SELECT audit_entry.id \n")]
    assert "ORDER BY" not in first[0] and "LIMIT" in first[0]
    assert all("LIMIT" not in each[0] for each in rest)
    if db.engine.dialect.name == "sqlite":
        assert "ix_audit_entry_meeting_id_action (meeting_id=? AND action=?)" in _plan(*first)


def test_heads_are_counted_once_for_all_days(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """However many days and sessions there are, everybody is gone through once."""
    whole, client = grown

    sent = [each for each, _parameters in _sent(client, f"/kegiatan/{whole.meeting.id}/perkiraan")]

    assert len([each for each in sent if "sum(participant.companions)" in each and "created_at >" not in each]) == 1


def _asked_of_people(client: FlaskClient, whole: WholeMeeting, address: str) -> list[tuple[str, Any]]:
    """The statements of a page that read participants, the permissions of its reader besides."""
    return [each for each in _sent(client, _below(whole, address)) if re.search(r"\bparticipant\b", each[0])]


def test_a_hall_finds_seats_and_people_and_asks_nobody_whom_they_come_for(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """Whoever is to be placed is read once, alone; who sits on a part of the plan is found by the seats, who is shown by their ids."""
    whole, client = grown
    for person, seat in zip(db.session.scalars(sa.select(Participant).limit(40)).all(), range(40), strict=False):
        person.seat = f"A-{seat}"
    db.session.commit()

    asked = _asked_of_people(client, whole, f"tempat-duduk?pilih={whole.ids['participant_id']}")

    joined = [each for each in asked if "JOIN representation" in each[0]]
    assert len(joined) == 3  # on the plan, picked, and without a seat
    assert all(re.search(r"participant\.id (IN|=)|participant\.seat IN", each[0]) for each in joined)
    seats = [each for each in asked if "participant.seat > ''" in each[0]]
    assert len(seats) == 2
    if db.engine.dialect.name == "sqlite":  # PostgreSQL chooses by its statistics
        assert [each for each in seats if "ix_participant_seated (meeting_id=? AND seat" not in _plan(*each)] == []
        by_id = [each for each in joined if each not in seats]
        assert [
            each for each in by_id if "SEARCH participant USING INDEX sqlite_autoindex_participant_1 (id=?)" not in _plan(*each)
        ] == []


def test_a_session_that_runs_is_counted_in_one_pass(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """Groups, totals and list of a session: everybody is gone through once, arrivals once, and nobody is counted who is counted already."""
    whole, client = grown
    crowded = whole.ids["crowded"]

    sent = [statement for statement, _parameters in _sent(client, _below(whole, f"check-in/angka/{crowded}"))]
    assert len([each for each in sent if "GROUP BY participant.category_id, participant.institution" in each]) == 1
    assert len([each for each in sent if "attendance.first_gate" in each and "GROUP BY" in each]) == 1
    assert not [each for each in sent if "GROUP BY participant.status" in each or "EXISTS" in each and "CASE" in each]

    for narrowed in ("", "&hadir=absent", "&hadir=present", "&hadir=excused", "&sort=-arrival"):
        sent = [statement for statement, _parameters in _sent(client, _below(whole, f"kehadiran?sesi={crowded}{narrowed}"))]
        assert not [each for each in sent if each.startswith("SELECT count(*)") and "SELECT participant.id" in each], narrowed


def test_a_recap_joins_no_session_with_everybody(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """Who is called everywhere is counted once for all sessions; with sessions are joined those who came, are limited, or were added late."""
    whole, client = grown

    sent = [statement for statement, _parameters in _sent(client, _below(whole, "rekap-kehadiran"))]

    together = [
        each for each in sent if "participant.institution" in each and "JOIN session" in each or "FROM session JOIN" in each
    ]
    assert together
    for statement in together:
        for part in statement.split("UNION ALL"):
            assert re.search(r"JOIN attendance|FROM attendance|participant_session|FROM absence|created_at >", part), part


def test_certificates_cost_as_much_as_there_are(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """Who came is counted once; how long and under which name is asked of those who have one, and of those who are shown."""
    whole, client = grown

    sent = [statement for statement, _parameters in _sent(client, _below(whole, "sertifikat"))]

    summed = [each for each in sent if "sum(CASE attendance.session_id" in each]
    assert summed and all("attendance.participant_id IN" in each or "attendance.participant_id = ANY" in each for each in summed)
    assert len([each for each in sent if "HAVING count(*) >=" in each]) == 1


def test_whom_a_letter_waits_for_is_asked_once(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    whole, client = grown

    sent = [statement for statement, _parameters in _sent(client, _below(whole, f"undangan/{whole.letter.id}/kirim"))]

    asked = [each for each in sent if "delivery.created_at >= document.created_at" in each]
    assert len(asked) == 1 and asked[0].count("delivery.created_at >= document.created_at") == 1


# Pages, and an index by which SQLite would read all rows of a meeting, or all documents, to find a few.
AVOIDED = {
    "": "ix_document_state_updated_at",
    "notula/{minutes_id}": "ix_document_state_updated_at",
    "peserta": "participant USING INDEX ix_participant_meeting_id_sort_name_id",
    "undangan?state=failed": "participant USING INDEX ix_participant_meeting_id_protocol_order_id",
    "undangan?state=waiting": "participant USING INDEX ix_participant_meeting_id_protocol_order_id",
}


@pytest.mark.parametrize("app", [SQLITE], indirect=True)  # PostgreSQL chooses by its statistics
def test_a_few_are_not_found_by_reading_all(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    whole, client = grown

    for address, index in AVOIDED.items():
        sent = _sent(client, _below(whole, address).removesuffix("/"))

        assert len(sent) > 5, address
        assert [statement for statement, parameters in sent if index in _plan(statement, parameters)] == [], address


def test_who_holds_a_letter_is_told_by_one_index(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """With several letters the overview asks of each invitation which it is of, and still reads no row."""
    whole, client = grown
    make_letter(whole.meeting)
    db.session.commit()

    sent = _sent(client, f"/kegiatan/{whole.meeting.id}")

    asked = [each for each in sent if "GROUP BY invitation.participant_id" in each[0]]
    assert len(asked) == 1
    assert "ix_invitation_held" in _plan(*asked[0])


def test_postgresql_finds_letters_by_their_trigrams(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """The indexes are of the very expression that a search asks for; elsewhere there are none, and a search reads the rows."""
    for table, names in SEARCHED.items():
        if db.engine.dialect.name != "postgresql":
            assert not [
                name for each in sa.inspect(db.engine).get_indexes(table) if (name := each["name"] or "").endswith("_trigrams")
            ]
            continue
        columns = [Model.metadata.tables[table].c[name] for name in names]
        statement = sa.select(Model.metadata.tables[table].c.id).where(*words_in("nomor4711", *columns))
        compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
        with db.engine.connect() as connection:
            connection.exec_driver_sql("SET enable_seqscan = off")
            plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {compiled}"))
            connection.exec_driver_sql("RESET ALL")
        assert [name for name in names if f"ix_{table}_{name}_trigrams" not in plan] == []


def test_who_is_served_is_told_of_all_people_together(grown: tuple[WholeMeeting, FlaskClient]) -> None:
    """Mails and documents are joined, not looked up for each person; SQLite, which only looks up, reads no message for it."""
    whole, client = grown

    sent = _sent(client, f"/kegiatan/{whole.meeting.id}/undangan/{whole.letter.id}/kirim")

    asked = [each for each in sent if "delivery.created_at >= document.created_at" in each[0]]
    assert len(asked) == 1
    plan = _plan(*asked[0])
    assert "SubPlan" not in plan
    if db.engine.dialect.name == "sqlite":
        assert "ix_delivery_letters" in plan


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


def test_a_rare_word_of_minutes_is_found_by_its_letters(app: Flask) -> None:
    """SQLite asks its table of trigrams first, PostgreSQL the index of the key; neither reads all passages."""
    statement = _by_words(sa.select(Passage.number), ["nomor4711"]).compile(db.engine, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    with db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET enable_seqscan = off")
        plan = "\n".join(str(row) for row in connection.exec_driver_sql(f"{explain} {statement}"))
        if db.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("RESET ALL")

    if db.engine.dialect.name == "sqlite":
        assert "SCAN passage_words VIRTUAL TABLE INDEX" in plan and "SEARCH passage USING INTEGER PRIMARY KEY" in plan
    else:
        assert "ix_passage_key_trigrams" in plan
