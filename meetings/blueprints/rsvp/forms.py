"""The answer's forms."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField, ValidationError

from meetings import clock
from meetings.config import local_day
from meetings.domain.invitations import Answer, Substitute
from meetings.domain.invitations.answers import current_representation
from meetings.domain.participants import Details
from meetings.enums import DeclineReason
from meetings.models import Delegation, Participant, Representation
from meetings.web.contacts import AddressField, NumberField, asides_of
from meetings.web.edits import EditForm, RowForm
from meetings.web.forms import LONGEST_LINES, EnumField, Form, at_most, person_name, required
from meetings.writing.id_numbers import read_id_number
from meetings.writing.names import is_respelled, with_position

TYPED = ("title_front", "name", "title_back", "position", "nip", "phone", "email")  # of who comes instead


class CodeForm(Form):
    """The short code of a letter."""

    code = StringField(
        _("Kode pada surat"),
        [required(), at_most(60)],
        description=_("Dua belas huruf dan angka, misalnya K7QF-2M9X-4TRB."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class DeclineForm(Form):
    """Does not come."""

    reason = EnumField(_("Alasan"), DeclineReason, empty=_("Pilih alasan"))
    note = TextAreaField(_("Keterangan"), [at_most(1000)], render_kw={"rows": 2})


def who_types() -> StringField:
    return StringField(
        _("Nama Anda"),
        [required(), person_name(), at_most(140)],
        description=_("Yang mengisi; dilihat panitia dan yang bersangkutan."),
    )


class OnBehalfForm(Form):
    """Who answers for somebody else."""

    by = who_types()


class PastedField(TextAreaField):
    """A table out of a spreadsheet: shown again as it was pasted, its tabs included."""

    @property
    def pasted(self) -> str:
        """As it came."""
        return str(self.raw_data[0]) if self.raw_data else ""

    def _value(self) -> str:
        return self.pasted


class PasteForm(OnBehalfForm):
    """Several people at once."""

    rows = PastedField(_("Daftar nama"), [required(), at_most(LONGEST_LINES)], render_kw={"rows": 8})


class DelegateForm(EditForm):
    """One of an institution's people; ``row`` is the participant there is, if any, named through ``delegation``. ``last_by``: who typed last."""

    title_front = StringField(_("Gelar depan"), [at_most(120)], render_kw={"autocomplete": "off"})
    name = StringField(_("Nama"), [required(), person_name(), at_most(300)], render_kw={"autocomplete": "off"})
    title_back = StringField(_("Gelar belakang"), [at_most(200)], render_kw={"autocomplete": "off"})
    nip = StringField(_("NIP/NRP"), [at_most(30)], render_kw={"inputmode": "numeric", "autocomplete": "off"})
    position = StringField(_("Jabatan"), [at_most(300)], render_kw={"autocomplete": "off"})
    phone = NumberField(_("Nomor HP"), [at_most(60)], alone=True, render_kw={"autocomplete": "off"})
    email = AddressField(_("Surel"), [at_most(255)], alone=True, render_kw={"autocomplete": "off"})
    by = who_types()

    def __init__(
        self, *args: Any, last_by: str, row: Participant | None = None, delegation: Delegation | None = None, **kwargs: Any
    ) -> None:
        self.last_by, self.delegation = last_by, delegation
        super().__init__(*args, row=row, **({"by": last_by} if row is None else {}), **kwargs)

    def held(self, row: Participant) -> Sequence[Any]:
        """The link first, as whoever names or takes back does."""
        return (self.delegation, row)

    def stored(self, row: Participant) -> dict[str, Any]:
        """Who typed last is kept elsewhere."""
        return {"by": self.last_by}

    def validate_nip(self, field: Any) -> None:
        """A number that can be one, or none."""
        _check_number(field)

    def details(self) -> Details:
        """Who was typed."""
        names = ("title_front", "name", "title_back", "position", "phone", "email")
        typed: dict[str, Any] = {name: self[name].data or "" for name in names}
        return Details(
            **typed,
            nip=read_id_number(self.nip.data, local_day(clock.now())).value,
        )


def _check_number(field: Any) -> None:
    if read_id_number(field.data, local_day(clock.now())).problem:
        raise ValidationError(gettext("NIP berisi 18 angka, NRP 5 sampai 14 angka. Periksa lagi; boleh dikosongkan."))


class SubstituteForm(RowForm):
    """Somebody else comes; ``row`` is the representation there is, if any."""

    title_front = StringField(_("Gelar depan"), [at_most(120)], render_kw={"autocomplete": "off"})
    name = StringField(_("Nama yang mewakili"), [required(), person_name(), at_most(300)], render_kw={"autocomplete": "off"})
    title_back = StringField(_("Gelar belakang"), [at_most(200)], render_kw={"autocomplete": "off"})
    nip = StringField(_("NIP"), [at_most(30)], render_kw={"inputmode": "numeric", "autocomplete": "off"})
    position = StringField(
        _("Jabatan"), [at_most(300)], description=_("Tercetak di daftar hadir."), render_kw={"autocomplete": "off"}
    )
    phone = NumberField(_("Nomor HP"), [at_most(60)], render_kw={"autocomplete": "off"})
    email = AddressField(_("Alamat surel"), [at_most(255)], render_kw={"autocomplete": "off"})
    basis = StringField(
        _("Dasar"),
        [at_most(300)],
        description=_("Nomor dan tanggal surat tugas atau disposisi."),
        render_kw={"autocomplete": "off"},
    )

    def validate_nip(self, field: Any) -> None:
        """A number that can be one, or none."""
        _check_number(field)

    def stored(self, row: Representation) -> dict[str, Any]:
        """The representative named before: of somebody who is invited anyway, only what the page shows."""
        person = row.representative
        theirs = person.is_representative
        hidden = () if theirs else ("nip", "phone", "email")
        return {name: "" if name in hidden else getattr(person, name) for name in TYPED}

    def substitute(self, institution: str) -> Substitute:
        """What was typed. The representative speaks for ``institution``, unless it is the one named before, who keeps their own."""
        if self.row is not None and self.left_alone("name"):
            institution = self.row.representative.institution
        typed: dict[str, Any] = {name: "" if self._of_another(name) else self[name].data or "" for name in TYPED}
        details = Details(
            **typed | {"nip": read_id_number(typed["nip"], local_day(clock.now())).value},
            institution=institution,
            notes=asides_of(self),
        )
        return Substitute(details, self.basis.data or "")

    def _of_another(self, name: str) -> bool:
        """Whether a field still says what it said of the one named before, who is somebody else."""
        former = self.row and self.row.representative
        return bool(former and self.left_alone(name) and not is_respelled(former.name, self.name.data or ""))


def typed_answer(kind: Answer, decline: DeclineForm, substitute: SubstituteForm) -> str:
    """The answer that was sent, as a person reads it."""
    if kind is Answer.COMES:
        return gettext("Akan hadir")
    if kind is Answer.DOES_NOT_COME:
        said = [gettext(decline.reason.data.label) if decline.reason.data else "", decline.note.data or ""]
        return ", ".join([gettext("Tidak hadir"), *filter(None, said)])
    details = substitute.substitute("").details
    return gettext("Diwakilkan kepada %(name)s", name=with_position(details.full_name, details.position))


def replaced_words(former: Participant | None, person: Participant) -> str:
    """What became of whom they sent before, where they send another one now; else empty."""
    current = current_representation(person)
    if former is None or current is None or current.representative_id == former.id:
        return ""
    return gettext(
        "Tanda masuk %(name)s tidak berlaku lagi; wakil yang baru mendapat tanda masuk sendiri.", name=former.full_name
    )
