"""What the printed letter takes from the meeting."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from meetings import clock
from meetings.documents.pdf.invitation_letter import rundown_parts
from meetings.domain.agenda import render_rundown
from meetings.domain.audit import SYSTEM
from meetings.domain.letters import Wording, change_letter, changes_since, issue_letter, papers
from meetings.domain.letters.editing import COPIED, create_letter
from meetings.domain.letters.papers import compose_content
from meetings.domain.letters.wording import deadline_words, first_words, unsaid_deadline
from meetings.domain.minutes.facts import facts_of
from meetings.domain.passes import issue_pass
from meetings.enums import Role, SpeakerRole, SpeakerState
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.writing.dates import format_date
from tests.documents.pdf import text_of
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session
from tests.factories.meetings import make_agenda_item, make_speaker
from tests.factories.minutes import make_officer


def test_the_rundown_names_who_speaks_instead_of_the_usual_word(app):
    meeting = make_meeting()
    session = make_session(meeting)
    panel = make_agenda_item(session, "Paparan", 1, responsible="Narasumber")
    make_agenda_item(session, "Diskusi", 2, responsible="Peserta")
    other = make_agenda_item(session, "Arahan", 3, responsible="Pimpinan rapat")
    make_speaker(meeting, "Prabawa", title_front="Prof.", title_back="M.P.A.", session=session, agenda_item=panel)
    make_speaker(meeting, "Maya Uyainah", position=2, session=session, agenda_item=panel)
    make_speaker(meeting, "Berhalangan", state=SpeakerState.DECLINED, session=session, agenda_item=other)

    rows = compose_content(make_letter(meeting), clock.now()).rundown

    assert [row.person for row in rows] == ["Prof. Prabawa, M.P.A.; Maya Uyainah", "Peserta", "Pimpinan rapat"]
    assert {row.session for row in rows} == {""}


def test_with_several_sessions_each_line_says_which(app):
    meeting = make_meeting()
    first = make_session(meeting, title="Pembukaan", room="Aula")
    second = make_session(meeting, first.starts_at + timedelta(hours=5), title="Sidang Komisi", room="")
    for session in (first, second):
        make_agenda_item(session)

    rows = compose_content(make_letter(meeting), clock.now()).rundown

    assert [row.session for row in rows] == ["Pembukaan, Aula", "Sidang Komisi"]


def test_a_session_without_items_stands_in_the_rundown_with_its_hours(app):
    meeting = make_meeting()
    first = make_session(meeting, title="Pembukaan")
    group = make_session(meeting, first.starts_at + timedelta(hours=5), title="Sidang Kelompok")
    letter = make_letter(meeting)
    assert compose_content(letter, clock.now()).rundown == ()  # nothing is planned yet

    make_agenda_item(first, "Sambutan")
    rows = compose_content(letter, clock.now()).rundown

    assert [row.title for row in rows] == ["Sambutan", "Sidang Kelompok"]
    assert (rows[1].start, rows[1].end) == (group.starts_at, group.ends_at)


def test_the_preview_is_as_long_as_the_print(app, monkeypatch):
    meeting = make_meeting()
    make_session(meeting)
    letter = make_letter(meeting)
    invitation = make_invitation(make_participant(meeting), letter)
    shown = []
    monkeypatch.setattr(papers, "render_letter", lambda data: shown.append(data) or b"")

    papers.preview_letter(letter, clock.now(), invitation.participant)

    issued = issue_pass(invitation.participant, clock.now())
    real = papers.letter_for(shown[0].content, letter, invitation.participant, invitation, issued)
    for part in ("link", "answer_url", "answer_code", "code_url"):
        assert len(getattr(shown[0].pass_, part)) == len(getattr(real.pass_, part))


def test_a_new_letter_begins_with_sentences_that_an_office_signs(app):
    meeting = make_meeting(contact_name="Sari Winarsih, S.H.", contact_phone="081234567890")

    words = first_words(meeting)

    assert words["opening"].endswith(", kami mengundang Bapak/Ibu/Saudara untuk hadir pada:")
    *_others, thanks = words["closing"].splitlines()
    assert thanks == "Atas perhatian dan kehadiran Bapak/Ibu/Saudara, kami ucapkan terima kasih."
    assert "Untuk keterangan lebih lanjut, hubungi Sari Winarsih, S.H., telepon " in words["closing"]
    assert "bersama ini" not in words["opening"] and "nya diucapkan" not in words["closing"]


def test_annex_rundown_and_minutes_name_who_acts_by_one_rule(app):
    meeting = make_meeting()
    session = make_session(meeting)
    panel = make_agenda_item(session, "Paparan", 1, responsible="Moderator")
    make_speaker(meeting, "Prabawa", session=session, agenda_item=panel, job_title="Rektor")
    make_speaker(meeting, "Maya", position=2, session=session, agenda_item=panel, role=SpeakerRole.MODERATOR)
    make_speaker(meeting, "Berhalangan", position=3, state=SpeakerState.DECLINED, session=session, agenda_item=panel)

    (row,) = compose_content(make_letter(meeting), clock.now()).rundown

    assert row.person == "Prabawa; Maya (moderator)"
    assert "Prabawa; Maya (moderator)" in " ".join(text_of(render_rundown(meeting, clock.now())).split())
    assert facts_of(session).lines[0].speakers == "Prabawa, Rektor\nMaya (moderator)"


def test_numbers_go_on_after_midnight_and_begin_anew_with_a_session(app):
    meeting = make_meeting()
    start = clock.from_local(datetime.combine(meeting.starts_on, time(23)), meeting.timezone)
    night = make_session(meeting, start, title="Sidang malam", room="")
    for place in (1, 2, 3):
        make_agenda_item(night, f"Acara {place}", place, minutes=45)
    later = make_session(meeting, start + timedelta(hours=10), title="Sidang pagi", room="")
    make_agenda_item(later, "Acara 4", 1)

    parts = rundown_parts(compose_content(make_letter(meeting), clock.now()))

    assert [(session, before, len(rows)) for _day, session, before, rows in parts] == [
        ("Sidang malam", 0, 2),
        ("Sidang malam", 2, 1),
        ("Sidang pagi", 0, 1),
    ]


def test_a_letter_is_not_dated_after_the_meeting(app):
    letter = make_letter(make_meeting())
    last = letter.meeting.ends_on
    wording = Wording(**{name: getattr(letter, name) for name in COPIED}, dated=last + timedelta(days=1))

    with pytest.raises(InvalidInput) as changed:
        change_letter(letter, wording, SYSTEM, clock.now())
    with pytest.raises(InvalidInput) as issued:
        issue_letter(make_letter(letter.meeting), SYSTEM, clock.now(), number="005/1", dated=last + timedelta(days=1))
    assert (changed.value.field, issued.value.field) == ("dated", "dated")

    change_letter(letter, replace(wording, dated=last), SYSTEM, clock.now())
    assert letter.dated == last


def test_a_draft_that_does_not_say_the_deadline_is_pointed_out(app, sign_in):
    meeting = make_meeting()
    make_session(meeting)
    letter = create_letter(meeting, SYSTEM, clock.now())  # before there is a deadline
    issued = make_invitation(make_participant(meeting), make_letter(meeting)).letter
    issue_letter(issued, SYSTEM, clock.now())
    clerk, home = sign_in(make_officer(meeting.organisation, Role.COMMITTEE)), f"/kegiatan/{meeting.id}/undangan"
    pages = (f"{home}/{letter.id}", f"{home}/{letter.id}/kirim")
    told = "dan surat ini tidak menyebutnya"
    assert all(told not in clerk.get(page).text for page in pages)

    meeting.answer_deadline = clock.now() + timedelta(hours=1)
    db.session.commit()

    at = clock.now()
    assert unsaid_deadline(letter, at) and not unsaid_deadline(issued, at)
    assert all(told in clerk.get(page).text for page in pages)
    letter.closing = first_words(meeting)["closing"]
    assert unsaid_deadline(letter, at) == ""
    letter.closing = ""
    assert unsaid_deadline(letter, meeting.answer_deadline) == ""  # it has passed: nobody needs to know


def test_a_draft_that_says_another_deadline_is_told_which_holds(app, sign_in):
    meeting = make_meeting(answer_deadline=clock.now() + timedelta(days=2))
    make_session(meeting)
    letter = create_letter(meeting, SYSTEM, clock.now())
    assert unsaid_deadline(letter, clock.now()) == ""
    before = deadline_words(meeting)
    meeting.answer_deadline += timedelta(hours=2)
    db.session.commit()

    page = sign_in(make_officer(meeting.organisation, Role.COMMITTEE)).get(f"/kegiatan/{meeting.id}/undangan/{letter.id}").text
    assert f"Surat menyebut {before}, yang berlaku {deadline_words(meeting)}." in page
    assert "tidak menyebutnya" not in page
    letter.closing = f"Jawaban paling lambat {format_date(meeting.answer_deadline, meeting.timezone)}."  # the day is enough
    assert unsaid_deadline(letter, clock.now()) == ""


def test_the_place_has_its_city_once_and_an_older_letter_without_it_is_not_old(app):
    meeting = make_meeting(place="Hotel Lombok Raya", address="Jl. Panca Usaha 11", city="Mataram")
    make_session(meeting)
    letter = make_invitation(make_participant(meeting), make_letter(meeting)).letter
    issue_letter(letter, SYSTEM, clock.now())
    assert letter.frozen["venue"] == meeting.venue == "Hotel Lombok Raya, Jl. Panca Usaha 11, Mataram"
    assert meeting.site == "Hotel Lombok Raya, Mataram"
    letter.frozen = letter.frozen | {"venue": "Hotel Lombok Raya, Jl. Panca Usaha 11"}
    assert changes_since(letter) == []
    meeting.address = "Jl. Panca Usaha 11, Kota Mataram"
    assert meeting.venue == "Hotel Lombok Raya, Jl. Panca Usaha 11, Kota Mataram"
