"""The base of every form: CSRF, Indonesian messages, stripped text, times in the meeting's zone."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import Response, request
from flask_babel import get_translations, lazy_gettext
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, Field, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from meetings import clock
from meetings.enums import N_, Labelled
from meetings.errors import InvalidInput, MeetingsError
from meetings.web.saving import attempt
from meetings.web.tickets import question
from meetings.writing import zones
from meetings.writing.names import is_persons_name
from meetings.writing.reading import is_name, read_lines, read_text

# What WTForms says by itself; it has no Indonesian of its own.
MESSAGES = {
    "Not a valid choice.": N_("Pilihan tidak dikenal."),
    "Invalid Choice: could not coerce.": N_("Pilihan tidak dikenal."),
    "'%(value)s' is not a valid choice for this field.": N_("Pilihan %(value)s tidak dikenal."),
    "'%(value)s' are not valid choices for this field.": N_("Pilihan %(value)s tidak dikenal."),
    "Not a valid integer value.": N_("Tulis bilangan bulat."),
    "Not a valid date value.": N_("Tanggal tidak dapat dibaca."),
    "Number must be between %(min)s and %(max)s.": N_("Isi %(min)s sampai %(max)s."),
    "This field is required.": N_("Wajib diisi."),
}


LONGEST_LINE = 300  # characters, where a field names no bound of its own
LONGEST_LINES = 20_000
LONGEST_REASON = 1_000


class Words:
    """Says what WTForms says in the language of the page."""

    def gettext(self, text: str) -> str:
        """The sentence with its placeholders, which WTForms fills."""
        return str(get_translations().ugettext(MESSAGES[text])) if text in MESSAGES else text

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The same for one or many."""
        return self.gettext(one if count == 1 else many)


class Form(FlaskForm):
    """Cleans text as ``writing.reading`` does; ``saving`` puts a domain error on its field."""

    refusal: MeetingsError | None = None  # the rule that said no to what was typed, if one did

    def __init__(self, *args: Any, zone: str = zones.DEFAULT, **kwargs: Any):
        self.zone = zone  # before the fields read what was typed: LocalDateTimeField needs it
        super().__init__(*args, **kwargs)

    class Meta(FlaskForm.Meta):
        """Text arrives clean: one line, or several in a field that is made for them; what is no text is not shown as one.

        Every text has a bound that the page states, its own or the usual one.
        """

        def get_translations(self, _form: Any) -> Words:
            """Ours."""
            return Words()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Adds the reading that fits the field, and a bound where it has none."""
            filters = [*unbound_field.kwargs.get("filters", ()), _reading_of(unbound_field.field_class)]
            if issubclass(unbound_field.field_class, StringField):
                filters.append(_refuse_structures)
            field = unbound_field.bind(form=form, filters=filters, **options)
            if isinstance(field, StringField) and not any(isinstance(each, Length) for each in field.validators):
                most = LONGEST_LINES if isinstance(field, TextAreaField | HiddenField) else LONGEST_LINE
                field.validators = [*field.validators, at_most(most)]
                field.flags.maxlength = most
            return field

    def validate(self, extra_validators: Any = None) -> bool:
        """Also whether this very form has made something else before."""
        good = super().validate(extra_validators)
        if good and (asked := question()):
            self.form_errors.append(asked)
            return False
        return good

    @property
    def http_status(self) -> int:
        """The HTTP status of the page that shows this form."""
        return 422 if self.errors else 200

    @contextmanager
    def saving(self, field: str = "") -> Iterator[None]:
        """Do the block with what was typed; where a rule refuses it, nothing stays and the form, to be shown again, says why.

        The message stands at the field that the rule names, else at ``field``, else above the form.
        """
        with attempt() as made:
            yield
        if made.refusal is not None:
            self.accept_error(made.refusal, field)

    def accept_error(self, error: MeetingsError, otherwise: str = "") -> None:
        """Show a rule's refusal where the person typed: at ``error.field``, else at ``otherwise``, else above the form."""
        self.refusal = error
        field = self._fields.get(error.field or otherwise)
        if field is not None:
            field.errors = [*field.errors, error.message]
        else:
            self.form_errors.append(error.message)


def _reading_of(kind: type[Field]) -> Callable[[Any], Any]:
    if issubclass(kind, PasswordField):
        return lambda value: value  # every character counts
    read = read_lines if issubclass(kind, TextAreaField) else read_text
    return lambda value: read(value) if type(value) is str else value  # an enum member is a str, too, and stays itself


def _refuse_structures(value: Any) -> Any:
    """A list in a text field would come back as its Python notation; the form says in words what it shows."""
    if isinstance(value, dict | list | tuple | set):
        raise TypeError(f"a text field cannot show {type(value).__name__}")
    return value


class Required(InputRequired):
    """Something was typed, and not blanks only. (0 and False are something.)"""

    def __call__(self, form: Any, field: Any) -> None:
        """Stops the validation of an empty field with its message."""
        if type(field.data) is str and not field.data.strip():
            field.raw_data = []
        super().__call__(form, field)


def said_same() -> bool | None:
    """What was answered to the question whether a namesake is the same person (`components/namesake.html`); None: not asked."""
    return {"1": True, "0": False}.get(request.form.get("same", ""))


def with_scheme(text: str | None) -> str | None:
    """A web address as people write it (``kotabogor.go.id``) with the scheme that it lacks; nothing stays nothing."""
    plain = (text or "").strip()
    return f"https://{plain}" if plain and "://" not in plain else text


def required() -> InputRequired:
    """«Wajib diisi.»"""
    return Required(message=lazy_gettext("Wajib diisi."))


def person_name(*, whole: bool = False) -> Callable[[Any, Any], None]:
    """«Tulis nama orangnya.» ``whole``: typed in haste or by strangers, so that only what can be somebody's whole name will do."""
    rule = is_persons_name if whole else is_name

    def check(_form: Any, field: Any) -> None:
        if field.data and not rule(field.data):
            raise ValidationError(_("Tulis nama orangnya."))

    return check


def at_most(length: int) -> Length:
    """At most ``length`` characters."""
    return Length(max=length, message=lazy_gettext("Paling banyak %(max)d karakter."))


def typed_reason(name: str = "reason") -> str:
    """What was typed in a field beside a button (``maxlength`` LONGEST_REASON), in lines. Raises InvalidInput beyond its bound."""
    text = read_lines(request.form.get(name))
    if len(text) > LONGEST_REASON:
        raise InvalidInput(_("Paling banyak %(max)d karakter.", max=LONGEST_REASON), field=name)
    return text


def options(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as the choices of a select field."""
    return [SelectChoice(value, label) for value, label in pairs]


def labelled(kind: type[Labelled]) -> list[SelectChoice]:
    """The members of an enum as the choices of a select field whose data is the value."""
    return options((member.value, lazy_gettext(member.label)) for member in kind)


class EnumField(SelectField):
    """A select over a Labelled enum; its data is the member (None for the empty choice)."""

    def __init__(self, label: Any, kind: type[StrEnum], *, empty: str | None = None, only: Iterable[Any] = (), **kw: Any):
        members = list(only) or list(kind)
        blank = [("", empty)] if empty is not None else []
        super().__init__(
            label,
            choices=options([*blank, *((m.value, lazy_gettext(m.label)) for m in members)]),
            coerce=lambda raw: kind(raw) if raw else None,
            **kw,
        )


class LocalDateTimeField(DateTimeLocalField):
    """A wall-clock time in the form's ``zone`` (``MyForm(zone=meeting.timezone)``); its data is an aware UTC moment."""

    def __init__(self, label: Any = None, validators: Any = None, **kw: Any):
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kw)
        self._form = kw.get("_form")

    @property
    def _zone(self) -> str:
        return getattr(self._form, "zone", zones.DEFAULT)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return clock.local(self.data, self._zone).strftime("%Y-%m-%dT%H:%M") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads the browser's value; an unreadable one is a field error."""
        if not valuelist or not valuelist[0]:
            self.data = None
            return
        try:
            wall = datetime.fromisoformat(valuelist[0])
            self.data = clock.from_local(wall, self._zone) if wall.tzinfo is None else wall.astimezone(UTC)
        except (ValueError, OverflowError):  # the second for the first and the last day that there is
            raise ValidationError(_("Tanggal dan jam tidak dapat dibaca.")) from None


def with_status(body: str, status: int) -> Response:
    """An HTML answer with a status, for forms shown again after an error (422)."""
    return Response(body, status=status, mimetype="text/html")
