"""The messages of a letter as one of its recipients will see them, and a trial to oneself."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from meetings import clock
from meetings.blueprints.invitations import bp
from meetings.blueprints.invitations.views import find_letter
from meetings.domain.invitations import previews
from meetings.domain.letters.former import tells_change
from meetings.domain.permissions import Permission
from meetings.errors import NotFound
from meetings.models import Letter, Participant
from meetings.web import current_actor, current_meeting
from meetings.web.mails import tell_mail
from meetings.web.rights.check import may
from meetings.web.saving import done, refused_at
from meetings.web.tickets import creates

# A mail styles itself and does nothing else; only our own page shows it in a frame.
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


@bp.get("/<letter_id>/pesan")
def sample(meeting_id: str, letter_id: str) -> str:
    """The mail as phone and desktop show it, and the WhatsApp text, for the recipient that is asked for or the first one."""
    letter, words = find_letter(meeting_id, letter_id), request.args.get("q", "").strip()[:200]
    offered = previews.recipients_like(letter, words)
    wanted = request.args.get("peserta", "") or (offered[0][0] if offered else "")
    participant = previews.find_recipient(letter, wanted) if wanted else None
    now = clock.now()
    return render_template(
        "invitations/sample.html",
        meeting=current_meeting(),
        letter=letter,
        words=words,
        offered=offered,
        participant=participant,
        shown=previews.preview_messages(letter, participant, now) if participant else None,
        own_phone=previews.trial_link(letter, participant, current_user, now) if participant else "",
        changes=tells_change(letter),
        personal=may(Permission.PERSONAL_VIEW),
        section="invitations.index",
    )


@bp.get("/<letter_id>/pesan/<participant_id>.html")
def sample_body(meeting_id: str, letter_id: str, participant_id: str) -> Response:
    """The mail's HTML, to stand in a frame of that page."""
    letter = find_letter(meeting_id, letter_id)
    shown = previews.preview_messages(letter, _recipient(letter, participant_id), clock.now())
    answer = Response(shown.mail.html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = FRAMED
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@bp.post("/<letter_id>/pesan/<participant_id>/percobaan")
@creates
def send_trial(meeting_id: str, letter_id: str, participant_id: str) -> ResponseReturnValue:
    """Send the mail to oneself, marked as a trial."""
    letter = find_letter(meeting_id, letter_id)
    participant = _recipient(letter, participant_id)
    back = url_for("invitations.sample", meeting_id=meeting_id, letter_id=letter_id, peserta=participant_id)
    with refused_at(back):
        previews.send_trial(letter, participant, current_user, current_actor(), clock.now())
        tell_mail(current_user.email)
        return done(
            _("Percobaan ini tidak dihitung sebagai undangan."),
            "invitations.sample",
            meeting_id=meeting_id,
            letter_id=letter_id,
            peserta=participant_id,
        )
    return redirect(back)


def _recipient(letter: Letter, participant_id: str) -> Participant:
    participant = previews.find_recipient(letter, participant_id)
    if participant is None:
        raise NotFound(_("Orang ini tidak mendapat surat ini."))
    return participant
