"""Plans of halls that follow the answers, and those and cards for tables that people ordered."""

from collections.abc import Callable

import structlog

from meetings import clock
from meetings.domain.seating import following
from meetings.domain.seating.papers import print_seating
from meetings.extensions import db
from meetings.jobs.lanes import stopping
from meetings.models import Document
from meetings.outages import is_outage

log = structlog.get_logger("meetings.jobs")


def follow_answers() -> None:
    """Seat who has newly said yes and free the seats of who does not come: a meeting at a time."""
    for meeting_id in following.meetings_that_follow(clock.now()):
        if stopping.is_set():
            return
        try:
            if following.follow_answers(meeting_id, clock.now()):
                log.info("seats_followed", meeting=meeting_id)
            db.session.commit()
        except Exception as error:
            db.session.rollback()
            if is_outage(error):
                raise
            log.error("seats_not_followed", meeting=meeting_id, exc_info=error)


def render_seating_document(document: Document, at_work: Callable[[], None]) -> tuple[bytes, int | None]:
    """A renderer for ``tasks.RENDERERS``."""
    return print_seating(document, clock.now(), at_work), None
