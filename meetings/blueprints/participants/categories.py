"""Categories of a meeting's participants."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.participants import bp
from meetings.blueprints.participants.forms import CategoryForm
from meetings.domain.agenda import list_sessions
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants.categories import (
    add_default_categories,
    list_categories,
    remove_category,
    save_category,
)
from meetings.domain.participants.places import places_taken
from meetings.domain.participants.sessions import sessions_of_category, titles_by_category
from meetings.extensions import db
from meetings.models import Category
from meetings.web import current_actor, current_meeting
from meetings.web.saving import done
from meetings.web.tickets import creates


@bp.route("/kategori", methods=["GET", "POST"])
@creates
def categories(meeting_id: str) -> ResponseReturnValue:
    """All categories, and a new one."""
    return _edit(None)


@bp.post("/kategori/baku")
@creates
def default_categories(meeting_id: str) -> ResponseReturnValue:
    """Add the usual ones."""
    add_default_categories(current_meeting(), current_actor(), clock.now())
    return _to_list(meeting_id, _("Kategori baku ditambahkan. Hapus yang tidak dipakai."))


@bp.route("/kategori/<category_id>", methods=["GET", "POST"])
def edit_category(meeting_id: str, category_id: str) -> ResponseReturnValue:
    """Change a category."""
    return _edit(_category(meeting_id, category_id))


@bp.post("/kategori/<category_id>/hapus")
def delete_category(meeting_id: str, category_id: str) -> ResponseReturnValue:
    """Remove a category; its participants stay."""
    row = _category(meeting_id, category_id)
    name = row.name
    remove_category(row, current_actor(), clock.now())
    return _to_list(meeting_id, _("Kategori %(name)s dihapus; pesertanya tetap ada.", name=name))


def _edit(row: Category | None) -> ResponseReturnValue:
    meeting = current_meeting()
    sessions = list_sessions(meeting, with_items=False)
    form = CategoryForm(row=row, sessions=sessions, called=sessions_of_category(row) if row else None)
    if form.validate_on_submit():
        with form.saving():
            saved = save_category(meeting, row, form.details(sessions), current_actor(), clock.now())
            return _to_list(meeting.id, _("Kategori %(name)s disimpan.", name=saved.name))
    body = render_template(
        "participants/categories.html",
        meeting=meeting,
        form=form,
        categories=list_categories(meeting.id),
        row=row,
        taken=places_taken(meeting.id),
        called=titles_by_category(meeting.id),
        may_edit=allows(meeting, Activity.PARTICIPANTS),
    )
    return body, form.http_status


def _category(meeting_id: str, category_id: str) -> Category:
    return db.session.scalar(db.select(Category).filter_by(id=category_id, meeting_id=meeting_id)) or abort(404)


def _to_list(meeting_id: str, told: str) -> ResponseReturnValue:
    return done(told, "participants.categories", meeting_id=meeting_id)
