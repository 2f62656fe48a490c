"""Reads about participants. No read sends more statements for more rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, selectinload

from meetings.enums import ParticipantSource
from meetings.extensions import db
from meetings.models import (
    Attendance,
    AuditEntry,
    Category,
    Delegate,
    Delivery,
    Invitation,
    Participant,
    QuestionAnswer,
    Representation,
    Session,
    standing,
)
from meetings.models.agenda import SESSION_ORDER
from meetings.models.paging import in_order, page_of
from meetings.models.participant import PROTOCOL
from meetings.models.question import owes_answers
from meetings.models.search import people_in

ANSWERS = {answer.name: answer for answer in standing.ANSWERS}
NO_CATEGORY = "-"
PER_PAGE = (25, 50, 100)
EXPORT_BLOCK = 500
EXPORTED: tuple[Any, ...] = (
    Participant.id,
    Participant.institution,
    Participant.title_front,
    Participant.name,
    Participant.title_back,
    Participant.nip,
    Participant.position,
    Participant.rank,
    Participant.grade,
    Participant.phone,
    Participant.email,
    Participant.status,
    Participant.source,
    Participant.protocol_order,
    Participant.comes_online,
    Participant.companions,
    Participant.answered_at,
    Participant.answered_by,
    Participant.limited,
    Participant.notes,
)

ORDERS = {
    "protocol": PROTOCOL[:-1],
    "rank": (Participant.protocol_order, Participant.sort_name),
    "name": (Participant.sort_name,),
    "institution": (
        sa.func.lower(Participant.institution),
        *PROTOCOL[:-1],
    ),
    "status": (Participant.status, Participant.sort_name),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. `category` is an id or `-` for none, `status` the name of an answer, `order` a key of `ORDERS`, with `-` in front downwards.

    `session`: the id of one that they are called to.

    `owing`: of whom has said yes and not answered what must be.

    `chosen`: of whom answered a question, by its id, with that choice (empty: anything).

    `unreached`: who has neither phone number nor address, so that nothing can be sent to them.

    `with_nip`: digits in `text` look through NIPs and phone numbers, too; only for people who may see personal data."""

    text: str = ""
    category: str = ""
    status: str = ""
    source: str = ""
    institution: str = ""
    session: str = ""
    order: str = "protocol"
    chosen: tuple[str, str] = ("", "")
    owing: bool = False
    unreached: bool = False
    with_nip: bool = False

    @property
    def narrowing(self) -> bool:
        """True when anything but the order is chosen."""
        return bool(
            self.text
            or self.category
            or self.status
            or self.source
            or self.institution
            or self.session
            or self.owing
            or self.unreached
            or self.chosen[0]
        )


def conditions(meeting_id: str, filters: Filters) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses for a list. Without an answer the withdrawn and deleted stay out."""
    clauses = people_in(meeting_id, filters.text, Participant, nip=filters.with_nip)
    clauses.append(ANSWERS.get(filters.status, standing.LISTED).where())
    if filters.category == NO_CATEGORY:
        clauses.append(Participant.category_id.is_(None))
    elif filters.category:
        clauses.append(Participant.category_id == filters.category)
    if filters.source in list(ParticipantSource):
        clauses.append(Participant.source == ParticipantSource(filters.source))
    if filters.institution:
        clauses.append(Participant.institution == filters.institution)
    if filters.chosen[0]:
        question_id, choice = filters.chosen
        mine = QuestionAnswer.question_id == question_id, *([QuestionAnswer.choice == choice] if choice else [])
        clauses += [standing.EXPECTED.where(), Participant.id.in_(sa.select(QuestionAnswer.participant_id).where(*mine))]
    if filters.owing:
        clauses.append(owes_answers())
    if filters.unreached:
        clauses += [Participant.phone == "", Participant.email == ""]
    if filters.session:
        clauses.append(standing.admitted(filters.session))
    return clauses


def list_participants(meeting_id: str, filters: Filters, page: int, per_page: int) -> Pagination:
    """One page of participants with category and representation: a handful of statements, however long the list."""
    per_page = per_page if per_page in PER_PAGE else PER_PAGE[0]
    return page_of(_ordered(meeting_id, filters), _rows, page, per_page)


def export_participants(meeting_id: str, filters: Filters) -> Iterator[sa.Row[Any]]:
    """The columns `EXPORTED`, `category` (a name or None) and `named_by` (through a link) of the same rows in the same order, read in blocks: only a block is
    in memory at a time, and no objects are made of thousands of rows that are only written down."""
    ids = db.session.scalars(_ordered(meeting_id, filters)).all()
    for start in range(0, len(ids), EXPORT_BLOCK):
        yield from in_order(ids[start : start + EXPORT_BLOCK], _exported)


def _exported(ids: Sequence[str]) -> Sequence[sa.Row[Any]]:
    named_by = sa.select(Delegate.named_by).where(Delegate.participant_id == Participant.id).scalar_subquery()
    statement = sa.select(*EXPORTED, Category.name.label("category"), named_by.label("named_by"))
    statement = statement.outerjoin(Category, Category.id == Participant.category_id)
    return db.session.execute(statement.where(Participant.id.in_(ids))).all()


def open_representations(meeting_id: str) -> Sequence[Representation]:
    """Who comes for whom at a meeting, both loaded."""
    statement = sa.select(Representation).where(Representation.meeting_id == meeting_id, Representation.ended_at.is_(None))
    both = (joinedload(Representation.represented), joinedload(Representation.representative))
    return db.session.scalars(statement.options(*both)).all()


def count_matching(meeting_id: str, filters: Filters) -> int:
    """How many rows the filters let through."""
    return db.session.scalar(sa.select(sa.func.count(Participant.id)).where(*conditions(meeting_id, filters))) or 0


def count_by_answer(meeting_id: str) -> dict[str, int]:
    """Participants by the name of what became of their invitation (`standing.ANSWERS`, all of them) and, as ``listed``, of those on
    the list; one statement, which counts the few who were named to come for somebody beside each group."""
    named = sa.select(sa.func.count()).select_from(Representation).join(Representation.representative)
    current = Representation.meeting_id == meeting_id, Representation.ended_at.is_(None)
    beside = named.where(*current, standing.DEPUTY.where()).correlate(None).scalar_subquery()
    statement = sa.select(Participant.status, Participant.source, sa.func.count(), beside).where(
        Participant.meeting_id == meeting_id
    )
    found = dict.fromkeys((*ANSWERS, standing.LISTED.name), 0)
    groups: Sequence[Any] = db.session.execute(statement.group_by(Participant.status, Participant.source)).all()
    for status, source, number, _deputies in groups:
        found[standing.answer_of(status, source, stands_in=False).name] += number
        found[standing.LISTED.name] += number if standing.LISTED.holds(status, source) else 0
    deputies = groups[0][3] if groups else 0
    found[standing.UNANSWERED.name] -= deputies
    found[standing.DEPUTY.name] += deputies
    return found


def institutions_of(meeting_id: str, limit: int = 400) -> list[str]:
    """Institution names on the list, for a filter."""
    statement = (
        sa.select(Participant.institution)
        .where(
            Participant.meeting_id == meeting_id,
            standing.LISTED.where(),
            Participant.institution != "",
        )
        .distinct()
        .order_by(Participant.institution)
    )
    return list(db.session.scalars(statement.limit(limit)))


def find_participants(meeting_id: str, ids: Sequence[str]) -> list[Participant]:
    """The participants of this meeting among `ids`, with meeting and category; others are passed over."""
    statement = sa.select(Participant).where(Participant.meeting_id == meeting_id, Participant.id.in_(ids[:500]))
    options = (joinedload(Participant.category), joinedload(Participant.meeting))
    return list(db.session.scalars(statement.options(*options).order_by(Participant.sort_name)))


def get_participant(meeting_id: str, participant_id: str) -> Participant | None:
    """One participant of this meeting with what its page shows; None if it is not of this meeting."""
    statement = sa.select(Participant).where(Participant.meeting_id == meeting_id, Participant.id == participant_id)
    return db.session.scalar(statement.options(joinedload(Participant.meeting), selectinload(Participant.passes), *_for_rows()))


@dataclass(frozen=True, slots=True)
class History:
    """What happened with one participant: messages, attendance by session, past representations, audit entries."""

    deliveries: Sequence[Delivery]
    invitations: Sequence[Invitation]
    attendance: Sequence[tuple[Session, Attendance | None]]
    representations: Sequence[Representation]
    audit: Sequence[AuditEntry]


def history_of(participant: Participant, limit: int = 50) -> History:
    """Everything told about a participant: five statements."""
    invitations = sa.select(Invitation).where(Invitation.participant_id == participant.id)
    deliveries = (
        sa.select(Delivery)
        .join(Invitation, Invitation.id == Delivery.invitation_id)
        .where(Invitation.participant_id == participant.id)
        .order_by(Delivery.created_at.desc())
        .limit(limit)
    )
    attendance = (
        sa.select(Session, Attendance)
        .outerjoin(
            Attendance,
            sa.and_(Attendance.session_id == Session.id, Attendance.participant_id == participant.id),
        )
        .where(Session.meeting_id == participant.meeting_id)
        .order_by(*SESSION_ORDER)
    )
    representations = (
        sa.select(Representation)
        .where(
            sa.or_(
                Representation.represented_id == participant.id,
                Representation.representative_id == participant.id,
            )
        )
        .options(joinedload(Representation.represented), joinedload(Representation.representative))
        .order_by(Representation.created_at.desc())
        .limit(limit)
    )
    audit = (
        sa.select(AuditEntry)
        .where(AuditEntry.meeting_id == participant.meeting_id, AuditEntry.target_id == participant.id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id)
        .limit(limit)
    )
    return History(
        deliveries=db.session.scalars(deliveries).all(),
        invitations=db.session.scalars(invitations.options(joinedload(Invitation.letter))).all(),
        attendance=[(session, presence) for session, presence in db.session.execute(attendance)],
        representations=db.session.scalars(representations).all(),
        audit=db.session.scalars(audit).all(),
    )


def _ordered(meeting_id: str, filters: Filters) -> sa.Select[Any]:
    """The ids, in order; nothing is joined that the order does not ask for."""
    key = filters.order.removeprefix("-")
    columns = ORDERS.get(key, ORDERS["protocol"])
    down = filters.order.startswith("-")
    order = [column.desc() if down else column.asc() for column in columns]
    return sa.select(Participant.id).where(*conditions(meeting_id, filters)).order_by(*order, Participant.id)


def _rows(ids: Sequence[str]) -> Sequence[Participant]:
    return db.session.scalars(sa.select(Participant).where(Participant.id.in_(ids)).options(*_for_rows())).all()


def _for_rows() -> tuple:
    return (
        joinedload(Participant.category),
        selectinload(Participant.representing).options(
            joinedload(Representation.represented), joinedload(Representation.representative)
        ),
        selectinload(Participant.represented_by).joinedload(Representation.representative),
    )
