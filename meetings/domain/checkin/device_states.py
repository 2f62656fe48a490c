"""How a device stands in a meeting, by the rule that lets its token in (`callers`)."""

from datetime import datetime

from meetings.domain.checkin.callers import is_over
from meetings.enums import DeviceState
from meetings.models import Device, Meeting

S = DeviceState


def state_of(device: Device, meeting: Meeting, at: datetime) -> DeviceState:
    """``PAIRED``: its token opens the meeting. A code that waits while another phone is still paired leaves it so."""
    phone = device.phone
    if device.revoked_at is not None:
        return S.REVOKED
    if is_over(meeting.state.value, meeting.ends_on, meeting.timezone, at):
        return S.OVER
    if phone.token_hash is not None:
        return S.PAIRED
    if phone.pairing_expires_at is not None and phone.pairing_expires_at > at:
        return S.WAITING
    return S.RELEASED if phone.released(at) else S.EXPIRED
