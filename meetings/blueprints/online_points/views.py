"""The committee's pages about rooms that join."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from meetings import clock
from meetings.blueprints.online_points import bp
from meetings.domain import online_points
from meetings.domain.checkin import Caller, caller_for_user
from meetings.domain.meetings import Activity, allows
from meetings.domain.online_points import queries
from meetings.domain.online_points.judging import report_state
from meetings.domain.pictures import scan_type
from meetings.models import OnlinePoint, PointArrival
from meetings.storage import storage
from meetings.web import current_meeting
from meetings.web.saving import done, refused_at
from meetings.writing.reading import read_text


@bp.get("/")
def index(meeting_id: str) -> str:
    """All rooms, with how many sit there and what waits to be looked at."""
    meeting, text = current_meeting(), read_text(request.args.get("q"))[:200]
    unseen = request.args.get("bukti") == "belum"
    page = queries.list_rooms(meeting, request.args.get("page", 1, type=int), text=text, unseen=unseen)
    return render_template(
        "online_points/index.html",
        meeting=meeting,
        page=page,
        text=text,
        unseen=unseen,
        arrivals=queries.by_room([row.id for row in page.items]),
        totals=queries.totals_of(meeting),
        state_of=report_state,
    )


@bp.get("/<point_id>")
def detail(meeting_id: str, point_id: str) -> str:
    """One room: its people, and each of its reports with what proves it."""
    room = _room(point_id)
    return render_template(
        "online_points/detail.html",
        meeting=current_meeting(),
        room=room,
        arrivals=queries.arrivals_of([room.id]),
        state_of=report_state,
        open_for_records=allows(current_meeting(), Activity.RECORD),
    )


@bp.post("/<point_id>/laporan/<arrival_id>/terima")
def accept(meeting_id: str, point_id: str, arrival_id: str) -> ResponseReturnValue:
    """The proof holds."""
    row = _arrival(point_id, arrival_id)
    with refused_at(_page(point_id)):
        online_points.accept_arrival(row, _caller(), clock.now())
    return done(_("Bukti diterima."), "online_points.detail", meeting_id=meeting_id, point_id=point_id)


@bp.post("/<point_id>/laporan/<arrival_id>/tolak")
def refuse(meeting_id: str, point_id: str, arrival_id: str) -> ResponseReturnValue:
    """It does not: whom it recorded is present no more."""
    row = _arrival(point_id, arrival_id)
    with refused_at(_page(point_id)):
        count = online_points.refuse_arrival(row, request.form.get("reason", ""), _caller(), clock.now())
    told = ngettext(
        "Bukti ditolak; kehadiran %(num)d orang dibatalkan.", "Bukti ditolak; kehadiran %(num)d orang dibatalkan.", count
    )
    flash(told, "success")
    return redirect(_page(point_id))


@bp.get("/<point_id>/laporan/<arrival_id>/<any(foto, daftar):piece>")
def proof(meeting_id: str, point_id: str, arrival_id: str, piece: str) -> Response:
    """The photo, or the list that was signed, as it was handed in."""
    row = _arrival(point_id, arrival_id)
    key = row.photo_key if piece == "foto" else row.list_key
    if key is None:
        abort(404)
    data = storage.get(key)
    kind, ending = scan_type(data)
    response = Response(data, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=f"{piece}-{row.point.name}-{arrival_id}.{ending}")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _caller() -> Caller:
    return caller_for_user(current_user, current_meeting(), may_force=False)


def _room(point_id: str) -> OnlinePoint:
    return queries.get_room(current_meeting(), point_id) or abort(404)


def _arrival(point_id: str, arrival_id: str) -> PointArrival:
    return queries.get_arrival(_room(point_id), arrival_id) or abort(404)


def _page(point_id: str) -> str:
    return url_for("online_points.detail", meeting_id=current_meeting().id, point_id=point_id)
