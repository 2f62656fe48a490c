"""Minutes: list, reading, writing, approval, publication, correction."""

from collections.abc import Callable

from flask import Blueprint
from markupsafe import Markup

from meetings import clock
from meetings.domain.minutes import closing_sentence, happened, lags, opening_sentence
from meetings.domain.minutes.plaintext import to_text
from meetings.domain.minutes.richtext import clean_html

bp = Blueprint("minutes", __name__, url_prefix="/kegiatan/<meeting_id>/notula")


@bp.context_processor
def texts() -> dict[str, Callable[..., str | bool]]:
    """For templates: rich text shown (cleaned once more) and as plain text, the sentences that are made of the fields, whether an
    hour is still ahead, and whether a draft's file lags behind doors and clock."""
    return {
        "show_rich": lambda text: Markup(clean_html(text)),  # noqa: S704 -- clean
        "plain": to_text,
        "opening_sentence": lambda minutes: opening_sentence(minutes, clock.now()),
        "closing_sentence": lambda minutes: closing_sentence(minutes, clock.now()),
        "is_ahead": lambda minutes, moment: moment is not None and happened(minutes, moment, clock.now()) is None,
        "lags": lambda minutes: lags(minutes, clock.now()),
    }


from meetings.blueprints.minutes import approval, editor, facts, signed, views  # noqa: E402, F401 -- registers
