"""The service gets another address: letters that lead to the former one are named and printed again, messages lead to the new one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import base_address, invitations, outbox, passes
from meetings.domain.admin.addresses import former_leads, in_words, meetings_to_send_again
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import queries
from meetings.domain.invitations.mails import INVITATION
from meetings.enums import DeliveryState, DocumentState, MeetingState, ParticipantStatus, Role
from meetings.extensions import db
from meetings.jobs.deliveries import _mail
from meetings.models import Delivery, Invitation, Participant
from meetings.storage import storage
from tests.documents.pdf import text_of
from tests.factories import make_membership, make_user
from tests.invitations.test_new_pass import _work, with_printed_letter

OLD, NEW = "https://lama.contoh.go.id", "https://rapat.contoh.go.id"


@pytest.fixture
def move(app: Flask) -> Callable[[str], None]:
    """The service is started under another address."""
    before = app.config["SETTINGS"]

    def to(address: str) -> None:
        app.config["SETTINGS"] = replace(before, base_url=address)
        base_address.note_address(address, clock.now())
        db.session.commit()

    yield to
    app.config["SETTINGS"] = before


@pytest.fixture
def person(move) -> Participant:
    """Somebody whose letter was printed under the old address; its mail lies in the outbox."""
    move(OLD)
    return with_printed_letter()


def _invitation() -> Invitation:
    return db.session.scalars(sa.select(Invitation)).one()


def _mails() -> list[Delivery]:
    return list(db.session.scalars(sa.select(Delivery).order_by(Delivery.created_at)))


def test_nothing_is_said_while_the_address_stays(person, move):
    move(OLD)
    assert former_leads(clock.now()) is None and queries.count_invitations(_invitation().letter).old_address == 0


def test_no_advice_is_given_that_nobody_can_follow(person, move, sign_in):
    move(NEW)
    user = make_user()
    make_membership(user, person.meeting.organisation, Role.COMMITTEE)
    clerk, home = sign_in(user), f"/kegiatan/{person.meeting_id}/undangan"
    assert "Surat memuat alamat lama" in clerk.get(home).text and "Cetak dan kirim ulang" in clerk.get(home).text
    passes.replace_pass(person, SYSTEM, clock.now(), "hilang")
    person.meeting.state = MeetingState.CANCELLED
    db.session.commit()

    pages = clerk.get(home).text + clerk.get(f"/kegiatan/{person.meeting_id}/peserta/{person.id}").text

    assert "Surat memuat alamat lama" not in pages and "Surat perlu dikirim lagi" not in pages


def test_a_waiting_mail_leads_to_the_new_address(person, move):
    [mail] = _mails()
    assert f"{OLD}/u/" in outbox.read_body(mail)[0]
    move(NEW)

    text, html = outbox.read_body(mail)

    assert OLD not in text + html
    assert passes.answer_link(_invitation()) in text and passes.answer_link(_invitation()).startswith(f"{NEW}/u/")


def test_a_mail_that_has_left_reads_as_it_left(person, move):
    [mail] = _mails()
    mail.sent_at, mail.state = clock.now(), DeliveryState.SENT
    move(NEW)
    assert f"{OLD}/u/" in outbox.read_body(mail)[0]


def test_the_letters_are_named_and_one_step_prints_and_sends_them_again(person, move, sign_in):
    meeting, first = person.meeting, _invitation().document
    user = make_user()
    make_membership(user, meeting.organisation, Role.COMMITTEE)
    clerk, listed = sign_in(user), f"/kegiatan/{meeting.id}/undangan"
    assert "alamat lama" not in clerk.get(listed).text
    move(NEW)

    assert "QR dan tautan pada surat 1 orang menuju alamat layanan yang lama" in clerk.get(listed).text
    assert "Siti Aminah" in clerk.get(f"{listed}?state=old_address").text
    assert "1 surat perlu dicetak dan dikirim ulang" in clerk.get("/").text
    page = f"{listed}/{_invitation().letter_id}/kirim?state=old_address"
    assert "<strong>1</strong> orang" in clerk.get(page).text
    clerk.post(page, data={"who": "found", "dated": "2026-11-29", "ticket": "a" * 16})
    _work()

    second = _invitation().document
    assert (first.state, first.superseded_by_id) == (DocumentState.SUPERSEDED, second.id)
    assert (second.state, second.version, second.number) == (DocumentState.PUBLISHED, 2, first.number)
    old_mail, new_mail = _mails()
    assert old_mail.state is DeliveryState.CANCELLED and "alamat layanan yang lama" in old_mail.error
    assert f"{NEW}/u/" in _mail(new_mail.id, "panitia@example.go.id").text
    assert "alamat layanan yang lama" not in clerk.get(listed).text
    assert former_leads(clock.now()).letters == 0


@pytest.mark.parametrize("status", [ParticipantStatus.INVITED, ParticipantStatus.DECLINED])
def test_no_old_print_leaves_with_what_is_sent_all_together(person, move, status):
    (mail,) = _mails()
    outbox.keep_in_outbox(clock.now())
    move(NEW)
    person.status = status
    db.session.commit()

    outbox.send_again(Delivery.meeting_id == person.meeting_id, DeliveryState.OUTBOX, SYSTEM, clock.now())

    assert outbox.why_not_any_more(db.session.get_one(Delivery, mail.id, populate_existing=True)) != ""


def test_the_print_itself_leads_to_the_new_address(person, move):
    move(NEW)
    invitations.send_invitations(_invitation().letter, [], SYSTEM, clock.now())
    _work()
    assert NEW in text_of(storage.get(_invitation().document.storage_key)).replace("\n", "")


def test_the_totals_say_what_leads_to_which_address(person, move):
    move(NEW)
    leads = former_leads(clock.now())
    assert (leads.addresses, leads.letters, leads.papers, leads.messages) == ([OLD], 1, [], 1)
    assert (
        in_words(leads) == f"Menuju alamat lama {OLD}: 1 surat undangan kegiatan yang belum selesai, 1 pesan yang belum terkirim."
    )
    person.meeting.starts_on = person.meeting.ends_on = clock.local(
        clock.now() - timedelta(days=3), person.meeting.timezone
    ).date()
    db.session.commit()
    assert former_leads(clock.now()).letters == 0, "nobody answers it any more"


def test_another_committee_sees_nothing_of_it(person, move):
    stranger, clerk = make_user(), make_user()
    make_membership(clerk, person.meeting.organisation, Role.COMMITTEE)
    move(NEW)
    assert [count for _meeting, count in meetings_to_send_again(clerk.id, clock.now())] == [1]
    assert meetings_to_send_again(stranger.id, clock.now()) == []


def test_back_at_the_old_address_what_was_made_between_is_wrong(person, move):
    move(NEW)
    outbox.queue_message(
        kind=INVITATION,
        address="a@example.go.id",
        recipient_name="A",
        subject="x",
        text=f"Lihat {NEW}/u/x dan {NEW}.example/u/x",
        at=clock.now(),
    )
    move(OLD)

    leads = former_leads(clock.now())

    assert (leads.addresses, leads.letters, leads.messages) == ([NEW], 0, 1)
    between = next(mail for mail in _mails() if mail.invitation_id is None)
    assert outbox.read_body(between)[0] == f"Lihat {OLD}/u/x dan {NEW}.example/u/x"


def test_calendar_entries_keep_their_name(person, move):
    before = outbox.calendar_domain()
    move(NEW)
    assert outbox.calendar_domain() == before == "lama.contoh.go.id" != outbox.mail_domain()
