"""What is kept of a scan, whichever way it went."""

from datetime import datetime
from typing import Any

from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.decide import Found, Hall, Verdict
from meetings.domain.checkin.forcing import Forced
from meetings.domain.checkin.reading import Scan


def scan_row(
    caller: Caller,
    scan: Scan,
    verdict: Verdict,
    hall: Hall | None,
    found: Found,
    moment: datetime,
    ahead: bool,
    at: datetime,
    result: Any,
) -> dict[str, Any]:
    """Every column of a scan's row: plain values, and ``result`` as the statement wants it."""
    forced = scan.forced if verdict.forced_over is not None else Forced()
    return {
        "meeting_id": caller.meeting_id,
        "id": scan.id,
        "session_id": hall.id if hall else None,
        "participant_id": found.person.id if found.person else None,
        "fingerprint": scan.fingerprint,
        "code_hash": scan.kept_hash,
        "direction": scan.direction,
        "method": scan.method,
        "scanned_at": moment,
        "device_time": scan.device_time,
        "received_at": at,
        "clock_ahead": ahead,
        "offline": scan.offline,
        "force": verdict.forced_over is not None,  # what it did, not what was asked: a list asks for everybody on it
        "force_reason": forced.reason.value if forced.reason else None,
        "force_note": forced.note,
        "device_id": caller.device_id,
        "user_id": caller.user_id,
        "gate": caller.gate,
        "by": caller.actor.name,
        "status": verdict.status.value,
        "reason": verdict.reason.value if verdict.reason else None,
        "result": result,
        "undoes_id": None,
        "undo_reason": "",
    }
