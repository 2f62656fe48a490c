"""Sessions of a meeting, and the printed rundown."""

from datetime import datetime, time, timedelta

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.agenda import bp
from meetings.blueprints.agenda.forms import SessionForm
from meetings.domain import agenda
from meetings.domain.meetings import Activity, allows
from meetings.models import Meeting
from meetings.web import current_actor, current_meeting
from meetings.web.tickets import creates

USUAL_START = time(8, 0)


def to_agenda(meeting_id: str, session_id: str = "", told: str = "", item_id: str = "") -> ResponseReturnValue:
    """Back to the agenda, at the session or its line, with what was done."""
    if told:
        flash(told, "success")
    anchor = f"acara-{item_id}" if item_id else f"sesi-{session_id}" if session_id else None
    return redirect(url_for("agenda.index", meeting_id=meeting_id, _anchor=anchor))


@bp.get("/")
def index(meeting_id: str) -> str:
    """All sessions with their rundown."""
    meeting = current_meeting()
    sessions, now = agenda.list_sessions(meeting), clock.now()
    settled = agenda.settled_rundowns(meeting, sessions, now)
    return render_template(
        "agenda/index.html",
        meeting=meeting,
        sessions=[(session, agenda.timed_items(session)) for session in sessions],
        conflicts=agenda.find_conflicts(meeting, sessions, settled),
        editable=allows(meeting, Activity.EDIT),
        settled=settled,
        ends={session.id: agenda.end_told(session, meeting.timezone) for session in sessions if session.id not in settled},
        now=now,
    )


@bp.get("/susunan-acara.pdf")
def rundown(meeting_id: str) -> Response:
    """The rundown on paper."""
    data = agenda.render_rundown(current_meeting(), clock.now())
    return Response(data, mimetype="application/pdf", headers={"Content-Disposition": 'inline; filename="susunan-acara.pdf"'})


@bp.route("/sesi/baru", methods=["GET", "POST"])
@creates
def create_session(meeting_id: str) -> ResponseReturnValue:
    """A new session, with the usual rundown of the meeting's kind if wanted."""
    meeting = current_meeting()
    start, end, first = _usual_times(meeting)
    form = SessionForm(
        zone=meeting.timezone, title=_("Sidang Pleno") if first else "", starts_at=start, ends_at=end, with_rundown=first
    )
    if form.validate_on_submit():
        with form.saving():
            at, actor = clock.now(), current_actor()
            session = agenda.create_session(meeting, form.values(), actor=actor, at=at)
            if form.with_rundown.data:
                agenda.add_default_rundown(session, actor=actor, at=at)
            return to_agenda(meeting_id, session.id, told=_("Sesi %(title)s ditambahkan.", title=session.title))
    return render_template("agenda/session.html", meeting=meeting, form=form, session=None), form.http_status


@bp.route("/sesi/<session_id>/ubah", methods=["GET", "POST"])
def edit_session(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """Change a session."""
    meeting = current_meeting()
    session = agenda.get_session(meeting, session_id, with_items=True)
    form = SessionForm(row=session, zone=meeting.timezone)
    del form.with_rundown
    if form.validate_on_submit():
        with form.saving():
            agenda.change_session(session, form.values(), actor=current_actor(), at=clock.now())
            return to_agenda(meeting_id, session_id, told=_("Sesi %(title)s disimpan.", title=session.title))
    told = agenda.end_told(session, meeting.timezone)
    return render_template("agenda/session.html", meeting=meeting, form=form, session=session, end_told=told), form.http_status


@bp.post("/sesi/<session_id>/hapus")
def remove_session(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """Remove a session nobody has been at."""
    session = agenda.get_session(current_meeting(), session_id)
    title = session.title
    agenda.remove_session(session, actor=current_actor(), at=clock.now())
    return to_agenda(meeting_id, told=_("Sesi %(title)s dihapus.", title=title))


@bp.post("/sesi/<session_id>/tutup")
def close_session(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """Close a session: its minutes are drafted."""
    session = agenda.get_session(current_meeting(), session_id)
    drafted = agenda.close_session(session, actor=current_actor(), at=clock.now())
    told = _("Sesi %(title)s ditutup. Konsep notula sedang dibuat.", title=session.title)
    return to_agenda(meeting_id, session_id, told if drafted else _("Sesi %(title)s ditutup.", title=session.title))


@bp.post("/sesi/<session_id>/buka")
def reopen_session(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """Take the closing back."""
    session = agenda.get_session(current_meeting(), session_id)
    agenda.reopen_session(session, actor=current_actor(), at=clock.now())
    told = _("Sesi %(title)s dibuka kembali. Konsep notulanya, bila sudah ada, mengikuti lagi.", title=session.title)
    return to_agenda(meeting_id, session_id, told=told)


@bp.post("/sesi/<session_id>/baku")
@creates
def fill_session(meeting_id: str, session_id: str) -> ResponseReturnValue:
    """Fill an empty session with the usual rundown."""
    session = agenda.get_session(current_meeting(), session_id, with_items=True)
    count = agenda.add_default_rundown(session, actor=current_actor(), at=clock.now())
    return to_agenda(
        meeting_id, session_id, told=_("%(count)s mata acara baku ditambahkan; sesuaikan isi dan lamanya.", count=count)
    )


def _usual_times(meeting: Meeting) -> tuple[datetime, datetime, bool]:
    """After the last session, else in the morning of the first day, as long as the usual rundown; and whether it is the
    first session: registration, opening and closing come once."""
    sessions = agenda.list_sessions(meeting, with_items=False)
    if sessions:
        start = sessions[-1].ends_at
        return start, start + timedelta(hours=2), False
    start = clock.from_local(datetime.combine(meeting.starts_on, USUAL_START), meeting.timezone)
    return start, start + agenda.default_length(meeting.kind), True
