"""The bytes of a minutes document: a draft as the rows stand now, a published one as it was frozen."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.documents.pdf.minutes import Verification, render_minutes
from meetings.domain import documents
from meetings.domain.minutes.content import compose_minutes, thaw_minutes
from meetings.domain.minutes.drafting import draft_subject
from meetings.enums import DocumentState
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Document, Minutes


def print_document(document: Document, verification_url: str, at: datetime) -> tuple[bytes, bool]:
    """The PDF, and whether it is a publication. ``verification_url`` goes into the QR of a publication only."""
    draft = db.session.scalars(sa.select(Minutes).where(Minutes.draft_document_id == document.id)).one_or_none()
    if draft is not None and document.subject == draft_subject(draft.id):
        return render_minutes(compose_minutes(draft, at)), False
    paper = replace(thaw_minutes(document.content), verification=Verification(verification_url))
    return render_minutes(paper), True


def print_again(minutes: Minutes, at: datetime) -> None:
    """Queue a file that was given up, when what kept it from being made is mended. Raises WrongState for any other."""
    document = minutes.document or minutes.draft_document
    if document is None or document.state is not DocumentState.FAILED:
        raise WrongState(_("Berkas ini tidak gagal dibuat; tidak ada yang perlu diulang."))
    documents.requeue_document(document.id, at)
