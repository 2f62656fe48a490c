"""The bars of the live page: counted in the database as they would be one by one."""

from datetime import timedelta

import pytest

from meetings.domain.attendance.live import arrival_bars
from meetings.enums import ScanMethod
from meetings.extensions import db
from meetings.models import Attendance, Session
from tests.factories import make_meeting, make_participants, make_session

pytestmark = pytest.mark.usefixtures("app")


def _arrive(session: Session, minutes: list[float]) -> None:
    people = make_participants(session.meeting, len(minutes))
    for person, after in zip(people, minutes, strict=True):
        moment = session.starts_at + timedelta(minutes=after)
        same = {"meeting_id": session.meeting_id, "session_id": session.id, "participant_id": person.id}
        db.session.add(Attendance(**same, method=ScanMethod.QR, first_in_at=moment, first_scan_id=person.id, updated_at=moment))
    db.session.flush()


def test_nobody_has_come() -> None:
    assert arrival_bars(make_session(make_meeting())) == (None, 5, [], [])


@pytest.mark.parametrize(
    "minutes",
    [[hours * 60 * part / 50 for part in range(51)] for hours in (0, 1, 6, 30, 200)] + [[0, 4.9999, 5, 5.0001, 9.9999, 10]],
    ids=["at-once", "an-hour", "a-morning", "a-day", "a-week", "on-the-edge"],
)
def test_everybody_is_in_the_bar_of_their_moment(minutes: list[float]) -> None:
    session = make_session(make_meeting())
    _arrive(session, minutes)

    begins, step, bars, _gates = arrival_bars(session)

    assert begins is not None and begins <= session.starts_at and len(bars) <= 24
    expected = [0] * len(bars)
    for after in minutes:
        seconds = (session.starts_at + timedelta(minutes=after) - begins).total_seconds()
        expected[min(len(bars) - 1, int(seconds // 60 // step))] += 1
    assert bars == expected
