"""What the editor sends: the head of the minutes, and one item with its decisions and action items."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from meetings.domain.minutes import ActionText, ItemText, copies_of
from meetings.domain.minutes.richtext import clean_html, edited_text
from meetings.domain.minutes.texts import LONGEST
from meetings.enums import Office, OfficeStatus, SecurityClass
from meetings.errors import InvalidInput
from meetings.models import Minutes
from meetings.web.edits import RowForm
from meetings.web.forms import EnumField, Form, LocalDateTimeField, at_most, labelled, options, required
from meetings.web.officials import OfficialField
from meetings.web.signing import KeyFileForm, SignerForm
from meetings.writing.reading import listed_lines, read_lines, read_text

SIGNATORY = {
    "signer_official": "official",
    "signer_name": "name",
    "signer_front": "degrees_front",
    "signer_back": "degrees_back",
    "signer_position": "position",
    "signer_rank": "rank",
    "signer_nip": "nip",
    "signer_office": "office",
    "signer_status": "status",
    "signer_on_behalf": "on_behalf_of",
    "signer_through": "through",
}


class HeaderForm(RowForm):
    """The head of the minutes; ``revision`` is the one that was read. Rich text goes to an editor of its own, see
    ``rich`` in ``minutes/_editor.html``."""

    revision = IntegerField()
    as_shown = HiddenField()
    title = StringField(_l("Judul"), [required(), at_most(300)])
    room = StringField(_l("Ruang"), [at_most(300)])
    started_at = LocalDateTimeField(_l("Mulai (sebenarnya)"), [Optional()])
    ended_at = LocalDateTimeField(_l("Selesai (sebenarnya)"), [Optional()])
    chair_name = StringField(_l("Pimpinan rapat"), [at_most(300)])
    chair_position = StringField(_l("Jabatan pimpinan"), [at_most(300)])
    secretary_name = StringField(_l("Sekretaris"), [at_most(300)])
    recorder_name = StringField(_l("Notulis"), [at_most(300)])
    opening = TextAreaField(_l("Kata pembukaan"), [at_most(LONGEST)])
    closing = TextAreaField(_l("Penutup"), [at_most(LONGEST)])
    layout = RadioField(
        _l("Bentuk naskah"),
        choices=options([("v2023", _l("Notula (Permendagri 1/2023)")), ("v2009", _l("Notulen (bentuk 2009)"))]),
    )
    copies = TextAreaField(_l("Tembusan"), [at_most(3000)])
    signer_official = OfficialField(_l("Penanda tangan dari daftar pejabat"))
    recorder_official = OfficialField(_l("Notulis dari daftar pejabat"))
    signer_name = StringField(_l("Nama"), [at_most(300)])
    signer_front = StringField(_l("Gelar depan"), [at_most(60)])
    signer_back = StringField(_l("Gelar belakang"), [at_most(100)])
    signer_position = StringField(_l("Jabatan"), [at_most(300)])
    signer_rank = StringField(_l("Pangkat/golongan"), [at_most(100)])
    signer_nip = StringField(_l("NIP"), [at_most(30)])
    signer_office = SelectField(_l("Kelas jabatan"), choices=labelled(Office))
    signer_status = SelectField(_l("Status jabatan"), choices=labelled(OfficeStatus))
    signer_on_behalf = StringField(_l("Atas nama (a.n.)"), [at_most(300)])
    signer_through = StringField(_l("Untuk beliau (u.b.)"), [at_most(300)])

    @classmethod
    def of(cls, minutes: Minutes) -> "HeaderForm":
        """The form as the row stands."""
        form = cls(formdata=None, row=minutes, zone=minutes.meeting.timezone)
        form.as_shown.data = form.shown()
        return form

    def stored(self, row: Minutes) -> dict[str, Any]:
        """The signatory's parts, and one recipient of a copy a line."""
        signer = {field: row.signatory.get(key, "") for field, key in SIGNATORY.items()}
        signer["signer_office"] = signer["signer_office"] or Office.OTHER.value
        signer["recorder_official"] = row.recorder.get("official", "")
        return {**signer, "copies": "\n".join(copies_of(row))}

    def settle(self, now: "HeaderForm") -> list[tuple[str, str]]:
        """What was not changed on this page says what is stored ``now``; label and stored words of each field that still differs. Of who
        was chosen from the directory the choice tells all. The form starts from what is stored, then."""
        self.take_over(now, self.as_shown.data or "")
        self.as_shown.data = now.as_shown.data
        apart = {"revision", "opening", "closing"}
        if now.signer_official.data:
            apart |= SIGNATORY.keys() - {"signer_official", "signer_on_behalf", "signer_through"}
        if now.recorder_official.data:
            apart.add("recorder_name")
        return [
            (f"{_('Penanda tangan')}: {label}" if name in SIGNATORY and name != "signer_official" else label, words)
            for name, label, words in self.differing_from(now)
            if name not in apart
        ]

    def values(self, minutes: Minutes, sent: MultiDict[str, str]) -> dict[str, Any]:
        """Columns of Minutes out of what was sent. Raises InvalidInput for a u.b. without a.n."""
        if self.signer_through.data and not self.signer_on_behalf.data:
            raise InvalidInput(_("u.b. hanya dipakai sesudah a.n."), field="signer_through")
        plain = ("title", "room", "chair_name", "chair_position", "secretary_name", "recorder_name", "layout")
        signer = {key: (field, self[field].data) for field, key in SIGNATORY.items()}
        copies = minutes.copies if self.left_alone("copies") else {"lines": listed_lines(self.copies.data)}
        return {
            **{name: self[name].data or "" for name in plain},
            "started_at": self.started_at.data,
            "ended_at": self.ended_at.data,
            "opening": rich_text(sent, "opening", minutes.opening),
            "closing": rich_text(sent, "closing", minutes.closing),
            "signatory": self.keep(minutes.signatory, signer),
            "recorder": {"official": self.recorder_official.data} if self.recorder_official.data else {},
            "copies": copies,
        }


class PublishForm(Form):
    """How the minutes are numbered and who may have the file."""

    number = StringField(_l("Nomor"), [at_most(120)])
    dated = DateField(_l("Tanggal naskah"), [required()])
    security = EnumField(_l("Klasifikasi keamanan"), SecurityClass, validators=[required()])
    lowered = BooleanField(_l("Ya, klasifikasinya memang diturunkan"))


class ScanForm(Form):
    """The scan of what was signed with a pen, and that somebody has looked at it; ``meant`` answers a question about what is doubtful."""

    file = FileField(_l("Pindaian bertanda tangan (PDF)"), [FileRequired(_l("Pilih berkas pindaiannya."))])
    seen = BooleanField(
        _l("Sudah saya periksa: nomornya benar, semua halaman terbaca, tanda tangan dan cap tampak"),
        [InputRequired(_l("Periksa pindaiannya dahulu, lalu centang."))],
    )
    meant = BooleanField(_l("Ya, ini pindaian notula yang dimaksud"))


class SignedFileForm(Form):
    """What another application signed; ``meant`` answers a question about what is doubtful."""

    file = FileField(_l("PDF bertanda tangan elektronik"), [FileRequired(_l("Pilih berkas PDF-nya."))])
    meant = BooleanField(_l("Ya, ini notula yang dimaksud, ditandatangani sebagaimana mestinya"))


class KeyForm(KeyFileForm):
    """A key for one signature. ``meant`` answers a question about whose it is."""

    place = RadioField(_l("Tanda tangan sebagai"), [required()], coerce=int)
    meant = BooleanField(_l("Ya, sertifikat ini memang miliknya"))


class GatewayForm(SignerForm):
    """NIK and passphrase for one signature. ``meant`` answers a question about whose NIK it is, ``again`` one about a paper that went out before."""

    place = RadioField(_l("Tanda tangan sebagai"), [required()], coerce=int)
    meant = BooleanField(_l("Ya, NIK ini memang milik penanda tangan itu"))
    again = BooleanField(_l("Sudah saya periksa di gateway BSrE: belum ditandatangani. Kirim lagi."))


def rich_text(sent: MultiDict[str, str], name: str, stored: str) -> str:
    """HTML of the editor where a script ran, else what the plain textarea makes of the stored text."""
    if f"{name}_html" in sent:
        return sent[f"{name}_html"]
    return edited_text(stored, sent.get(name, ""))


def read_item(sent: MultiDict[str, str], stored: str = "") -> ItemText:
    """The item as typed over the ``stored`` discussion; a date that is none counts as not given, see ``refuse_bad_days``."""
    columns = [sent.getlist(f"action_{name}") for name in ("id", "text", "institution", "person", "due")]
    actions = [
        ActionText(read_lines(text), read_text(institution), read_text(person), _day(due), id)
        for id, text, institution, person, due in zip(*columns, strict=False)
    ]
    return ItemText(
        title=read_text(sent.get("title")),
        speakers="\n".join(listed_lines(sent.get("speakers"))),
        discussion=clean_html(rich_text(sent, "discussion", stored)),
        decisions=tuple(read_lines(text) for text in sent.getlist("decision")),
        actions=tuple(actions),
    )


def refuse_bad_days(sent: MultiDict[str, str]) -> None:
    """Raises InvalidInput for a due date that is no date."""
    for text in sent.getlist("action_due"):
        if text.strip() and _day(text) is None:
            raise InvalidInput(_("Tenggat «%(text)s» bukan tanggal.", text=text), field="action_due")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
