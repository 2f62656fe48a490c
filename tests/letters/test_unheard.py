"""A meeting moves before its letter has reached everybody: nobody reads of a change, or of a day, that they never heard of."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations, letters, meetings, outbox, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import messages, recipients
from meetings.domain.invitations.messages import Kit
from meetings.domain.letters.editing import create_letter
from meetings.domain.letters.facts import said_by
from meetings.domain.letters.former import changed_by, tells_change
from meetings.domain.meetings import change_meeting
from meetings.enums import DeliveryState, MeetingState, ParticipantSource, ParticipantStatus, Role
from meetings.extensions import db
from meetings.jobs.tasks import render_letters, run_tasks
from meetings.models import Delivery, Invitation, Letter, Meeting, Participant, Representation
from meetings.passcode import new_id
from meetings.storage import storage
from meetings.writing.dates import format_moment_in_sentence
from tests.documents.pdf import text_of
from tests.factories import make_letter, make_meeting, make_participant, make_session
from tests.factories.minutes import make_officer

S = ParticipantStatus
NAMES = ("Tiba", "Mungkin", "Dibuka", "Menjawab", "Menunggu", "Dibatalkan")
KNOWING = {"Tiba", "Mungkin", "Dibuka", "Menjawab"}


@pytest.fixture
def meeting(app) -> Meeting:
    """In three days; a letter is made for six, of whom nobody has heard yet."""
    day = clock.local(clock.now(), "Asia/Jakarta").date() + timedelta(days=3)
    made = make_meeting(starts_on=day, answer_deadline=clock.now() + timedelta(days=2))
    make_session(made, clock.now() + timedelta(days=3))
    for name in NAMES:
        make_participant(made, name, email=f"{name.lower()}@example.go.id", status=S.INVITED)
    letter = create_letter(made, SYSTEM, clock.now())
    letter.signatory = make_letter(made).signatory
    _send(letter)
    db.session.execute(sa.delete(Letter).where(Letter.id != letter.id))
    db.session.commit()
    return made


def _send(letter: Letter, *clauses: object) -> None:
    invitations.send_invitations(letter, list(clauses), SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()
    db.session.expire_all()


def _first() -> Letter:
    return db.session.scalars(sa.select(Letter).order_by(Letter.created_at, Letter.corrects_id)).first()


def _reach_some() -> None:
    """The letter has left to one, may have left to one, was seen by one, answered by one."""
    at = clock.now()
    _invitation("Tiba").sent_at = _invitation("Dibuka").opened_at = at
    _person("Menjawab").answered_at, _person("Menjawab").status = at, S.CONFIRMED
    for name, state in (("Mungkin", DeliveryState.UNCERTAIN), ("Dibatalkan", DeliveryState.CANCELLED)):
        mine = Delivery.invitation_id == _invitation(name).id
        db.session.execute(sa.update(Delivery).where(mine).values(state=state))
    db.session.commit()


def _person(name: str) -> Participant:
    return db.session.scalars(sa.select(Participant).where(Participant.name == name)).one()


def _invitation(name: str, letter: Letter | None = None) -> Invitation:
    mine = sa.select(Invitation).where(Invitation.participant_id == _person(name).id)
    return db.session.scalars(mine.where(Invitation.letter_id == letter.id) if letter else mine).first()


def _names(letter: Letter) -> set[str]:
    statement = sa.select(Participant.name).join(Invitation, Invitation.participant_id == Participant.id)
    return set(db.session.scalars(statement.where(Invitation.letter_id == letter.id)))


def _move(meeting: Meeting, days: int = 7) -> None:
    by = timedelta(days=days)
    change_meeting(meeting, {"starts_on": meeting.starts_on + by, "ends_on": meeting.ends_on + by}, actor=SYSTEM, at=clock.now())
    db.session.commit()


def _correct(former: Letter) -> Letter:
    letter = letters.correct_letter(former, SYSTEM, clock.now())
    _send(letter)
    return letter


def test_a_letter_of_change_goes_to_those_who_know_of_the_former_one(meeting) -> None:
    _reach_some()
    _move(meeting)
    [outdated] = letters.outdated_letters(meeting, clock.now())
    assert (outdated.holders, outdated.waiting) == (4, 2)

    letter = _correct(_first())

    assert _names(letter) == KNOWING
    assert recipients.count_newcomers(letter) == 2


def test_those_who_never_heard_are_told_apart_and_get_an_invitation_with_the_schedule_of_now(meeting, sign_in) -> None:
    _reach_some()
    _move(meeting)
    clerk, base = sign_in(make_officer(meeting.organisation, Role.COMMITTEE)), f"/kegiatan/{meeting.id}/undangan"
    draft = letters.correct_letter(_first(), SYSTEM, clock.now())
    db.session.commit()
    asked = clerk.get(f"{base}/{draft.id}/kirim").text
    assert "2 dilewati:" in asked and "belum tercatat dikirimi surat sebelumnya (Dibatalkan; Menunggu)" in asked
    assert f"{base}/{_first().id}/serah-terima" in asked
    _send(draft)
    assert "2 peserta belum dikirimi surat apa pun" in clerk.get(f"{base}?surat={draft.id}").text

    fresh = create_letter(meeting, SYSTEM, clock.now(), like=draft)
    db.session.commit()
    page = clerk.get(f"{base}/{fresh.id}/kirim").text

    chosen = re.search(r'value="(\w+)" checked', page)[1]
    assert chosen == "unheard" and "Yang belum dikirimi surat apa pun: <strong>2</strong>" in page
    ticket = re.search(r'name="ticket" value="(\w+)"', page)[1]
    clerk.post(f"{base}/{fresh.id}/kirim", data={"who": chosen, "ticket": ticket, "dated": ""})
    run_tasks()
    render_letters()
    db.session.expire_all()
    assert _names(fresh) == {"Menunggu", "Dibatalkan"}
    mail = db.session.scalars(sa.select(Delivery).where(Delivery.invitation_id == _invitation("Menunggu", fresh).id)).one()
    text = outbox.read_body(mail)[0] + text_of(storage.get(_invitation("Menunggu", fresh).document.storage_key))
    assert "erubahan" not in text and "semula" not in text and said_by(fresh).day in text
    assert recipients.count_newcomers(draft) == 0


def test_a_letter_of_which_nobody_has_heard_is_replaced_by_an_invitation(meeting, sign_in) -> None:
    first = _first()
    meeting.answer_deadline += timedelta(days=5)
    _move(meeting)
    clerk, base = sign_in(make_officer(meeting.organisation, Role.COMMITTEE)), f"/kegiatan/{meeting.id}/undangan"
    assert "Terbitkan pengganti" in clerk.get(base).text

    letter = letters.correct_letter(first, SYSTEM, clock.now())
    db.session.commit()
    assert "belum sampai kepada siapa pun" in clerk.get(f"{base}/{letter.id}/kirim").text
    _send(letter)

    assert not tells_change(letter) and letter.subject == first.subject and letter.opening == first.opening
    assert _names(letter) == set(NAMES)
    text = text_of(storage.get(_invitation("Tiba", letter).document.storage_key)).replace("- ", "")
    assert "erubahan" not in text and "semula" not in text and said_by(letter).day in text
    assert format_moment_in_sentence(meeting.answer_deadline, meeting.timezone) in " ".join(text.split())
    old = db.session.scalars(sa.select(Delivery).join(Invitation).where(Invitation.letter_id == first.id)).all()
    assert {each.state for each in old} == {DeliveryState.CANCELLED}
    assert letters.outdated_letters(meeting, clock.now()) == []
    _invitation("Tiba", first).opened_at = clock.now()  # by whatever way the old one got out
    db.session.commit()
    assert not tells_change(letter)  # it stays what it was issued as


def test_a_second_change_is_told_against_what_was_heard(meeting) -> None:
    first = _first()
    _reach_some()
    _move(meeting)
    unsent = _correct(first)  # waits in the outbox when the meeting moves once more
    _move(meeting, days=1)

    second = _correct(unsent)

    assert second.corrects is unsent and changed_by(second) is first
    text = Kit(second, clock.now()).whatsapp_text(_invitation("Tiba", second))
    assert f"(semula {said_by(first).day})" in text and f"surat kami nomor {first.number} " in second.opening
    assert _names(second) == KNOWING


def test_a_second_change_is_told_to_each_against_the_letter_they_have(meeting, client) -> None:
    first = _first()
    before = said_by(first)
    _reach_some()
    _move(meeting)
    second = _correct(first)
    between = said_by(second)
    _invitation("Tiba", second).sent_at = clock.now()  # the others have the first alone
    _move(meeting, days=1)
    third = _correct(second)

    assert changed_by(third) is second
    for name, number, other, day in (
        ("Tiba", second.number, first.number, between.day),
        ("Dibuka", first.number, second.number, before.day),
    ):
        held = _invitation(name, third)
        printed = text_of(storage.get(held.document.storage_key))
        mail = db.session.scalars(sa.select(Delivery).where(Delivery.invitation_id == held.id)).one()
        paper, text = " ".join(printed.replace("-\n", "-").split()), " ".join(outbox.read_body(mail)[0].split())
        assert number in paper and other not in paper
        assert day in paper and day in text and other not in text
        assert day in messages.kit_for(held, clock.now()).whatsapp_text(held)
        page = client.get(passes.answer_link(held).removeprefix("http://localhost")).text
        assert day in page and said_by(third).day in page


def test_a_letter_of_change_that_has_not_left_to_all_is_named_and_led_to(meeting, sign_in) -> None:
    _reach_some()
    _move(meeting)
    clerk, overview = sign_in(make_officer(meeting.organisation, Role.COMMITTEE)), f"/kegiatan/{meeting.id}"
    assert "4 orang sudah tahu keterangan yang lama. 2 surat lain memuatnya juga" in clerk.get(overview).text
    change = letters.correct_letter(_first(), SYSTEM, clock.now())
    letters.issue_letter(change, SYSTEM, clock.now())  # and sent to nobody
    db.session.commit()
    told = f"Surat ini menggantikan surat nomor {_first().number} dan belum terkirim kepada"
    assert f"{told} 4 orang." in clerk.get(overview).text

    _send(change)
    _invitation("Tiba", change).sent_at = clock.now()
    letters.issue_letter(create_letter(meeting, SYSTEM, clock.now(), like=change), SYSTEM, clock.now())
    db.session.commit()

    page = clerk.get(overview).text
    assert f"{told} 3 orang." in page and f"surat={change.id}&amp;state=not_sent" in page
    assert "1 dari 6 undangan terkirim." in page  # the former letter, which some have, holds no more
    assert f"/undangan/{change.id}/kirim" in clerk.get(f"{overview}/undangan").text  # not the newest, of which nothing is overdue
    for name in ("Mungkin", "Dibuka", "Menjawab"):
        _invitation(name, change).sent_at = clock.now()
    db.session.commit()
    assert told not in clerk.get(overview).text


def test_another_deadline_is_among_the_changes_told(meeting) -> None:
    first = _first()
    _reach_some()
    before = format_moment_in_sentence(meeting.answer_deadline, meeting.timezone)
    meeting.answer_deadline += timedelta(days=3)
    db.session.commit()
    assert letters.outdated_letters(meeting, clock.now()) == []  # more time misleads nobody
    assert letters.changes_since(first) == []
    _move(meeting)
    after = format_moment_in_sentence(meeting.answer_deadline, meeting.timezone)

    [outdated] = letters.outdated_letters(meeting, clock.now())
    assert ("jawaban", before, after) in [(each.label, each.before, each.after) for each in outdated.changes]
    letter = _correct(first)

    pdf = " ".join(text_of(storage.get(_invitation("Tiba", letter).document.storage_key)).split())
    assert f"{after} (semula {before})" in pdf
    mail = db.session.scalars(sa.select(Delivery).where(Delivery.invitation_id == _invitation("Tiba", letter).id)).one()
    assert all(
        f"{after} (semula {before})" in each.replace("<strong>", "").replace("</strong>", "") for each in outbox.read_body(mail)
    )
    assert f"{after} (semula {before})" in Kit(letter, clock.now()).whatsapp_text(_invitation("Tiba", letter))


def test_less_time_for_an_answer_misleads(meeting) -> None:
    _reach_some()
    meeting.answer_deadline -= timedelta(days=1)
    db.session.commit()

    [outdated] = letters.outdated_letters(meeting, clock.now())

    assert [each.label for each in outdated.changes] == ["jawaban"]


def test_a_notice_names_the_day_that_its_reader_was_told(meeting) -> None:
    first = _first()
    _reach_some()
    told = said_by(first).day
    deputy = make_participant(meeting, "Wakil", email="wakil@example.go.id", source=ParticipantSource.REPRESENTATIVE)
    pair = {"represented_id": _person("Tiba").id, "representative_id": deputy.id}
    db.session.add(Representation(id=new_id(), meeting_id=meeting.id, created_at=clock.now(), **pair))
    _move(meeting)
    now = letters.outdated_letters(meeting, clock.now())[0].changes[0].after

    meetings.change_state(meeting, MeetingState.CANCELLED, actor=SYSTEM, at=clock.now(), reason="Bencana")
    db.session.commit()
    run_tasks()
    db.session.execute(sa.update(Delivery).where(Delivery.kind == "cancellation").values(state=DeliveryState.SENT))
    meetings.change_state(meeting, MeetingState.OPEN, actor=SYSTEM, at=clock.now())
    db.session.commit()
    run_tasks()

    off, on_again = (_notices(kind) for kind in ("cancellation", "revival"))
    assert set(off) == {"tiba", "mungkin", "dibuka", "menjawab", "wakil"}
    assert all(told in text and now not in text for name, text in off.items() if name != "menjawab")
    assert f"{now} (semula {told})" in on_again["tiba"] and f"{now} (semula {told})" in on_again["wakil"]


def _notices(kind: str) -> dict[str, str]:
    mails = db.session.scalars(sa.select(Delivery).filter_by(kind=kind))
    return {each.address.partition("@")[0]: outbox.read_body(each)[0] for each in mails}
