"""Papers that the Esign gateway of BSrE signs in this request: what is asked of the signer, and when what is committed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import PasswordField, StringField, ValidationError

from meetings import clock
from meetings.domain import minutes, signing
from meetings.domain.audit import Actor
from meetings.domain.invitations import signed
from meetings.errors import MeetingsError
from meetings.extensions import db
from meetings.models import Letter, Minutes
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


class ManyForm(Form):
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


@dataclass(frozen=True, slots=True)
class Desk:
    """How papers of a kind go out to the gateway and come back: ``send`` (id of the paper, place, actor, time, whether it goes again) notes that one goes
    out, ``take`` (id, what was sent, the answer, actor, time, whether it is meant) keeps what came of it, or says why not."""

    send: Callable[[str, int, Actor, datetime, bool], signing.Sent]
    take: Callable[[str, signing.Sent, bytes | signing.GatewayError, Actor, datetime, bool], MeetingsError | None]


def _send_minutes(id: str, place: int, actor: Actor, at: datetime, again: bool) -> signing.Sent:
    return minutes.send_to_gateway(db.session.get_one(Minutes, id), place, actor, at, again=again)


def _take_minutes(
    id: str, sent: signing.Sent, answer: bytes | signing.GatewayError, actor: Actor, at: datetime, meant: bool
) -> MeetingsError | None:
    return minutes.take_gateway_answer(db.session.get_one(Minutes, id), sent, answer, actor, at, meant=meant)


MINUTES = Desk(_send_minutes, _take_minutes)


def letters_desk(letter_id: str) -> Desk:
    """Prints of a letter; their ids are those of their signatures."""

    def send(id: str, _place: int, actor: Actor, at: datetime, again: bool) -> signing.Sent:
        return signed.send_to_gateway(db.session.get_one(Letter, letter_id), id, actor, at, again=again)

    def take(
        _id: str, sent: signing.Sent, answer: bytes | signing.GatewayError, actor: Actor, at: datetime, meant: bool
    ) -> MeetingsError | None:
        return signed.take_gateway_answer(db.session.get_one(Letter, letter_id), sent, answer, actor, at, meant=meant)

    return Desk(send, take)


def sign_at_gateway(
    wanted: Sequence[tuple[str, int]], signer: signing.Signer, *, desk: Desk = MINUTES, meant: bool = False, again: bool = False
) -> list[MeetingsError | None]:
    """Why each of the signatures (id of the paper, and place) was not put, None where it was. What goes out is noted and committed before it does, and what
    became of each is committed at once: whatever happens to this process, no paper is sent twice unasked."""
    actor, refusals = current_actor(), dict[int, MeetingsError | None]()
    sent: dict[int, signing.Sent] = {}
    for number, (id, place) in enumerate(wanted):
        try:
            sent[number] = desk.send(id, place, actor, clock.now(), again)
        except MeetingsError as error:
            refusals[number] = error
    saving.keep_now()
    answers = signing.ask_gateway(list(sent.values()), signer) if sent else []
    for number, answer in zip(sent, answers, strict=True):
        refusals[number] = desk.take(wanted[number][0], sent[number], answer, actor, clock.now(), meant)
        saving.keep_now()
    return [refusals[number] for number in range(len(wanted))]
