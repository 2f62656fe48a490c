"""Forms about certificates."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from meetings.domain.certificates.members import Member, read_members
from meetings.domain.certificates.rules import JP, LONGEST, Wording
from meetings.enums import CertificateMeasure, CertificateNumbering
from meetings.models import Certificate, CertificateRule, Session
from meetings.web.edits import EditForm
from meetings.web.forms import EnumField, Form, at_most, options, required
from meetings.web.officials import OfficialField


class RuleForm(EditForm):
    """Who gets a certificate, and what it says."""

    sessions = SelectMultipleField(_("Sesi yang dihitung"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))
    measure = EnumField(_("Syarat dihitung menurut"), CertificateMeasure, validators=[required()])
    least = IntegerField(_("Paling sedikit"), [required(), NumberRange(1, 9999)], default=1)
    jp_minutes = SelectField(
        _("Lama satu jam pelajaran (JP)"),
        [required()],
        coerce=int,
        choices=options((str(each), _("%(n)s menit", n=each)) for each in JP),
    )
    text = TextAreaField(_("Kalimat sertifikat"), [required(), at_most(LONGEST)])
    official = OfficialField(_("Penanda tangan"))
    numbering = EnumField(_("Penomoran"), CertificateNumbering, validators=[required()])
    back = BooleanField(_("Halaman belakang"))

    def __init__(self, sessions: list[Session], row: CertificateRule) -> None:
        super().__init__(row=row)
        self.sessions.choices = options([(each.id, each.title) for each in sessions])
        self.official.choices = [*options([("", _("Belum dipilih"))]), *list(self.official.choices)[1:]]

    def stored(self, row: CertificateRule) -> dict[str, object]:
        """Sessions by their ids, the signer by their record."""
        return {"sessions": [each.id for each in row.sessions], "official": row.signer.get("official")}

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(
            self.measure.data or CertificateMeasure.SESSIONS,
            self.least.data or 1,
            self.jp_minutes.data or JP[0],
            self.numbering.data or CertificateNumbering.EACH,
            self.text.data or "",
            self.official.data,
            self.back.data,
            self.sessions.data or (),
        )


class MemberForm(EditForm):
    """Somebody of the committee."""

    name = StringField(_("Nama dengan gelar"), [required(), at_most(300)])
    duty = StringField(_("Peran"), [required(), at_most(300)], description=_("Tercetak di sertifikat, misalnya Ketua Panitia."))
    institution = StringField(_("Instansi"), [at_most(300)])

    def __init__(self, row: Certificate | None = None) -> None:
        super().__init__(row=row)


class MembersForm(Form):
    """Several of the committee at once: from its accounts, and as pasted."""

    known = SelectMultipleField(_("Dari akun panitia"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))
    pasted = TextAreaField(_("Daftar nama"), [at_most(40000)])

    def __init__(self, offered: Sequence[Member]) -> None:
        super().__init__()
        self.offered = {str(n): each for n, each in enumerate(offered)}
        self.known.choices = options((n, f"{each.name}, {each.duty}") for n, each in self.offered.items())

    def members(self) -> list[Member]:
        """Who was ticked, then who was pasted."""
        return [self.offered[each] for each in self.known.data or ()] + read_members(self.pasted.data or "")


class WithdrawForm(Form):
    """Why a certificate is taken back."""

    reason = StringField(
        _("Alasan pencabutan"), [required(), at_most(300)], description=_("Tampil di halaman pemeriksaan dokumen.")
    )


class BringManyForm(Form):
    """A scan of which each page is one signed certificate, or what another application signed."""

    file = FileField(_("PDF bertanda tangan"), [FileRequired(_("Pilih berkas PDF-nya."))])
    seen = BooleanField(
        _("Sudah saya periksa: semua halaman terbaca, dan tanda tangannya tampak"),
        [InputRequired(_("Periksa berkasnya dahulu, lalu centang."))],
    )


class BringForm(Form):
    """The signed file of one certificate; ``meant`` answers a question about what is doubtful."""

    file = FileField(_("Sertifikat bertanda tangan (PDF)"), [FileRequired(_("Pilih berkas PDF-nya."))])
    seen = BooleanField(
        _("Sudah saya periksa: ini sertifikat orang ini, utuh, dan tanda tangannya tampak"),
        [InputRequired(_("Periksa berkasnya dahulu, lalu centang."))],
    )
    meant = BooleanField(_("Ya, ini sertifikat yang dimaksud"))
