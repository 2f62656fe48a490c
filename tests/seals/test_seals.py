"""Rows that are only added: the database refuses anything else, and whoever gets past it is found by the chain of seals."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from meetings import clock
from meetings.cli.doctor import service
from meetings.domain import audit
from meetings.domain.audit import SYSTEM, Action
from meetings.domain.seals import Fault, latest_seal, missing_guards, released, seal_next, sealing, unsealed_since, verify
from meetings.domain.seals.guards import CATALOGUE, GUARDS
from meetings.domain.seals.members import covered
from meetings.enums import ActionStatus, RecordChange, RecordKind, Role, SecurityClass
from meetings.extensions import db
from meetings.jobs.seals import seal_records
from meetings.models import ActionItem, AuditEntry, Decision, Document, Meeting, Minutes, MinutesItem, Scan, Seal, Unsealed
from tests.checkin.door import Door
from tests.factories.minutes import approve, make_minutes, make_officer, publish
from tests.support.client import signed_in


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    """Two entries and two scans, sealed."""
    door = Door(app)
    for name in ("Satu", "Dua"):
        _note(door.meeting, name)
        door.send(door.scan(door.add(name)[1]))
    db.session.commit()
    _seal()
    return door.meeting


def _note(meeting: Meeting, name: str, at: datetime | None = None) -> None:
    audit.record(SYSTEM, Action.PARTICIPANT_ADDED, at=at or clock.now(), meeting=meeting, target=meeting, target_name=name)


def _seal() -> list[int]:
    made = []
    while (seal := seal_next(clock.now())) is not None:
        made.append(seal.rows)
        db.session.commit()
    return made


def _verify(head: str = "") -> list[tuple[Fault, str]]:
    db.session.commit()
    found = [(each.fault, each.key) for each in verify(head).faults]
    db.session.rollback()
    return found


def _past_the_triggers(table: str, statement: str) -> None:
    """What somebody who owns the database can do, and leave it as it was."""
    db.session.commit()
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.exec_driver_sql(
                f"ALTER TABLE {table} DISABLE TRIGGER USER; {statement}; ALTER TABLE {table} ENABLE TRIGGER USER"
            )
        else:
            kept = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'sealed_{table}_%'"
            triggers = connection.exec_driver_sql(kept).all()
            drops, makes = [f"DROP TRIGGER {name}" for name, _sql in triggers], [str(sql) for _name, sql in triggers]
            for each in (*drops, statement, *makes):
                connection.exec_driver_sql(each)
    db.session.expire_all()


def test_the_database_refuses_to_change_and_to_remove(meeting: Meeting) -> None:
    for statement in (
        sa.update(Scan).values(gate="Lain"),
        sa.delete(Scan),
        sa.update(AuditEntry).values(target_name="Lain"),
        sa.delete(AuditEntry),
        sa.delete(Meeting),
    ):
        with pytest.raises(IntegrityError):
            db.session.execute(statement)
        db.session.rollback()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 2
    assert _verify() == []


def test_a_seal_holds_what_came_since_the_last(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    first = latest_seal()
    assert first is not None and (first.number, first.rows, first.previous) == (1, 4, "")
    assert _seal() == [] and unsealed_since() is None

    monkeypatch.setattr(sealing, "MOST", 2)
    at = clock.now()
    for number in range(3):
        _note(meeting, str(number), at - timedelta(minutes=9 - number))
    db.session.commit()

    assert unsealed_since() == at - timedelta(minutes=9)
    assert _verify() == []  # what waits is no fault
    assert _seal() == [2, 1]
    chain = db.session.scalars(sa.select(Seal).order_by(Seal.number)).all()
    assert [each.number for each in chain] == [1, 2, 3]
    assert [each.previous for each in chain] == ["", chain[0].digest, chain[1].digest]
    assert _verify() == [] and _verify(chain[0].digest[:12]) == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Unsealed)) == 0


def test_a_change_past_the_triggers_is_found(meeting: Meeting) -> None:
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.target_name == "Dua")).one()
    entry_id = entry.id

    _past_the_triggers("audit_entry", f"UPDATE audit_entry SET target_name = 'Tiga' WHERE id = '{entry_id}'")

    assert _verify() == [(Fault.CHANGED, entry_id)]


def test_a_row_that_nothing_can_read_is_named(meeting: Meeting) -> None:
    """SQLite keeps whatever is put into a column."""
    if db.engine.dialect.name != "sqlite":
        return
    entry_id, scan_id = db.session.scalars(sa.select(AuditEntry.id)).first(), db.session.scalars(sa.select(Scan.id)).first()

    _past_the_triggers("audit_entry", f"UPDATE audit_entry SET data = '{{', at = 'gestern' WHERE id = '{entry_id}'")
    _past_the_triggers("scan", f"UPDATE scan SET status = 'lain' WHERE id = '{scan_id}'")

    assert sorted(_verify()) == sorted([(Fault.CHANGED, f"{meeting.id}/{scan_id}"), (Fault.CHANGED, entry_id)])


def test_a_row_put_in_does_not_hide_behind_one_that_was_removed(meeting: Meeting) -> None:
    columns = ", ".join(f'"{each.name}"' for each in AuditEntry.__table__.columns if each.name != "id")
    first, second = db.session.scalars(sa.select(AuditEntry.id).where(AuditEntry.target_name.in_(("Satu", "Dua")))).all()

    _past_the_triggers(
        "audit_entry",
        f"INSERT INTO audit_entry (id, {columns}) SELECT 'sisipan', {columns} FROM audit_entry WHERE id = '{first}'",
    )
    _past_the_triggers("audit_entry", f"DELETE FROM audit_entry WHERE id = '{second}'")

    assert sorted(_verify()) == sorted([(Fault.MISSING, second), (Fault.NEVER_SEALED, "sisipan")])


def test_a_row_removed_past_the_triggers_is_found(meeting: Meeting) -> None:
    scan_id = db.session.scalars(sa.select(Scan.id)).first()

    _past_the_triggers("scan", f"DELETE FROM scan WHERE id = '{scan_id}'")

    assert _verify() == [(Fault.MISSING, f"{meeting.id}/{scan_id}")]


def test_a_row_put_there_past_the_triggers_is_found(meeting: Meeting) -> None:
    columns = ", ".join(f'"{each.name}"' for each in AuditEntry.__table__.columns if each.name != "id")
    entry_id = db.session.scalars(sa.select(AuditEntry.id)).first()

    _past_the_triggers(
        "audit_entry",
        f"INSERT INTO audit_entry (id, {columns}) SELECT 'sisipan', {columns} FROM audit_entry WHERE id = '{entry_id}'",
    )

    assert _verify() == [(Fault.NEVER_SEALED, "sisipan")]


def test_a_seal_cannot_be_made_again_without_the_key(meeting: Meeting) -> None:
    _note(meeting, "Tiga")
    db.session.commit()
    _seal()
    second = latest_seal()
    assert second is not None
    digest = second.digest

    db.session.execute(sa.update(Seal).where(Seal.number == 1).values(rows=3))
    assert _verify() == [(Fault.SEAL_CHANGED, "")]
    db.session.execute(sa.update(Seal).where(Seal.number == 1).values(rows=4, digest="0" * 64))
    assert _verify() == [(Fault.CHAIN_BROKEN, ""), (Fault.SEAL_CHANGED, "")]
    db.session.execute(sa.delete(Seal).where(Seal.number == 1))
    assert (Fault.SEAL_MISSING, "") in _verify()
    db.session.execute(sa.delete(Seal))
    assert (Fault.HEAD_MISSING, digest) in _verify(digest)
    assert Fault.NEVER_SEALED in {fault for fault, _key in _verify()}


def test_lawful_changes_are_explained(meeting: Meeting) -> None:
    with released("penghapusan atas permintaan", SYSTEM, clock.now()):
        db.session.execute(sa.delete(AuditEntry).where(AuditEntry.target_name == "Dua"))
        db.session.execute(sa.update(AuditEntry).where(AuditEntry.target_name == "Satu").values(target_name="(dihapus)"))
    db.session.commit()
    assert _verify() == []
    _seal()

    assert _verify() == []
    said = verify()
    assert said.lawful == {RecordChange.CHANGED: 1, RecordChange.GONE: 1}
    told = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.RECORDS_RELEASED)).one()
    assert told.target_name == "penghapusan atas permintaan" and told.data["count"] == 2
    db.session.rollback()

    with pytest.raises(IntegrityError):  # the release ended with its block
        db.session.execute(sa.delete(AuditEntry))
    db.session.rollback()


def test_a_release_that_nobody_explained_is_found(meeting: Meeting) -> None:
    db.session.execute(sa.text("INSERT INTO record_release (id, reason) VALUES ('x', '')"))
    db.session.execute(sa.delete(AuditEntry).where(AuditEntry.target_name == "Dua"))
    db.session.execute(sa.text("DELETE FROM record_release"))
    db.session.commit()

    assert _verify() == [(Fault.UNEXPLAINED, "")]
    _seal()
    assert _verify() == [(Fault.UNEXPLAINED, "")]


def test_two_machines_make_one_seal(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of them finds the number taken, and the rows wait for nobody."""
    _note(meeting, "Tiga")
    db.session.commit()
    taken = sa.insert(Seal).values(number=1, made_at=clock.now(), rows=0, members=b"", previous="", digest="")
    monkeypatch.setattr("meetings.jobs.seals.seal_next", lambda _at: db.session.execute(taken))

    seal_records()

    monkeypatch.undo()
    seal_records()
    assert [each.rows for each in db.session.scalars(sa.select(Seal).order_by(Seal.number))] == [4, 1]


def test_the_command_says_what_it_found(app: Flask, meeting: Meeting) -> None:
    run = app.test_cli_runner().invoke
    good = run(args=["audit", "verify"])
    assert good.exit_code == 0, good.output
    assert "1 segel, 4 baris diperiksa, 0 menunggu segel; 0 temuan." in good.output
    scan_id = db.session.scalars(sa.select(Scan.id)).first()
    db.session.rollback()

    _past_the_triggers("scan", f"UPDATE scan SET gate = 'Lain' WHERE id = '{scan_id}'")

    bad = run(args=["audit", "verify"])
    assert bad.exit_code == 1
    assert f"pindaian {meeting.id}/{scan_id} diubah sejak segel 1" in bad.output


def test_kinds_are_the_tables() -> None:
    assert {kind.value for kind in RecordKind} == {Scan.__tablename__, AuditEntry.__tablename__}


def test_the_triggers_are_there(app: Flask) -> None:
    """A migration that rebuilds a table on SQLite loses its triggers, and has to make them again."""
    assert missing_guards() == []


def test_a_trigger_that_is_gone_is_told(app: Flask, meeting: Meeting) -> None:
    db.session.commit()
    on = "" if db.engine.dialect.name == "sqlite" else " ON decision"
    with db.engine.connect() as connection:  # taken back at its end
        if not on:
            connection.exec_driver_sql("BEGIN")  # Python's driver begins none for DDL
        connection.exec_driver_sql(f"DROP TRIGGER sealed_decision_update{on}")
        names: set[str] = set(connection.exec_driver_sql(CATALOGUE[db.engine.dialect.name]).scalars())

    assert GUARDS - names == {"sealed_decision_update"}


def test_the_audit_page_shows_the_newest_seal(app: Flask, meeting: Meeting) -> None:
    seal = latest_seal()
    assert seal is not None
    digest = seal.digest
    client = signed_in(app, make_officer(meeting.organisation, Role.ADMINISTRATOR))
    audit.record(SYSTEM, Action.ORGANISATION_CHANGED, at=clock.now(), organisation=meeting.organisation, target=meeting)
    db.session.commit()

    page = client.get("/administrasi/jejak").text

    assert "Segel terbaru: nomor 1" in page and digest[:16] in page and digest not in page


def test_the_doctor_says_that_nobody_seals(app: Flask, meeting: Meeting) -> None:
    _note(meeting, "Lama", clock.now() - timedelta(minutes=25))
    db.session.commit()

    assert [each.text for each in service._seals()] == ["ada catatan yang menunggu segel 25 menit"]
    _seal()
    assert list(service._seals()) == []


def test_what_was_issued_stays(app: Flask) -> None:
    """Also for a statement that no rule of the service has seen."""
    minutes = make_minutes()
    item = minutes.items[0]
    item.decisions.append(Decision(position=1, text="Disepakati."))
    item.actions.append(
        ActionItem(meeting_id=minutes.meeting_id, origin_id="asal", position=1, text="Menyusun", institution="Bappeda")
    )
    db.session.flush()
    publish(approve(minutes))
    db.session.commit()
    assert minutes.is_out
    others = (sa.update(MinutesItem).values(discussion="x"), sa.delete(MinutesItem), sa.update(Decision).values(text="x"))

    lowered = sa.update(Minutes).values(security=SecurityClass.SECRET), sa.update(Document).values(security=SecurityClass.SECRET)
    for statement in (
        *lowered,
        sa.update(Minutes).values(title="x"),
        sa.update(Document).values(sha256="x"),
        sa.delete(Document),
        *others,
    ):
        with pytest.raises(IntegrityError):
            db.session.execute(statement)
        db.session.rollback()
    db.session.execute(sa.update(ActionItem).values(status=ActionStatus.DONE))  # its progress is no word of the minutes
    db.session.commit()


def test_every_sealed_column_is_watched(meeting: Meeting) -> None:
    """A new column of such a table belongs into its trigger, or it could be changed after it was sealed."""
    unwatched = []
    for table, names in covered().items():
        for name in names:
            try:
                db.session.execute(sa.text(f'UPDATE {table} SET "{name}" = "{name}"'))
                unwatched.append(f"{table}.{name}")
            except IntegrityError:
                pass
            db.session.rollback()

    assert unwatched == []
