"""Clocks of the machines: nothing that waits for a moment waits longer because the clock was set back."""

import socket
from datetime import datetime, timedelta

import sqlalchemy as sa
from babel.dates import format_timedelta
from flask_babel import get_locale
from flask_babel import gettext as _

from meetings.config import current_settings
from meetings.domain import claims
from meetings.extensions import db
from meetings.models import LimitCount, Machine
from meetings.writing.dates import format_moment

BACK = timedelta(minutes=2)  # the last note of the time is at most a minute old when a process ends
TOLD_FOR = timedelta(days=7)


def went_back(at: datetime) -> timedelta:
    """By how much at least the clock of this machine went back while nothing looked at it (negative); zero if it did not."""
    seen = db.session.scalar(sa.select(Machine.seen_at).where(Machine.name == _name()))
    return at - seen if seen is not None and seen - at > BACK else timedelta()


def note_clock(at: datetime, jump: timedelta) -> None:
    """It is ``at`` on this machine; its clock has just been set by ``jump`` (zero: it was not).

    After a step back everything that waits for a moment is due now: those moments are pauses and limits, none is promised to anybody.
    """
    machine = db.session.get(Machine, _name()) or Machine(name=_name())
    machine.seen_at = at
    if jump:
        machine.jumped_at, machine.jumped_by = at, round(jump.total_seconds())
    db.session.add(machine)
    if jump < timedelta():
        claims.catch_up(at)
        db.session.execute(sa.delete(LimitCount))


def clocks_set(at: datetime) -> list[str]:
    """What to tell of the machines whose clock was set in the last days, the latest first; a sentence each."""
    statement = sa.select(Machine).where(Machine.jumped_at > at - TOLD_FOR)
    return [_sentence(machine) for machine in db.session.scalars(statement.order_by(Machine.jumped_at.desc()))]


def _sentence(machine: Machine) -> str:
    assert machine.jumped_at is not None
    language = str(get_locale() or "id")
    named = {
        "machine": machine.name,
        "much": format_timedelta(timedelta(seconds=abs(machine.jumped_by)), threshold=1.5, locale=language),
        "at": format_moment(machine.jumped_at, current_settings().default_zone, language),
    }
    if machine.jumped_by < 0:
        return str(_("Jam mesin %(machine)s dimundurkan %(much)s pada %(at)s.", **named))
    return str(_("Jam mesin %(machine)s dimajukan %(much)s pada %(at)s.", **named))


def _name() -> str:
    return socket.gethostname()[:120]
