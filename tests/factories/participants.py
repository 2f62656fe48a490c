"""Participants, invited and without a pass; ``domain.participants.issue_passes`` makes those."""

import itertools
from datetime import timedelta
from typing import Any

from meetings import clock
from meetings.enums import ParticipantStatus
from meetings.extensions import db
from meetings.models import Meeting, Participant
from meetings.writing.search import search_key

_numbers = itertools.count(1)


def make_participant(meeting: Meeting, name: str | None = None, **values: Any) -> Participant:
    """One participant; without a name a numbered one."""
    row = _row(meeting, name, values)
    db.session.add(row)
    db.session.flush()
    return row


def make_participants(meeting: Meeting, count: int, **values: Any) -> list[Participant]:
    """Many at once."""
    rows = [_row(meeting, None, values) for _ in range(count)]
    db.session.add_all(rows)
    db.session.flush()
    return rows


def _row(meeting: Meeting, name: str | None, values: dict[str, Any]) -> Participant:
    number = next(_numbers)
    name = name or f"Peserta Nomor {number}"
    defaults = {
        "identity_key": f"uji:{number}",
        "sort_name": name.casefold()[:300],
        "position": "Kepala Dinas",
        "institution": "Dinas Kesehatan",
        "status": ParticipantStatus.CONFIRMED,
        "created_at": clock.now() - timedelta(days=90),  # before any session that a test lets be over
    }
    chosen = {**defaults, **values}
    chosen.setdefault("search_text", search_key(f"{name} {chosen['position']} {chosen['institution']}"))
    return Participant(meeting=meeting, name=name, **chosen)
