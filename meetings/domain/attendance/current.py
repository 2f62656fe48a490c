"""Which session it is now: for the screens of the hall, for guests who check themselves in, and for pages that nobody told. Devices at the
door decide by the same hours (`frontend/scanner/gate.ts`)."""

from collections.abc import Sequence
from datetime import datetime

from meetings.models import Session


def serving(sessions: Sequence[Session], at: datetime) -> list[Session]:
    """The sessions whose door is open at ``at`` and that are not over: those that have begun, before any has those that begin next. Of
    more than one somebody has to say which is meant. ``sessions``: a meeting's in order, which is loaded."""
    takes = [session for session in sessions if session.doors[0] <= at <= session.doors[1] and not session.is_over(at)]
    begun = [session for session in takes if session.starts_at <= at]
    return begun or [session for session in takes if session.starts_at == takes[0].starts_at]


def current_session(sessions: Sequence[Session], at: datetime) -> Session | None:
    """The session that a person most likely means: of those served now the one that began last, else the one running, else the nearer of
    the one that has just ended and the one that comes next."""
    running = serving(sessions, at) or [each for each in sessions if each.starts_at <= at and not each.is_over(at)]
    if running:
        return running[-1]
    over, coming = [each for each in sessions if each.is_over(at)][-1:], [each for each in sessions if each.starts_at > at][:1]
    if over and coming:
        return over[0] if at - over[0].over_from < coming[0].starts_at - at else coming[0]
    return next(iter(coming or over), None)


def still_admitting(sessions: Sequence[Session], shown: Session, at: datetime) -> Session | None:
    """The session before ``shown`` that is over while its door still takes the late, as long as ``shown`` has not been over, too: whoever is
    checked in may belong there. ``sessions``: a meeting's in order, which is loaded."""
    late = [each for each in sessions if each.starts_at < shown.starts_at and each.is_over(at) and at <= each.doors[1]]
    return late[-1] if late and not shown.is_over(at) else None
