"""What people type about participants."""

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    ColorField,
    FileField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional

from meetings.domain.participants.categories import FALLBACK, CategoryDetails
from meetings.domain.participants.details import Details
from meetings.domain.participants.members import PERSONAL
from meetings.web.contacts import AddressField, NumberField, asides_of
from meetings.web.edits import EditForm
from meetings.web.forms import Form, at_most, options, person_name, required
from meetings.writing.id_numbers import read_id_number
from meetings.writing.reading import joined_notes


class PersonForm(Form):
    """Name, position and the ways to reach somebody; read with the same rules as an uploaded list."""

    title_front = StringField(_l("Gelar depan"), [at_most(120)], render_kw={"autocomplete": "off"})
    name = StringField(_l("Nama"), [required(), person_name(), at_most(300)], render_kw={"autocomplete": "off"})
    title_back = StringField(_l("Gelar belakang"), [at_most(200)], render_kw={"autocomplete": "off"})
    nip = StringField(_l("NIP/NRP"), render_kw={"autocomplete": "off", "inputmode": "numeric"})
    position = StringField(_l("Jabatan"), [at_most(300)])
    institution = StringField(_l("Instansi"), [at_most(300)], render_kw={"list": "daftar-instansi", "autocomplete": "off"})
    phone = NumberField(_l("Nomor HP"), render_kw={"autocomplete": "off"})
    email = AddressField(_l("Surel"), [at_most(255)], render_kw={"autocomplete": "off"})

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """`today` judges whether a NIP is plausible."""
        super().__init__(*args, **kwargs)
        self.today = today

    def validate_nip(self, field: StringField) -> None:
        """A number that cannot be one is refused; an unusual one is kept."""
        reading = read_id_number(field.data, self.today)
        if reading.problem:
            raise ValidationError(gettext("NIP berisi 18 angka, NRP 5 sampai 14 angka. Periksa lagi; boleh dikosongkan."))
        field.data = reading.value

    def person(self, notes: str = "") -> dict[str, Any]:
        """The shared fields as keyword arguments of `Details`; a second number or address goes to the notes."""
        names = ("title_front", "name", "title_back", "nip", "position", "institution", "phone", "email")
        return {name: self[name].data or "" for name in names if name in self} | {"notes": joined_notes(notes, asides_of(self))}


class ParticipantForm(EditForm, PersonForm):
    """Everything the committee keeps about a participant. `similar` says that a namesake is somebody else."""

    category_id = SelectField(_l("Kategori"), [Optional()])
    rank = StringField(_l("Pangkat"), [at_most(80)])
    grade = StringField(_l("Golongan"), [at_most(20)])
    protocol_order = IntegerField(_l("Urutan protokol"), [Optional(), NumberRange(1, 9999)])
    seat = StringField(_l("Tempat duduk"), [at_most(40)])
    door_notes = StringField(_l("Catatan untuk petugas pintu"), [at_most(300)])
    notes = TextAreaField(_l("Catatan panitia"), [at_most(4000)], render_kw={"rows": 3})
    similar = HiddenField()

    def offer(self, categories: list[tuple[str, str]]) -> None:
        """The categories to choose from."""
        self.category_id.choices = options([("", gettext("Tanpa kategori")), *categories])

    def hide_personal(self) -> None:
        """For whoever may not see it: what the row has of that stays as it is."""
        for name in PERSONAL:
            del self[name]

    def details(self) -> Details:
        """What was typed, and what was hidden as it is stored."""
        hidden = {name: getattr(self.row, name) for name in PERSONAL if name not in self}
        typed = self.person(self.notes.data or "" if "notes" in self else "")
        return Details(
            **typed | hidden,
            rank=self.rank.data or "",
            grade=self.grade.data or "",
            seat=self.seat.data or "",
            door_notes=self.door_notes.data or "",
            category_id=self.category_id.data or None,
            protocol_order=self.protocol_order.data,
        )


class RepresentativeForm(PersonForm):
    """Who comes instead, and on what basis."""

    basis = StringField(_l("Dasar penugasan"), [at_most(300)])


class UploadForm(Form):
    """The list as a file."""

    file = FileField(_l("Berkas daftar peserta"))

    def validate_file(self, field: FileField) -> None:
        """A file must be chosen; what is in it is judged later."""
        if not field.data or not getattr(field.data, "filename", ""):
            raise ValidationError(gettext("Pilih berkas XLSX, XLS, ODS, atau CSV."))


class RunForm(Form):
    """The last question before an import."""

    update_existing = BooleanField(_l("Perbarui peserta yang sudah ada dengan isi berkas"))
    with_warnings = BooleanField(_l("Sertakan baris yang sebagian isinya tidak terbaca"), default=True)
    category_id = SelectField(_l("Kategori untuk baris tanpa kategori"), [Optional()])


class CategoryForm(EditForm):
    """A category."""

    name = StringField(_l("Nama kategori"), [required(), at_most(120)])
    colour = ColorField(_l("Warna tanda pengenal"), default=FALLBACK[0])
    protocol_order = IntegerField(_l("Urutan"), [Optional(), NumberRange(1, 9999)], default=FALLBACK[1])
    quota = IntegerField(_l("Kuota"), [Optional(), NumberRange(1, 100_000)])

    def details(self) -> CategoryDetails:
        """What was typed."""
        return CategoryDetails(
            self.name.data or "",
            self.colour.data or FALLBACK[0],
            self.protocol_order.data or FALLBACK[1],
            self.quota.data,
        )
