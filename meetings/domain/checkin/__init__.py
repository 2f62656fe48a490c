"""Check-in: devices at the door, scans, attendance."""

from meetings.domain.checkin.callers import Caller, caller_for_user, caller_of
from meetings.domain.checkin.receiving import receive
from meetings.domain.checkin.record import record_scans

__all__ = ["Caller", "caller_for_user", "caller_of", "receive", "record_scans"]
