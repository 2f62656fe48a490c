"""Reads of the invitation list. No read sends more statements for more rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import defer, joinedload, selectinload

from meetings.domain.invitations.mails import INVITATION, REMINDER, why_not_to
from meetings.domain.invitations.messages import whatsapp_link
from meetings.domain.invitations.misnamed import misnamed, what_is_old
from meetings.domain.invitations.recipients import count_exceptions, has_answered
from meetings.domain.invitations.reminders import silent
from meetings.domain.invitations.renewing import led_elsewhere, printed_again
from meetings.domain.invitations.sending import lacks, not_yet_invited, sendable
from meetings.domain.invitations.states import Row, not_overtaken, served_otherwise
from meetings.domain.outbox import TROUBLED
from meetings.domain.participants import queries as participants
from meetings.enums import Channel, DeliveryState, DocumentState
from meetings.extensions import db
from meetings.models import (
    Delivery,
    Document,
    Invitation,
    Letter,
    Meeting,
    Participant,
    Representation,
    standing,
)
from meetings.models.paging import page_of, unhurried
from meetings.models.participant import PROTOCOL

STATES = (
    "waiting", "not_sent", "kept", "sent", "failed", "renewed", "opened", "answered", "no_answer", "remindable", "remindable_bare", "no_address",
    "misnamed", "old_address",
)  # fmt: skip  # -- table
RARE = ("waiting", "kept", "failed", "renewed", "no_address", "old_address")  # few, once the letter has left
UNMADE = (DocumentState.QUEUED, DocumentState.RENDERING, DocumentState.FAILED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty values narrow nothing. ``state`` is one of STATES."""

    text: str = ""
    state: str = ""
    category: str = ""
    institution: str = ""
    status: str = ""

    @property
    def active(self) -> bool:
        """Is anything narrowed?"""
        return bool(self.text or self.state or self.category or self.institution or self.status)


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of one letter."""

    invited: int
    printed: int  # whose letter is made
    waiting: int  # could be invited, are not yet
    bare: int  # get the letter, or have it, and have no mail address
    sent: int
    unsent: int  # are to get it, invited or not yet, and it has not left to them
    kept: int  # its mail waits in the outbox, and nothing has left since
    failed: int
    opened: int
    answered: int
    renewed: int  # printed again for a new pass, not sent since
    misnamed: int  # the print says something old of its reader
    old_address: int  # the print leads to a former address of the service

    def known(self, wanted: Wanted) -> int | None:
        """How many the list has that is narrowed so, where that is one of these."""
        if wanted.state and wanted == Wanted(state=wanted.state):
            counted: int | None = getattr(
                self, {"not_sent": "unsent", "no_address": "bare"}.get(wanted.state, wanted.state), None
            )
            return counted
        return None


def narrow(letter: Letter, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on Participant for the filter; without a status only those who are on the list."""
    filters = participants.Filters(
        text=wanted.text, category=wanted.category, status=wanted.status, institution=wanted.institution
    )
    clauses = participants.conditions(letter.meeting_id, filters)
    mine = sa.and_(Invitation.letter_id == letter.id, Invitation.participant_id == Participant.id)

    def invited(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
        return sa.exists().where(mine, *conditions).correlate(Participant)  # where the list joins invitations, too

    def with_mail(*mail_states: DeliveryState) -> sa.ColumnElement[bool]:
        theirs = sa.select(Invitation.participant_id).join(Delivery, Delivery.invitation_id == Invitation.id)
        return Participant.id.in_(theirs.where(Invitation.letter_id == letter.id, *not_overtaken(*mail_states)))

    went = sa.select(Invitation.participant_id).where(Invitation.letter_id == letter.id, Invitation.sent_at.is_not(None))
    by_state = {
        "sent": Participant.id.in_(went),
        "kept": with_mail(DeliveryState.OUTBOX),
        "failed": with_mail(*TROUBLED),
        "renewed": sa.and_(standing.EXPECTED.where(), Participant.id.in_(printed_again(letter))),
        "misnamed": sa.and_(standing.EXPECTED.where(), Participant.id.in_(misnamed(letter))),
        "opened": invited(Invitation.opened_at.is_not(None)),
        "answered": sa.and_(has_answered(), invited()),
        "no_answer": standing.UNANSWERED.where(),
        "remindable": sa.and_(*silent(letter)),
        "remindable_bare": sa.and_(*silent(letter), Participant.email == ""),
    }
    if wanted.state in ("waiting", "not_sent", "no_address"):
        lacking = lacks(letter)
        by_state["waiting"] = sa.and_(*lacking, not_yet_invited(letter.id))
        meant = sa.or_(sa.and_(*lacking), sa.and_(*sendable(letter), invited()))  # who said no, or sends somebody, waits for none
        by_state["not_sent"] = sa.and_(Participant.id.not_in(went), meant)
        by_state["no_address"] = sa.and_(*bare(letter, lacking))
    if wanted.state == "old_address":
        by_state["old_address"] = sa.and_(standing.EXPECTED.where(), Participant.id.in_(led_elsewhere(letter)))
    if wanted.state in by_state:
        clauses.append(by_state[wanted.state])
    return clauses


def bare(letter: Letter, lacking: Sequence[sa.ColumnElement[bool]]) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on Participant: on the list, is to get the letter (``lacking``) or has it, however they answered, and has no mail
    address."""
    # One value, not EXISTS: for that PostgreSQL would read all invitations, and these people are few.
    mine = sa.select(Invitation.id).where(Invitation.letter_id == letter.id, Invitation.participant_id == Participant.id)
    has_it = mine.correlate(Participant).limit(1).scalar_subquery().is_not(None)
    theirs = sa.or_(sa.and_(*lacking), has_it)
    no_address = Participant.email == sa.literal_column("''")  # in an index of their own
    return [Participant.meeting_id == letter.meeting_id, standing.LISTED.where(), no_address, theirs]


def list_rows(
    letter: Letter, wanted: Wanted, page: int, per_page: int, *, corrected: bool = False, number: int | None = None
) -> tuple[Pagination, list[Row]]:
    """``corrected``: a later letter has taken this one's place; ``number``: how many there are, where that is known. One page of participants in protocol order with their invitations: eight statements,
    and three where a print says something old."""
    found = page_of(_ordered(letter, wanted), _people, page, per_page, number=number)
    ids = [participant.id for participant in found.items]
    # Whether the letter is for them is asked of this page's people, who are found by their ids alone.
    asked = sa.select(Participant.id, served_otherwise(letter), sa.and_(*sendable(letter))).where(Participant.id.in_(ids))
    meant = {person: bool(other) for person, other, is_meant in db.session.execute(asked) if is_meant}
    invitations = _invitations(letter, ids)
    deliveries = _latest_deliveries([invitation.id for invitation in invitations.values()])
    old = what_is_old(letter.meeting, invitations.values())
    rows = []
    for participant in found.items:
        invitation = invitations.get(participant.id)
        mine = deliveries.get(invitation.id, {}) if invitation else {}
        letters = mine.get(INVITATION.name, {})
        rows.append(
            Row(
                participant,
                invitation,
                letters.get(Channel.EMAIL),
                letters.get(Channel.WHATSAPP),
                corrected,
                paper=letters.get(Channel.PAPER),
                meant=participant.id in meant,
                reminded=_latest(mine.get(REMINDER.name, {}).values()),
                by_whatsapp=invitation is not None
                and not corrected
                and bool(whatsapp_link(participant.phone, ""))
                and not why_not_to(invitation),
                otherwise=meant.get(participant.id, False),
                old=tuple(old.get(invitation.id, ())) if invitation else (),
            )
        )
    return found, rows


def count_invitations(letter: Letter) -> Counts:
    """The letter's numbers, of people on the list, as its filters find them, in nine statements: its invitations are counted in their index,
    people, prints and messages looked at only where something is left to do or is not as with most."""
    mine, may_get = Invitation.letter_id == letter.id, sendable(letter)
    went = sa.select(
        sa.func.count(),
        sa.func.count(Invitation.sent_at),
        sa.func.count(Invitation.opened_at),
        sa.func.count(Invitation.document_id),
    )
    every: Any = db.session.execute(went.where(mine)).one()
    other = count_exceptions(letter)
    invited, sent, opened, queued = (all_of - gone for all_of, gone in zip(every, other[:4], strict=True))
    answered, had = every[0] - other.silent, every[0] - other.off
    left = every[0] - every[1] - (other.off - other.off_sent)
    unmade = sa.select(sa.func.count()).select_from(Document).join(Invitation, Invitation.document_id == Document.id)
    # By the state of the prints, which few are in, not by the letter's index (as in `printed_again`).
    own = unhurried(Invitation.letter_id) == letter.id
    unmade = unmade.join(Participant, Participant.id == Invitation.participant_id).where(standing.LISTED.where())
    unmade = unmade.where(own, Document.state.in_(UNMADE), Document.storage_key.is_(None))
    has_it = Participant.id.in_(sa.select(Invitation.participant_id).where(mine))  # gone through once, not asked for each
    lacking = lacks(letter)
    may_get_it = sa.select(sa.func.count()).select_from(Participant).where(*may_get, sa.or_(lacking[-1], has_it))
    bare_too = sa.select(sa.func.count()).select_from(Participant).where(*bare(letter, lacking))
    both = sa.select(may_get_it.scalar_subquery(), bare_too.scalar_subquery())
    counted = db.session.execute(both).one()
    everybody, without = int(counted[0]), int(counted[1])
    kept, failed = db.session.execute(
        sa.select(_different(Delivery.state == DeliveryState.OUTBOX), _different(Delivery.state.in_(TROUBLED)))
        .select_from(Delivery)
        .join(Invitation, Invitation.id == Delivery.invitation_id)
        .join(Participant, Participant.id == Invitation.participant_id)
        .where(
            mine,
            standing.LISTED.where(),
            Delivery.meeting_id == letter.meeting_id,
            *not_overtaken(DeliveryState.OUTBOX, *TROUBLED),
        )
    ).one()
    expected = Participant.id == Invitation.participant_id, standing.EXPECTED.where()
    again = printed_again(letter).with_only_columns(sa.func.count()).where(*expected)
    elsewhere = led_elsewhere(letter)
    return Counts(
        invited=invited,
        printed=queued - (db.session.scalar(unmade) or 0),
        waiting=everybody - had,
        bare=without,
        sent=sent,
        unsent=everybody - had + left,
        kept=kept,
        failed=failed,
        opened=opened,
        answered=answered,
        renewed=db.session.scalar(again) or 0,
        misnamed=db.session.scalar(misnamed(letter).with_only_columns(sa.func.count()).where(*expected)) or 0,
        old_address=db.session.scalar(elsewhere.with_only_columns(sa.func.count()).where(*expected)) or 0,
    )


def _different(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.distinct(sa.case((condition, Delivery.invitation_id))))


def find_row(meeting_id: str, invitation_id: str) -> Invitation | None:
    """An invitation of this meeting with what its messages need."""
    statement = sa.select(Invitation).where(Invitation.id == invitation_id, Invitation.meeting_id == meeting_id)
    return db.session.scalar(
        statement.options(
            joinedload(Invitation.participant),
            joinedload(Invitation.document),
            joinedload(Invitation.letter).joinedload(Letter.meeting).joinedload(Meeting.organisation),
        )
    )


def _ordered(letter: Letter, wanted: Wanted) -> sa.Select[Any]:
    # Whom a state finds is put in order then: by the index of the order SQLite would read everybody to find these.
    order = (unhurried(PROTOCOL[0]), *PROTOCOL[1:]) if wanted.state in RARE else PROTOCOL
    return sa.select(Participant.id).where(*narrow(letter, wanted)).order_by(*order)


def _people(ids: Sequence[str]) -> Sequence[Participant]:
    shown = (
        selectinload(Participant.category),
        selectinload(Participant.represented_by).joinedload(Representation.representative),
        selectinload(Participant.representing),
    )
    return db.session.scalars(sa.select(Participant).where(Participant.id.in_(ids)).options(*shown)).all()


def _invitations(letter: Letter, participant_ids: Sequence[str]) -> dict[str, Invitation]:
    statement = (
        sa.select(Invitation)
        .where(Invitation.letter_id == letter.id, Invitation.participant_id.in_(participant_ids))
        .options(
            joinedload(Invitation.document).load_only(
                Document.state, Document.storage_key, Document.version, Document.created_at, Document.content
            )
        )
    )
    return {invitation.participant_id: invitation for invitation in db.session.scalars(statement)}


def _latest(deliveries: Iterable[Delivery]) -> Delivery | None:
    """Of reminders by mail and by WhatsApp the one that left last, or will."""
    counted = (each for each in deliveries if each.state not in (DeliveryState.HANDED, DeliveryState.CANCELLED))
    return max(counted, key=lambda each: each.sent_at or each.created_at, default=None)


def _latest_deliveries(invitation_ids: Sequence[str]) -> dict[str, dict[str, dict[Channel, Delivery]]]:
    """By invitation, kind and channel."""
    statement = (
        sa.select(Delivery)
        .where(Delivery.invitation_id.in_(invitation_ids))
        .options(defer(Delivery.body_text), defer(Delivery.body_html))
        .order_by(Delivery.created_at, Delivery.id)
    )
    found: dict[str, dict[str, dict[Channel, Delivery]]] = {}
    for delivery in db.session.scalars(statement):
        found.setdefault(delivery.invitation_id or "", {}).setdefault(delivery.kind, {})[delivery.channel] = delivery
    return found
