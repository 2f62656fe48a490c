"""Letters: writing the rows of a run, then printing. A large group of queued letters is claimed at once, printed by child
processes, and each finished letter is committed with its mail."""

import contextlib
import os

import structlog
from flask import current_app

from meetings import clock
from meetings.documents.pdf.letter_batch import render_letters as print_letters
from meetings.domain import documents, invitations
from meetings.domain.claims import Claimed
from meetings.domain.invitations import printing
from meetings.domain.invitations.reminders import write_next_reminders
from meetings.enums import DocumentKind
from meetings.errors import in_words
from meetings.extensions import db
from meetings.jobs.lanes import stopping
from meetings.models import TaskRun
from meetings.outages import is_outage

log = structlog.get_logger("meetings.jobs")
# (attempts at most, how many at once): a process that dies has tried all it held. What was tried before goes in ever smaller groups,
# so that in the end only a letter that kills its process by itself is given up.
GROUPS = ((0, 250), (1, 50), (2, 10), (documents.MOST_ATTEMPTS, 1))
RENEW_EVERY = 25


def prepare_invitations(run: TaskRun, claim: str) -> None:
    """Write the rows of a run, one transaction each some hundred; the letters themselves are printed and counted by ``render_letters``."""
    while not stopping.is_set() and invitations.prepare_next(run, claim, clock.now()):
        db.session.commit()


def write_notices(run: TaskRun, claim: str) -> None:
    """Queue the mails of a run that tells people of a meeting's state, one transaction each some hundred."""
    while not stopping.is_set() and invitations.write_next(run, claim, clock.now()):
        db.session.commit()


def write_reminders(run: TaskRun, claim: str) -> None:
    """The same of a run that reminds those who have not answered."""
    while not stopping.is_set() and write_next_reminders(run, claim, clock.now()):
        db.session.commit()


def render_letters() -> None:
    """Print queued letters until none is left. What a group leaves unfinished when it breaks off is given back at once."""
    while not stopping.is_set():
        claimed = _claim()
        if not claimed.ids:
            return
        try:
            _print(claimed)
        except Exception as error:
            db.session.rollback()
            if is_outage(error):
                raise
            documents.fail_documents(claimed, in_words(error), clock.now())
            db.session.commit()
            raise


def _claim() -> Claimed:
    for attempts, size in GROUPS:
        claimed = documents.claim_documents(clock.now(), size, kinds=(DocumentKind.LETTER,), attempts=attempts)
        db.session.commit()
        if claimed.ids:
            break
    return claimed


def _print(claimed: Claimed) -> None:
    found = printing.prints_for(claimed, clock.now())
    gone = set(claimed.ids) - {each.document_id for each in found}
    for document_id in gone:
        documents.fail_document(document_id, claimed.claim, "Undangannya sudah tidak ada.", clock.now())
    for each in found:
        if each.data is None:
            _fail(each, each.error)
    db.session.commit()
    prints = [each for each in found if each.data is not None]
    results = print_letters([each.data for each in prints if each.data is not None], workers=_workers())
    with contextlib.closing(results):
        for number, result in enumerate(results, start=1):
            each = prints[result.index]
            if result.pdf is None:
                _fail(each, result.error)
            else:
                printing.finish_letter(each, result.pdf, clock.now())
            db.session.commit()
            if stopping.is_set():
                documents.give_back_documents(claimed, clock.now())
                db.session.commit()
                return
            if number % RENEW_EVERY == 0:
                documents.renew_claim(claimed, clock.now())
                db.session.commit()


def _fail(each: printing.Print, error: str) -> None:
    log.error("letter_failed", document=each.document_id, error=error)
    printing.fail_letter(each, error, clock.now())


def _workers() -> int:
    """Child processes to print with; none in tests, which share this process's database connection."""
    return 0 if current_app.testing else max(2, min(os.cpu_count() or 2, 8))
