"""The attendance lists that people ordered."""

from collections.abc import Callable

from meetings import clock
from meetings.domain.attendance.papers import print_attendance_list
from meetings.models import Document


def render_attendance_document(document: Document, at_work: Callable[[], None]) -> tuple[bytes, int | None]:
    """A renderer for ``tasks.RENDERERS``."""
    return print_attendance_list(document, clock.now(), at_work), None
