"""The rules about somebody who comes without being on the list: the door's own, and what the list and the quota say."""

from dataclasses import dataclass, replace
from datetime import datetime

from meetings.domain.checkin.decide import Found, Hall, Person, Rules, Verdict, decide
from meetings.domain.checkin.reading import Scan
from meetings.enums import RefusalReason, ScanStatus


@dataclass(frozen=True, slots=True)
class Listing:
    """``taken``: the meeting takes who comes without invitation. ``withdrawn``: this very person was taken off the list. ``alike``: people
    on the list may be meant, of whom the clerk has not said that they are others. ``full``: no place of the category's quota is left."""

    taken: bool = True
    withdrawn: bool = False
    alike: bool = False
    full: bool = False


def decide_walk_in(scan: Scan, rules: Rules, hall: Hall | None, person: Person, listing: Listing, at: datetime) -> Verdict:
    """The answer to a walk-in that was not seen before, received at ``at``; ``person``: as they would stand on the list."""
    verdict = decide(scan, rules, hall, Found(person), None, at)
    if verdict.reason is RefusalReason.INVALID:
        return verdict
    for reason, holds in (
        (RefusalReason.NO_WALK_INS, not listing.taken),
        (RefusalReason.WRONG_SESSION, hall is None),
        (RefusalReason.REVOKED, listing.withdrawn),
        (RefusalReason.SIMILAR, listing.alike),
    ):
        if holds:
            return Verdict(ScanStatus.REFUSED, reason)
    if verdict.status is ScanStatus.REFUSED or not listing.full:
        return verdict
    if not (scan.force and rules.may_force):
        return Verdict(ScanStatus.REFUSED, RefusalReason.QUOTA)
    over = verdict.forced_over or RefusalReason.QUOTA
    return replace(verdict, reason=over, forced_over=over)
