"""How the installation is doing, for operators: numbers, moments and places; nothing that anybody wrote and nobody's name."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from meetings.enums import DeliveryState, DocumentKind, DocumentState, TaskState
from meetings.extensions import db
from meetings.models import Delivery, Document, Meeting, Organisation, TaskRun
from meetings.storage import storage


@dataclass(frozen=True, slots=True)
class Room:
    """What is kept: bytes of the database, bytes and number of issued papers by kind, free bytes beside the files (None: a store of
    others)."""

    database: int
    papers: list[tuple[DocumentKind, int, int]]
    free: int | None


def oldest_waiting() -> datetime | None:
    """Since when the oldest message, paper or task waits to be taken up; None: nothing waits. One statement."""
    waiting = sa.union_all(
        sa.select(sa.func.min(Delivery.next_attempt_at).label("since")).where(Delivery.state == DeliveryState.QUEUED),
        sa.select(sa.func.min(Document.created_at)).where(Document.state == DocumentState.QUEUED),
        sa.select(sa.func.min(TaskRun.created_at)).where(TaskRun.state == TaskState.QUEUED),
    ).subquery()
    return db.session.scalar(sa.select(sa.func.min(waiting.c.since)))


def list_runs(limit: int = 20) -> Sequence[sa.Row[TaskRun, str]]:
    """The newest tasks that people watch, each with the name of the organisation it was started in."""
    statement = (
        sa.select(TaskRun, Organisation.name)
        .outerjoin(Meeting, Meeting.id == TaskRun.meeting_id)
        .outerjoin(Organisation, Organisation.id == Meeting.organisation_id)
        .order_by(TaskRun.created_at.desc(), TaskRun.id)
    )
    return db.session.execute(statement.limit(limit)).all()


def measure_room() -> Room:
    """How much the installation keeps, and how much room is left."""
    papers = sa.select(Document.kind, sa.func.coalesce(sa.func.sum(Document.size), 0), sa.func.count(Document.size))
    found = db.session.execute(papers.group_by(Document.kind).order_by(Document.kind)).all()
    folder = storage.folder
    free = shutil.disk_usage(folder).free if folder is not None and folder.exists() else None
    return Room(_database_size(), [(kind, int(size or 0), number) for kind, size, number in found], free)


def _database_size() -> int:
    if db.engine.dialect.name == "sqlite":
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    else:
        size = "SELECT pg_database_size(current_database())"
    return int(db.session.scalar(sa.text(size)) or 0)
