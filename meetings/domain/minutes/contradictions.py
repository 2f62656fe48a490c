"""Where the text of minutes says something else than their own fields, the attendance, or the calendar: findings for ``check_minutes``."""

import re
from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.domain.attendance.annex import count_attendance
from meetings.domain.minutes.plaintext import to_text
from meetings.domain.minutes.written_dates import doubtful_dates
from meetings.domain.minutes.written_names import other_names
from meetings.extensions import db
from meetings.models import Minutes, Participant, standing
from meetings.writing.dates import format_clock, format_moment
from meetings.writing.names import sort_key
from meetings.writing.numbers import group_thousands

NEAR = r"[^.;\n]{0,80}?"  # within the sentence; a full stop between digits is none
HOUR = r"(?:pukul|jam)\s*(\d{1,2})[.:](\d{2})"
BEGAN = re.compile(rf"\b(?:di)?(?:buka|mulai){NEAR}\b{HOUR}", re.IGNORECASE)
ENDED = re.compile(rf"\b(?:ditutup|tutup|berakhir|diakhiri|usai){NEAR}\b{HOUR}", re.IGNORECASE)
CAME = re.compile(
    r"\b(?:di)?hadir(?:i)?\b[^.;\n\d]{0,40}(\d[\d.]*)\s*(?:\([^)]*\)\s*)?(?:orang|peserta|undangan|anggota)\b", re.IGNORECASE
)

FAR = timedelta(days=1)

Told = tuple[str, str]  # kind of finding, sentence


def in_text(minutes: Minutes, html: str) -> Iterator[Told]:
    """What one text of the minutes contradicts."""
    text = to_text(html) if "<" in html else html
    yield from _hours(minutes, text)
    yield from _numbers(minutes, text)
    held = clock.local(minutes.started_at, minutes.meeting.timezone).date() if minutes.started_at else None
    yield from doubtful_dates(text, held)
    for told in other_names(minutes, text):
        yield "contradicts", told


def far_from_the_plan(minutes: Minutes) -> Iterator[str]:
    """Hours of the head that lie more than a day from those of the session: a slip of the finger, or a session that should be moved."""
    zone, session = minutes.meeting.timezone, minutes.session
    for moment, planned, about in (
        (minutes.started_at, session.starts_at, _("Mulai (sebenarnya)")),
        (minutes.ended_at, session.ends_at, _("Selesai (sebenarnya)")),
    ):
        if moment is not None and abs(moment - planned) > FAR:
            yield _(
                "%(field)s: %(moment)s, sedangkan rencana sesi %(planned)s.",
                field=about,
                moment=format_moment(moment, zone),
                planned=format_moment(planned, zone),
            )


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
