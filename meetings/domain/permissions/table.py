"""The permission table: one row per permission, one column per role. Read it aloud.

A role in an organisation holds there and, where it was given so, for everything below it; a role in one meeting holds for that meeting
only. Operators of the installation hold no role at all: what they may stands in ``OF_OPERATORS``. Which route needs which permission stands in ``meetings/web/rights/``.
"""

from collections.abc import Iterable
from enum import StrEnum

from meetings.enums import Role

A, C, S, P, R, V = Role.ADMINISTRATOR, Role.COMMITTEE, Role.SECRETARY, Role.APPROVER, Role.REGISTRAR, Role.VIEWER


class Permission(StrEnum):
    """A right that a route or a domain function asks for."""

    SERVICE = "service"  # the installation: root organisations, background work, storage; nothing that anybody wrote
    ORGANISATION_VIEW = "organisation.view"
    ORGANISATION_EDIT = "organisation.edit"
    USERS_MANAGE = "users.manage"
    MEETING_CREATE = "meeting.create"
    MEETING_VIEW = "meeting.view"
    MEETING_EDIT = "meeting.edit"
    MEETING_STATE = "meeting.state"
    SESSION_CLOSE = "session.close"
    STAFF_MANAGE = "staff.manage"
    AUDIT_VIEW = "audit.view"
    PARTICIPANTS_VIEW = "participants.view"
    PARTICIPANTS_EDIT = "participants.edit"
    PERSONAL_VIEW = "personal.view"  # NIP, phone, email in full
    LETTERS_EDIT = "letters.edit"
    LETTERS_REVIEW = "letters.review"  # read a letter on its way, comment, and do what one's step of the chain asks
    LETTERS_SEND = "letters.send"
    LETTERS_SIGN = "letters.sign"  # bring the signature of issued letters, and read them for that
    MESSAGES_MANAGE = "messages.manage"  # the outbox: who gets what, once more, not any more
    CHECKIN = "checkin"
    CHECKIN_FORCE = "checkin.force"
    CHECKIN_UNDO = "checkin.undo"
    DEVICES_MANAGE = "devices.manage"
    ATTENDANCE_VIEW = "attendance.view"
    ATTENDANCE_EXPORT = "attendance.export"  # lists of people as files and papers
    MINUTES_VIEW = "minutes.view"
    MINUTES_EDIT = "minutes.edit"
    MINUTES_APPROVE = "minutes.approve"
    MINUTES_PUBLISH = "minutes.publish"
    MINUTES_SIGN = "minutes.sign"


# -- table
# fmt: off
PERMISSIONS: dict[Permission, frozenset[Role]] = {
    Permission.ORGANISATION_VIEW:  frozenset({A, C, S, P, R, V}),
    Permission.ORGANISATION_EDIT:  frozenset({A}),
    Permission.USERS_MANAGE:       frozenset({A}),
    Permission.MEETING_CREATE:     frozenset({A, C}),
    Permission.MEETING_VIEW:       frozenset({A, C, S, P, R, V}),
    Permission.MEETING_EDIT:       frozenset({A, C}),
    Permission.MEETING_STATE:      frozenset({A, C}),
    Permission.SESSION_CLOSE:      frozenset({A, C, S}),
    Permission.STAFF_MANAGE:       frozenset({A, C}),
    Permission.AUDIT_VIEW:         frozenset({A, C, P}),
    Permission.PARTICIPANTS_VIEW:  frozenset({A, C, S, P, R, V}),
    Permission.PARTICIPANTS_EDIT:  frozenset({A, C}),
    Permission.PERSONAL_VIEW:      frozenset({A, C}),
    Permission.LETTERS_EDIT:       frozenset({A, C}),
    Permission.LETTERS_REVIEW:     frozenset({A, C, S, P}),
    Permission.LETTERS_SEND:       frozenset({A, C}),
    Permission.LETTERS_SIGN:       frozenset({A, S, P}),
    Permission.MESSAGES_MANAGE:    frozenset({A, C}),
    Permission.CHECKIN:            frozenset({A, C, R}),
    Permission.CHECKIN_FORCE:      frozenset({A, C}),
    Permission.CHECKIN_UNDO:       frozenset({A, C}),
    Permission.DEVICES_MANAGE:     frozenset({A, C}),
    Permission.ATTENDANCE_VIEW:    frozenset({A, C, S, P, R, V}),
    Permission.ATTENDANCE_EXPORT:  frozenset({A, C, S}),
    Permission.MINUTES_VIEW:       frozenset({A, C, S, P, V}),
    Permission.MINUTES_EDIT:       frozenset({A, S}),
    Permission.MINUTES_APPROVE:    frozenset({A, P}),
    Permission.MINUTES_PUBLISH:    frozenset({A, S}),
    Permission.MINUTES_SIGN:       frozenset({A, S, P}),
}
# fmt: on
OF_OPERATORS = frozenset({Permission.SERVICE})
OF_WRITERS = (
    Permission.MINUTES_EDIT,
    Permission.MINUTES_APPROVE,
    Permission.MINUTES_PUBLISH,
)  # any of them: sees minutes on their way
NEAR = frozenset({Permission.PERSONAL_VIEW})  # only whoever works in that very unit or meeting


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Every permission that at least one of ``roles`` gives."""
    held = set(roles)
    return frozenset(permission for permission, allowed in PERMISSIONS.items() if held & allowed)


def permissions_held(roles: Iterable[tuple[Role, bool]]) -> frozenset[Permission]:
    """What ``roles`` give in one place, each with whether it is held in that very place; what comes from above gives no ``NEAR`` one."""
    rows = list(roles)
    return permissions_of(role for role, here in rows if here) | permissions_of(role for role, _here in rows) - NEAR
