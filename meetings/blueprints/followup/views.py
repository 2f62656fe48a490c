"""Lists with filters, a spreadsheet of what is shown, and the status of one action item."""

from datetime import date

import sqlalchemy as sa
from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as Answer
from wtforms import HiddenField, TextAreaField

from meetings import clock
from meetings.blueprints.followup import bp
from meetings.config import current_settings
from meetings.documents.sheets.xlsx import Column, Kind, Table
from meetings.domain import audit, followup
from meetings.domain.permissions import Permission, readable_minutes, visible_meetings
from meetings.enums import ActionStatus
from meetings.models import Meeting
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import table_file
from meetings.web.forms import EnumField, Form, required, with_status
from meetings.web.saving import done, writes
from meetings.web.tickets import creates


class StatusForm(Form):
    """A report on one action item; ``before`` is the status that was read."""

    before = HiddenField()
    status = EnumField(_l("Status"), ActionStatus, validators=[required()])
    note = TextAreaField(_l("Catatan"))


@bp.get("/tindak-lanjut")
def index() -> str:
    """Everything agreed in the meetings I may read minutes of."""
    return _list_page(_all_meetings(), None)


@bp.get("/tindak-lanjut.xlsx")
@writes
def export() -> Response:
    """The same list as a spreadsheet."""
    return _spreadsheet(_all_meetings(), None)


@bp.get("/kegiatan/<meeting_id>/tindak-lanjut")
def meeting(meeting_id: str) -> str:
    """What this meeting agreed on."""
    return _list_page(_this_meeting(), current_meeting())


@bp.get("/kegiatan/<meeting_id>/tindak-lanjut.xlsx")
@writes
def meeting_export(meeting_id: str) -> Response:
    """The same list as a spreadsheet."""
    return _spreadsheet(_this_meeting(), current_meeting())


@bp.get("/kegiatan/<meeting_id>/tindak-lanjut/<action_id>")
def item(meeting_id: str, action_id: str) -> str:
    """One action item with what was reported about it."""
    row = followup.get_action(_this_meeting(), action_id)
    status = row.action.status
    return _item_page(row, StatusForm(formdata=None, data={"before": status.value, "status": status}))


@bp.post("/kegiatan/<meeting_id>/tindak-lanjut/<action_id>")
@creates
def change(meeting_id: str, action_id: str) -> Answer:
    """Report how far it is."""
    row = followup.get_action(_this_meeting(), action_id)
    form = StatusForm()
    if not form.validate_on_submit() or form.before.data not in [each.value for each in ActionStatus]:
        return with_status(_item_page(row, form), 422)
    before, at = ActionStatus(form.before.data), clock.now()
    with form.saving():
        followup.change_status(row, before, form.status.data, form.note.data or "", current_actor(), at)
        return done(_("Laporan dicatat."), "followup.item", meeting_id=meeting_id, action_id=action_id)
    row = followup.get_action(_this_meeting(), action_id)
    form.before.data = row.action.status.value
    return with_status(_item_page(row, form), form.refusal.status if form.refusal else 422)


def _all_meetings() -> sa.ColumnElement[bool]:
    return sa.and_(visible_meetings(current_user.id, Permission.MINUTES_VIEW), readable_minutes(current_user.id))


def _this_meeting() -> sa.ColumnElement[bool]:
    return sa.and_(Meeting.id == current_meeting().id, readable_minutes(current_user.id))


def _list_page(scope: sa.ColumnElement[bool], meeting: Meeting | None) -> str:
    wanted, today = _wanted(), _today(meeting)
    return render_template(
        "followup/meeting.html" if meeting is not None else "followup/index.html",
        meeting=meeting,
        page=followup.list_actions(
            scope,
            wanted,
            today,
            page=request.args.get("page", 1, type=int),
            per_page=request.args.get("per_page", 50, type=int),
        ),
        numbers=followup.action_numbers(scope, today),
        institutions=followup.list_institutions(scope),
        wanted=wanted,
        today=today,
        statuses=[(each.value, _(each.label)) for each in ActionStatus] + [("overdue", _("Lewat tenggat"))],
    )


def _item_page(row: followup.ActionRow, form: StatusForm) -> str:
    history = [
        (entry, ActionStatus(entry.data["before"]), ActionStatus(entry.data["after"]))
        for entry in followup.action_history(row.action)
    ]
    return render_template(
        "followup/item.html",
        meeting=row.meeting,
        row=row,
        form=form,
        today=_today(row.meeting),
        history=history,
        section="followup.meeting",
    )


def _spreadsheet(scope: sa.ColumnElement[bool], meeting: Meeting | None) -> Response:
    count, rows = followup.export_actions(scope, _wanted(), _today(meeting))
    columns = [
        Column(_("Uraian"), width=50),
        Column(_("Instansi"), width=26),
        Column(_("Penanggung jawab"), width=22),
        Column(_("Tenggat"), Kind.DATE, width=13),
        Column(_("Status"), width=14),
        Column(_("Kegiatan"), width=34),
        Column(_("Nomor notula"), width=24),
    ]
    labels = {status: _(status.label) for status in ActionStatus}
    lines = ((row.text, row.institution, row.person, row.due_on, labels[row.status], row.meeting, row.number) for row in rows)
    heading = (_("Tindak lanjut"), meeting.title) if meeting is not None else (_("Tindak lanjut"),)
    answer = table_file(Table(_("Tindak lanjut"), columns, lines, heading), "xlsx", "tindak-lanjut", _zone(meeting))
    audit.record(current_actor(), audit.Action.FOLLOWUP_EXPORTED, at=clock.now(), meeting=meeting, target=meeting, count=count)
    return answer


def _wanted() -> followup.ActionFilter:
    arguments = request.args
    return followup.ActionFilter(
        search=arguments.get("q", "").strip()[:100],
        institution=arguments.get("institution", ""),
        status=arguments.get("status", ""),
    )


def _zone(meeting: Meeting | None) -> str:
    zone: str = meeting.timezone if meeting is not None else current_settings().default_zone
    return zone


def _today(meeting: Meeting | None) -> date:
    return clock.local(clock.now(), _zone(meeting)).date()
