"""Audit entries as sentences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from flask_sqlalchemy.pagination import Pagination

from meetings.domain.audit.actions import OTHER_FIELDS, SAID, SAID_AS, Action
from meetings.domain.audit.record import target_type
from meetings.enums import Labelled
from meetings.extensions import db
from meetings.models import AgendaItem, AuditEntry, Meeting, Organisation
from meetings.models.base import Model
from meetings.models.paging import page_of, unhurried
from meetings.writing import zones
from meetings.writing.dates import format_date, format_moment

_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True)
class ReadableEntry:
    """An entry for a person: when (UTC), who, what they did as a sentence, and the changed fields."""

    at: datetime
    who: str
    text: str
    changes: list[tuple[str, str, str]]  # field, before, after


class _Words(dict[str, Any]):
    """Words of a sentence; one that the entry does not know reads as a dash instead of failing the page."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(entry: AuditEntry, zone: str = zones.DEFAULT) -> str:
    """What was done, after the actor's name: «menambah sesi Pleno». An unknown action reads as its tag."""
    action = _action(entry)
    if action is None:
        return entry.action
    words = {
        key: _said(key, _word(action.words, value, zone))
        for key, value in entry.data.items()
        if not isinstance(value, dict | list)
    }
    return gettext(action.sentence).format_map(_Words(words | {"target": entry.target_name}))


def _said(key: str, text: str) -> str:
    """A word of a sentence in the reader's language, where it is one of ours or begins with one."""
    ours = (each for each in SAID if key in SAID_AS and f"{text} ".startswith(f"{each} "))
    return next((gettext(each) + text[len(each) :] for each in ours), text)


def read_entry(entry: AuditEntry, zone: str = zones.DEFAULT) -> ReadableEntry:
    """An entry as a person reads it, times in ``zone``."""
    changes = entry.data.get("changes")
    rows = []
    for name, pair in changes.items() if isinstance(changes, dict) else ():
        if isinstance(pair, list | tuple) and len(pair) == 2:
            label, kind = field_words(entry.target_type, name, _action(entry))
            rows.append((gettext(label), _word(kind, pair[0], zone), _word(kind, pair[1], zone)))
    return ReadableEntry(at=entry.at, who=entry.actor_name, text=sentence(entry, zone), changes=rows)


def field_words(target: str, name: str, action: Action | None) -> tuple[str, type[Labelled] | None]:
    """The label of a changed field, untranslated, and the enum its values come from: as the column of the target's class says.

    A field that nobody knows, of an old entry, reads as its name.
    """
    other = OTHER_FIELDS.get(action, {}).get(name) if action else None
    column = _columns().get((target, name))
    if other is not None or column is None:
        return other or name, None
    kind = column.type.enum_class if isinstance(column.type, sa.Enum) else None
    return column.info.get("label", name), kind if kind is not None and issubclass(kind, Labelled) else None


@cache
def _columns() -> dict[tuple[str, str], sa.Column[Any]]:
    """Every column by the class's name as entries keep it, and its own."""
    classes = [mapper.class_ for mapper in Model.registry.mappers]
    return {(target_type(each), column.key): column for each in classes for column in each.__table__.columns}


def _action(entry: AuditEntry) -> Action | None:
    try:
        return Action(entry.action)  # type: ignore[call-arg]  # -- stubs
    except ValueError:
        return None


def _word(kind: type[Labelled] | None, value: Any, zone: str) -> str:
    if value is None or value in ("", {}):
        return "–"
    if isinstance(value, bool):
        return gettext("ya") if value else gettext("tidak")
    text = ", ".join(map(str, value.values())) if isinstance(value, dict) else str(value)
    if kind is not None and text in {member.value for member in kind}:
        return gettext(kind(text).label)
    if _DAY.match(text):
        return format_date(date.fromisoformat(text))
    if _MOMENT.match(text):
        moment = datetime.fromisoformat(text)
        return format_moment(moment, zone) if moment.tzinfo else text
    return text if len(text) <= 160 else f"{text[:157]}…"


def list_entries(
    scope: sa.ColumnElement[bool], *, actor: str = "", group: str = "", page: int = 1, per_page: int = 50
) -> Pagination:
    """Entries within ``scope``, newest first, by actor's name and by group (the tag's first word, ``session``)."""
    statement = sa.select(AuditEntry.id).where(scope).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    if actor:
        statement = statement.where(AuditEntry.actor_name == actor)
    rare = None
    if group:
        actions = [each.value for each in Action if each.startswith(f"{group}.")]
        rare = statement.where(AuditEntry.action.in_(actions))
        statement = statement.where(unhurried(AuditEntry.action).in_(actions))
    return page_of(statement, _entries, page, per_page, most=200, rare=rare)


def _entries(ids: Sequence[str]) -> Sequence[AuditEntry]:
    return db.session.scalars(sa.select(AuditEntry).where(AuditEntry.id.in_(ids))).all()


def list_actors(scope: sa.ColumnElement[bool]) -> Sequence[str]:
    """The names that occur within ``scope``, in order; guests, who answer by the thousand, are left out."""
    known = sa.text("audit_entry.actor_kind != 'guest'")  # in the words of the index that holds no others
    names = sa.select(AuditEntry.actor_name).where(scope, known).distinct()
    return db.session.scalars(names.order_by(AuditEntry.actor_name).limit(500)).all()


def last_change(row: Any, since: datetime) -> AuditEntry | None:
    """The newest entry that says that ``row`` was edited after ``since`` (UTC); None where the trail tells nothing.

    Bounded by the index over the meeting's or organisation's entries of that time.
    """
    if isinstance(row, Meeting):
        scope = AuditEntry.meeting_id == row.id
    elif isinstance(row, AgendaItem):
        scope = AuditEntry.meeting_id == row.session.meeting_id
    elif hasattr(row, "meeting_id"):
        scope = AuditEntry.meeting_id == row.meeting_id
    elif isinstance(row, Organisation):
        scope = AuditEntry.organisation_id == row.id
    else:
        return None
    return db.session.scalar(
        sa.select(AuditEntry)
        .where(
            scope,
            AuditEntry.at >= since,
            AuditEntry.target_type == target_type(row.__class__),
            AuditEntry.target_id == row.id,
            AuditEntry.action.endswith(".changed"),
        )
        .order_by(AuditEntry.at.desc())
        .limit(1)
    )
