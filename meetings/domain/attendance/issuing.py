"""The filled list of a session as an official paper: frozen, verifiable, signed as minutes are; a later one takes its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer

from meetings import clock
from meetings.domain import signing
from meetings.domain.attendance.choices import NOBODY, Form, signer_of
from meetings.domain.attendance.papers import compose_attendance
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents import queue_document
from meetings.domain.documents.freezing import freeze
from meetings.domain.meetings import Activity, require
from meetings.domain.people import signed_by
from meetings.enums import DocumentKind, DocumentState, SecurityClass, SigningMethod
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Document, Meeting, Session

ISSUED = "issued"  # the form of such a document
SECURITY = SecurityClass.LIMITED  # names of all who came: the page of verification does not hand it out
UNDER_WAY = (DocumentState.QUEUED, DocumentState.RENDERING, DocumentState.SIGNING)


def issued_lists(session: Session) -> Sequence[Document]:
    """All versions of the session's issued list, the newest first; few."""
    mine = Document.kind == DocumentKind.ATTENDANCE, Document.about_id == session.id, Document.form == ISSUED
    found = sa.select(Document).where(*mine).order_by(Document.version.desc())
    return db.session.scalars(found.options(defer(Document.content))).all()


def issue_list(meeting: Meeting, session: Session, actor: Actor, at: datetime) -> Document:
    """Freeze the list as it is now and have it printed; it holds once its signature is there, and says so where none is wanted. It bears no personal numbers, and the public
    page of verification does not hand it out.

    Raises WrongState before the session is over, while another version is under way, or when the records are closed; InvalidInput
    where a signature is wanted and nobody is named as chair.
    """
    require(meeting, Activity.RECORD)
    if not session.is_over(at):
        raise WrongState(_("Daftar hadir diterbitkan setelah sesi selesai."))
    before = issued_lists(session)
    if any(each.state in UNDER_WAY for each in before):
        raise WrongState(_("Versi sebelumnya masih dibuat atau menunggu tanda tangan."))
    unsigned = signing.method_for(meeting.organisation, DocumentKind.ATTENDANCE) is SigningMethod.APPROVAL
    form = Form(signer=NOBODY) if unsigned else Form()  # nobody is asked, so nobody's name stands under it
    signer = signed_by(signer_of(session, form))
    if not signer and not unsigned:
        raise InvalidInput(_("Isi dahulu pimpinan sesi: namanya tertulis di blok tanda tangan."))
    today = clock.local(at, meeting.timezone).date()
    paper = compose_attendance(meeting, session, form, at)
    paper = replace(paper, signed_on=today, issued_by=actor.name, security=SECURITY.printed)
    version = before[0].version + 1 if before else 1
    try:
        with db.session.begin_nested():
            document = queue_document(
                DocumentKind.ATTENDANCE,
                session.id,
                meeting=meeting,
                title=f"Daftar Hadir {session.title}",
                at=at,
                form=ISSUED,
                final=True,
                version=version,
                signer=signer,
                security=SECURITY,
                content=freeze(paper) | {"version": version},
            )
    except IntegrityError:
        raise WrongState(_("Versi sebelumnya masih dibuat atau menunggu tanda tangan.")) from None
    if signer:
        signing.ask_for_signatures(document, {1: signer}, meeting.organisation, at)
    record(actor, Action.ATTENDANCE_ISSUED, at=at, meeting=meeting, target=session, target_name=session.title, version=version)
    db.session.flush()
    return document


def follow_issue(document: Document, at: datetime) -> None:
    """With the transaction that issues a list it takes the place of the version that held."""
    older = [
        Document.kind == document.kind,
        Document.about_id == document.about_id,
        Document.form == ISSUED,
        Document.id != document.id,
        Document.state == DocumentState.PUBLISHED,
    ]
    changed = {"state": DocumentState.SUPERSEDED, "superseded_by_id": document.id, "updated_at": at}
    db.session.execute(sa.update(Document).where(*older).values(changed).execution_options(synchronize_session=False))


def take_back_list(meeting: Meeting, session: Session, actor: Actor, at: datetime) -> None:
    """Drop the version that waits for its signature. Raises WrongState where none does (any more)."""
    require(meeting, Activity.RECORD)
    refusal = _("Daftar hadir ini tidak menunggu tanda tangan lagi.")
    waiting = next((each for each in issued_lists(session) if each.state is DocumentState.SIGNING), None)
    if waiting is None:
        raise WrongState(refusal)
    signing.forget_signatures(waiting, refusal)
    record(actor, Action.ATTENDANCE_TAKEN_BACK, at=at, meeting=meeting, target=session, target_name=session.title)
    db.session.flush()


DESK = signing.Desk(admit=lambda _document: None, settle=follow_issue)


@dataclass(frozen=True, slots=True)
class ListToSign:
    """A session's list that waits for its signature."""

    session_id: str
    session_title: str
    meeting_id: str
    meeting_title: str


def lists_to_sign(visible: sa.ColumnElement[bool], limit: int = 50) -> list[ListToSign]:
    """Lists of visible meetings (a WHERE clause on Meeting) that wait for their signature, the oldest first."""
    statement = (
        sa.select(Session.id, Session.title, Meeting.id, Meeting.title)
        .select_from(Document)
        .join(Session, Session.id == Document.about_id)
        .join(Meeting, Meeting.id == Session.meeting_id)
        .where(visible, Document.state == DocumentState.SIGNING, Document.kind == DocumentKind.ATTENDANCE)
        .order_by(Document.created_at, Document.id)
        .limit(limit)
    )
    return [ListToSign(*row) for row in db.session.execute(statement)]
