"""Invitations that people send themselves by WhatsApp or carry on paper."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.invitations import bp
from meetings.blueprints.invitations.views import find_letter, read_filter, require_invitation
from meetings.domain import invitations, letters, outbox
from meetings.domain.invitations.exports import count_prints
from meetings.domain.invitations.mails import REMINDER
from meetings.domain.invitations.onebyone import MOST_SKIPPED, take_turn
from meetings.enums import Channel, DeliveryState
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.models import Delivery, Invitation
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import csv_file, stored_files
from meetings.web.links import page_query, with_query
from meetings.web.saving import refused_at, writes


@bp.post("/penerima/<invitation_id>/whatsapp")
def whatsapp(meeting_id: str, invitation_id: str) -> ResponseReturnValue:
    """Take one message up, to send it in WhatsApp."""
    invitation = require_invitation(meeting_id, invitation_id)
    remind = request.form.get("remind") == "1"
    with refused_at(_back(invitation, remind)):
        delivery = invitations.open_whatsapp(invitation, current_actor(), clock.now(), remind=remind)
    if request.form.get("turn"):
        return redirect(_turn(invitation, remind, pesan=delivery.id))
    return redirect(url_for("invitations.by_hand", meeting_id=meeting_id, delivery_id=delivery.id))


@bp.get("/<letter_id>/whatsapp")
def one_by_one(meeting_id: str, letter_id: str) -> str:
    """One message after the other, on a phone: the next person, or the message that is open (``pesan``)."""
    letter, remind = find_letter(meeting_id, letter_id), bool(request.args.get("ingatkan"))
    skipped = request.args.getlist("lewati")[:MOST_SKIPPED]
    turn = take_turn(letter, remind=remind, skipped=skipped)
    opened = request.args.get("pesan", "")
    delivery, invitation = _by_hand(meeting_id, opened, Channel.WHATSAPP) if opened else (None, None)
    waits = delivery is not None and delivery.state is DeliveryState.HANDED
    return render_template(
        "invitations/one_by_one.html",
        meeting=current_meeting(),
        letter=letter,
        remind=remind,
        turn=turn,
        skipped=skipped,
        delivery=delivery if waits else None,
        invitation=invitation,
        link=invitations.link_of(delivery) if waits and delivery else "",
        text=outbox.read_body(delivery)[0] if waits and delivery else "",
        calls_off=bool(delivery and invitations.calls_off(delivery)),
        section="invitations.index",
    )


@bp.get("/pesan/<delivery_id>/whatsapp")
def by_hand(meeting_id: str, delivery_id: str) -> ResponseReturnValue:
    """The message with its way to WhatsApp, and the question whether it has left."""
    delivery, invitation = _by_hand(meeting_id, delivery_id, Channel.WHATSAPP)
    return render_template(
        "invitations/whatsapp.html",
        meeting=current_meeting(),
        delivery=delivery,
        invitation=invitation,
        link=invitations.link_of(delivery),
        calls_off=invitations.calls_off(delivery),
        back=_list(invitation),
        section="invitations.index",
    )


@bp.post("/pesan/<delivery_id>/terkirim")
def confirm_sent(meeting_id: str, delivery_id: str) -> ResponseReturnValue:
    """The person says that the message has left."""
    delivery, invitation = _by_hand(meeting_id, delivery_id, Channel.WHATSAPP)
    reminds = delivery.kind == REMINDER.name
    with refused_at(_back(invitation, reminds)):
        invitations.confirm_by_hand(delivery, current_actor(), clock.now())
    if reminds:
        flash(_("Pengingat %(name)s tercatat terkirim lewat WhatsApp.", name=delivery.recipient_name), "success")
    else:
        flash(_("Undangan %(name)s tercatat terkirim lewat WhatsApp.", name=delivery.recipient_name), "success")
    return redirect(_back(invitation, reminds))


@bp.post("/pesan/<delivery_id>/tidak-terkirim")
def take_back(meeting_id: str, delivery_id: str) -> ResponseReturnValue:
    """It was not sent or handed over, or said to be by mistake; what the person saw (``seen``) says which of the two."""
    seen = DeliveryState.SENT if request.form.get("seen") == DeliveryState.SENT else DeliveryState.HANDED
    delivery, invitation = _by_hand(meeting_id, delivery_id, Channel.WHATSAPP, Channel.PAPER)
    reminds = delivery.kind == REMINDER.name
    with refused_at(_back(invitation, reminds)):
        invitations.take_back_by_hand(delivery, current_actor(), clock.now(), seen=seen)
    if delivery.channel is Channel.PAPER:
        flash(_("Surat %(name)s tercatat belum diserahkan.", name=delivery.recipient_name), "success")
    else:
        flash(_("Undangan %(name)s tercatat belum dikirim lewat WhatsApp.", name=delivery.recipient_name), "success")
    return redirect(_back(invitation, reminds))


def _by_hand(meeting_id: str, delivery_id: str, *channels: Channel) -> tuple[Delivery, Invitation]:
    """The message and its invitation; NotFound for a message of another meeting or kind."""
    by_hand = Delivery.channel.in_(channels)
    delivery = db.session.scalar(db.select(Delivery).filter_by(id=delivery_id, meeting_id=meeting_id).where(by_hand))
    if delivery is None or delivery.invitation_id is None:
        raise NotFound(_("Pesan ini tidak ada pada kegiatan ini."))
    return delivery, require_invitation(meeting_id, delivery.invitation_id)


def _back(invitation: Invitation, remind: bool) -> str:
    """Where the form came from: one after the other (``turn``), or the list."""
    return _turn(invitation, remind) if request.form.get("turn") else _list(invitation)


def _turn(invitation: Invitation, remind: bool, **more: Any) -> str:
    here: dict[str, Any] = {
        "meeting_id": invitation.meeting_id,
        "letter_id": invitation.letter_id,
        "ingatkan": "1" if remind else None,
    }
    return url_for("invitations.one_by_one", **here, lewati=request.form.getlist("lewati")[:MOST_SKIPPED], **more)


def _list(invitation: Invitation) -> str:
    return url_for("invitations.index", meeting_id=invitation.meeting_id, surat=invitation.letter_id)


@bp.get("/<letter_id>/tautan.csv")
@writes
def links(meeting_id: str, letter_id: str) -> Response:
    """Personal links of the filtered recipients, for a tool that sends many WhatsApp messages."""
    letter = find_letter(meeting_id, letter_id)
    exported = invitations.export_links(letter, read_filter(), current_actor(), clock.now())
    return csv_file(exported.blocks, "tautan-undangan.csv")


@bp.get("/<letter_id>/surat.zip")
@writes
def letters_zip(meeting_id: str, letter_id: str) -> ResponseReturnValue:
    """The letters of the filtered recipients, to be printed and delivered on paper. While some are still being made, the page that says so
    (`printed`) instead, unless those that are ready are wanted (``sebagian``)."""
    letter, wanted = find_letter(meeting_id, letter_id), read_filter()
    there = with_query("invitations.printed", meeting_id=meeting_id, letter_id=letter_id, sebagian=None)
    if not request.args.get("sebagian") and not count_prints(letter, wanted).finished:
        return redirect(there)
    with refused_at(there):
        files = invitations.export_letters(letter, wanted, current_actor(), clock.now())
    return stored_files(files, "surat-undangan.zip")


@bp.get("/<letter_id>/cetak")
def printed(meeting_id: str, letter_id: str) -> str:
    """How far the printed letters of the filtered recipients are, and the file with them."""
    return render_template("invitations/printed.html", section="invitations.index", **_prints(meeting_id, letter_id))


@bp.get("/<letter_id>/cetak/kemajuan")
def print_progress(meeting_id: str, letter_id: str) -> str:
    """The part of that page that renews itself."""
    return render_template("invitations/_printed.html", **_prints(meeting_id, letter_id))


def _prints(meeting_id: str, letter_id: str) -> dict[str, object]:
    letter, wanted = find_letter(meeting_id, letter_id), read_filter()
    return {
        "meeting": current_meeting(),
        "letter": letter,
        "prints": count_prints(letter, wanted),
        "later": letters.correction_of(letter),
        "narrowed": wanted.active,
        "here": {**page_query("sebagian"), "meeting_id": meeting_id, "letter_id": letter_id},
    }
