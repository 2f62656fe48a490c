"""What is done in the background: thin functions that call the domain, one commit per item."""

from collections.abc import Callable
from datetime import timedelta

import structlog

from meetings import clock
from meetings.config import current_settings
from meetings.domain import documents, online_reports, outbox, tasks, tickets
from meetings.domain.claims import Claimed
from meetings.domain.invitations.printing import close_stuck_runs
from meetings.domain.participants import imports
from meetings.enums import DocumentKind, RunKind, Task
from meetings.errors import in_words
from meetings.extensions import db
from meetings.jobs.attendance import finish_attendance_document, render_attendance_document, render_recap_document
from meetings.jobs.badges import finish_badges_document, render_badges_document
from meetings.jobs.certificates import (
    finish_certificate_document,
    issue_certificates,
    render_certificate_document,
    send_certificates,
)
from meetings.jobs.deliveries import send_deliveries, send_kept
from meetings.jobs.lanes import stopping
from meetings.jobs.letters import prepare_invitations, render_letters, write_notices, write_reminders
from meetings.jobs.minutes import (
    draft_due_minutes,
    finish_minutes_document,
    render_extract_document,
    render_minutes_document,
)
from meetings.jobs.returned import read_returned
from meetings.jobs.seals import seal_records
from meetings.jobs.seating import follow_answers, render_seating_document
from meetings.models import Document, TaskRun
from meetings.outages import is_outage

log = structlog.get_logger("meetings.jobs")

# Each kind's renderer: the document → (bytes, pages). One that works long calls what it is given meanwhile. ``FINISHERS`` do in the same transaction what follows from a document's being
# finished. The features' modules in this room have them.
Rendered = tuple[bytes, int | None]
RENDERERS: dict[DocumentKind, Callable[[Document, Callable[[], None]], Rendered]] = {
    DocumentKind.MINUTES: render_minutes_document,
    DocumentKind.EXTRACT: render_extract_document,
    DocumentKind.DECISIONS: render_extract_document,
    DocumentKind.ATTENDANCE: render_attendance_document,
    DocumentKind.RECAP: render_recap_document,
    DocumentKind.SEATING: render_seating_document,
    DocumentKind.CERTIFICATE: render_certificate_document,
    DocumentKind.BADGES: render_badges_document,
}
FINISHERS: dict[DocumentKind, Callable[[Document], None]] = {
    DocumentKind.MINUTES: finish_minutes_document,
    DocumentKind.ATTENDANCE: finish_attendance_document,
    DocumentKind.CERTIFICATE: finish_certificate_document,
    DocumentKind.BADGES: finish_badges_document,
}

# Each kind of TaskRun: gets the run and its claim, writes the rows it stands for (``tasks.settle_run``) and commits. Called again
# for the same run it goes on from the rows. Whoever finishes a row counts it (``tasks.count_settled``).
RUNNERS: dict[RunKind, Callable[[TaskRun, str], None]] = {
    RunKind.SEND_INVITATIONS: prepare_invitations,
    RunKind.SEND_NOTICES: write_notices,
    RunKind.SEND_REMINDERS: write_reminders,
    RunKind.ISSUE_CERTIFICATES: issue_certificates,
    RunKind.SEND_CERTIFICATES: send_certificates,
}


class _BrokenOff(Exception):
    """A document is not printed to its end: this process stops, or the document is not ours any more."""


def render_documents() -> None:
    """Render queued documents until none is left."""
    while not stopping.is_set():
        claim, claimed = documents.claim_documents(clock.now(), kinds=tuple(RENDERERS))
        db.session.commit()
        if not claimed:
            return
        for document_id in claimed:
            _render(document_id, claim)


def _render(document_id: str, claim: str) -> None:
    claimed = Claimed(claim, [document_id])

    def at_work() -> None:
        held = documents.renew_claim(claimed, clock.now())
        db.session.commit()
        if stopping.is_set() or not held:
            raise _BrokenOff

    try:
        document = db.session.get_one(Document, document_id, populate_existing=True)
        begun = clock.now()
        data, pages = RENDERERS[document.kind](document, at_work)
        finished = clock.now() if document.final else begun  # a draft shows the rows as they stood then
        if documents.finish_document(document_id, claim, data, finished, pages=pages) and document.kind in FINISHERS:
            FINISHERS[document.kind](document)
        db.session.commit()
    except _BrokenOff:
        documents.give_back_documents(claimed, clock.now())
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        if is_outage(error):
            raise
        log.error("render_failed", document=document_id, exc_info=error)
        if documents.fail_document(document_id, claim, in_words(error), clock.now()):
            _count_failed(document_id, in_words(error))
        db.session.commit()


def _count_failed(document_id: str, message: str) -> None:
    document = db.session.get_one(Document, document_id)
    if document.run_id:
        tasks.count_settled(document.run_id, clock.now(), problem={"row": document.title, "message": message})


def run_tasks() -> None:
    """Work through queued task runs until none is left."""
    while not stopping.is_set():
        claim, claimed = tasks.claim_task(clock.now(), tuple(RUNNERS))
        db.session.commit()
        if not claimed:
            return
        for run_id in claimed:
            _run(run_id, claim)


def _run(run_id: str, claim: str) -> None:
    run = db.session.get_one(TaskRun, run_id, populate_existing=True)
    try:
        RUNNERS[run.kind](run, claim)
        if not stopping.is_set():  # else the claim of an ended process is released, and the run goes on elsewhere
            tasks.finish_task(run_id, claim, clock.now())
        db.session.commit()
    except tasks.TaskLost:
        db.session.rollback()
        log.warning("task_run_lost", run=run_id)
    except Exception as error:
        db.session.rollback()
        if is_outage(error):  # the claim is released, and the run goes on from its rows
            raise
        log.error("task_run_failed", run=run_id, exc_info=error)
        _fail(run_id, claim, in_words(error))


def _fail(run_id: str, claim: str, message: str) -> None:
    try:
        tasks.fail_task(run_id, claim, message, clock.now())
        db.session.commit()
    except tasks.TaskLost:
        db.session.rollback()


def release_stale_work() -> None:
    """Give back what a dead worker had claimed."""
    stale_after = timedelta(seconds=current_settings().stale_seconds)
    released = documents.release_stale_documents(clock.now(), stale_after) + tasks.release_stale_tasks(clock.now(), stale_after)
    released += sum(outbox.release_stale_deliveries(clock.now(), stale_after))
    released += close_stuck_runs(clock.now())
    db.session.commit()
    if released:
        log.info("released_stale_work", rows=released)


def clear_uploads() -> None:
    """Remove the files of imports and attendance reports that are done or forgotten: they hold personal data. And old forms' tickets."""
    imports.clear_uploads(clock.now())
    online_reports.clear_reports(clock.now())
    tickets.clear_forms(clock.now())
    db.session.commit()


TASKS: dict[Task, Callable[[], None]] = {
    Task.DRAFT_DUE_MINUTES: draft_due_minutes,
    Task.RENDER_DOCUMENTS: render_documents,
    Task.RENDER_LETTERS: render_letters,
    Task.SEND_DELIVERIES: send_deliveries,
    Task.SEND_KEPT: send_kept,
    Task.READ_RETURNED: read_returned,
    Task.RUN_TASKS: run_tasks,
    Task.RELEASE_STALE_WORK: release_stale_work,
    Task.CLEAR_UPLOADS: clear_uploads,
    Task.SEAL_RECORDS: seal_records,
    Task.FOLLOW_ANSWERS: follow_answers,
}
WIDTHS = {Task.RENDER_DOCUMENTS: 2}  # how often one process may run a task at once, where not 1
