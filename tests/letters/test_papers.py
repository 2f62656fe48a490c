"""What the printed letter takes from the meeting."""

from datetime import timedelta

from meetings import clock
from meetings.domain.letters.papers import compose_content
from meetings.domain.letters.wording import first_words
from meetings.enums import SpeakerState
from tests.factories import make_letter, make_meeting, make_session
from tests.factories.meetings import make_agenda_item, make_speaker


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


def test_a_new_letter_begins_with_sentences_that_an_office_signs(app):
    meeting = make_meeting(contact_name="Sari Winarsih, S.H.", contact_phone="081234567890")

    words = first_words(meeting)

    assert words["opening"].endswith(", kami mengundang Bapak/Ibu/Saudara untuk hadir pada:")
    *_others, thanks = words["closing"].splitlines()
    assert thanks == "Atas perhatian dan kehadiran Bapak/Ibu/Saudara, kami ucapkan terima kasih."
    assert "Untuk keterangan lebih lanjut, hubungi Sari Winarsih, S.H., telepon " in words["closing"]
    assert "bersama ini" not in words["opening"] and "nya diucapkan" not in words["closing"]
