"""Organisations, users and their roles."""

import itertools
import secrets
from functools import cache
from typing import Any

from flask import current_app
from flask_security import hash_password

from meetings import clock
from meetings.domain import people
from meetings.domain.audit import SYSTEM
from meetings.enums import OrganisationKind, Role
from meetings.extensions import db
from meetings.models import Meeting, MeetingStaff, Membership, Organisation, Person, User
from meetings.passcode import new_id

PASSWORD = "kata-sandi-untuk-uji"
_numbers = itertools.count(1)


@cache
def _password_hash(_salt: str) -> str:
    """Hashed once for each app, whose salt it carries: a good hash is slow on purpose."""
    return hash_password(PASSWORD)


def make_organisation(name: str = "Pemerintah Kota Bogor", parent: Organisation | None = None, **values: Any) -> Organisation:
    """An organisation, below ``parent`` if given."""
    identifier = new_id()
    path = f"{parent.path if parent else ''}{identifier}/"
    defaults = {"kind": OrganisationKind.DEPARTMENT if parent else OrganisationKind.REGENCY, "city": "Bogor"}
    row = Organisation(id=identifier, name=name, path=path, parent_id=parent.id if parent else None, **{**defaults, **values})
    db.session.add(row)
    db.session.flush()
    return row


def make_official(organisation: Organisation, **values: Any) -> Person:
    """Somebody who holds an office of the organisation; whatever a form would ask about is meant."""
    defaults = {"name": "Anwar Ibrahimi", "position": "Kepala Bagian Umum", "meant": True}
    return people.add_official(organisation, defaults | values, actor=SYSTEM, at=clock.now())


def make_user(name: str = "Siti Rahmawati", **values: Any) -> User:
    """A user who can sign in with PASSWORD."""
    number = next(_numbers)
    defaults = {
        "email": f"pengguna{number}@example.go.id",
        "password": _password_hash(current_app.config["SECURITY_PASSWORD_SALT"]),
        "active": True,
        "fs_uniquifier": secrets.token_hex(16),
        "confirmed_at": clock.now(),
    }
    row = User(name=name, **{**defaults, **values})
    db.session.add(row)
    db.session.flush()
    return row


def make_membership(
    user: User, organisation: Organisation, role: Role = Role.COMMITTEE, *, reaches_below: bool = True
) -> Membership:
    """A role in an organisation and, unless told otherwise, in all below it."""
    row = Membership(
        user_id=user.id, organisation_id=organisation.id, role=role, reaches_below=reaches_below, created_at=clock.now()
    )
    db.session.add(row)
    db.session.flush()
    return row


def make_staff(user: User, meeting: Meeting, role: Role = Role.REGISTRAR) -> MeetingStaff:
    """A role in one meeting only."""
    row = MeetingStaff(user_id=user.id, meeting_id=meeting.id, role=role, created_at=clock.now())
    db.session.add(row)
    db.session.flush()
    return row
