"""Messages on screen: whose are shown to whom, what of them may be read, and the trace that a reading leaves."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.outbox.kinds import find_kind
from meetings.domain.outbox.sealing import read_body
from meetings.domain.permissions import Permission, covered_accounts, visible_meetings
from meetings.enums import Channel
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.models import Delivery, Meeting, User
from meetings.writing.emails import mask_email
from meetings.writing.phones import show_phone


def visible_deliveries(user_id: str, *, in_order: bool = False) -> sa.ColumnElement[bool]:
    """A WHERE clause on Delivery: those of the meetings whose messages the user looks after, and the mails about accounts that the user
    covers. ``in_order``: for a page of a list in the order of time, which is found by that and not by the meetings."""
    of: Any = sa.func.coalesce(Delivery.meeting_id, "") if in_order else Delivery.meeting_id
    meetings = sa.select(Meeting.id).where(visible_meetings(user_id, Permission.MESSAGES_MANAGE))
    accounts = sa.select(User.email).where(covered_accounts(user_id))
    return sa.or_(of.in_(meetings), sa.and_(Delivery.meeting_id.is_(None), Delivery.address.in_(accounts)))


def open_addresses(user_id: str) -> sa.ColumnElement[bool]:
    """A WHERE clause on the visible deliveries: those whose address the user may read in full."""
    near = sa.select(Meeting.id).where(visible_meetings(user_id, Permission.PERSONAL_VIEW))
    return sa.or_(Delivery.meeting_id.is_(None), Delivery.meeting_id.in_(near))


def show_addresses(deliveries: Collection[Delivery], user_id: str) -> dict[str, str]:
    """The address of each, by id: in full, or as far as the user may read it. One statement."""
    ids = [delivery.id for delivery in deliveries]
    whole = set(db.session.scalars(sa.select(Delivery.id).where(Delivery.id.in_(ids), open_addresses(user_id))))
    return {each.id: each.address if each.id in whole else _masked(each) for each in deliveries}


def _masked(delivery: Delivery) -> str:
    if delivery.channel is Channel.PAPER:  # it went to nobody's address
        return delivery.address
    return show_phone(delivery.address, False) if delivery.channel is Channel.WHATSAPP else mask_email(delivery.address)


def has_open_body(delivery: Delivery) -> bool:
    """May what stands in the message be read on screen, or does it hold secrets, as its kind says? Of an unknown kind: no."""
    kind = find_kind(delivery.kind)
    return kind is not None and kind.open_body


def require_open_body(delivery: Delivery) -> None:
    """Raises NotFound for a message whose text and attachments nobody reads on screen."""
    if not has_open_body(delivery):
        raise NotFound(
            _("Isi pesan ini memuat tautan atau tanda masuk pribadi penerimanya, jadi tidak ditampilkan kepada siapa pun.")
        )


def open_message(delivery: Delivery, actor: Actor, at: datetime) -> tuple[str, str]:
    """The (text, HTML) of a message, both empty where nobody may read them; whoever opens it stands in the audit trail."""
    note_reading(delivery, actor, at)
    return read_body(delivery) if has_open_body(delivery) else ("", "")


def note_reading(delivery: Delivery, actor: Actor, at: datetime) -> None:
    """Somebody opens a message, or a part of it."""
    meeting = db.session.get(Meeting, delivery.meeting_id) if delivery.meeting_id else None
    record(actor, Action.DELIVERY_READ, at=at, meeting=meeting, target=delivery, target_name=delivery.recipient_name)
