"""Invitations that people send themselves by WhatsApp or carry on paper."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.invitations import bp
from meetings.blueprints.invitations.views import find_letter, read_filter, require_invitation
from meetings.domain import invitations, letters
from meetings.domain.invitations.exports import count_prints
from meetings.enums import Channel
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
    with refused_at(_list(invitation)):
        delivery = invitations.open_whatsapp(invitation, current_actor(), clock.now())
    return redirect(url_for("invitations.by_hand", meeting_id=meeting_id, delivery_id=delivery.id))


@bp.get("/pesan/<delivery_id>/whatsapp")
def by_hand(meeting_id: str, delivery_id: str) -> ResponseReturnValue:
    """The message with its way to WhatsApp, and the question whether it has left."""
    delivery, invitation = _by_hand(meeting_id, delivery_id, Channel.WHATSAPP)
    return render_template(
        "invitations/whatsapp.html",
        meeting=current_meeting(),
        delivery=delivery,
        invitation=invitation,
        link=invitations.whatsapp_link_of(invitation, clock.now()),
        back=_list(invitation),
        section="invitations.index",
    )


@bp.post("/pesan/<delivery_id>/terkirim")
def confirm_sent(meeting_id: str, delivery_id: str) -> ResponseReturnValue:
    """The person says that the message has left."""
    delivery, invitation = _by_hand(meeting_id, delivery_id, Channel.WHATSAPP)
    with refused_at(_list(invitation)):
        invitations.confirm_by_hand(delivery, current_actor(), clock.now())
    flash(_("Undangan %(name)s tercatat terkirim lewat WhatsApp.", name=delivery.recipient_name), "success")
    return redirect(_list(invitation))


@bp.post("/pesan/<delivery_id>/tidak-terkirim")
def take_back(meeting_id: str, delivery_id: str) -> ResponseReturnValue:
    """It was not sent or handed over, or said to be by mistake."""
    delivery, invitation = _by_hand(meeting_id, delivery_id, Channel.WHATSAPP, Channel.PAPER)
    with refused_at(_list(invitation)):
        invitations.take_back_by_hand(delivery, current_actor(), clock.now())
    if delivery.channel is Channel.PAPER:
        flash(_("Surat %(name)s tercatat belum diserahkan.", name=delivery.recipient_name), "success")
    else:
        flash(_("Undangan %(name)s tercatat belum dikirim lewat WhatsApp.", name=delivery.recipient_name), "success")
    return redirect(_list(invitation))


def _by_hand(meeting_id: str, delivery_id: str, *channels: Channel) -> tuple[Delivery, Invitation]:
    """The message and its invitation; NotFound for a message of another meeting or kind."""
    by_hand = Delivery.channel.in_(channels)
    delivery = db.session.scalar(db.select(Delivery).filter_by(id=delivery_id, meeting_id=meeting_id).where(by_hand))
    if delivery is None or delivery.invitation_id is None:
        raise NotFound(_("Pesan ini tidak ada pada kegiatan ini."))
    return delivery, require_invitation(meeting_id, delivery.invitation_id)


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
