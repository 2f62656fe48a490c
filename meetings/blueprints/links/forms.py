"""The form of a virtual link."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField, URLField
from wtforms.validators import Optional

from meetings.enums import LinkProvider
from meetings.web.edits import EditForm
from meetings.web.forms import EnumField, Form, LocalDateTimeField, at_most, required


class PasteForm(Form):
    """The text with which a virtual room is forwarded."""

    text = TextAreaField(_("Teks undangan"), [required(), at_most(8000)], render_kw={"rows": 6})


class LinkForm(EditForm):
    """Where to join online; times in the form's ``zone``. The view sets the choices of ``session_id``."""

    provider = EnumField(_("Penyedia"), LinkProvider, validators=[required()])
    label = StringField(_("Nama tautan"), validators=[at_most(300)])
    url = URLField(_("Tautan"), validators=[required(), at_most(1000)])
    meeting_code = StringField(_("ID rapat"), validators=[at_most(80)])
    passcode = StringField(_("Kode sandi"), validators=[at_most(80)])
    session_id = SelectField(_("Untuk sesi"))
    visible_from = LocalDateTimeField(_("Tampil mulai"), validators=[Optional()])
    visible_until = LocalDateTimeField(_("Tampil sampai"), validators=[Optional()])
    host_notes = TextAreaField(_("Catatan tuan rumah"), validators=[at_most(4000)])

    def values(self) -> dict[str, Any]:
        """The fields that the domain knows."""
        times = ("visible_from", "visible_until")
        return {n: d for n, d in self.data.items() if n != "csrf_token" and (d is not None or n in times)}
