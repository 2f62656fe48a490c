"""A form that makes something is taken once.

Whoever sends the same form again, by a double click, the browser's way back or a network that repeats itself, is led to what it made
the first time. Who changes the form before that makes something else, knowingly. The row is written last in the transaction that
makes the thing: of two at once one commits, and nobody's lock is held while a form is still being worked on.
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


def find_earlier(form_hash: str, content_hash: str) -> Earlier | None:
    """What the form has made so far: with this content, else with another one the last; None when it has made nothing."""
    same = FormTicket.content_hash == content_hash
    found = sa.select(FormTicket.led_to, same).where(FormTicket.form_hash == form_hash)
    row = db.session.execute(found.order_by(same.desc(), FormTicket.created_at.desc()).limit(1)).one_or_none()
    return Earlier(row[0], bool(row[1])) if row else None


def take_form(form_hash: str, content_hash: str, led_to: str, at: datetime) -> bool:
    """Note in the session's transaction what the form has made; False when another transaction was faster, and this one is to be
    taken back."""
    row = {"content_hash": content_hash, "form_hash": form_hash, "led_to": led_to, "created_at": at}
    return db.session.scalar(insert_new(FormTicket).values(row).returning(FormTicket.content_hash)) is not None


def clear_forms(at: datetime) -> int:
    """Forget forms that nobody will send again; how many."""
    return change_rows(sa.delete(FormTicket).where(FormTicket.created_at < at - KEPT_FOR))
