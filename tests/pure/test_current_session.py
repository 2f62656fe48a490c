"""Which session it is now, by the hours of its door."""

from datetime import UTC, datetime, timedelta

from meetings.domain.attendance.current import current_session, serving
from meetings.models import Meeting, Session

MEETING = Meeting(checkin_minutes_before=30, checkin_minutes_after=60)


def at(hour: float) -> datetime:
    return datetime(2026, 12, 1, tzinfo=UTC) + timedelta(hours=hour)


def held(title: str, starts: float, ends: float, opens: float | None = None) -> Session:
    return Session(
        title=title,
        starts_at=at(starts),
        ends_at=at(ends),
        checkin_opens_at=None if opens is None else at(opens),
        meeting=MEETING,
    )


PLENARY, PANEL, CLOSING = held("Pleno", 8, 10.75), held("Panel", 11.25, 12, opens=10.5), held("Penutupan", 15, 16)
DAY = [PLENARY, PANEL, CLOSING]


def titles(sessions: list[Session], hour: float) -> list[str]:
    return [session.title for session in serving(sessions, at(hour))]


def test_the_next_session_follows_the_moment_its_door_is_open_and_the_other_is_over() -> None:
    now = {hour: titles(DAY, hour) for hour in (7.25, 7.5, 10.6, 10.75, 11, 12.5, 14.5)}

    assert now == {
        7.25: [],
        7.5: ["Pleno"],
        10.6: ["Pleno"],  # the panel's door is open, but people still come to the one that runs
        10.75: ["Panel"],
        11: ["Panel"],
        12.5: [],  # the door of the panel is still open, but it is over
        14.5: ["Penutupan"],
    }


def test_a_session_that_was_closed_is_over() -> None:
    closed = held("Pleno", 8, 10.75)
    closed.closed_at = at(10.5)

    assert titles([closed, PANEL], 10.55) == ["Panel"]


def test_of_sessions_at_once_somebody_has_to_say_which() -> None:
    commissions = [held("Komisi A", 13, 15), held("Komisi B", 13, 15)]

    assert titles([*commissions, CLOSING], 12.75) == ["Komisi A", "Komisi B"] == titles([*commissions, CLOSING], 14.75)


def test_a_page_always_has_one() -> None:
    found = [current_session(DAY, at(hour)) for hour in (1, 11, 12.5, 14, 20)]

    assert found == [PLENARY, PANEL, PANEL, CLOSING, CLOSING]
    assert current_session([], at(1)) is None
