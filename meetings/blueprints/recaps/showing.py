"""What the pages about one meeting and about a series have in common."""

from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from meetings.domain.attendance.listing import PER_PAGE, Page
from meetings.domain.reports.recap import Counted, Line
from meetings.enums import DocumentState
from meetings.models import Document


def slice_of(lines: Sequence[Line]) -> Page:
    """The page of institutions that is asked for; all of them are counted anyway."""
    per_page = request.args.get("per_page", 50, type=int)
    per_page = per_page if per_page in PER_PAGE else 50
    last = max(1, -(-len(lines) // per_page))
    page = max(1, min(request.args.get("page", 1, type=int), last))
    shown: Any = list(lines[(page - 1) * per_page : page * per_page])
    return Page(shown, page, per_page, len(lines))


def name_of(line: Line, counted: Counted) -> str:
    """As a spreadsheet names the line."""
    return line.name or (_("Jumlah") if line is counted.total else _("Tanpa instansi"))


def asked_for() -> tuple[str, bool]:
    """Who is to sign the paper, and whether it tells percentages."""
    return request.form.get("signer", "")[:16], "share" in request.form


def paper_panel(template: str, document: Document | None, urls: dict[str, str], zone: str, **values: Any) -> Response:
    """How far the print is. The panel asks every second and opens the file when it is there."""
    asked_again = "HX-Request" in request.headers
    name = "recaps/_paper.html" if asked_again else template
    answer = Response(render_template(name, document=document, urls=urls, zone=zone, section="checkin.attendance", **values))
    if asked_again and document is not None and document.state is DocumentState.READY:
        answer.headers["HX-Redirect"] = urls["file"]
    return answer
