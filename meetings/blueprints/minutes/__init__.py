"""Minutes: list, reading, writing, approval, publication, correction."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, url_for
from markupsafe import Markup

from meetings import clock
from meetings.domain.minutes import closing_sentence, happened, item_of, lags, note_html, opening_sentence
from meetings.domain.minutes.plaintext import to_text
from meetings.domain.minutes.richtext import clean_html
from meetings.models import Minutes
from meetings.writing.figures import with_pictures

bp = Blueprint("minutes", __name__, url_prefix="/kegiatan/<meeting_id>/notula")


@bp.context_processor
def texts() -> dict[str, Callable[..., Any]]:
    """For templates: rich text shown (cleaned once more, with its pictures) and as plain text, the sentences that are made of the fields, whether an
    hour is still ahead, and whether a draft's file lags behind doors and clock, quick notes with their item."""
    return {
        "show_rich": show_rich,
        "plain": to_text,
        "opening_sentence": lambda minutes: opening_sentence(minutes, clock.now()),
        "closing_sentence": lambda minutes: closing_sentence(minutes, clock.now()),
        "is_ahead": lambda minutes, moment: moment is not None and happened(minutes, moment, clock.now()) is None,
        "item_of": item_of,
        "note_html": note_html,
        "lags": lambda minutes: lags(minutes, clock.now()),
    }


def show_rich(text: str, minutes: Minutes) -> Markup:
    """Rich text of these minutes, cleaned once more, with its pictures."""

    def address(picture_id: str) -> str:
        return url_for("minutes.picture", meeting_id=minutes.meeting_id, minutes_id=minutes.id, picture_id=picture_id)

    return Markup(with_pictures(clean_html(text), address))  # noqa: S704 -- clean


from meetings.blueprints.minutes import approval, editor, facts, history, notes, phrases, pictures, signed, views  # noqa: E402, F401 -- registers
