"""Invitations that people send themselves by WhatsApp or carry on paper."""

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from meetings import clock
from meetings.blueprints.invitations import bp
from meetings.blueprints.invitations.views import find_letter, read_filter, require_invitation
from meetings.domain import invitations
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import csv_file, stored_files
from meetings.web.saving import refused_at, writes


@bp.post("/penerima/<invitation_id>/whatsapp")
def whatsapp(meeting_id: str, invitation_id: str) -> ResponseReturnValue:
    """Note the message as sent and go on to WhatsApp; the page that says so opens it (a form may not redirect to another site)."""
    invitation = require_invitation(meeting_id, invitation_id)
    with refused_at(url_for("invitations.index", meeting_id=meeting_id)):
        link = invitations.send_by_whatsapp(invitation, current_actor(), clock.now())
    return render_template("invitations/whatsapp.html", meeting=current_meeting(), invitation=invitation, link=link)


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
    """The letters of the filtered recipients, to be printed and delivered on paper."""
    letter = find_letter(meeting_id, letter_id)
    with refused_at(url_for("invitations.index", meeting_id=meeting_id, surat=letter_id)):
        letters = invitations.export_letters(letter, read_filter(), current_actor(), clock.now())
    return stored_files(letters, "surat-undangan.zip")
