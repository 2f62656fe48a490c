"""Between a change of the meeting and the letter that tells it: a guest's page shows what holds, and that their letter says otherwise."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import letters, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.meetings import change_meeting
from meetings.domain.participants import Details, name_representative
from meetings.enums import ParticipantStatus
from meetings.extensions import db
from meetings.models import Invitation, Meeting, Participant
from tests.factories import make_invitation, make_meeting, make_participant, make_session

TOLD = "terbit; surat perubahan menyusul"


@pytest.fixture
def invitation(app) -> Invitation:
    day = clock.local(clock.now(), "Asia/Jakarta").date() + timedelta(days=10)
    meeting = make_meeting(starts_on=day, place="Balai Kota")
    make_session(meeting, clock.now() + timedelta(days=10))
    made = make_invitation(make_participant(meeting, "Budi", status=ParticipantStatus.INVITED))
    made.sent_at = clock.now()
    db.session.commit()
    return made


def _pages(person: Participant, client: FlaskClient, invitation: Invitation | None = None) -> list[str]:
    addresses = [passes.pass_page(passes.active_pass(person)), *([passes.answer_link(invitation)] if invitation else [])]
    return [client.get(each.removeprefix("http://localhost")).text for each in addresses]


def _move(meeting: Meeting) -> None:
    change_meeting(meeting, {"place": "Gedung Lain"}, actor=SYSTEM, at=clock.now())
    db.session.commit()


def test_until_the_letter_of_change_both_pages_say_that_it_is_to_come(invitation: Invitation, client: FlaskClient) -> None:
    person = invitation.participant
    assert not [page for page in _pages(person, client, invitation) if "berubah" in page]

    _move(invitation.meeting)
    for page in _pages(person, client, invitation):
        assert f"surat nomor {invitation.letter.number} {TOLD}" in page
        assert "Balai Kota" in page.partition("<del>")[2] and "Gedung Lain" in page.partition("<ins>")[2]

    change = letters.correct_letter(invitation.letter, SYSTEM, clock.now())
    letters.issue_letter(change, SYSTEM, clock.now())
    make_invitation(person, change).sent_at = clock.now()
    db.session.commit()
    assert not [page for page in _pages(person, client, invitation) if TOLD in page]


def test_who_comes_for_somebody_goes_by_that_letter(invitation: Invitation, client: FlaskClient) -> None:
    rina = name_representative(invitation.participant, Details(name="Rina"), SYSTEM, clock.now()).representative
    _move(invitation.meeting)

    [page] = _pages(rina, client)

    assert TOLD in page and "Ya, saya hadir" not in page


def test_what_holds_stands_as_fact_and_the_letter_that_was_issued_meanwhile_is_named(
    invitation: Invitation, client: FlaskClient
) -> None:
    _move(invitation.meeting)
    change = letters.correct_letter(invitation.letter, SYSTEM, clock.now())
    letters.issue_letter(change, SYSTEM, clock.now(), number="005/7")
    make_invitation(make_participant(invitation.meeting, "Joko"), change)
    db.session.commit()

    for page in _pages(invitation.participant, client, invitation):
        assert "nomor 005/7, sudah terbit dan belum dikirim kepada Anda" in page and TOLD not in page
        facts = page.rpartition("</ins>")[2]
        assert "Gedung Lain" in facts and "Balai Kota" not in facts
