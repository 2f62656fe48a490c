"""The attendance lists that people ordered."""

from meetings import clock
from meetings.domain.attendance.papers import print_attendance_list
from meetings.models import Document


def render_attendance_document(document: Document) -> tuple[bytes, int | None]:
    """A renderer for ``tasks.RENDERERS``."""
    return print_attendance_list(document, clock.now()), None
