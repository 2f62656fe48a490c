"""Moments about a meeting: a year that slipped (2016 for 2026, 9999) is seen wherever a moment is typed."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from meetings import clock
from meetings.errors import InvalidInput
from meetings.models import Meeting
from meetings.writing.dates import format_date

YEAR = timedelta(days=366)
WEEK = timedelta(days=7)


def check_near(meeting: Meeting, moment: datetime | None, field: str, *, most: timedelta) -> None:
    """Raise InvalidInput for a moment that lies further than ``most`` from the meeting's days; None is no moment."""
    if moment is None:
        return
    day = clock.local(moment, meeting.timezone).date()
    if not meeting.starts_on - most <= day <= meeting.ends_on + most:
        raise InvalidInput(_("%(day)s jauh dari hari kegiatan. Periksa tanggal dan tahunnya.", day=format_date(day)), field=field)


def is_by_the_end(meeting: Meeting, moment: datetime | None) -> bool:
    """Whether it is no later than the meeting's last day; None is no moment."""
    return moment is None or clock.local(moment, meeting.timezone).date() <= meeting.ends_on
