"""Whether an institution's link takes names now."""

from datetime import datetime

from flask_babel import gettext as _

from meetings.domain.meetings import Activity, allows
from meetings.enums import DelegationState
from meetings.models import Delegation

S = DelegationState


def deadline_of(delegation: Delegation) -> datetime | None:
    """Until when names are taken: its own deadline, else the meeting's for answers; None: until the meeting is over."""
    return delegation.deadline or delegation.meeting.answer_deadline


def state_of(delegation: Delegation, at: datetime) -> DelegationState:
    """How the link stands."""
    if delegation.closed_at is not None:
        return S.CLOSED
    if not allows(delegation.meeting, Activity.PARTICIPANTS):
        return S.OFF
    deadline = deadline_of(delegation)
    return S.OVER if deadline is not None and at > deadline else S.OPEN


def why_closed(delegation: Delegation, at: datetime) -> str:
    """Why no names are taken (any more), in words for the contact; empty when they are."""
    return {
        S.OPEN: "",
        S.CLOSED: _("Tautan ini sudah ditutup panitia. Hubungi panitia bila itu keliru."),
        S.OFF: _("Kegiatan ini dibatalkan atau sudah selesai, sehingga daftar nama tidak dapat diubah lagi."),
        S.OVER: _("Batas pengisian sudah lewat. Hubungi panitia untuk mengubah daftar nama."),
    }[state_of(delegation, at)]
