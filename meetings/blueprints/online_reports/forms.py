"""What is said of an attendance report: its file, and what the file does not tell."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import NumberRange, Optional

from meetings.documents.sheets.online_reports import Column, Order
from meetings.domain.online_reports import Explained
from meetings.domain.online_reports.staging import LONGEST
from meetings.enums import ForceReason
from meetings.errors import InvalidInput
from meetings.models import Session
from meetings.web.forms import EnumField, Form, LocalDateTimeField, at_most, options, required
from meetings.writing import zones


class ExplainForm(Form):
    """How a file is read, for which session, and from how many minutes on somebody counts."""

    session = SelectField(_l("Sesi"), [required()])
    file_zone = SelectField(_l("Zona waktu jam di berkas"), [required()])
    least = IntegerField(_l("Paling sedikit hadir (menit)"), [Optional(), NumberRange(min=0, max=LONGEST)], default=0)
    order = EnumField(_l("Urutan tanggal di berkas"), Order, empty=_l("Pilih…"))
    arrived = LocalDateTimeField(_l("Jam masuk yang dicatat"), [Optional()])

    def __init__(self, sessions: Sequence[Session], **kw: Any) -> None:
        super().__init__(**kw)
        self.found = {each.id: each for each in sessions}
        self.session.choices = options((each.id, each.title) for each in sessions)
        self.file_zone.choices = options([*zones.choices(), ("UTC", "UTC")])

    def explained(self) -> Explained:
        """As typed. Raises `InvalidInput` where one meaning was given to two columns."""
        header, columns = read_columns()
        return Explained(
            self.found[self.session.data],
            self.file_zone.data,
            self.least.data or 0,
            self.order.data,
            self.arrived.data,
            header,
            columns,
        )


class UploadForm(ExplainForm):
    """The report as a file."""

    file = FileField(_l("Berkas laporan"))

    def validate_file(self, field: FileField) -> None:
        """A file must be chosen; what is in it is judged later."""
        if not field.data or not getattr(field.data, "filename", ""):
            raise ValidationError(gettext("Pilih berkas laporannya."))


class RunForm(Form):
    """The last question before names become attendance."""

    force = BooleanField(_l("Catat juga yang ditolak aturan pintu, atas tanggung jawab saya"))
    force_reason = EnumField(_l("Alasan memaksa masuk"), ForceReason, empty=_l("Pilih alasan"))
    force_note = StringField(_l("Keterangan"), [at_most(300)])


def read_columns() -> tuple[int, dict[Column, int]]:
    """The row of the titles and what its columns mean, of a file of unknown shape. Raises `InvalidInput` for one meaning given twice."""
    columns: dict[Column, int] = {}
    for key, value in request.form.items():
        number = key.removeprefix("col-")
        if number != key and number.isdecimal() and value in list(Column):
            if Column(value) in columns:
                told = gettext("Dua kolom dipilih sebagai %(field)s. Pilih satu saja.", field=gettext(Column(value).label))
                raise InvalidInput(told, field="columns")
            columns[Column(value)] = int(number)
    return request.form.get("header", 0, type=int), columns
