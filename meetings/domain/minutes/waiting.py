"""Minutes that wait for somebody, over all meetings that a person sees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from meetings.domain import signing
from meetings.enums import DocumentState, MinutesStanding, MinutesState, SigningMethod
from meetings.extensions import db
from meetings.models import Document, Meeting, Minutes, Session, Signature


@dataclass(frozen=True)
class Waiting:
    """Minutes that wait for somebody: to be approved, published, signed or withdrawn."""

    minutes_id: str
    meeting_id: str
    meeting_title: str
    session_title: str
    state: MinutesState | MinutesStanding


def withdrawals_waiting(visible: sa.ColumnElement[bool]) -> list[Waiting]:
    """Published minutes of visible meetings whose withdrawal somebody has asked for, the oldest request first."""
    asked = Document.state == DocumentState.PUBLISHED, Document.revoke_asked_at.is_not(None)
    return _by_document(MinutesStanding.IN_FORCE, Document.revoke_asked_at, visible, *asked)


def signatures_waiting(visible: sa.ColumnElement[bool]) -> list[Waiting]:
    """Numbered minutes of visible meetings that wait for their signature, the oldest first."""
    return _by_document(MinutesStanding.SIGNING, Document.created_at, visible, Document.state == DocumentState.SIGNING)


HERE = (SigningMethod.KEY, SigningMethod.BSRE)  # signed on a page of this service


@dataclass(frozen=True, slots=True)
class Wanted:
    """An electronic signature that numbered minutes wait for. ``id``: of the signature; ``signer``: name and office, a line each;
    ``unsure``: sent to the gateway, and it is not known whether it was signed."""

    id: str
    place: int
    signer: str
    minutes_id: str
    meeting_id: str
    meeting_title: str
    session_title: str
    number: str
    method: SigningMethod
    unsure: bool


def certificates_wanted(visible: sa.ColumnElement[bool], *methods: SigningMethod, limit: int = 300) -> list[Wanted]:
    """What is to be signed electronically on a page of this service, by one of ``methods``, in visible meetings, the oldest first."""
    unsure = Signature.sent_at.is_not(None)  # of what is not signed
    meant = Signature.id, Signature.place, Signature.signer, Minutes.id, Meeting.id, Meeting.title, Session.title, Document.number
    statement = (
        signing.wanting(sa.select(*meant, Signature.method, unsure))
        .join(Minutes, Minutes.document_id == Document.id)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(Session, Session.id == Minutes.session_id)
        .where(visible, Signature.method.in_(methods or HERE))
        .order_by(Document.created_at, Signature.place)
        .limit(limit)
    )
    rows: Sequence[Any] = db.session.execute(statement).all()
    return [Wanted(*row) for row in rows]


def _by_document(standing: MinutesStanding, order: Any, *conditions: sa.ColumnElement[bool], limit: int = 20) -> list[Waiting]:
    statement = (
        sa.select(Minutes.id, Meeting.id, Meeting.title, Session.title)
        .select_from(Minutes)
        .join(Document, Document.id == Minutes.document_id)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(Session, Session.id == Minutes.session_id)
        .where(*conditions)
        .order_by(order)
        .limit(limit)
    )
    return [Waiting(*row, standing) for row in db.session.execute(statement)]


def minutes_waiting(visible: sa.ColumnElement[bool], states: Iterable[MinutesState], limit: int = 20) -> list[Waiting]:
    """Minutes of visible meetings in one of ``states``, the oldest first."""
    statement = (
        sa.select(Minutes.id, Meeting.id, Meeting.title, Session.title, Minutes.state)
        .select_from(Minutes)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(Session, Session.id == Minutes.session_id)
        .where(visible, Minutes.state.in_(list(states)))
        .order_by(Minutes.updated_at)
        .limit(limit)
    )
    return [Waiting(*row) for row in db.session.execute(statement)]
