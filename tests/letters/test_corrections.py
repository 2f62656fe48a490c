"""A meeting moves after its letter was issued: who is told, by which letter, and what stays."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations, letters, outbox, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.letters.editing import create_letter
from meetings.domain.meetings import change_meeting
from meetings.domain.participants import Details, name_representative, withdraw_participant
from meetings.domain.passes import active_pass
from meetings.enums import DeclineReason, DeliveryState, LetterState, ParticipantStatus, Role
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.jobs.tasks import render_letters, run_tasks, send_deliveries
from meetings.models import Delivery, Document, Invitation, Letter, Meeting, Participant, Pass
from meetings.storage import storage
from tests.documents.pdf import carries_qr, text_of
from tests.factories import (
    make_letter,
    make_meeting,
    make_membership,
    make_participant,
    make_session,
    make_user,
)

S = ParticipantStatus


@pytest.fixture
def meeting(app):
    """In three days, with a letter that has reached five people."""
    day = clock.local(clock.now(), "Asia/Jakarta").date() + timedelta(days=3)
    made = make_meeting(starts_on=day, contact_name="Bagian Umum")
    make_session(
        made,
        clock.from_local(
            clock.local(clock.now(), "Asia/Jakarta").replace(
                year=day.year, month=day.month, day=day.day, hour=9, minute=0, second=0, microsecond=0, tzinfo=None
            ),
            "Asia/Jakarta",
        ),
    )
    for name in ("Hadir", "Menolak", "Diwakili", "Dicabut", "Diam"):
        make_participant(made, name, email=f"{name.lower()}@example.go.id", status=S.INVITED)
    _send(make_letter(made))
    at = clock.now()
    db.session.execute(sa.update(Invitation).values(sent_at=at))
    invitations.answer_invitation(_held("Hadir"), invitations.Answer.COMES, at)
    invitations.answer_invitation(_held("Menolak"), invitations.Answer.DOES_NOT_COME, at, reason=DeclineReason.DUTY)
    name_representative(_person("Diwakili"), Details(name="Wakil", email="wakil@example.go.id"), SYSTEM, at)
    withdraw_participant(_person("Dicabut"), SYSTEM, at)
    db.session.commit()
    return made


@pytest.fixture
def clerk(meeting, sign_in):
    user = make_user()
    make_membership(user, meeting.organisation, Role.COMMITTEE)
    return sign_in(user)


def _send(letter: Letter) -> None:
    invitations.send_invitations(letter, [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()
    send_deliveries()
    db.session.expire_all()


def _person(name: str) -> Participant:
    return db.session.scalars(sa.select(Participant).where(Participant.name == name)).one()


def _held(name: str, letter: Letter | None = None) -> Invitation:
    statement = sa.select(Invitation).where(Invitation.participant_id == _person(name).id).order_by(Invitation.created_at)
    held = db.session.scalars(statement).all()
    return next(each for each in held if each.letter_id == letter.id) if letter else held[0]


def _move(meeting: Meeting, days: int = 7, **values: object) -> None:
    by = timedelta(days=days)
    moved = {"starts_on": meeting.starts_on + by, "ends_on": meeting.ends_on + by}
    change_meeting(meeting, moved | values, actor=SYSTEM, at=clock.now())
    db.session.commit()


def _letter() -> Letter:
    return db.session.scalars(sa.select(Letter).order_by(Letter.created_at)).first()


def _correct(former: Letter) -> Letter:
    letter = letters.correct_letter(former, SYSTEM, clock.now())
    _send(letter)
    return letter


def test_what_letters_say_otherwise_is_named_line_by_line(meeting):
    assert letters.outdated_letters(meeting, clock.now()) == []

    _move(meeting, place="Gedung Sate", timezone="Asia/Makassar")

    [outdated] = letters.outdated_letters(meeting, clock.now())
    assert outdated.letter is _letter() and outdated.draft is None
    assert [change.label for change in outdated.changes] == ["hari/tanggal", "waktu", "tempat"]
    day, hours, place = outdated.changes
    assert day.before != day.after
    assert (hours.before, hours.after) == ("pukul 09.00 WIB s.d. selesai", "pukul 09.00 WITA s.d. selesai")
    assert (place.before, place.after) == ("Balai Kota Bogor", "Gedung Sate, Bogor")


def test_sending_is_not_done_on_the_checklist_while_the_letter_says_what_was(meeting, clerk):
    db.session.execute(sa.update(Invitation).values(sent_at=clock.now()))
    db.session.commit()
    old = "Surat yang berlaku menyebut keterangan yang lama."
    before = clerk.get(f"/kegiatan/{meeting.id}").text
    _move(meeting, place="Gedung Sate")

    page = clerk.get(f"/kegiatan/{meeting.id}").text

    assert old not in before and old in page
    step = page.partition("Kirim surat undangan")[2][:200]
    assert "(sebagian)" in step and "(selesai)" not in step


def test_own_words_for_the_same_hours_are_no_change(meeting):
    letter = _letter()
    letter.frozen = letter.frozen | {"time_text": "pukul sembilan pagi"}
    db.session.commit()
    assert letters.outdated_letters(meeting, clock.now()) == []

    meeting.sessions[0].starts_at += timedelta(hours=1)
    db.session.commit()

    [outdated] = letters.outdated_letters(meeting, clock.now())
    [hours] = outdated.changes
    assert (hours.before, hours.after) == ("pukul sembilan pagi", "pukul 10.00 WIB s.d. selesai")


def test_the_letter_of_change_refers_to_the_former_one(meeting):
    _move(meeting)
    former = _letter()
    [change] = letters.outdated_letters(meeting, clock.now())[0].changes

    letter = _correct(former)

    assert letter.number != former.number and letter.subject == f"Perubahan {former.subject}"
    text = text_of(storage.get(_held("Hadir", letter).document.storage_key)).replace("- ", "")  # set with hyphens
    assert f"Menindaklanjuti surat kami nomor {former.number} tanggal" in text
    assert f"{change.after} (semula {change.before})" in text
    assert "Jawaban kehadiran yang telah disampaikan dan tanda masuk yang masih berlaku tidak perlu diganti" in text
    assert letters.outdated_letters(meeting, clock.now()) == []
    assert create_letter(meeting, SYSTEM, clock.now(), like=letter).opening == former.opening


@pytest.mark.laid_out
def test_everybody_who_holds_the_former_letter_and_who_stands_in_is_told(meeting):
    held = {each.id: each.state for each in db.session.scalars(sa.select(Pass))}
    before = {each.name: (each.status, each.answered_at) for each in db.session.scalars(sa.select(Participant))}
    make_participant(meeting, "Baru", email="baru@example.go.id")
    _move(meeting)

    letter = _correct(_letter())

    told = select_names(letter)
    assert told == {"Hadir", "Menolak", "Diwakili", "Wakil", "Diam"}
    mails = db.session.scalars(sa.select(Delivery).join(Invitation).where(Invitation.letter_id == letter.id)).all()
    assert {mail.address for mail in mails} == {f"{name.lower()}@example.go.id" for name in told}
    assert all("semula" in outbox.read_body(mail)[0] and mail.subject.startswith("Perubahan") for mail in mails)
    bodies = {mail.address.partition("@")[0]: outbox.read_body(mail)[0] for mail in mails}
    assert {name for name, text in bodies.items() if "Tanda masuk dan jawaban yang telah disampaikan tetap berlaku" in text} == {
        "hadir", "wakil", "diam",
    }  # fmt: skip  # -- table
    assert "Anda diwakilkan, dan tanda masuk yang berlaku ada pada wakil Anda" in bodies["diwakili"]
    assert {name: (_person(name).status, _person(name).answered_at) for name in before} == before
    assert {each.id: each.state for each in db.session.scalars(sa.select(Pass))} == held
    for name in ("Hadir", "Wakil"):
        pdf = storage.get(_held(name, letter).document.storage_key)
        assert carries_qr(pdf, passes.pass_link(active_pass(_person(name))))
    assert "TANDA MASUK" not in text_of(storage.get(_held("Diwakili", letter).document.storage_key))


def select_names(letter: Letter) -> set[str]:
    statement = sa.select(Participant.name).join(Invitation, Invitation.participant_id == Participant.id)
    return set(db.session.scalars(statement.where(Invitation.letter_id == letter.id)))


def test_a_second_move_corrects_the_correction(meeting):
    _move(meeting)
    first = _correct(_letter())
    _move(meeting, days=1)

    [outdated] = letters.outdated_letters(meeting, clock.now())
    second = _correct(outdated.letter)

    assert outdated.letter is first and second.corrects is first
    assert second.subject == first.subject
    assert select_names(second) == select_names(first)
    assert letters.newest_held(_held("Diam")).letter is second


def test_the_corrected_letter_is_neither_sent_nor_mailed_any_more(meeting):
    kept = db.session.scalars(sa.select(Delivery).where(Delivery.address == "diam@example.go.id")).one()
    assert kept.state is DeliveryState.OUTBOX
    _move(meeting)
    former = _letter()

    letter = _correct(former)

    assert kept.state is DeliveryState.CANCELLED
    with pytest.raises(WrongState, match=re.escape(letter.number)):
        outbox.retry_delivery(kept, SYSTEM, clock.now())
    with pytest.raises(WrongState, match=re.escape(letter.number)):
        invitations.open_whatsapp(_held("Diam"), SYSTEM, clock.now())
    passes.replace_pass(_person("Diam"), SYSTEM, clock.now(), "hilang")
    assert [each.letter for each in invitations.letters_to_send_again(_person("Diam"))] == [letter]
    with pytest.raises(WrongState, match=re.escape(letter.number)):
        invitations.send_invitations(former, [], SYSTEM, clock.now())


def test_two_clicks_make_one_letter_of_change(meeting, clerk):
    _move(meeting)
    base, former = f"/kegiatan/{meeting.id}/undangan", _letter()
    for page in (base, f"/kegiatan/{meeting.id}"):
        shown = clerk.get(page).text
        assert "menyebut keterangan yang lama" in shown and f'name="corrects" value="{former.id}"' in shown

    first, second = (clerk.post(f"{base}/surat", data={"corrects": former.id}) for _click in range(2))

    assert first.location == second.location and first.location.endswith("/kirim")
    page = clerk.get(first.location).text
    assert f"Mengubah surat nomor {former.number}" in page and "<strong>5</strong> orang" in page
    ticket = re.search(r'name="ticket" value="(\w+)"', page)[1]
    sent = [clerk.post(first.location, data={"who": "new", "ticket": ticket}) for _click in range(2)]
    assert sent[0].location == sent[1].location
    assert db.session.scalar(sa.select(sa.func.count(Letter.id)).where(Letter.state == LetterState.ISSUED)) == 2
    assert "menyebut keterangan" not in clerk.get(base).text and "belum diundang" not in clerk.get(base).text
    make_participant(meeting, "Baru")
    db.session.commit()
    assert "1 peserta belum dikirimi surat apa pun" in clerk.get(base).text
    assert clerk.post(f"{base}/surat", data={"corrects": former.id}).location.endswith(f"/{second.location.split('/')[-2]}")


def test_the_answer_page_says_what_changed_before_and_after_the_letter(meeting, client):
    page = f"/u/{passes.answer_token(_held('Diam').id)}"
    old_file = client.get(f"{page}/surat.pdf").data
    _move(meeting)
    [change] = letters.outdated_letters(meeting, clock.now())[0].changes

    announced_by_nobody = client.get(page).text
    assert "Jadwal atau tempat berubah" in announced_by_nobody and change.after in announced_by_nobody

    letter = _correct(_letter())

    shown = client.get(page).text
    assert "Undangan ini telah diubah" in shown and letter.number in shown and change.after in shown
    assert client.get(f"{page}/surat.pdf").data != old_file
    assert client.post(page, data={"answer": "hadir"}).status_code == 303
    assert _person("Diam").status is S.CONFIRMED


def test_who_may_not_write_letters_sees_the_difference_but_no_button(meeting, sign_in):
    user = make_user()
    make_membership(user, meeting.organisation, Role.VIEWER)
    viewer = sign_in(user)
    _move(meeting)

    shown = viewer.get(f"/kegiatan/{meeting.id}").text

    assert "menyebut keterangan yang lama" in shown and 'name="corrects"' not in shown
    assert viewer.post(f"/kegiatan/{meeting.id}/undangan/surat", data={"corrects": _letter().id}).status_code == 403


def test_the_pages_ask_a_steady_number_of_questions(meeting, clerk, query_counter):
    _move(meeting)
    letter = letters.correct_letter(_letter(), SYSTEM, clock.now())
    db.session.commit()
    page = f"/kegiatan/{meeting.id}/undangan/{letter.id}/kirim"

    def count() -> int:
        clerk.get(page)
        with query_counter() as counted:
            clerk.get(page)
        return len(counted)

    few = count()
    at = clock.now()
    for person in [make_participant(meeting) for _ in range(10)]:
        db.session.add(
            Invitation(
                meeting_id=meeting.id, letter_id=_letter().id, participant=person, token_hash=person.id, created_at=at, sent_at=at
            )
        )
    db.session.commit()
    assert count() == few
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 5
