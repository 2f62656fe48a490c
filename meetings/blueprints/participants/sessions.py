"""To which sessions somebody is called."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings import clock
from meetings.blueprints.participants import bp
from meetings.blueprints.participants.forms import PersonSessionsForm, SessionsForm
from meetings.domain.agenda import list_sessions
from meetings.domain.participants import follow_category, queries, restrict_each, restrict_to_sessions, sessions_of
from meetings.domain.participants.sessions import sessions_of_category
from meetings.models import Meeting, Participant
from meetings.web import current_actor, current_meeting
from meetings.web.saving import done


@bp.route("/<participant_id>/sesi", methods=["GET", "POST"])
def sessions(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """The sessions of one participant: as their category, all, or some."""
    meeting, row = current_meeting(), queries.get_participant(meeting_id, participant_id) or abort(404)
    every = list_sessions(meeting, with_items=False)
    form = PersonSessionsForm(row=row, sessions=every, called=sessions_of(row))
    if form.validate_on_submit():
        with form.saving():
            if form.scope.data == "category":
                follow_category(row, current_actor(), clock.now())
            else:
                restrict_to_sessions(row, form.chosen(every), current_actor(), clock.now())
            told = _("Sesi %(name)s disimpan.", name=row.full_name)
            printed = any(each.document_id for each in queries.history_of(row).invitations)
            if printed:
                told += " " + _("Surat yang sudah dicetak masih menyebut sesi semula; kirim lagi atau kabari orangnya.")
            return done(told, "participants.detail", meeting_id=meeting_id, participant_id=row.id)
    followed = sessions_of_category(row.category) if row.category else None
    body = render_template("participants/sessions.html", meeting=meeting, row=row, form=form, followed=followed)
    return body, form.http_status


def restrict_chosen(meeting: Meeting, chosen: Sequence[Participant], back: str) -> ResponseReturnValue:
    """The ticked people of the list: asks to which sessions, then calls them."""
    every = list_sessions(meeting, with_items=False)
    form = SessionsForm(sessions=every, formdata=request.form if request.form.get("confirmed") else None)
    if request.form.get("confirmed") and form.validate():
        with form.saving():
            count = restrict_each(chosen, form.chosen(every), current_actor(), clock.now())
            flash(ngettext("Sesi %(num)d peserta disimpan.", "Sesi %(num)d peserta disimpan.", count), "success")
            return redirect(back, 303)
    body = render_template("participants/restrict.html", meeting=meeting, chosen=chosen, form=form, back=back)
    return body, form.http_status
