"""The answer page behind ``/u/<token>``."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.rsvp import bp
from meetings.blueprints.rsvp.forms import CodeForm, DeclineForm, SubstituteForm, replaced_words, typed_answer
from meetings.domain import invitations, letters, passes
from meetings.domain.invitations import Answer
from meetings.domain.invitations.answers import AnswerChanged, answer_mark, current_representation, must_come
from meetings.domain.invitations.attached import file_name_for, letter_file_name
from meetings.domain.invitations.messages import Kit
from meetings.domain.invitations.replaced import find_replaced_letter
from meetings.domain.letters.former import heard_before
from meetings.domain.participants import turned_down
from meetings.domain.participants.sessions import called_ids
from meetings.domain.passes import active_pass
from meetings.domain.questions import asks_anything, owed_by
from meetings.domain.questions.queries import comes_online
from meetings.enums import MeetingState
from meetings.extensions import limiter
from meetings.models import Invitation, standing
from meetings.web.downloads import stored_file
from meetings.web.forms import with_status
from meetings.web.limits import count_guess
from meetings.web.rights.guests import INVITATION, INVITATION_CODE
from meetings.web.saving import attempt
from meetings.web.templating import language


def _whose() -> str:
    return f"answers:{INVITATION.row.id}"


@bp.route("/U/<token>", methods=["GET", "POST"], strict_slashes=False)
@bp.route("/u/<token>", methods=["GET", "POST"], strict_slashes=False)
@limiter.limit("40 per hour", key_func=_whose, methods=["POST"])  # each new representative is a mail to a typed address
def answer(token: str) -> ResponseReturnValue:
    """The letter's facts and three answers; a GET changes nothing (previews of messengers fetch it, too)."""
    invitation = INVITATION.row
    current = current_representation(invitation.participant)
    decline, substitute = DeclineForm(formdata=None), SubstituteForm(formdata=None, row=current)
    if request.method != "POST":
        return _page(token, invitation, decline, substitute)
    chosen = request.form.get("answer", "")
    if chosen not in list(Answer):
        abort(400)
    kind = Answer(chosen)
    if kind is Answer.DOES_NOT_COME:
        decline = DeclineForm()
    elif kind is Answer.REPRESENTED:
        substitute = SubstituteForm(row=current)
    former = current.representative if current else None
    form = {Answer.DOES_NOT_COME: decline, Answer.REPRESENTED: substitute}.get(kind)
    if form is not None and not form.validate():
        return _page(token, invitation, decline, substitute, kind)
    with attempt() as made:
        invitations.answer_invitation(
            invitation,
            kind,
            clock.now(),
            reason=decline.reason.data if kind is Answer.DOES_NOT_COME else None,
            note=decline.note.data or "" if kind is Answer.DOES_NOT_COME else "",
            substitute=substitute.substitute(invitation.participant.institution) if kind is Answer.REPRESENTED else None,
            seen=request.form.get("seen", "")[:64],
        )
    if isinstance(made.refusal, AnswerChanged):
        return _page(token, invitation, decline, substitute, kind, changed=made.refusal.message)
    if made.refusal is not None:
        if form is None:
            flash(made.refusal.message, "danger")
            return redirect(url_for("rsvp.answer", token=token))
        form.accept_error(made.refusal)
        return _page(token, invitation, decline, substitute, kind)
    flash(_("Terima kasih, jawaban Anda sudah tercatat."), "success")
    if told := replaced_words(former, invitation.participant):
        flash(told, "info")
    asks = kind is Answer.COMES and asks_anything(invitation.meeting)
    return redirect(url_for("rsvp.details" if asks else "rsvp.answer", token=token), 303)


@bp.route("/k", methods=["GET", "POST"], strict_slashes=False)
def enter_code() -> ResponseReturnValue:
    """Where somebody types the code beside the link of their letter; a wrong one counts as a guess."""
    form = CodeForm()
    if form.validate_on_submit():
        invitation = passes.find_by_short_code(form.code.data or "")
        if invitation is not None:
            return _to_answer(invitation)
        if (former := find_replaced_letter(form.code.data or "")) is not None:
            return with_status(render_template("rsvp/replaced.html", replaced=former), 410)
        count_guess()
        form.code.errors = [_("Kode ini tidak dikenal. Periksa lagi kedua belas tandanya pada surat Anda.")]
    return with_status(render_template("rsvp/code.html", form=form), form.http_status)


@bp.get("/K/<code>", strict_slashes=False)
@bp.get("/k/<code>", strict_slashes=False)
def short(code: str) -> ResponseReturnValue:
    """The answer page by its short code."""
    return _to_answer(INVITATION_CODE.row)


def _to_answer(invitation: Invitation) -> ResponseReturnValue:
    return redirect(url_for("rsvp.answer", token=passes.token_of(invitation)), 303)


@bp.post("/u/<token>/dibuka")
def opened(token: str) -> ResponseReturnValue:
    """The page's script says that a person has it open."""
    invitations.note_opened(INVITATION.row, clock.now())
    return "", 204


@bp.get("/u/<token>/surat.pdf")
def letter(token: str) -> Response:
    """The recipient's letter; once it was changed, the letter that changes it."""
    invitation = INVITATION.row
    if standing.GONE.of(invitation.participant):
        abort(404)
    held = letters.newest_held(invitation)
    if (common := held.letter.signed) is not None:
        return stored_file(common, file_name_for(held.letter, ""), inline=True)
    if held.document is None or not held.document.may_leave:
        abort(404)
    return stored_file(held.document, letter_file_name(held), inline=True)


def _page(
    token: str,
    invitation: Invitation,
    decline: DeclineForm,
    substitute: SubstituteForm,
    refused: Answer | None = None,
    changed: str = "",
) -> ResponseReturnValue:
    participant, now = invitation.participant, clock.now()
    bound = must_come(participant)
    refusal = invitations.may_answer(participant, now) or (bound if refused else "")
    status = 409 if changed else 422 if refused else 200
    if standing.GONE.of(participant):
        return with_status(render_template("rsvp/gone.html", meeting=invitation.meeting, refusal=refusal), status)
    representation = current_representation(participant)
    issued = active_pass(participant)
    stand_in = representation.representative if representation else None
    # Somebody who is invited anyway has a pass of their own, and it is nobody else's to see.
    theirs = stand_in is not None and stand_in.is_representative
    substitute_pass = active_pass(stand_in) if stand_in is not None and theirs else None
    held = letters.newest_held(invitation)
    heard = heard_before(held.letter, [participant.id]).get(participant.id)
    allowed = called_ids([participant.id]).get(participant.id)
    printed = held.document.content.get("sessions") if held.document else None
    before = letters.kept_prints([heard.id], [participant.id]).get((participant.id, heard.id)) if heard else None
    kit = Kit(held.letter, now, language(), heard, allowed, before)
    moved = letters.changes_since(held.letter, language(), allowed=allowed, printed=printed)
    return with_status(
        render_template(
            "rsvp/answer.html",
            meeting=invitation.meeting,
            token=token,
            invitation=held,
            participant=participant,
            told=letters.changes_told(held.letter, language(), heard, allowed=allowed, printed=printed, before=before),
            moved=moved,
            whole=bool(moved and letters.changes_since(held.letter)),
            later=letters.newest_after(held.letter),
            kit=kit,
            representation=representation,
            turned_down=turned_down(participant),
            pass_url=passes.pass_page(issued) if issued else "",
            substitute_url=passes.pass_page(substitute_pass) if substitute_pass else "",
            refusal=refusal,
            bound=bound,
            owed=owed_by(participant),
            online=comes_online(participant),
            asks=participant.status.value == "confirmed" and asks_anything(invitation.meeting),
            cancelled=invitation.meeting.state is MeetingState.CANCELLED,
            decline=decline,
            substitute=substitute,
            opened_form=refused,
            changed=changed,
            typed=typed_answer(refused, decline, substitute) if refused else "",
            seen=answer_mark(participant),
            Answer=Answer,
        ),
        status,
    )
