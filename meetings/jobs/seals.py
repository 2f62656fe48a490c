"""Sealing what was added to the records since the last time."""

import structlog
from sqlalchemy.exc import IntegrityError

from meetings import clock
from meetings.domain.seals import seal_next
from meetings.extensions import db
from meetings.jobs.lanes import stopping

log = structlog.get_logger("meetings.jobs")


def seal_records() -> None:
    """Seal until nothing waits. The line in the log is the seal's witness outside the database."""
    while not stopping.is_set():
        try:
            seal = seal_next(clock.now())
            db.session.commit()
        except IntegrityError:  # another machine has made this one
            db.session.rollback()
            return
        if seal is None:
            return
        log.info("sealed", number=seal.number, rows=seal.rows, digest=seal.digest)
