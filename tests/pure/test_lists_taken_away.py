"""Lists of people that are taken away need one right, whatever they are about."""

from meetings.domain.permissions import Permission
from meetings.web.rights.committee import ROUTES as COMMITTEE
from meetings.web.rights.door import ROUTES as DOOR


def test_who_sits_where_is_taken_away_as_attendance_is() -> None:
    lists = (DOOR["checkin.attendance_export"], *(COMMITTEE[f"seating.{each}"] for each in ("export", "paper", "paper_file")))

    assert set(lists) == {Permission.ATTENDANCE_EXPORT}
