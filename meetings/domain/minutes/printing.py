"""The bytes of a minutes document: a draft as the rows stand now, a published one as it was frozen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _

from meetings.documents.pdf.blocks import WHOLE
from meetings.documents.pdf.minutes import Minutes as MinutesPaper
from meetings.documents.pdf.minutes import Verification, render_minutes
from meetings.domain import documents
from meetings.domain.attendance.annex import count_listed
from meetings.domain.minutes.content import compose_minutes, thaw_minutes
from meetings.enums import DocumentState
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Document, Minutes


def print_document(document: Document, verification_url: str, at: datetime, at_work: Callable[[], None] = lambda: None) -> bytes:
    """The PDF. ``verification_url`` goes into the QR of a publication only; ``at_work`` is called before each block of a long annex.

    Raises NoResultFound when a draft's minutes are gone.
    """
    if not document.final:
        return render_minutes(_compose_draft(db.session.get_one(Minutes, document.about_id), at), at_work)
    paper = replace(thaw_minutes(document.content), verification=Verification(verification_url))
    return render_minutes(paper, at_work)


def _compose_draft(minutes: Minutes, at: datetime) -> MinutesPaper:
    """A long annex would be printed again after every edit, so a draft only says that it comes."""
    people = left_out(minutes)
    return replace(compose_minutes(minutes, at, annex=False), left_out=people) if people else compose_minutes(minutes, at)


def left_out(minutes: Minutes) -> int:
    """How many people the annex of a draft leaves out; 0 where it is printed with them."""
    listed = count_listed(minutes.session)
    return listed if listed > WHOLE else 0


def print_again(minutes: Minutes, at: datetime) -> None:
    """Queue a file that was given up, when what kept it from being made is mended. Raises WrongState for any other."""
    document = minutes.document or minutes.draft_document
    if document is None or document.state is not DocumentState.FAILED:
        raise WrongState(_("Berkas ini tidak gagal dibuat; tidak ada yang perlu diulang."))
    documents.requeue_document(document.id, at)
