"""The attendance list on paper: ordered, waited for, opened."""

from dataclasses import replace

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.domain.attendance.choices import CHOSEN, Form
from meetings.domain.attendance.overtaken import moved_since
from meetings.domain.attendance.papers import find_attendance_list, order_attendance_list
from meetings.domain.attendance.queries import find_session
from meetings.domain.participants.printable import boxes_on_the_list
from meetings.domain.permissions import Permission
from meetings.enums import DocumentState
from meetings.models import Document, Session
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import attachment_name, stored_file
from meetings.web.rights.check import may

ADDRESS = "/kehadiran/<session_id>/daftar-hadir/<form>"
USUAL = {"terisi": Form(), "kosong": Form(blank=True), "terisi-lanskap": Form(wide=True), "kosong-lanskap": Form(True, True)}
WITHOUT_NIP = "-tanpa-nip"  # behind the name of a usual one, for whoever may see personal numbers and wants none


@bp.post(ADDRESS)
def order_paper(meeting_id: str, session_id: str, form: str) -> ResponseReturnValue:
    """Have the list printed as it is now."""
    session = _session(session_id)
    order_attendance_list(current_meeting(), session, _form(session, form), current_actor(), clock.now())
    return redirect(url_for("checkin.paper", meeting_id=meeting_id, session_id=session_id, form=form))


@bp.get(ADDRESS)
def paper(meeting_id: str, session_id: str, form: str) -> ResponseReturnValue:
    """How far the print is. The panel asks every second and opens the file when it is there."""
    session = _session(session_id)
    chosen = _form(session, form)
    document = find_attendance_list(session, chosen.key)
    asked_again = "HX-Request" in request.headers
    answer = Response(
        render_template(
            "checkin/_paper.html" if asked_again else "checkin/paper.html",
            meeting=current_meeting(),
            session=session,
            form=form,
            blank=chosen.blank,
            document=document,
            moved=document is not None and document.as_of is not None and moved_since(session, document.as_of),
            section="checkin.attendance",
            boxed="" if asked_again else boxes_on_the_list(meeting_id),
        )
    )
    if asked_again and document is not None and document.state is DocumentState.READY:
        answer.headers["HX-Redirect"] = url_for("checkin.paper_file", meeting_id=meeting_id, session_id=session_id, form=form)
    return answer


@bp.get(f"{ADDRESS}.pdf")
def paper_file(meeting_id: str, session_id: str, form: str) -> Response:
    """The list as printed last."""
    session = _session(session_id)
    document: Document = find_attendance_list(session, _form(session, form).key) or abort(404)
    return stored_file(document, attachment_name(document), inline=True)


def address_of(form: Form) -> str:
    """Under which name the paper is found that somebody chose; `_form` reads it."""
    usual = next((name for name, each in USUAL.items() if each == replace(form, with_nip=False)), None)
    if usual is None:
        return form.key
    return usual if form.with_nip or not may(Permission.PERSONAL_VIEW) else usual + WITHOUT_NIP


def _form(session: Session, name: str) -> Form:
    """The paper with this name that this person may see; of the usual ones the one with personal numbers is a paper of its own."""
    usual = name.removesuffix(WITHOUT_NIP)
    if usual in USUAL:
        return replace(USUAL[usual], with_nip=usual == name and may(Permission.PERSONAL_VIEW))
    document: Document = (find_attendance_list(session, name) if name.startswith(CHOSEN) else None) or abort(404)
    form = Form.of(name, document.content)
    if form.with_nip and not may(Permission.PERSONAL_VIEW):
        abort(404)
    return form


def _session(session_id: str) -> Session:
    return find_session(current_meeting().id, session_id) or abort(404)
