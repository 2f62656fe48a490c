"""The table of permissions, and what roles add up to: no app, no database."""

import pytest

from meetings.domain.permissions.table import NEAR, OF_OPERATORS, PERMISSIONS, Permission, permissions_held, permissions_of
from meetings.enums import Role

PAPERWORK = {Permission.MINUTES_EDIT, Permission.MINUTES_APPROVE, Permission.MINUTES_PUBLISH}
READING = {
    Permission.ORGANISATION_VIEW,
    Permission.MEETING_VIEW,
    Permission.PARTICIPANTS_VIEW,
    Permission.ATTENDANCE_VIEW,
    Permission.MINUTES_VIEW,
}


def test_every_permission_is_given_to_somebody() -> None:
    assert set(PERMISSIONS) | OF_OPERATORS == set(Permission)
    assert [permission for permission, roles in PERMISSIONS.items() if not roles] == []


def test_an_administrator_may_do_everything_but_run_the_installation() -> None:
    assert permissions_of([Role.ADMINISTRATOR]) == set(Permission) - OF_OPERATORS


def test_an_operator_may_nothing_that_a_role_gives() -> None:
    assert OF_OPERATORS and not OF_OPERATORS & PERMISSIONS.keys()


def test_nobody_may_do_nothing() -> None:
    assert permissions_of([]) == permissions_held([]) == frozenset()


def test_a_viewer_reads_and_no_more() -> None:
    assert permissions_of([Role.VIEWER]) == READING


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_manages_organisation_and_users(role: Role) -> None:
    assert not permissions_of([role]) & {Permission.ORGANISATION_EDIT, Permission.USERS_MANAGE}


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.COMMITTEE)])
def test_personal_data_in_full_is_for_the_committee(role: Role) -> None:
    assert Permission.PERSONAL_VIEW not in permissions_of([role])


def test_minutes_are_written_by_one_role_and_approved_by_another() -> None:
    assert permissions_of([Role.SECRETARY]) & PAPERWORK == {Permission.MINUTES_EDIT, Permission.MINUTES_PUBLISH}
    assert permissions_of([Role.APPROVER]) & PAPERWORK == {Permission.MINUTES_APPROVE}
    assert not permissions_of([Role.COMMITTEE]) & PAPERWORK


def test_the_door_sees_no_minutes_and_changes_no_list() -> None:
    held = permissions_of([Role.REGISTRAR])

    assert Permission.CHECKIN in held
    assert not held & {Permission.MINUTES_VIEW, Permission.PARTICIPANTS_EDIT, Permission.CHECKIN_FORCE, Permission.CHECKIN_UNDO}


def test_roles_add_up() -> None:
    both = [Role.SECRETARY, Role.REGISTRAR]

    assert permissions_of(both) == permissions_of([Role.SECRETARY]) | permissions_of([Role.REGISTRAR])


@pytest.mark.parametrize("role", list(Role))
def test_a_role_from_above_gives_no_personal_data(role: Role) -> None:
    here, above = permissions_held([(role, True)]), permissions_held([(role, False)])

    assert here == permissions_of([role])
    assert above == here - NEAR and Permission.PERSONAL_VIEW not in above
    assert permissions_held([(role, False), (Role.COMMITTEE, True)]) >= NEAR
