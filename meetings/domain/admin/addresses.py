"""After the service got another address: how much of what is out there still leads to a former one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from meetings.config import local_day
from meetings.domain import base_address
from meetings.domain.meetings.states import ALLOWED, Activity
from meetings.domain.permissions import Permission, visible_meetings
from meetings.enums import DeliveryState, DocumentKind, DocumentState
from meetings.extensions import db
from meetings.models import Delivery, Document, Invitation, Meeting, Participant, standing

ADVICE = (
    "teruskan alamat lama ke alamat sekarang; surat dicetak dan dikirim ulang panitia dari halaman Undangan, "
    "tautan pesan yang belum terkirim disesuaikan saat dikirim"
)
UNSENT = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.OUTBOX, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True)
class Leads:
    """What leads to ``addresses``: letters of meetings that are still to come or run (they can be sent again), other issued papers by
    kind (their verification page), messages that have not left (their links are changed when they leave)."""

    addresses: list[str]
    letters: int
    papers: list[tuple[DocumentKind, int]]
    messages: int

    @property
    def any(self) -> bool:
        """Is there anything to say?"""
        return bool(self.letters or self.papers or self.messages)


def former_leads(at: datetime) -> Leads | None:
    """The numbers of the whole installation; None when it never had another address. Five statements."""
    spans = base_address.former_spans()
    if not spans:
        return None
    letters = sa.select(sa.func.count()).select_from(Meeting).join(Invitation, Invitation.meeting_id == Meeting.id)
    letters = _held_by_the_expected(letters, spans).where(*_ahead(at))
    holds = Document.state == DocumentState.PUBLISHED, base_address.under_former(Document.published_at, spans)
    counted = sa.select(Document.kind, sa.func.count()).where(*holds, Document.kind != DocumentKind.LETTER)
    papers = db.session.execute(counted.group_by(Document.kind).order_by(Document.kind)).all()
    waiting = Delivery.state.in_(UNSENT), base_address.under_former(Delivery.created_at, spans)
    messages = db.session.scalar(sa.select(sa.func.count()).select_from(Delivery).where(*waiting)) or 0
    addresses = sorted({span.address for span in spans})
    return Leads(addresses, db.session.scalar(letters) or 0, [(kind, count) for kind, count in papers], messages)


def in_words(leads: Leads) -> str:
    """The same as a sentence for the console."""
    counts = [(leads.letters, "surat undangan kegiatan yang belum selesai"), (leads.messages, "pesan yang belum terkirim")]
    counts[1:1] = [(count, f"{kind.label} terbit") for kind, count in leads.papers]
    listed = ", ".join(f"{count} {what}" for count, what in counts if count)
    return f"Menuju alamat lama {', '.join(leads.addresses)}: {listed}."


def meetings_to_send_again(user_id: str, at: datetime) -> Sequence[sa.Row[Meeting, int]]:
    """The meetings whose letters ``user_id`` may send, with the number of letters that lead to a former address. Two statements."""
    spans = base_address.former_spans()
    if not spans:
        return []
    letters = sa.select(Meeting, sa.func.count()).join(Invitation, Invitation.meeting_id == Meeting.id)
    letters = _held_by_the_expected(letters, spans).where(*_ahead(at), visible_meetings(user_id, Permission.LETTERS_SEND))
    statement = letters.group_by(Meeting.id).order_by(Meeting.starts_on, Meeting.id)
    return db.session.execute(statement).all()


def _held_by_the_expected(letters: Any, spans: Sequence[base_address.Span]) -> Any:
    """Prints that lead elsewhere, of those who get the letter again: see ``invitations.renewing.led_elsewhere``."""
    held = letters.join(Document, Document.id == Invitation.document_id)
    return held.join(Participant, Participant.id == Invitation.participant_id).where(
        standing.EXPECTED.where(),
        Document.state == DocumentState.PUBLISHED,
        base_address.under_former(Document.published_at, spans),
    )


def _ahead(at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    today = local_day(at)
    return Meeting.state.in_(ALLOWED[Activity.INVITE]), Meeting.ends_on >= today
