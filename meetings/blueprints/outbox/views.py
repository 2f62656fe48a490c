"""List, one message, its HTML on a page of its own, its attachments, a second try.

Who looks after the messages of some meetings sees those, and an administrator the mails about accounts; all others are not found.
"""

import io

import sqlalchemy as sa
from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from meetings import clock
from meetings.blueprints.outbox import bp
from meetings.domain import outbox
from meetings.domain.outbox import DeliveryFilter
from meetings.domain.outbox.kinds import find_kind
from meetings.enums import Channel, DeliveryState
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.models import Delivery, Meeting
from meetings.web import current_actor, current_meeting
from meetings.web.mails import tell_mail
from meetings.web.saving import done, refused_at, writes

BODY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"


@bp.get("/kotak-keluar")
def index() -> str:
    """A page of messages, newest first."""
    return _list_page(outbox.visible_deliveries(current_user.id), None)


@bp.get("/kegiatan/<meeting_id>/kotak-keluar")
def meeting(meeting_id: str) -> str:
    """The messages of one meeting."""
    return _list_page(Delivery.meeting_id == meeting_id, current_meeting())


@bp.post("/kotak-keluar/kirim")
def send_all() -> ResponseReturnValue:
    """Send what was kept while there was no mail server, or once more what failed."""
    return _send(outbox.visible_deliveries(current_user.id), None)


@bp.post("/kegiatan/<meeting_id>/kotak-keluar/kirim")
def send_meeting(meeting_id: str) -> ResponseReturnValue:
    """The same for the messages of one meeting."""
    return _send(Delivery.meeting_id == meeting_id, current_meeting())


@bp.get("/kotak-keluar/<delivery_id>")
@writes
def message(delivery_id: str) -> str:
    """One message: headers and, where its kind lets it be read, text, HTML and attachments."""
    delivery = _find(delivery_id)
    text, html = outbox.open_message(delivery, current_actor(), clock.now())
    return render_template(
        "outbox/message.html",
        delivery=delivery,
        address=outbox.show_addresses([delivery], current_user.id)[delivery.id],
        text=text,
        html=html,
        is_open=outbox.has_open_body(delivery),
        kind=_(kind.label) if (kind := find_kind(delivery.kind)) else delivery.kind,
        about=db.session.get(Meeting, delivery.meeting_id) if delivery.meeting_id else None,
    )


@bp.get("/kotak-keluar/<delivery_id>/isi.html")
@writes
def body(delivery_id: str) -> Response:
    """The HTML body under a policy of its own: it may style itself, and nothing else."""
    delivery = _find(delivery_id)
    outbox.require_open_body(delivery)
    _text, html = outbox.open_message(delivery, current_actor(), clock.now())
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = BODY_POLICY
    return answer


@bp.get("/kotak-keluar/<delivery_id>/lampiran/<int:number>")
@writes
def attachment(delivery_id: str, number: int) -> Response:
    """One attachment, to be saved."""
    delivery = _find(delivery_id)
    outbox.require_open_body(delivery)
    if number >= len(delivery.attachments):
        raise NotFound(_("Lampiran ini tidak ada."))
    entry = delivery.attachments[number]
    data = outbox.read_attachment(entry)
    outbox.note_reading(delivery, current_actor(), clock.now())
    answer = send_file(io.BytesIO(data), mimetype=entry["type"], as_attachment=True, download_name=entry["name"])
    answer.headers["Content-Type"] = entry["type"]  # as it is: it may carry its own charset
    return answer


@bp.post("/kotak-keluar/<delivery_id>/kirim-ulang")
def retry(delivery_id: str) -> ResponseReturnValue:
    """Queue a failed, uncertain, kept or cancelled message (again)."""
    delivery = _find(delivery_id)
    with refused_at(url_for("outbox.message", delivery_id=delivery_id)):
        outbox.retry_delivery(delivery, current_actor(), clock.now())
    tell_mail(delivery.recipient_name)
    return redirect(url_for("outbox.message", delivery_id=delivery_id))


@bp.post("/kotak-keluar/<delivery_id>/batalkan")
def cancel(delivery_id: str) -> ResponseReturnValue:
    """Keep a message from being sent."""
    delivery = _find(delivery_id)
    with refused_at(url_for("outbox.message", delivery_id=delivery_id)):
        outbox.cancel_delivery(delivery, current_actor(), clock.now())
    return done(_("Pesan dibatalkan."), "outbox.message", delivery_id=delivery_id)


def _list_page(scope: sa.ColumnElement[bool], meeting: Meeting | None) -> str:
    get = request.args.get
    wanted = DeliveryFilter(
        search=get("q", "").strip()[:200],
        state=DeliveryState(get("state", "")) if get("state", "") in list(DeliveryState) else None,
        kind=get("kind", "")[:40],
        channel=Channel(get("channel", "")) if get("channel", "") in list(Channel) else None,
    )
    page = outbox.list_deliveries(
        scope if meeting is not None else outbox.visible_deliveries(current_user.id, in_order=True),
        wanted,
        open_address=outbox.open_addresses(current_user.id),
        page=get("page", 1, type=int),
        per_page=get("per_page", 25, type=int),
    )
    counts, kinds = outbox.states_and_kinds(scope)
    return render_template(
        "outbox/meeting.html" if meeting is not None else "outbox/index.html",
        meeting=meeting,
        wanted=wanted,
        page=page,
        addresses=outbox.show_addresses(page.items, current_user.id),
        counts=counts,
        kinds=[(name, _(label)) for name, label in kinds],
        states=[(state.value, _(state.label)) for state in DeliveryState],
        channels=[(channel.value, _(channel.label)) for channel in Channel],
    )


def _send(scope: sa.ColumnElement[bool], meeting: Meeting | None) -> ResponseReturnValue:
    state = request.form.get("state", "")
    wanted = DeliveryState(state) if state in list(DeliveryState) else DeliveryState.OUTBOX
    back = url_for("outbox.meeting", meeting_id=meeting.id) if meeting is not None else url_for("outbox.index")
    with refused_at(back):
        count = outbox.send_again(scope, wanted, current_actor(), clock.now(), meeting)
    flash(_("%(count)d pesan masuk antrean kirim.", count=count), "success")
    return redirect(back)


def _find(delivery_id: str) -> Delivery:
    delivery = outbox.find_delivery(delivery_id, outbox.visible_deliveries(current_user.id))
    if delivery is None:
        raise NotFound(_("Pesan ini tidak ada."))
    return delivery
