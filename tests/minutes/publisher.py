"""Work of a process that may be killed: publish whatever is approved, one after the other."""

from meetings import clock, create_app
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.enums import MinutesState
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Minutes


def publish_all() -> None:
    """Say when it begins; another process may be at the same rows."""
    with create_app().app_context():
        print("mulai", flush=True)
        waiting = db.select(Minutes).where(Minutes.state == MinutesState.APPROVED).order_by(Minutes.id)
        for minutes in db.session.scalars(waiting).all():
            try:
                rules.publish_minutes(minutes, SYSTEM, clock.now())
                db.session.commit()
            except WrongState:
                db.session.rollback()
