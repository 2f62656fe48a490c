"""Certificates: the rows of a run, then each sheet."""

from collections.abc import Callable

from meetings import clock
from meetings.domain import tasks
from meetings.domain.certificates.issuing import follow_certificate, issue_next
from meetings.domain.certificates.mails import send_next
from meetings.domain.certificates.papers import print_certificate
from meetings.domain.documents import verification_token
from meetings.domain.signing import pages_of
from meetings.extensions import db
from meetings.jobs.lanes import stopping
from meetings.models import Document, TaskRun
from meetings.web.links import public_url


def issue_certificates(run: TaskRun, claim: str) -> None:
    """A runner for ``tasks.RUNNERS``: one transaction each some fifty."""
    while not stopping.is_set() and issue_next(run, claim, clock.now()):
        db.session.commit()


def send_certificates(run: TaskRun, claim: str) -> None:
    """The same for mails: one transaction each some hundred."""
    while not stopping.is_set() and send_next(run, claim, clock.now()):
        db.session.commit()


def render_certificate_document(document: Document, _at_work: Callable[[], None]) -> tuple[bytes, int | None]:
    """A renderer for ``tasks.RENDERERS``."""
    data = print_certificate(document, public_url("verify.page", token=verification_token(document)))
    return data, pages_of(data)


def finish_certificate_document(document: Document) -> None:
    """A finisher for ``tasks.FINISHERS``: counted in its run; issued, it takes the place of the one before."""
    db.session.refresh(document, ["state"])
    if document.run_id:
        tasks.count_settled(document.run_id, clock.now(), done=1)
    if document.in_force:
        follow_certificate(document, clock.now())
