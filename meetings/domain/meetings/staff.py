"""The committee of one meeting: users with a role in it and nowhere else."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload

from meetings.domain.audit import Action, Actor, record
from meetings.enums import MeetingState, Role
from meetings.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from meetings.extensions import db
from meetings.models import Meeting, MeetingStaff, User
from meetings.passcode import new_id

# An administrator is one of an organisation; within a meeting the committee has the same rights.
STAFF_ROLES = (Role.COMMITTEE, Role.SECRETARY, Role.APPROVER, Role.REGISTRAR, Role.VIEWER)


def list_staff(meeting: Meeting) -> Sequence[MeetingStaff]:
    """Who has a role in this meeting, by name and role, with the users loaded."""
    statement = (
        sa.select(MeetingStaff)
        .join(MeetingStaff.user)
        .where(MeetingStaff.meeting_id == meeting.id)
        .options(joinedload(MeetingStaff.user))
        .order_by(sa.func.lower(User.name), MeetingStaff.role)
    )
    return db.session.scalars(statement).all()


def add_staff(meeting: Meeting, email: str, role: Role, *, actor: Actor, at: datetime) -> MeetingStaff:
    """Give the user with ``email`` a role in this meeting.

    Raises InvalidInput for an unknown address or role, NotAllowed for oneself (nobody grants themselves rights),
    Conflict when the person already has the role, WrongState for an archived meeting.
    """
    _check_open(meeting)
    if role not in STAFF_ROLES:
        raise InvalidInput(_("Peran ini tidak dapat diberikan pada satu kegiatan."), field="role")
    user = db.session.scalar(sa.select(User).where(sa.func.lower(User.email) == email.strip().lower(), User.active))
    if user is None:
        raise InvalidInput(
            _("Belum ada akun aktif dengan alamat ini. Mintalah administrator instansi membuat akunnya."), field="email"
        )
    if user.id == actor.id:
        raise NotAllowed(_("Anda tidak dapat memberi peran kepada diri sendiri."))
    insert = _insert().values(id=new_id(), meeting_id=meeting.id, user_id=user.id, role=role, created_at=at)
    added = db.session.scalar(insert.on_conflict_do_nothing().returning(MeetingStaff.id))
    if added is None:
        raise Conflict(_("%(name)s sudah menjadi %(role)s.", name=user.name, role=_(role.label)), field="email")
    record(actor, Action.STAFF_ADDED, at=at, meeting=meeting, target=user, target_name=user.name, role=role.value)
    return db.session.get_one(MeetingStaff, added)


def remove_staff(meeting: Meeting, staff_id: str, *, actor: Actor, at: datetime) -> str:
    """Take a role back; returns the person's name. Raises NotFound for a role of another meeting."""
    _check_open(meeting)
    staff = db.session.get(MeetingStaff, staff_id, options=[joinedload(MeetingStaff.user)])
    if staff is None or staff.meeting_id != meeting.id:
        raise NotFound(_("Anggota panitia ini tidak ditemukan; mungkin sudah dikeluarkan."))
    name, role = staff.user.name, staff.role
    record(actor, Action.STAFF_REMOVED, at=at, meeting=meeting, target=staff.user, target_name=name, role=role.value)
    db.session.delete(staff)
    db.session.flush()
    return name


def _check_open(meeting: Meeting) -> None:
    if meeting.state is MeetingState.ARCHIVED:
        raise WrongState(_("Kegiatan sudah diarsipkan; panitianya tidak berubah lagi."))


def _insert() -> postgresql.Insert | sqlite.Insert:
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(MeetingStaff)
