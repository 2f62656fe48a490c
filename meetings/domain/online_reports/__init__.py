"""Attendance reports of virtual rooms: uploaded, explained, names told apart by people, and recorded as attendance."""

from meetings.domain.online_reports.recording import Recorded, record_report
from meetings.domain.online_reports.staging import (
    Explained,
    clear_reports,
    discard_report,
    explain,
    get_report,
    list_reports,
    plan_of,
    stage_report,
    tell_apart,
)

__all__ = [
    "Explained",
    "Recorded",
    "clear_reports",
    "discard_report",
    "explain",
    "get_report",
    "list_reports",
    "plan_of",
    "record_report",
    "stage_report",
    "tell_apart",
]
