"""Forms about a meeting."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
)
from wtforms.validators import NumberRange, Optional

from meetings.domain.meetings import Begun
from meetings.domain.meetings.staff import STAFF_ROLES
from meetings.enums import MeetingKind, MeetingMode, Paper, Role
from meetings.web.contacts import AddressField
from meetings.web.edits import EditForm
from meetings.web.forms import EnumField, Form, LocalDateTimeField, at_most, options, required, with_scheme
from meetings.writing import zones


class MeetingForm(EditForm):
    """The data of a meeting; ``organisation`` only when it is made (its choices are set by the view)."""

    organisation = SelectField(_("Instansi penyelenggara"), validators=[required()])
    kind = EnumField(_("Jenis kegiatan"), MeetingKind, validators=[required()])
    title = StringField(_("Nama kegiatan"), validators=[required(), at_most(300)])
    theme = TextAreaField(_("Tema"), validators=[at_most(1000)])
    purpose = TextAreaField(_("Maksud dan tujuan"), validators=[at_most(4000)])
    starts_on = DateField(_("Hari pertama"), validators=[required()])
    ends_on = DateField(_("Hari terakhir"), validators=[required()])
    timezone = SelectField(_("Zona waktu"), choices=options(zones.choices()), validators=[required()])
    begun_sessions = RadioField(
        _("Jam sesi yang sudah dimulai"),
        validators=[Optional()],
        choices=options(
            [
                (Begun.HOURS, _("Jamnya tetap seperti tertulis, karena zona yang lama keliru")),
                (Begun.MOMENTS, _("Saatnya tetap, jamnya menurut zona yang baru")),
            ]
        ),
    )
    mode = EnumField(_("Cara pelaksanaan"), MeetingMode, validators=[required()])
    place = StringField(_("Tempat"), validators=[at_most(300)])
    address = StringField(_("Alamat"), validators=[at_most(300)])
    city = StringField(_("Kota/kabupaten"), validators=[at_most(120)])
    map_url = URLField(_("Tautan peta"), validators=[at_most(500)], filters=[with_scheme])
    dress = StringField(_("Pakaian"), validators=[at_most(200)])
    year_meant = BooleanField(_("Tahunnya memang benar"))
    contact_name = StringField(_("Narahubung"), validators=[at_most(300)])
    contact_phone = TelField(_("Telepon narahubung"), validators=[at_most(32)])
    contact_email = AddressField(_("Surel narahubung"), validators=[at_most(255)], alone=True)

    def values(self) -> dict[str, Any]:
        """The fields that the domain knows."""
        return {name: data for name, data in self.data.items() if name not in ("csrf_token", "organisation") and data is not None}


class CopyForm(Form):
    """What a copy of a meeting is called and takes along."""

    organisation = SelectField(_("Instansi penyelenggara"), validators=[required()])
    title = StringField(_("Nama kegiatan"), validators=[required(), at_most(300)])
    starts_on = DateField(_("Hari pertama"), validators=[required()])
    year_meant = BooleanField(_("Tahunnya memang benar"))
    with_agenda = BooleanField(_("Sesi dan mata acara, dengan jam yang sama"), default=True)
    with_staff = BooleanField(_("Panitia dan perannya"), default=True)


class SettingsForm(EditForm):
    """Answers, the door and paper; times in the form's ``zone``."""

    answer_deadline = LocalDateTimeField(_("Batas waktu menjawab undangan"), validators=[Optional()])
    allow_representation = BooleanField(_("Undangan boleh diwakilkan"))
    most_companions = IntegerField(
        _("Pendamping paling banyak untuk satu orang"), validators=[required(), NumberRange(0, 20, _("Isi 0 sampai 20 orang."))]
    )
    allow_walk_in = BooleanField(_("Terima yang datang tanpa ada di daftar"))
    refuse_declined = BooleanField(_("Tolak yang menyatakan tidak hadir"))
    refuse_unconfirmed = BooleanField(_("Tolak yang belum menjawab undangan"))
    self_checkin = BooleanField(_("Peserta boleh mencatat kehadirannya sendiri"))
    sign_on_screen = BooleanField(_("Tanda tangan di layar pintu"))
    checkin_minutes_before = IntegerField(
        _("Pintu dibuka sebelum sesi"), validators=[required(), NumberRange(0, 1440, _("Isi 0 sampai 1440 menit."))]
    )
    checkin_minutes_after = IntegerField(
        _("Pintu ditutup setelah sesi berakhir"),
        validators=[required(), NumberRange(0, 1440, _("Isi 0 sampai 1440 menit."))],
    )
    paper = EnumField(_("Kertas naskah"), Paper, empty=_("Ikuti pengaturan instansi"))


class StaffForm(Form):
    """A user by address, and the role in this meeting."""

    email = AddressField(_("Alamat surel"), validators=[required(), at_most(255)], alone=True)
    role = EnumField(_("Peran"), Role, only=STAFF_ROLES, validators=[required()])
