"""The bytes of a minutes document: a draft as the rows stand now, a published one as it was frozen."""

from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _

from meetings.documents.pdf.minutes import Verification, render_minutes
from meetings.domain import documents
from meetings.domain.minutes.content import compose_minutes, thaw_minutes
from meetings.enums import DocumentState
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Document, Minutes


def print_document(document: Document, verification_url: str, at: datetime) -> bytes:
    """The PDF. ``verification_url`` goes into the QR of a publication only. Raises NoResultFound when a draft's minutes are gone."""
    if not document.final:
        return render_minutes(compose_minutes(db.session.get_one(Minutes, document.about_id), at))
    return render_minutes(replace(thaw_minutes(document.content), verification=Verification(verification_url)))


def print_again(minutes: Minutes, at: datetime) -> None:
    """Queue a file that was given up, when what kept it from being made is mended. Raises WrongState for any other."""
    document = minutes.document or minutes.draft_document
    if document is None or document.state is not DocumentState.FAILED:
        raise WrongState(_("Berkas ini tidak gagal dibuat; tidak ada yang perlu diulang."))
    documents.requeue_document(document.id, at)
