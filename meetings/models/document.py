"""Every PDF issued, the numbers given to them, and background work with progress."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import DocumentKind, DocumentState, RunKind, SecurityClass, TaskState
from meetings.models.base import (
    Hash,
    Id,
    Json,
    JsonList,
    Label,
    Model,
    Text,
    Timestamps,
    UtcDateTime,
    enum_column,
    reference,
)


class Document(Model, Timestamps):
    """A PDF: its file lies in storage under ``storage_key``, its bytes never change once it is issued. While it waits for signatures
    (``Signature``) the file is the one to be signed.

    ``about_id`` is the row that it shows: a letter's invitation, the minutes, the session of an attendance list. It is no foreign key,
    since an issued document outlives what it was made from. With kind, form, ``final`` and version it is unique, so the same work is
    never queued twice. The verification token is derived from ``id``; only its keyed hash is stored.
    """

    __tablename__ = "document"
    __table_args__ = (
        sa.UniqueConstraint("kind", "about_id", "form", "final", "version"),
        sa.Index("ix_document_state_updated_at", "state", "updated_at"),
        sa.Index("ix_document_meeting_id_kind_version", "meeting_id", "kind", "version"),
    )
    id: Mapped[Id]
    organisation_id: Mapped[str] = reference("organisation.id", ondelete="RESTRICT")
    meeting_id: Mapped[str | None] = reference("meeting.id", index=False, nullable=True)
    kind: Mapped[DocumentKind] = mapped_column(enum_column(DocumentKind))
    about_id: Mapped[str] = mapped_column(sa.String(16))
    form: Mapped[str] = mapped_column(sa.String(20), default="")  # which of several papers of this kind about the same thing
    final: Mapped[bool] = mapped_column(
        default=False
    )  # it is issued once it is made; else a draft, or a list as the rows are now
    version: Mapped[int] = mapped_column(default=1)
    run_id: Mapped[str | None] = reference("task_run.id", ondelete="SET NULL", nullable=True)  # which counts it when it is made
    title: Mapped[Label]
    number: Mapped[str] = mapped_column(sa.String(120), default="")
    state: Mapped[DocumentState] = mapped_column(enum_column(DocumentState), default=DocumentState.QUEUED)
    security: Mapped[SecurityClass] = mapped_column(enum_column(SecurityClass), default=SecurityClass.NORMAL)
    content: Mapped[Json]  # frozen input of the renderer, where the document must not follow later changes
    signer: Mapped[Label]  # name and position, as the verification page shows them
    storage_key: Mapped[str | None] = mapped_column(sa.String(120))
    sha256: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    size: Mapped[int | None]
    pages: Mapped[int | None]
    as_of: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the file shows the rows as they were then
    verify_hash: Mapped[Hash] = mapped_column(unique=True)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    superseded_by_id: Mapped[str | None] = reference("document.id", ondelete="SET NULL", nullable=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoke_reason: Mapped[Text]
    # Who asked that it be withdrawn; somebody else confirms it.
    revoke_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoke_asked_by_id: Mapped[str | None] = mapped_column(sa.String(16))  # no foreign key: the request outlives the account
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str] = mapped_column(sa.String(80), default="")
    error: Mapped[Text]
    superseded_by: Mapped["Document | None"] = relationship(remote_side="Document.id")

    @property
    def in_force(self) -> bool:
        """Whether it was issued and holds: not replaced by a newer one, not withdrawn."""
        return self.state is DocumentState.PUBLISHED

    @property
    def may_leave(self) -> bool:
        """Whether there is a file, and it does not wait for a signature: nobody gets a paper that is to be signed and is not."""
        return self.storage_key is not None and self.state is not DocumentState.SIGNING

    @property
    def in_the_making(self) -> bool:
        """Whether somebody may wait for it: its page asks again."""
        return self.state in (DocumentState.QUEUED, DocumentState.RENDERING)

    @property
    def outdated(self) -> bool:
        """Whether the file that is there shows less than the rows: they were changed, and it is not made again yet."""
        return self.sha256 is not None and not self.final and self.state is not DocumentState.READY


class NumberSequence(Model):
    """The last number given in a book (letters, minutes …) of an organisation in a year. Rows are locked by UPDATE."""

    __tablename__ = "number_sequence"
    organisation_id: Mapped[str] = mapped_column(
        sa.String(16), sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    book: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class IssuedNumber(Model):
    """A number once given is given for ever: unique per organisation, book, year."""

    __tablename__ = "issued_number"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "book", "year", "number"),)
    id: Mapped[Id]
    organisation_id: Mapped[str] = reference("organisation.id", index=False)
    book: Mapped[str] = mapped_column(sa.String(40))
    year: Mapped[int]
    number: Mapped[str] = mapped_column(sa.String(120))
    subject: Mapped[str] = mapped_column(sa.String(120))


class TaskRun(Model, Timestamps):
    """A job a person started and watches: progress, result row by row. Claimed by one worker at a time."""

    __tablename__ = "task_run"
    __table_args__ = (sa.Index("ix_task_run_state_updated_at", "state", "updated_at"),)
    id: Mapped[Id]
    meeting_id: Mapped[str | None] = reference("meeting.id", nullable=True)
    kind: Mapped[RunKind] = mapped_column(enum_column(RunKind))
    title: Mapped[Label]
    arguments: Mapped[Json]
    state: Mapped[TaskState] = mapped_column(enum_column(TaskState), default=TaskState.QUEUED)
    total: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)  # so many of its items have their rows: here it goes on
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    problems: Mapped[JsonList]  # [{"row", "message"}]
    created_by_id: Mapped[str | None] = reference("user.id", ondelete="SET NULL", index=False, nullable=True)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str] = mapped_column(sa.String(80), default="")
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # since then none of its mails leaves
    per_minute: Mapped[int | None] = mapped_column(
        sa.BigInteger
    )  # how many of its mails leave in a minute; empty: as many as can
    next_slot_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of a run with a pace: before it no mail leaves
    error: Mapped[Text]
