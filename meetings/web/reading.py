"""Minutes of the meeting in the address, for whoever may read them."""

from flask_babel import gettext as _
from flask_login import current_user

from meetings.domain import minutes
from meetings.domain.permissions import OF_WRITERS
from meetings.errors import NotFound
from meetings.models import Minutes
from meetings.web import current_meeting
from meetings.web.rights.check import may


def may_see_drafts() -> bool:
    """Readers wait for the publication; those who write, approve or publish see what is on its way."""
    return any(map(may, OF_WRITERS))


def find_minutes(minutes_id: str) -> Minutes:
    """Minutes of the meeting in the address that this person may see. Raises NotFound."""
    found = minutes.get_minutes(current_meeting(), minutes_id)
    if not found.is_out and not may_see_drafts():
        raise NotFound(_("Notula itu belum terbit."))
    if not minutes.readable_of([found], current_user.id):
        raise NotFound(
            _("Notula itu hanya untuk yang menulis, menyetujui, atau menerbitkannya, dan yang ditugaskan pada kegiatan ini.")
        )
    return found
