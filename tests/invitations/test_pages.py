"""The committee's pages: letter, recipients, sending, WhatsApp."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations, outbox, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.invitations.messages import Kit
from meetings.domain.invitations.queries import STATES
from meetings.domain.invitations.recipients import left_out
from meetings.domain.letters import outdated_letters
from meetings.domain.outbox import why_not_any_more
from meetings.enums import (
    DeliveryState,
    LetterState,
    MeetingState,
    ParticipantSource,
    ParticipantStatus,
    Role,
    SendingState,
)
from meetings.extensions import db
from meetings.jobs.tasks import render_letters, run_tasks
from meetings.models import AuditEntry, Delivery, Invitation, Letter, Participant, TaskRun
from tests.documents.pdf import are_drafts, text_of
from tests.factories import (
    make_invitation,
    make_letter,
    make_meeting,
    make_membership,
    make_participant,
    make_participants,
    make_session,
    make_user,
)


@pytest.fixture
def meeting(app):
    made = make_meeting()
    make_session(made)
    return made


@pytest.fixture
def clerk(meeting, sign_in):
    user = make_user()
    make_membership(user, meeting.organisation, Role.COMMITTEE)
    return sign_in(user)


def _form(page: str) -> dict[str, str]:
    """The values a browser would send back unchanged."""
    values = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    values |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', page, re.S))
    return values


@pytest.mark.laid_out
def test_a_letter_from_nothing_to_sent(meeting, clerk):
    make_participants(meeting, 3, email="tujuan@example.go.id", status=ParticipantStatus.INVITED)
    base = f"/kegiatan/{meeting.id}/undangan"
    assert "Belum ada surat undangan" in clerk.get(base).text

    made = clerk.post(f"{base}/surat")
    page = clerk.get(made.location).text
    assert (
        "kami mengundang Bapak/Ibu/Saudara untuk hadir pada:" in page
        and "bersama ini" not in page
        and "nama penanda tangan" in page
    )
    words = _form(page) | {"name": "Taufik", "position": "Kabag", "urgency": "important", "security": "B", "office": "LAIN"}
    assert clerk.post(made.location, data=words).status_code == 302
    letter = db.session.scalar(sa.select(Letter))
    preview = clerk.get(f"{base}/{letter.id}/pratinjau.pdf")
    assert are_drafts(preview.data) == [True] and "Taufik" in text_of(preview.data)

    sending = clerk.get(f"{base}/{letter.id}/kirim")
    assert "Semua yang belum mendapat surat ini" in sending.text
    ticket = _form(sending.text)["ticket"]
    data = {"ticket": ticket, "who": "new", "number": "005/17/Setda"}
    first, second = (clerk.post(f"{base}/{letter.id}/kirim", data=data) for _ in range(2))
    assert "/pengiriman/" in first.location
    assert second.location == first.location
    run_tasks()
    render_letters()
    db.session.expire_all()
    assert clerk.post(f"{base}/{letter.id}/kirim", data=data).location == first.location  # the form again, from the history
    assert clerk.post(f"{base}/{letter.id}/kirim", data={"who": "new"}).status_code == 422  # nobody is left

    assert db.session.scalar(sa.select(sa.func.count(TaskRun.id))) == 1
    assert db.session.get_one(Letter, letter.id).number == "005/17/Setda"
    assert "3 dari 3" in clerk.get(f"{first.location}/kemajuan").text
    page = clerk.get(base).text
    assert page.count("Surel antre") >= 3
    invitation = db.session.scalar(sa.select(Invitation).limit(1))
    assert clerk.get(f"{base}/penerima/{invitation.id}/surat.pdf").data.startswith(b"%PDF")


def test_no_letter_leaves_with_boxes_in_it(meeting, clerk):
    """The page names person and character; the rule refuses, and nothing is issued."""
    make_participants(meeting, 2, email="tujuan@example.go.id", status=ParticipantStatus.INVITED)
    strange = make_participant(meeting, "Budi \ue000 Santoso", position="Staf \U0010ffff", status=ParticipantStatus.INVITED)
    letter = make_letter(meeting, state=LetterState.DRAFT, number="")
    address = f"/kegiatan/{meeting.id}/undangan/{letter.id}/kirim"
    told = "Tidak ada huruf untuk mencetak: Budi \ue000 Santoso (\ue000 U+E000, \U0010ffff U+10FFFF)."

    page = clerk.get(address).text
    assert told in page
    refused = clerk.post(address, data=_form(page) | {"who": "new"})
    assert refused.status_code == 422 and told in refused.text
    assert db.session.get_one(Letter, letter.id, populate_existing=True).state is LetterState.DRAFT

    strange.name, strange.position = "김민준 𠮷野", "Staf 🎉"
    db.session.commit()
    assert clerk.post(address, data=_form(clerk.get(address).text) | {"who": "new"}).status_code == 302


def test_a_letter_whose_own_words_cannot_be_printed_stays(meeting, clerk):
    make_participants(meeting, 1, status=ParticipantStatus.INVITED)
    letter = make_letter(meeting, state=LetterState.DRAFT, number="", subject="Undangan \ue000")

    page = clerk.get(f"/kegiatan/{meeting.id}/undangan/{letter.id}/kirim").text

    assert "Tidak ada huruf untuk mencetak: surat (\ue000 U+E000)." in page


def test_a_second_click_before_the_work_begins_shows_the_same_run(meeting, clerk):
    make_participant(meeting)
    letter = make_letter(meeting)
    address = f"/kegiatan/{meeting.id}/undangan/{letter.id}/kirim"
    data = {"ticket": "abcdefgh234567ab", "who": "new"}

    answers = [clerk.post(address, data=data) for _ in range(2)]

    assert [answer.location for answer in answers] == [answers[0].location] * 2
    assert db.session.scalar(sa.select(sa.func.count(TaskRun.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.action == "invitations.queued")) == 1


def test_an_empty_choice_sends_to_nobody_else(meeting, clerk):
    make_participant(meeting, "Belum Diundang", institution="Dinas A")
    make_participant(meeting, "Tidak Datang", institution="Dinas B", status=ParticipantStatus.DECLINED)
    letter = make_letter(meeting)
    address = f"/kegiatan/{meeting.id}/undangan/{letter.id}/kirim?institution=Dinas+B"

    chosen = re.findall(r'<input type="radio"[^>]* checked', clerk.get(address).text)
    answer = clerk.post(address, data={"number": "1"})  # as a browser does: a disabled choice is not sent

    assert chosen == []
    assert answer.status_code == 422 and "Pilih penerima surat." in answer.text
    assert db.session.get_one(Letter, letter.id).state is LetterState.DRAFT
    assert db.session.scalar(sa.select(TaskRun)) is None


def test_an_emptied_date_is_today_as_the_form_says(meeting, clerk):
    make_participant(meeting)
    letter = make_letter(meeting, dated=date(2020, 1, 2))

    clerk.post(f"/kegiatan/{meeting.id}/undangan/{letter.id}/kirim", data={"who": "new", "dated": ""})

    today = clock.local(clock.now(), meeting.timezone).date()
    assert db.session.get_one(Letter, letter.id, populate_existing=True).dated == today


def test_why_a_mail_failed_is_for_those_who_may_see_addresses(meeting, clerk, sign_in):
    invitation = make_invitation(make_participant(meeting, email="budi@example.go.id"))
    outbox.queue_message(
        kind=INVITATION,
        address="budi@example.go.id",
        recipient_name="B",
        subject="U",
        text="I",
        at=clock.now(),
        invitation_id=invitation.id,
        meeting_id=meeting.id,
    )
    db.session.execute(sa.update(Delivery).values(state=DeliveryState.FAILED, error="550 <budi@example.go.id> tidak dikenal"))
    viewer = make_user()
    make_membership(viewer, meeting.organisation, Role.VIEWER)
    address = f"/kegiatan/{meeting.id}/undangan"

    assert "budi@example.go.id" in clerk.get(address).text
    assert "budi@example.go.id" not in sign_in(viewer).get(address).text


@pytest.mark.parametrize("name", ["عبد الله الحسن", "ꦲꦏ꧀ꦱꦫ"])
def test_a_letter_to_a_name_in_another_script_can_be_opened(meeting, clerk, client, name):
    make_participant(meeting, name)
    invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()
    invitation = db.session.scalar(sa.select(Invitation))
    own = passes.answer_link(invitation).removeprefix("http://localhost")

    for letter in (
        clerk.get(f"/kegiatan/{meeting.id}/undangan/penerima/{invitation.id}/surat.pdf"),
        client.get(f"{own}/surat.pdf"),
    ):
        assert letter.data.startswith(b"%PDF")
        assert letter.headers["Content-Disposition"].isascii()  # a server refuses headers in other letters


def test_an_issued_letter_is_shown_but_not_changed(meeting, clerk):
    invitation = make_invitation(make_participant(meeting))
    address = f"/kegiatan/{meeting.id}/undangan/{invitation.letter_id}"

    assert "Surat sudah terbit" in clerk.get(address).text
    answer = clerk.post(address, data={"subject": "Lain", "opening": "x", "urgency": "normal", "security": "B", "office": "LAIN"})

    assert answer.status_code == 422
    assert db.session.get_one(Letter, invitation.letter_id).subject == "Undangan Rapat Kerja Daerah"


def test_a_draft_can_be_thrown_away_an_issued_letter_cannot(meeting, clerk):
    draft = make_letter(meeting)
    issued = make_invitation(make_participant(meeting)).letter
    base = f"/kegiatan/{meeting.id}/undangan"

    for letter in (draft, issued):
        clerk.post(f"{base}/{letter.id}/hapus")

    assert db.session.scalars(sa.select(Letter.id)).all() == [issued.id]
    assert db.session.scalar(sa.select(AuditEntry.target_name).where(AuditEntry.action == "letter.removed"))


def test_a_draft_meeting_sends_nothing(meeting, clerk):
    meeting.state = MeetingState.DRAFT
    make_participant(meeting)
    letter = make_letter(meeting)

    answer = clerk.post(f"/kegiatan/{meeting.id}/undangan/{letter.id}/kirim", data={"who": "new"})

    assert answer.status_code == 422
    assert db.session.get_one(Letter, letter.id).state is LetterState.DRAFT


def test_filters_narrow_the_list(meeting, clerk):
    sent = make_participant(meeting, "Sudah Terkirim", email="a@example.go.id", answered_at=None)
    make_participant(meeting, "Belum Dikirim")
    invitation = make_invitation(sent)
    invitation.sent_at = clock.now()
    base = f"/kegiatan/{meeting.id}/undangan"

    def names(query: str) -> set[str]:
        page = clerk.get(f"{base}?{query}").text
        return {name for name in ("Sudah Terkirim", "Belum Dikirim") if f">{name}</a>" in page}

    assert names("state=sent") == {"Sudah Terkirim"}
    assert names("state=not_sent") == {"Belum Dikirim"}
    assert names("state=no_address") == {"Belum Dikirim"}
    assert names("state=waiting") == {"Belum Dikirim"}
    invitation.sent_at = None  # it waits in the outbox: not sent, but made
    db.session.commit()
    assert names("state=not_sent") == {"Sudah Terkirim", "Belum Dikirim"}
    assert names("state=waiting") == {"Belum Dikirim"}
    assert names("state=opened") == set()
    assert names("q=sudah") == {"Sudah Terkirim"}


def test_the_list_sends_no_more_statements_for_more_rows(meeting, clerk, query_counter):
    letter = make_letter(meeting)
    base = f"/kegiatan/{meeting.id}/undangan"

    def count(rows: int) -> int:
        for person in make_participants(meeting, rows, email="x@example.go.id"):
            make_invitation(person, letter)
        db.session.commit()
        clerk.get(base)
        with query_counter() as queries:
            clerk.get(base)
        return len(queries)

    few = count(2)
    assert count(20) == few


def test_a_whatsapp_message_is_sent_once_the_person_says_so_and_can_be_taken_back(meeting, clerk):
    invitation = make_invitation(make_participant(meeting, "Siti {x} <b>", phone="+6281234567890"))
    address = f"/kegiatan/{meeting.id}/undangan/penerima/{invitation.id}/whatsapp"

    def stands() -> tuple[DeliveryState, bool, str]:
        db.session.expire_all()
        delivery = db.session.scalars(sa.select(Delivery)).one()
        listed = clerk.get(f"/kegiatan/{meeting.id}/undangan").text.partition("<tbody>")[2]
        shown = next(state.label for state in SendingState if f"</span>{state.label}</span>" in listed)
        return delivery.state, db.session.get_one(Invitation, invitation.id).sent_at is not None, shown

    answers = [clerk.post(address) for _ in range(2)]
    page = answers[0].location
    assert answers[1].location == page  # two clicks, one message
    assert "https://wa.me/6281234567890?text=Yth.%20Bapak/Ibu%20Siti%20%7Bx%7D%20%3Cb%3E" in clerk.get(page).text
    assert stands() == (DeliveryState.HANDED, False, "WhatsApp belum dikonfirmasi")

    clerk.post(page.replace("/whatsapp", "/terkirim"))
    assert stands() == (DeliveryState.SENT, True, "Terkirim lewat WhatsApp")

    clerk.post(page.replace("/whatsapp", "/tidak-terkirim"))  # from a tab that still saw it open
    assert stands() == (DeliveryState.SENT, True, "Terkirim lewat WhatsApp")
    clerk.post(page.replace("/whatsapp", "/tidak-terkirim"), data={"seen": "sent"})
    assert stands() == (DeliveryState.CANCELLED, False, "Surat sedang dibuat")
    assert "tidak menunggu konfirmasi" in clerk.post(page.replace("/whatsapp", "/terkirim"), follow_redirects=True).text


def test_a_message_sent_by_hand_belongs_to_its_meeting_and_to_those_who_may_see_personal_data(meeting, clerk, sign_in):
    invitation = make_invitation(make_participant(meeting, phone="+6281234567890"))
    page = clerk.post(f"/kegiatan/{meeting.id}/undangan/penerima/{invitation.id}/whatsapp").location
    other = make_meeting(meeting.organisation)
    db.session.commit()
    viewer = make_user()
    make_membership(viewer, meeting.organisation, Role.VIEWER)

    assert clerk.get(page.replace(meeting.id, other.id)).status_code == 404
    assert sign_in(viewer).get(page).status_code == 403


def test_the_links_as_csv_are_for_those_who_may_see_personal_data(meeting, clerk, sign_in):
    invitation = make_invitation(
        make_participant(meeting, "=HYPERLINK", phone="+6281234567890", status=ParticipantStatus.INVITED)
    )
    viewer = make_user()
    make_membership(viewer, meeting.organisation, Role.VIEWER)
    address = f"/kegiatan/{meeting.id}/undangan/{invitation.letter_id}/tautan.csv"

    assert sign_in(viewer).get(address).status_code == 403
    lines = clerk.get(address).data.decode("utf-8-sig").splitlines()

    assert lines[1].startswith("'=HYPERLINK;")
    assert passes.answer_link(invitation) in lines[1]
    assert db.session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "invitation.links_exported")) is not None
    holding = {state for state in STATES if "=HYPERLINK" in clerk.get(f"{address}?state={state}").text}
    assert holding == {"not_sent", "no_answer", "no_address"}


def test_failed_mail_is_sent_again_to_the_corrected_address(meeting, clerk, mail_server):
    person = make_participant(meeting, email="lama@example.go.id")
    letter = make_letter(meeting)
    invitations.send_invitations(letter, [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()
    delivery = db.session.scalar(sa.select(Delivery))
    delivery.state, delivery.error = DeliveryState.FAILED, "550 tidak dikenal"
    person.email = "baru@example.go.id"

    page = clerk.post(f"/kegiatan/{meeting.id}/undangan/pesan/{delivery.id}/kirim-ulang", follow_redirects=True)

    assert "sedang dikirim" in page.text
    delivery = db.session.get_one(Delivery, delivery.id, populate_existing=True)
    assert (delivery.state, delivery.address) == (DeliveryState.QUEUED, "baru@example.go.id")
    assert (
        clerk.post(f"/kegiatan/{meeting.id}/undangan/pesan/{delivery.id}/kirim-ulang", follow_redirects=True).status_code == 200
    )
    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.action == "delivery.retried")) == 1


def test_rows_of_another_meeting_are_not_found(meeting, clerk):
    other = make_meeting(meeting.organisation)
    invitation = make_invitation(make_participant(other))
    base = f"/kegiatan/{meeting.id}/undangan"

    for address in (
        f"{base}/{invitation.letter_id}",
        f"{base}/penerima/{invitation.id}/surat.pdf",
        f"{base}/{invitation.letter_id}/tautan.csv",
    ):
        assert clerk.get(address).status_code == 404


def test_representatives_who_get_no_letter_are_not_missing_one(meeting, clerk):
    invitation = make_invitation(make_participants(meeting, 1)[0])
    make_participant(meeting, "Siti Wakil", source=ParticipantSource.REPRESENTATIVE, status=ParticipantStatus.CONFIRMED)
    base = f"/kegiatan/{meeting.id}/undangan?surat={invitation.letter_id}"
    assert "0 dari 1 surat selesai dibuat, 0 terkirim." in clerk.get(base).text

    make_participant(meeting, "Telat", status=ParticipantStatus.INVITED)

    assert "0 dari 2 surat selesai dibuat, 0 terkirim." in clerk.get(base).text


def test_a_message_addresses_an_office_once(app):
    invitation = make_invitation(make_participant(make_meeting(), "Camat Bogor Tengah", position="Camat"))

    text = Kit(invitation.letter, clock.now()).whatsapp_text(invitation)

    assert text.startswith("Yth. Bapak/Ibu Camat Bogor Tengah\n\nDengan hormat")


def test_who_of_those_chosen_gets_no_letter_is_said_before_sending(meeting, clerk):
    people = {
        "Ani": {"status": ParticipantStatus.INVITED},
        "Rina": {"source": ParticipantSource.REPRESENTATIVE},
        "Menolak": {"status": ParticipantStatus.DECLINED},
        "Dicabut": {"status": ParticipantStatus.WITHDRAWN},
    }
    ids = [make_participant(meeting, name, **values).id for name, values in people.items()]
    letter = make_letter(meeting)
    db.session.commit()

    page = clerk.get(f"/kegiatan/{meeting.id}/undangan/{letter.id}/kirim?{'&'.join(f'ids={each}' for each in ids)}").text

    chosen = page.partition("Yang dipilih pada daftar")[2]
    assert chosen.startswith(": <strong>1</strong>")
    for said in ("1 dilewati: Wakil (Rina)", "1 dilewati: Tidak hadir (Menolak)", "1 dilewati: Dicabut (Dicabut)"):
        assert said in chosen
    found = {each.reason.name: each.number for each in left_out(letter, [Participant.id.in_(ids)])}
    assert found == {"standing_in": 1, "declined": 1, "withdrawn": 1}


def test_a_letter_that_waits_does_not_leave_to_who_is_not_awaited_any_more(meeting):
    person = make_participant(meeting, "Ani", email="ani@example.go.id", status=ParticipantStatus.INVITED)
    invitation = make_invitation(person)
    outbox.queue_message(
        kind=INVITATION, address=person.email, recipient_name="Ani", subject="Undangan", text="x", at=clock.now(),
        meeting_id=meeting.id, invitation_id=invitation.id,
    )  # fmt: skip  # -- table
    mail = db.session.scalars(sa.select(Delivery)).one()
    assert why_not_any_more(mail) == ""

    for status in (ParticipantStatus.DECLINED, ParticipantStatus.REPLACED):
        person.status = status
        assert "sudah menjawab tidak hadir atau diwakilkan" in why_not_any_more(mail)


def test_only_letters_that_have_left_hold_what_is_not_right_any_more(meeting):
    letter = make_letter(meeting)
    sent, _waiting, gone = (make_invitation(make_participant(meeting, name), letter) for name in ("Ani", "Budi", "Citra"))
    sent.sent_at = gone.sent_at = clock.now()
    gone.participant.status = ParticipantStatus.WITHDRAWN
    meeting.place = "Tempat lain"
    db.session.flush()

    [outdated] = outdated_letters(meeting, clock.now())

    assert (outdated.holders, outdated.waiting) == (1, 1)
