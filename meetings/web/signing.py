"""What a signature asks of the signer in this request, and when what becomes of it is committed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import PasswordField, StringField, ValidationError

from meetings import clock
from meetings.domain import signing
from meetings.errors import MeetingsError
from meetings.web import current_actor, saving
from meetings.web.forms import Form, required


class SignerForm(Form):
    """Who signs; neither is kept."""

    nik = StringField(
        _l("NIK penanda tangan"), [required()], filters=[lambda text: "".join((text or "").split())], description=_l("16 angka.")
    )
    passphrase = PasswordField(_l("Passphrase BSrE"), [required()])

    def validate_nik(self, field: StringField) -> None:
        """Sixteen digits."""
        if len(field.data or "") != 16 or not (field.data or "").isascii() or not (field.data or "").isdigit():
            raise ValidationError(_("NIK terdiri atas 16 angka."))

    @property
    def signer(self) -> signing.Signer:
        """Lives as long as the request."""
        return signing.Signer(self.nik.data or "", self.passphrase.data or "")


class KeyFileForm(Form):
    """A certificate with its key, and its password; neither is kept."""

    key = FileField(_l("Berkas sertifikat (.p12 atau .pfx)"), [FileRequired(_l("Pilih berkas sertifikatnya."))])
    key_password = PasswordField(_l("Kata sandi sertifikat"), [required()])


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one signature: ``signed``, ``refused``, ``unsure`` or ``gone``, and what is told of it."""

    id: str
    state: str
    told: str = ""
    stops: bool = False
    wait: int = 0

    @classmethod
    def of(cls, id: str, refusal: MeetingsError | None, stops: bool = False) -> Self:
        """As the gateway's answer was taken; ``stops``: the next would be refused, too."""
        if refusal is None:
            return cls(id, "signed", _("Ditandatangani."))
        if isinstance(refusal, signing.GatewayRefused):
            return cls(id, "refused", refusal.message, refusal.stops, refusal.wait)
        unsure = isinstance(refusal, signing.Unsure)
        return cls(id, "unsure" if unsure else "refused", refusal.message, stops=unsure or stops)

    @classmethod
    def not_sent(cls, id: str, waits: bool) -> Self:
        """Of one that did not go out: it ``waits`` and is unsure, or is not wanted any more."""
        if waits:
            return cls(id, "unsure", _("Tidak pasti: periksa dahulu"))
        return cls(id, "gone", _("Tidak menunggu tanda tangan lagi."))


def sign_at_gateway(
    desk: signing.Desk, wanted: Sequence[str], signer: signing.Signer, *, meant: bool = False, again: bool = False
) -> list[MeetingsError | None]:
    """Why each of the signatures (ids) was not put, None where it was. What goes out is noted and committed before it does, and what
    became of each is committed at once: whatever happens to this process, no paper is sent twice unasked."""
    actor, refusals = current_actor(), dict[int, MeetingsError | None]()
    sent: dict[int, signing.Sent] = {}
    for number, id in enumerate(wanted):
        try:
            sent[number] = signing.send_one(desk, id, actor, clock.now(), again=again)
        except MeetingsError as error:
            refusals[number] = error
    saving.keep_now()
    answers = signing.ask_gateway(list(sent.values()), signer) if sent else []
    for number, answer in zip(sent, answers, strict=True):
        refusals[number] = signing.take_one(desk, sent[number], answer, actor, clock.now(), meant=meant)
        saving.keep_now()
    return [refusals[number] for number in range(len(wanted))]
