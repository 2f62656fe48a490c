"""Forms about organisations and the roles in them."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import URL, NumberRange, Optional, Regexp, ValidationError

from meetings import clock
from meetings.config import local_day
from meetings.domain.signing import gateway_chosen
from meetings.enums import LetterheadChoice, Office, OfficeStatus, OrganisationKind, Paper, Role, SigningMethod
from meetings.models import Organisation
from meetings.web.contacts import AddressField
from meetings.web.edits import EditForm
from meetings.web.forms import EnumField, Form, at_most, options, person_name, required, with_scheme
from meetings.writing import zones
from meetings.writing.id_numbers import read_service_number
from meetings.writing.institutions import institution_key


class OrganisationForm(EditForm):
    """An organisation with its letterhead."""

    name = StringField(_l("Nama resmi"), [required(), at_most(300)])
    short_name = StringField(_l("Singkatan"), [at_most(80)])
    kind = EnumField(_l("Jenis"), OrganisationKind, validators=[required()])
    unit_code = StringField(
        _l("Kode unit"), [at_most(40)], description=_l("Dipakai pada nomor naskah, misalnya «Org» atau «Setda».")
    )
    aliases = TextAreaField(
        _l("Nama lain"),
        [at_most(2000)],
        description=_l("Satu per baris; dikenali saat mengimpor peserta, misalnya «Dinkes»."),
    )
    protocol_order = IntegerField(_l("Urutan protokol"), [Optional(), NumberRange(0, 100000)], default=1000)
    timezone = SelectField(_l("Zona waktu"), [required()], choices=options(zones.choices()))
    letterhead_lines = TextAreaField(
        _l("Baris kop di atas nama"), [at_most(300)], description=_l("Misalnya «PEMERINTAH DAERAH KOTA BOGOR».")
    )
    address = StringField(_l("Alamat"), [at_most(300)])
    city = StringField(_l("Kota"), [at_most(120)])
    postal_code = StringField(_l("Kode pos"), [at_most(10)])
    phone = StringField(_l("Telepon"), [at_most(60)])
    fax = StringField(_l("Faksimile"), [at_most(60)])
    website = StringField(
        _l("Laman"),
        [at_most(200), Optional(), URL(message=_l("Tulis alamat lengkap, misalnya https://kotabogor.go.id."))],
        filters=[with_scheme],
    )
    email = AddressField(_l("Surel"), [at_most(255)], alone=True)
    colour = StringField(
        _l("Warna"), [required(), Regexp(r"^#[0-9a-fA-F]{6}$", message=_l("Tulis warna seperti #1b4f8f."))], default="#1b4f8f"
    )
    paper = EnumField(_l("Kertas naskah"), Paper, validators=[required()])
    letter_pattern = StringField(
        _l("Pola nomor undangan"),
        [at_most(80)],
        description=_l("{urut} {unit} {bulan} {bulan_romawi} {tahun}; kosong: pola instansi di atasnya, atau pola bawaan."),
    )
    minutes_pattern = StringField(_l("Pola nomor notula"), [at_most(80)])
    certificate_pattern = StringField(_l("Pola nomor sertifikat"), [at_most(80)])
    minutes_signing = EnumField(
        _l("Tanda tangan notula"),
        SigningMethod,
        empty=_l("Mengikuti instansi di atasnya"),
        description=_l("Berlaku untuk notula yang diterbitkan sesudah ini, juga di unit di bawahnya yang mengikuti."),
    )
    letter_signing = EnumField(
        _l("Tanda tangan surat undangan"),
        SigningMethod,
        empty=_l("Mengikuti instansi di atasnya"),
        description=_l("Berlaku untuk surat yang terbit sesudah ini, juga di unit di bawahnya yang mengikuti."),
    )
    logo = FileField(_l("Lambang (PNG atau JPEG)"))
    letterhead = FileField(_l("Gambar kop penuh"), description=_l("Bila ada, dipakai sebagai pengganti kop tersusun."))
    state_emblem = FileField(
        _l("Lambang negara"),
        description=_l("Untuk kop jabatan kepala daerah dan wakilnya; berlaku juga bagi unit di bawahnya."),
    )
    remove_logo = BooleanField(_l("Hapus lambang"))
    remove_letterhead = BooleanField(_l("Hapus gambar kop"))
    remove_state_emblem = BooleanField(_l("Hapus lambang negara"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for kind, field in (("minutes", self.minutes_signing), ("letter", self.letter_signing)):
            chosen = self.row.signing.get(kind) if self.row else ""
            if not gateway_chosen() and chosen != SigningMethod.BSRE:
                field.choices = [each for each in field.choices if each.value != SigningMethod.BSRE]

    def stored(self, row: Organisation) -> dict[str, object]:
        """What stands in rows and keys of its own."""
        patterns = row.number_patterns
        return {
            "aliases": "\n".join(sorted(alias.name for alias in row.aliases)),
            "letter_pattern": patterns.get("letter", ""),
            "minutes_pattern": patterns.get("minutes", ""),
            "certificate_pattern": patterns.get("certificate", ""),
            "minutes_signing": row.signing.get("minutes", ""),
            "letter_signing": row.signing.get("letter", ""),
        }

    def values(self) -> dict[str, object]:
        """The columns this form fills."""
        names = (
            "name",
            "short_name",
            "kind",
            "unit_code",
            "timezone",
            "letterhead_lines",
            "address",
            "city",
            "postal_code",
            "phone",
            "fax",
            "website",
            "email",
            "colour",
            "paper",
        )
        patterns = {
            "letter": ("letter_pattern", self.letter_pattern.data),
            "minutes": ("minutes_pattern", self.minutes_pattern.data),
            "certificate": ("certificate_pattern", self.certificate_pattern.data),
        }
        signing = {
            "minutes": ("minutes_signing", self.minutes_signing.data or ""),
            "letter": ("letter_signing", self.letter_signing.data or ""),
        }
        return {name: self[name].data if self[name].data is not None else "" for name in names} | {
            "protocol_order": self.protocol_order.data if self.protocol_order.data is not None else 1000,
            "number_patterns": self.keep(self.row.number_patterns if self.row else {}, patterns),
            "signing": self.keep(self.row.signing if self.row else {}, signing),
        }

    def validate_aliases(self, field: TextAreaField) -> None:
        """They are kept as the import compares them."""
        field.data = "\n".join(sorted({institution_key(line) for line in (field.data or "").splitlines()} - {""}))

    def validate_letter_pattern(self, field: StringField) -> None:
        """A pattern without {urut} would give the same number twice."""
        if field.data and "{urut}" not in field.data:
            raise ValidationError(_("Pola harus memuat {urut}."))

    validate_minutes_pattern = validate_letter_pattern


class OfficialForm(EditForm):
    """An official of the unit. ``meant`` answers a question about what looks like a slip."""

    number_doubtful = False

    position = StringField(_l("Jabatan"), [required(), at_most(300)], description=_l("Tanpa Plt., Plh., Pj., atau Pjs."))
    status = EnumField(_l("Status jabatan"), OfficeStatus)
    office = EnumField(
        _l("Kelas jabatan"),
        Office,
        empty=_l("Menurut jabatannya"),
        description=_l("Menentukan kop, gelar, pangkat, dan NIP yang dicetak."),
    )
    title_front = StringField(_l("Gelar depan"), [at_most(120)])
    name = StringField(_l("Nama"), [required(), person_name(), at_most(300)], description=_l("Tanpa gelar."))
    title_back = StringField(_l("Gelar belakang"), [at_most(200)])
    rank = StringField(_l("Pangkat/golongan"), [at_most(80)], description=_l("Misalnya «Pembina Tingkat I (IV/b)»."))
    nip = StringField(_l("NIP"), [at_most(30)])
    letterhead = EnumField(_l("Kop naskah"), LetterheadChoice, validators=[required()])
    meant = BooleanField(_l("Ya, memang demikian"))

    def values(self) -> dict[str, object]:
        """Columns of Person."""
        names = ("position", "title_front", "name", "title_back", "rank", "nip")
        return {name: self[name].data or "" for name in names} | {
            "status": self.status.data or OfficeStatus.DEFINITIVE,
            "office": self.office.data,
            "meant": self.meant.data,
            "letterhead": self.letterhead.data or LetterheadChoice.BY_OFFICE,
        }

    @property
    def asks(self) -> bool:
        """Is there something to be confirmed?"""
        refused = self.refusal is not None and self.refusal.code == "doubtful_official"
        return bool(self.meant.data) or self.number_doubtful or refused

    def validate_nip(self, field: StringField) -> None:
        """Digits alone, whatever stands between them on paper."""
        if self.left_alone("nip"):
            return
        reading = read_service_number(field.data, local_day(clock.now()))
        if reading.problem:
            raise ValidationError(_("NIP terdiri atas 18 angka, misalnya 19600721 199004 1 004; perwira TNI/Polri menulis NRP."))
        if reading.note and not self.meant.data:
            self.number_doubtful = True
            raise ValidationError(
                _(
                    "NIP ini tidak lazim: periksa tanggal lahir dan bulan pengangkatan di dalamnya, atau nyatakan bahwa memang demikian."
                )
            )
        field.data = reading.value


class MemberForm(Form):
    """Give somebody a role here; an unknown address becomes a new account."""

    email = AddressField(_l("Alamat surel"), [required(), at_most(255)], alone=True)
    name = StringField(_l("Nama"), [person_name(), at_most(300)], description=_l("Hanya untuk akun baru."))
    position = StringField(_l("Jabatan"), [at_most(300)])
    role = EnumField(_l("Peran"), Role, validators=[required()], default=Role.VIEWER)
    reaches_below = BooleanField(
        _l("Berlaku juga untuk semua unit di bawahnya"),
        description=_l(
            "NIP, nomor HP, dan surel peserta tetap hanya terlihat oleh yang berperan di unit atau kegiatan itu sendiri."
        ),
    )
