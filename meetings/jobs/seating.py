"""Plans of halls and cards for tables that people ordered."""

from collections.abc import Callable

from meetings import clock
from meetings.domain.seating.papers import print_seating
from meetings.models import Document


def render_seating_document(document: Document, at_work: Callable[[], None]) -> tuple[bytes, int | None]:
    """A renderer for ``tasks.RENDERERS``."""
    return print_seating(document, clock.now(), at_work), None
