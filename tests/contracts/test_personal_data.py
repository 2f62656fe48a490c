"""NIP, phone number and address of somebody are read in full by who works in that unit or meeting, and by nobody above: on no page, in no
form, in no spreadsheet."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Delivery, Participant, Speaker, User
from tests.factories import make_membership, make_organisation, make_staff, make_user
from tests.factories.filled import fill
from tests.factories.whole import WholeMeeting, make_whole_meeting
from tests.support.houses import words_of
from tests.support.html_forms import post_form
from tests.support.pages import pages

NIP, PHONE, EMAIL = "197203041998032007", "+6281355512345", "sangat.pribadi@example.go.id"
SIGNS = (NIP, "19720304 199803 2 007", "81355512345", "0813-5551-2345", EMAIL, "sangat.pribadi")
MORE = ("peserta/unduh.csv",)  # the walk over all pages asks for "xlsx"


@pytest.fixture
def whole(app: Flask) -> WholeMeeting:
    house = make_organisation("Kota")
    whole = make_whole_meeting(people=2, rows=1, organisation=make_organisation("Dinas", house))
    fill(whole)
    db.session.execute(sa.update(Participant).values(phone=PHONE, email=EMAIL))
    person = db.session.get_one(Participant, whole.ids["participant_id"])
    person.nip = NIP
    db.session.execute(sa.update(Speaker).values(phone=PHONE, email=EMAIL))
    db.session.execute(sa.update(Delivery).values(address=EMAIL, error=f"550 <{EMAIL}> unknown"))
    return whole


def told(app: Flask, client: FlaskClient, whole: WholeMeeting) -> tuple[set[str], int]:
    """The pages that tell one of the signs, by endpoint or address, and how many pages opened."""
    found, opened = set(), 0
    addresses = [
        (page.endpoint, page.address) for page in pages(app, whole) if not page.endpoint.startswith(("rsvp.", "verify."))
    ]
    addresses += [(more, f"/kegiatan/{whole.meeting.id}/{more}") for more in MORE]
    for name, address in addresses:
        answer = client.get(address)
        if answer.status_code == 200:
            opened += 1
            found |= {name} if any(sign in words_of(answer) for sign in SIGNS) else set()
    return found, opened


def finds(client: FlaskClient, whole: WholeMeeting) -> bool:
    """Whether the list can be searched for a NIP."""
    return whole.ids["participant_id"] in client.get(f"/kegiatan/{whole.meeting.id}/peserta?q={NIP}").text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COMMITTEE, Role.VIEWER])
def test_from_above_nobody_reads_personal_data(
    app: Flask, whole: WholeMeeting, sign_in: Callable[[User], FlaskClient], role: Role
) -> None:
    above = make_user("Dari atas")
    make_membership(above, whole.meeting.organisation.parent, role)

    found, opened = told(app, sign_in(above), whole)

    assert found == set()
    assert opened > 20
    assert not finds(sign_in(above), whole)


def test_who_works_in_the_unit_or_meeting_reads_it(
    app: Flask, whole: WholeMeeting, sign_in: Callable[[User], FlaskClient]
) -> None:
    """So that its absence above means something."""
    near, staff = make_user("Panitia dinas"), make_user("Panitia kegiatan")
    make_membership(near, whole.meeting.organisation, Role.COMMITTEE)
    make_staff(staff, whole.meeting, Role.COMMITTEE)

    for user in (near, staff):
        found, _opened = told(app, sign_in(user), whole)
        assert found >= {
            "participants.detail",
            "participants.edit",
            "participants.export",
            "participants.index",
            "speakers.index",
            "speakers.edit",
            "invitations.index",
            "outbox.meeting",
            "outbox.message",
            "peserta/unduh.csv",
        }
        assert finds(sign_in(user), whole)


def test_who_may_not_read_it_changes_the_rest_and_leaves_it_as_it_is(
    app: Flask, whole: WholeMeeting, sign_in: Callable[[User], FlaskClient]
) -> None:
    above = make_user("Dari atas")
    make_membership(above, whole.meeting.organisation.parent, Role.COMMITTEE)
    client, ids = sign_in(above), whole.ids
    person = f"/kegiatan/{whole.meeting.id}/peserta/{ids['participant_id']}/ubah"
    speaker = f"/kegiatan/{whole.meeting.id}/narasumber/{ids['speaker_id']}/ubah"

    for address, changed in ((person, {"position": "Kepala Bidang Baru"}), (speaker, {"topic": "Topik baru"})):
        form = post_form(app, address, client.get(address).text)
        injected = {"phone": "0812-0000-0000", "email": "lain@example.go.id", "nip": ""}
        assert client.post(address, data=form.values.to_dict() | changed | injected).status_code == 302

    db.session.expire_all()
    row, other = db.session.get_one(Participant, ids["participant_id"]), db.session.get_one(Speaker, ids["speaker_id"])
    assert (row.position, row.nip, row.phone, row.email) == ("Kepala Bidang Baru", NIP, PHONE, EMAIL)
    assert (other.topic, other.phone, other.email) == ("Topik baru", PHONE, EMAIL)
