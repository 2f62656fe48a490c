"""Forms about sessions and rundown lines."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from meetings.enums import AgendaKind
from meetings.models import AgendaItem, Session
from meetings.web.edits import EditForm
from meetings.web.forms import EnumField, LocalDateTimeField, at_most, required
from meetings.web.officials import OfficialField


class SessionForm(EditForm):
    """A session; times in the form's ``zone``."""

    title = StringField(_("Nama sesi"), validators=[required(), at_most(300)])
    room = StringField(_("Ruang"), validators=[at_most(300)])
    starts_at = LocalDateTimeField(_("Mulai (rencana)"), validators=[required()])
    ends_at = LocalDateTimeField(_("Selesai (rencana)"), validators=[required()])
    capacity = IntegerField(_("Kapasitas"), validators=[Optional(), NumberRange(1, 100_000, _("Isi 1 sampai 100.000 orang."))])
    chair_id = OfficialField(_("Pimpinan dari daftar pejabat"))
    chair_name = StringField(_("Pimpinan rapat"), validators=[at_most(300)])
    chair_position = StringField(_("Jabatan pimpinan"), validators=[at_most(300)])
    recorder_id = OfficialField(_("Notulis dari daftar pejabat"))
    secretary_name = StringField(_("Sekretaris rapat"), validators=[at_most(300)])
    recorder_name = StringField(_("Notulis"), validators=[at_most(300)])
    wants_minutes = BooleanField(_("Buatkan notula untuk sesi ini"), default=True)
    checkin_opens_at = LocalDateTimeField(_("Pintu dibuka"), validators=[Optional()])
    checkin_closes_at = LocalDateTimeField(_("Pintu ditutup"), validators=[Optional()])
    presence_ends_at = LocalDateTimeField(_("Kehadiran berakhir"), validators=[Optional()])
    notes = TextAreaField(_("Catatan"), validators=[at_most(4000)])
    with_rundown = BooleanField(_("Isi dengan susunan acara baku"), default=True)

    def held(self, row: Session) -> Sequence[Any]:
        """The meeting first, as whoever moves its days does."""
        return row.meeting, row

    def values(self) -> dict[str, Any]:
        """The fields that the domain knows."""
        empty = ("capacity", "checkin_opens_at", "checkin_closes_at", "presence_ends_at", "chair_id", "recorder_id")
        return {
            name: data
            for name, data in self.data.items()
            if name not in ("csrf_token", "with_rundown") and (data is not None or name in empty)
        }


class ItemForm(EditForm):
    """A line of the rundown; ``starts_at`` only when it has a time of its own."""

    title = StringField(_("Acara"), validators=[required(), at_most(300)])
    kind = EnumField(_("Jenis acara"), AgendaKind, validators=[required()])
    minutes = IntegerField(_("Lama"), default=15, validators=[required(), NumberRange(1, 1440, _("Isi 1 sampai 1440 menit."))])
    starts_at = LocalDateTimeField(_("Jam tetap"), validators=[Optional()])
    responsible = StringField(_("Pelaksana/penanggung jawab"), validators=[at_most(300)])
    notes = TextAreaField(_("Keterangan"), validators=[at_most(4000)])
    in_minutes = BooleanField(_("Menjadi butir notula"), default=True)

    def held(self, row: AgendaItem) -> Sequence[Any]:
        """The session first: its end closes the rundown."""
        return row.session, row

    def values(self) -> dict[str, Any]:
        """The fields that the domain knows."""
        return {n: d for n, d in self.data.items() if n != "csrf_token" and (d is not None or n == "starts_at")}
