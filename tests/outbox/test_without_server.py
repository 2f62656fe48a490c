"""Without a mail server no page promises a mail: each says by which way it goes instead."""

import re

import pytest

from meetings import clock
from meetings.domain import meetings, outbox, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.mails import INVITATION
from meetings.enums import MeetingState, ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import Letter, Meeting
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session
from tests.factories.minutes import make_officer

PROMISES = re.compile(
    r"menerima surel|dikirim lewat surel|sedang dikirim|dikirim ke alamat ini|semuanya dikirim|pembatalan dikirim lagi"
)
INSTEAD = "Peladen surel belum diatur"


@pytest.fixture
def meeting(app) -> Meeting:
    made = make_meeting()
    make_session(made)
    letter = make_letter(made)
    for number in range(2):
        person = make_participant(made, f"Tamu {number}", email=f"tamu{number}@example.go.id", status=ParticipantStatus.INVITED)
        make_invitation(person, letter).sent_at = clock.now()
    make_participant(made, "Kepala", status=ParticipantStatus.INVITED, email="kepala@example.go.id")
    db.session.commit()
    return made


def _pages(meeting: Meeting, clerk) -> dict[str, str]:
    letter = db.session.scalars(db.select(Letter.id).where(Letter.meeting_id == meeting.id)).one()
    base = f"/kegiatan/{meeting.id}"
    return {
        "cancel": clerk.get(base).text,
        "send": clerk.get(f"{base}/undangan/{letter}/kirim").text,
        "remind": clerk.get(f"{base}/undangan/{letter}/ingatkan").text,
    }


def test_the_dialogs_name_another_way(meeting: Meeting, sign_in) -> None:
    clerk = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))
    for name, page in _pages(meeting, clerk).items():
        assert INSTEAD in page and not PROMISES.search(page), name
    assert "Kabari 2 orang yang sudah diberi tahu lewat telepon atau WhatsApp." in clerk.get(f"/kegiatan/{meeting.id}").text

    meetings.change_state(meeting, MeetingState.CANCELLED, actor=SYSTEM, at=clock.now(), reason="Bencana")
    db.session.commit()
    page = clerk.get(f"/kegiatan/{meeting.id}").text
    assert page.count("Kabari 2 orang yang sudah diberi tahu") > 1 and not PROMISES.search(page)  # the page, and the way back


def test_with_a_server_they_do_not(meeting: Meeting, sign_in, mail_server) -> None:
    for name, page in _pages(meeting, sign_in(make_officer(meeting.organisation, Role.COMMITTEE))).items():
        assert INSTEAD not in page, name


def test_a_representative_is_given_the_link(meeting: Meeting, sign_in, client) -> None:
    clerk = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))
    boss = make_participant(meeting, "Sekretaris")
    invitation = make_invitation(make_participant(meeting, "Asisten", status=ParticipantStatus.INVITED))
    db.session.commit()
    named = {"name": "Rina Wati", "email": "rina@example.go.id"}

    page = clerk.post(f"/kegiatan/{meeting.id}/peserta/{boss.id}/wakil", data=named, follow_redirects=True).text

    assert "Peladen surel belum diatur: salin tautan tanda masuk dari halamannya." in page and not PROMISES.search(page)
    assert not PROMISES.search(client.get(passes.answer_link(invitation).removeprefix("http://localhost")).text)


def test_a_letter_that_waits_for_a_server_is_not_on_its_way(meeting: Meeting, client) -> None:
    person = make_participant(meeting, "Camat", email="camat@example.go.id", status=ParticipantStatus.INVITED)
    invitation = make_invitation(person, make_letter(meeting))
    old = passes.answer_link(invitation).removeprefix("http://localhost")
    passes.replace_pass(person, SYSTEM, clock.now(), "hilang")
    outbox.queue_message(
        kind=INVITATION, address=person.email, recipient_name="x", subject="x", text="x", at=clock.now(),
        meeting_id=meeting.id, invitation_id=invitation.id,
    )  # fmt: skip  # -- table
    outbox.keep_in_outbox(clock.now())
    db.session.commit()

    assert "Surat yang baru belum tercatat dikirim. Hubungi panitia." in client.get(old).text
