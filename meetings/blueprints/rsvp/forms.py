"""The answer's forms."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField, ValidationError

from meetings import clock
from meetings.domain.invitations import Substitute
from meetings.domain.participants import Details
from meetings.enums import DeclineReason
from meetings.models import Representation
from meetings.web.contacts import AddressField, NumberField, asides_of
from meetings.web.edits import RowForm
from meetings.web.forms import EnumField, Form, at_most, person_name, required
from meetings.writing.id_numbers import read_id_number


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
        if read_id_number(field.data, clock.now().date()).problem:
            raise ValidationError(gettext("NIP berisi 18 angka, NRP 5 sampai 14 angka. Periksa lagi; boleh dikosongkan."))

    def stored(self, row: Representation) -> dict[str, Any]:
        """The representative named before: of somebody who is invited anyway, only what the page shows."""
        person = row.representative
        theirs = person.is_representative
        hidden = () if theirs else ("nip", "phone", "email")
        names = ("title_front", "name", "title_back", "position", "nip", "phone", "email")
        return {name: "" if name in hidden else getattr(person, name) for name in names}

    def substitute(self, institution: str, same: bool | None) -> Substitute:
        """What was typed; ``same``: what was answered about a namesake. The representative speaks for ``institution``, unless it is the one named before, who keeps their own."""
        if self.row is not None and self.left_alone("name"):
            institution = self.row.representative.institution
        details = Details(
            name=self.name.data or "",
            title_front=self.title_front.data or "",
            title_back=self.title_back.data or "",
            nip=read_id_number(self.nip.data, clock.now().date()).value,
            position=self.position.data or "",
            institution=institution,
            phone=self.phone.data or "",
            email=self.email.data or "",
            notes=asides_of(self),
        )
        return Substitute(details, self.basis.data or "", same)
