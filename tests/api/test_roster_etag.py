"""The whole roster's ETag: cheap while nothing changed, and never the same when something a device sees did."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from meetings import clock
from meetings.domain.audit import SYSTEM, Actor
from meetings.domain.checkin import kept, people
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.manual import undo_attendance
from meetings.domain.participants import (
    Details,
    change_participant,
    details_of,
    end_representation,
    name_representative,
    restore_participant,
    set_category,
    withdraw_participant,
)
from meetings.domain.passes import replace_pass
from meetings.extensions import db
from meetings.models import Category, Participant, RosterChange, SeatHall, device_session, participant_session
from meetings.web.locale import COOKIE
from tests.checkin.door import Door
from tests.factories import make_category, make_participants, make_session, make_user
from tests.migrations.test_0014_roster_change import triggers


class Watched:
    """A door with somebody who came and somebody who has not, and what the roster said last."""

    def __init__(self, app: Flask) -> None:
        self.door = Door(app)
        self.address = f"/api/v1/meetings/{self.door.meeting.id}/roster"
        self.category = make_category(self.door.meeting, "Camat")
        self.guest, self.code = self.door.add("Ani", category=self.category)
        self.came, code = self.door.add("Budi")
        self.boss, _code = self.door.add("Cici", position="Camat")
        self.door.one(code)

    def ask(self, etag: str = "", **headers: str) -> TestResponse:
        """The whole roster, or 304 for one who has it."""
        known = {"If-None-Match": etag} if etag else {}
        headers = {"Authorization": f"Bearer {self.door.token}", **known, **headers}
        return self.door.client.get(self.address, headers=headers)


@pytest.fixture
def watched(app: Flask) -> Watched:
    return Watched(app)


def link(watched: Watched, person: Participant) -> None:
    values = {"participant_id": person.id, "session_id": watched.door.session.id}
    db.session.execute(participant_session.insert().values(values))


def undo(watched: Watched) -> None:
    user = make_user()
    caller = Caller(watched.door.meeting.id, Actor("user", user.id, user.name), "", True)
    undo_attendance(caller, watched.door.meeting, watched.door.session, watched.came.id, "Salah orang", clock.now())


CHANGES: dict[str, Callable[[Watched], object]] = {
    "somebody new": lambda w: w.door.add("Dedi"),
    "a name": lambda w: change_participant(w.guest, Details(name="Ani Lestari"), SYSTEM, clock.now()),
    "nothing but the titles": lambda w: setattr(w.guest, "title_front", "Dr."),
    "withdrawn": lambda w: withdraw_participant(w.guest, SYSTEM, clock.now()),
    "a new pass": lambda w: replace_pass(w.guest, SYSTEM, clock.now(), "hilang"),
    "out of a category": lambda w: set_category([w.guest], None, SYSTEM, clock.now()),
    "a category's name": lambda w: setattr(w.category, "name", "Lurah"),
    "a category's colour": lambda w: setattr(w.category, "colour", "#123456"),
    "limited to no session": lambda w: setattr(w.guest, "limited", True),
    "represented": lambda w: name_representative(w.boss, Details("Ani"), SYSTEM, clock.now()),
    "attendance": lambda w: w.door.one(w.code),
    "undone": undo,
    "a session's title": lambda w: setattr(w.door.session, "title", "Komisi B"),
    "a session's room": lambda w: setattr(w.door.session, "room", "Aula"),
    "a session's hours": lambda w: setattr(w.door.session, "ends_at", w.door.session.ends_at + timedelta(minutes=1)),
    "a session's door": lambda w: setattr(w.door.session, "checkin_opens_at", clock.now()),
    "a session closed": lambda w: setattr(w.door.session, "closed_at", clock.now()),
    "one more session": lambda w: make_session(w.door.meeting, title="Pleno II"),
    "all doors": lambda w: setattr(w.door.meeting, "checkin_minutes_before", w.door.meeting.checkin_minutes_before + 1),
    "finished": lambda w: setattr(w.door.meeting, "finished_at", clock.now()),
    "another salt": lambda w: setattr(w.door.meeting, "roster_salt", "ab" * 16),
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_is_told(watched: Watched, what: str) -> None:
    before = watched.ask()

    CHANGES[what](watched)
    db.session.commit()
    after = watched.ask(before.headers["ETag"])

    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert said(after) != said(before)
    assert watched.ask(after.headers["ETag"]).status_code == 304


def said(answer: TestResponse) -> str:
    """What the roster says of people and sessions."""
    return json.dumps({key: value for key, value in answer.json.items() if key not in ("cursor", "server_time")})


def test_every_column_that_devices_see_is_watched(watched: Watched) -> None:
    shown = [column.name for column in people.people_statement().selected_columns if column.name in Participant.__table__.c]
    etag = watched.ask().headers["ETag"]

    for name in sorted(set(shown) - {"id", "meeting_id"}):
        old = getattr(watched.guest, name)
        value = {bool: not old, str: f"{old}!"}.get(type(old), "declined")
        # Past every rule and stamp: the row itself is what counts.
        db.session.execute(sa.update(Participant).where(Participant.id == watched.guest.id).values({name: value}))
        db.session.commit()
        answer = watched.ask(etag)
        assert answer.status_code == 200, name
        etag = answer.headers["ETag"]


def test_who_may_enter_which_session_is_watched(watched: Watched) -> None:
    watched.guest.limited = True
    db.session.commit()
    before = watched.ask().headers["ETag"]

    link(watched, watched.guest)
    db.session.commit()
    after = watched.ask(before)

    assert after.status_code == 200
    entry = next(entry for entry in after.json["participants"] if entry["id"] == watched.guest.id)
    assert entry["sessions"] == [watched.door.session.id]


def test_what_is_taken_back_is_told_too(watched: Watched) -> None:
    steps: list[Callable[[], object]] = [
        lambda: withdraw_participant(watched.guest, SYSTEM, clock.now()),
        lambda: restore_participant(watched.guest, SYSTEM, clock.now()),
        lambda: name_representative(watched.boss, details_of(watched.guest), SYSTEM, clock.now()),
        lambda: end_representation(watched.boss, SYSTEM, clock.now()),
    ]
    etag = watched.ask().headers["ETag"]
    for step in steps:
        step()
        db.session.commit()
        answer = watched.ask(etag)
        assert answer.status_code == 200
        etag = answer.headers["ETag"]


def test_what_devices_do_not_see_changes_nothing(watched: Watched) -> None:
    etag = watched.ask().headers["ETag"]
    watched.door.meeting.theme = "Tema baru"
    watched.door.device.last_seen_at = clock.now()
    other = Door(watched.door.app)
    _person, code = other.add()
    other.one(code)
    watched.door.one("M1" + "0" * 27)  # refused and kept
    db.session.commit()

    answer = watched.ask(etag)

    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)


def test_each_device_and_language_has_its_own(watched: Watched) -> None:
    watched.guest.seat = "A1"
    hall = make_session(watched.door.meeting, title="Komisi A")
    device, token = watched.door.add_device("Meja 2", [hall])
    etag = watched.ask().headers["ETag"]

    limited = watched.ask(etag, Authorization=f"Bearer {token}")
    own = limited.headers["ETag"]
    db.session.execute(device_session.insert().values(device_id=device.id, session_id=watched.door.session.id))
    db.session.commit()

    assert [session["id"] for session in limited.json["sessions"]] == [hall.id]
    assert watched.ask(own, Authorization=f"Bearer {token}").status_code == 200
    watched.door.client.set_cookie(COOKIE, "en")
    english = watched.ask(etag)
    assert english.status_code == 200 and "Seat A1" in said(english)


def test_an_unchanged_roster_is_not_made_again(watched: Watched, query_counter, monkeypatch) -> None:
    make_participants(watched.door.meeting, 50)
    db.session.commit()
    etag = watched.ask().headers["ETag"]
    monkeypatch.setattr(people, "person_of", None)
    with query_counter() as unchanged:
        answer = watched.ask(etag)

    assert answer.status_code == 304
    assert len(unchanged) == 2  # who asks, and whether anything changed


def test_an_unchanged_roster_is_sent_again_as_it_was_made(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only time and cursor are new; a device that has fallen out of step asks for all of it as often as it likes."""
    make_participants(watched.door.meeting, 50)
    db.session.commit()
    first = watched.ask()
    monkeypatch.setattr(people, "person_of", None)
    again, packed = watched.ask(), watched.ask(**{"Accept-Encoding": "gzip"})

    assert said(again) == said(first) and again.json["server_time"] > first.json["server_time"]
    assert json.loads(gzip.decompress(packed.data))["participants"] == first.json["participants"]
    monkeypatch.undo()
    watched.door.one(watched.code)
    since = watched.door.roster(again.json["cursor"])
    assert [entry["id"] for entry in since["participants"] if entry["attended"]] == [watched.guest.id]


def test_another_process_says_the_same(watched: Watched) -> None:
    etag = watched.ask().headers["ETag"]

    kept._kept.clear()

    assert watched.ask(etag).status_code == 304
    assert watched.ask().headers["ETag"] == etag


def test_rosters_asked_for_longest_ago_make_room(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Door(watched.door.app)
    kept._kept.clear()
    monkeypatch.setattr(kept, "MOST_KEPT", 1)

    watched.ask()
    other.roster()

    assert [key[0] for key in kept._kept] == [other.meeting.id]


def test_every_table_that_a_roster_shows_moves_its_mark(watched: Watched, query_counter: Any) -> None:
    """The migrations made triggers for a list of tables; here it is asked for the tables that are read."""
    watched.guest.limited = True
    hall = SeatHall(meeting_id=watched.door.meeting.id, name="Aula")
    db.session.add(hall)
    db.session.flush()
    watched.door.session.hall_id = hall.id
    db.session.commit()
    with query_counter() as statements:
        watched.ask()
    read = {table for each in statements for table in re.findall(r"(?:FROM|JOIN) (\w+)", each)}

    assert read - {"device", "device_session", "roster_change", "pg_postmaster_start_time", "json_each"} == set(triggers())


def test_a_writer_keeps_nobody_waiting_and_is_told_when_it_commits(watched: Watched) -> None:
    """Two at once, and the one who began first commits last: its change is told, though a newer one was told before."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    change = sa.update(Participant).values(seat=Participant.seat + "A")
    with db.engine.connect() as early, db.engine.connect() as late:
        early.execute(change.where(Participant.id == watched.guest.id))
        late.exec_driver_sql("SET lock_timeout = '1ms'")
        late.execute(change.where(Participant.id == watched.boss.id))
        late.commit()
        etag = watched.ask().headers["ETag"]
        assert watched.ask(etag).status_code == 304
        early.commit()

    seats = {entry["id"]: entry.get("notes") for entry in watched.ask(etag).json["participants"]}
    assert seats[watched.guest.id] == seats[watched.boss.id] == "Kursi A"


def test_what_is_taken_back_moves_no_mark(watched: Watched) -> None:
    etag = watched.ask().headers["ETag"]
    watched.guest.seat = "B2"
    db.session.flush()
    db.session.rollback()

    assert watched.ask(etag).status_code == 304


def test_many_rows_in_one_transaction_leave_one_mark(watched: Watched) -> None:
    with db.engine.begin() as connection:
        for seat in range(30):
            connection.execute(sa.update(Participant).where(Participant.id == watched.guest.id).values(seat=str(seat)))
        connection.execute(
            sa.insert(Category), [{"id": f"k{n}", "meeting_id": watched.door.meeting.id, "name": str(n)} for n in (1, 2)]
        )

    marks = sa.select(sa.func.count()).select_from(RosterChange).where(RosterChange.meeting_id == watched.door.meeting.id)
    assert db.session.scalar(marks) == 1
