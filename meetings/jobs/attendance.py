"""The attendance lists that people ordered, and what they tell of institutions."""

from collections.abc import Callable

from meetings import clock
from meetings.domain.attendance.issuing import follow_issue
from meetings.domain.attendance.papers import print_attendance_list
from meetings.domain.documents import verification_token
from meetings.domain.reports.recap_papers import print_recap
from meetings.domain.signing import pages_of
from meetings.extensions import db
from meetings.models import Document
from meetings.web.links import public_url


def render_attendance_document(document: Document, at_work: Callable[[], None]) -> tuple[bytes, int | None]:
    """A renderer for ``tasks.RENDERERS``."""
    if not document.final:
        return print_attendance_list(document, clock.now(), at_work), None
    url = public_url("verify.page", token=verification_token(document))
    data = print_attendance_list(document, clock.now(), at_work, check_url=url)
    return data, pages_of(data)


def finish_attendance_document(document: Document) -> None:
    """A finisher for ``tasks.FINISHERS``: an issued list takes the place of the one before, unless it waits for its signature."""
    db.session.refresh(document, ["state"])
    if document.in_force:
        follow_issue(document, clock.now())


def render_recap_document(document: Document, at_work: Callable[[], None]) -> tuple[bytes, int | None]:
    """A renderer for ``tasks.RENDERERS``."""
    return print_recap(document, at_work), None
