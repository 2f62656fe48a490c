"""The badges of a meeting: who has one, and files of many."""

from flask import Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from meetings import clock
from meetings.blueprints.badges import bp
from meetings.blueprints.badges.forms import OrderForm
from meetings.domain.badges import printing
from meetings.domain.badges.layouts import list_layouts
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants.categories import list_categories
from meetings.domain.participants.photos import count_photos
from meetings.domain.participants.printable import boxes_on_the_list
from meetings.domain.participants.queries import institutions_of
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import attachment_name, stored_file
from meetings.web.rights.check import may
from meetings.web.saving import done


@bp.get("")
def index(meeting_id: str) -> ResponseReturnValue:
    """Layouts, numbers, and the files ordered last."""
    return _index(_order_form())


@bp.post("/cetak")
def order(meeting_id: str) -> ResponseReturnValue:
    """Have badges printed: a file for each layout that is concerned."""
    meeting, form = current_meeting(), _order_form()
    if form.validate():
        with form.saving():
            made = printing.order_badges(meeting, form.wanted(), current_actor(), clock.now())
            number = sum(len(each.content["people"]) for each in made)
            told = ngettext("%(num)s tanda pengenal sedang dicetak.", "%(num)s tanda pengenal sedang dicetak.", number)
            return done(told, "badges.index", meeting_id=meeting_id, _anchor="berkas")
    return _index(form)


@bp.get("/cetak-ulang")
def outdated(meeting_id: str) -> str:
    """Whose printed badge says something else by now."""
    meeting = current_meeting()
    number = printing.numbers_of(meeting)[None].outdated
    asked = request.args.get("page", 1, type=int), request.args.get("per_page", 25, type=int)
    may_print = may("badges.order") and allows(meeting, Activity.PARTICIPANTS)
    page = printing.outdated_page(meeting, *asked, number)
    return render_template("badges/outdated.html", meeting=meeting, page=page, form=_order_form(), may_print=may_print)


def _order_form() -> OrderForm:
    meeting = current_meeting()
    categories = [(category.id, category.name) for category, _count in list_categories(meeting.id)]
    return OrderForm(categories, institutions_of(meeting.id))


def _index(form: OrderForm) -> ResponseReturnValue:
    meeting = current_meeting()
    open_for_print = allows(meeting, Activity.PARTICIPANTS)
    page = render_template(
        "badges/index.html",
        meeting=meeting,
        form=form,
        layouts=list_layouts(meeting.id),
        numbers=printing.numbers_of(meeting),
        batches=printing.list_batches(meeting) if may("badges.order") else [],
        photos=count_photos(meeting.id),
        may_print=may("badges.order") and open_for_print,
        may_edit=may("badges.add") and open_for_print,
        open_for_print=open_for_print,
        boxed=boxes_on_the_list(meeting.id) if open_for_print else "",
    )
    return page, form.http_status


@bp.get("/berkas/<document_id>")
def batch(meeting_id: str, document_id: str) -> ResponseReturnValue:
    """How far a file is. The panel asks every second."""
    document = printing.get_batch(current_meeting(), document_id) or abort(404)
    answer = make_response(render_template("badges/_batch.html", meeting=current_meeting(), document=document))
    if "HX-Request" in request.headers and not document.in_the_making:
        answer.headers["HX-Refresh"] = "true"  # the numbers of the page are others now
    return answer


@bp.get("/berkas/<document_id>.pdf")
def batch_file(meeting_id: str, document_id: str) -> Response:
    """The file."""
    document = printing.get_batch(current_meeting(), document_id) or abort(404)
    return stored_file(document, attachment_name(document), inline=True)
