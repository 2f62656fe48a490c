"""A mail that the server took and that came back later: it has not arrived, and the committee sees it among the failed ones."""

from datetime import datetime

import sqlalchemy as sa

from meetings.domain.audit import SYSTEM, Action, record
from meetings.domain.outbox.kinds import find_kind
from meetings.enums import Channel, DeliveryState
from meetings.extensions import db
from meetings.models import Delivery, Meeting

S = DeliveryState


def note_returned(message_id: str, recipient: str, reason: str, at: datetime) -> bool:
    """The mail with this Message-ID did not reach ``recipient`` (lower case). False when no mail to them is meant, or that is known:
    a report that comes twice changes nothing. Whoever knows a Message-ID has the mail, so a stranger cannot make one fail."""
    meant = Delivery.message_id == message_id, sa.func.lower(Delivery.address) == recipient, Delivery.channel == Channel.EMAIL
    failed = {"state": S.FAILED, "error": f"Surel kembali: {reason}"[:2000], "updated_at": at}
    changed = sa.update(Delivery).where(*meant, Delivery.state.in_((S.SENT, S.UNCERTAIN))).values(**failed, sent_at=None)
    delivery_id = db.session.scalar(changed.returning(Delivery.id).execution_options(synchronize_session=False))
    if delivery_id is None:
        return False
    delivery = db.session.get_one(Delivery, delivery_id, populate_existing=True)
    if kind := find_kind(delivery.kind):
        kind.returned(delivery_id)
    meeting = db.session.get(Meeting, delivery.meeting_id) if delivery.meeting_id else None
    name = delivery.recipient_name
    record(SYSTEM, Action.DELIVERY_RETURNED, at=at, meeting=meeting, target=delivery, target_name=name)
    db.session.flush()
    return True
