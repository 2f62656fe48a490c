"""The sentences on beginning and end, made of the minutes' own fields whenever they are shown: no hour or name is copied into a text.

What is still ahead has no sentence: nobody has opened or closed it yet.
"""

import re
from datetime import datetime

from meetings.domain.minutes.plaintext import from_text, to_text
from meetings.models import Minutes
from meetings.writing.dates import format_day_date, format_time, local_date
from meetings.writing.names import with_position

OPENED = re.compile(r"\b(di)?buka\b", re.IGNORECASE)
CLOSED = re.compile(r"\b(di)?tutup\b", re.IGNORECASE)
HOUR = re.compile(r"\b(pukul|jam)\s*\d", re.IGNORECASE)


def happened(minutes: Minutes, moment: datetime | None, at: datetime) -> datetime | None:
    """``moment`` of these minutes, if it is known and can be told as past at ``at``: it has come, or the session is over."""
    return moment if moment is not None and (moment <= at or minutes.session.is_over(at)) else None


def opening_sentence(minutes: Minutes, at: datetime) -> str:
    """«Rapat dibuka oleh … pada pukul 09.00 WIB.», in Indonesian like the paper; empty where the hour is unknown or ahead, or where the
    text of the minutes says it in its own words."""
    began = happened(minutes, minutes.started_at, at)
    if began is None or _says_itself(minutes.opening, OPENED):
        return ""
    by = f" oleh {with_position(minutes.chair_name, minutes.chair_position)}" if minutes.chair_name else ""
    return f"Rapat dibuka{by} pada pukul {format_time(began, minutes.meeting.timezone)}."


def closing_sentence(minutes: Minutes, at: datetime) -> str:
    """«Rapat ditutup pada pukul 12.00 WIB.», with the day where that is another; empty as above."""
    zone = minutes.meeting.timezone
    ended = happened(minutes, minutes.ended_at, at)
    if ended is None or _says_itself(minutes.closing, CLOSED):
        return ""
    overnight = local_date(minutes.started_at or ended, zone) != local_date(ended, zone)
    day = f" hari {format_day_date(ended, zone)}" if overnight else ""
    return f"Rapat ditutup pada{day} pukul {format_time(ended, zone)}."


def opening_html(minutes: Minutes, at: datetime) -> str:
    """What stands under «Kata Pembukaan»: the sentence, then what was written."""
    return _paragraph(opening_sentence(minutes, at)) + minutes.opening


def closing_html(minutes: Minutes, at: datetime) -> str:
    """What was written, then the sentence: the end comes last."""
    return minutes.closing + _paragraph(closing_sentence(minutes, at))


def _says_itself(html: str, verb: re.Pattern[str]) -> bool:
    """Does a text tell of the opening (closing) with its hour?"""
    text = to_text(html) if html else ""
    return bool(verb.search(text) and HOUR.search(text))


def _paragraph(sentence: str) -> str:
    return from_text(sentence) if sentence else ""
