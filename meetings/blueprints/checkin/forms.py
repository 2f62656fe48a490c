"""What is typed at the desk of the door."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from meetings.enums import DeviceKind, ForceReason, ScreenKind
from meetings.models import Device, Participant, Session
from meetings.web.contacts import AddressField, NumberField, asides_of
from meetings.web.edits import EditForm
from meetings.web.forms import EnumField, Form, LocalDateTimeField, at_most, options, person_name, required


class PaperForm(Form):
    """When those came who are ticked on the page, in the meeting's zone."""

    arrived = LocalDateTimeField(_l("Jam hadir"), [required()])
    force = BooleanField(_l("Catat juga yang ditolak aturan pintu, atas tanggung jawab saya"))
    force_reason = EnumField(_l("Alasan memaksa masuk"), ForceReason, empty=_l("Pilih alasan"))
    force_note = StringField(_l("Keterangan"), [at_most(300)])


class WalkInForm(Form):
    """Somebody who is not on the list, as said at the desk."""

    name = StringField(_l("Nama"), [required(), person_name(whole=True), at_most(300)], render_kw={"autocomplete": "off"})
    position = StringField(_l("Jabatan"), [at_most(300)], render_kw={"autocomplete": "off"})
    institution = StringField(_l("Instansi"), [at_most(300)], render_kw={"list": "daftar-instansi", "autocomplete": "off"})
    category_id = SelectField(_l("Kategori"), [Optional()])
    phone = NumberField(_l("Nomor HP"), render_kw={"autocomplete": "off"})
    email = AddressField(_l("Surel"), [at_most(255)], render_kw={"autocomplete": "off"})
    force = BooleanField(_l("Terima walaupun aturan pintu menolak, atas tanggung jawab saya"))
    force_reason = EnumField(_l("Alasan memaksa masuk"), ForceReason, empty=_l("Pilih alasan"))
    force_note = StringField(_l("Keterangan"), [at_most(300)])

    def __init__(self, categories: list[tuple[str, str]], **kw: Any) -> None:
        super().__init__(**kw)
        self.category_id.choices = options([("", gettext("Tanpa kategori")), *categories])

    def reached(self) -> dict[str, str]:
        """Where they can be reached, as `Details` has it; a second number or address goes to the notes."""
        return {"phone": self.phone.data or "", "email": self.email.data or "", "notes": asides_of(self)}


class NewcomerForm(EditForm):
    """What was typed at the door of somebody, who stands on the list by it."""

    name = StringField(_l("Nama"), [required(), person_name(whole=True), at_most(300)], render_kw={"autocomplete": "off"})
    position = StringField(_l("Jabatan"), [at_most(300)], render_kw={"autocomplete": "off"})
    institution = StringField(_l("Instansi"), [at_most(300)], render_kw={"list": "daftar-instansi", "autocomplete": "off"})
    category_id = SelectField(_l("Kategori"), [Optional()])
    phone = NumberField(_l("Nomor HP"), alone=True, render_kw={"autocomplete": "off"})
    email = AddressField(_l("Surel"), [at_most(255)], alone=True, render_kw={"autocomplete": "off"})

    def __init__(self, categories: list[tuple[str, str]], *, personal: bool, **kw: Any) -> None:
        """``personal``: whether the person may see how to reach somebody; else that stays as it is."""
        super().__init__(**kw)
        self.category_id.choices = options([("", gettext("Tanpa kategori")), *categories])
        if not personal:
            del self.phone, self.email

    def stored(self, row: Participant) -> dict[str, Any]:
        """The name is one field, as it is said."""
        return {"name": row.full_name, "category_id": row.category_id or ""}

    def held(self, row: Participant) -> Sequence[Any]:
        """The meeting first, as everybody locks them."""
        return row.meeting, row

    def typed(self) -> dict[str, Any]:
        """Fields of `Details`, but for the name."""
        names = [name for name in ("position", "institution", "phone", "email") if name in self]
        return {name: self[name].data or "" for name in names} | {"category_id": self.category_id.data or None}


class AbsenceLetterForm(Form):
    """The letter that says why somebody does not come."""

    file = FileField(_l("Surat (PDF atau foto JPG)"), [FileRequired(_l("Pilih berkas suratnya."))])


SCOPES = options([("all", _l("Semua sesi kegiatan")), ("some", _l("Hanya sesi tertentu"))])


class DeviceForm(Form):
    """Name, gate, sessions and whether it may overrule a refusal."""

    name = StringField(_l("Nama perangkat"), [required(), at_most(300)])
    gate = StringField(_l("Pintu atau meja"), [at_most(300)])
    scope = RadioField(_l("Sesi yang dijaga"), [required()], choices=SCOPES, default="all")
    sessions = SelectMultipleField(
        _l("Pilih sesi"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=True
    )
    may_force = BooleanField(_l("Boleh memaksa masuk"))
    kind = RadioField(
        _l("Dipakai oleh"),
        [required()],
        choices=options([("scanner", _l("Petugas, sebagai pemindai")), ("kiosk", _l("Tamu sendiri, sebagai kios"))]),
        default=DeviceKind.SCANNER.value,
    )
    pin = StringField(_l("PIN kios"), [at_most(8)])
    prints_badges = BooleanField(_l("Cetak tanda pengenal"))

    def __init__(self, sessions: list[Session], **kw: Any) -> None:
        super().__init__(**kw)
        self.sessions.choices = options((session.id, session.title) for session in sessions)


class SharedDeviceForm(Form):
    """Which phone of another meeting, at which gate, for which sessions, and whether it may overrule a refusal."""

    home = SelectField(_l("Perangkat"), [required()])
    gate = StringField(_l("Pintu atau meja"), [at_most(300)])
    scope = RadioField(_l("Sesi yang dijaga"), [required()], choices=SCOPES, default="all")
    sessions = SelectMultipleField(
        _l("Pilih sesi"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=True
    )
    may_force = BooleanField(_l("Boleh memaksa masuk"))

    def __init__(self, sessions: list[Session], devices: list[Device], **kw: Any) -> None:
        super().__init__(**kw)
        self.sessions.choices = options((session.id, session.title) for session in sessions)
        named = [(each.id, f"{each.name} · {each.gate}" if each.gate else each.name, each.meeting.title) for each in devices]
        self.home.choices = options([("", gettext("Pilih perangkat")), *((id, f"{name} ({title})") for id, name, title in named)])


class ScreenForm(Form):
    """What a screen of the hall shows, and of which session."""

    kind = RadioField(
        _l("Yang ditampilkan"),
        [required()],
        choices=options([(kind.value, _l(kind.label)) for kind in ScreenKind]),
        default=ScreenKind.SELF.value,
    )
    name = StringField(_l("Nama layar"), [required(), at_most(300)])
    session = SelectField(_l("Sesi"), default="")
    greeting = StringField(_l("Sapaan"), [at_most(300)])

    def __init__(self, sessions: list[Session], **kw: Any) -> None:
        super().__init__(**kw)
        self.session.choices = options([("", _l("Mengikuti sesi yang berjalan")), *((each.id, each.title) for each in sessions)])
