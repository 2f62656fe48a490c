"""The same scans give the same answers, attendance and counts whichever way they go: at the door's call (which takes the shortcut where
there is one), one by one on the long way, and in batches."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from meetings import clock
from meetings.config import current_settings
from meetings.domain.attendance.counts import counts_of
from meetings.domain.checkin import caller_of, receive, record_scans
from meetings.domain.checkin.reading import Scan as Sent
from meetings.domain.checkin.reading import read_scan
from meetings.enums import ParticipantStatus as Status
from meetings.extensions import db
from meetings.models import Attendance, Participant, Scan, Session
from tests.checkin.door import Door, rfc3339
from tests.factories import make_session

PEOPLE = (Status.CONFIRMED, Status.CONFIRMED, Status.INVITED, Status.DECLINED, Status.PENDING, Status.WITHDRAWN)
NOBODY = len(PEOPLE)  # stands for a code that no pass has
DEVICES, HALLS = 3, 3
EVERY = timedelta(seconds=40)  # between two calls


@dataclass(frozen=True)
class Step:
    """One scan: who, where, by which device, how many minutes before it arrives, or an earlier one sent again."""

    person: int
    hall: int
    device: int
    direction: str
    minutes: int
    offline: bool
    force: bool
    again: int | None


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """The usual value nine times of ten, else another: what is rare must meet what is usual."""
    return st.integers(0, 9).flatmap(lambda n: st.just(usual) if n else st.sampled_from(others))


steps = st.builds(
    Step,
    person=mostly(0, *range(1, NOBODY + 1)),  # few people, so that they meet themselves
    hall=mostly(0, *range(1, HALLS + 1)),
    device=mostly(0, *range(1, DEVICES)),
    direction=mostly("in", "out"),
    minutes=st.sampled_from((0, 1, 2, 10, 30, 65, 200)),
    offline=st.booleans(),
    force=mostly(False, True),
    again=mostly(None, *range(10)),
)


class Twin:
    """A meeting that equals its twins in everything but its ids."""

    def __init__(self, app: Flask, starts: datetime) -> None:
        self.door = Door(app)
        first = self.door.session
        first.starts_at, first.ends_at = starts, starts + timedelta(hours=2)
        crowded = make_session(self.door.meeting, starts, title="Penuh", capacity=1)
        coming = make_session(self.door.meeting, starts + timedelta(hours=3), title="Nanti")
        self.halls = [first.id, crowded.id, coming.id, "tidakada"]
        made = [self.door.add(f"Peserta {n}", status=status) for n, status in enumerate(PEOPLE)]
        self.codes = [code for _person, code in made] + ["M1" + "0" * 27]
        made[1][0].limited = True
        self.tokens = [
            self.door.token,
            self.door.add_device("Ketua", gate="Pintu B", may_force=True)[1],
            self.door.add_device("Kecil", sessions=[crowded])[1],
        ]
        self.names = {person.id: person.name for person, _code in made} | dict(zip(self.halls, "ABCX", strict=True))

    def raw(self, step: Step, scan_id: str, at: datetime) -> dict[str, Any]:
        moment = at - timedelta(minutes=step.minutes)
        return {
            "id": scan_id,
            "code": self.codes[step.person],
            "session": self.halls[step.hall],
            "direction": step.direction,
            "scanned_at": rfc3339(moment),
            "offline": step.offline,
            "method": "qr",
            "force": step.force,
        }

    def answered(self, results: list[dict[str, Any]]) -> list[Any]:
        """Results without the ids that no twin shares."""
        return json.loads(json.dumps(results), object_hook=self._named)

    def _named(self, value: dict[str, Any]) -> dict[str, Any]:
        return {key: self.names.get(each, each) if key in ("id", "session") else each for key, each in value.items()}

    def rows(self) -> tuple[list[Any], list[Any]]:
        """What is recorded: attendance and scans."""
        meeting, a, s = self.door.meeting.id, Attendance, Scan
        came = (
            select(
                Session.title,
                Participant.name,
                a.method,
                a.first_in_at,
                a.first_scan_id,
                a.first_gate,
                a.first_by,
                a.last_out_at,
                a.inside,
                a.minutes_present,
                a.mode,
            )
            .join(Session, Session.id == a.session_id)
            .join(Participant, Participant.id == a.participant_id)
        )
        kept = select(
            s.id,
            s.direction,
            s.method,
            s.scanned_at,
            s.device_time,
            s.clock_ahead,
            s.offline,
            s.force,
            s.gate,
            s.by,
            s.status,
            s.reason,
            s.code_hash.is_(None),
            s.undo_reason,
        )
        return (
            sorted(map(tuple, db.session.execute(came.where(a.meeting_id == meeting)))),
            sorted(map(tuple, db.session.execute(kept.where(s.meeting_id == meeting)))),
        )


@settings(
    max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(steps, min_size=10, max_size=30))
def test_every_way_records_the_same(app: Flask, sequence: list[Step]) -> None:
    starts = clock.now().replace(microsecond=0) - timedelta(hours=1)
    call, single, batches = twins = [Twin(app, starts) for _ in range(3)]
    ids = [str(uuid.UUID(int=n)) for n in range(len(sequence))]
    sent = [(step, ids[n if step.again is None or step.again > n else step.again]) for n, step in enumerate(sequence)]
    moments = [starts + timedelta(hours=1) + n * EVERY for n in range(len(sequence))]
    answers: list[list[Any]] = [[], [], []]
    counted: list[list[Any]] = [[], []]
    db.session.commit()

    for (step, scan_id), at in zip(sent, moments, strict=True):
        raw = call.raw(step, scan_id, at)
        body = json.loads(receive(call.tokens[step.device], call.door.meeting.id, [raw], at, lambda _caller, _scans: None))
        db.session.commit()
        answers[0] += call.answered(body["results"])
        counted[0].append((call.names.get(body["counts"]["session"]), body["counts"]["expected"], body["counts"]["present"]))

        scan = read(single.raw(step, scan_id, at))
        answers[1] += record(single, step.device, [scan], at)
        session, *numbers = counts_of([scan.session], single.door.meeting.id)
        counted[1].append((single.names.get(session), *numbers))
        db.session.commit()
    timed = zip(sent, moments, strict=True)
    for device, group in groupby(timed, key=lambda each: each[0][0].device):
        together = list(group)
        scans = [read(batches.raw(step, scan_id, at)) for (step, scan_id), at in together]
        answers[2] += record(batches, device, scans, together[-1][1])
        db.session.commit()

    assert answers[0] == answers[1] == answers[2]
    assert counted[0] == counted[1]
    first, *others = (twin.rows() for twin in twins)
    assert all(rows == first for rows in others)


def read(raw: dict[str, Any]) -> Sent:
    return read_scan(raw, current_settings().code_key)


def record(twin: Twin, device: int, scans: list[Sent], at: datetime) -> list[Any]:
    return twin.answered(record_scans(caller_of(twin.tokens[device], twin.door.meeting.id, at), scans, at))
