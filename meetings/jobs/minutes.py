"""Drafts at the end of sessions, and the PDFs of minutes."""

import io
from collections.abc import Callable

import pikepdf
import structlog

from meetings import clock
from meetings.domain import decided, documents, minutes
from meetings.domain.audit import SYSTEM
from meetings.extensions import db
from meetings.jobs.lanes import stopping
from meetings.models import Document
from meetings.outages import is_outage
from meetings.web.links import public_url

log = structlog.get_logger("meetings.jobs")


def draft_due_minutes() -> None:
    """Draft the minutes of every session that is over; one that fails does not keep the others waiting."""
    for session_id in minutes.due_sessions(clock.now()):
        if stopping.is_set():
            return
        try:
            drafted = minutes.draft_minutes(session_id, SYSTEM, clock.now())
            db.session.commit()
            if drafted is not None:
                log.info("minutes_drafted", session=session_id)
        except Exception as error:
            db.session.rollback()
            if is_outage(error):
                raise
            log.error("draft_failed", session=session_id, exc_info=error)
    minutes.print_what_lags(clock.now())
    db.session.commit()


def render_minutes_document(document: Document, at_work: Callable[[], None]) -> tuple[bytes, int | None]:
    """A renderer for ``tasks.RENDERERS``."""
    url = public_url("verify.page", token=documents.verification_token(document))
    data = minutes.print_document(document, url, clock.now(), at_work)
    return data, _pages(data)


def render_extract_document(document: Document, _at_work: Callable[[], None]) -> tuple[bytes, int | None]:
    """A renderer for ``tasks.RENDERERS``, of what minutes decided."""
    data = decided.print_extract(document, public_url("verify.page", token=documents.verification_token(document)))
    return data, _pages(data)


def _pages(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def finish_minutes_document(document: Document) -> None:
    """A finisher for ``tasks.FINISHERS``: a new version takes the place of the old one, unless it waits for its signatures; what a draft
    says now is found by its writers."""
    db.session.refresh(document, ["state"])
    if document.in_force:
        minutes.follow_issue(document, clock.now())
    elif not document.final and (drafted := minutes.minutes_of(document)) is not None:
        minutes.write_passages(drafted)
