"""The attendance list on paper: ordered, waited for, opened."""

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.domain.attendance.papers import Form, find_attendance_list, order_attendance_list
from meetings.domain.attendance.queries import find_session
from meetings.domain.participants.printable import boxed_on_the_list, boxes_told
from meetings.enums import DocumentState
from meetings.models import Document, Session
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import attachment_name, stored_file

FORMS: dict[str, Form] = {"terisi": "filled", "kosong": "blank"}
ADDRESS = "/kehadiran/<session_id>/daftar-hadir/<any(terisi, kosong):form>"


@bp.post(ADDRESS)
def order_paper(meeting_id: str, session_id: str, form: str) -> ResponseReturnValue:
    """Have the list printed as it is now."""
    order_attendance_list(current_meeting(), _session(session_id), FORMS[form], current_actor(), clock.now())
    return redirect(url_for("checkin.paper", meeting_id=meeting_id, session_id=session_id, form=form))


@bp.get(ADDRESS)
def paper(meeting_id: str, session_id: str, form: str) -> ResponseReturnValue:
    """How far the print is. The panel asks every second and opens the file when it is there."""
    session = _session(session_id)
    document = find_attendance_list(session, FORMS[form])
    asked_again = "HX-Request" in request.headers
    answer = Response(
        render_template(
            "checkin/_paper.html" if asked_again else "checkin/paper.html",
            meeting=current_meeting(),
            session=session,
            form=form,
            document=document,
            section="checkin.attendance",
            boxed="" if asked_again or not (boxed := boxed_on_the_list(meeting_id)) else boxes_told(boxed),
        )
    )
    if asked_again and document is not None and document.state is DocumentState.READY:
        answer.headers["HX-Redirect"] = url_for("checkin.paper_file", meeting_id=meeting_id, session_id=session_id, form=form)
    return answer


@bp.get(f"{ADDRESS}.pdf")
def paper_file(meeting_id: str, session_id: str, form: str) -> Response:
    """The list as printed last."""
    document: Document = find_attendance_list(_session(session_id), FORMS[form]) or abort(404)
    return stored_file(document, attachment_name(document), inline=True)


def _session(session_id: str) -> Session:
    return find_session(current_meeting().id, session_id) or abort(404)
