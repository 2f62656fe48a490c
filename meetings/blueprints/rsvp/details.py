"""What somebody who comes tells besides: on the page of their invitation, or of their pass."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.rsvp import bp
from meetings.domain.audit import Actor
from meetings.domain.guests.page import opens_the_door
from meetings.domain.invitations import may_answer
from meetings.domain.questions import answer_questions, asks_anything
from meetings.enums import ParticipantStatus
from meetings.models import Participant
from meetings.web.forms import with_status
from meetings.web.questions import details_form
from meetings.web.rights.guests import INVITATION, PASS


@bp.route("/u/<token>/rincian", methods=["GET", "POST"])
def details(token: str) -> ResponseReturnValue:
    """By the link of the letter."""
    return _details(INVITATION.row.participant, url_for("rsvp.answer", token=token))


@bp.route("/p/<code>/rincian", methods=["GET", "POST"])
def pass_details(code: str) -> ResponseReturnValue:
    """By the pass: of a representative, too."""
    if not opens_the_door(PASS.row):
        abort(404)
    return _details(PASS.row.participant, url_for("rsvp.show_pass", code=code))


def _details(person: Participant, back: str) -> ResponseReturnValue:
    if person.status is not ParticipantStatus.CONFIRMED or not asks_anything(person.meeting):
        abort(404)
    form, refusal = details_form(person), may_answer(person, clock.now())
    if form.validate_on_submit():
        with form.saving():
            answer_questions(person, form.details(), Actor("guest", person.id, person.full_name), clock.now())
            flash(_("Terima kasih, rincian kehadiran Anda sudah tercatat."), "success")
            return redirect(back, 303)
    page = render_template("rsvp/details.html", meeting=person.meeting, participant=person, form=form, refusal=refusal, back=back)
    return with_status(page, form.http_status)
