"""Where a role reaches: down the tree of organisations, and into one meeting."""

import sqlalchemy as sa
from flask import Flask

from meetings.domain.permissions import Permission, permissions_held, permissions_in, visible_meetings, visible_organisations
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Meeting, Organisation
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


def test_an_administrator_below_the_root_does_not_run_the_service_from_any_page(app: Flask) -> None:
    root = make_organisation("Kota")
    department = make_organisation("Dinas", parent=root)
    chief, local = make_user(), make_user()
    make_membership(chief, root, Role.ADMINISTRATOR)
    make_membership(local, department, Role.ADMINISTRATOR)
    meeting = make_meeting(department)

    for place in ({}, {"organisation": department}, {"meeting": meeting}):
        assert Permission.SYSTEM in permissions_in(chief.id, **place)
        assert Permission.SYSTEM not in permissions_in(local.id, **place)
        assert Permission.MEETING_EDIT in permissions_in(local.id, **place)
