"""Minutes: list, reading, writing, approval, publication, correction."""

from collections.abc import Callable

from flask import Blueprint
from markupsafe import Markup

from meetings.domain.minutes.richtext import clean_html, to_text

bp = Blueprint("minutes", __name__, url_prefix="/kegiatan/<meeting_id>/notula")


@bp.context_processor
def texts() -> dict[str, Callable[[str], str]]:
    """For templates: rich text shown (cleaned once more) and as plain text."""
    return {"show_rich": lambda text: Markup(clean_html(text)), "plain": to_text}  # noqa: S704 -- clean


from meetings.blueprints.minutes import approval, editor, views  # noqa: E402, F401 -- registers
