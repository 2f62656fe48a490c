"""To which sessions a print of a letter calls its reader, with their hours and rooms: kept with the print, and compared with what holds now."""

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from meetings.documents.pdf.letter_content import CalledSession, called_lines
from meetings.extensions import db
from meetings.models import Document, Invitation, Session

ALL = {"id": "semua sesi", "en": "all sessions"}


def as_called(sessions: Sequence[Session]) -> tuple[CalledSession, ...]:
    """The sessions as letters know them."""
    return tuple(CalledSession(each.id, each.title, each.starts_at, each.ends_at, each.room) for each in sessions)


def kept(sessions: Sequence[CalledSession], allowed: Collection[str] | None) -> str:
    """What a print says of the sessions (``sessions``: all of the meeting) that its reader is called to, by their ids: one text, so that
    the database compares it; empty for somebody who is called to all (None)."""
    theirs = [each for each in sessions if allowed is not None and each.id in allowed]
    rows = [[each.id, each.title, each.room, *(_moment(at) for at in (each.starts_at, each.ends_at))] for each in theirs]
    return json.dumps(sorted(rows, key=lambda row: (row[3], row[0])), ensure_ascii=False) if rows else ""


def read_kept(text: str) -> tuple[CalledSession, ...]:
    """The sessions that `kept` wrote, in time order; none where the reader is called to all."""
    rows = json.loads(text) if text else []
    return tuple(
        CalledSession(key, title, datetime.fromisoformat(start), datetime.fromisoformat(end), room)
        for key, title, room, start, end in rows
    )


def in_words(sessions: Sequence[CalledSession], zone: str, language: str = "id", *, hours: bool = False) -> str:
    """The line ``sesi`` of a letter, with ``hours`` also where it names one session; of somebody who is called to all (no sessions), in so
    many words."""
    return "; ".join(called_lines(sessions, zone, language, hours=hours)) or ALL[language]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def kept_prints(letters: Collection[str], participant_ids: Collection[str]) -> dict[tuple[str, str], str | None]:
    """By participant and letter what their print of it keeps of their sessions; one statement. None: of a print from before that was kept."""
    said = Document.content["sessions"].as_string()
    which = Invitation.letter_id.in_(letters), Invitation.participant_id.in_(participant_ids)
    prints = sa.select(Invitation.participant_id, Invitation.letter_id, said).join(
        Document, Document.id == Invitation.document_id
    )
    rows: Any = db.session.execute(prints.where(*which)).all()
    return {(person, letter): text for person, letter, text in rows}
