"""What people type about participants."""

from collections.abc import Sequence
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
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from meetings.domain.participants.categories import FALLBACK, CategoryDetails
from meetings.domain.participants.details import Details
from meetings.domain.participants.members import PERSONAL
from meetings.models import Session
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

    def held(self, row: Any) -> Sequence[Any]:
        """The meeting first: in its hall no two people take one seat."""
        return row.meeting, row

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


class SessionsForm(Form):
    """To which sessions people are called: all, or those that are ticked."""

    scope = RadioField(
        _l("Dipanggil ke sesi"),
        [required()],
        choices=options([("all", _l("Semua sesi kegiatan")), ("some", _l("Hanya sesi yang dipilih"))]),
        default="all",
    )
    sessions = SelectMultipleField(_l("Pilih sesi"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        """``sessions``: of the meeting, in time order."""
        super().__init__(*args, **kwargs)
        self.sessions.choices = options((each.id, each.title) for each in sessions)

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Boxes that are ticked below another choice say nothing."""
        super().process(*args, **kwargs)
        if self.scope.data != "some":
            self.sessions.data = []

    def chosen(self, sessions: Sequence[Session]) -> list[Session] | None:
        """The ticked ones of ``sessions``; None: all, also of those that come later."""
        return None if self.scope.data != "some" else [each for each in sessions if each.id in (self.sessions.data or ())]


class PersonSessionsForm(EditForm, SessionsForm):
    """The same for one person, who may follow their category instead; ``called``: the sessions as stored."""

    def __init__(self, *args: Any, called: Sequence[Session] | None, **kwargs: Any) -> None:
        self.called = called
        super().__init__(*args, **kwargs)
        following = ("category", _l("Seperti kategorinya"))
        self.scope.choices = options([following, ("all", _l("Semua sesi kegiatan")), ("some", _l("Hanya sesi yang dipilih"))])

    def stored(self, row: Any) -> dict[str, Any]:
        """What the row keeps in two columns and a table."""
        scope = "category" if not row.own_sessions else "all" if self.called is None else "some"
        return {"scope": scope, "sessions": sorted(each.id for each in self.called or ()) if scope == "some" else []}


class CategoryForm(EditForm, SessionsForm):
    """A category; ``called``: the sessions that its people are called to, as stored."""

    name = StringField(_l("Nama kategori"), [required(), at_most(120)])
    colour = ColorField(_l("Warna tanda pengenal"), default=FALLBACK[0])
    protocol_order = IntegerField(_l("Urutan"), [Optional(), NumberRange(1, 9999)], default=FALLBACK[1])
    quota = IntegerField(_l("Kuota"), [Optional(), NumberRange(1, 100_000)])
    greeted = BooleanField(_l("Disambut saat datang"))

    def __init__(self, *args: Any, called: Sequence[Session] | None = None, **kwargs: Any) -> None:
        self.called = called
        super().__init__(*args, **kwargs)

    def stored(self, row: Any) -> dict[str, Any]:
        """What the row keeps in a column and a table."""
        return {"scope": "all" if self.called is None else "some", "sessions": sorted(each.id for each in self.called or ())}

    def details(self, sessions: Sequence[Session]) -> CategoryDetails:
        """What was typed; ``sessions``: of the meeting."""
        return CategoryDetails(
            self.name.data or "",
            self.colour.data or FALLBACK[0],
            self.protocol_order.data or FALLBACK[1],
            self.quota.data,
            self.chosen(sessions),
            bool(self.greeted.data),
        )
