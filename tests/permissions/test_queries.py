"""Where a role reaches: down the tree of organisations, and into one meeting."""

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings.domain.permissions import (
    Permission,
    covered_of,
    known_accounts,
    permissions_held,
    permissions_in,
    reached_organisations,
    visible_meetings,
    visible_organisations,
)
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Meeting, Organisation, User
from tests.factories import make_meeting, make_membership, make_organisation, make_user
from tests.factories.accounts import make_staff


def names(where: sa.ColumnElement[bool], model: type[Meeting] | type[Organisation]) -> set[str]:
    column = Meeting.title if model is Meeting else Organisation.name
    return set(db.session.scalars(sa.select(column).where(where)))


def test_a_role_holds_below_its_organisation_and_nowhere_else(app: Flask) -> None:
    city = make_organisation("Kota")
    health, finance = make_organisation("Dinas Kesehatan", parent=city), make_organisation("Bapenda", parent=city)
    unit = make_organisation("Puskesmas", parent=health)
    for place in (city, health, finance, unit):
        make_meeting(place, title=f"Rapat {place.name}")
    user = make_user()
    make_membership(user, health, Role.SECRETARY)

    assert names(visible_organisations(user.id, Permission.MINUTES_EDIT), Organisation) == {"Dinas Kesehatan", "Puskesmas"}
    assert names(visible_meetings(user.id), Meeting) == {"Rapat Dinas Kesehatan", "Rapat Puskesmas"}
    assert names(visible_meetings(user.id, Permission.MEETING_EDIT), Meeting) == set()
    assert permissions_in(user.id, organisation=unit) == permissions_held([(Role.SECRETARY, False)])
    assert permissions_in(user.id, organisation=city) == permissions_in(user.id, organisation=finance) == frozenset()


def test_a_role_in_one_meeting_holds_there_only(app: Flask) -> None:
    here, other = make_meeting(title="Rakor"), make_meeting(title="Rakerda")
    user = make_user()
    make_staff(user, here, Role.REGISTRAR)

    assert names(visible_meetings(user.id, Permission.CHECKIN), Meeting) == {"Rakor"}
    assert Permission.CHECKIN in permissions_in(user.id, meeting=here)
    assert permissions_in(user.id, meeting=other) == permissions_in(user.id, organisation=here.organisation) == frozenset()
    assert Permission.CHECKIN in permissions_in(user.id)


def test_a_role_that_does_not_reach_down_holds_where_it_is_given(app: Flask) -> None:
    city = make_organisation("Kota")
    unit = make_organisation("Dinas", parent=city)
    here, below = make_meeting(city, title="Rapat Kota"), make_meeting(unit, title="Rapat Dinas")
    user = make_user()
    make_membership(user, city, Role.COMMITTEE, reaches_below=False)

    assert names(visible_organisations(user.id, Permission.MEETING_CREATE), Organisation) == {"Kota"}
    assert names(reached_organisations(user.id, Permission.MEETING_CREATE), Organisation) == set()
    assert names(visible_meetings(user.id), Meeting) == {"Rapat Kota"}
    assert Permission.MEETING_EDIT in permissions_in(user.id, meeting=here)
    assert permissions_in(user.id, meeting=below) == permissions_in(user.id, organisation=unit) == frozenset()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COMMITTEE])
def test_personal_data_needs_a_role_in_that_unit_or_meeting(app: Flask, role: Role) -> None:
    city = make_organisation("Kota")
    unit = make_organisation("Dinas", parent=city)
    there = make_meeting(unit, title="Rapat Dinas")
    above, near, staff = make_user(), make_user(), make_user()
    make_membership(above, city, role)
    make_membership(near, unit, role)
    make_staff(staff, there, Role.COMMITTEE)

    assert Permission.MEETING_EDIT in permissions_in(above.id, meeting=there)
    for user, sees in ((above, False), (near, True), (staff, True)):
        assert (Permission.PERSONAL_VIEW in permissions_in(user.id, meeting=there)) is sees
        assert names(visible_meetings(user.id, Permission.PERSONAL_VIEW), Meeting) == ({"Rapat Dinas"} if sees else set())


def test_accounts_are_covered_by_who_covers_each_of_their_roles(app: Flask) -> None:
    city, other = make_organisation("Kota"), make_organisation("Kota Lain")
    unit, sibling = make_organisation("Dinas", parent=city), make_organisation("Badan", parent=city)
    chief, local, flat = make_user("Kepala"), make_user("Lokal"), make_user("Datar")
    make_membership(chief, city, Role.ADMINISTRATOR)
    make_membership(local, unit, Role.ADMINISTRATOR)
    make_membership(flat, unit, Role.ADMINISTRATOR, reaches_below=False)
    roles = {
        "hanya unit": [unit],
        "dua unit": [unit, sibling],
        "dua induk": [unit, other],
        "rapat unit": [make_meeting(unit)],
        "rapat lain": [unit, make_meeting(other)],
        "rapat tetangga": [unit, make_meeting(sibling)],
        "operator": [unit],
        "tanpa peran": [],
    }
    accounts = {name: make_user(name, is_operator=name == "operator") for name in roles}
    for name, places in roles.items():
        for place in places:
            if isinstance(place, Meeting):
                make_staff(accounts[name], place)
            else:
                make_membership(accounts[name], place, Role.SECRETARY)

    def of(user: User) -> tuple[set[str], set[str]]:
        covered = covered_of(user.id, [account.id for account in accounts.values()])
        known = db.session.scalars(sa.select(User.name).where(known_accounts(user.id), User.name.in_(accounts)))
        return set(known), {name for name, account in accounts.items() if account.id in covered}

    assert of(chief) == (set(roles) - {"tanpa peran"}, {"hanya unit", "dua unit", "rapat unit", "rapat tetangga"})
    assert of(local) == (set(roles) - {"tanpa peran"}, {"hanya unit", "rapat unit"})
    assert of(flat)[1] == {"rapat unit"}  # the others' roles reach further down than theirs
    chief.is_operator = True
    assert "operator" in of(chief)[1]
