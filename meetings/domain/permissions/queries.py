"""Reads about rights: at most one statement each."""

import sqlalchemy as sa

from meetings.domain.permissions.table import PERMISSIONS, Permission, permissions_held
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Meeting, MeetingStaff, Membership, Organisation


def permissions_in(
    user_id: str, organisation: Organisation | None = None, meeting: Meeting | None = None
) -> frozenset[Permission]:
    """What the user may do in a meeting, in an organisation, or (with neither) anywhere at all.

    A meeting must come with its organisation loaded. SYSTEM is given only by a role in a root organisation.
    """
    membership = sa.select(Membership.role, Organisation.parent_id.is_(None).label("root")).join(
        Organisation, Organisation.id == Membership.organisation_id
    )
    membership = membership.where(Membership.user_id == user_id)
    home = meeting.organisation if meeting is not None else organisation
    if home is not None:
        membership = membership.where(Membership.organisation_id.in_(home.ancestor_ids))
    staff = sa.select(MeetingStaff.role, sa.false()).where(MeetingStaff.user_id == user_id)
    statement: sa.SelectBase
    if meeting is not None:
        statement = membership.union_all(staff.where(MeetingStaff.meeting_id == meeting.id))
    else:
        statement = membership if home is not None else membership.union_all(staff)
    return permissions_held((Role(role), bool(root)) for role, root in db.session.execute(statement))


def _organisation_paths(user_id: str, permission: Permission) -> sa.Select[str]:
    return (
        sa.select(Organisation.path)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == user_id, Membership.role.in_(PERMISSIONS[permission]))
    )


def visible_organisations(user_id: str, permission: Permission) -> sa.ColumnElement[bool]:
    """A WHERE clause on Organisation: those in which the user holds ``permission``, subtrees included."""
    paths = db.session.scalars(_organisation_paths(user_id, permission)).all()
    return sa.or_(sa.false(), *(Organisation.path.startswith(path, autoescape=True) for path in paths))


def visible_meetings(user_id: str, permission: Permission = Permission.MEETING_VIEW) -> sa.ColumnElement[bool]:
    """A WHERE clause on Meeting: those in which the user holds ``permission``, by organisation or as staff."""
    organisations = sa.select(Organisation.id).where(visible_organisations(user_id, permission))
    staffed = sa.select(MeetingStaff.meeting_id).where(
        MeetingStaff.user_id == user_id, MeetingStaff.role.in_(PERMISSIONS[permission])
    )
    return sa.or_(Meeting.organisation_id.in_(organisations), Meeting.id.in_(staffed))
