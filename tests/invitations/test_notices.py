"""Whoever was told of a meeting, or for whom to come, is told when it is no longer so: once, and nobody who never heard of it."""

from datetime import timedelta

import icalendar
import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.channels import smtp
from meetings.domain import invitations, meetings, outbox, passes
from meetings.domain.agenda.sessions import create_session
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.invitations.messages import Kit
from meetings.domain.letters.facts import holding_now
from meetings.domain.participants import Details, change_participant, details_of, end_representation, name_representative
from meetings.enums import DeliveryState, MeetingState, ParticipantSource, ParticipantStatus, Role, RunKind
from meetings.extensions import db
from meetings.jobs.deliveries import _mail, _send_one
from meetings.jobs.tasks import run_tasks
from meetings.models import Delivery, Invitation, Meeting, Participant, Session, TaskRun
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session
from tests.factories.minutes import make_officer

S = ParticipantStatus
HOUR = timedelta(hours=1)


@pytest.fixture
def meeting(app) -> Meeting:
    made = make_meeting()
    make_session(made)
    return made


def _told(meeting: Meeting) -> list[Participant]:
    """Five who know of it, four of them with an address; two who do not."""
    letter = make_letter(meeting)
    knowing = [
        make_participant(meeting, "Terkirim", email="terkirim@example.go.id", status=S.INVITED),
        make_participant(meeting, "Menolak", email="menolak@example.go.id", status=S.DECLINED, answered_at=clock.now()),
        make_participant(meeting, "Tanpa Surel", answered_at=clock.now()),
        make_participant(meeting, "Wakil", email="wakil@example.go.id", source=ParticipantSource.REPRESENTATIVE),
        make_participant(meeting, "Mungkin", email="mungkin@example.go.id", status=S.INVITED),
    ]
    make_invitation(knowing[0], letter).sent_at = clock.now()
    _deliver(make_invitation(knowing[4], letter), DeliveryState.UNCERTAIN)
    waiting = make_participant(meeting, "Menunggu", email="menunggu@example.go.id", status=S.INVITED)
    _deliver(make_invitation(waiting, letter), DeliveryState.OUTBOX)
    make_participant(meeting, "Dicabut", email="dicabut@example.go.id", status=S.WITHDRAWN, answered_at=clock.now())
    db.session.commit()
    return knowing


def _deliver(invitation: Invitation, state: DeliveryState) -> None:
    person = invitation.participant
    outbox.queue_message(
        kind=INVITATION,
        address=person.email,
        recipient_name=person.name,
        subject="Undangan",
        text="x",
        at=clock.now(),
        meeting_id=person.meeting_id,
        invitation_id=invitation.id,
    )
    db.session.execute(sa.update(Delivery).where(Delivery.invitation_id == invitation.id).values(state=state))


def _mails(kind: str) -> dict[str, Delivery]:
    return {each.address.partition("@")[0]: each for each in db.session.scalars(sa.select(Delivery).filter_by(kind=kind))}


def _move(meeting: Meeting, target: MeetingState) -> None:
    meetings.change_state(meeting, target, actor=SYSTEM, at=clock.now(), reason="Bencana")
    db.session.commit()
    run_tasks()
    db.session.expire_all()


def test_of_two_notices_that_wait_the_one_overtaken_is_dropped_with_its_reason(meeting) -> None:
    _told(meeting)
    _move(meeting, MeetingState.CANCELLED)
    outbox.keep_in_outbox(clock.now())

    mails = _mails("cancellation")
    mails["terkirim"].state, mails["mungkin"].state = DeliveryState.SENT, DeliveryState.UNCERTAIN
    db.session.commit()
    assert invitations.count_told(meeting).misled == 2

    _move(meeting, MeetingState.OPEN)
    off, on_again = _mails("cancellation"), _mails("revival")
    assert {off[each].state for each in ("menolak", "wakil")} == {DeliveryState.CANCELLED}
    assert {off[each].error for each in ("menolak", "wakil")} == {"Kegiatan ini tidak lagi dibatalkan."}
    assert {name: each.state for name, each in on_again.items()} == {  # to nobody else was written that it is off
        "terkirim": DeliveryState.QUEUED,
        "mungkin": DeliveryState.QUEUED,
    }

    _move(meeting, MeetingState.CANCELLED)
    db.session.expire_all()
    assert {(each.state, each.error) for each in on_again.values()} == {
        (DeliveryState.CANCELLED, "Kegiatan ini dibatalkan lagi.")
    }


def test_a_meeting_that_is_called_off_tells_everybody_who_knew_of_it_once(meeting) -> None:
    _told(meeting)
    count = invitations.count_told(meeting)
    assert (count.people, count.by_mail, count.otherwise) == (5, 4, 1)

    _move(meeting, MeetingState.CANCELLED)
    run_tasks()

    mails = _mails("cancellation")
    assert set(mails) == {"terkirim", "menolak", "wakil", "mungkin"}
    text = outbox.read_body(mails["terkirim"])[0]
    assert "dibatalkan" in text and "Bencana" in text and meeting.title in text
    assert _mails("invitation")["menunggu"].state is DeliveryState.CANCELLED  # what had not left does not leave


def test_calendars_drop_the_meeting_and_take_it_up_again(meeting) -> None:
    _told(meeting)
    before = _events(_calendar(Kit(db.session.scalars(sa.select(Invitation)).first().letter, clock.now()).calendar()))

    _move(meeting, MeetingState.CANCELLED)
    _mails("cancellation")["terkirim"].state = DeliveryState.SENT
    off = _calendar(_mails("cancellation")["terkirim"].attachments[0])
    _move(meeting, MeetingState.OPEN)
    on = _calendar(_mails("revival")["terkirim"].attachments[0])

    assert (off["method"], on["method"]) == ("CANCEL", "PUBLISH")
    assert set(before) == set(_events(off)) == set(_events(on))  # the same entries
    for uid, event in _events(off).items():
        assert event["status"] == "CANCELLED" and event["sequence"] >= before[uid]["sequence"]
        assert _events(on)[uid]["status"] == "CONFIRMED" and _events(on)[uid]["sequence"] >= event["sequence"]


def _calendar(entry: dict) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(outbox.read_attachment(entry))


def _events(calendar: icalendar.Calendar) -> dict[str, icalendar.Event]:
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_the_question_before_it_repeats_the_numbers_and_names_the_papers(meeting, sign_in, mail_server) -> None:
    _told(meeting)
    number = db.session.scalars(sa.select(Invitation)).first().letter.number
    committee = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))

    asked = committee.get(f"/kegiatan/{meeting.id}").text
    assert "4 orang yang sudah diberi tahu menerima surel" in asked and "1 orang tidak mempunyai surel" in asked
    assert f"Surat nomor {number}" in asked
    committee.post(f"/kegiatan/{meeting.id}/keadaan", data={"state": "cancelled", "reason": "Bencana"})

    page = committee.get(f"/kegiatan/{meeting.id}").text
    assert "0 dari 4 surel terkirim" in page and "1 orang tidak mempunyai surel: kabari" in page
    run = db.session.scalars(sa.select(TaskRun).filter_by(kind=RunKind.SEND_NOTICES)).one()
    assert "Surel terkirim" in committee.get(f"/kegiatan/{meeting.id}/undangan/pengiriman/{run.id}").text


def test_a_notice_that_is_no_longer_true_does_not_leave(meeting) -> None:
    _told(meeting)
    _move(meeting, MeetingState.CANCELLED)
    waiting = _mails("cancellation")["wakil"]
    _move(meeting, MeetingState.OPEN)

    _try_to_send(waiting)

    assert waiting.state is DeliveryState.CANCELLED and "tidak lagi dibatalkan" in waiting.error  # nothing has failed


def _try_to_send(mail: Delivery) -> None:
    """What a worker does that holds it; there is no server to connect to."""
    db.session.execute(sa.update(Delivery).where(Delivery.id == mail.id).values(state=DeliveryState.QUEUED))
    db.session.commit()
    claimed = outbox.claim_deliveries(clock.now(), 100)
    _send_one(smtp.Connection("smtp://127.0.0.1:9"), "panitia@example.go.id", claimed.claim, mail.id)
    db.session.expire_all()


def test_a_meeting_of_which_nobody_knows_is_called_off_quietly(meeting) -> None:
    make_participant(meeting, email="tak-tahu@example.go.id", status=S.INVITED)

    _move(meeting, MeetingState.CANCELLED)

    assert db.session.scalars(sa.select(TaskRun)).all() == []


DEPUTY = Details(name="Rina Wati", position="Sekretaris Dinas", email="rina@example.go.id")


def test_a_representative_named_by_the_committee_is_told_like_one_named_by_the_guest(meeting, sign_in, mail_server) -> None:
    head = make_participant(meeting, "Kepala")
    db.session.commit()
    committee = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))

    page = committee.post(
        f"/kegiatan/{meeting.id}/peserta/{head.id}/wakil",
        data={"name": "Rina Wati", "email": "rina@example.go.id"},
        follow_redirects=True,
    )

    assert "Tanda masuknya dikirim lewat surel" in page.text
    mail = _mails("representative")["rina"]
    rina = db.session.scalars(sa.select(Participant).filter_by(name="Rina Wati")).one()
    assert passes.pass_page(passes.active_pass(rina)) in outbox.read_body(mail)[0]


def test_a_corrected_address_is_written_to_and_the_wrong_one_is_not(meeting) -> None:
    row = name_representative(make_participant(meeting, "Kepala"), DEPUTY, SYSTEM, clock.now())
    person = row.representative
    details = details_of(person)

    change_participant(person, Details(**{**_fields(details), "email": "benar@example.go.id"}), SYSTEM, clock.now())

    db.session.expire_all()
    assert {name: mail.state for name, mail in _mails("representative").items()} == {
        "rina": DeliveryState.CANCELLED,
        "benar": DeliveryState.QUEUED,
    }


def _fields(details: Details) -> dict:
    return {name: getattr(details, name) for name in details.__slots__}


@pytest.mark.parametrize("taken_up", [False, True])
def test_a_representative_released_before_the_mail_left_gets_no_dead_pass(meeting, taken_up: bool) -> None:
    head = make_participant(meeting, "Kepala")
    name_representative(head, DEPUTY, SYSTEM, clock.now())
    mail = _mails("representative")["rina"]
    if taken_up:  # a worker holds it already
        db.session.execute(sa.update(Delivery).values(state=DeliveryState.SENDING))

    end_representation(head, SYSTEM, clock.now())

    db.session.expire_all()
    assert mail.state is DeliveryState.CANCELLED and _mails("released") == {}
    with pytest.raises(Exception, match="tidak lagi mewakili"):
        _mail(mail.id, "panitia@example.go.id")


def test_a_representative_who_was_told_is_told_that_it_is_over_and_the_page_says_so(meeting, client) -> None:
    head = make_participant(meeting, "Kepala")
    row = name_representative(head, DEPUTY, SYSTEM, clock.now())
    page = passes.pass_page(passes.active_pass(row.representative)).removeprefix("http://localhost")
    db.session.execute(sa.update(Delivery).values(state=DeliveryState.SENT, sent_at=clock.now()))

    end_representation(head, SYSTEM, clock.now())
    db.session.commit()

    assert "tidak lagi mewakili Kepala" in outbox.read_body(_mails("released")["rina"])[0]
    shown = client.get(page).text
    assert "Penugasan sebagai wakil sudah berakhir" in shown
    assert "terbaru" not in shown and meeting.place not in shown and "Rina" not in shown


def test_who_is_invited_and_comes_for_another_is_told_though_no_letter_has_reached_them(meeting) -> None:
    boss = make_participant(meeting, "Kepala", status=S.INVITED)
    person = make_participant(meeting, "Petrus", email="petrus@example.go.id", status=S.INVITED)
    name_representative(boss, details_of(person), SYSTEM, clock.now())

    _move(meeting, MeetingState.CANCELLED)

    assert set(_mails("cancellation")) == {"petrus"}


def test_what_waited_when_the_meeting_was_called_off_leaves_when_it_is_on_again(meeting, sign_in, mail_server) -> None:
    _told(meeting)
    boss = make_participant(meeting, "Kepala", status=S.INVITED)
    name_representative(boss, Details(name="Deputi", email="deputi@example.go.id"), SYSTEM, clock.now())
    by_hand = make_participant(meeting, "Lain", email="lain@example.go.id", status=S.INVITED)
    _deliver(make_invitation(by_hand, db.session.scalars(sa.select(Invitation)).first().letter), DeliveryState.CANCELLED)
    db.session.commit()
    committee = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))
    assert "yang masih menunggu tidak dikirim; bila kegiatan dibuka lagi" in committee.get(f"/kegiatan/{meeting.id}").text
    _move(meeting, MeetingState.CANCELLED)
    waiting = (_mails("invitation")["menunggu"], _mails("representative")["deputi"])
    assert {each.state for each in waiting} == {DeliveryState.CANCELLED}
    page = committee.get(f"/kegiatan/{meeting.id}").text
    assert "yang batal terkirim karena pembatalan dikirim lagi" in page and "menerima surel dengan pembaruan" not in page

    _move(meeting, MeetingState.OPEN)

    assert {(each.state, each.error) for each in waiting} == {(DeliveryState.QUEUED, "")}
    assert _mails("invitation")["lain"].state is DeliveryState.CANCELLED  # cancelled by somebody, not with the meeting
    assert _mails("revival") == {}  # no cancellation has left


def test_a_representatives_mail_that_waits_says_what_holds_when_it_leaves(meeting) -> None:
    boss = make_participant(meeting, "Kepala", status=S.INVITED)
    name_representative(boss, Details(name="Wakil", email="wakil@example.go.id"), SYSTEM, clock.now())
    outbox.keep_in_outbox(clock.now())
    db.session.commit()
    state, venue, title = sa.select(Delivery.state), "Gedung Baru", {"title": "Sidang", "room": "Lantai 2"}

    meetings.change_meeting(meeting, {"theme": "Lain"}, actor=SYSTEM, at=clock.now())
    assert db.session.scalars(state).all() == [DeliveryState.OUTBOX]  # what it says still holds

    meetings.change_meeting(meeting, {"place": venue}, actor=SYSTEM, at=clock.now())
    db.session.expire_all()
    old, new = db.session.scalars(sa.select(Delivery).order_by(Delivery.state != DeliveryState.CANCELLED)).all()
    assert (old.state, new.state) == (DeliveryState.CANCELLED, DeliveryState.QUEUED)
    assert "Jadwal atau tempat berubah" in old.error
    assert venue in outbox.read_body(new)[0] and "/p/" in outbox.read_body(new)[0]

    last = db.session.scalars(sa.select(Session)).one()
    meeting.ends_on = clock.local(last.ends_at + HOUR, meeting.timezone).date()  # late in the evening that is the next day
    create_session(meeting, title | {"starts_at": last.ends_at, "ends_at": last.ends_at + HOUR}, actor=SYSTEM, at=clock.now())
    create_session(
        meeting, title | {"starts_at": last.starts_at - HOUR / 4, "ends_at": last.starts_at}, actor=SYSTEM, at=clock.now()
    )
    db.session.expire_all()
    (waiting,) = db.session.scalars(sa.select(Delivery).where(Delivery.state == DeliveryState.QUEUED)).all()
    assert holding_now(meeting).hours in outbox.read_body(waiting)[0]


def test_a_notice_does_not_leave_to_somebody_taken_off_the_list_meanwhile(meeting) -> None:
    people = {person.name: person for person in _told(meeting)}
    _move(meeting, MeetingState.CANCELLED)
    mail = _mails("cancellation")["menolak"]
    assert outbox.why_not_any_more(mail) == ""

    people["Menolak"].status = S.WITHDRAWN
    db.session.commit()
    assert outbox.why_not_any_more(mail).startswith("Penerima sudah dicabut dari daftar peserta")

    db.session.execute(sa.update(Delivery).where(Delivery.kind == "cancellation").values(state=DeliveryState.SENT))
    people["Menolak"].status = S.DECLINED
    _move(meeting, MeetingState.OPEN)
    revival = _mails("revival")["menolak"]
    assert outbox.why_not_any_more(revival) == ""
    people["Menolak"].status = S.WITHDRAWN
    assert outbox.why_not_any_more(revival).startswith("Penerima sudah dicabut dari daftar peserta")


def test_that_it_is_over_is_not_told_to_who_comes_for_somebody_again(meeting) -> None:
    boss = make_participant(meeting, "Kepala")
    rina = Details(name="Rina", email="rina@example.go.id")
    name_representative(boss, rina, SYSTEM, clock.now())
    db.session.execute(sa.update(Delivery).values(state=DeliveryState.SENT))
    end_representation(boss, SYSTEM, clock.now())
    over = _mails("released")["rina"]
    assert outbox.why_not_any_more(over) == ""

    name_representative(boss, rina, SYSTEM, clock.now() + timedelta(seconds=1))

    assert outbox.why_not_any_more(over).startswith("Penerima kembali mewakili")
