"""Whoever holds a letter that holds waits for no other one: the tile, the filter, the word of the row and the page that sends agree."""

import re

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations, letters, outbox
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import queries, recipients
from meetings.domain.invitations.handing import hand_over_letters
from meetings.domain.invitations.queries import Wanted
from meetings.domain.invitations.states import served
from meetings.domain.outbox.sending import why_not_any_more
from meetings.enums import DeliveryState, ParticipantStatus, Role, SendingState
from meetings.extensions import db
from meetings.jobs.tasks import render_letters, run_tasks
from meetings.models import Delivery, Invitation, Letter, Meeting, Participant
from tests.factories import make_letter, make_meeting, make_participant, make_session
from tests.factories.minutes import make_officer

HOLDERS = ("Lewat Surel", "Lewat WhatsApp", "Di Tangan", "Tanpa Surel")


@pytest.fixture
def first(app) -> Letter:
    """Each holds the letter by another way; the mail of one was cancelled before it left, and one came later."""
    meeting = make_meeting()
    make_session(meeting)
    for name in (*HOLDERS, "Surelnya Batal"):
        email = "" if name == "Tanpa Surel" else f"{name.split()[-1].lower()}@example.go.id"
        make_participant(meeting, name, email=email, phone="+628111111111", status=ParticipantStatus.INVITED)
    letter = make_letter(meeting)
    _send(letter)
    for name in ("Lewat WhatsApp", "Di Tangan", "Surelnya Batal"):
        outbox.withdraw_messages(Delivery.invitation_id == _held(name).id, clock.now(), "batal")
    invitations.confirm_by_hand(invitations.open_whatsapp(_held("Lewat WhatsApp"), SYSTEM, clock.now()), SYSTEM, clock.now())
    hand_over_letters(letter, [Participant.name == "Di Tangan"], SYSTEM, clock.now(), seen=1)
    make_participant(meeting, "Menyusul", email="menyusul@example.go.id", status=ParticipantStatus.INVITED)
    db.session.commit()
    return letter


def _send(letter: Letter, *clauses: object) -> None:
    invitations.send_invitations(letter, list(clauses), SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()
    db.session.expire_all()


def _held(name: str, letter: Letter | None = None) -> Invitation:
    mine = sa.select(Invitation).join(Participant).where(Participant.name == name)
    return db.session.scalars(mine.where(Invitation.letter_id == letter.id) if letter else mine).one()


def _names(letter: Letter, state: str) -> set[str]:
    return {row.participant.name for row in queries.list_rows(letter, Wanted(state=state), 1, 50)[1]}


def _words(letter: Letter) -> dict[str, SendingState]:
    return {row.participant.name: row.state for row in queries.list_rows(letter, Wanted(), 1, 50)[1]}


def test_by_whatever_way_it_went_sending_it_once_more_does_nothing(first: Letter) -> None:
    lacking = db.session.scalars(sa.select(Participant.name).where(~served(first.id), Participant.meeting_id == first.meeting_id))
    assert set(lacking) == {"Surelnya Batal", "Menyusul"}
    assert recipients.count_sendable(first, []) == (2, 0, 4)

    handed = db.session.scalars(sa.select(Delivery).where(Delivery.channel == "paper")).one()
    invitations.take_back_by_hand(handed, SYSTEM, clock.now(), seen=DeliveryState.SENT)
    invitations.open_whatsapp(_held("Surelnya Batal"), SYSTEM, clock.now())  # opened, and nobody said that it left

    assert recipients.count_sendable(first, []) == (3, 0, 3)


def test_another_letter_waits_for_those_alone_who_hold_none(first: Letter, sign_in) -> None:
    other = make_letter(first.meeting)
    db.session.commit()

    assert _names(other, "waiting") == _names(other, "not_sent") == {"Surelnya Batal", "Menyusul"}
    counts = queries.count_invitations(other)
    assert (counts.waiting, counts.bare) == (2, 0) and _names(other, "no_address") == set()
    words = _words(other)
    assert {name for name, word in words.items() if word is SendingState.OTHER} == set(HOLDERS)
    assert {name for name, word in words.items() if word is SendingState.WAITING} == {"Surelnya Batal", "Menyusul"}

    page = sign_in(make_officer(first.meeting.organisation, Role.COMMITTEE)).get(_address(other)).text
    told = dict(re.findall(r'name="who" value="(\w+)"[^>]*>.*?<strong>(\d+)</strong>', page))
    assert told == {"new": "2", "all": "6", "unheard": "2"}
    assert "4 dilewati: Memegang surat lain (Di Tangan; Lewat Surel; Lewat WhatsApp; Tanpa Surel)" in re.sub(r"\s+", " ", page)


def _address(letter: Letter) -> str:
    return f"/kegiatan/{letter.meeting_id}/undangan/{letter.id}/kirim"


def test_it_is_sent_to_holders_of_another_one_where_that_is_chosen(first: Letter, sign_in) -> None:
    other = make_letter(first.meeting)
    db.session.commit()
    clerk = sign_in(make_officer(first.meeting.organisation, Role.COMMITTEE))
    ticket = re.search(r'name="ticket" value="(\w+)"', clerk.get(_address(other)).text)[1]

    clerk.post(_address(other), data={"who": "all", "ticket": ticket, "dated": ""})
    run_tasks()
    render_letters()
    db.session.expire_all()

    assert db.session.scalar(sa.select(sa.func.count(Invitation.id)).where(Invitation.letter_id == other.id)) == 6
    assert queries.count_invitations(other).waiting == 0 and _words(other)["Di Tangan"] is SendingState.ON_THE_WAY


def test_a_mail_that_waits_does_not_follow_another_letter_that_was_handed_over_meanwhile(first: Letter) -> None:
    other = make_letter(first.meeting)
    db.session.commit()
    _send(other, Participant.name.in_(("Menyusul", "Surelnya Batal", "Lewat Surel")))
    _send(first, Participant.name == "Menyusul")
    outbox.withdraw_messages(Delivery.invitation_id == _held("Menyusul", first).id, clock.now(), "batal")
    hand_over_letters(first, [Participant.name == "Menyusul"], SYSTEM, clock.now(), seen=1)
    db.session.commit()

    refusals = {name: why_not_any_more(_mail(name, other)) for name in ("Menyusul", "Surelnya Batal", "Lewat Surel")}
    assert refusals.pop("Menyusul").startswith(f"Penerima sudah mendapat surat nomor {first.number}")
    assert set(refusals.values()) == {""}  # who held the other one before was chosen all the same
    outbox.withdraw_messages(Delivery.id == _mail("Menyusul", other).id, clock.now(), "as the sender does")
    _send(other, Participant.name == "Menyusul")  # said once more, it goes
    assert why_not_any_more(_mail("Menyusul", other)) == ""


def _mail(name: str, letter: Letter) -> Delivery:
    theirs = Delivery.invitation_id == _held(name, letter).id, Delivery.state != DeliveryState.CANCELLED
    return db.session.scalars(sa.select(Delivery).where(*theirs)).one()


def test_a_letter_that_a_later_one_has_changed_serves_nobody(first: Letter) -> None:
    meeting: Meeting = first.meeting
    meeting.place = "Gedung Lain"
    change = letters.correct_letter(first, SYSTEM, clock.now())
    letters.issue_letter(change, SYSTEM, clock.now())
    other = make_letter(meeting)
    db.session.commit()

    assert set(HOLDERS) <= _names(other, "waiting")
    assert recipients.held_otherwise(other) is None
    assert _names(change, "waiting") >= {"Lewat WhatsApp", "Di Tangan"}  # whatever else they hold, the change is for them


def test_a_mail_that_waits_does_not_leave_to_who_got_the_letter_by_hand(first: Letter) -> None:
    """Whether it is kept, failed or queued: asked when it leaves, and when somebody sends it again."""
    db.session.execute(sa.update(Delivery).where(Delivery.channel == "email").values(state=DeliveryState.OUTBOX, error=""))
    db.session.commit()

    def reasons() -> dict[str, str]:
        mails = db.session.scalars(sa.select(Delivery).where(Delivery.channel == "email")).all()
        return {each.recipient_name: outbox.why_not_any_more(each) for each in mails}

    by_hand = "Penerima sudah mendapat surat ini dengan cara lain; surelnya tidak dikirim."
    assert reasons() == {
        "Lewat Surel": "",
        "Surelnya Batal": "",
        "Lewat WhatsApp": by_hand,
        "Di Tangan": by_hand,
    }
    invitations.take_back_by_hand(
        db.session.scalars(sa.select(Delivery).where(Delivery.channel == "paper")).one(),
        SYSTEM,
        clock.now(),
        seen=DeliveryState.SENT,
    )
    assert reasons()["Di Tangan"] == ""


def test_no_row_offers_a_mail_that_would_be_refused(first: Letter, sign_in) -> None:
    db.session.execute(sa.update(Delivery).where(Delivery.channel == "email").values(state=DeliveryState.OUTBOX, error=""))
    db.session.commit()

    page = sign_in(make_officer(first.meeting.organisation, Role.COMMITTEE)).get(f"/kegiatan/{first.meeting_id}/undangan").text

    assert set(re.findall(r'aria-label="Kirim ulang kepada ([^"]+)"', page)) == {"Lewat Surel", "Surelnya Batal"}


def test_a_mail_that_does_not_leave_any_more_says_so_wherever_its_letter_is_shown(first: Letter, sign_in) -> None:
    rows = {row.participant.name: row.dropped for row in queries.list_rows(first, Wanted(), 1, 50)[1]}
    assert {name for name, mail in rows.items() if mail} == {"Surelnya Batal"}  # the others got it by another way
    committee = sign_in(make_officer(first.meeting.organisation, Role.COMMITTEE))
    person = _held("Surelnya Batal").participant

    page = committee.get(f"/kegiatan/{first.meeting_id}/undangan?surat={first.id}").text
    own = committee.get(f"/kegiatan/{first.meeting_id}/peserta/{person.id}").text

    assert page.count("surel dibatalkan: batal") == 1 and '<span class="row-note">batal</span>' in own
