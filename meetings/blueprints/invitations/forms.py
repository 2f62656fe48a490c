"""Forms of the letter."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from meetings.domain.invitations.texts import FASTEST
from meetings.domain.letters import Wording
from meetings.domain.letters.editing import COPIED
from meetings.enums import Office, OfficeStatus, SecurityClass, Urgency
from meetings.models import Letter
from meetings.web.edits import EditForm
from meetings.web.forms import EnumField, Form, at_most, labelled, options, required
from meetings.web.officials import OfficialField
from meetings.writing.reading import listed_lines

SHOWN = (("", _("Menurut aturan")), ("yes", _("Cetak")), ("no", _("Jangan cetak")))
SIGNER_TEXTS = (
    "official",
    "name",
    "degrees_front",
    "degrees_back",
    "position",
    "office",
    "status",
    "on_behalf_of",
    "through",
    "rank",
    "nip",
)
SIGNER_SWITCHES = ("show_degrees", "show_rank", "show_nip")


class LetterForm(EditForm):
    """Everything the committee may write in a letter. The signer's fields carry the names of ``Signatory``."""

    place = StringField(_("Tempat surat"), [at_most(120)], description=_("Tercetak di depan tanggal."))
    dated = DateField(_("Tanggal surat"), [Optional()], description=_("Kosong: tanggal terbit."))
    urgency = EnumField(_("Sifat"), Urgency)
    security = EnumField(_("Klasifikasi keamanan"), SecurityClass)
    attachment_text = StringField(
        _("Lampiran"), [at_most(120)], description=_("Kosong: dihitung dari lampiran; tulis “-” bila tanpa lampiran.")
    )
    subject = StringField(_("Hal"), [required(), at_most(300)])
    addressee_place = StringField(_("Tempat tujuan"), [at_most(120)], description=_("Baris setelah “di”."))
    religious_greeting = BooleanField(_("Salam keagamaan pembuka dan penutup"))
    opening = TextAreaField(_("Alinea pembuka"), [required(), at_most(4000)], render_kw={"rows": 4})
    time_text = StringField(
        _("Waktu"), [at_most(120)], description=_("Kosong: menurut jam sesi. Bila diisi, tulis lengkap dengan zona waktunya.")
    )
    closing = TextAreaField(_("Alinea penutup"), [at_most(4000)], description=_("Satu alinea per baris."), render_kw={"rows": 6})
    with_rundown = BooleanField(_("Lampirkan susunan acara"))
    with_link = BooleanField(_("Sebutkan media daring (tautannya hanya di halaman tanda masuk)"))
    copies = TextAreaField(_("Tembusan"), [at_most(4000)], description=_("Satu penerima per baris."), render_kw={"rows": 3})

    official = OfficialField(_("Penanda tangan dari daftar pejabat"))
    on_behalf_of = StringField(_("a.n."), [at_most(200)], description=_("Jabatan pemberi mandat, mis. Wali Kota Bogor."))
    through = StringField(_("Melalui (diikuti u.b.)"), [at_most(200)], description=_("Hanya bersama a.n."))
    status = SelectField(_("Status jabatan"), choices=labelled(OfficeStatus))
    position = StringField(_("Jabatan penanda tangan"), [at_most(200)])
    office = SelectField(
        _("Kelas jabatan"), choices=labelled(Office), description=_("Menentukan kop, gelar, pangkat, dan NIP yang dicetak.")
    )
    degrees_front = StringField(_("Gelar depan"), [at_most(80)])
    name = StringField(_("Nama penanda tangan"), [at_most(200)], description=_("Tanpa gelar."))
    degrees_back = StringField(_("Gelar belakang"), [at_most(80)])
    rank = StringField(_("Pangkat/golongan"), [at_most(120)])
    nip = StringField(_("NIP"), [at_most(40)])
    show_degrees = SelectField(_("Gelar"), choices=options(SHOWN))
    show_rank = SelectField(_("Pangkat"), choices=options(SHOWN))
    show_nip = SelectField(_("Cetak NIP"), choices=options(SHOWN))

    def stored(self, row: Letter) -> dict[str, Any]:
        """The signer's parts, and one recipient of a copy a line."""
        signer = row.signatory
        values: dict[str, Any] = {name: signer.get(name, "") for name in SIGNER_TEXTS}
        values["office"] = values["office"] or Office.OTHER.value
        for name in SIGNER_SWITCHES:
            values[name] = {True: "yes", False: "no", None: ""}.get(signer.get(name), "")
        return {**values, "copies": "\n".join(row.copies)}

    def wording(self) -> Wording:
        """What was typed, for the domain."""
        signer: dict[str, tuple[str, Any]] = {name: (name, self[name].data) for name in SIGNER_TEXTS}
        for name in SIGNER_SWITCHES:
            signer[name] = (name, {"yes": True, "no": False}.get(self[name].data))
        plain = [name for name in COPIED if name in self]
        values: dict[str, Any] = {name: self[name].data if self[name].data is not None else "" for name in plain}
        copies = self.row.copies if self.left_alone("copies") else listed_lines(self.copies.data)
        values |= {"dated": self.dated.data, "copies": copies, "signatory": self.keep(self.row.signatory, signer)}
        return Wording(**values)


class SendForm(Form):
    """Issue and send: number and date of a letter that is still a draft."""

    number = StringField(
        _("Nomor surat"), [at_most(120)], description=_("Kosong: nomor berikutnya dari buku agenda layanan ini.")
    )
    dated = DateField(_("Tanggal surat"), [Optional()], description=_("Kosong: hari ini."))
    per_minute = IntegerField(
        _("Surel per menit"),
        [Optional(), NumberRange(1, FASTEST, _("Isi 1 sampai 600 surel."))],
        description=_("Kosong: secepat peladen surel menerimanya."),
    )
