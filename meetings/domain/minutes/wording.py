"""The sentences on beginning and end, made of the minutes' own fields whenever they are shown: no hour or name is copied into a text."""

import re

from meetings.domain.minutes.plaintext import from_text, to_text
from meetings.models import Minutes
from meetings.writing.dates import format_day_date, format_time, local_date
from meetings.writing.names import with_position

OPENED = re.compile(r"\b(di)?buka\b", re.IGNORECASE)
CLOSED = re.compile(r"\b(di)?tutup\b", re.IGNORECASE)
HOUR = re.compile(r"\b(pukul|jam)\s*\d", re.IGNORECASE)


def opening_sentence(minutes: Minutes) -> str:
    """«Rapat dibuka oleh … pada pukul 09.00 WIB.», in Indonesian like the paper; empty where the hour is unknown, or where the
    text of the minutes says it in its own words."""
    if minutes.started_at is None or _says_itself(minutes.opening, OPENED):
        return ""
    by = f" oleh {with_position(minutes.chair_name, minutes.chair_position)}" if minutes.chair_name else ""
    return f"Rapat dibuka{by} pada pukul {format_time(minutes.started_at, minutes.meeting.timezone)}."


def closing_sentence(minutes: Minutes) -> str:
    """«Rapat ditutup pada pukul 12.00 WIB.», with the day where that is another; empty as above."""
    zone = minutes.meeting.timezone
    if minutes.ended_at is None or _says_itself(minutes.closing, CLOSED):
        return ""
    began = minutes.started_at or minutes.ended_at
    day = (
        f" hari {format_day_date(minutes.ended_at, zone)}"
        if local_date(began, zone) != local_date(minutes.ended_at, zone)
        else ""
    )
    return f"Rapat ditutup pada{day} pukul {format_time(minutes.ended_at, zone)}."


def opening_html(minutes: Minutes) -> str:
    """What stands under «Kata Pembukaan»: the sentence, then what was written."""
    return _paragraph(opening_sentence(minutes)) + minutes.opening


def closing_html(minutes: Minutes) -> str:
    """What was written, then the sentence: the end comes last."""
    return minutes.closing + _paragraph(closing_sentence(minutes))


def _says_itself(html: str, verb: re.Pattern[str]) -> bool:
    """Does a text tell of the opening (closing) with its hour?"""
    text = to_text(html) if html else ""
    return bool(verb.search(text) and HOUR.search(text))


def _paragraph(sentence: str) -> str:
    return from_text(sentence) if sentence else ""
