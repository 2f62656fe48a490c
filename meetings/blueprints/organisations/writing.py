"""Forms about what an organisation's minutes are written with."""

from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField, TextAreaField

from meetings.domain.minutes import templates_of
from meetings.domain.minutes.phrases import LONGEST
from meetings.domain.minutes.plaintext import to_text
from meetings.domain.minutes.richtext import clean_html, edited_text
from meetings.domain.minutes.templates import MOST_TYPED
from meetings.enums import MeetingKind
from meetings.models import Organisation
from meetings.web.edits import EditForm
from meetings.web.forms import at_most, required
from meetings.writing.reading import read_lines


class RichField(TextAreaField):
    """Rich text: HTML of the script's editor, which comes as ``<name>_html``, else what the plain textarea makes of the stored text."""

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Takes the one that was sent."""
        html = formdata.getlist(f"{self.name}_html") if formdata else []
        self.by_editor = bool(html)
        super().process(MultiDict({self.name: html}) if html else formdata, *args, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """As cleaned HTML."""
        text = valuelist[0] if valuelist else ""
        self.data = clean_html(text) if self.by_editor else edited_text(self.object_data or "", read_lines(text))

    def _value(self) -> str:
        return to_text(self.data) if self.data else ""


class PhraseForm(EditForm):
    """A phrase with its name."""

    name = StringField(_l("Nama frasa"), [required(), at_most(120)])
    text = RichField(_l("Isi frasa"), [required(), at_most(LONGEST)])

    @property
    def typed(self) -> tuple[str, str]:
        """Name, and text as HTML."""
        return self.name.data or "", self.text.data or ""

    def words(self, field: Field, value: Any) -> str:
        """Of the text what a person reads."""
        return to_text(value) if field.name == "text" and value else super().words(field, value)


class TemplatesForm(EditForm):
    """The titles of items, a line each, by the kind of meeting; shown is what holds, whoever says so."""

    def stored(self, row: Organisation) -> dict[str, Any]:
        """What holds for each kind."""
        return {kind.value: "\n".join(template.titles) for kind, template in templates_of(row).items()}


for _kind in MeetingKind:
    setattr(TemplatesForm, _kind.value, TextAreaField(_l(_kind.label), [at_most(MOST_TYPED)]))
