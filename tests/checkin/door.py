"""A door for tests: a meeting with a running session, people with passes, and devices that call the API."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from meetings import clock, passcode
from meetings.domain.accounts.tokens import token_hash
from meetings.domain.passes import code_of, issue_passes
from meetings.enums import PassState, Role
from meetings.extensions import db
from meetings.models import Device, Meeting, Participant, Pass, Scan, Session, User
from tests.factories import make_meeting, make_membership, make_participant, make_session, make_user

Enter = Callable[[User], FlaskClient]


class Door:
    """One meeting and its devices, seen from outside through ``/api/v1``."""

    def __init__(self, app: Flask, **meeting: Any) -> None:
        self.app, self.client = app, app.test_client()
        self.meeting: Meeting = make_meeting(**meeting)
        self.session: Session = make_session(self.meeting)
        self.device, self.token = self.add_device("Meja 1", gate="Pintu A")

    def add_device(self, name: str, sessions: list[Session] | None = None, **values: Any) -> tuple[Device, str]:
        """A paired device and its token."""
        token = passcode.new_secret()
        device = Device(
            meeting_id=self.meeting.id,
            name=name,
            token_hash=token_hash(token),
            created_at=clock.now(),
            limited=sessions is not None,
            sessions=sessions or [],
            **{"scans_per_minute": 1_000_000, **values},
        )
        db.session.add(device)
        db.session.commit()
        return device, token

    def kept(self) -> list[Scan]:
        """The scans that are recorded, in the order of their arrival."""
        return list(db.session.scalars(select(Scan).where(Scan.meeting_id == self.meeting.id).order_by(Scan.received_at)))

    def add(self, name: str | None = None, **values: Any) -> tuple[Participant, str]:
        """A participant and the code of their pass."""
        person = make_participant(self.meeting, name, **values)
        return person, self.code(person)

    def code(self, person: Participant) -> str:
        """The code of the person's active pass, issued now if there is none."""
        issue_passes(person.meeting_id, [person.id], clock.now())
        row = db.session.scalar(select(Pass).where(Pass.participant_id == person.id, Pass.state == PassState.ACTIVE))
        assert row is not None
        db.session.commit()
        return code_of(row)

    def scan(self, code: str | None = None, **changes: Any) -> dict[str, Any]:
        """One scan as a device sends it."""
        scan = {
            "id": str(uuid.uuid4()),
            "code": code,
            "session": self.session.id,
            "direction": "in",
            "scanned_at": rfc3339(clock.now()),
            "offline": False,
            "method": "qr",
            "force": False,
        }
        return {key: value for key, value in (scan | changes).items() if value is not None}

    def post(self, *scans: Any, token: str | None = None, meeting: str | None = None, **more: Any) -> TestResponse:
        """The call, whatever comes of it."""
        return self.client.post(
            f"/api/v1/meetings/{meeting or self.meeting.id}/scans",
            json={"scans": list(scans)},
            headers={"Authorization": f"Bearer {token or self.token}"},
            **more,
        )

    def send(self, *scans: Any, token: str | None = None) -> list[dict[str, Any]]:
        """The results of a call that must succeed."""
        answer = self.post(*scans, token=token)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json["results"]

    def one(self, code: str | None = None, token: str | None = None, **changes: Any) -> dict[str, Any]:
        """The result of one new scan."""
        return self.send(self.scan(code, **changes), token=token)[0]

    def roster(self, since: str | None = None, token: str | None = None) -> dict[str, Any]:
        """The roster, whole or since a cursor."""
        answer = self.client.get(
            f"/api/v1/meetings/{self.meeting.id}/roster",
            query_string={"since": since} if since else {},
            headers={"Authorization": f"Bearer {token or self.token}"},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json

    def roster_told(self, waiting: int) -> None:
        """The device asks for the roster and says how many scans wait in it."""
        path = f"/api/v1/meetings/{self.meeting.id}/roster?waiting={waiting}"
        answer = self.client.get(path, headers={"Authorization": f"Bearer {self.token}"})
        assert answer.status_code == 200
        answer.close()  # traces are left after it

    def attended(self, person: Participant) -> dict[str, str]:
        """The ``attended`` of one person on the roster."""
        return next(entry["attended"] for entry in self.roster()["participants"] if entry["id"] == person.id)


def rfc3339(moment: datetime) -> str:
    """As JavaScript writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def answered(moment: datetime) -> str:
    """As the service answers a ``moment`` that JavaScript sent."""
    return clock.iso(moment.replace(microsecond=moment.microsecond // 1000 * 1000))


def ago(**span: float) -> str:
    """A moment before now, as sent by a device."""
    return rfc3339(clock.now() - timedelta(**span))


def staff(door: Door, role: Role, name: str = "Siti Panitia") -> User:
    """Somebody with this role in the organisation of the meeting."""
    user = make_user(name)
    make_membership(user, door.meeting.organisation, role)
    return user


def place(door: Door, path: str) -> str:
    """The address of a committee page of the meeting."""
    return f"/kegiatan/{door.meeting.id}/{path}"
