"""A form that makes something is taken once.

Whoever sends the same form again, by a double click, the browser's way back or a network that repeats itself, is led to what it made
the first time. Who changes the form before that makes something else, knowingly. The row is written in the transaction that makes the
thing, so a second sender waits for the first, and what is refused leaves the form as it was.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from meetings.extensions import db
from meetings.models import FormTicket
from meetings.models.base import change_rows, insert_new

KEPT_FOR = timedelta(days=30)  # after that a page from the history makes something new


@dataclass(frozen=True)
class Earlier:
    """What the form made before, at the address (a path) ``led_to``; ``same`` with the same content."""

    led_to: str
    same: bool


def take_form(form_hash: str, content_hash: str, at: datetime) -> Earlier | None:
    """Take the form with this content in the session's transaction; None when it has made nothing yet."""
    row = {"content_hash": content_hash, "form_hash": form_hash, "led_to": "", "created_at": at}
    taken = db.session.scalar(insert_new(FormTicket).values(row).returning(FormTicket.content_hash))
    if taken is None:
        return Earlier(db.session.scalar(sa.select(FormTicket.led_to).filter_by(content_hash=content_hash)) or "", same=True)
    others = sa.select(FormTicket.led_to).where(FormTicket.form_hash == form_hash, FormTicket.content_hash != content_hash)
    led_to = db.session.scalar(others.order_by(FormTicket.created_at.desc()).limit(1))
    return None if led_to is None else Earlier(led_to, same=False)


def note_result(content_hash: str, led_to: str) -> None:
    """Where the form that this transaction took led to."""
    db.session.execute(sa.update(FormTicket).filter_by(content_hash=content_hash).values(led_to=led_to))


def clear_forms(at: datetime) -> int:
    """Forget forms that nobody will send again; how many."""
    return change_rows(sa.delete(FormTicket).where(FormTicket.created_at < at - KEPT_FOR))
