"""Loading the example into an empty database."""

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from meetings.demo import rakerda, rakor
from meetings.demo.house import build_house
from meetings.domain import accounts
from meetings.domain.audit import SYSTEM
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Meeting, Organisation, User


@dataclass(frozen=True)
class Account:
    """A sign-in of the example."""

    role: str
    email: str
    password: str


PEOPLE = (
    (Role.ADMINISTRATOR, "admin@kotabogor.example", "Genta Pangestu", "Kepala Bagian Umum"),
    (
        Role.COMMITTEE,
        "panitia@kotabogor.example",
        "Anom Gunarto",
        "Kepala Bagian Administrasi Pemerintahan",
    ),
    (Role.SECRETARY, "sekretaris@kotabogor.example", "Maya Uyainah", "Kepala Bagian Organisasi"),
    (Role.APPROVER, "pimpinan@kotabogor.example", "Alambana Waskita", "Asisten Pemerintahan"),
    (Role.REGISTRAR, "registrasi@kotabogor.example", "Rini Putra", "Petugas registrasi"),
    (
        Role.VIEWER,
        "pembaca@kotabogor.example",
        "Reza Usamah",
        "Plt. Kepala Dinas Komunikasi dan Informatika",
    ),
)


OPERATOR = ("operator@kotabogor.example", "Laras Wibowo", "Pranata komputer")


def is_empty() -> bool:
    """Whether the database has neither users nor organisations."""
    return (
        db.session.scalar(sa.select(User.id).limit(1)) is None and db.session.scalar(sa.select(Organisation.id).limit(1)) is None
    )


def load_demo(at: datetime) -> tuple[list[Account], Meeting]:
    """Make the example as of ``at``; returns the sign-ins with random passwords and the meeting whose doors are open.

    Flushes; the caller commits.
    """
    city, unit = build_house(at)
    made: list[Account] = []
    users = {}
    for role, email, name, position in PEOPLE:
        user = _sign_in(made, role.label, email, name, position, at)
        # the administrator looks after the whole city; the others work in the unit that holds the meetings
        home = city if role is Role.ADMINISTRATOR else unit
        accounts.grant_role(SYSTEM, user, home, role, at, reaches_below=role is Role.ADMINISTRATOR)
        users[role] = user
    accounts.set_operator(SYSTEM, _sign_in(made, "Operator", *OPERATOR, at), True, at)
    rakor.make(unit, users, at)
    meeting = rakerda.make(unit, users, at)
    db.session.flush()
    return made, meeting


def _sign_in(made: list[Account], role: str, email: str, name: str, position: str, at: datetime) -> User:
    password = secrets.token_urlsafe(12)
    made.append(Account(role, email, password))
    return accounts.create_user(SYSTEM, email=email, name=name, position=position, password=password, at=at)
