"""The answer page of somebody who is invited and comes for another as well."""

import pytest

from meetings import clock
from meetings.domain import passes
from meetings.domain.audit import SYSTEM
from meetings.domain.participants import Details, details_of, name_representative
from meetings.enums import ParticipantStatus
from meetings.errors import Conflict
from meetings.extensions import db
from meetings.models import Participant
from tests.factories import make_invitation, make_meeting, make_participant, make_session


@pytest.fixture
def invitation(app):
    meeting = make_meeting()
    make_session(meeting)
    return make_invitation(make_participant(meeting, "Petrus", status=ParticipantStatus.INVITED))


def _person(invitation) -> Participant:
    return db.session.get_one(Participant, invitation.participant_id, populate_existing=True)


def test_who_represents_another_cannot_stay_away_or_send_a_third(invitation, client):
    address = passes.answer_link(invitation).removeprefix("http://localhost")
    boss = make_participant(invitation.meeting, "Kepala Dinas")
    invitation.participant.nip = "196805121994031005"
    name_representative(boss, details_of(invitation.participant), SYSTEM, clock.now())
    db.session.commit()

    page = client.get(address).text
    assert "Anda mewakili Kepala Dinas" in page and "Ya, saya hadir" in page and "Jawaban Anda" not in page
    assert "Kirim: tidak hadir" not in page and "Kirim: diwakilkan" not in page  # no form that would be refused
    assert "Anda tercatat mewakili Kepala Dinas. Bila Anda tidak dapat hadir, hubungi panitia." in page
    for answer in ({"answer": "tidak-hadir", "reason": "duty"}, {"answer": "diwakilkan", "name": "Rina Wati"}):
        page = client.post(address, data=answer)
        assert page.status_code == 422 and "Anda tercatat mewakili Kepala Dinas." in page.text
        assert "Jawaban ini tidak tercatat" in page.text and "Kirim: " not in page.text
    with pytest.raises(Conflict):
        name_representative(_person(invitation), Details(name="Rina"), SYSTEM, clock.now())

    assert _person(invitation).status is ParticipantStatus.INVITED
    client.post(address, data={"answer": "hadir"})
    assert _person(invitation).status is ParticipantStatus.CONFIRMED
    assert "Anda mewakili Kepala Dinas" in client.get(address).text
