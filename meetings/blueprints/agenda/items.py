"""The lines of a session's rundown."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.agenda import bp
from meetings.blueprints.agenda.forms import ItemForm
from meetings.blueprints.agenda.views import to_agenda
from meetings.domain import agenda
from meetings.models import AgendaItem, Session
from meetings.web import current_actor, current_meeting
from meetings.web.moving import tell_place
from meetings.web.tickets import creates


@bp.route("/sesi/<session_id>/mata-acara/baru", methods=["GET", "POST"])
@creates
def add_item(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """A line at the end of the rundown."""
    meeting = current_meeting()
    session = agenda.get_session(meeting, session_id)
    form = ItemForm(zone=meeting.timezone)
    if form.validate_on_submit():
        with form.saving():
            agenda.add_item(session, form.values(), actor=current_actor(), at=clock.now())
            return to_agenda(meeting_id, session_id)
    return _item_page(form, session, None)


@bp.route("/mata-acara/<item_id>/ubah", methods=["GET", "POST"])
def edit_item(meeting_id: str, item_id: str) -> ResponseReturnValue:
    """Change a line."""
    meeting = current_meeting()
    item = agenda.get_item(meeting, item_id)
    form = ItemForm(row=item, zone=meeting.timezone)
    if form.validate_on_submit():
        with form.saving():
            agenda.change_item(item, form.values(), actor=current_actor(), at=clock.now())
            return to_agenda(meeting_id, item.session_id)
    return _item_page(form, item.session, item)


def _item_page(form: ItemForm, session: Session, item: AgendaItem | None) -> ResponseReturnValue:
    meeting = current_meeting()
    told = agenda.end_told(session, meeting.timezone)
    page = render_template("agenda/item.html", meeting=meeting, form=form, session=session, item=item, end_told=told)
    return page, form.http_status


@bp.post("/mata-acara/<item_id>/geser")
def move_item(meeting_id: str, item_id: str) -> ResponseReturnValue:
    """Move a line up or down by one."""
    item = agenda.get_item(current_meeting(), item_id)
    step = -1 if request.form.get("arah") == "naik" else 1
    place = agenda.move_item(item, step, actor=current_actor(), at=clock.now())
    tell_place(item.title, *place)
    return to_agenda(meeting_id, item.session_id, item_id=item_id)


@bp.post("/sesi/<session_id>/urutkan")
def reorder(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """Put the lines in the order of the ``ids`` sent."""
    session = agenda.get_session(current_meeting(), session_id, with_items=True)
    before = request.form.get("before", "").split()
    agenda.reorder_items(session, request.form.getlist("ids"), actor=current_actor(), at=clock.now(), before=before)
    return to_agenda(meeting_id, session_id, told=_("Urutan mata acara disimpan."))


@bp.post("/mata-acara/<item_id>/hapus")
def remove_item(meeting_id: str, item_id: str) -> ResponseReturnValue:
    """Remove a line."""
    item = agenda.get_item(current_meeting(), item_id)
    session_id, title = item.session_id, item.title
    agenda.remove_item(item, actor=current_actor(), at=clock.now())
    return to_agenda(meeting_id, session_id, told=_("Mata acara %(title)s dihapus.", title=title))
