"""A hybrid meeting whose session runs, an institution's link with three people, and the screen of the hall."""

import io
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin.hall_codes import hall_code, step_at
from meetings.domain.checkin.screens import create_screen
from meetings.domain.delegations import name_delegates
from meetings.domain.participants import Details
from meetings.enums import MeetingMode, ScreenKind
from meetings.extensions import db
from meetings.models import Attendance, Delegation, HallScreen, Meeting, OnlinePoint, Participant, Session
from tests.delegations.conftest import address_of, make_delegation
from tests.factories import make_meeting, make_session


def jpeg() -> bytes:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    return file.getvalue()


@dataclass
class Region:
    """An institution as it uses its link."""

    meeting: Meeting
    session: Session
    delegation: Delegation
    people: list[Participant]
    screen: HallScreen
    client: FlaskClient

    @property
    def address(self) -> str:
        """Its page."""
        return address_of(self.delegation)

    def register(self, name: str = "Ruang Sekdakab", people: list[Participant] | None = None, **more: str) -> str:
        """What the page says after a room was registered."""
        ids = [each.id for each in (self.people if people is None else people)]
        data = {"name": name, "people": ids, "by": "Rina Wati", **more}
        return self.client.post(f"{self.address}/ruang", data=data, follow_redirects=True).text

    @property
    def room(self) -> OnlinePoint:
        """The only one."""
        return db.session.scalars(db.select(OnlinePoint)).one()

    def shown(self, ago: int = 0, session: Session | None = None) -> str:
        """What the hall's screen showed so many half minutes ago."""
        return hall_code(self.screen, (session or self.session).id, step_at(clock.now()) - ago)

    def report(self, people: list[Participant] | None = None, **proof: object) -> str:
        """What the page says after the room has reported these people."""
        ids = [each.id for each in (self.people if people is None else people)]
        data = {"session_id": self.session.id, "people": ids, "by": "Operator", **proof}
        return self.client.post(f"{self.address}/ruang/{self.room.id}/hadir", data=data, follow_redirects=True).text

    def present(self) -> dict[str, Attendance]:
        """Who is recorded, by name."""
        rows = db.session.scalars(db.select(Attendance).where(Attendance.session_id == self.session.id))
        return {row.participant.name: row for row in rows}


@pytest.fixture
def region(app: Flask, client: FlaskClient) -> Region:
    meeting = make_meeting(mode=MeetingMode.HYBRID)
    session = make_session(meeting)
    delegation = make_delegation(meeting, institution="Kab. Lampung Selatan", quota=4)
    names = [
        Details(name=name, position=position)
        for name, position in (("Supriyanto", "Sekda"), ("Anton Carmana", "Asisten"), ("Dewi Lestari", "Kabag"))
    ]
    named = name_delegates(delegation, names, "Rina Wati", clock.now())
    screen = create_screen(meeting, ScreenKind.SELF, "Layar", session, "", SYSTEM, clock.now())
    db.session.commit()
    return Region(meeting, session, delegation, [each.participant for each in named], screen, client)
