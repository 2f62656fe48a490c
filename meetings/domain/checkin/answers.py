"""The words of the API: results of scans and moments, as the contract fixes them."""

import json
from datetime import datetime

from flask_babel import gettext as _

from meetings import clock
from meetings.domain.attendance.presence import Sighting
from meetings.domain.checkin.contract import FirstPresence, ScannedPerson, ScanResult
from meetings.domain.checkin.decide import Person, Presence, Verdict
from meetings.enums import ParticipantStatus, RefusalReason, ScanStatus


def result_of(scan_id: str, verdict: Verdict, person: Person | None, presence: Presence | None) -> ScanResult:
    """One element of ``results``. Nothing is said of a person whom this meeting does not know (any more)."""
    known = person if verdict.reason is not RefusalReason.WRONG_MEETING else None
    if known is not None and known.status == ParticipantStatus.DELETED:
        known = None
    shown = presence if verdict.show_first else None
    result: ScanResult = {
        "id": scan_id,
        "status": verdict.status,
        "reason": verdict.reason,
        "participant": _participant(known) if known else None,
        "first": _entry(shown) if shown else None,
    }
    if shown is not None and shown.again is not None:
        result["again"] = _entry(shown.again)
    return result


def refusal(scan_id: str, reason: RefusalReason) -> ScanResult:
    """A refusal that says nothing about anybody."""
    return result_of(scan_id, Verdict(ScanStatus.REFUSED, reason), None, None)


def envelope(results: str, session: str | None, expected: int, present: int, at: datetime) -> str:
    """`Results` as JSON; ``results`` are JSON already, with commas between them."""
    return (
        f'{{"results": [{results}], "counts": {{"session": {json.dumps(session)}, "expected": {expected}, '
        f'"present": {present}}}, "server_time": "{clock.iso(at)}"}}'
    )


def _entry(seen: Presence | Sighting) -> FirstPresence:
    return {"at": clock.iso(seen.at), "gate": seen.gate or None, "by": seen.by or None}


def _participant(person: Person) -> ScannedPerson:
    notes = person.notes
    if person.status == ParticipantStatus.REPLACED and person.represented_by:
        instead = _("Diwakili oleh %(name)s", name=person.represented_by)
        notes = f"{instead} · {notes}" if notes else instead
    return {
        "id": person.id,
        "name": person.name,
        "position": person.position,
        "organisation": person.organisation,
        "category": person.category,
        "colour": person.colour,
        "representing": person.representing,
        "notes": notes,
    }
