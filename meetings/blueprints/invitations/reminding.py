"""Reminding those who have not answered, and saying that printed letters were handed over."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.invitations import bp
from meetings.blueprints.invitations.views import CHOSEN, FOUND, find_letter, read_filter
from meetings.domain.invitations import handing, queries, reminders
from meetings.errors import InvalidInput
from meetings.models import Participant
from meetings.web import current_actor, current_meeting
from meetings.web.forms import Form
from meetings.web.links import page_query
from meetings.web.tickets import creates

ALL = "all"


@bp.route("/<letter_id>/ingatkan", methods=["GET", "POST"])
@creates
def remind(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """How many have not answered and what they will read; the POST sends it to as many as were confirmed."""
    letter, form = find_letter(meeting_id, letter_id), Form()
    if form.validate_on_submit():
        with form.saving():
            seen = request.form.get("seen", 0, type=int)
            run_id = reminders.send_reminders(letter, current_actor(), clock.now(), seen=seen)
            return redirect(url_for("invitations.run", meeting_id=meeting_id, run_id=run_id))
        letter = find_letter(meeting_id, letter_id)
    body = render_template(
        "invitations/remind.html",
        meeting=current_meeting(),
        letter=letter,
        form=form,
        silent=reminders.count_silent(letter),
        refusal=reminders.why_no_reminder(letter, clock.now()),
        late=letter.meeting.answer_deadline is not None and clock.now() > letter.meeting.answer_deadline,
        words=reminders.reminder_words(letter, clock.now()),
        latest=reminders.latest_reminder(letter),
        section="invitations.index",
    )
    return body, form.http_status


@bp.route("/<letter_id>/serah-terima", methods=["GET", "POST"])
@creates
def hand_over(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """Which of the printed letters somebody has carried to their recipients."""
    letter, form, wanted = find_letter(meeting_id, letter_id), Form(), read_filter()
    ids = (request.form if request.method == "POST" else request.args).getlist("ids")[:5000]
    groups = {ALL: [handing.not_sent_at_all(letter)]}
    if wanted.active:
        groups[FOUND] = queries.narrow(letter, wanted)
    if ids:
        groups[CHOSEN] = [Participant.id.in_(ids)]
    counts = {name: handing.count_to_hand_over(letter, clauses) for name, clauses in groups.items()}
    narrowest = next(reversed(groups))
    who = request.form.get("who", "") if request.method == "POST" else narrowest if counts[narrowest] else ""
    if form.validate_on_submit():
        with form.saving():
            if who not in groups:  # the group that was meant is empty: never mark another one instead
                raise InvalidInput(_("Pilih surat yang diserahkan."))
            seen = request.form.get(f"seen-{who}", 0, type=int)
            number = handing.hand_over_letters(letter, groups[who], current_actor(), clock.now(), seen=seen)
            flash(_("%(n)s surat tercatat diserahkan langsung.", n=number), "success")
            return redirect(url_for("invitations.index", meeting_id=meeting_id, surat=letter_id))
        letter = find_letter(meeting_id, letter_id)
    body = render_template(
        "invitations/hand_over.html",
        meeting=current_meeting(),
        letter=letter,
        form=form,
        groups=counts,
        who=who,
        ids=ids,
        address=page_query("meeting_id", "letter_id"),
        section="invitations.index",
    )
    return body, form.http_status


@bp.route("/<letter_id>/serah-terima/batal", methods=["GET", "POST"])
def take_back_many(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """That the chosen letters were not handed over after all."""
    letter, form = find_letter(meeting_id, letter_id), Form()
    ids = (request.form if request.method == "POST" else request.args).getlist("ids")[:5000]
    chosen = [Participant.id.in_(ids)]
    if form.validate_on_submit():
        with form.saving():
            seen = request.form.get("seen", 0, type=int)
            number = handing.take_back_letters(letter, chosen, current_actor(), clock.now(), seen=seen)
            flash(_("Serah terima %(n)s surat dibatalkan.", n=number), "success")
            return redirect(url_for("invitations.index", meeting_id=meeting_id, surat=letter_id))
        letter = find_letter(meeting_id, letter_id)
    body = render_template(
        "invitations/take_back.html",
        meeting=current_meeting(),
        letter=letter,
        form=form,
        ids=ids,
        number=handing.count_handed_over(letter, chosen),
        section="invitations.index",
    )
    return body, form.http_status
