"""Where the committee's work begins it is told which letters say what does not hold any more."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.old_letters import old_letters
from meetings.domain.participants import change_participant, details_of
from meetings.enums import MeetingState, Role
from meetings.extensions import db
from meetings.models import Invitation, Meeting, Participant
from tests.factories import make_membership, make_user
from tests.invitations.test_new_pass import with_printed_letter
from tests.minutes.desk import SignIn

EVERY = Meeting.id.is_not(None)


@pytest.fixture
def person(app: object) -> Participant:
    """Somebody whose letter is printed."""
    return with_printed_letter()


def _entered(person: Participant, sign_in: SignIn, role: Role) -> FlaskClient:
    user = make_user()
    make_membership(user, person.meeting.organisation, role)
    db.session.commit()
    return sign_in(user)


def test_a_letter_that_misleads_is_told_at_home(person: Participant, sign_in: SignIn) -> None:
    assert old_letters(EVERY, clock.now()) == []
    meeting = person.meeting
    meeting.place = "Gedung Baru"
    db.session.commit()

    home = _entered(person, sign_in, Role.COMMITTEE).get("/").text
    assert "Surat yang menyebut keterangan lama" in home and "terbitkan perubahannya" in home
    assert f"/kegiatan/{meeting.id}/undangan?surat={db.session.query(Invitation).one().letter_id}" in home
    assert "Surat yang menyebut keterangan lama" not in _entered(person, sign_in, Role.VIEWER).get("/").text
    meeting.state = MeetingState.FINISHED
    db.session.commit()
    assert old_letters(EVERY, clock.now()) == []


def test_a_print_with_another_name_is_told_at_home_and_on_the_overview(person: Participant, sign_in: SignIn) -> None:
    change_participant(person, replace(details_of(person), name="Siti Aminah Putri"), SYSTEM, clock.now())
    db.session.commit()

    clerk = _entered(person, sign_in, Role.COMMITTEE)
    assert "Nama, jabatan, atau sesi 1 orang berubah" in clerk.get("/").text
    overview = clerk.get(f"/kegiatan/{person.meeting_id}").text
    assert "Surat menyebut data lama" in overview and "Surat yang berlaku menyebut keterangan yang lama." in overview
    assert "/kirim?state=misnamed" in overview
