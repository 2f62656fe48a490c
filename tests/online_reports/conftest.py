"""A hybrid meeting whose session was this morning, people on its list, and the committee at its pages."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.enums import MeetingMode, MeetingState, Role
from meetings.extensions import db
from meetings.models import Attendance, Meeting, OnlineReport, Participant, Session, User
from tests.factories import make_meeting, make_membership, make_participant, make_session, make_user

HEADER = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room\n"


@dataclass
class Hall:
    """The meeting as its committee works on it."""

    meeting: Meeting
    session: Session
    client: FlaskClient

    @property
    def address(self) -> str:
        """Of the reports."""
        return f"/kegiatan/{self.meeting.id}/tautan/laporan"

    @property
    def report(self) -> OnlineReport:
        """The latest."""
        return db.session.scalars(db.select(OnlineReport).order_by(OnlineReport.created_at.desc())).first()

    @property
    def page(self) -> str:
        """Of the latest."""
        return f"{self.address}/{self.report.id}"

    def add(self, name: str, **values: object) -> Participant:
        """Somebody on the list."""
        return make_participant(self.meeting, name, identity_key=f"name:{name.casefold()}|{values}", **values)

    def at(self, minutes: int) -> datetime:
        """So long after the session began."""
        return self.session.starts_at + timedelta(minutes=minutes)

    def line(self, name: str, *stays: tuple[int, int], email: str = "") -> str:
        """Rows of Zoom: minutes after the session began."""

        def written(minutes: int) -> str:
            return clock.local(self.at(minutes), self.meeting.timezone).strftime("%m/%d/%Y %I:%M:%S %p")

        return "".join(f"{name},{email},{written(came)},{written(left)},1,Yes,No\n" for came, left in stays)

    def upload(self, content: str | bytes, name: str = "laporan.csv", **more: object) -> str:
        """What the page says after an upload."""
        data = content.encode() if isinstance(content, str) else content
        form = {"session": self.session.id, "file_zone": self.meeting.timezone, "least": "0", "order": "md", **more}
        form["file"] = (io.BytesIO(data), name)
        return self.client.post(f"{self.address}/", data=form, follow_redirects=True).text

    def choose(self, **means: str) -> str:
        """What it says after names were told apart, by their words on the screen (_ for blanks)."""
        keys = {line.attendee.name.replace(" ", "_"): line for line in self.lines()}
        data = {}
        for name, said in means.items():
            key = keys[name].attendee.key
            data |= {f"row-{key}": said, f"was-{key}": self.report.said.get(key, "")}
        return self.client.post(f"{self.page}/pilih", data=data, follow_redirects=True).text

    def lines(self) -> list:
        """The plan of the latest."""
        from meetings.domain.online_reports import plan_of

        return list(plan_of(self.report, clock.now()).lines)

    def run(self, **more: str) -> str:
        """What it says after it was recorded."""
        data = {"revision": str(self.report.version), **more}
        return self.client.post(f"{self.page}/catat", data=data, follow_redirects=True).text

    def present(self) -> dict[str, Attendance]:
        """Who is recorded, by name."""
        rows = db.session.scalars(db.select(Attendance).where(Attendance.session_id == self.session.id))
        return {row.participant.name: row for row in rows}


@pytest.fixture
def hall(app: Flask, sign_in: Callable[[User], FlaskClient]) -> Hall:
    meeting = make_meeting(mode=MeetingMode.HYBRID, state=MeetingState.RUNNING)
    start = (clock.now() - timedelta(hours=5)).replace(second=0, microsecond=0)
    session = make_session(meeting, starts_at=start, ends_at=start + timedelta(hours=3))
    user = make_user("Siti Panitia")
    make_membership(user, meeting.organisation, Role.COMMITTEE)
    db.session.commit()
    return Hall(meeting, session, sign_in(user))
