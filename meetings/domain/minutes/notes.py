"""Quick notes: taken while a session runs, put into the text of its minutes afterwards. They are material of who writes, and no record."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from meetings.domain.agenda.timing import timed_items
from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings.states import Activity, require
from meetings.domain.minutes.editing import item_text, lock_draft, save_item
from meetings.errors import Conflict, InvalidInput, NotFound
from meetings.extensions import db
from meetings.models import AgendaItem, Meeting, Minutes, MinutesItem, Session, SessionNote
from meetings.models.base import hold

LONGEST = 5_000  # characters of one note
MOST = 2_000  # notes of one session
LONGEST_WAIT = timedelta(days=7)  # that a note may have waited in a browser for the service


@dataclass(frozen=True)
class NoteText:
    """What was typed: the line of the rundown it belongs to, if any, who spoke, and what was said."""

    text: str
    speaker: str = ""
    agenda_item_id: str | None = None


def list_notes(session_id: str) -> Sequence[SessionNote]:
    """The notes of a session in the order in which they were begun."""
    mine = sa.select(SessionNote).where(SessionNote.session_id == session_id).options(joinedload(SessionNote.agenda_item))
    return db.session.scalars(mine.order_by(SessionNote.taken_at, SessionNote.id)).all()


def get_note(meeting: Meeting, note_id: str) -> SessionNote:
    """A note of one of the meeting's sessions. Raises NotFound."""
    mine = sa.select(SessionNote).join(SessionNote.session)
    note = db.session.scalar(mine.where(SessionNote.id == note_id, Session.meeting_id == meeting.id))
    if note is None:
        raise NotFound(_("Catatan itu tidak ada, atau baru saja dihapus."))
    return note


def speakers_of(session: Session, notes: Sequence[SessionNote]) -> list[str]:
    """Who may be speaking, to choose from (needs items and speakers loaded): the chair, who is on the rundown, who was noted before."""
    named = [session.chair_name, *(each.full_name for item in session.items for each in item.expected_speakers)]
    return list(dict.fromkeys(name for name in [*named, *(note.speaker for note in notes)] if name))


def item_now(session: Session, at: datetime) -> AgendaItem | None:
    """The line of the rundown whose time ``at`` is, by plan (needs items loaded); before the first and after the last that one."""
    lines = timed_items(session)
    begun = [line.item for line in lines if line.starts_at <= at]
    return begun[-1] if begun else lines[0].item if lines else None


def take_note(session: Session, typed: NoteText, waited: float, actor: Actor, at: datetime) -> SessionNote:
    """Keep a note that was begun ``waited`` seconds ago, which is longer than a moment where the service was away.

    Raises InvalidInput for an empty or too long text or an item of another session, Conflict for one too many, WrongState where the
    meeting has no minutes yet.
    """
    require(session.meeting, Activity.MINUTES)
    _check(session, typed)
    hold(session)
    count = db.session.scalar(sa.select(sa.func.count(SessionNote.id)).where(SessionNote.session_id == session.id)) or 0
    if count >= MOST:
        raise Conflict(_("Satu sesi memuat paling banyak %(most)d catatan cepat.", most=MOST))
    note = SessionNote(
        session_id=session.id,
        agenda_item_id=typed.agenda_item_id,
        taken_at=at - min(max(timedelta(seconds=waited), timedelta()), LONGEST_WAIT),
        speaker=typed.speaker,
        text=typed.text,
        author_id=actor.id,
        author_name=actor.name,
        created_at=at,
        updated_at=at,
    )
    db.session.add(note)
    db.session.flush()
    _record(Action.NOTE_TAKEN, note, session, actor, at)
    return note


def change_note(note: SessionNote, typed: NoteText, actor: Actor, at: datetime) -> None:
    """Another text, speaker or item; what went into minutes before stays there. Raises like ``take_note``."""
    require(note.session.meeting, Activity.MINUTES)
    _check(note.session, typed)
    if NoteText(note.text, note.speaker, note.agenda_item_id) == typed:
        return
    note.text, note.speaker, note.agenda_item_id, note.updated_at = typed.text, typed.speaker, typed.agenda_item_id, at
    db.session.flush()
    _record(Action.NOTE_CHANGED, note, note.session, actor, at)


def remove_note(note: SessionNote, actor: Actor, at: datetime) -> None:
    """Throw a note away; what went into minutes stays there."""
    require(note.session.meeting, Activity.MINUTES)
    _record(Action.NOTE_REMOVED, note, note.session, actor, at)
    db.session.delete(note)
    db.session.flush()


def note_html(note: SessionNote) -> str:
    """The note as text of minutes: who spoke, and what was said, a line each."""
    lines = [line.strip() for line in note.text.splitlines() if line.strip()]
    if note.speaker:
        lines[0] = f"{note.speaker}: {lines[0]}"
    return "".join(f"<div>{html.escape(line, quote=False)}</div>" for line in lines)


def item_of(note: SessionNote, minutes: Minutes) -> MinutesItem | None:
    """The item of these minutes that the note belongs to (needs items loaded); None where it belongs to none of them."""
    mine = (each for each in minutes.items if note.agenda_item_id and each.agenda_item_id == note.agenda_item_id)
    return next(mine, None)


def use_note(note: SessionNote, item: MinutesItem, actor: Actor, at: datetime, *, written: bool) -> None:
    """Put the note behind what the item says; ``written`` where the editor has it in its text already, and saves that by itself.

    Raises NotFound for a note of another session, WrongState when the minutes are no draft.
    """
    if note.session_id != item.minutes.session_id:
        raise NotFound(_("Catatan itu tidak ada, atau baru saja dihapus."))
    if written:
        lock_draft(item.minutes, at)
    else:
        text = item_text(item)
        save_item(item, replace(text, discussion=text.discussion + note_html(note)), item.revision, actor, at)
    note.used_at, note.used_in, note.updated_at = at, item.title, at
    db.session.flush()


def _check(session: Session, typed: NoteText) -> None:
    if not typed.text.strip():
        raise InvalidInput(_("Tulis catatannya."), field="text")
    if len(typed.text) > LONGEST:
        raise InvalidInput(_("Paling banyak %(max)d karakter.", max=LONGEST), field="text")
    if typed.agenda_item_id and typed.agenda_item_id not in {each.id for each in session.items}:
        raise InvalidInput(_("Mata acara itu tidak ada pada sesi ini, atau baru saja dihapus."), field="item")


def _record(action: Action, note: SessionNote, session: Session, actor: Actor, at: datetime) -> None:
    record(actor, action, at=at, meeting=session.meeting, target=note, target_name=session.title)
