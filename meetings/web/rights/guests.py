"""Pages without an account whose token is the right: the answer to an invitation, a pass, an issued document."""

from meetings.domain import documents, passes
from meetings.web.rights.kinds import Table, TokenRight

INVITATION = TokenRight("invitation", "token", passes.find_invitation, unknown="rsvp/unknown.html")
INVITATION_CODE = TokenRight("invitation code", "code", passes.find_by_short_code)
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
