"""Pages without an account whose token is the right: the answer to an invitation, a pass, an issued document."""

from typing import Any

from meetings.domain import documents, passes
from meetings.domain.invitations.replaced import find_replaced_letter
from meetings.web.rights.kinds import Table, TokenRight

REPLACED: dict[str, Any] = {"replaced": find_replaced_letter, "replaced_page": "rsvp/replaced.html"}
INVITATION = TokenRight("invitation", "token", passes.find_invitation, unknown="rsvp/unknown.html", **REPLACED)
INVITATION_CODE = TokenRight("invitation code", "code", passes.find_by_short_code, **REPLACED)
PASS = TokenRight("pass", "code", passes.find_pass)
DOCUMENT = TokenRight("document", "token", documents.find_issued, unknown="verify/unknown.html")

ROUTES: Table = {
    "rsvp.answer": INVITATION,
    "rsvp.opened": INVITATION,
    "rsvp.letter": INVITATION,
    "rsvp.short": INVITATION_CODE,
    "rsvp.show_pass": PASS,
    "rsvp.qr_image": PASS,
    "rsvp.calendar": PASS,
    "rsvp.minutes": PASS,
    "verify.page": DOCUMENT,
    "verify.compare": DOCUMENT,
    "verify.download": DOCUMENT,
}
