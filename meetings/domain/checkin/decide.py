"""The rules of the door as one pure function, the same for both databases, one scan and a thousand."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from meetings.domain.attendance.presence import Sighting
from meetings.domain.checkin.reading import Scan
from meetings.enums import FROM_AFAR, PassState, RefusalReason, ScanMethod, ScanStatus
from meetings.enums import ParticipantStatus as Status
from meetings.models import standing

EARLIEST = timedelta(days=1)  # before the meeting begins; what claims to be older is no scan of this meeting
# Clocks of two devices online agree no better than this: who was first within it is told by arrival.
SIMULTANEOUS = timedelta(seconds=5)
CLOCK_TOLERANCE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the meeting and the caller's rights say. ``begins_at`` is the start of the first session."""

    begins_at: datetime
    refuse_declined: bool
    refuse_unconfirmed: bool
    may_force: bool


@dataclass(frozen=True, slots=True)
class Hall:
    """The session, as far as the door needs it. ``inside`` counts people, needed only where there is a capacity."""

    id: str
    opens_at: datetime
    closes_at: datetime
    allowed: bool = True  # the device may check in here
    capacity: int | None = None
    inside: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """A participant as the door sees one. ``sessions`` None: every session of the meeting is open to them."""

    id: str
    name: str
    position: str
    organisation: str
    category: str | None
    colour: str | None
    status: str
    representing: str | None = None
    represented_by: str | None = None
    notes: str | None = None
    sessions: frozenset[str] | None = None
    remark: str = ""  # the notes without a seat


@dataclass(frozen=True, slots=True)
class Found:
    """Whom the code or id means: nobody, somebody of another meeting, or a person (with their pass's state)."""

    person: Person | None = None
    pass_state: str | None = None
    foreign: bool = False
    pass_ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """The first attendance of a person in the session, and whether they were inside at the moment of this scan; ``again``: since which
    entry, where it is not the first."""

    at: datetime
    gate: str
    by: str
    inside: bool
    again: Sighting | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``forced_over`` is the refusal that ``force`` overruled. ``counts`` is True when the scan says where a person was."""

    status: ScanStatus
    reason: RefusalReason | None = None
    forced_over: RefusalReason | None = None
    show_first: bool = False

    @property
    def counts(self) -> bool:
        """Whether the scan becomes part of the attendance."""
        return self.status is not ScanStatus.REFUSED


def moment_of(scan: Scan, at: datetime) -> tuple[datetime, bool]:
    """The moment that counts, and whether the device's clock runs ahead of ours (then it is the time of receipt)."""
    claimed = scan.device_time
    if claimed is None or claimed > at:
        return at, claimed is not None and claimed - at > CLOCK_TOLERANCE
    return claimed, False


def decide(
    scan: Scan,
    rules: Rules,
    hall: Hall | None,
    found: Found,
    presence: Presence | None,
    at: datetime,
    undone_at: datetime | None = None,
) -> Verdict:
    """The answer to a scan that was not seen before, received at ``at``; ``undone_at``: when this attendance was last taken back."""
    moment, _ahead = moment_of(scan, at)
    if not scan.valid or moment < rules.begins_at - EARLIEST:
        return _refused(RefusalReason.INVALID)
    final = _not_this_meeting(found if not _was_good(scan, found, moment) else replace(found, pass_state=PassState.ACTIVE))
    if final is not None:
        return _refused(final)
    person = found.person
    assert person is not None
    if hall is None:
        return _refused(RefusalReason.WRONG_SESSION)
    if _was_undone(scan, moment, undone_at):
        return _refused(RefusalReason.UNDONE)
    force = scan.force and rules.may_force
    over: RefusalReason | None = None
    for reason in (_replaced(found), None if hall.allowed else RefusalReason.DEVICE_NOT_ALLOWED):
        if reason is not None:
            if not force:
                return _refused(reason)
            over = over or reason
    if scan.direction == "out":
        return _leaving(presence, moment, over)
    if presence is not None and presence.inside:
        return Verdict(ScanStatus.ALREADY, show_first=True)
    happened_before = presence is not None and moment < presence.at
    if happened_before and not scan.offline:
        return Verdict(ScanStatus.ALREADY, show_first=True)
    seated = happened_before or scan.method in FROM_AFAR  # who joins from afar takes no chair
    refusal = _refusal(person, rules, hall, moment, seated=seated)
    if refusal is not None:
        if not force:
            return _refused(refusal)
        over = over or refusal
    return Verdict(ScanStatus.ACCEPTED, over or _warning(person), over)


def _leaving(presence: Presence | None, moment: datetime, over: RefusalReason | None) -> Verdict:
    if presence is None or presence.at > moment:  # nobody has seen them come in, so far
        return Verdict(ScanStatus.ALREADY)
    if not presence.inside:
        return Verdict(ScanStatus.ALREADY, show_first=True)
    return Verdict(ScanStatus.ACCEPTED, over, over)


def _refused(reason: RefusalReason) -> Verdict:
    return Verdict(ScanStatus.REFUSED, reason)


def _not_this_meeting(found: Found) -> RefusalReason | None:
    if found.foreign:
        return RefusalReason.WRONG_MEETING
    if found.person is None:
        return RefusalReason.UNKNOWN
    return RefusalReason.REVOKED if is_revoked(found.person.status, found.pass_state) else None


def _was_good(scan: Scan, found: Found, moment: datetime) -> bool:
    """Whether the pass stopped only after the scan was made, by a device that could not be told: its person stood at the door with it."""
    return (
        scan.offline
        and found.pass_state == PassState.REVOKED
        and found.pass_ended_at is not None
        and moment < found.pass_ended_at
    )


def is_revoked(status: str, pass_state: str | None) -> bool:
    """Whether a pass (None: found by name) of a person with this status opens no door any more; in SQL `people.revoked`."""
    if status in standing.GONE.statuses or pass_state == PassState.REVOKED:
        return True
    return pass_state == PassState.REPLACED and status != Status.REPLACED  # an old card of somebody who has a new one


def _replaced(found: Found) -> RefusalReason | None:
    assert found.person is not None
    return RefusalReason.REPLACED if found.person.status == Status.REPLACED else None


def moves_first(scan: Scan, moment: datetime, presence: Presence | None) -> bool:
    """Whether a scan of somebody present tells that they came earlier than known (rule 4: the earliest moment wins)."""
    return presence is not None and scan.direction == "in" and _happened_before(scan, moment, presence.at)


def _was_undone(scan: Scan, moment: datetime, undone_at: datetime | None) -> bool:
    """Whether somebody has taken back what this scan tells: it happened before, and arrives now. Who enters a paper knows of the undo."""
    if undone_at is None or scan.direction != "in" or scan.method == ScanMethod.PAPER:
        return False
    return _happened_before(scan, moment, undone_at)


def _happened_before(scan: Scan, moment: datetime, other: datetime) -> bool:
    return moment < other and (scan.offline or other - moment > SIMULTANEOUS)


def refused_as_answered(status: str, *, refuse_declined: bool, refuse_unconfirmed: bool) -> RefusalReason | None:
    """Why somebody with this status is let in to no session, at no hour; the meeting's two rules say so of some."""
    if status == Status.PENDING:
        return RefusalReason.NOT_CONFIRMED
    if status == Status.DECLINED and refuse_declined:
        return RefusalReason.DECLINED
    return RefusalReason.NOT_CONFIRMED if status == Status.INVITED and refuse_unconfirmed else None


def _refusal(person: Person, rules: Rules, hall: Hall, moment: datetime, *, seated: bool) -> RefusalReason | None:
    declined, unconfirmed = rules.refuse_declined, rules.refuse_unconfirmed
    if reason := refused_as_answered(person.status, refuse_declined=declined, refuse_unconfirmed=unconfirmed):
        return reason
    if not standing.admits(person.sessions, hall.id):
        return RefusalReason.WRONG_SESSION
    if moment < hall.opens_at:
        return RefusalReason.TOO_EARLY
    if moment > hall.closes_at:
        return RefusalReason.TOO_LATE
    if not seated and hall.capacity is not None and hall.inside >= hall.capacity:
        return RefusalReason.CAPACITY
    return None


def _warning(person: Person) -> RefusalReason | None:
    if person.status == Status.DECLINED:
        return RefusalReason.DECLINED
    return RefusalReason.NOT_CONFIRMED if person.status == Status.INVITED else None
