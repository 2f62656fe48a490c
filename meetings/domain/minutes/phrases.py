"""Phrases: short texts that minutes take up again and again, kept by an organisation and offered to the units below it, too."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager

from meetings.domain.audit import Action, Actor, record
from meetings.domain.audit.changes import apply_changes
from meetings.domain.minutes.plaintext import to_text
from meetings.domain.minutes.richtext import clean_html
from meetings.domain.minutes.texts import check_rich
from meetings.enums import N_
from meetings.errors import Conflict, InvalidInput, NotFound
from meetings.extensions import db
from meetings.models import Minutes, MinutesPhrase, Organisation
from meetings.models.base import hold
from meetings.passcode import new_id
from meetings.writing.dates import format_day_date
from meetings.writing.names import with_position

MOST = 100  # phrases of one organisation
LONGEST = 20_000  # characters of one, with its elements
PLACEHOLDERS = {
    "pimpinan": N_("nama dan jabatan pimpinan"),
    "rapat": N_("judul kegiatan"),
    "tanggal": N_("hari dan tanggal mulai"),
    "tempat": N_("ruang dan tempat"),
}
_PLACEHOLDER = re.compile(f"{{({'|'.join(PLACEHOLDERS)})}}")
_FIGURE = re.compile(r"<figure\b.*?</figure>", re.DOTALL)


def phrases_for(organisation: Organisation) -> list[tuple[Organisation, list[MinutesPhrase]]]:
    """What the minutes of an organisation are offered: its own phrases in their order, then those of the units above, the nearest first."""
    rows = db.session.scalars(
        sa.select(MinutesPhrase)
        .join(MinutesPhrase.organisation)
        .where(MinutesPhrase.organisation_id.in_(organisation.ancestor_ids))
        .options(contains_eager(MinutesPhrase.organisation))
        .order_by(Organisation.path.desc(), MinutesPhrase.position, MinutesPhrase.id)
    )
    return [(unit, list(offered)) for unit, offered in groupby(rows, key=attrgetter("organisation"))]


def get_phrase(organisation: Organisation, phrase_id: str) -> MinutesPhrase:
    """One of the organisation's own phrases. Raises NotFound."""
    mine = MinutesPhrase.id == phrase_id, MinutesPhrase.organisation_id == organisation.id
    found = db.session.scalar(sa.select(MinutesPhrase).where(*mine))
    if found is None:
        raise NotFound(_("Frasa itu tidak ada, atau baru saja dihapus."))
    return found


def fill_phrase(text: str, minutes: Minutes) -> str:
    """The phrase as HTML for these minutes, as they are stored now. What they do not know yet stays a placeholder, which one sees."""
    meeting = minutes.meeting
    known = {
        "pimpinan": with_position(minutes.chair_name, minutes.chair_position) if minutes.chair_name else "",
        "rapat": meeting.title,
        "tanggal": format_day_date(minutes.started_at, meeting.timezone) if minutes.started_at else "",
        "tempat": meeting.hall(minutes.room),
    }
    return _PLACEHOLDER.sub(lambda found: html.escape(known[found[1]], quote=False) or found[0], clean_html(text))


def unfilled(text: str) -> list[str]:
    """The placeholders that a text of minutes still holds, as they stand in it."""
    return list(dict.fromkeys(found[0] for found in _PLACEHOLDER.finditer(text)))


def add_phrase(organisation: Organisation, name: str, text: str, actor: Actor, at: datetime) -> MinutesPhrase:
    """A phrase behind the others. Raises InvalidInput for an empty or too long text, Conflict for a name that is taken or one too many."""
    kept = _checked(text)
    hold(organisation)
    mine = sa.select(sa.func.count(MinutesPhrase.id), sa.func.max(MinutesPhrase.position)).where(
        MinutesPhrase.organisation_id == organisation.id
    )
    count, last = db.session.execute(mine).one()
    if count >= MOST:
        raise Conflict(_("Paling banyak %(most)d frasa satu instansi; hapus dahulu yang tidak dipakai.", most=MOST))
    phrase = MinutesPhrase(
        id=new_id(),
        organisation=organisation,
        position=(last or 0) + 1,
        name=name,
        text=kept,
        created_at=at,
        updated_at=at,
    )
    with _with_a_name_of_its_own():
        db.session.add(phrase)
    _note(Action.PHRASE_ADDED, phrase, actor, at)
    return phrase


def change_phrase(phrase: MinutesPhrase, name: str, text: str, actor: Actor, at: datetime) -> None:
    """Another name or text; what was inserted into minutes before stays as it is. Raises like ``add_phrase``."""
    kept = _checked(text)
    with _with_a_name_of_its_own():
        changes = apply_changes(phrase, {"name": name, "text": kept})
    if not changes:
        return
    phrase.updated_at = at
    if "text" in changes:
        changes["text"] = [to_text(each) for each in changes["text"]]
    _note(Action.PHRASE_CHANGED, phrase, actor, at, changes=changes)


def remove_phrase(phrase: MinutesPhrase, actor: Actor, at: datetime) -> None:
    """Take a phrase off the list; what was inserted into minutes stays. The trail keeps what it said."""
    _note(Action.PHRASE_REMOVED, phrase, actor, at, removed=phrase.name, text=to_text(phrase.text))
    db.session.delete(phrase)
    db.session.flush()


def move_phrase(phrase: MinutesPhrase, steps: int, actor: Actor, at: datetime) -> tuple[int, int]:
    """Move a phrase up (-1) or down (+1) among its organisation's. Returns its place, from 1, and of how many."""
    hold(phrase.organisation)
    mine = sa.select(MinutesPhrase).where(MinutesPhrase.organisation_id == phrase.organisation_id)
    rows = list(db.session.scalars(mine.order_by(MinutesPhrase.position, MinutesPhrase.id)))
    place = rows.index(phrase)
    goal = max(0, min(len(rows) - 1, place + steps))
    rows.insert(goal, rows.pop(place))
    for position, row in enumerate(rows, start=1):
        row.position = position
    if goal != place:
        _note(Action.PHRASE_MOVED, phrase, actor, at)
    db.session.flush()
    return goal + 1, len(rows)


def _checked(text: str) -> str:
    """Cleaned, without pictures: those belong to the session whose minutes show them."""
    kept = clean_html(_FIGURE.sub("", text))
    if not kept:
        raise InvalidInput(_("Tulis isi frasa."), field="text")
    if len(kept) > LONGEST:
        raise InvalidInput(_("Teks ini terlalu panjang (paling banyak 20.000 karakter)."), field="text")
    check_rich(kept, "text")
    return kept


@contextmanager
def _with_a_name_of_its_own() -> Iterator[None]:
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        raise Conflict(_("Nama ini sudah dipakai frasa lain di instansi ini."), field="name") from None


def _note(action: Action, phrase: MinutesPhrase, actor: Actor, at: datetime, **data: Any) -> None:
    record(actor, action, at=at, organisation=phrase.organisation, target=phrase, target_name=phrase.name, **data)
    db.session.flush()
