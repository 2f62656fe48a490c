"""The plan of the hall and the cards on paper: ordered, waited for, opened."""

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from meetings import clock
from meetings.blueprints.seating import bp
from meetings.blueprints.seating.choosing import address_of, current_plan
from meetings.domain.participants.printable import boxes_on_the_list
from meetings.domain.seating.papers import CARDS, CHANGED, PLAN, count_cards, find_seating, is_outdated, order_seating
from meetings.domain.seating.plan import blocks_of
from meetings.enums import DocumentState
from meetings.models import Document
from meetings.web import current_actor
from meetings.web.downloads import attachment_name, stored_file
from meetings.web.saving import refused_at

ADDRESS = '/cetak/<any("denah","kartu-meja"):sheet>'
FORMS = {"denah": PLAN, "kartu-meja": CARDS}


@bp.post(ADDRESS)
def order_paper(meeting_id: str, sheet: str) -> ResponseReturnValue:
    """Have it printed as the seats are now; ``kartu``: of the cards only some."""
    plan = current_plan()
    with refused_at(url_for("seating.index", **address_of(plan))):
        order_seating(plan, FORMS[sheet], current_actor(), clock.now(), only=request.form.get("kartu", "")[:16])
    return redirect(url_for("seating.paper", **address_of(plan, sheet=sheet)))


@bp.get(ADDRESS)
def paper(meeting_id: str, sheet: str) -> ResponseReturnValue:
    """How far the print is. The panel asks every second and opens the file when it is there."""
    plan = current_plan()
    document = find_seating(plan, FORMS[sheet])
    asked_again = "HX-Request" in request.headers
    page = "seating/_paper.html" if asked_again else "seating/paper.html"
    outdated = document is not None and is_outdated(document, plan)
    cards, fresh = (0, 0) if sheet == "denah" or asked_again else count_cards(plan, document)
    shown: dict[str, object] = {"cards": cards, "fresh": fresh, "blocks": blocks_of(plan), "changed": CHANGED}
    shown |= {"meeting": plan.meeting, "plan": plan, "sheet": sheet, "document": document, "outdated": outdated}
    shown["boxed"] = "" if asked_again else boxes_on_the_list(meeting_id)
    answer = Response(render_template(page, **shown))
    if asked_again and document is not None and document.state is DocumentState.READY:
        answer.headers["HX-Redirect"] = url_for("seating.paper_file", **address_of(plan, sheet=sheet))
    return answer


@bp.get(f"{ADDRESS}.pdf")
def paper_file(meeting_id: str, sheet: str) -> Response:
    """The paper as printed last."""
    document: Document = find_seating(current_plan(), FORMS[sheet]) or abort(404)
    return stored_file(document, attachment_name(document), inline=True)
