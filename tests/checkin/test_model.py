"""Any order of scans, undos, passes, answers and closed sessions: the service answers and records what the model of the contract says.

``DOOR_EXAMPLES=500 pytest tests/checkin/test_model.py`` walks other and longer ways than the suite, new ones each time.
"""

import json
import os
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from meetings import clock
from meetings.domain import audit, passes
from meetings.domain.agenda.closing import close_session, reopen_session
from meetings.domain.checkin import caller_of, receive
from meetings.domain.checkin.manual import undo_attendance
from meetings.domain.invitations.answers import answer_by_pass
from meetings.domain.participants import (
    Details,
    end_representation,
    name_representative,
    restore_participant,
    restrict_to_sessions,
    withdraw_participant,
)
from meetings.enums import DeclineReason, ParticipantSource
from meetings.enums import ParticipantStatus as Status
from meetings.errors import MeetingsError
from meetings.extensions import db
from meetings.models import Attendance, Participant, Representation, Scan, Session
from tests.checkin.door import Door, rfc3339
from tests.checkin.model import Card, Guest, Hall, Model, Said
from tests.factories import make_session

LONGER = int(os.environ.get("DOOR_EXAMPLES", "0"))
STARTS = datetime.fromisoformat("2026-11-21T02:00:00Z")
GUESTS = ("confirmed", "confirmed", "confirmed", "invited", "declined", "pending")
NOBODY = "M1" + "0" * 27
COMMITTEE = audit.Actor("system", None, "Panitia")

some = st.integers(0, 99)
rarely = st.integers(0, 5).map(lambda n: n == 0)
minutes = st.sampled_from((0, 1, 2, 10, 30, 65, 200, 1600))
ways = st.sampled_from(("in", "in", "out"))
doors = st.sampled_from(("Meja 1", "Meja 1", "Ketua", "Kecil"))
crowd = st.lists(st.sampled_from((0, 0, 1, 1, 2, 3, 4, 5, 6, 7)), min_size=2, max_size=6)  # few, so that they meet themselves


class DoorMachine(RuleBasedStateMachine):
    """The service and the model beside it."""

    app: Flask

    @initialize(setting=st.sampled_from(("warn", "refuse declined", "refuse unconfirmed")), first=st.sampled_from((1, 2, None)))
    def begin(self, setting: str, first: int | None) -> None:
        self.travel = time_machine.travel(STARTS + timedelta(minutes=40), tick=False)
        self.time = self.travel.start()
        refusals = {"refuse_declined": setting == "refuse declined", "refuse_unconfirmed": setting == "refuse unconfirmed"}
        self.door = Door(self.app, starts_on=STARTS.date(), **refusals)
        self.elsewhere = Door(self.app)
        main = self.door.session
        main.starts_at, main.ends_at = STARTS, STARTS + timedelta(hours=2)
        crowded = make_session(self.door.meeting, STARTS, title="Penuh", capacity=first)
        later = make_session(self.door.meeting, STARTS + timedelta(hours=3), title="Nanti")
        self.sessions: dict[str, Session] = {"A": main, "B": crowded, "C": later}
        self.tokens = {
            "Meja 1": self.door.token,
            "Ketua": self.door.add_device("Ketua", gate="Pintu B", may_force=True)[1],
            "Kecil": self.door.add_device("Kecil", gate="Pintu C", sessions=[crowded])[1],
        }
        self.people: dict[str, Participant] = {}
        self.model = Model(
            begins=STARTS,
            settings=setting,
            halls={name: self._hall(session) for name, session in self.sessions.items()},
            guests={},
            gates={"Meja 1": None, "Ketua": None, "Kecil": frozenset({"B"})},
            forcers=frozenset({"Ketua"}),
            foreign=frozenset({self.elsewhere.add()[1]}),
        )
        for n, status in enumerate(GUESTS):
            person, code = self.door.add(f"Tamu {n}", status=Status(status), source=ParticipantSource.DELEGATION)
            self._meet(person, Guest(status, {code: Card()}))
        self.sent: list[tuple[Said, dict[str, Any]]] = []
        db.session.commit()
        self.device = self.door.roster()

    def teardown(self) -> None:
        if hasattr(self, "travel"):
            self.travel.stop()
        db.session.rollback()

    def _hall(self, session: Session) -> Hall:
        opens, closes = session.doors
        return Hall(opens, session.ends_at, closes, session.capacity)

    def _meet(self, person: Participant, guest: Guest) -> None:
        self.people[person.name], self.model.guests[person.name] = person, guest

    def _pass_time(self, seconds: int = 20) -> datetime:
        self.time.shift(timedelta(seconds=seconds))
        return clock.now()

    def _name(self, number: int) -> str:
        names = list(self.people)
        return names[number % len(names)]

    def _try(self, act: Callable[[], Any]) -> bool:
        """Whether the committee's wish was granted; what is refused leaves nothing behind."""
        try:
            act()
        except MeetingsError:
            db.session.rollback()
            return False
        db.session.commit()
        return True

    # What the doors say.

    def _said(self, who: int, hall: str, device: str, direction: str, ago: int, offline: bool, force: bool, how: int) -> Said:
        name = self._name(who)
        cards = list(self.model.guests[name].cards)
        code: str | None = cards[-1 if how < 7 else how % len(cards)] if cards else None
        if how == 9:
            code = (NOBODY, *self.model.foreign)[who % 2]
        found = name if how == 8 or code is None else None
        moment = clock.now() - timedelta(minutes=ago)
        return Said(str(uuid.uuid4()), hall, direction, moment, offline, device, None if found else code, found, force)

    def _send(self, batch: list[Said]) -> None:
        at, device = clock.now(), batch[0].device
        raw = [self._raw(said) for said in batch]
        body = json.loads(receive(self.tokens[device], self.door.meeting.id, raw, at, lambda _caller, _scans: None))
        db.session.commit()
        for said, result in zip(batch, body["results"], strict=True):
            wanted = self.model.scan(said, at)
            assert self._as_told(result) == wanted, (said, result)
            self.sent.append((said, result))
        place = batch[-1].hall
        if place in self.model.halls:
            present = sum(hall == place for hall, _who in self.model.stays())
            wanted_counts = {"session": self.sessions[place].id, "expected": self.model.expected(place), "present": present}
            assert body["counts"] == wanted_counts

    def _raw(self, said: Said) -> dict[str, Any]:
        whom = {"code": said.code} if said.code else {"participant": self.people[said.who or ""].id}
        hall = self.sessions[said.hall].id if said.hall in self.sessions else "tidakada"
        rest = {"offline": said.offline, "force": said.force, "method": "qr" if said.code else "search"}
        return {"id": said.id, "session": hall, "direction": said.direction, "scanned_at": rfc3339(said.moment), **whom, **rest}

    def _as_told(self, result: dict[str, Any]) -> dict[str, Any]:
        by_id = {person.id: name for name, person in self.people.items()}
        person, first = result["participant"], result["first"]
        return {
            "status": result["status"],
            "reason": result["reason"],
            "who": person and by_id[person["id"]],
            "first": first and (datetime.fromisoformat(first["at"]), first["by"]),
        }

    @rule(crowd=crowd, hall=st.sampled_from("AAB"), direction=st.sampled_from(("in", "in", "out")), device=doors)
    def pass_a_door(self, crowd: list[int], hall: str, direction: str, device: str) -> None:
        """What is usual: one after the other, with good passes, online."""
        for who in crowd:
            self._pass_time()
            self._send([self._said(who, hall, device, direction, 0, offline=False, force=False, how=0)])

    @rule(
        crowd=crowd,
        hall=st.sampled_from("AAB"),
        ago=st.lists(minutes, min_size=6, max_size=6),
        ways=st.lists(ways, min_size=6, max_size=6),
    )
    def a_device_is_back_online(self, crowd: list[int], hall: str, ago: list[int], ways: list[str]) -> None:
        """It sends what it has seen, in whatever order."""
        self._pass_time()
        late = [
            self._said(who, hall, "Meja 1", way, ago[n], offline=True, force=False, how=who)
            for n, (who, way) in enumerate(zip(crowd, ways, strict=False))
        ]
        self._send(late)

    @rule(
        scans=st.lists(
            st.tuples(some, st.sampled_from("AABBCX"), doors, ways, minutes, st.booleans(), rarely, st.integers(0, 9)),
            min_size=2,
            max_size=5,
        )
    )
    def scan_anything(self, scans: list[tuple[Any, ...]]) -> None:
        for scan in scans:
            self._pass_time()
            self._send([self._said(*scan)])

    @precondition(lambda self: self.sent)
    @rule(number=some, device=st.sampled_from(("Meja 1", "Ketua", "Kecil")))
    def send_again(self, number: int, device: str) -> None:
        self._pass_time()
        said, before = self.sent[number % len(self.sent)]
        raw = {**self._raw(said), "scanned_at": rfc3339(clock.now()), "force": True}  # what it stands for is the same
        body = json.loads(receive(self.tokens[device], self.door.meeting.id, [raw], clock.now(), lambda *_: None))
        db.session.commit()
        assert body["results"] == [before] or before["reason"] == "id_conflict"

    @precondition(lambda self: self.sent)
    @rule(number=some, direction=st.sampled_from(("in", "out")), hall=st.sampled_from("AB"))
    def use_an_id_twice(self, number: int, direction: str, hall: str) -> None:
        self._pass_time()
        said, _before = self.sent[number % len(self.sent)]
        self._send([Said(said.id, hall, direction, clock.now(), False, "Meja 1", said.code, said.who)])

    # What the committee and the guests do.

    @precondition(lambda self: self.model.stays())
    @rule(number=some)
    def undo(self, number: int) -> None:
        at, present = self._pass_time(), sorted(self.model.stays())
        hall, who = present[number % len(present)]
        caller = caller_of(self.tokens["Ketua"], self.door.meeting.id, at)
        undo_attendance(caller, self.door.meeting, self.sessions[hall], self.people[who].id, "Salah orang", at)
        db.session.commit()
        self.model.undo((hall, who), at)

    @rule(who=some)
    def replace_pass(self, who: int) -> None:
        at, name = self._pass_time(), self._name(who)
        if self._try(lambda: passes.replace_pass(self.people[name], COMMITTEE, at, "Hilang")):
            self._end_card(name, "revoked", at, "Hilang")
            self._give_card(name)

    @rule(who=some)
    def withdraw(self, who: int) -> None:
        at, name = self._pass_time(), self._name(who)
        guest = self.model.guests[name]
        was = guest.status
        if self._try(lambda: withdraw_participant(self.people[name], COMMITTEE, at)) and was != "withdrawn":
            guest.status = "withdrawn"
            self._end_card(name, "revoked", at, passes.WITHDRAWN)

    @rule(who=some)
    def restore(self, who: int) -> None:
        at, name = self._pass_time(), self._name(who)
        guest = self.model.guests[name]
        was = guest.status
        if self._try(lambda: restore_participant(self.people[name], COMMITTEE, at)) and was == "withdrawn":
            guest.status = "confirmed" if self.people[name].answered_at and not self.people[name].decline_reason else "invited"
            self._resume_card(name, passes.WITHDRAWN)

    @rule(who=some)
    def send_somebody_else(self, who: int) -> None:
        at, name = self._pass_time(), self._name(who)
        other, made = f"Wakil {len(self.people)}", list[Representation]()
        if self._try(lambda: made.append(name_representative(self.people[name], Details(other), COMMITTEE, at))):
            guest = self.model.guests[name]
            assert guest.status != "withdrawn" and guest.proxy is None and not self.model.came(name)
            guest.status, guest.proxy = "replaced", other
            self._end_card(name, "replaced", at, passes.REPRESENTED)
            self._meet(made[0].representative, Guest("confirmed", halls=guest.halls, added=at))
            self._give_card(other)

    @rule(who=some)
    def come_after_all(self, who: int) -> None:
        at, name = self._pass_time(), self._name(who)
        guest = self.model.guests[name]
        if self._try(lambda: end_representation(self.people[name], COMMITTEE, at)) and guest.proxy:
            assert not self.model.came(guest.proxy)
            guest.status = "invited"
            self._resume_card(name, passes.REPRESENTED)
            self.model.guests[guest.proxy].status = "withdrawn"
            self._end_card(guest.proxy, "revoked", at, passes.WITHDRAWN)
            guest.proxy = None

    @rule(who=some, comes=st.booleans())
    def answer(self, who: int, comes: bool) -> None:
        at, name = self._pass_time(), self._name(who)
        reason = None if comes else DeclineReason.OTHER
        if self._try(lambda: answer_by_pass(self.people[name], reason, at)):
            assert not self.model.came(name)
            self.model.guests[name].status = "confirmed" if comes else "declined"

    @rule(who=some, halls=st.sampled_from((None, "A", "B", "AC")))
    def call_to(self, who: int, halls: str | None) -> None:
        at, name = self._pass_time(), self._name(who)
        chosen = [self.sessions[hall] for hall in halls] if halls else None
        restrict_to_sessions(self.people[name], chosen, COMMITTEE, at)
        db.session.commit()
        for each in filter(None, (name, self.model.guests[name].proxy)):
            self.model.guests[each].halls = frozenset(halls) if halls else None

    @rule(hall=st.sampled_from("AB"))
    def close_or_reopen(self, hall: str) -> None:
        at, session = self._pass_time(), self.sessions[hall]
        if session.closed_at is None:
            close_session(session, actor=COMMITTEE, at=at)
        else:
            reopen_session(session, actor=COMMITTEE, at=at)
        db.session.commit()
        self.model.halls[hall].closed = session.closed_at

    @rule(minutes=st.sampled_from((5, 30, 120)))
    def wait(self, minutes: int) -> None:
        self._pass_time(minutes * 60)

    def _end_card(self, name: str, state: str, at: datetime, why: str) -> None:
        for card in self.model.guests[name].cards.values():
            if card.state == "active":
                card.state, card.ended, card.why = state, at, why

    def _give_card(self, name: str) -> None:
        code = self.door.code(self.people[name])
        self.model.guests[name].cards[code] = Card()

    def _resume_card(self, name: str, why: str) -> None:
        cards = self.model.guests[name].cards
        stopped = [code for code, card in cards.items() if card.why == why]
        if stopped:
            cards[max(stopped, key=lambda code: cards[code].ended or STARTS)] = Card()
        else:
            self._give_card(name)

    # What must hold whatever was done.

    @invariant()
    def attendance_is_what_the_scans_tell(self) -> None:
        if not hasattr(self, "model"):
            return
        a = Attendance
        rows = db.session.execute(
            select(
                a.session_id, a.participant_id, a.first_in_at, a.first_scan_id, a.last_out_at, a.inside, a.minutes_present
            ).where(a.meeting_id == self.door.meeting.id)
        ).all()
        wanted = {
            (self.sessions[hall].id, self.people[who].id): (
                stay.first.at,
                stay.first.scan,
                stay.last_out,
                stay.entered is not None,
                stay.minutes,
            )
            for (hall, who), stay in self.model.stays().items()
        }
        assert {(row[0], row[1]): tuple(row[2:]) for row in rows} == wanted
        kept = select(Scan.id).where(Scan.meeting_id == self.door.meeting.id, Scan.undoes_id.is_(None))
        assert sorted(db.session.scalars(kept)) == sorted(self.model.answers)

    @rule()
    def a_device_that_follows_knows_what_a_new_one_is_told(self) -> None:
        self._pass_time()
        news, whole = self.door.roster(self.device["cursor"]), self.door.roster()
        people = {each["id"]: each for each in self.device["participants"]} | {each["id"]: each for each in news["participants"]}
        for gone in news["removed"]:
            people.pop(gone, None)
        self.device = {**news, "participants": list(people.values()), "revoked": self.device["revoked"] + news["revoked"]}
        assert people == {each["id"]: each for each in whole["participants"]}
        good = {each["code_hash"] for each in people.values()}
        assert set(self.device["revoked"]) - good == set(whole["revoked"]) - good
        told = {(hall, each["id"]) for each in people.values() for hall in each["attended"]}
        gone = {self.people[name].id for name, guest in self.model.guests.items() if guest.status == "withdrawn"}
        here = {(self.sessions[hall].id, self.people[who].id) for hall, who in self.model.stays()}
        assert told == {(hall, person) for hall, person in here if person not in gone}


def test_the_door_keeps_its_contract_in_any_order(app: Flask) -> None:
    machine = type("Machine", (DoorMachine,), {"app": app})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=LONGER or 8,
            stateful_step_count=60 if LONGER else 30,
            derandomize=not LONGER,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
