"""A database grown large, written by the database itself in a minute: for benches, and in small for tests that read query plans.

Rows say what pages show, not what letters and doors have done: one file stands behind all letters, no code opens a pass.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from meetings.extensions import db
from meetings.storage import storage
from tests.factories.whole import WholeMeeting

# An id of the ordinary length in no order, so that an index over ids is as scattered as a real one.
ID = "'{0}' || substr(CAST(1000000000000000 + (n * 7919999983) % 999999999989 AS TEXT), 2)"


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows of what grows; ``people``, ``scans`` and half of ``entries`` belong to one meeting."""

    people: int = 50_000
    meetings: int = 300
    scans: int = 200_000
    entries: int = 300_000
    actions: int = 25_000


def fill(whole: WholeMeeting, size: Size) -> None:
    """Write the rows around ``whole`` in the caller's transaction and commit; the statistics are read anew after it. ``whole.ids`` then names
    a ``crowded`` session, too."""
    parts = (_meetings, _people, _letters, _doors, _trail, _minutes)
    _numbers(max(size.people, size.meetings, size.scans, size.entries, size.actions))
    for part in parts:
        part(whole, size)
    db.session.execute(sa.text("UPDATE meeting SET roster_version = roster_version + 1"))
    db.session.execute(sa.text("DROP TABLE numbers"))
    db.session.commit()
    refresh_statistics()


def refresh_statistics() -> None:
    """ANALYZE, as autovacuum does on PostgreSQL and ``flask`` never does on SQLite: there plans must be good without."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _numbers(most: int) -> None:
    db.session.execute(sa.text("CREATE TEMPORARY TABLE numbers (n BIGINT PRIMARY KEY)"))
    if db.engine.dialect.name == "postgresql":
        source = "SELECT generate_series(1, :most)"
    else:
        source = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :most) SELECT n FROM s"
    db.session.execute(sa.text(f"INSERT INTO numbers {source}"), {"most": most})


def _insert(table: str, count: int, columns: dict[str, str], more: str = "", **values: object) -> None:
    """Rows 1 to ``count`` of ``table``: each column is an SQL expression over ``n`` and the parameters ``values``."""
    into, chosen = ", ".join(columns), ", ".join(columns.values())
    statement = f'INSERT INTO "{table}" ({into}) SELECT {chosen} FROM numbers {more} WHERE n <= :count'
    db.session.execute(sa.text(statement), {"count": count, **values})


def _id(mark: str) -> str:
    return ID.format(mark)


def _at(minutes: str, day: str = "2026-11-02") -> str:
    """The moment so many minutes (an SQL expression) after the day's beginning, in the database's own way."""
    if db.engine.dialect.name == "postgresql":
        return f"(TIMESTAMPTZ '{day} 00:00:00+00' + ({minutes}) * INTERVAL '1 minute')"
    return f"strftime('%Y-%m-%d %H:%M:%f000', '{day}', '+' || ({minutes}) || ' minutes')"


def _meetings(whole: WholeMeeting, size: Size) -> None:
    organisation = {"organisation": whole.meeting.organisation_id}
    day = (
        "date '2024-01-01' + CAST(n AS INT)"
        if db.engine.dialect.name == "postgresql"
        else "date('2024-01-01', '+' || n || ' days')"
    )
    columns = {
        "id": _id("m"),
        "organisation_id": ":organisation",
        "kind": "'working'",
        "title": "'Rapat Kerja Bidang ' || n",
        "theme": "'Pembangunan daerah yang berkelanjutan, bagian ' || n",
        "place": "'Gedung ' || (n % 30)",
        "city": "'Kota ' || (n % 20)",
        "starts_on": day,
        "ends_on": day,
        "state": "CASE WHEN n % 3 = 0 THEN 'open' ELSE 'archived' END",
        "roster_salt": "'00'",
    }
    _insert("meeting", size.meetings - 1, columns, **organisation)


def _people(whole: WholeMeeting, size: Size) -> None:
    categories = sorted(category.id for category in whole.meeting.categories)
    kinds = " ".join(f"WHEN {index} THEN '{category}'" for index, category in enumerate(categories))
    columns = {
        "id": _id("p"),
        "meeting_id": ":meeting",
        "category_id": f"CASE n % {len(categories) + 1} {kinds} END",
        "identity_key": "'uji:' || n",
        "name": "'Nama Peserta ' || n",
        "title_back": "'S.Sos., M.Si.'",
        "sort_name": "'nama peserta ' || (n * 7919 % 50021)",
        "search_text": "'nama peserta ' || n || ' kepala bidang ' || (n % 37) || ' dinas nomor ' || (n % 900)",
        "nip": "CAST(196001011990000000 + n AS TEXT)",
        "position": "'Kepala Bidang ' || (n % 37)",
        "institution": "'Dinas Nomor ' || (n % 900)",
        "phone": "'+62812' || (10000000 + n)",
        "email": "CASE WHEN n % 50 = 0 THEN '' ELSE 'peserta' || n || '@example.go.id' END",
        "protocol_order": "100 + n % 700",
        "status": "CASE WHEN n % 11 = 0 THEN 'declined' WHEN n % 3 = 0 THEN 'invited' WHEN n % 401 = 0 THEN 'withdrawn'"
        " WHEN n % 101 = 1 THEN 'replaced' ELSE 'confirmed' END",
        "source": "CASE WHEN n % 101 = 2 THEN 'representative' ELSE 'import' END",
        "answered_at": f"CASE WHEN n % 3 = 0 THEN NULL ELSE {_at('n % 9000')} END",
        "limited": "n % 97 = 0",
        "created_at": _at("n % 9000"),
        "updated_at": _at("n % 9000"),
    }
    _insert("participant", size.people, columns, meeting=whole.meeting.id)
    pass_columns = {
        "id": _id("q"),
        "meeting_id": ":meeting",
        "participant_id": _id("p"),
        "code_hash": "'uji:' || n",
        "state": "'active'",
        "issued_at": _at("n % 9000"),
    }
    _insert("pass", size.people, pass_columns, meeting=whole.meeting.id)
    chosen = {"participant_id": _id("p"), "session_id": ":session"}
    _insert(
        "participant_session",
        size.people // 97,
        chosen | {"participant_id": _id("p").replace("n *", "n * 97 *")},
        session=whole.ids["session_id"],
    )
    pairs = {
        "id": _id("r"),
        "meeting_id": ":meeting",
        "represented_id": _id("p").replace("n *", "(101 * n - 100) *"),
        "representative_id": _id("p").replace("n *", "(101 * n - 99) *"),
        "created_at": _at("n"),
    }
    _insert("representation", size.people // 101, pairs, meeting=whole.meeting.id)


def _letters(whole: WholeMeeting, size: Size) -> None:
    db.session.execute(
        sa.text("UPDATE letter SET state = 'issued', issued_at = created_at, number = '005/1' WHERE id = :letter"),
        {"letter": whole.letter.id},
    )
    given = {"meeting": whole.meeting.id, "organisation": whole.meeting.organisation_id, "letter": whole.letter.id}
    given["file"] = storage.put("documents", b"%PDF-1.7 the same for everybody")
    document = {
        "id": _id("d"),
        "organisation_id": ":organisation",
        "meeting_id": ":meeting",
        "kind": "'letter'",
        "about_id": _id("i"),
        "final": "true",
        "version": "CASE WHEN n % 40 = 0 THEN 2 ELSE 1 END",
        "title": "'Undangan – Nama Peserta ' || n",
        "number": "'005/1'",
        "state": "'published'",
        "storage_key": ":file",
        "sha256": "'uji' || n",
        "verify_hash": "'uji' || n",
        "created_at": f"CASE WHEN n % 40 = 0 THEN {_at('12000')} ELSE {_at('9000')} END",
        "updated_at": _at("9000"),
    }
    invitation = {
        "id": _id("i"),
        "meeting_id": ":meeting",
        "letter_id": ":letter",
        "participant_id": _id("p"),
        "token_hash": "'uji' || n",
        "document_id": _id("d"),
        "sent_at": f"CASE WHEN n % 7 = 0 THEN NULL ELSE {_at('9100')} END",
        "opened_at": f"CASE WHEN n % 4 = 0 THEN NULL ELSE {_at('9200')} END",
    }
    delivery = {
        "id": _id("v"),
        "meeting_id": ":meeting",
        "invitation_id": _id("i"),
        "kind": "'invitation'",
        "recipient_name": "'Nama Peserta ' || n || ', S.Sos., M.Si.'",
        "address": "'peserta' || n || '@example.go.id'",
        "subject": "'Undangan Rapat Koordinasi'",
        "body_text": ":body",
        "message_id": "'uji' || n",
        "state": "CASE WHEN n % 90 = 0 THEN 'failed' ELSE 'sent' END",
        "next_attempt_at": _at("9100"),
        "created_at": _at("9050 + n % 60"),
    }
    _insert("document", size.people, document, **given)
    _insert("invitation", size.people, invitation, **given)
    _insert("delivery", size.people, delivery, **given, body="Yth. Bapak/Ibu, dengan hormat kami mengundang. " * 20)


def _doors(whole: WholeMeeting, size: Size) -> None:
    """Each session in turn is gone through by people in another order; three quarters of a session's scans are first arrivals."""
    sessions = [session.id for session in whole.meeting.sessions][:4]
    share = size.scans // len(sessions)
    whole.ids["crowded"] = sessions[0]
    for index, session in enumerate(sessions):
        given = {"meeting": whole.meeting.id, "session": session}
        person = ID.format("p").replace("n *", f"(1 + (n * 3 + {index * 1000}) % {size.people}) *")
        scan = {
            "meeting_id": ":meeting",
            "id": f"'uji-{index}-' || n",
            "session_id": ":session",
            "participant_id": person,
            "fingerprint": f"'uji-{index}-' || n",
            "direction": "'in'",
            "method": "'qr'",
            "scanned_at": _at("12000 + n % 180"),
            "received_at": _at("12000 + n % 180"),
            "status": "'accepted'",
            "gate": "'Pintu ' || (n % 8)",
            "by": "'Meja ' || (n % 8)",
        }
        came = {
            "id": f"'{index}' || " + _id("a").replace("999999999989", "99999999977").replace("2)", "3)"),
            "meeting_id": ":meeting",
            "session_id": ":session",
            "participant_id": person,
            "method": "'qr'",
            "first_in_at": _at("12000 + n % 180"),
            "first_scan_id": f"'uji-{index}-' || n",
            "first_gate": "'Pintu ' || (n % 8)",
            "first_by": "'Meja ' || (n % 8)",
            "inside": "n % 5 > 0",
            "updated_at": _at("12000 + n % 180"),
        }
        _insert("scan", share, scan, **given)
        _insert("attendance", min(share, size.people * 3 // 4), came, "", **given)


def _trail(whole: WholeMeeting, size: Size) -> None:
    """Half of the entries are the large meeting's, the others lie with the small ones."""
    small = _id("m").replace("n *", f"(1 + n % {size.meetings - 1}) *")
    columns = {
        "id": _id("t"),
        "at": _at("n % 40000"),
        "actor_kind": "CASE WHEN n % 5 = 0 THEN 'user' ELSE 'guest' END",
        "actor_name": "CASE WHEN n % 5 = 0 THEN 'Petugas ' || (n % 200) ELSE 'Nama Peserta ' || n END",
        "action": "CASE WHEN n % 2 = 0 THEN 'participant.changed' ELSE 'invitation.answered' END",
        "meeting_id": f"CASE WHEN n % 2 = 0 THEN :meeting ELSE {small} END",
        "target_type": "'participant'",
        "target_id": _id("p").replace("n *", f"(1 + n % {size.people}) *"),
        "target_name": "'Nama Peserta ' || n",
    }
    _insert("audit_entry", size.entries, columns, meeting=whole.meeting.id)


def _minutes(whole: WholeMeeting, size: Size) -> None:
    """Long published minutes of the large meeting with many tasks, in one item each hundred."""
    given = {"meeting": whole.meeting.id, "organisation": whole.meeting.organisation_id, "of": whole.ids["minutes_id"]}
    document = {
        "id": _id("f"),
        "organisation_id": ":organisation",
        "meeting_id": ":meeting",
        "kind": "'minutes'",
        "about_id": _id("g"),
        "final": "true",
        "title": "'Notula'",
        "state": "'published'",
        "verify_hash": "'notula' || n",
    }
    minutes = {
        "id": _id("g"),
        "meeting_id": ":meeting",
        "session_id": "(SELECT session_id FROM minutes WHERE id = :of)",
        "version": "9",
        "state": "'published'",
        "title": "'Notula panjang'",
        "document_id": _id("f"),
    }
    _insert("document", 1, document, **given)
    _insert("minutes", 1, minutes, **given)
    item = {
        "id": _id("k"),
        "minutes_id": _id("g").replace("n *", "1 *"),
        "position": "n",
        "title": "'Mata acara ' || n",
        "discussion": ":text",
    }
    _insert(
        "minutes_item",
        size.actions // 100 + 1,
        item,
        minutes=whole.ids["minutes_id"],
        text="<p>Pembahasan yang panjang.</p>" * 200,
    )
    action = {
        "id": _id("z"),
        "meeting_id": ":meeting",
        "item_id": _id("k").replace("n *", "(1 + n / 100) *"),
        "origin_id": _id("z"),
        "position": "n",
        "text": "'Melengkapi data pembangunan wilayah nomor ' || n",
        "institution": "'Dinas Nomor ' || (n % 300)",
        "due_on": _due(),
        "status": "CASE WHEN n % 3 = 0 THEN 'done' ELSE 'open' END",
    }
    _insert("action_item", size.actions, action, meeting=whole.meeting.id)


def _due() -> str:
    if db.engine.dialect.name == "postgresql":
        return "date '2026-10-01' + CAST(n % 200 AS INT)"
    return "date('2026-10-01', '+' || (n % 200) || ' days')"
