"""Pages without an account whose token is the right: the answer to an invitation, a pass, an issued document."""

from typing import Any

from meetings import clock
from meetings.domain import documents, passes
from meetings.domain.checkin.hall_codes import HallCode, read_hall_code
from meetings.domain.checkin.screens import find_screen
from meetings.domain.invitations.replaced import find_replaced_letter
from meetings.web.rights.kinds import Table, TokenRight

REPLACED: dict[str, Any] = {"replaced": find_replaced_letter, "replaced_page": "rsvp/replaced.html"}
INVITATION = TokenRight("invitation", "token", passes.find_invitation, unknown="rsvp/unknown.html", **REPLACED)
INVITATION_CODE = TokenRight("invitation code", "code", passes.find_by_short_code, **REPLACED)
PASS = TokenRight("pass", "code", passes.find_pass)
INSTITUTION = TokenRight("institution", "link", passes.find_delegation, unknown="rsvp/unknown_institution.html")
DOCUMENT = TokenRight("document", "token", documents.find_issued, unknown="verify/unknown.html")
SCREEN = TokenRight("hall screen", "token", find_screen)


def _shown_on_screen(text: str) -> HallCode | None:
    return read_hall_code(text, clock.now())


HALL_CODE = TokenRight("hall code", "shown", _shown_on_screen, unknown="rsvp/unknown_hall.html")

ROUTES: Table = {
    "rsvp.answer": INVITATION,
    "rsvp.details": INVITATION,
    "rsvp.opened": INVITATION,
    "rsvp.letter": INVITATION,
    "rsvp.short": INVITATION_CODE,
    "rsvp.show_pass": PASS,
    "rsvp.pass_details": PASS,
    "rsvp.answer_by_pass": PASS,
    "rsvp.qr_image": PASS,
    "rsvp.calendar": PASS,
    "rsvp.minutes": PASS,
    "rsvp.certificate": PASS,
    "rsvp.check_in_alone": PASS,
    "rsvp.checked_in": PASS,
    "rsvp.presence": PASS,
    "rsvp.join_page": PASS,
    "rsvp.join": PASS,
    "rsvp.in_hall": HALL_CODE,
    "screens.show": SCREEN,
    "screens.shown": SCREEN,
    "rsvp.institution": INSTITUTION,
    "rsvp.add_delegate": INSTITUTION,
    "rsvp.paste_delegates": INSTITUTION,
    "rsvp.edit_delegate": INSTITUTION,
    "rsvp.remove_delegate": INSTITUTION,
    "rsvp.answer_for": INSTITUTION,
    "rsvp.add_room": INSTITUTION,
    "rsvp.edit_room": INSTITUTION,
    "rsvp.remove_room": INSTITUTION,
    "rsvp.report_room": INSTITUTION,
    "verify.page": DOCUMENT,
    "verify.compare": DOCUMENT,
    "verify.download": DOCUMENT,
}
