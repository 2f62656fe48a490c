"""One signed file of a letter for all its recipients: the scan of one print with their list, or what SRIKANDI made of the letter. Each gets it
with a sheet of their own that carries their pass."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.documents.signing.reading import Found, Heading, read_heading
from meetings.domain import signing
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents.pipeline import verification_hash
from meetings.domain.invitations.sending import issue_alone
from meetings.domain.invitations.signed import refuse_personal
from meetings.domain.letters.facts import holding_now, said_by
from meetings.domain.letters.queries import signer_of
from meetings.domain.letters.review import KIND, require_approved, signing_of
from meetings.domain.meetings import Activity, require
from meetings.domain.people import signed_by
from meetings.enums import DocumentState, LetterState, SigningMethod, Task
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db, nudges
from meetings.models import Document, Invitation, Letter, Signature
from meetings.models.base import change_rows
from meetings.passcode import new_id
from meetings.storage import storage
from meetings.writing.dates import format_date

ALL = "all"  # the form of such a document
_REMADE = (DocumentState.SIGNING, DocumentState.QUEUED, DocumentState.RENDERING, DocumentState.FAILED)


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that came back: what its head says, who signed it, and sentences about what a person is to look at."""

    heading: Heading
    found: Sequence[Found]
    pages: int
    doubts: Sequence[str]


def read_returned(letter: Letter, data: bytes, number: str = "") -> Returned:
    """Look at the electronically signed PDF that another application made of the letter. ``number``: as a person typed it, where the letter
    has none yet.

    Raises InvalidInput for what is no PDF, is unsigned, or was changed after it was signed.
    """
    pages = signing.pages_of(data)
    signing.refuse_our_own(None, data)
    refuse_personal(data)
    found, heading = signing.signatures_in(data), read_heading(data)
    return Returned(heading, found, pages, _doubts(letter, heading, letter.number or number, found))


def _doubts(letter: Letter, heading: Heading, number: str, found: Sequence[Found]) -> list[str]:
    others = signing.holder_doubts(found, signed_by(signer_of(letter)))
    if not heading.words:
        return [_("PDF ini tidak berisi teks yang dapat diperiksa."), *others]
    doubts = []
    if "".join(letter.subject.split()).casefold() not in heading.words.casefold():
        told = _("Hal surat ini, %(subject)s, tidak ditemukan dalam PDF ini; di sana: %(other)s.")
        doubts.append(told % {"subject": letter.subject, "other": heading.subject or "–"})
    day = (said_by(letter) if letter.frozen else holding_now(letter.meeting)).day
    if "".join(day.split()).casefold() not in heading.words.casefold():
        told = _("Hari kegiatan ini, %(day)s, tidak ditemukan dalam PDF ini; di sana: %(other)s.")
        doubts.append(told % {"day": day, "other": heading.day or "–"})
    if number and "".join(number.split()) not in heading.words:
        doubts.append(_("Nomor %(number)s tidak ditemukan dalam PDF ini.", number=number))
    return [*doubts, *others]


class ToConfirm(signing.Doubtful):
    """What was read from the file; a person compares it with the paper and says that it is so."""

    def __init__(self, message: str, number: str, dated: date | None) -> None:
        super().__init__(message, field="file")
        self.number, self.dated = number, dated


def take_from_srikandi(
    letter: Letter, data: bytes, actor: Actor, at: datetime, *, number: str = "", dated: date | None = None, meant: bool = False
) -> None:
    """Issue a draft with the number and date that SRIKANDI gave it and the file that was signed there; of a letter that is issued already
    the file alone.

    ``number``, ``dated``: typed where the file says them otherwise or not at all. ``meant``: a person has compared. Raises ToConfirm without
    that, InvalidInput, and what ``issue_alone`` raises.
    """
    require(letter.meeting, Activity.INVITE)
    draft = letter.state is LetterState.DRAFT
    if draft:
        require_approved(letter, at)
    elif signing_of(letter) is not SigningMethod.ELSEWHERE:
        raise WrongState(_("Surat ini tidak ditandatangani di aplikasi lain."))
    returned = read_returned(letter, data, number)
    number, dated = number or returned.heading.number, dated or returned.heading.dated
    if draft and not number:
        raise InvalidInput(_("Nomor tidak terbaca dari PDF ini. Tulis nomor seperti pada suratnya."), field="number")
    if draft and dated is None:
        raise InvalidInput(_("Tanggal tidak terbaca dari PDF ini. Tulis tanggal seperti pada suratnya."), field="dated")
    if not meant:
        names = ", ".join(each.certificate.subject for each in returned.found)
        day = format_date(dated) if dated else "–"
        doubts = list(returned.doubts)
        if dated and dated > clock.local(at, letter.meeting.timezone).date():
            doubts.append(_("Tanggal surat itu, %(day)s, belum tiba.", day=day))
        told = _("Terbaca: nomor %(number)s, tanggal %(day)s, ditandatangani %(names)s.", number=number, day=day, names=names)
        ask = _("Cocokkan dengan suratnya, centang, lalu unggah lagi.")
        raise ToConfirm(" ".join([told, *doubts, ask]), number, dated)
    if draft:
        issue_alone(letter, actor, at, number=number, dated=dated)
    signers = [(each.certificate.subject, each.told) for each in returned.found]
    _keep(letter, SigningMethod.ELSEWHERE, data, returned.pages, signers, actor, at)


def take_scan_for_all(letter: Letter, data: bytes, actor: Actor, at: datetime) -> None:
    """Take the scan of one signed print as the letter of all recipients. Raises InvalidInput for what is no PDF or was made by the service,
    WrongState for a letter that is not signed with a pen."""
    require(letter.meeting, Activity.INVITE)
    if letter.state is not LetterState.ISSUED or signing_of(letter) is not SigningMethod.WET:
        raise WrongState(_("Surat ini tidak ditandatangani basah."))
    pages = signing.pages_of(data)
    signing.refuse_our_own(None, data)
    refuse_personal(data)
    _keep(letter, SigningMethod.WET, data, pages, [(signed_by(signer_of(letter)), {})], actor, at)


def _keep(
    letter: Letter,
    method: SigningMethod,
    data: bytes,
    pages: int,
    signers: Sequence[tuple[str, dict[str, str]]],
    actor: Actor,
    at: datetime,
) -> None:
    document = Document(
        id=new_id(),
        organisation_id=letter.meeting.organisation_id,
        meeting_id=letter.meeting_id,
        kind=KIND,
        about_id=letter.id,
        form=ALL,
        final=True,
        version=1,
        title=letter.subject,
        number=letter.number,
        signer=signed_by(signer_of(letter)),
        security=letter.security,
        content={"signed_on": letter.dated.isoformat()} if letter.dated else {},
        state=DocumentState.PUBLISHED,
        storage_key=storage.put("documents", data),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        pages=pages,
        published_at=at,
        created_at=at,
        updated_at=at,
    )
    if letter.signed_id is not None:
        raise WrongState(_("Surat ini sudah mempunyai berkas bertanda tangan."))
    document.verify_hash = verification_hash(document)
    db.session.add(document)
    db.session.flush()
    free = sa.update(Letter).where(Letter.id == letter.id, Letter.signed_id.is_(None))
    if not change_rows(free.values(signed_id=document.id, updated_at=at).execution_options(synchronize_session=False)):
        raise WrongState(_("Surat ini sudah mempunyai berkas bertanda tangan."))
    db.session.refresh(letter)
    common = {"document_id": document.id, "method": method, "brought_by": actor.name[:300], "signed_at": at}
    db.session.add_all(
        Signature(id=new_id(), place=place, signer=signer[:300], certificate=certificate, **common)
        for place, (signer, certificate) in enumerate(signers, start=1)
    )
    record(
        actor,
        Action.DOCUMENT_SIGNED,
        at=at,
        meeting=letter.meeting,
        target=document,
        target_name=letter.subject,
        number=letter.number,
        certificate=signers[0][0] if method is SigningMethod.ELSEWHERE else "",
    )
    db.session.flush()
    _print_sheets(letter, at)


def _print_sheets(letter: Letter, at: datetime) -> None:
    """Prints that wait for a signature of their own are made again as sheets, which need none."""
    own = sa.select(Document.id).join(Invitation, Invitation.document_id == Document.id).where(Invitation.letter_id == letter.id)
    ids = db.session.scalars(own.where(Document.state.in_(_REMADE))).all()
    asked = sa.delete(Signature).where(Signature.document_id.in_(ids))
    db.session.execute(asked.execution_options(synchronize_session=False))
    again = {
        "state": DocumentState.QUEUED,
        "attempts": 0,
        "claimed_by": "",
        "claimed_at": None,
        "storage_key": None,
        "sha256": None,
    }
    remade = sa.update(Document).where(Document.id.in_(ids)).values(**again, error="", updated_at=at)
    db.session.execute(remade.execution_options(synchronize_session=False))
    nudges.remember(db.session(), Task.RENDER_LETTERS)
