"""The letter, one invitation per participant, and every message sent (deliveries)."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import Channel, DeliveryState, LetterState, SecurityClass, Urgency
from meetings.models.base import (
    Hash,
    Id,
    Json,
    JsonList,
    Label,
    Model,
    Moment,
    Text,
    Timestamps,
    UtcDateTime,
    enum_column,
    only,
    reference,
)
from meetings.models.document import Document
from meetings.models.meeting import Meeting
from meetings.models.participant import Participant


class Letter(Model, Timestamps):
    """The wording of an official invitation; each participant gets it with their own name and pass."""

    __tablename__ = "letter"
    __table_args__ = (sa.Index("uq_letter_corrects_id", "corrects_id", unique=True),)
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id")
    state: Mapped[LetterState] = mapped_column(enum_column(LetterState), default=LetterState.DRAFT)
    number: Mapped[str] = mapped_column(sa.String(120), default="")
    dated: Mapped[date | None]
    place: Mapped[str] = mapped_column(sa.String(120), default="")
    urgency: Mapped[Urgency] = mapped_column(enum_column(Urgency), default=Urgency.IMPORTANT)
    security: Mapped[SecurityClass] = mapped_column(enum_column(SecurityClass), default=SecurityClass.NORMAL)
    attachment_text: Mapped[str] = mapped_column(sa.String(120), default="-")
    subject: Mapped[Label]
    addressee_place: Mapped[str] = mapped_column(sa.String(120), default="Tempat")
    religious_greeting: Mapped[bool] = mapped_column(default=False)
    opening: Mapped[Text]
    time_text: Mapped[str] = mapped_column(sa.String(120), default="")  # empty: from the first session
    closing: Mapped[Text]
    with_rundown: Mapped[bool] = mapped_column(default=True)
    with_link: Mapped[bool] = mapped_column(default=True)
    signatory: Mapped[Json]  # documents.signatory.Signatory as plain data; "official": the id of a Person
    copies: Mapped[JsonList]  # tembusan
    frozen: Mapped[Json]  # facts of the meeting as they stood when the letter was issued
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    corrects_id: Mapped[str | None] = mapped_column(
        sa.String(16), sa.ForeignKey("letter.id")
    )  # an issued one: never deleted alone
    # One signed file for all its recipients, who get their pass on a sheet of its own; without it each has a print of their own.
    signed_id: Mapped[str | None] = mapped_column(sa.String(16), sa.ForeignKey("document.id"), index=True)
    meeting: Mapped[Meeting] = relationship()
    signed: Mapped[Document | None] = relationship()
    corrects: Mapped["Letter | None"] = relationship(remote_side="Letter.id")  # the former letter that this one changes


class Invitation(Model, Timestamps):
    """A letter for one participant. Answer token and short code are derived from ``id`` and ``link_version``; only their keyed hashes are
    stored."""

    __tablename__ = "invitation"
    __table_args__ = (
        sa.UniqueConstraint("letter_id", "participant_id"),
        sa.Index("uq_invitation_short_hash", "short_hash", unique=True),
        # Who holds which letter, and whether it left.
        sa.Index("ix_invitation_held", "meeting_id", "participant_id", "sent_at", "letter_id"),
        # What the page of a letter counts of its invitations.
        sa.Index("ix_invitation_counted", "letter_id", "participant_id", "sent_at", "opened_at", "document_id"),
        sa.Index("ix_invitation_misnamed", "letter_id", "participant_id", **only("misnamed_at IS NOT NULL")),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    letter_id: Mapped[str] = reference("letter.id", index=False)
    participant_id: Mapped[str] = reference("participant.id")
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    link_version: Mapped[int] = mapped_column(
        sa.BigInteger, default=1
    )  # grows when its letter is replaced: the link on the old one opens nothing
    short_hash: Mapped[str | None] = mapped_column(sa.String(64))  # of the code that a person can type
    document_id: Mapped[str | None] = reference("document.id", ondelete="SET NULL", nullable=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the first delivery that left
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the answer page was first seen
    # Since when its letter, as it is printed, says another name, office or session of the person than the list of participants.
    misnamed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    meeting: Mapped[Meeting] = relationship()
    letter: Mapped[Letter] = relationship()
    participant: Mapped[Participant] = relationship()
    document: Mapped[Document | None] = relationship()


class FormerLink(Model):
    """A link and a short code of an invitation that were replaced: they open nothing, and whoever types one is told so. ``version`` is the
    ``link_version`` that they belonged to."""

    __tablename__ = "former_link"
    id: Mapped[Id]
    invitation_id: Mapped[str] = reference("invitation.id")
    version: Mapped[int] = mapped_column(sa.BigInteger)
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    short_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    replaced_at: Mapped[Moment]
    invitation: Mapped[Invitation] = relationship()


LETTERS = "kind = 'invitation' AND state != 'cancelled' AND state != 'handed'"


class Delivery(Model, Timestamps):
    """One message to one address. ``dedupe_key`` makes queueing it twice harmless."""

    __tablename__ = "delivery"
    __table_args__ = (
        sa.Index("ix_delivery_state_next_attempt_at", "state", "next_attempt_at"),
        sa.Index("ix_delivery_meeting_id_created_at_id", "meeting_id", "created_at", "id"),
        sa.Index("ix_delivery_created_at_id_meeting_id", "created_at", "id", "meeting_id"),
        sa.Index("ix_delivery_meeting_id_state_kind", "meeting_id", "state", "kind"),
        # To whom a letter went, by whatever way, is told by this alone: a message is wide.
        sa.Index("ix_delivery_letters", "invitation_id", "created_at", **only(LETTERS)),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str | None] = reference("meeting.id", index=False, nullable=True)
    invitation_id: Mapped[str | None] = reference("invitation.id", nullable=True)
    task_id: Mapped[str | None] = reference("task_run.id", ondelete="SET NULL", nullable=True)
    kind: Mapped[str] = mapped_column(sa.String(40))  # invitation, reminder, password_reset …
    channel: Mapped[Channel] = mapped_column(enum_column(Channel), default=Channel.EMAIL)
    recipient_name: Mapped[Label]
    address: Mapped[str] = mapped_column(sa.String(255))
    by: Mapped[Label]  # of what a person sends or hands over themselves: who said that it has left
    subject: Mapped[Text]
    body_text: Mapped[Text]
    body_html: Mapped[Text]
    attachments: Mapped[JsonList]  # [{"name", "type", "document_id" | "key"}]
    dedupe_key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    state: Mapped[DeliveryState] = mapped_column(enum_column(DeliveryState), default=DeliveryState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[Moment]
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str] = mapped_column(sa.String(80), default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[Text]
    invitation: Mapped[Invitation | None] = relationship()
