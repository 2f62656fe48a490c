"""Minutes of a session in versions, their items, decisions and action items."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_, ActionStatus, DocumentState, MinutesStanding, MinutesState, RevisionKind, SecurityClass
from meetings.models.agenda import Session
from meetings.models.base import (
    Id,
    Json,
    JsonList,
    Label,
    Model,
    Moment,
    Name,
    Text,
    Timestamps,
    UtcDateTime,
    enum_column,
    reference,
    unique_while,
)
from meetings.models.document import Document
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.paging import unhurried


class Minutes(Model, Timestamps):
    """Version ``version`` of a session's minutes. (session, version) is unique: a draft is made exactly once.

    ``revision`` grows with every save; a save that started from an older one is refused and shown.
    """

    __tablename__ = "minutes"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "version"),
        sa.Index("ix_minutes_published_at", "published_at"),
        unique_while("uq_minutes_session_id_unpublished", "session_id", "state IN ('draft', 'submitted', 'approved')"),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id")
    session_id: Mapped[str] = reference("session.id", index=False)
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[MinutesState] = mapped_column(enum_column(MinutesState), default=MinutesState.DRAFT)
    layout: Mapped[str] = mapped_column(sa.String(10), default="v2023")  # v2023 | v2009
    title: Mapped[Name]
    room: Mapped[Label]
    chair_name: Mapped[Label]
    chair_position: Mapped[Label]
    secretary_name: Mapped[Label]
    recorder_name: Mapped[Label]
    opening: Mapped[Text]  # cleaned HTML
    closing: Mapped[Text]  # cleaned HTML
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # as it really began
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signatory: Mapped[Json]  # documents.signatory.Signatory as plain data; "official": the id of a Person
    recorder: Mapped[Json]  # the same of the recorder, once chosen from the directory
    copies: Mapped[Json]  # {"lines": [tembusan]}
    taken: Mapped[Json]  # what session and rundown said when this version took it last (domain/minutes/following)
    waived: Mapped[Json]  # {key of a warning: why it may stay}, given at the last submission
    number: Mapped[str] = mapped_column(sa.String(120), default="")
    security: Mapped[SecurityClass] = mapped_column(  # with which it was numbered last; a correction begins with it
        enum_column(SecurityClass), default=SecurityClass.NORMAL
    )
    draft_document_id: Mapped[str | None] = reference("document.id", ondelete="SET NULL", nullable=True)
    document_id: Mapped[str | None] = reference("document.id", ondelete="SET NULL", nullable=True)
    correction_reason: Mapped[Text]
    submitted_by_id: Mapped[str | None] = reference("user.id", ondelete="SET NULL", index=False, nullable=True)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    return_note: Mapped[Text]  # why the approver sent it back
    approved_by_id: Mapped[str | None] = reference("user.id", ondelete="SET NULL", index=False, nullable=True)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    meeting: Mapped[Meeting] = relationship()
    session: Mapped[Session] = relationship()
    items: Mapped[list["MinutesItem"]] = relationship(
        back_populates="minutes", order_by="MinutesItem.position, MinutesItem.id", cascade="all, delete-orphan"
    )
    document: Mapped[Document | None] = relationship(foreign_keys=document_id)
    draft_document: Mapped[Document | None] = relationship(foreign_keys=draft_document_id)

    @property
    def standing(self) -> MinutesStanding:
        """What pages say of this version (needs ``document`` loaded)."""
        return minutes_standing(self.state, self.document.state if self.document else None)

    @property
    def is_out(self) -> bool:
        """Whether it was issued, and readers may read it, whether or not it still holds; not while its file or a signature is wanting."""
        return self.standing in (MinutesStanding.IN_FORCE, MinutesStanding.SUPERSEDED, MinutesStanding.REVOKED)


def minutes_standing(state: MinutesState, document: DocumentState | None) -> MinutesStanding:
    """How minutes stand whose document, if they have one, is in the given state: published are only those whose document holds."""
    if state is MinutesState.SUPERSEDED and document is DocumentState.REVOKED:
        return MinutesStanding.REVOKED  # a later version has taken its place, and it stays withdrawn
    if state is not MinutesState.PUBLISHED:
        return MinutesStanding(state.value)
    if document is None:
        return MinutesStanding.PRINTING
    return {
        DocumentState.QUEUED: MinutesStanding.PRINTING,
        DocumentState.RENDERING: MinutesStanding.PRINTING,
        DocumentState.FAILED: MinutesStanding.NOT_PRINTED,
        DocumentState.SIGNING: MinutesStanding.SIGNING,
        DocumentState.SUPERSEDED: MinutesStanding.SUPERSEDED,
        DocumentState.REVOKED: MinutesStanding.REVOKED,
    }.get(document, MinutesStanding.IN_FORCE)


def minutes_with(*documents: DocumentState) -> sa.ColumnElement[bool]:
    """WHERE clause on Minutes: published, with a document in one of these states (without any: one that holds, ``IN_FORCE``)."""
    states = documents or (DocumentState.PUBLISHED, DocumentState.READY)
    # Asked of the one document: there are as many in these states as letters.
    held = sa.exists().where(Document.id == Minutes.document_id, unhurried(Document.state).in_(states)).correlate(Minutes)
    return sa.and_(Minutes.state == MinutesState.PUBLISHED, held)


class MinutesItem(Model, Timestamps):
    """What was said and decided on one agenda item."""

    __tablename__ = "minutes_item"
    __table_args__ = (sa.Index("ix_minutes_item_minutes_id_position", "minutes_id", "position"),)
    id: Mapped[Id]
    minutes_id: Mapped[str] = reference("minutes.id", index=False)
    agenda_item_id: Mapped[str | None] = reference("agenda_item.id", ondelete="SET NULL", nullable=True)
    position: Mapped[int]
    title: Mapped[Name]
    speakers: Mapped[Text]  # "Nama, jabatan" lines
    discussion: Mapped[Text]  # cleaned HTML
    revision: Mapped[int] = mapped_column(default=1)
    minutes: Mapped[Minutes] = relationship(back_populates="items")
    decisions: Mapped[list["Decision"]] = relationship(order_by="Decision.position, Decision.id", cascade="all, delete-orphan")
    actions: Mapped[list["ActionItem"]] = relationship(
        order_by="ActionItem.position, ActionItem.id", cascade="all, delete-orphan", back_populates="item"
    )

    @property
    def written(self) -> bool:
        """Whether a person wrote on it; title and speakers come out of the rundown."""
        return bool(self.discussion or self.decisions or self.actions)


class Decision(Model, Timestamps):
    """One decision, in one sentence or more."""

    __tablename__ = "decision"
    id: Mapped[Id]
    item_id: Mapped[str] = reference("minutes_item.id")
    position: Mapped[int]
    text: Mapped[Text]


class ActionItem(Model, Timestamps):
    """Something an institution must do by a day."""

    __tablename__ = "action_item"
    __table_args__ = (sa.Index("ix_action_item_meeting_id_due_on", "meeting_id", "due_on"),)
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    item_id: Mapped[str] = reference("minutes_item.id")
    origin_id: Mapped[str] = mapped_column(sa.String(16), index=True)  # the same task through all versions
    position: Mapped[int]
    text: Mapped[Text]
    institution: Mapped[Label]
    organisation_id: Mapped[str | None] = reference("organisation.id", ondelete="SET NULL", nullable=True)
    person: Mapped[Label]
    due_on: Mapped[date | None]
    status: Mapped[ActionStatus] = mapped_column(enum_column(ActionStatus), default=ActionStatus.OPEN)
    item: Mapped[MinutesItem] = relationship(back_populates="actions")


class MinutesRevision(Model):
    """What an item of minutes said, as somebody left it: never changed by anybody else, and kept when the item is gone.

    ``item_id`` refers to no row, since it outlives the item. Saves of one sitting are one row, from ``began_at`` to ``at``.
    """

    __tablename__ = "minutes_revision"
    __table_args__ = (
        sa.Index("ix_minutes_revision_minutes_id_at_id", "minutes_id", "at", "id"),
        sa.Index("ix_minutes_revision_item_id_at_id", "item_id", "at", "id"),
    )
    id: Mapped[Id]
    minutes_id: Mapped[str] = reference("minutes.id", index=False)
    item_id: Mapped[str] = mapped_column(sa.String(16))
    kind: Mapped[RevisionKind] = mapped_column(enum_column(RevisionKind))
    began_at: Mapped[Moment]
    at: Mapped[Moment]
    actor_id: Mapped[str | None] = mapped_column(sa.String(16))
    actor_name: Mapped[Label]
    title: Mapped[Label]
    place: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # where the item stood
    fields: Mapped[JsonList]  # what of it was changed
    content: Mapped[Json]  # domain.minutes.revisions.content_of
    minutes: Mapped[Minutes] = relationship()


class MinutesPicture(Model):
    """A picture for the text of a session's minutes, of all versions; the text names it by its id and holds caption and alternative text."""

    __tablename__ = "minutes_picture"
    id: Mapped[Id]
    session_id: Mapped[str] = reference("session.id")
    storage_key: Mapped[str] = mapped_column(sa.String(120))
    width: Mapped[int] = mapped_column(sa.BigInteger)
    height: Mapped[int] = mapped_column(sa.BigInteger)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    added_by: Mapped[Label]
    created_at: Mapped[Moment]


class MinutesPhrase(Model, Timestamps):
    """A short text that an organisation's minutes take up again and again; also offered to the units below it."""

    __tablename__ = "minutes_phrase"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)
    id: Mapped[Id]
    organisation_id: Mapped[str] = reference("organisation.id", index=False)
    position: Mapped[int] = mapped_column(sa.BigInteger)
    name: Mapped[str] = mapped_column(sa.String(120), info={"label": N_("Nama frasa")})
    text: Mapped[Text] = mapped_column(info={"label": N_("Isi frasa")})  # cleaned HTML with placeholders
    organisation: Mapped[Organisation] = relationship()
