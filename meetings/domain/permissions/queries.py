"""Reads about rights. ``visible_…`` are WHERE clauses; making one costs a statement where the tree of organisations matters."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa

from meetings.domain.permissions.table import NEAR, OF_WRITERS, PERMISSIONS, Permission, permissions_held
from meetings.enums import Role, SecurityClass
from meetings.extensions import db
from meetings.models import Meeting, MeetingStaff, Membership, Minutes, Organisation


def permissions_in(
    user_id: str, organisation: Organisation | None = None, meeting: Meeting | None = None
) -> frozenset[Permission]:
    """What the user's roles give in a meeting, in an organisation, or (with neither) anywhere at all.

    A meeting must come with its organisation loaded. Empty: the place is none of the user's business. One statement.
    """
    home = meeting.organisation if meeting is not None else organisation
    asked: dict[str, object] = {"user": user_id}
    if home is not None:
        asked |= {"home": home.id, "above": home.ancestor_ids}
    if meeting is not None:
        asked |= {"meeting": meeting.id}
    rows = db.session.execute(_roles_at(home is not None, meeting is not None), asked)
    return permissions_held((Role(role), bool(held_here)) for role, held_here in rows)


@cache  # each page asks: making the statement takes longer than sending it
def _roles_at(home: bool, meeting: bool) -> sa.Select[Role, bool] | sa.CompoundSelect[Role, bool]:
    user: sa.BindParameter[str] = sa.bindparam("user")
    here = Membership.organisation_id == sa.bindparam("home") if home else sa.true()
    membership = sa.select(Membership.role, here.label("here")).where(Membership.user_id == user)
    if home:
        above = Membership.organisation_id.in_(sa.bindparam("above", expanding=True)) & Membership.reaches_below
        membership = membership.where(here | above)
    staff = sa.select(MeetingStaff.role, sa.true()).where(MeetingStaff.user_id == user)
    if meeting:
        return membership.union_all(staff.where(MeetingStaff.meeting_id == sa.bindparam("meeting")))
    return membership if home else membership.union_all(staff)


def visible_organisations(user_id: str, permission: Permission) -> sa.ColumnElement[bool]:
    """A WHERE clause on Organisation: those in which the user holds ``permission``, and those below where the role reaches down."""
    return visible_from(held_by(user_id, permission))


def reached_organisations(user_id: str, permission: Permission) -> sa.ColumnElement[bool]:
    """A WHERE clause on Organisation: those in which the user holds ``permission`` with all that is below them."""
    return reached_from(held_by(user_id, permission))


def visible_meetings(user_id: str, permission: Permission = Permission.MEETING_VIEW) -> sa.ColumnElement[bool]:
    """A WHERE clause on Meeting: those in which the user holds ``permission``, by organisation or as staff."""
    organisations: sa.ColumnElement[bool]
    if permission in NEAR:
        organisations = Meeting.organisation_id.in_([row.id for row in held_by(user_id, permission)])
    else:
        organisations = Meeting.organisation_id.in_(sa.select(Organisation.id).where(visible_organisations(user_id, permission)))
    staffed = sa.select(MeetingStaff.meeting_id).where(
        MeetingStaff.user_id == user_id, MeetingStaff.role.in_(PERMISSIONS[permission])
    )
    return sa.or_(organisations, Meeting.id.in_(staffed))


def meetings_with_role(user_id: str, role: Role) -> sa.ColumnElement[bool]:
    """A WHERE clause on Meeting: those in which the user has this very role, by organisation or as staff."""
    reached = visible_from(_held(user_id, frozenset({role})))
    staffed = sa.select(MeetingStaff.meeting_id).where(MeetingStaff.user_id == user_id, MeetingStaff.role == role)
    return sa.or_(Meeting.organisation_id.in_(sa.select(Organisation.id).where(reached)), Meeting.id.in_(staffed))


def readable_minutes(user_id: str) -> sa.ColumnElement[bool]:
    """A WHERE clause on Minutes: those that the user's reading rights reach as far as their class goes. Ordinary ones wherever minutes are
    read at all (which the caller asks); others for those who write, approve or publish there, and whoever has a role in that very meeting."""
    roles = frozenset().union(*(PERMISSIONS[each] for each in OF_WRITERS))
    writers = visible_from(_held(user_id, roles))
    near = sa.select(MeetingStaff.meeting_id).where(
        MeetingStaff.user_id == user_id, MeetingStaff.role.in_(PERMISSIONS[Permission.MINUTES_VIEW])
    )
    trusted = sa.or_(Meeting.organisation_id.in_(sa.select(Organisation.id).where(writers)), Meeting.id.in_(near))
    return sa.or_(Minutes.security == SecurityClass.NORMAL, Minutes.meeting_id.in_(sa.select(Meeting.id).where(trusted)))


def held_by(user_id: str, permission: Permission) -> Sequence[sa.Row[str, str, bool]]:
    """Where the user's own roles give ``permission``: id, path, and whether it reaches down."""
    return _held(user_id, PERMISSIONS[permission])


def _held(user_id: str, roles: frozenset[Role]) -> Sequence[sa.Row[str, str, bool]]:
    statement = (
        sa.select(Organisation.id, Organisation.path, Membership.reaches_below)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == user_id, Membership.role.in_(roles))
    )
    return db.session.execute(statement).all()


def visible_from(held: Sequence[sa.Row[str, str, bool]]) -> sa.ColumnElement[bool]:
    """Organisations in which roles ``held_by`` somebody hold, as a WHERE clause."""
    return sa.or_(Organisation.id.in_([row.id for row in held]), reached_from(held))


def is_reached(organisation: Organisation, held: Sequence[sa.Row[str, str, bool]]) -> bool:
    """`reached_from` for one organisation at hand."""
    return any(row.reaches_below and organisation.path.startswith(row.path) for row in held)


def reached_from(held: Sequence[sa.Row[str, str, bool]]) -> sa.ColumnElement[bool]:
    """Those of them whose units below are reached, too, and these units."""
    paths = [row.path for row in held if row.reaches_below]
    return sa.or_(sa.false(), *(Organisation.path.startswith(path, autoescape=True) for path in paths))
