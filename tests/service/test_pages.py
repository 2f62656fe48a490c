"""Operators run the installation: they make root organisations, see how the work goes, and read nothing that anybody wrote."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import accounts
from meetings.domain.audit import SYSTEM
from meetings.enums import OrganisationKind, Role
from meetings.errors import Conflict
from meetings.extensions import db
from meetings.models import AuditEntry, Delivery, Membership, Organisation, Participant, TaskRun, User
from tests.factories import make_membership, make_organisation, make_user
from tests.factories.whole import WholeMeeting, make_whole_meeting
from tests.support.pages import pages

SignIn = Callable[[User], FlaskClient]
PAGES = ("/layanan/", "/layanan/instansi", "/layanan/instansi/baru")
NEW = {
    "name": "Pemerintah Kota Baru",
    "kind": "regency",
    "timezone": "Asia/Makassar",
    "email": "Admin@Baru.go.id",
    "person": "Sari",
}


@pytest.fixture
def operator(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(make_user("Operator", is_operator=True))


def test_an_operator_makes_a_root_organisation_and_its_first_administrator(operator: FlaskClient) -> None:
    answer = operator.post("/layanan/instansi/baru", data=NEW)

    assert answer.status_code == 302
    root = db.session.scalars(sa.select(Organisation)).one()
    role = db.session.scalars(sa.select(Membership)).one()
    assert (root.name, root.kind, root.parent_id) == ("Pemerintah Kota Baru", OrganisationKind.REGENCY, None)
    assert (root.timezone, root.path) == ("Asia/Makassar", f"{root.id}/")
    assert (role.organisation_id, role.role, role.reaches_below) == (root.id, Role.ADMINISTRATOR, True)
    assert (role.user.email, role.user.name, role.user.is_operator) == ("admin@baru.go.id", "Sari", False)
    assert db.session.scalars(sa.select(Delivery.address)).all() == ["admin@baru.go.id"]
    assert {"organisation.created", "role.granted"} <= set(db.session.scalars(sa.select(AuditEntry.action)))
    assert "Pemerintah Kota Baru" in operator.get("/layanan/instansi").text


def test_somebody_with_an_account_becomes_the_first_administrator_without_a_new_password(operator: FlaskClient) -> None:
    user = make_user("Budi", email="budi@example.go.id")

    operator.post("/layanan/instansi/baru", data=NEW | {"email": "Budi@example.go.id", "person": "Nama Lain"})

    db.session.expire_all()
    assert [role.user_id for role in db.session.scalars(sa.select(Membership))] == [user.id]
    assert db.session.get_one(User, user.id).name == "Budi"
    assert db.session.scalar(sa.select(sa.func.count(Delivery.id))) == 0


def test_what_is_missing_is_said_and_makes_nothing(operator: FlaskClient) -> None:
    answer = operator.post("/layanan/instansi/baru", data=NEW | {"email": "tanpa-domain"})

    assert answer.status_code == 422 and "Pemerintah Kota Baru" in answer.text
    assert db.session.scalar(sa.select(sa.func.count(Organisation.id))) == 0


def test_an_operator_appoints_nobody_where_somebody_is_in_charge(app: Flask) -> None:
    root = make_organisation()
    make_membership(make_user(), root, Role.VIEWER)

    with pytest.raises(Conflict):
        accounts.appoint_first_administrator(SYSTEM, make_user(), root, clock.now())


@pytest.mark.parametrize("role", list(Role))
def test_the_service_is_no_business_of_roles(app: Flask, sign_in: SignIn, role: Role) -> None:
    user = make_user()
    make_membership(user, make_organisation(), role)
    client = sign_in(user)

    assert {client.get(page).status_code for page in PAGES} == {403}
    assert client.post("/layanan/instansi/baru", data=NEW).status_code == 403
    assert "/layanan/" not in client.get("/").text


@pytest.fixture
def whole(app: Flask) -> WholeMeeting:
    whole = make_whole_meeting()
    db.session.execute(
        sa.update(TaskRun).values(title="Undangan rahasia", problems=[{"row": "Budi", "message": "Rahasia"}], failed=1)
    )
    return whole


def test_an_operator_reads_numbers_and_nobodys_words(operator: FlaskClient, whole: WholeMeeting) -> None:
    told = [whole.meeting.title, "Undangan rahasia", "Rahasia", *db.session.scalars(sa.select(Participant.name))]
    told += db.session.scalars(sa.select(User.name).where(User.is_operator.is_(False))).all()

    state, roots = operator.get("/layanan/").text, operator.get("/layanan/instansi").text

    assert not [word for word in told if word in state + roots]
    assert "Pengiriman undangan" in state and "1/2" in state and "1 gagal" in state
    assert whole.meeting.organisation.name in roots


def test_nothing_but_the_service_opens_to_an_operator(app: Flask, operator: FlaskClient, whole: WholeMeeting) -> None:
    inside = ("meetings.", "participants.", "invitations.", "minutes.", "agenda.", "speakers.", "links.", "checkin.", "followup.")
    inside += ("organisations.", "admin.", "outbox.")

    answers = {
        page.address: operator.get(page.address).status_code for page in pages(app, whole) if page.endpoint.startswith(inside)
    }

    assert set(answers.values()) == {403, 404} and len(answers) > 30


def test_two_roots_of_the_same_name_are_told_apart_by_what_the_console_asks_for(operator: FlaskClient) -> None:
    alone = make_organisation(name="Kabupaten Lain")
    twins = [make_organisation(name=name) for name in ("Kota Kembar", "kota kembar")]
    db.session.commit()

    page = operator.get("/layanan/instansi").text

    assert all(f"kode {root.id}" in page for root in twins)
    assert f"kode {alone.id}" not in page
