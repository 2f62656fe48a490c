"""The roster: whole, by cursor, cheap and discreet."""

import gzip
import json
import threading

import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin.cursors import LATE
from meetings.domain.checkin.decide import is_revoked
from meetings.domain.participants import Details, name_representative, withdraw_participant
from meetings.domain.passes import end_pass, issue_passes, replace_pass
from meetings.enums import ParticipantStatus, PassState
from meetings.extensions import db
from meetings.models import Participant
from meetings.passcode import roster_hash
from tests.checkin.door import Door
from tests.factories import make_category, make_participants, make_session


def test_the_whole_roster_has_the_fixed_shape(door: Door) -> None:
    category = make_category(door.meeting, "Kepala OPD", colour="#0b5d8f")
    hall = make_session(door.meeting, title="Komisi A")
    person, code = door.add(
        "Siti",
        category=category,
        position="Kepala Dinas",
        institution="Dinas Kesehatan",
        nip="196007211990041004",
        phone="081234567890",
        email="siti@example.go.id",
        notes="rahasia panitia",
        door_notes="Pakai kursi roda",
        limited=True,
    )
    db.session.execute(
        Participant.metadata.tables["participant_session"].insert().values(participant_id=person.id, session_id=hall.id)
    )
    db.session.commit()
    door.one(code, session=hall.id)

    roster = door.roster()

    fixed = {"cursor", "server_time", "salt", "sessions", "participants", "removed", "revoked"}
    assert set(roster) == fixed | {"walk_ins"}  # the latter where the meeting takes who is not on the list
    assert roster["walk_ins"] == {"categories": [{"id": category.id, "name": "Kepala OPD", "left": None}]}
    assert set(roster["sessions"][0]) == {"id", "title", "room", "starts_at", "ends_at", "checkin_opens_at", "checkin_closes_at"}
    (entry,) = roster["participants"]
    attended = entry.pop("attended")
    assert entry == {
        "id": person.id,
        "code_hash": roster_hash(roster["salt"], code),
        "name": "Siti",
        "position": "Kepala Dinas",
        "organisation": "Dinas Kesehatan",
        "category": "Kepala OPD",
        "colour": "#0b5d8f",
        "status": "confirmed",
        "representing": None,
        "notes": "Pakai kursi roda",
        "sessions": [hall.id],
    }
    assert list(attended) == [hall.id]
    text = json.dumps(roster)
    assert not any(secret in text for secret in ("196007211990041004", "081234567890", "siti@", "rahasia", code))


def test_gone_people_are_not_on_the_whole_roster(door: Door) -> None:
    door.add(status=ParticipantStatus.WITHDRAWN)
    door.add(status=ParticipantStatus.DELETED)
    here, _code = door.add(status=ParticipantStatus.PENDING)

    roster = door.roster()

    assert [(entry["id"], entry["status"]) for entry in roster["participants"]] == [(here.id, "pending")]
    assert roster["removed"] == []


def test_a_cursor_brings_only_what_changed(door: Door) -> None:
    people = make_participants(door.meeting, 300)
    issue_passes(door.meeting.id, [person.id for person in people], clock.now())
    db.session.commit()
    came, left, unchanged = people[0], people[1], door.roster()

    assert door.roster(unchanged["cursor"])["participants"] == []
    door.one(participant=came.id, method="search")
    withdraw_participant(left, SYSTEM, clock.now())
    db.session.commit()
    changed = door.roster(unchanged["cursor"])

    sent = {entry["id"]: entry for entry in changed["participants"]}
    assert door.session.id in sent[came.id]["attended"]
    assert len(sent) <= 12  # SQLite may send neighbours again while the list is fresh: of 300 people, 1.3 on the average
    assert changed["removed"] == [left.id]
    assert len(changed["cursor"]) < 3000
    assert door.roster(changed["cursor"])["participants"] == []
    assert len(json.dumps(changed)) < 3000 + 400 * len(sent) + len(json.dumps(changed["walk_ins"]))


def test_the_roster_names_the_passes_that_open_no_door_any_more_and_no_other(door: Door) -> None:
    """Whatever became of people and passes: what the service refuses as revoked a device can refuse by itself."""
    codes = {}
    for status in ParticipantStatus:
        for state in PassState:
            person, codes[status, state] = door.add(status=status)
            if state is not PassState.ACTIVE:
                end_pass(person, state, "", clock.now())
    db.session.commit()

    roster = door.roster()

    told = {pair for pair, code in codes.items() if roster_hash(roster["salt"], code) in roster["revoked"]}
    assert told == {pair for pair in codes if is_revoked(*pair)}
    refused = {pair for pair, code in codes.items() if door.one(code)["reason"] == "revoked"}
    assert told == refused and len(told) == 15


def test_a_cursor_brings_the_passes_that_were_withdrawn_since(door: Door) -> None:
    lost, old_code = door.add()
    leaving, code = door.add()
    door.add()
    before = door.roster()
    assert before["revoked"] == []
    replace_pass(lost, SYSTEM, clock.now(), "hilang")
    withdraw_participant(leaving, SYSTEM, clock.now())
    db.session.commit()

    changed = door.roster(before["cursor"])

    assert set(changed["revoked"]) == {roster_hash(before["salt"], each) for each in (old_code, code)}
    assert set(changed["revoked"]) == set(door.roster()["revoked"])


def test_both_sides_of_a_representation_come_with_the_cursor(door: Door) -> None:
    person, code = door.add("Bima", position="Wali Kota")
    before = door.roster()
    row = name_representative(person, Details("Ade"), SYSTEM, clock.now())
    db.session.commit()

    changed = {entry["id"]: entry for entry in door.roster(before["cursor"])["participants"]}

    assert changed[person.id]["status"] == "replaced"
    assert changed[person.id]["code_hash"] == roster_hash(before["salt"], code)
    assert changed[row.representative_id]["representing"] == "Bima, Wali Kota"


def test_a_cursor_nobody_gave_brings_everything_and_who_is_gone(door: Door) -> None:
    door.add()
    gone, _code = door.add(status=ParticipantStatus.WITHDRAWN)

    for cursor in ("x", "eJyrVgIAAXUA-Q", "%00", "A" * 5000):
        roster = door.roster(cursor)
        assert len(roster["participants"]) == 1, cursor
        assert roster["removed"] == [gone.id], cursor


def test_a_change_that_was_being_written_is_in_the_next_roster(app: Flask) -> None:
    """Stamped before the roster was read, committed after it: the case in which a clock alone would miss it."""
    door = Door(app)
    person, _code = door.add()
    door.device.last_seen_at = clock.now()
    db.session.execute(sa.update(Participant).values(updated_at=clock.now() - 2 * LATE))
    db.session.commit()
    read, stamped, cursors = threading.Event(), threading.Event(), []

    def write_slowly() -> None:
        with app.app_context():
            stamp = clock.now()
            if db.engine.dialect.name == "postgresql":
                db.session.execute(sa.update(Participant).where(Participant.id == person.id).values(seat="Z9", updated_at=stamp))
            stamped.set()
            assert read.wait(240)
            if db.engine.dialect.name != "postgresql":
                db.session.execute(sa.update(Participant).where(Participant.id == person.id).values(seat="Z9", updated_at=stamp))
            db.session.commit()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert stamped.wait(240)
    cursors.append(door.roster()["cursor"])
    read.set()
    writer.join()

    assert [entry["notes"] for entry in door.roster(cursors[0])["participants"]] == ["Kursi Z9"]


def test_etag_and_compression(door: Door) -> None:
    make_participants(door.meeting, 20)
    db.session.commit()
    address = f"/api/v1/meetings/{door.meeting.id}/roster"
    headers = {"Authorization": f"Bearer {door.token}"}

    plain = door.client.get(address, headers=headers)
    packed = door.client.get(address, headers={**headers, "Accept-Encoding": "gzip"})
    same = door.client.get(address, headers={**headers, "If-None-Match": plain.headers["ETag"]})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data))["participants"] == plain.json["participants"]
    assert len(packed.data) < len(plain.data) / 3
    assert (same.status_code, same.data) == (304, b"")
    door.add()
    assert door.client.get(address, headers={**headers, "If-None-Match": plain.headers["ETag"]}).status_code == 200


def test_a_roster_of_many_takes_as_many_statements_as_of_one(door: Door, query_counter) -> None:
    door.roster()
    door.add()
    with query_counter() as few:
        assert len(door.roster()["participants"]) == 1
    people = make_participants(door.meeting, 100)
    issue_passes(door.meeting.id, [person.id for person in people], clock.now())
    db.session.commit()
    with query_counter() as many:
        assert len(door.roster()["participants"]) == 101

    assert len(many) == len(few)
