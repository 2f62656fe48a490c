"""The looks of a meeting's badges, with a picture of one while it is being made."""

from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.badges import bp
from meetings.blueprints.badges.forms import LayoutForm
from meetings.documents.pdf.badge import picture_of
from meetings.domain.badges.faces import design_of, example_face
from meetings.domain.badges.layouts import FIELDS, get_layout, list_layouts, remove_layout, save_layout
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants.categories import list_categories
from meetings.enums import BadgeStock
from meetings.models import BadgeLayout
from meetings.web import current_actor, current_meeting
from meetings.web.saving import done
from meetings.web.tickets import creates


@bp.route("/rancangan/tambah", methods=["GET", "POST"])
@creates
def add(meeting_id: str) -> ResponseReturnValue:
    """A new look."""
    return _edit(None)


@bp.route("/rancangan/<layout_id>", methods=["GET", "POST"])
def edit(meeting_id: str, layout_id: str) -> ResponseReturnValue:
    """Change a look."""
    return _edit(_layout(meeting_id, layout_id))


@bp.post("/rancangan/<layout_id>/hapus")
def remove(meeting_id: str, layout_id: str) -> ResponseReturnValue:
    """Remove a look."""
    row = _layout(meeting_id, layout_id)
    name = row.name
    remove_layout(row, current_actor(), clock.now())
    return done(_("Rancangan %(name)s dihapus.", name=name), "badges.index", meeting_id=meeting_id)


@bp.get("/contoh.png")
def example(meeting_id: str) -> Response:
    """One badge as the form in the query says, with the longest name of those whom it is for. Its QR opens nothing."""
    meeting = current_meeting()
    form = LayoutForm(_offered(), None, formdata=request.args, meta={"csrf": False})
    said: dict[str, Any] = {name: value for name, value in form.values().items() if value is not None}
    design = design_of(BadgeLayout(stock=BadgeStock.A6_SHEET), meeting, said)
    known = {value for value, _label in _offered()}
    face = example_face(meeting, [each for each in form.categories.data or () if each in known])
    answer = Response(picture_of(design, face, clock.now()), mimetype="image/png")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _edit(row: BadgeLayout | None) -> ResponseReturnValue:
    meeting = current_meeting()
    form = LayoutForm(_offered(), row)
    if form.validate_on_submit():
        with form.saving():
            saved = save_layout(meeting, row, form.values(), form.categories.data or (), current_actor(), clock.now())
            return done(_("Rancangan %(name)s disimpan.", name=saved.name), "badges.index", meeting_id=meeting.id)
    taken = [f"{each.name} ({other.name})" for other in list_layouts(meeting.id) if other is not row for each in other.categories]
    may_edit = allows(meeting, Activity.PARTICIPANTS)
    sample = {field.name: field.data for field in form if field.name in (*FIELDS, "categories")}
    stated = {name: "y" if value is True else value for name, value in sample.items() if value not in (None, False, "")}
    about = {"sample": stated, "taken_words": ", ".join(taken), "may_edit": may_edit}
    page = render_template("badges/layout.html", meeting=meeting, form=form, row=row, **about)
    return page, form.http_status


def _offered() -> list[tuple[str, str]]:
    return [(category.id, category.name) for category, _count in list_categories(current_meeting().id)]


def _layout(meeting_id: str, layout_id: str) -> BadgeLayout:
    return get_layout(meeting_id, layout_id) or abort(404)
