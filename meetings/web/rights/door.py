"""Check-in: devices, the counts at the door, attendance and its papers."""

from meetings.domain.permissions import Permission as P
from meetings.web.rights.kinds import Table

ROUTES: Table = {
    "checkin.index": P.CHECKIN,
    "checkin.numbers": P.CHECKIN,
    "checkin.create_device_page": P.DEVICES_MANAGE,
    "checkin.device": P.DEVICES_MANAGE,
    "checkin.device_state": P.DEVICES_MANAGE,
    "checkin.new_code": P.DEVICES_MANAGE,
    "checkin.revoke": P.DEVICES_MANAGE,
    "checkin.scans": P.CHECKIN,
    "checkin.settle": P.CHECKIN,
    "checkin.scans_export": P.ATTENDANCE_EXPORT,
    "checkin.attendance": P.ATTENDANCE_VIEW,
    "checkin.attend": P.CHECKIN,
    "checkin.excuse": P.CHECKIN,
    "checkin.drop_excuse": P.CHECKIN,
    "checkin.paper_list": P.CHECKIN_UNDO,
    "checkin.undo": P.CHECKIN,
    "checkin.order_paper": P.ATTENDANCE_EXPORT,
    "checkin.paper": P.ATTENDANCE_EXPORT,
    "checkin.paper_file": P.ATTENDANCE_EXPORT,
    "checkin.attendance_export": P.ATTENDANCE_EXPORT,
}
