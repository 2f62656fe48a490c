"""Who holds a letter and has not answered is reminded: exactly those, at the moment each mail leaves."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations, outbox
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import queries
from meetings.domain.invitations.reminders import Silent, count_silent, send_reminders
from meetings.domain.outbox.sending import why_not_any_more
from meetings.enums import DeliveryState, MeetingState, ParticipantStatus, Role, SendingState
from meetings.errors import InvalidInput, Overtaken, WrongState
from meetings.extensions import db
from meetings.jobs.tasks import run_tasks
from meetings.models import Delivery, Invitation, Letter, Participant
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session
from tests.factories.minutes import make_attendance, make_officer

S = ParticipantStatus


@pytest.fixture
def letter(app) -> Letter:
    """Sent to four; one has answered, one has come, one has no address."""
    meeting = make_meeting(answer_deadline=clock.now() + timedelta(days=1), contact_name="Bagian Umum")
    session, letter = make_session(meeting), make_letter(meeting)
    for name, status in (("Diam", S.INVITED), ("Bisu", S.INVITED), ("Menjawab", S.CONFIRMED), ("Datang", S.INVITED)):
        person = make_participant(meeting, name, email=f"{name.lower()}@example.go.id", status=status)
        make_invitation(person, letter).sent_at = clock.now()
        if name == "Datang":
            make_attendance(session, person)
    make_invitation(
        make_participant(meeting, "Tanpa Surel", phone="+628111111111", status=S.INVITED), letter
    ).sent_at = clock.now()
    make_invitation(make_participant(meeting, "Belum Dikirimi", email="b@example.go.id", status=S.INVITED), letter)
    db.session.commit()
    return letter


def _reminded() -> dict[str, Delivery]:
    return {each.recipient_name: each for each in db.session.scalars(sa.select(Delivery).filter_by(kind="reminder"))}


def _send(letter: Letter, seen: int = 2) -> None:
    send_reminders(letter, SYSTEM, clock.now(), seen=seen)
    db.session.commit()
    run_tasks()
    db.session.expire_all()


def _invitation(name: str) -> Invitation:
    return db.session.scalars(sa.select(Invitation).join(Participant).where(Participant.name == name)).one()


def test_those_who_have_not_answered_get_their_own_words(letter) -> None:
    assert count_silent(letter) == Silent(3, 2, 1)

    _send(letter)

    mails = _reminded()
    assert set(mails) == {"Diam", "Bisu"}
    text = outbox.read_body(mails["Diam"])[0]
    assert mails["Diam"].subject.startswith("Pengingat") and "belum menerima jawaban" in text
    assert "paling lambat" in text and "Bagian Umum" in text and "/u/" in text
    assert {why_not_any_more(each) for each in mails.values()} == {""}


def test_whoever_answers_before_the_mail_leaves_gets_none(letter) -> None:
    _send(letter)
    invitations.answer_invitation(_invitation("Diam"), invitations.Answer.COMES, clock.now())
    make_attendance(make_session(letter.meeting), _invitation("Bisu").participant)
    db.session.commit()

    said = {name: why_not_any_more(mail) for name, mail in _reminded().items()}

    assert "sudah menjawab" in said["Diam"] and "tidak dapat dijawab lagi" in said["Bisu"]


def test_who_has_a_reminder_waiting_gets_no_second_one(letter) -> None:
    for _press in range(2):  # both before anything is written
        send_reminders(letter, SYSTEM, clock.now(), seen=2)
    db.session.commit()
    run_tasks()
    outbox.keep_in_outbox(clock.now())
    db.session.commit()

    assert db.session.scalar(sa.select(sa.func.count(Delivery.id)).filter_by(kind="reminder")) == 2
    assert count_silent(letter) == Silent(1, 0, 1)
    with pytest.raises(InvalidInput):
        send_reminders(letter, SYSTEM, clock.now(), seen=2)
    db.session.execute(sa.update(Delivery).values(state=DeliveryState.SENT, sent_at=clock.now()))
    assert count_silent(letter) == Silent(1, 0, 1)  # it has just left
    db.session.execute(sa.update(Delivery).values(sent_at=clock.now() - timedelta(hours=25)))
    assert count_silent(letter) == Silent(3, 2, 1)  # and moved nobody


def test_whoever_answers_before_the_mail_is_written_gets_none(letter) -> None:
    send_reminders(letter, SYSTEM, clock.now(), seen=2)
    invitations.answer_invitation(_invitation("Diam"), invitations.Answer.COMES, clock.now())
    db.session.commit()
    run_tasks()

    assert set(_reminded()) == {"Bisu"}


def test_no_more_are_reminded_than_were_confirmed_and_nobody_after_the_deadline(letter) -> None:
    with pytest.raises(Overtaken):
        send_reminders(letter, SYSTEM, clock.now(), seen=1)
    letter.meeting.answer_deadline = clock.now() - timedelta(minutes=1)
    with pytest.raises(WrongState, match="Perpanjang"):
        send_reminders(letter, SYSTEM, clock.now(), seen=2)
    letter.meeting.answer_deadline, letter.meeting.state = None, MeetingState.CANCELLED
    with pytest.raises(WrongState):
        send_reminders(letter, SYSTEM, clock.now(), seen=2)
    letter.meeting.state = MeetingState.OPEN
    db.session.execute(sa.update(Participant).values(status=S.CONFIRMED))
    with pytest.raises(InvalidInput):
        send_reminders(letter, SYSTEM, clock.now(), seen=2)


def test_a_reminder_is_no_letter(letter) -> None:
    before = queries.count_invitations(letter)
    _send(letter)
    db.session.execute(sa.update(Delivery).values(state=DeliveryState.FAILED, sent_at=None))
    db.session.commit()

    assert queries.count_invitations(letter) == before
    _page, rows = queries.list_rows(letter, queries.Wanted(), 1, 50)
    assert {row.state for row in rows} == {SendingState.PRINTING} and any(row.reminded for row in rows)


def test_the_page_says_to_how_many_and_what_and_sends_once(letter, sign_in) -> None:
    clerk = sign_in(make_officer(letter.meeting.organisation, Role.COMMITTEE))
    home = f"/kegiatan/{letter.meeting_id}/undangan"
    address = f"{home}/{letter.id}/ingatkan"
    assert "Kirim pengingat kepada yang belum menjawab" in clerk.get(home).text

    page = clerk.get(address).text
    form = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    assert "Kirim 2 pengingat" in page and "1 di antaranya tanpa alamat surel" in page and "belum menerima jawaban" in page
    first, again = (clerk.post(address, data=form) for _ in range(2))
    run_tasks()

    assert "/pengiriman/" in first.location and again.location == first.location
    assert len(_reminded()) == 2 and clerk.get(first.location).status_code == 200
    assert "Terakhir diingatkan" in clerk.get(address).text
    person = _invitation("Diam").participant_id
    assert "Pengingat · Surel" in clerk.get(f"/kegiatan/{letter.meeting_id}/peserta/{person}").text
    viewer = sign_in(make_officer(letter.meeting.organisation, Role.VIEWER))
    assert viewer.get(address).status_code == 403
