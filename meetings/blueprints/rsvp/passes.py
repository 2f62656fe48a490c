"""The pass page behind ``/P/<code>``: what the QR leads any phone's camera to."""

from datetime import datetime

from flask import Response, abort, render_template, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.rsvp import bp
from meetings.blueprints.rsvp.alone import came_words
from meetings.blueprints.rsvp.forms import DeclineForm
from meetings.documents.qr import qr_path
from meetings.documents.ticket import ticket_png
from meetings.domain import invitations, passes
from meetings.domain.attendance.queries import door_state
from meetings.domain.checkin.alone import may_check_in_alone
from meetings.domain.guests.page import (
    PassPage,
    find_certificate,
    find_minutes,
    opens_the_door,
    pass_calendar,
    read_pass_page,
    ticket_of,
)
from meetings.domain.invitations import Answer, may_answer
from meetings.domain.invitations.answers import has_no_letter, must_come
from meetings.domain.passes import code_of
from meetings.domain.questions import asks_anything, owed_by
from meetings.enums import DoorState, MeetingState, ParticipantStatus
from meetings.models import Session
from meetings.web.downloads import attachment_name, stored_file
from meetings.web.forms import with_status
from meetings.web.rights.guests import PASS
from meetings.web.saving import done, refused_at
from meetings.web.templating import BUILD, assets, language


@bp.get("/P/<code>", strict_slashes=False)
@bp.get("/p/<code>", strict_slashes=False)
def show_pass(code: str) -> str:
    """QR, where and when, rundown, speakers, links, minutes."""
    return _page(code, DeclineForm(formdata=None))


@bp.post("/p/<code>/jawaban")
def answer_by_pass(code: str) -> ResponseReturnValue:
    """Whoever an institution has named says by the pass, which is all they have, that they do not come, or do after all."""
    person = PASS.row.participant
    if not opens_the_door(PASS.row) or not has_no_letter(person):
        abort(404)
    form = DeclineForm()
    if request.form.get("answer") == Answer.COMES:
        with refused_at(url_for("rsvp.show_pass", code=code)):
            invitations.answer_by_pass(person, None, clock.now())
    elif not form.validate() or form.reason.data is None:
        if not form.errors:
            form.reason.errors = [_("Pilih alasan tidak hadir.")]
        return with_status(_page(code, form), 422)
    else:
        with refused_at(url_for("rsvp.show_pass", code=code)):
            invitations.answer_by_pass(person, form.reason.data, clock.now(), form.note.data or "")
    return done(_("Terima kasih, jawaban Anda sudah tercatat."), "rsvp.show_pass", code=code)


def _page(code: str, decline: DeclineForm) -> str:
    issued, now = PASS.row, clock.now()
    page = read_pass_page(issued, now, language())
    side, path = qr_path(passes.pass_link(issued)) if page.valid else (0, "")
    taken = page.valid and not may_answer(page.participant, now)
    return render_template(
        "rsvp/pass.html",
        owed=owed_by(page.participant) if taken else [],
        asks=taken and page.participant.status is ParticipantStatus.CONFIRMED and asks_anything(page.meeting),
        page=page,
        answerable=taken and has_no_letter(page.participant) and not must_come(page.participant),
        decline=decline,
        Answer=Answer,
        meeting=page.meeting,
        now=now,
        code=code_of(issued),
        came=came_words(page.came, page.named, page.meeting.timezone),
        watched=bool(awaited := _awaited(page, now) if page.valid else []),
        waiting=(waiting := [session.title for session in awaited if not session.is_over(now)]),
        alone=bool(waiting) and may_check_in_alone(page.meeting),
        qr_side=side,
        qr_path=path,
    )


def _awaited(page: PassPage, at: datetime) -> list[Session]:
    """The sessions whose door is open now, at which the holder of the pass may come in, and has not."""
    came = {session.id for session, _moment in page.came}
    return [
        part.session
        for part in page.parts
        if part.session.id not in came and door_state(part.session, page.meeting, at) is DoorState.OPEN
    ]


@bp.get("/p/<code>/tanda-masuk.png")
def qr_image(code: str) -> Response:
    """The pass as a picture to keep in the phone's gallery: a ticket with name, event and day."""
    issued = PASS.row
    if not opens_the_door(issued) or issued.participant.meeting.state is MeetingState.CANCELLED:
        abort(404)
    response = Response(ticket_png(ticket_of(issued)), mimetype="image/png")
    response.headers.set("Content-Disposition", "attachment", filename="tanda-masuk.png")
    return response


@bp.get("/p/<code>/acara.ics")
def calendar(code: str) -> Response:
    """The calendar file."""
    data, method = pass_calendar(PASS.row) or abort(404)
    response = Response(data, content_type=f"text/calendar; charset=utf-8; method={method}")
    response.headers.set("Content-Disposition", "attachment", filename="acara.ics")
    return response


@bp.get("/p/<code>/notula/<document_id>.pdf")
def minutes(code: str, document_id: str) -> Response:
    """Published minutes of the meeting."""
    document = find_minutes(PASS.row, document_id) or abort(404)
    return stored_file(document, attachment_name(document), inline=True)


@bp.get("/p/<code>/sertifikat.pdf")
def certificate(code: str) -> Response:
    """The certificate of whoever has the pass."""
    document = find_certificate(PASS.row) or abort(404)
    return stored_file(document, attachment_name(document), inline=True)


@bp.get("/p/sw.js")
def service_worker() -> Response:
    """The worker that keeps a pass page readable without network; each page registers it for its own address only."""
    response = send_from_directory(BUILD, assets.url("pass-sw.js").rpartition("/")[2], mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response
