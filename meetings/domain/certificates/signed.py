"""Certificates that wait for their signature: many with one key or passphrase, many scans in one upload, each told by its QR."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import pikepdf
import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import defer

from meetings import passcode
from meetings.config import current_settings
from meetings.documents.signing.codes import codes_of
from meetings.domain import signing
from meetings.domain.audit import Action, Actor, record
from meetings.domain.certificates.issuing import follow_certificate
from meetings.domain.meetings import Activity, require
from meetings.enums import CertificateRole, DocumentKind, DocumentState, SigningMethod
from meetings.errors import InvalidInput, MeetingsError, NotFound, WrongState
from meetings.extensions import db
from meetings.models import Certificate, Document, Meeting, Signature
from meetings.writing.names import full_name

MOST_PAGES = 30  # of scans in one upload: each page is looked at for its code


@dataclass(frozen=True, slots=True)
class Unsigned:
    """One that waits. ``id``: of its signature; ``unsure``: sent to the gateway, and it is not known whether it was signed."""

    id: str
    document_id: str
    recipient: str
    number: str
    duty: str
    method: SigningMethod
    signer: str
    unsure: bool


def _waiting(statement: Any) -> Any:
    return signing.wanting(statement).join(Certificate, Certificate.document_id == Document.id)


def unsigned_certificates(meeting: Meeting, method: SigningMethod, limit: int = signing.MOST) -> list[Unsigned]:
    """Those of the meeting that wait to be signed in this way, in the order of their numbers."""
    c = Certificate
    meant = Signature.id, Document.id, c.title_front, c.name, c.title_back, c.number, c.duty, Signature.method, Signature.signer
    found = _waiting(sa.select(*meant, Signature.sent_at.is_not(None))).where(c.meeting_id == meeting.id)
    found = found.where(Signature.method == method)
    rows: Sequence[Any] = db.session.execute(found.order_by(c.number, c.id).limit(limit)).all()
    return [Unsigned(row[0], row[1], full_name(*row[2:5]), *row[5:]) for row in rows]


def unsigned_by_method(meeting: Meeting) -> dict[SigningMethod, int]:
    """How many wait, by the way in which each is to be signed: the organisation may have changed its rule between two runs."""
    counted = _waiting(sa.select(Signature.method, sa.func.count())).where(Certificate.meeting_id == meeting.id)
    rows: Any = db.session.execute(counted.group_by(Signature.method).order_by(Signature.method)).all()
    return dict(rows)


def count_unsigned(meeting: Meeting) -> int:
    """How many wait."""
    return int(db.session.scalar(_waiting(sa.select(sa.func.count())).where(Certificate.meeting_id == meeting.id)) or 0)


@dataclass(frozen=True, slots=True)
class ToSign:
    """A meeting of which ``count`` certificates wait for their signature."""

    meeting_id: str
    meeting_title: str
    count: int


def certificates_to_sign(visible: sa.ColumnElement[bool], limit: int = 50) -> list[ToSign]:
    """Visible meetings (WHERE clause on Meeting) of which certificates wait."""
    found = _waiting(sa.select(Meeting.id, Meeting.title, sa.func.count())).join(Meeting, Meeting.id == Certificate.meeting_id)
    found = found.where(visible).group_by(Meeting.id, Meeting.title).order_by(Meeting.title, Meeting.id).limit(limit)
    rows: Sequence[Any] = db.session.execute(found).all()
    return [ToSign(*row) for row in rows]


def find_version(meeting: Meeting, document_id: str) -> Document:
    """A version of a certificate of this meeting, in whatever state. Raises NotFound for any other."""
    return _find(meeting.id, document_id)


def _find(meeting_id: str, document_id: str) -> Document:
    mine = Document.id == document_id, Document.meeting_id == meeting_id, Document.kind == DocumentKind.CERTIFICATE
    found = db.session.scalar(sa.select(Document).where(*mine))
    if found is None:
        raise NotFound(_("Sertifikat ini tidak ada di kegiatan ini."))
    return found


def find_unsigned(meeting: Meeting, document_id: str) -> Document:
    """The version of a certificate of this meeting that waits for its signature. Raises NotFound for any other."""
    found = find_version(meeting, document_id)
    if found.state is not DocumentState.SIGNING:
        raise NotFound(_("Sertifikat ini tidak menunggu tanda tangan."))
    return found


def find_file(meeting: Meeting, certificate_id: str) -> Document:
    """The newest version of a certificate whose file is there. Raises NotFound."""
    mine = Document.meeting_id == meeting.id, Document.kind == DocumentKind.CERTIFICATE, Document.about_id == certificate_id
    found = sa.select(Document).where(*mine, Document.storage_key.is_not(None)).options(defer(Document.content))
    document = db.session.scalar(found.order_by(Document.version.desc()).limit(1))
    if document is None:
        raise NotFound(_("Berkas sertifikat ini belum ada."))
    return document


def desk_of(meeting: Meeting) -> signing.Desk:
    """Where certificates of the meeting are signed: what is signed is the version that holds."""
    meeting_id = meeting.id
    return signing.Desk(admit=lambda document: _find(meeting_id, document.id), settle=follow_certificate)


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of one page or file: whose certificate it is, and why it was not taken (empty: it was)."""

    name: str
    refusal: str = ""


def bring_many(meeting: Meeting, name: str, data: bytes, actor: Actor, at: datetime, *, scanned: bool) -> list[Brought]:
    """Issue certificates with their scans: each page of the PDF, or front and back behind each other, is one certificate, told by its QR. A
    file that another application signed (``scanned`` is false) stays whole and is one. Raises InvalidInput for what is no PDF, or too many
    pages at once."""
    number = signing.pages_of(data)
    if number > MOST_PAGES:
        raise InvalidInput(_("Paling banyak %(max)d halaman sekali unggah; ini %(n)d.", max=MOST_PAGES, n=number), field="file")
    pieces = _sheets(name, data) if scanned else [(name, data, _codes(data))]
    return [_bring(meeting, told, codes, piece, actor, at) for told, piece, codes in pieces]


def _codes(data: bytes) -> set[str]:
    """The kept hashes of the links to pages of verification that can be read on the pages."""
    tokens = [passcode.read_token(code.rpartition("/")[2]) for code in codes_of(data) if "/v/" in code.lower()]
    return {passcode.lookup_hash(current_settings().code_key, token) for token in tokens if token}


def _bring(meeting: Meeting, name: str, codes: set[str], data: bytes, actor: Actor, at: datetime) -> Brought:
    mine = Document.meeting_id == meeting.id, Document.kind == DocumentKind.CERTIFICATE, Document.verify_hash.in_(codes)
    found = db.session.scalar(sa.select(Document).where(*mine))
    if found is None:
        return Brought(name, _("Kode QR sertifikat kegiatan ini tidak terbaca; unggah lewat barisnya sendiri."))
    if found.state is not DocumentState.SIGNING:
        return Brought(found.title, _("Sertifikat ini tidak menunggu tanda tangan lagi."))
    try:
        with db.session.begin_nested():
            signing.bring_file(desk_of(meeting), found, data, actor, at)
    except MeetingsError as error:
        return Brought(found.title, error.message)
    return Brought(found.title)


def _sheets(name: str, data: bytes) -> Iterator[tuple[str, bytes, set[str]]]:
    """Each certificate's pages as a file of their own: those that follow each other with the same code are front and back of one."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        coded = [(number, page, _codes(_file([page]))) for number, page in enumerate(pdf.pages, start=1)]
        for place, same in groupby(coded, key=lambda each: (each[2], each[0] if not each[2] else 0)):
            pages = list(same)
            told = "–".join(str(number) for number in sorted({pages[0][0], pages[-1][0]}))
            yield _("%(name)s, halaman %(n)s", name=name, n=told), _file([page for _n, page, _c in pages]), place[0]


def _file(pages: Sequence[pikepdf.Page]) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.pages.extend(pages)
        made.save(out)
    return out.getvalue()


def export_files(meeting: Meeting, actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """Name and storage key of the newest versions, to be printed: those that hold, and those that wait for a pen. Raises `WrongState` where
    there are none."""
    require(meeting, Activity.MINUTES)
    shown = Document.state.in_((DocumentState.PUBLISHED, DocumentState.SIGNING)), Certificate.withdrawn_at.is_(None)
    c = Certificate
    found = sa.select(c.role, c.number, c.title_front, c.name, c.title_back, Document.storage_key)
    found = found.join(Document, Document.id == c.document_id).where(c.meeting_id == meeting.id, *shown)
    rows: Sequence[Any] = db.session.execute(found.order_by(c.role, c.number, c.id)).all()
    if not rows:
        raise WrongState(_("Belum ada sertifikat yang selesai dibuat."))
    record(
        actor, Action.CERTIFICATES_EXPORTED, at=at, meeting=meeting, target=meeting, target_name=meeting.title, count=len(rows)
    )
    return [_file_name(number, *row) for number, row in enumerate(rows, start=1)]


def _file_name(place: int, role: CertificateRole, number: str, front: str, name: str, back: str, key: str) -> tuple[str, str]:
    said = f"{place:04d} {role.label} {full_name(front, name, back)} {number}"
    return "".join("_" if sign in '/\\:*?"<>|' or ord(sign) < 32 else sign for sign in said)[:150].strip(" .") + ".pdf", key


def certificates_held(participant_id: str) -> Sequence[Document]:
    """What a participant may fetch from their own page: the version that holds."""
    found = sa.select(Document).join(Certificate, Certificate.id == Document.about_id)
    mine = Certificate.participant_id == participant_id, Document.kind == DocumentKind.CERTIFICATE
    held = found.where(*mine, Document.state == DocumentState.PUBLISHED, Certificate.withdrawn_at.is_(None))
    return db.session.scalars(held.options(defer(Document.content))).all()
