"""Ten devices come back to a network at once, with what they read without it, while the service is killed again and again."""

import http.client
import json
import random
import socket
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from meetings import clock
from meetings.enums import ParticipantSource
from meetings.extensions import db
from meetings.models import Attendance, Participant, Pass, Scan
from tests.checkin.door import Door, rfc3339
from tests.checkin.model import Card, Guest, Hall, Model, Said
from tests.support.databases import POSTGRES, SQLITE
from tests.support.live import Service

PATIENCE = 240  # seconds; the machine may be slow and busy
BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]
DEVICES, GUESTS = 10, 24
NEWCOMERS = ["Alif", "Bagas", "Cahya", "Darma", "Endah", "Fajar", "Galih", "Hasan", "Indah", "Joko", "Kirana", "Laras"]
SCANS, KILLS = 10, 3
Sent = dict[str, Any]


@dataclass
class Tablet:
    """A device with what it read, which sends it until each has its answer; ``heard``: the answers, by id."""

    name: str
    token: str
    port: int
    meeting: str
    chance: random.Random
    told: threading.Condition
    waiting: list[tuple[str, Sent]]
    heard: dict[str, list[Sent]] = field(default_factory=dict)
    cut: Counter[str] = field(default_factory=Counter)

    def work(self) -> None:
        """Send in pieces, some of them cut off or twice, until nothing waits or patience ends."""
        deadline = time.monotonic() + PATIENCE
        while self.waiting and time.monotonic() < deadline:
            kind = self.waiting[0][0]
            piece = [sent for its, sent in self.waiting[: self.chance.randint(1, 4)] if its == kind]
            how = self.chance.choice(("whole", "whole", "half a body", "unheard", "twice"))
            self.cut[how] += 1
            try:
                results = [self.call(kind, piece, how) for _turn in range(2 if how == "twice" else 1)]
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            for each in filter(None, results):
                self.hear(kind, each)

    def call(self, kind: str, piece: list[Sent], how: str = "whole") -> list[Sent]:
        """The results of one call; none where the device hung up first or the service was not well."""
        body = json.dumps({kind.replace("-", "_"): piece}).encode()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.putrequest("POST", f"/api/v1/meetings/{self.meeting}/{kind}")
            line.putheader("Authorization", f"Bearer {self.token}")
            line.putheader("Content-Type", "application/json")
            line.putheader("Content-Length", str(len(body)))
            line.endheaders(body[: len(body) // 2] if how == "half a body" else body)
            if how in ("half a body", "unheard"):
                line.sock.shutdown(socket.SHUT_WR)
                return []
            answer = line.getresponse()
            said = answer.read()
            assert answer.status in (200, 502, 503), said
            return list(json.loads(said)["results"]) if answer.status == 200 else []
        finally:
            line.close()

    def hear(self, kind: str, results: list[Sent]) -> None:
        """What was answered waits no longer; who is on the list already is recorded as the one of the list."""
        sent = {it["id"]: it for its, it in self.waiting if its == kind}
        self.waiting[:] = [(its, it) for its, it in self.waiting if it["id"] not in {each["id"] for each in results}]
        for each in results:
            self.heard.setdefault(each["id"], []).append(each)
            if each["reason"] == "similar" and each["id"] in sent:
                whom = {"participant": each["similar"][0], "direction": "in", "method": "search"}
                kept = ("session", "scanned_at", "offline")
                self.waiting.append(("scans", {"id": str(uuid.uuid4()), **whom, **{key: sent[each["id"]][key] for key in kept}}))
        with self.told:
            self.told.notify_all()


@dataclass
class Hallway:
    """A door with its ten devices, and the model of it."""

    model: Model
    session: str
    tablets: list[Tablet]
    people: dict[str, str]  # participants' ids by the model's names
    codes: dict[str, str]
    told: threading.Condition

    def has_heard(self, many: int) -> bool:
        """Whether so many have had an answer."""
        return sum(len(tablet.heard) for tablet in self.tablets) >= many


def open_hallway(service: Service, chance: random.Random) -> Hallway:
    """Each device has read ten passes, in and out, of guests whom others have read, too, and registered newcomers whom another one has, too."""
    with service.data() as app:
        door, told, now = Door(app, allow_walk_in=True), threading.Condition(), clock.now().replace(microsecond=0)
        session, meeting = door.session, door.meeting
        opens, closes = session.doors
        names = [f"Meja {number}" for number in range(2, DEVICES + 2)]
        halls = {session.id: Hall(opens, session.ends_at, closes)}
        model = Model(opens, "warn", halls, {}, dict.fromkeys(names), frozenset())
        people: dict[str, str] = {}
        codes: dict[str, str] = {}
        for number in range(GUESTS):
            person, code = door.add(f"Tamu {number}")
            people[person.name], codes[code] = person.id, person.name
            model.guests[person.name] = Guest("confirmed", {code: Card()})
        moments = [now - timedelta(seconds=5 * (n + 1)) for n in range(DEVICES * (SCANS + 2))]
        chance.shuffle(moments)

        def moment() -> Sent:
            return {"id": str(uuid.uuid4()), "session": session.id, "scanned_at": rfc3339(moments.pop()), "offline": True}

        tablets = []
        for place, name in enumerate(names):
            known = chance.choices(list(codes), k=SCANS)
            read: list[tuple[str, Sent]] = [
                ("scans", {**moment(), "code": code, "direction": chance.choice(("in", "in", "out")), "method": "qr"})
                for code in known
            ]
            new = {place, place + 1}
            read += [
                (
                    "walk-ins",
                    {**moment(), "name": f"Pendatang {NEWCOMERS[n]}", "position": "Staf", "organisation": "Dinas Sosial"},
                )
                for n in new
            ]
            chance.shuffle(read)
            token = door.add_device(name, gate=f"Pintu {place}")[1]
            tablets.append(Tablet(name, token, service.port, meeting.id, random.Random(place), told, read))
        db.session.commit()
        return Hallway(model, session.id, tablets, people, codes, told)


@pytest.mark.parametrize("kind", BOTH)
def test_ten_devices_and_kill_9_lose_nothing_and_double_nothing(start_service: Callable[..., Service], kind: str) -> None:
    service = start_service(kind)
    hallway = open_hallway(service, random.Random(7))
    all_sent = {sent["id"]: (tablet, its, sent) for tablet in hallway.tablets for its, sent in tablet.waiting}
    threads = [threading.Thread(target=tablet.work, daemon=True) for tablet in hallway.tablets]
    for thread in threads:
        thread.start()

    for turn in range(1, KILLS + 1):
        with hallway.told:
            assert hallway.told.wait_for(partial(hallway.has_heard, len(all_sent) * turn // (KILLS + 2)), PATIENCE)
        service.kill("web")
        if turn == 2:
            service.kill("jobs")
            service.start_jobs()
        service.start_web()
    for thread in threads:
        thread.join(PATIENCE)

    assert not any(tablet.waiting for tablet in hallway.tablets)
    assert {how for tablet in hallway.tablets for how in tablet.cut} == {"whole", "half a body", "unheard", "twice"}
    for tablet, its, sent in all_sent.values():
        (again,) = tablet.call(its, [sent])
        assert all(answer == again for answer in tablet.heard[sent["id"]])
    compare(service, hallway)


def compare(service: Service, hallway: Hallway) -> None:
    """What is recorded is what the model makes of everything that was answered."""
    answers = {id: (tablet, told[0]) for tablet in hallway.tablets for id, told in tablet.heard.items()}
    with service.data():
        rows = list(db.session.scalars(select(Scan)))
        newcomers = list(db.session.scalars(select(Participant).where(Participant.source == ParticipantSource.WALK_IN)))
        assert sorted(row.id for row in rows) == sorted(answers)
        came = {f"Pendatang {NEWCOMERS[n % len(NEWCOMERS)]}" for n in range(DEVICES + 1)}
        assert sorted(person.name for person in newcomers) == sorted(came)
        passes = select(func.count()).select_from(Pass).where(Pass.participant_id.in_([person.id for person in newcomers]))
        assert db.session.scalar(passes) == len(newcomers)
        hallway.people |= {person.name: person.id for person in newcomers}
        hallway.model.guests |= {person.name: Guest("confirmed") for person in newcomers}
        names = {id: name for name, id in hallway.people.items()}
        for row in rows:
            tablet, answer = answers[row.id]
            assert (answer["status"], answer["reason"] or "") == (row.status.value, row.reason.value if row.reason else ""), (
                answer
            )
            if row.participant_id:
                moment = row.scanned_at
                said = Said(
                    row.id, hallway.session, row.direction.value, moment, True, tablet.name, who=names[row.participant_id]
                )
                assert hallway.model.scan(said, clock.now())["status"] != "refused"
            else:
                assert answer["reason"] == "similar"
        recorded = {
            names[row.participant_id]: (row.first_in_at, row.first_scan_id, row.last_out_at, row.inside, row.minutes_present)
            for row in db.session.scalars(select(Attendance))
        }
    expected = {
        who: (stay.first.at, stay.first.scan, stay.last_out, stay.entered is not None, stay.minutes)
        for (_hall, who), stay in hallway.model.stays().items()
    }
    assert recorded == expected
