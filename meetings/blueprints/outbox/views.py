"""List, one message, its HTML in a frame of its own, its attachments, a second try."""

import io

from flask import Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.outbox import bp
from meetings.config import current_settings
from meetings.domain import outbox
from meetings.domain.outbox import DeliveryFilter
from meetings.enums import Channel, DeliveryState
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.models import Delivery, Meeting
from meetings.web import current_actor
from meetings.web.saving import done, refused_at

BODY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


@bp.get("")
def index() -> str:
    """A page of messages, newest first."""
    get = request.args.get
    wanted = DeliveryFilter(
        search=get("q", "").strip()[:200],
        state=DeliveryState(get("state", "")) if get("state", "") in list(DeliveryState) else None,
        kind=get("kind", "")[:40],
        channel=Channel(get("channel", "")) if get("channel", "") in list(Channel) else None,
    )
    return render_template(
        "outbox/index.html",
        wanted=wanted,
        page=outbox.list_deliveries(wanted, page=get("page", 1, type=int), per_page=get("per_page", 25, type=int)),
        counts=outbox.count_by_state(),
        kinds=[(name, _(label)) for name, label in outbox.delivery_kinds()],
        states=[(state.value, _(state.label)) for state in DeliveryState],
        channels=[(channel.value, _(channel.label)) for channel in Channel],
        has_server=bool(current_settings().smtp_url),
    )


@bp.post("/kirim")
def send_all() -> ResponseReturnValue:
    """Send what was kept while there was no mail server, or once more what failed."""
    state = request.form.get("state", "")
    wanted = DeliveryState(state) if state in list(DeliveryState) else DeliveryState.OUTBOX
    with refused_at(url_for("outbox.index")):
        count = outbox.send_again(wanted, current_actor(), clock.now())
    return done(_("%(count)d pesan masuk antrean kirim.", count=count), "outbox.index")


@bp.get("/<delivery_id>")
def message(delivery_id: str) -> str:
    """One message: headers, text, HTML, attachments."""
    delivery = _find(delivery_id)
    text, html = outbox.read_body(delivery)
    meeting = db.session.get(Meeting, delivery.meeting_id) if delivery.meeting_id else None
    return render_template("outbox/message.html", delivery=delivery, text=text, html=html, about=meeting)


@bp.get("/<delivery_id>/isi.html")
def body(delivery_id: str) -> Response:
    """The HTML body under a policy of its own: it may style itself, and nothing else."""
    _text, html = outbox.read_body(_find(delivery_id))
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = BODY_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@bp.get("/<delivery_id>/lampiran/<int:number>")
def attachment(delivery_id: str, number: int) -> Response:
    """One attachment, to be saved."""
    entries = _find(delivery_id).attachments
    if number >= len(entries):
        raise NotFound(_("Lampiran ini tidak ada."))
    entry = entries[number]
    data = outbox.read_attachment(entry)
    answer = send_file(io.BytesIO(data), mimetype=entry["type"], as_attachment=True, download_name=entry["name"])
    answer.headers["Content-Type"] = entry["type"]  # as it is: it may carry its own charset
    return answer


@bp.post("/<delivery_id>/kirim-ulang")
def retry(delivery_id: str) -> ResponseReturnValue:
    """Queue a failed, uncertain, kept or cancelled message (again)."""
    delivery = _find(delivery_id)
    with refused_at(url_for("outbox.message", delivery_id=delivery_id)):
        outbox.retry_delivery(delivery, current_actor(), clock.now())
    return done(_("Pesan masuk antrean kirim."), "outbox.message", delivery_id=delivery_id)


@bp.post("/<delivery_id>/batalkan")
def cancel(delivery_id: str) -> ResponseReturnValue:
    """Keep a message from being sent."""
    delivery = _find(delivery_id)
    with refused_at(url_for("outbox.message", delivery_id=delivery_id)):
        outbox.cancel_delivery(delivery, current_actor(), clock.now())
    return done(_("Pesan dibatalkan."), "outbox.message", delivery_id=delivery_id)


def _find(delivery_id: str) -> Delivery:
    delivery = outbox.find_delivery(delivery_id)
    if delivery is None:
        raise NotFound(_("Pesan ini tidak ada."))
    return delivery
