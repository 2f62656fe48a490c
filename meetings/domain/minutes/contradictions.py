"""Where the text of minutes says something else than their own fields, the attendance, or the calendar: findings for ``check_minutes``."""

import re
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.domain.attendance.annex import count_attendance
from meetings.domain.minutes.plaintext import to_text
from meetings.extensions import db
from meetings.models import Minutes, Participant, standing
from meetings.writing.dates import format_clock
from meetings.writing.names import bare_words, sort_key
from meetings.writing.numbers import group_thousands

NEAR = r"[^.;\n]{0,80}?"  # within the sentence; a full stop between digits is none
HOUR = r"(?:pukul|jam)\s*(\d{1,2})[.:](\d{2})"
BEGAN = re.compile(rf"\b(?:di)?(?:buka|mulai){NEAR}\b{HOUR}", re.IGNORECASE)
ENDED = re.compile(rf"\b(?:ditutup|tutup|berakhir|diakhiri|usai){NEAR}\b{HOUR}", re.IGNORECASE)
CAME = re.compile(
    r"\b(?:di)?hadir(?:i)?\b[^.;\n\d]{0,40}(\d[\d.]*)\s*(?:\([^)]*\)\s*)?(?:orang|peserta|undangan|anggota)\b", re.IGNORECASE
)
BY = re.compile(r"\b(?:dibuka|dipimpin|ditutup)\s+(?:secara resmi\s+)?oleh\s+([^.;\n]{3,120})", re.IGNORECASE)
MONTHS = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
DATED = re.compile(rf"\b\d{{1,2}}\s+(?:{MONTHS})\s+(\d{{3,6}})\b", re.IGNORECASE)
YEAR = re.compile(r"\btahun\s+(?:anggaran\s+)?(\d{3,6})\b", re.IGNORECASE)
YEARS = range(1900, 2101)  # plans reach far
LONGEST_YEARS = 10  # a day that is named lies near

Told = tuple[str, str]  # kind of finding, sentence


def in_text(minutes: Minutes, html: str) -> Iterator[Told]:
    """What one text of the minutes contradicts."""
    text = to_text(html) if "<" in html else html
    yield from _hours(minutes, text)
    yield from _numbers(minutes, text)
    yield from _years(minutes, text)
    for found in BY.finditer(text):
        if minutes.chair_name and not _names(found[1], minutes.chair_name, minutes.chair_position):
            told = _(
                "Teks menyebut «%(text)s», sedangkan pimpinan rapat adalah %(chair)s.",
                text=found[0].strip(),
                chair=minutes.chair_name,
            )
            yield "contradicts", told


def silent_speakers(minutes: Minutes) -> list[str]:
    """Who stands as speaker of an item and on the list of participants, but was never recorded as present."""
    lines = [line.split(",")[0] for item in minutes.items for line in item.speakers.splitlines() if line.strip()]
    keys = {sort_key(line): line.strip() for line in lines}
    if not keys:
        return []
    known = Participant.meeting_id == minutes.meeting_id, Participant.sort_name.in_(keys)
    here = db.session.scalars(sa.select(Participant.sort_name).where(*known, standing.present(minutes.session_id))).all()
    absent = db.session.scalars(sa.select(Participant.sort_name).where(*known, Participant.sort_name.not_in(here))).all()
    return sorted({keys[key] for key in absent})


def no_list(lines: list[str]) -> bool:
    """Several recipients of a copy in one line: the paper would number them as one."""
    return any(";" in line or len(re.findall(r"(?:^|\s)\d{1,2}[.)]\s", line)) > 1 for line in lines)


def _hours(minutes: Minutes, text: str) -> Iterator[Told]:
    zone = minutes.meeting.timezone
    for pattern, moment, about in ((BEGAN, minutes.started_at, _("jam mulai")), (ENDED, minutes.ended_at, _("jam selesai"))):
        for found in pattern.finditer(text):
            said = f"{int(found[1]):02d}.{found[2]}"
            if moment is not None and said != format_clock(moment, zone):
                told = _(
                    "Teks menyebut pukul %(said)s, sedangkan %(about)s pada kepala notula %(hour)s.",
                    said=said,
                    about=about,
                    hour=format_clock(moment, zone),
                )
                yield "contradicts", told


def _numbers(minutes: Minutes, text: str) -> Iterator[Told]:
    said = {int(digits) for found in CAME.finditer(text) if (digits := found[1].replace(".", "")).isdigit()}
    if not said:
        return
    present = sum(count.present for count in count_attendance(minutes.session))
    for number in sorted(said - {present}):
        told = _(
            "Teks menyebut %(said)s orang hadir, sedangkan daftar hadir mencatat %(present)s.",
            said=group_thousands(number),
            present=group_thousands(present),
        )
        yield "contradicts", told


def _years(minutes: Minutes, text: str) -> Iterator[Told]:
    held = _day(minutes.started_at, minutes)
    far = {int(found[1]) for found in YEAR.finditer(text) if int(found[1]) not in YEARS}
    near = range(1900, (held.year if held else YEARS.stop) + LONGEST_YEARS + 1)
    far |= {int(found[1]) for found in DATED.finditer(text) if int(found[1]) not in near}
    for year in sorted(far):
        yield "year", _("Periksa tahun yang tertulis: %(year)d.", year=year)


def _day(moment: datetime | None, minutes: Minutes) -> datetime | None:
    return clock.local(moment, minutes.meeting.timezone) if moment else None


def _names(text: str, chair: str, position: str) -> bool:
    """Does a text name the chair: by a word of the name that is long enough to tell people apart, or by the whole office?"""
    words = [word for word in sort_key(chair).split() if len(word) > 2]
    held, office = sort_key(text), bare_words(position)
    by_office = bool(office) and re.search(rf"(?<!wakil )\b{re.escape(office)}\b", bare_words(text)) is not None
    return by_office or not words or any(word in held for word in words)
