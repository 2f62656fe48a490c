"""What is typed at the desk of the door."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from meetings.models import Session
from meetings.web.forms import Form, LocalDateTimeField, at_most, options, required


class PaperForm(Form):
    """When those came who are ticked on the page, in the meeting's zone."""

    arrived = LocalDateTimeField(_l("Jam hadir"), [required()])
    force = BooleanField(_l("Catat juga yang ditolak aturan pintu, atas tanggung jawab saya"))


class DeviceForm(Form):
    """Name, gate, sessions and whether it may overrule a refusal."""

    name = StringField(_l("Nama perangkat"), [required(), at_most(300)])
    gate = StringField(_l("Pintu atau meja"), [at_most(300)])
    scope = RadioField(
        _l("Sesi yang dijaga"),
        [required()],
        choices=options([("all", _l("Semua sesi kegiatan")), ("some", _l("Hanya sesi tertentu"))]),
        default="all",
    )
    sessions = SelectMultipleField(
        _l("Pilih sesi"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=True
    )
    may_force = BooleanField(_l("Boleh memaksa masuk"))

    def __init__(self, sessions: list[Session], **kw: Any) -> None:
        super().__init__(**kw)
        self.sessions.choices = options((session.id, session.title) for session in sessions)
