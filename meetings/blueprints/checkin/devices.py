"""Devices: make one, show its pairing QR, see it paired, revoke it."""

from datetime import datetime

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from meetings import clock
from meetings.blueprints.checkin import bp
from meetings.blueprints.checkin.forms import DeviceForm, SharedDeviceForm
from meetings.documents.qr import qr_path
from meetings.domain.attendance.queries import list_sessions
from meetings.domain.checkin.device_states import state_of
from meetings.domain.checkin.devices import (
    Kiosk,
    create_device,
    find_device,
    new_pairing_code,
    pairing_code,
    revoke_device,
)
from meetings.domain.checkin.sharing import let_in_device, list_shareable, shared_with
from meetings.enums import DeviceState
from meetings.models import Device
from meetings.web import current_actor, current_meeting
from meetings.web.links import public_url
from meetings.web.saving import done
from meetings.web.tickets import creates


@bp.route("/check-in/perangkat/tambah", methods=["GET", "POST"])
@creates
def create_device_page(meeting_id: str) -> ResponseReturnValue:
    """A new device; then its pairing page."""
    meeting = current_meeting()
    sessions = list_sessions(meeting.id)
    form = DeviceForm(sessions)
    if form.validate_on_submit():
        chosen = [s for s in sessions if s.id in (form.sessions.data or ())] if form.scope.data == "some" else None
        with form.saving():
            device, _code = create_device(
                meeting,
                form.name.data or "",
                form.gate.data or "",
                current_actor(),
                clock.now(),
                may_force=form.may_force.data,
                sessions=chosen,
                kiosk=Kiosk(form.pin.data or "") if form.kind.data == "kiosk" else None,
                prints_badges=form.prints_badges.data,
            )
            return redirect(url_for("checkin.device", meeting_id=meeting.id, device_id=device.id))
    return render_template("checkin/device_form.html", meeting=meeting, form=form), form.http_status


@bp.route("/check-in/perangkat/izinkan", methods=["GET", "POST"])
@creates
def share_device(meeting_id: str) -> ResponseReturnValue:
    """A phone that another meeting of the day has paired serves this one, too."""
    meeting, actor = current_meeting(), current_actor()
    sessions, devices = list_sessions(meeting.id), list_shareable(meeting, actor.id or "")
    form = SharedDeviceForm(sessions, devices)
    if devices and form.validate_on_submit():
        chosen = [s for s in sessions if s.id in (form.sessions.data or ())] if form.scope.data == "some" else None
        rights = {"may_force": form.may_force.data, "sessions": chosen}
        with form.saving():
            device = let_in_device(meeting, form.home.data or "", form.gate.data or "", actor, clock.now(), **rights)
            told = _("Perangkat %(name)s kini juga melayani kegiatan ini.", name=device.name)
            return done(told, "checkin.device", meeting_id=meeting.id, device_id=device.id)
    return render_template("checkin/device_share.html", meeting=meeting, form=form, devices=devices), form.http_status


@bp.get("/check-in/perangkat/<device_id>")
def device(meeting_id: str, device_id: str) -> str:
    """One device: its pairing code while it waits, its state afterwards."""
    return render_template("checkin/device.html", meeting=current_meeting(), **_shown(_find(device_id), clock.now()))


@bp.get("/check-in/perangkat/<device_id>/keadaan")
def device_state(meeting_id: str, device_id: str) -> str:
    """The part of the page that changes when the device has paired."""
    return render_template("checkin/_device_state.html", meeting=current_meeting(), **_shown(_find(device_id), clock.now()))


@bp.post("/check-in/perangkat/<device_id>/kode")
def new_code(meeting_id: str, device_id: str) -> ResponseReturnValue:
    """Another pairing code, for the same device or the one that takes its place."""
    new_pairing_code(_find(device_id), current_meeting(), clock.now())
    return redirect(url_for("checkin.device", meeting_id=meeting_id, device_id=device_id))


@bp.post("/check-in/perangkat/<device_id>/cabut")
def revoke(meeting_id: str, device_id: str) -> ResponseReturnValue:
    """End a device at once, in this meeting alone or wherever it serves."""
    found = _find(device_id)
    everywhere = request.form.get("everywhere") == "1"
    revoke_device(found, current_actor(), clock.now(), everywhere=everywhere)
    told = _("Perangkat %(name)s dicabut. Tokennya tidak berlaku lagi.", name=found.name)
    if found.phone.token_hash is not None:
        told = _("Perangkat %(name)s dicabut dari kegiatan ini.", name=found.name)
    return done(told, "checkin.index", meeting_id=meeting_id)


def _find(device_id: str) -> Device:
    return find_device(current_meeting().id, device_id) or abort(404)


def _shown(found: Device, at: datetime) -> dict[str, object]:
    state = state_of(found, current_meeting(), at)
    code = pairing_code(found, at) if state is not DeviceState.OVER else None
    address = public_url("scanner.page")
    side, path = qr_path(f"{address}#{code}") if code else (0, "")
    return {
        "device": found,
        "state": state,
        "others": shared_with([found]).get(found.id, []),
        "now": at,
        "code": code,
        "address": address,
        "qr_side": side,
        "qr_path": Markup(path),  # noqa: S704 -- clean
        "minutes_left": max(1, int((found.pairing_expires_at - at).total_seconds() // 60) + 1) if code else 0,  # type: ignore[operator]  # -- assured
    }
