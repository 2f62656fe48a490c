"""List, data, copy and overview of meetings."""

from typing import Any

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from meetings import clock
from meetings.blueprints.meetings import bp
from meetings.blueprints.meetings.checklist import steps
from meetings.blueprints.meetings.forms import CopyForm, MeetingForm
from meetings.domain import agenda, meetings, minutes
from meetings.domain.attendance.overtaken import overtaken_lists
from meetings.domain.invitations import count_told, notice_run
from meetings.domain.invitations.old_letters import misnamed_of
from meetings.domain.invitations.recipients import unsent_followers
from meetings.domain.letters import outdated_letters
from meetings.domain.organisations import list_tree
from meetings.domain.outbox import count_by_state
from meetings.domain.participants import count_undecided
from meetings.domain.permissions import Permission, visible_meetings
from meetings.domain.questions import count_answers
from meetings.domain.reports import meeting_numbers, meeting_progress
from meetings.enums import MeetingKind, MeetingState
from meetings.errors import NotAllowed
from meetings.models import Delivery, Meeting, Organisation
from meetings.web import current_actor, current_meeting
from meetings.web.forms import options
from meetings.web.rights.check import may
from meetings.web.saving import done
from meetings.web.templating import language
from meetings.web.tickets import creates
from meetings.writing import zones

STATES = {s.value: s for s in MeetingState}
KINDS = {k.value: k for k in MeetingKind}
SHOWN_CONFLICTS = 3  # in a message; the agenda shows all


@bp.get("/")
def index() -> str:
    """The meetings that the user may see."""
    visible = visible_meetings(current_user.id)
    arguments = request.args
    wanted = meetings.MeetingFilter(
        search=arguments.get("q", "").strip(),
        state=STATES.get(arguments.get("state", "")),
        kind=KINDS.get(arguments.get("kind", "")),
        year=arguments.get("year", type=int),
        organisation_id=arguments.get("organisation", ""),
        sort=arguments.get("sort", "-date"),
    )
    page = meetings.list_meetings(
        visible, wanted, page=arguments.get("page", 1, type=int), per_page=arguments.get("per_page", 25, type=int)
    )
    return render_template(
        "meetings/index.html",
        page=page,
        overnight=meetings.ends_past_midnight(page.items),
        wanted=wanted,
        years=[(year, str(year)) for year in meetings.meeting_years(visible)],
        organisations=meetings.meeting_organisations(visible),
        states=[(s.value, _(s.label)) for s in MeetingState],
        kinds=[(k.value, _(k.label)) for k in MeetingKind],
    )


@bp.route("/baru", methods=["GET", "POST"])
@creates
def create() -> ResponseReturnValue:
    """A new meeting."""
    homes = _homes()
    if not homes:
        raise NotAllowed(_("Anda belum berhak membuat kegiatan di instansi mana pun."))
    chosen = request.args.get("organisation") or next(iter(homes), "")
    form = MeetingForm(organisation=chosen, timezone=homes[chosen][1].timezone if chosen in homes else None)
    form.organisation.choices = _offered(homes)
    if form.validate_on_submit():
        with form.saving():
            meeting = meetings.create_meeting(
                homes[form.organisation.data][1], form.values(), actor=current_actor(), at=clock.now()
            )
            return done(
                _("Kegiatan dibuat sebagai konsep. Berikutnya: susun acaranya."), "meetings.overview", meeting_id=meeting.id
            )
    return render_template("meetings/edit.html", form=form, meeting=None), form.http_status


@bp.route("/<meeting_id>/ubah", methods=["GET", "POST"])
def edit(meeting_id: str) -> ResponseReturnValue:
    """Change a meeting's data."""
    meeting = current_meeting()
    form = MeetingForm(row=meeting)
    del form.organisation
    if form.validate_on_submit():
        with form.saving():
            zone, now = meeting.timezone, clock.now()
            meetings.change_meeting(meeting, form.values(), actor=current_actor(), at=now)
            # Sessions that stay at their moments may meet others now, which moved.
            if meeting.timezone != zone and (conflicts := agenda.conflicts_now(meeting, now)):
                shown = " ".join(conflicts[:SHOWN_CONFLICTS])
                flash(_("Periksa susunan acara dalam zona yang baru. %(conflicts)s", conflicts=shown), "warning")
            return done(_("Data kegiatan disimpan."), "meetings.overview", meeting_id=meeting_id)
    return render_template("meetings/edit.html", form=form, meeting=meeting, **_zone_asked(form, meeting)), form.http_status


def _zone_asked(form: MeetingForm, meeting: Meeting) -> dict[str, Any]:
    """The sessions that have begun, for the question what another zone means for them, where it is asked."""
    asked = form.refusal is not None and form.refusal.code == "zone_asks"
    if not (asked or form.begun_sessions.data) or form.timezone.data not in zones.OFFERED:
        return {}
    form.begun_sessions.flags.required = True
    begun = meetings.begun_sessions(meeting, clock.now())
    settled = minutes.settled_minutes(begun)
    return {"begun": begun, "settled": settled, "after_name": zones.abbreviation(form.timezone.data)}


@bp.route("/<meeting_id>/salin", methods=["GET", "POST"])
@creates
def copy(meeting_id: str) -> ResponseReturnValue:
    """A new draft out of this meeting."""
    meeting = current_meeting()
    homes = _homes()
    if not homes:
        raise NotAllowed(_("Anda belum berhak membuat kegiatan di instansi mana pun."))
    start = meeting.organisation_id if meeting.organisation_id in homes else next(iter(homes))
    form = CopyForm(organisation=start, title=meeting.title)
    form.organisation.choices = _offered(homes)
    if form.validate_on_submit():
        with form.saving():
            new = meetings.copy_meeting(
                meeting,
                organisation=homes[form.organisation.data][1],
                title=form.title.data,
                starts_on=form.starts_on.data,
                with_agenda=form.with_agenda.data,
                with_staff=form.with_staff.data,
                year_meant=form.year_meant.data,
                actor=current_actor(),
                at=clock.now(),
            )
            return done(
                _("Salinan dibuat sebagai konsep. Periksa tanggal, tempat, dan susunan acaranya."),
                "meetings.overview",
                meeting_id=new.id,
            )
    return render_template("meetings/copy.html", form=form, meeting=meeting), form.http_status


@bp.get("/<meeting_id>")
def overview(meeting_id: str) -> str:
    """What is next, the numbers that matter, the facts."""
    meeting = current_meeting()
    at = clock.now()
    numbers = meeting_numbers(meeting)
    progress = meeting_progress(meeting, at, numbers)
    outdated, misnamed = outdated_letters(meeting, at, language()), misnamed_of(meeting, at)
    targets: list[dict[str, Any]] = [
        {"state": state, "obstacles": meetings.obstacles(meeting, state, at)} for state in meetings.next_states(meeting)
    ]
    return render_template(
        "meetings/overview.html",
        meeting=meeting,
        numbers=numbers,
        twice=count_undecided(meeting.id),
        asked=[each for each in count_answers(meeting.id) if each.people],
        steps=steps(meeting, progress, outdated=bool(outdated or misnamed)),
        targets=targets,
        overnight=meetings.ends_past_midnight([meeting]),
        outdated=outdated,
        misnamed=misnamed,
        unsent=unsent_followers(meeting),
        told=count_told(meeting) if MeetingState.CANCELLED in meetings.next_states(meeting) or _is_off(meeting) else None,
        papers=meetings.issued_papers(meeting),
        overtaken=overtaken_lists(meeting, at) if may("checkin.issued") else [],
        notices=_notices(meeting) if _is_off(meeting) else None,
        zone_name=zones.abbreviation(meeting.timezone),
    )


def _is_off(meeting: Meeting) -> bool:
    return meeting.state is MeetingState.CANCELLED


def _notices(meeting: Meeting) -> dict[str, Any] | None:
    """How far the people are told that it is off: the run, its mails by state; None when nobody had to be."""
    run = notice_run(meeting)
    return {"run": run, "mails": count_by_state(Delivery.task_id == run.id)} if run is not None else None


def _homes() -> dict[str, tuple[int, Organisation]]:
    """(depth, organisation) by id of those in which the user may make meetings, in the order of the tree."""
    return {row.id: (depth, row) for depth, row in list_tree(current_user.id, permission=Permission.MEETING_CREATE)}


def _offered(homes: dict[str, tuple[int, Organisation]]) -> list[SelectChoice]:
    return options((key, "\u2003" * depth + row.name) for key, (depth, row) in homes.items())
