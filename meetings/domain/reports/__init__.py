"""What many features together say of a meeting: its numbers, how far it has come."""

from meetings.domain.reports.numbers import Numbers, meeting_numbers
from meetings.domain.reports.progress import Progress, meeting_progress

__all__ = ["Numbers", "Progress", "meeting_numbers", "meeting_progress"]
