"""A guest joins from afar: on the way into the virtual room they are recorded as present at the session that it leads to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from flask_babel import gettext as _

from meetings import clock
from meetings.config import current_settings
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.audit import Action, Actor, record
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.manual import rule_in_words
from meetings.domain.checkin.reading import read_moment, read_scan
from meetings.domain.checkin.record import record_scans
from meetings.domain.guests.page import opens_the_door
from meetings.domain.meetings import Activity, allows
from meetings.domain.online.editing import link_name
from meetings.domain.online.queries import links_for_participants
from meetings.domain.participants.sessions import called_ids
from meetings.domain.passes import code_of
from meetings.enums import RefusalReason, ScanMethod, ScanStatus
from meetings.models import Meeting, Participant, Pass, Session, VirtualLink
from meetings.writing.dates import format_time_of

LONGEST = 64  # letters of a name on the screen, as Zoom takes them


@dataclass(frozen=True, slots=True)
class Joining:
    """A link that this guest sees now. ``session``: that joining is recorded for, None while none is at hand; ``screen_name``: as which they
    should stand on the others' screens."""

    link: VirtualLink
    session: Session | None
    screen_name: str


@dataclass(frozen=True, slots=True)
class Joined:
    """What the guest is told; ``there``: they are recorded as present."""

    there: bool
    words: str


def find_joining(issued: Pass, link_id: str, at: datetime) -> Joining | None:
    """What the guest joins by this link of their meeting; None for one that they do not see now."""
    if not opens_the_door(issued):
        return None
    person = issued.participant
    everything, allowed = list_sessions(person.meeting, with_items=False), called_ids([person.id]).get(person.id)
    links = links_for_participants(person.meeting, everything, at, allowed)
    link = next((each for each in links if each.id == link_id), None)
    if link is None:
        return None
    led_to = [each for each in everything if link.session_id in (None, each.id) and (allowed is None or each.id in allowed)]
    return Joining(link, _at_hand(led_to, at), screen_name(person))


def screen_name(person: Participant) -> str:
    """Institution, name and position, so that the host knows who it is; without the position where that is too long."""
    parts = [*filter(None, (person.institution, person.full_name, person.position))]
    while len("_".join(parts)) > LONGEST and len(parts) > 2:
        parts.pop()
    return "_".join(parts)[:LONGEST].rstrip("_ ,")


def join(issued: Pass, joining: Joining, at: datetime) -> Joined:
    """Record the guest as present from afar, under the rules of the door."""
    meeting, session = issued.participant.meeting, joining.session
    if session is None or not allows(meeting, Activity.CHECKIN):
        return Joined(False, _("Kehadiran dicatat selama sesi yang Anda ikuti berlangsung. Ketuk Gabung lagi pada waktunya."))
    return _recorded(issued, meeting, session, joining.link, at)


def _at_hand(sessions: Sequence[Session], at: datetime) -> Session | None:
    """The one that runs, else the next."""
    coming = [each for each in sessions if not each.is_over(at)]
    running = [each for each in coming if each.starts_at <= at]
    return min(running or coming, key=lambda each: (each.starts_at, each.id), default=None)


def _recorded(issued: Pass, meeting: Meeting, session: Session, link: VirtualLink, at: datetime) -> Joined:
    person = issued.participant
    actor = Actor("guest", person.id, person.full_name)
    raw = {
        "id": str(uuid4()),
        "code": code_of(issued),
        "session": session.id,
        "direction": "in",
        "scanned_at": clock.iso(at),
        "method": "self",
    }
    scan = replace(read_scan(raw, current_settings().code_key), method=ScanMethod.LINK.value)
    caller = Caller(meeting.id, actor, link_name(link), may_force=False)
    (result,) = record_scans(caller, [scan], at)
    status, reason = ScanStatus(result["status"]), result["reason"]
    if status is ScanStatus.REFUSED and reason:
        return Joined(False, _("Kehadiran belum dicatat: %(why)s.", why=rule_in_words(RefusalReason(reason), session, at)))
    first = read_moment(result["first"]["at"]) if result["first"] else None
    if status is ScanStatus.ACCEPTED:
        record(
            actor,
            Action.ONLINE_JOINED,
            at=at,
            meeting=meeting,
            target=person,
            target_name=person.full_name,
            session=session.title,
        )
    time = format_time_of(first or at, session.starts_at, meeting.timezone)
    return Joined(True, _("Anda tercatat hadir pukul %(time)s pada sesi %(session)s.", time=time, session=session.title))
