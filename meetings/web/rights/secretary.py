"""After the session: minutes on their way, and what was decided."""

from meetings.domain.permissions import Permission as P
from meetings.web.rights.kinds import Table

ROUTES: Table = {
    # minutes
    "minutes.index": P.MINUTES_VIEW,
    "minutes.create": P.MINUTES_EDIT,
    "minutes.read": P.MINUTES_VIEW,
    "minutes.state": P.MINUTES_VIEW,
    "minutes.download": P.MINUTES_VIEW,
    "minutes.edit": P.MINUTES_EDIT,
    "minutes.attendance": P.MINUTES_EDIT,
    "minutes.draft_file": P.MINUTES_EDIT,
    "minutes.save_header": P.MINUTES_EDIT,
    "minutes.add_item": P.MINUTES_EDIT,
    "minutes.save_item": P.MINUTES_EDIT,
    "minutes.move_item": P.MINUTES_EDIT,
    "minutes.remove_item": P.MINUTES_EDIT,
    "minutes.settle": P.MINUTES_EDIT,
    "minutes.check": P.MINUTES_EDIT,
    "minutes.print_again": P.MINUTES_EDIT,
    "minutes.submit": P.MINUTES_EDIT,
    "minutes.withdraw": P.MINUTES_EDIT,
    "minutes.correct": P.MINUTES_EDIT,
    "minutes.send_back": P.MINUTES_APPROVE,
    "minutes.approve": P.MINUTES_APPROVE,
    "minutes.publish": P.MINUTES_PUBLISH,
    "minutes.sign": P.MINUTES_SIGN,
    "signing.index": P.MINUTES_SIGN,
    "minutes.take_back": P.MINUTES_PUBLISH,
    "minutes.ask_to_revoke": P.MINUTES_PUBLISH,
    "minutes.take_back_revoke": P.MINUTES_PUBLISH,
    "minutes.revoke": P.MINUTES_APPROVE,
    "minutes.keep": P.MINUTES_APPROVE,
    # follow-up
    "followup.index": P.MINUTES_VIEW,
    "followup.export": P.MINUTES_VIEW,
    "followup.meeting": P.MINUTES_VIEW,
    "followup.meeting_export": P.MINUTES_VIEW,
    "followup.item": P.MINUTES_VIEW,
    "followup.change": P.MINUTES_EDIT,
}
