"""Forms over a stored row: what is left alone stays as stored, and who would save over what somebody else changed is shown it first.

The page carries a short digest of each field as the form was opened. At the save the row is locked and read anew; a field
that is now neither as it was opened nor as it was typed makes a conflict: nothing is saved, the page comes back (409) with
what was typed and what is stored. Fields that the person left alone then take what is stored, so saving again undoes nobody's work.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from flask_babel import gettext as _
from flask_login import current_user
from wtforms import BooleanField, Field, FileField, HiddenField, SelectField, SelectMultipleField, SubmitField

from meetings import clock
from meetings.domain.audit.reading import last_change
from meetings.extensions import db
from meetings.models import AuditEntry
from meetings.models.base import hold
from meetings.web.forms import Form
from meetings.web.templating import format_date, format_moment
from meetings.writing.reading import read_text

NOT_COMPARED = (HiddenField, FileField, SubmitField)


class RowForm(Form):
    """A form that shows ``row``; without one (a new row) it is like any other form.

    A field shows the attribute of its name, unless ``stored`` says what it shows. A field that comes back as it was shown has
    exactly what is stored as its data: a time its seconds, a text the spaces that nobody sees.
    """

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        self.row = row
        if row is not None:
            kwargs["obj"] = _Shown(row, self.stored(row))
        super().__init__(*args, **kwargs)

    def stored(self, row: Any) -> dict[str, Any]:
        """Values of fields that the row keeps in another shape or under another name."""
        return {}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also takes what was left alone from the row. (Validators may have put it right, so it is compared before and after.)"""
        before = [name for name in self._fields if self.left_alone(name)]
        good = super().validate(extra_validators)
        for name, field in self._fields.items():
            if name in before or self.left_alone(name):
                field.data = field.object_data
        return good

    def left_alone(self, name: str) -> bool:
        """Did the field come back as it was shown?"""
        field = self._fields[name]
        return self.row is not None and not isinstance(field, NOT_COMPARED) and _plain(field.data) == _plain(field.object_data)

    def shown(self) -> str:
        """``<field>:<digest>;…`` of what the fields say now: goes with the page, so that the save knows what its person changed."""
        return ";".join(f"{field.name}:{_digest(field.data)}" for field in self if not isinstance(field, NOT_COMPARED))

    def take_over(self, other: "RowForm", shown: str) -> None:
        """What still says what the page had ``shown`` was changed by nobody here: it says what ``other`` does."""
        seen = dict(part.partition(":")[::2] for part in shown.split(";"))
        for field in other:
            if seen.get(field.name) == _digest(self[field.name].data):
                self[field.name].raw_data = None
                self[field.name].process(None, field.data)

    def differing_from(self, other: "RowForm") -> Iterator[tuple[str, str, str]]:
        """Name, label, and what ``other`` says in words, of each field in which it says something else than this form."""
        for field in other:
            if not isinstance(field, NOT_COMPARED) and not _alike(self[field.name].data, field.data):
                yield field.name, str(field.label.text), self.words(field, field.data)

    def words(self, field: Field, value: Any) -> str:
        """A value as a person reads it."""
        if isinstance(field, BooleanField):
            return _("ya") if value else _("tidak")
        if isinstance(field, SelectMultipleField):
            return ", ".join(str(choice.label) for choice in field.iter_choices() if choice.value in (value or ())) or "–"
        if isinstance(field, SelectField):
            return next((str(choice.label) for choice in field.iter_choices() if str(choice.value) == _plain(value)), "–")
        if isinstance(value, datetime):
            return format_moment(value, self.zone)
        if isinstance(value, date):
            return format_date(value)
        return _plain(value) or "–"

    def keep(self, stored: Mapping[str, Any], typed: Mapping[str, tuple[str, Any]]) -> dict[str, Any]:
        """A mapping that the row keeps in one column: ``typed`` gives for each key its field and its value; empty ones are left out.
        A key whose field was left alone, or that has no field, stays as ``stored``."""
        changed = {key: value for key, (name, value) in typed.items() if not self.left_alone(name)}
        return {key: value for key, value in {**stored, **changed}.items() if key not in changed or value not in ("", None)}


class EditForm(RowForm):
    """A form that changes ``row``, guarded.

    A subclass says in ``held`` which rows the lock takes before it. The view needs nothing but ``row=`` and ``form.http_status``;
    its domain function runs in the transaction that holds the row.
    """

    seen = HiddenField()

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        self.differing: list[Field] = []  # after a conflict; each has ``now`` (stored, in words), ``mine`` and ``taken_over``
        self.last_change: AuditEntry | None = None
        if row is not None and self.is_submitted():
            hold(*self.held(row))
        super().__init__(*args, row=row, **kwargs)
        if row is not None and not self.is_submitted():
            self.seen.data = self._digests()

    def held(self, row: Any) -> Sequence[Any]:
        """The rows to lock, in the order in which everybody locks them: meeting, session, line."""
        return (row,)

    @property
    def by_oneself(self) -> bool:
        """Was it the same person, in another window?"""
        return self.last_change is not None and self.last_change.actor_id == getattr(current_user, "id", "")

    @property
    def http_status(self) -> int:
        """The HTTP status of the page that shows this form."""
        return 409 if self.differing else super().http_status

    def validate(self, extra_validators: Any = None) -> bool:
        """Also whether the row is still as it was shown. What is refused lets go of the row."""
        good = super().validate(extra_validators)
        if self.row is None:
            return good
        if good and self.seen.data:
            self._compare()
        if not good or self.differing:
            db.session.rollback()
        return good and not self.differing

    def _compared(self) -> Iterator[Field]:
        return (field for field in self if not isinstance(field, NOT_COMPARED))

    def _digests(self) -> str:
        """``<seconds since 1970>;<field>:<digest>;…`` of what is stored now."""
        parts = [f"{field.name}:{_digest(field.object_data)}" for field in self._compared()]
        return ";".join([str(int(clock.now().timestamp())), *parts])

    def _compare(self) -> None:
        opened, *parts = (self.seen.data or "").split(";")
        seen = dict(part.partition(":")[::2] for part in parts)
        for field in self._compared():
            stored = field.object_data
            if seen.get(field.name) in (None, _digest(stored)) or _alike(field.data, stored):
                continue
            field.now, field.mine = self.words(field, stored), self.words(field, field.data)
            field.taken_over = _digest(field.data) == seen[field.name]
            self.differing.append(field)
        if not self.differing:
            return
        for field in self.differing:
            if field.taken_over:
                field.raw_data = None
                field.process(None, field.object_data)
        since = datetime.fromtimestamp(int(opened), UTC) if opened.isdigit() and len(opened) < 11 else clock.now()
        self.last_change = last_change(self.row, since)
        self.seen.data = self._digests()


class _Shown:
    """A row with some of its attributes as the form shows them."""

    def __init__(self, row: Any, instead: dict[str, Any]) -> None:
        self._row, self._instead = row, instead

    def __getattr__(self, name: str) -> Any:
        return self._instead[name] if name in self._instead else getattr(self._row, name)


def _plain(value: Any) -> str:
    """A value as the form reads it when the browser sends it back; times to the minute, as the field shows them."""
    if value is None or value is False:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
    return "\n".join(map(read_text, str(value).splitlines())).strip()


def _digest(value: Any) -> str:
    return hashlib.blake2s(_plain(value).encode(), digest_size=6).hexdigest()


def _alike(typed: Any, stored: Any) -> bool:
    """Saved already, by another click perhaps."""
    return _plain(typed) == _plain(stored)
