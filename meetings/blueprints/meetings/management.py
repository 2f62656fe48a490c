"""State, committee, settings and audit trail of one meeting."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.meetings import bp
from meetings.blueprints.meetings.forms import SettingsForm, StaffForm
from meetings.domain import meetings
from meetings.domain.audit.reading import list_actors, list_entries, read_entry
from meetings.domain.permissions import Permission
from meetings.enums import MeetingState
from meetings.errors import NotFound
from meetings.models import AuditEntry, Meeting
from meetings.web import current_actor, current_meeting
from meetings.web.forms import typed_reason
from meetings.web.rights.check import may
from meetings.web.saving import done, refused_at
from meetings.web.tickets import creates


@bp.post("/<meeting_id>/keadaan")
def change_state(meeting_id: str) -> ResponseReturnValue:
    """Move the meeting to another state; a refusal is told on the overview."""
    meeting = current_meeting()
    try:
        target = MeetingState(request.form.get("state", ""))
    except ValueError:
        raise NotFound(_("Status ini tidak dikenal.")) from None
    with refused_at(url_for("meetings.overview", meeting_id=meeting_id)):
        meetings.change_state(meeting, target, actor=current_actor(), at=clock.now(), reason=typed_reason())
    return done(_("Status kegiatan sekarang: %(state)s.", state=_(target.label)), "meetings.overview", meeting_id=meeting_id)


@bp.get("/<meeting_id>/panitia")
def staff(meeting_id: str) -> str:
    """Who works on this meeting."""
    meeting = current_meeting()
    return _staff_page(meeting, StaffForm())


@bp.post("/<meeting_id>/panitia")
@creates
def add_staff(meeting_id: str) -> ResponseReturnValue:
    """Give somebody a role in this meeting."""
    meeting = current_meeting()
    form = StaffForm()
    if form.validate():
        with form.saving():
            added = meetings.add_staff(meeting, form.email.data, form.role.data, actor=current_actor(), at=clock.now())
            told = _("%(name)s ditambahkan sebagai %(role)s.", name=added.user.name, role=_(added.role.label))
            return done(told, "meetings.staff", meeting_id=meeting_id)
    return _staff_page(meeting, form), 422


def _staff_page(meeting: Meeting, form: StaffForm) -> str:
    staff = meetings.list_staff(meeting)
    return render_template("meetings/staff.html", meeting=meeting, staff=staff, form=form, personal=may(Permission.PERSONAL_VIEW))


@bp.post("/<meeting_id>/panitia/<staff_id>/keluarkan")
def remove_staff(meeting_id: str, staff_id: str) -> ResponseReturnValue:
    """Take a role back."""
    name = meetings.remove_staff(current_meeting(), staff_id, actor=current_actor(), at=clock.now())
    return done(_("%(name)s dikeluarkan dari panitia.", name=name), "meetings.staff", meeting_id=meeting_id)


@bp.route("/<meeting_id>/pengaturan", methods=["GET", "POST"])
def settings(meeting_id: str) -> ResponseReturnValue:
    """Rules for answers, the door and paper."""
    meeting = current_meeting()
    form = SettingsForm(row=meeting, zone=meeting.timezone)
    if form.validate_on_submit():
        with form.saving():
            meetings.change_settings(meeting, form.data, actor=current_actor(), at=clock.now())
            return done(_("Pengaturan disimpan."), "meetings.settings", meeting_id=meeting_id)
    return render_template("meetings/settings.html", meeting=meeting, form=form), form.http_status


@bp.get("/<meeting_id>/jejak-audit")
def audit(meeting_id: str) -> str:
    """Every change, newest first."""
    meeting = current_meeting()
    scope = AuditEntry.meeting_id == meeting.id
    actor, group = request.args.get("actor", ""), request.args.get("group", "")
    page = list_entries(
        scope,
        actor=actor,
        group=group,
        page=request.args.get("page", 1, type=int),
        per_page=request.args.get("per_page", 50, type=int),
    )
    return render_template(
        "meetings/audit.html",
        meeting=meeting,
        page=page,
        entries=[read_entry(entry, meeting.timezone) for entry in page.items],
        actors=list_actors(scope),
        actor=actor,
        group=group,
    )
