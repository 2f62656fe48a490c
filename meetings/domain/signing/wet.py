"""Signed with a pen: the printed file goes out to be signed and stamped, and its scan is what is issued."""

import hashlib
import io
from datetime import datetime

import pikepdf
import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.enums import DocumentState, SigningMethod
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Document, Meeting, Signature
from meetings.models.base import change_rows
from meetings.storage import storage

PDF = b"%PDF-"


class FewerPages(InvalidInput):
    """The scan has fewer pages than what was printed: a page was left in the machine, or is not wanted."""


def take_scan(document: Document, data: bytes, actor: Actor, at: datetime, *, shorter: bool = False) -> None:
    """Issue the document with the scan (PDF) of its signed print as its file; the print is kept beside it.

    ``shorter``: the scan has fewer pages than the print, and is meant so. Raises InvalidInput for what is no readable PDF, or is the print itself; FewerPages; WrongState when the document does not wait for a pen (any more).
    """
    pages = _pages_of(data)
    digest = hashlib.sha256(data).hexdigest()
    if digest == document.sha256:
        raise InvalidInput(
            _("Ini berkas yang belum ditandatangani. Unggah pindaian naskah yang sudah ditandatangani."), field="file"
        )
    if document.pages and pages < document.pages and not shorter:
        told = _("Pindaian ini %(n)s halaman, sedangkan naskahnya %(whole)s halaman.", n=pages, whole=document.pages)
        raise FewerPages(told, field="file")
    key = storage.put("documents", data)
    signed = {"signed_at": at, "brought_by": actor.name, "source_key": document.storage_key, "source_sha256": document.sha256}
    waiting = Signature.document_id == document.id, Signature.method == SigningMethod.WET, Signature.signed_at.is_(None)
    issued = {"storage_key": key, "sha256": digest, "size": len(data), "pages": pages, "published_at": at}
    held = Document.id == document.id, Document.state == DocumentState.SIGNING, Document.sha256 == document.sha256
    unsynchronised = {"synchronize_session": False}
    done = change_rows(
        sa.update(Signature).where(*waiting).values(**signed, updated_at=at).execution_options(**unsynchronised)
    ) and change_rows(
        sa.update(Document)
        .where(*held)
        .values(state=DocumentState.PUBLISHED, **issued, updated_at=at)
        .execution_options(**unsynchronised)
    )
    if not done:
        raise WrongState(_("Naskah ini tidak menunggu pindaian bertanda tangan (lagi)."))
    db.session.refresh(document)
    record(
        actor,
        Action.DOCUMENT_SIGNED,
        at=at,
        meeting=db.session.get(Meeting, document.meeting_id),
        target=document,
        target_name=document.title,
        number=document.number,
    )
    db.session.flush()


def _pages_of(data: bytes) -> int:
    """How many pages a PDF has. Raises InvalidInput for anything that is none, or that only a password opens."""
    if PDF not in data[:1024]:
        raise InvalidInput(_("Pilih pindaian berbentuk PDF. Foto dapat disimpan sebagai PDF dari telepon."), field="file")
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return len(pdf.pages)
    except pikepdf.PasswordError:
        raise InvalidInput(_("PDF ini berkata sandi. Simpan tanpa kata sandi, lalu unggah lagi."), field="file") from None
    except pikepdf.PdfError:
        raise InvalidInput(_("PDF ini rusak atau tidak lengkap. Pindai atau simpan lagi."), field="file") from None
