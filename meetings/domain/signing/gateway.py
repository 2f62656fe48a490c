"""Signed by the Esign gateway of BSrE, with the NIK and passphrase that the signer gives in this request; neither is kept.

In three steps: `send_off` notes at the signature that the file goes out, and is committed; `ask_gateway` asks, without the database;
`take_answer` keeps what came back, takes the note away, or leaves it where nobody knows whether the paper was signed. Nothing is sent twice by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import pikepdf
import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.channels.esign import ANSWERING, Esign, GatewayError, Letter, Reason, Refusal, Signer, Spot, Uncertain
from meetings.config import current_settings
from meetings.documents.signing.bsre import Block, add_foot, draw_block, page_height
from meetings.documents.signing.reading import only_signed, read_signatures
from meetings.documents.signing.room import Room, find_room
from meetings.domain.audit import Actor
from meetings.domain.documents import zone_of
from meetings.domain.signing.asking import signatures_of
from meetings.domain.signing.keeping import keep_signed, wanted_signature
from meetings.domain.signing.keyed import DoubtfulKey, same_holder
from meetings.enums import SigningDoubt, SigningMethod
from meetings.errors import InvalidInput, MeetingsError, Overtaken, WrongState
from meetings.extensions import db
from meetings.models import Document, Organisation, Signature
from meetings.models.base import change_rows
from meetings.storage import storage
from meetings.writing.dates import format_moment_in_sentence

PIECE = 10  # papers that go out at once: all of them are in doubt when the machine stands still meanwhile
OUT = timedelta(seconds=4 * ANSWERING)  # so long it may still be on its way


class Unsure(WrongState):
    """The paper went to the gateway before, and nobody knows whether it was signed there: a person looks, and says that it goes again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A paper that is noted as sent at ``at``, for the signature with that id."""

    id: str
    document_id: str
    signer: str
    at: datetime
    letter: Letter


def gateway_chosen() -> bool:
    """Whether this installation has a gateway."""
    return bool(current_settings().esign_url)


def send_off(document: Document, place: int, actor: Actor, at: datetime, *, again: bool = False) -> Sent:
    """Note that the document's file goes out for this signature. Commit before it does.

    ``again``: a person has looked, and it was not signed. Raises Unsure without that, WrongState where no such signature is wanted (any
    more), there is no gateway or the file is still out, Overtaken when somebody was faster.
    """
    if not gateway_chosen():
        raise WrongState(_("Gateway BSrE belum diatur. Minta operator layanan mengaturnya."))
    wanted = wanted_signature(document, SigningMethod.BSRE, place)
    if any(each.unsure and each.doubt is None and at - each.sent_at < OUT for each in signatures_of(document) if each.sent_at):
        raise WrongState(_("Naskah ini baru saja dikirim ke gateway BSrE. Tunggu jawabannya beberapa menit."))
    if wanted.unsure and not again:
        raise Unsure(_("Belum pasti apakah naskah ini sudah ditandatangani di gateway BSrE. Periksa dahulu."), field="again")
    sent = Sent(wanted.id, document.id, wanted.signer, at, _letter_for(document, wanted, at))
    mine = {"sent_at": at, "sent_by": actor.name[:300], "sent_sha256": document.sha256, "doubt": None, "updated_at": at}
    before = Signature.sent_at.is_(None) if wanted.sent_at is None else Signature.sent_at == wanted.sent_at
    if not _change(sa.update(Signature).where(Signature.id == wanted.id, Signature.signed_at.is_(None), before).values(mine)):
        raise Overtaken(_("Naskah ini baru saja dikirim orang lain. Lihat keadaannya."))
    db.session.expire(wanted)
    return sent


def _letter_for(document: Document, wanted: Signature, at: datetime) -> Letter:
    organisation = db.session.get_one(Organisation, document.organisation_id)
    data = storage.get(document.storage_key or "")
    if not read_signatures(data)[0]:
        data = add_foot(data)
    name, _line, position = wanted.signer.partition("\n")
    when = format_moment_in_sentence(at, zone_of(document))
    room = find_room(data, wanted.place)
    return Letter(
        data,
        _spot(data, room) if room else None,
        draw_block(Block(name, position, when)),
        reason=f"{_(document.kind.label)} {document.number}".strip(),
        location=organisation.city,
    )


def _spot(data: bytes, room: Room) -> Spot:
    left, bottom, right, top = room.box
    return Spot(room.page + 1, page_height(data, room.page), left, bottom, right - left, top - bottom)


def ask_gateway(sent: Sequence[Sent], signer: Signer) -> list[bytes | GatewayError]:
    """What comes back for each, in their order. Asks nothing of the database. Where the signer is refused, or the gateway does not answer, the rest does not go out."""
    esign = Esign(current_settings().esign_url)
    answers: dict[str, bytes | GatewayError] = {}
    stop: Refusal | None = None
    try:
        esign.look_up(signer)
    except Refusal as error:
        stop = error
    for group in _groups(sent, esign):
        for part in _tried(group, signer, esign, answers) if stop is None else ():
            stop = stop or part
        answers.update({each.id: stop or Refusal(Reason.AWAY) for each in group if each.id not in answers})
    return [answers[each.id] for each in sent]


def _groups(sent: Sequence[Sent], esign: Esign) -> Iterator[list[Sent]]:
    """What one call signs: the same block in the same place."""
    if not esign.many:
        yield from ([each] for each in sent)
        return

    def looks(each: Sent) -> str:
        return repr(
            (each.letter.spot, each.letter.picture, each.letter.location, each.letter.reason if each.letter.spot is None else "")
        )

    for _looks, group in groupby(sorted(sent, key=looks), key=looks):
        yield list(group)


def _tried(group: list[Sent], signer: Signer, esign: Esign, answers: dict[str, bytes | GatewayError]) -> Iterator[Refusal]:
    """Sign a group; one that is refused for one of its papers is tried paper by paper. Yields why nothing more is to go out."""
    try:
        answers.update(zip((each.id for each in group), esign.sign([each.letter for each in group], signer), strict=True))
    except Refusal as error:
        if error.of_signer:
            yield error
        elif len(group) == 1:
            answers[group[0].id] = error
        else:
            for each in group:
                yield from _tried([each], signer, esign, answers)
    except Uncertain as error:
        answers.update({each.id: error for each in group})
        yield Refusal(Reason.AWAY)


def take_answer(
    document: Document, sent: Sent, answer: bytes | GatewayError, actor: Actor, at: datetime, *, meant: bool = False
) -> MeetingsError | None:
    """Keep what came back as the document's file; with the last signature it is issued. Commit whatever comes of it: the note of having been sent goes where
    nothing was signed, and stays where nobody knows.

    ``meant``: a certificate in another name than the block's is theirs all the same. Returns why nothing was kept, in words.
    """
    if isinstance(answer, Refusal):
        _forget(sent)
        return refusal_in_words(answer)
    if isinstance(answer, GatewayError):
        return _leave_unsure(sent, answer.doubt if isinstance(answer, Uncertain) else SigningDoubt.SILENT, at)
    before, (found, _whole) = sent.letter.data, read_signatures(answer)
    known = len(read_signatures(before)[0])
    if len(found) != known + 1 or not all(each.intact for each in found) or not _appended(answer, before, known):
        return _leave_unsure(sent, SigningDoubt.CHANGED, at)
    certificate = found[-1].certificate
    if not meant and not same_holder(certificate.subject, sent.signer):
        _forget(sent)
        both = {"holder": certificate.subject, "signer": sent.signer.partition("\n")[0]}
        told = _("NIK ini milik %(holder)s, sedangkan naskah menyebut %(signer)s. Tanda tangannya tidak dipakai.", **both)
        return DoubtfulKey(told, field="nik")
    wanted = db.session.get(Signature, sent.id)
    try:
        if wanted is None or wanted.document_id != document.id or document.sha256 != wanted.sent_sha256:
            raise Overtaken(_("Naskah ini berubah selagi ditandatangani di gateway BSrE. Tanda tangannya tidak dipakai."))
        with db.session.begin_nested():
            keep_signed(document, wanted, answer, actor, at, certificate=certificate.told)
    except Overtaken as error:
        _forget(sent)
        return error
    return None


def _appended(data: bytes, before: bytes, known: int) -> bool:
    """Whether it is our file with nothing but a signature behind it; where it was signed before, that was seen with the signatures."""
    try:
        return data.startswith(before) and (bool(known) or only_signed(data, before))
    except pikepdf.PdfError:
        return False


def _forget(sent: Sent) -> None:
    """It was not signed: nothing is out any more."""
    none = {"sent_at": None, "sent_by": "", "sent_sha256": None, "doubt": None}
    _change(sa.update(Signature).where(*_still(sent)).values(none))


def _leave_unsure(sent: Sent, doubt: SigningDoubt, at: datetime) -> Unsure:
    _change(sa.update(Signature).where(*_still(sent)).values(doubt=doubt, updated_at=at))
    told = _("Belum pasti apakah naskah ini sudah ditandatangani; ia tidak dikirim lagi dengan sendirinya.")
    return Unsure(f"{_(doubt.label)} {told}")


def _still(sent: Sent) -> tuple[sa.ColumnElement[bool], ...]:
    return Signature.id == sent.id, Signature.sent_at == sent.at, Signature.signed_at.is_(None)


def _change(statement: sa.Update) -> int:
    changed = change_rows(statement.execution_options(synchronize_session=False))
    db.session.expire_all()
    return changed


class GatewayRefused(InvalidInput):
    """Nothing was signed. ``stops``: the next paper would be refused, too; ``wait``: seconds after which to try again."""

    def __init__(self, message: str, *, field: str | None, stops: bool, wait: int) -> None:
        super().__init__(message, field=field)
        self.stops, self.wait = stops, wait


def refusal_in_words(refusal: Refusal) -> GatewayRefused:
    """What the person is told, at the field that it is about."""
    wait, told = refusal.wait, refusal.told
    later = _("Coba lagi sesudah %(n)s detik.", n=wait) if wait else _("Coba lagi nanti.")
    said = _("Kata gateway: %(told)s.", told=told.rstrip(".")) if told else ""
    words = {
        Reason.WRONG: (_("Passphrase salah. Belum ada yang ditandatangani."), "passphrase"),
        Reason.NOT_REGISTERED: (_("NIK ini tidak terdaftar di BSrE, atau pendaftarannya belum selesai."), "nik"),
        Reason.CERTIFICATE: (
            _("Sertifikat BSrE pemilik NIK ini sudah dicabut atau habis masa berlakunya. Perbarui di BSrE."),
            "nik",
        ),
        Reason.OFF_PAGE: (_("Gateway BSrE menolak tempat tanda tangan pada halamannya. Belum ditandatangani."), None),
        Reason.BUSY: (_("Gateway BSrE sedang sibuk."), None),
        Reason.AWAY: (_("Gateway BSrE tidak dapat dihubungi. Belum ada yang dikirim."), None),
        Reason.BROKEN: (_("Gateway BSrE mengalami gangguan dan tidak menandatangani. Hubungi pengelolanya."), None),
        Reason.CLOSED: (_("Gateway BSrE menolak layanan ini. Minta operator memeriksa pengguna dan kata sandinya."), None),
        Reason.OTHER: (_("Gateway BSrE menolak naskah ini."), None),
    }
    message, field = words[refusal.reason]
    after = later if refusal.reason in (Reason.BUSY, Reason.AWAY) else said
    return GatewayRefused(f"{message} {after}".strip(), field=field, stops=refusal.of_signer, wait=wait)
