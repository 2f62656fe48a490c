"""Form fields for mail addresses and phone numbers: read as they are pasted, and nothing of what stood there is lost."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import EmailField, StringField, TelField, ValidationError

from meetings.writing.emails import read_email
from meetings.writing.phones import read_phone
from meetings.writing.reading import Reading, read_text


class _ReadField(StringField):
    """Its data is the value that was understood; ``aside`` is a line with what else was typed, for a form that keeps notes.

    A form that keeps none (``alone``) refuses a second value. Shown again after an error is what was typed."""

    data: Any
    aside = ""
    names = ""
    refusal: Any
    only_one: Any
    read: Callable[[Any], Reading]

    def __init__(self, *args: Any, alone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alone = alone

    def pre_validate(self, form: Any) -> None:
        """Reads what was typed. Raises ValidationError where nothing can be read."""
        reading = type(self).read(self.data)
        if reading.problem:
            raise ValidationError(self.refusal)
        if self.alone and reading.note == "several":
            raise ValidationError(self.only_one)
        self.data, self.aside = reading.value, reading.set_aside(self.names)

    def _value(self) -> str:
        return read_text(self.raw_data[0]) if self.raw_data else self.data or ""


class AddressField(_ReadField, EmailField):
    """A mail address."""

    names = "Surel"
    refusal = _("Alamat surel tidak sah. Contoh: nama@kota.go.id.")
    only_one = _("Tulis satu alamat surel saja.")
    read = staticmethod(read_email)


class NumberField(_ReadField, TelField):
    """A phone number, kept in international form."""

    names = "Telepon"
    refusal = _("Nomor ini tidak dapat dibaca. Contoh: 0812-3456-7890.")
    only_one = _("Tulis satu nomor saja.")
    read = staticmethod(read_phone)


def asides_of(form: Any) -> str:
    """What was set aside in all fields of a form, a line each."""
    return "\n".join(field.aside for field in form if getattr(field, "aside", ""))
