"""Badges that people ordered."""

from collections.abc import Callable

from meetings import clock
from meetings.domain.badges.printing import note_badges, print_badges
from meetings.models import Document


def render_badges_document(document: Document, at_work: Callable[[], None]) -> tuple[bytes, int | None]:
    """A renderer for ``tasks.RENDERERS``."""
    return print_badges(document, clock.now(), at_work), None


def finish_badges_document(document: Document) -> None:
    """A finisher for ``tasks.FINISHERS``."""
    note_badges(document, clock.now())
