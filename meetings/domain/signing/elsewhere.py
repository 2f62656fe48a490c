"""Signed electronically in another application: the file goes out, and what comes back is looked at before it is issued."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from meetings.documents.signing.reading import Found, only_signed, read_signatures, words_of
from meetings.domain.audit import Actor
from meetings.domain.signing.keeping import keep_signed, wanted_signature
from meetings.domain.signing.keyed import same_holder
from meetings.domain.signing.uploads import Doubtful, Judge, number_doubt, pages_of, refuse_our_own
from meetings.enums import SigningMethod
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Document, Signature
from meetings.passcode import new_id
from meetings.storage import storage


def take_signed_file(document: Document, data: bytes, actor: Actor, at: datetime, *, judge: Judge, meant: bool = False) -> None:
    """Issue the document with the electronically signed file (PDF) that another application made of it; the one that went out is kept
    beside it. Its signatures are checked here; whether their certificates are to be trusted is for the reader's program to say.

    ``judge``: says by its QR codes whether it is this paper. ``meant``: what is doubtful about it is meant so. Raises InvalidInput for what is
    no PDF, is another paper, bears no signature, or was changed after it was signed; Doubtful; WrongState when the document waits for no such file (any more), Overtaken when somebody was faster.
    """
    wanted, pages = wanted_signature(document, SigningMethod.ELSEWHERE), pages_of(data)
    refuse_our_own(document, data)
    found = signatures_in(data)
    if (doubts := _doubts(document, wanted, data, found, judge)) and not meant:
        raise Doubtful(" ".join(doubts), field="file")
    for place, each in enumerate(found[1:], start=2):
        told = {"signer": each.certificate.subject[:300], "certificate": each.told, "brought_by": actor.name[:300]}
        more = Signature(id=new_id(), document_id=document.id, place=place, method=wanted.method, signed_at=at, **told)
        db.session.add(more)
    blocks = wanted.signer
    keep_signed(document, wanted, data, actor, at, pages=pages, certificate=found[0].told)
    wanted.signer = found[0].certificate.subject[:300] if len(found) > 1 else blocks
    db.session.flush()


def signatures_in(data: bytes) -> list[Found]:
    """The electronic signatures of a PDF that somebody brings, oldest first. Raises InvalidInput where there is none, one is broken, or
    the file was changed after the last."""
    found, whole = read_signatures(data)
    if not found:
        raise InvalidInput(_("PDF ini tidak memuat tanda tangan elektronik yang dapat dibaca."), field="file")
    if broken := [each.certificate.subject for each in found if not each.intact]:
        raise InvalidInput(
            _("Tanda tangan %(name)s rusak: isi PDF berubah sesudah ditandatangani.", name=broken[0]), field="file"
        )
    if not whole:
        raise InvalidInput(
            _("PDF ini diubah sesudah tanda tangan terakhir. Unggah berkas seperti yang keluar dari aplikasinya."), field="file"
        )
    return found


def _doubts(document: Document, wanted: Signature, data: bytes, found: Sequence[Found], judge: Judge) -> list[str]:
    """Sentences about what a person is to look at."""
    went_out = storage.get(document.storage_key or "")
    doubts = []
    if data.startswith(went_out):  # our file with something appended: nothing but signatures may be
        if not only_signed(data, went_out):
            doubts.append(_("Isi PDF ini diubah sebelum ditandatangani."))
    else:
        no_words = "" if words_of(data) else _("PDF ini tidak berisi teks yang dapat diperiksa.")
        doubts += [each for each in (judge(data), number_doubt(document, data) or no_words) if each]
    return [*doubts, *holder_doubts(found, wanted.signer)]


def holder_doubts(found: Sequence[Found], signer: str) -> list[str]:
    """Sentences about certificates that nobody vouches for, and signers of the blocks (``signer``: name and office, a line each) who lack."""
    doubts = []
    if own := [each.certificate.subject for each in found if each.certificate.own]:
        told = _("Sertifikat %(names)s dibuat pemegangnya sendiri; tidak ada yang menjamin namanya.", names=", ".join(own))
        doubts.append(told)
    names = [each.certificate.subject for each in found]
    blocks = signer.split("\n")[::2]
    if missing := [block for block in blocks if not any(same_holder(name, block) for name in names)]:
        both = {"missing": ", ".join(missing), "names": ", ".join(names)}
        doubts.append(_("Tidak ada tanda tangan atas nama %(missing)s; yang ada atas nama %(names)s.", **both))
    return doubts
