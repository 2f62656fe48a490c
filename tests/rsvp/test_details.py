"""What somebody who comes tells besides: asked, kept, counted, exported, erased."""

import csv
import io

import pikepdf
import pytest
import sqlalchemy as sa
from PIL import Image

from meetings import clock
from meetings.domain import passes
from meetings.domain.audit import SYSTEM
from meetings.domain.participants import Details as Person
from meetings.domain.participants import name_representative
from meetings.domain.passes import code_of
from meetings.domain.questions import (
    Details,
    Wording,
    answer_questions,
    count_answers,
    erase_answers,
    list_questions,
    owed_by,
    remove_question,
    save_question,
)
from meetings.domain.questions.queries import count_owing
from meetings.enums import Audience, MeetingMode, MeetingState, ParticipantStatus, QuestionKind, Role
from meetings.errors import Conflict, InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Participant, Pass, QuestionAnswer
from meetings.models.question import owes_answers
from meetings.storage import storage
from tests.factories import (
    make_category,
    make_invitation,
    make_meeting,
    make_membership,
    make_participant,
    make_session,
    make_user,
)

K = QuestionKind


def pdf():
    data = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(data)
    return data.getvalue()


PDF = pdf()


@pytest.fixture
def meeting(app):
    row = make_meeting()
    make_session(row, clock.now() + (clock.now() - clock.now()))
    return row


def ask(meeting, text, kind=K.TEXT, **values):
    question = save_question(
        meeting, None, Wording(text, kind, position=len(list_questions(meeting.id)) + 1, **values), SYSTEM, clock.now()
    )
    db.session.commit()
    return question


def shown(person):
    rows = db.session.scalars(sa.select(QuestionAnswer).where(QuestionAnswer.participant_id == person.id))
    return sorted((row.question.text, row.shown) for row in rows)


def jpeg():
    data = io.BytesIO()
    Image.new("RGB", (4, 4)).save(data, "JPEG")
    return data.getvalue()


def test_a_guest_is_asked_after_saying_yes_and_may_change_it(client, meeting):
    meeting.most_companions, person = 2, make_participant(meeting, status=ParticipantStatus.INVITED)
    room = ask(meeting, "Komisi", K.ONE, choices="Ekonomi\nSosial", required=True)
    food, size = ask(meeting, "Diet", K.MANY, choices="Tanpa gula\nVegetarian"), ask(meeting, "Ukuran", K.NUMBER)
    paper = ask(meeting, "Surat tugas", K.FILE)
    token = passes.answer_token(make_invitation(person).id)
    db.session.commit()

    assert client.get(f"/u/{token}/rincian").status_code == 404
    answer = client.post(f"/u/{token}", data={"answer": "hadir"})
    assert answer.headers["Location"].endswith(f"/u/{token}/rincian")
    told = "Masih ada pertanyaan wajib"
    assert told in client.get(f"/u/{token}").text
    issued = db.session.scalars(sa.select(Pass).where(Pass.participant_id == person.id)).one()
    assert told in client.get(f"/P/{code_of(issued)}").text
    page = client.get(answer.headers["Location"]).text
    assert all(text in page for text in ("Komisi", "Vegetarian", "Ukuran", "Surat tugas", "Jumlah pendamping"))

    url = f"/u/{token}/rincian"
    for values, told in (
        ({}, "Wajib diisi."),
        ({f"q-{room.id}": "Hukum"}, "Pilih dari yang tersedia"),
        ({f"q-{room.id}": "Sosial", "companions": "3"}, ""),
        ({f"q-{room.id}": "Sosial", f"q-{paper.id}": (io.BytesIO(b"MZ program"), "surat.pdf")}, "Pilih berkas PDF atau foto JPG"),
        (
            {f"q-{room.id}": "Sosial", f"q-{paper.id}": (io.BytesIO(b"%PDF-1.4 not really"), "a.pdf")},
            "Pilih berkas PDF atau foto",
        ),
    ):
        refused = client.post(url, data=values)
        assert refused.status_code == 422 and told in refused.text
    assert shown(person) == []

    given = {f"q-{room.id}": "Sosial", f"q-{food.id}": ["Vegetarian", "Tanpa gula"], f"q-{size.id}": "42", "companions": "2"}
    assert client.post(url, data={**given, f"q-{paper.id}": (io.BytesIO(PDF), "surat.pdf")}).status_code == 303
    assert told not in client.get(f"/u/{token}").text
    db.session.refresh(person)
    whole = [("Diet", "Tanpa gula"), ("Diet", "Vegetarian"), ("Komisi", "Sosial"), ("Surat tugas", "surat.pdf"), ("Ukuran", "42")]
    assert (shown(person), person.companions) == (whole, 2)

    assert client.post(url, data={f"q-{room.id}": "Ekonomi", f"q-{size.id}": "", "companions": ""}).status_code == 303
    assert shown(person) == [("Komisi", "Ekonomi"), ("Surat tugas", "surat.pdf")]
    entries = db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == "questions.answered"))
    assert entries == 2

    meeting.answer_deadline = clock.now()
    db.session.commit()
    assert client.post(url, data={f"q-{room.id}": "Sosial"}).status_code == 422


def test_whoever_comes_online_reads_so_and_brings_nobody(client, meeting):
    meeting.mode, meeting.most_companions = MeetingMode.HYBRID, 2
    person = make_participant(meeting, status=ParticipantStatus.CONFIRMED, answered_at=clock.now())
    url = f"/u/{passes.answer_token(make_invitation(person).id)}"
    db.session.commit()
    page = client.get(f"{url}/rincian").text
    way = page.partition("Saya hadir")[2].partition("</fieldset>")[0]
    assert "opsional" not in way and '<div data-show-when="way=in_person">' in page

    assert client.post(f"{url}/rincian", data={"way": "online", "companions": "2"}).status_code == 303
    db.session.refresh(person)
    assert (person.comes_online, person.companions) == (True, 0) and "Akan hadir daring" in client.get(url).text
    client.post(f"{url}/rincian", data={"way": "in_person", "companions": "2"})
    db.session.refresh(person)
    assert person.companions == 2 and "Akan hadir daring" not in client.get(url).text


def test_who_is_asked_what(meeting):
    meeting.mode = MeetingMode.HYBRID
    camat = make_category(meeting, "Camat")
    for text, values in (
        ("Semua", {}), ("Camat", {"categories": [camat.id]}), ("Tempat", {"audience": Audience.IN_PERSON}),
        ("Daring", {"audience": Audience.ONLINE}), ("Wakil", {"audience": Audience.REPRESENTATIVES}),
    ):  # fmt: skip  # -- table
        ask(meeting, text, **values)
    boss, other = make_participant(meeting, category=camat), make_participant(meeting)
    stand_in = name_representative(boss, Person("Wakil", institution="Dinas"), SYSTEM, clock.now()).representative
    everything = {each.id: "ya" for each in list_questions(meeting.id)}

    answer_questions(other, Details(answers=everything), SYSTEM, clock.now())
    answer_questions(stand_in, Details(online=True, answers=everything), SYSTEM, clock.now())
    assert [text for text, _answer in shown(other)] == ["Semua", "Tempat"]
    assert [text for text, _answer in shown(stand_in)] == ["Camat", "Daring", "Semua", "Wakil"]

    answer_questions(stand_in, Details(answers=everything), SYSTEM, clock.now())
    assert [text for text, _answer in shown(stand_in)] == ["Camat", "Semua", "Tempat", "Wakil"]
    with pytest.raises(WrongState, match="menyatakan hadir"):
        answer_questions(boss, Details(answers=everything), SYSTEM, clock.now(), by_committee=True)


@pytest.mark.parametrize("mode", MeetingMode)
def test_who_owes_an_answer_is_the_same_in_both_languages(meeting, mode):
    meeting.mode = mode
    camat = make_category(meeting, "Camat")
    audiences = {"Camat": {"categories": [camat.id]}} | {
        each.value: {"audience": each} for each in Audience if each is not Audience.ALL
    }
    questions = [ask(meeting, text, required=True, **values) for text, values in audiences.items()]
    boss, online, here = (
        make_participant(meeting, category=each, status=ParticipantStatus.CONFIRMED) for each in (camat, camat, None)
    )
    online.comes_online, declined = True, make_participant(meeting, status=ParticipantStatus.DECLINED)
    stand_in = name_representative(boss, Person("Wakil", institution="Dinas"), SYSTEM, clock.now()).representative
    everybody, counts = (boss, online, here, declined, stand_in), []
    for question in (None, *questions):
        for person in (online, here, stand_in) if question is not None else ():
            row = QuestionAnswer(question_id=question.id, participant_id=person.id, text="ya", answered_at=clock.now())
            db.session.add(row)
        db.session.flush()
        found = set(db.session.scalars(sa.select(Participant.id).where(owes_answers())))
        assert found == {each.id for each in everybody if owed_by(each)}
        counts.append(count_owing(meeting.id))
    assert (counts[0], counts[-1]) == (3, 0)


def test_a_representative_answers_on_the_page_of_their_pass(client, meeting):
    question = ask(meeting, "Komisi", K.ONE, choices="Ekonomi\nSosial")
    boss = make_participant(meeting)
    stand_in = name_representative(boss, Person("Wakil", institution="Dinas"), SYSTEM, clock.now()).representative
    url = f"/p/{code_of(passes.issue_pass(stand_in, clock.now()))}"
    db.session.commit()

    assert "Rincian kehadiran" in client.get(url.replace("/p/", "/P/")).text
    assert client.post(f"{url}/rincian", data={f"q-{question.id}": "Sosial"}).status_code == 303
    assert shown(stand_in) == [("Komisi", "Sosial")]


def test_what_was_answered_is_told_before_it_changes_or_goes(meeting):
    question = ask(meeting, "Komisi", K.ONE, choices="Ekonomi\nSosial")
    file = ask(meeting, "Surat", K.FILE)
    first, second = make_participant(meeting), make_participant(meeting)
    for person in (first, second):
        answer_questions(person, Details(answers={question.id: "Sosial", file.id: ("s.jpg", jpeg())}), SYSTEM, clock.now())
    (key,) = set(db.session.scalars(sa.select(QuestionAnswer.file_key).where(QuestionAnswer.file_key != "")))

    with pytest.raises(Conflict, match="sudah dipilih 2 orang"):
        save_question(meeting, question, Wording("Komisi", K.ONE, choices="Ekonomi\nHukum"), SYSTEM, clock.now())
    with pytest.raises(Conflict, match="2 orang sudah menjawab"):
        save_question(meeting, question, Wording("Komisi"), SYSTEM, clock.now())
    for choices, told in (("Satu", "2 sampai"), ("Satu\nsatu", "yang sama"), ("a\n" + "b" * 201, "terlalu panjang")):
        with pytest.raises(InvalidInput, match=told):
            save_question(meeting, None, Wording("Lain", K.MANY, choices=choices), SYSTEM, clock.now())
    save_question(meeting, question, Wording("Komisi pilihan", K.ONE, choices="Sosial\nHukum"), SYSTEM, clock.now())
    asked = count_answers(meeting.id)[0]
    assert (asked.people, asked.choices) == (2, [("Sosial", 2), ("Hukum", 0)])
    second.status = ParticipantStatus.DECLINED  # comes no more: kept, but not counted
    asked = count_answers(meeting.id)[0]
    assert (asked.people, asked.choices, asked.kept) == (1, [("Sosial", 1), ("Hukum", 0)], 2)

    assert remove_question(question, SYSTEM, clock.now()) == 2
    with pytest.raises(WrongState):
        erase_answers(meeting, SYSTEM, clock.now())
    meeting.state = MeetingState.FINISHED
    db.session.commit()
    assert storage.exists(key) and erase_answers(meeting, SYSTEM, clock.now()) == 2
    db.session.rollback()
    assert storage.exists(key), "nothing goes before the rows are gone for good"
    erase_answers(meeting, SYSTEM, clock.now())
    db.session.commit()
    assert not storage.exists(key) and shown(first) == []


def test_the_committee_counts_filters_exports_and_answers_for_somebody(sign_in, meeting):
    user = make_user()
    make_membership(user, meeting.organisation, Role.COMMITTEE)
    people = [make_participant(meeting, name) for name in ("Satu", "Dua")]
    committee, url = sign_in(user), f"/kegiatan/{meeting.id}/peserta"
    values = {"text": "Komisi", "kind": "one", "choices": "Ekonomi\nSosial", "audience": "all", "position": "1", "required": "y"}
    assert committee.post(f"{url}/pertanyaan", data=values).status_code == 302
    (question,) = list_questions(meeting.id)
    file = ask(meeting, "Surat", K.FILE)

    data = {f"q-{question.id}": "Sosial", f"q-{file.id}": (io.BytesIO(PDF), "surat.pdf")}
    assert committee.post(f"{url}/{people[0].id}/jawaban", data=data).status_code == 302
    detail = committee.get(f"{url}/{people[0].id}").text
    assert "Sosial" in detail and "surat.pdf" in committee.get(f"{url}/{people[0].id}/jawaban").text
    kept = db.session.scalars(sa.select(QuestionAnswer).where(QuestionAnswer.file_key != "")).one()
    assert committee.get(f"{url}/{people[0].id}/jawaban/{kept.id}").data == PDF
    assert committee.get(f"{url}/{people[1].id}/jawaban/{kept.id}").status_code == 404

    listed = committee.get(f"{url}?jawaban={question.id}:2").text
    assert "Satu" in listed and f"{people[1].id}" not in listed
    table = committee.get(f"{url}/unduh.csv").data.decode("utf-8-sig").splitlines()
    assert table[0].endswith("Komisi;Surat") or table[0].endswith("Komisi,Surat")
    assert [line for line in table if "Satu" in line][0].endswith(("Sosial;surat.pdf", "Sosial,surat.pdf"))
    assert "1 orang menjawab" in committee.get(f"{url}/pertanyaan").text
    people[1].status = ParticipantStatus.CONFIRMED
    db.session.commit()
    assert "1 orang yang menyatakan hadir" in committee.get(url).text
    owing = committee.get(f"{url}?jawaban=wajib").text
    assert people[1].id in owing and people[0].id not in owing
    assert "Pertanyaan wajib belum dijawab" in committee.get(f"{url}/{people[1].id}").text
    people[0].companions, people[0].status = 2, ParticipantStatus.REPLACED
    db.session.commit()
    again = next(line for line in committee.get(f"{url}/unduh.csv").text.splitlines() if "Satu" in line)
    gone = next(csv.DictReader([table[0], again], delimiter=";" if ";" in table[0] else ","))
    assert (gone["Pendamping"], gone["Komisi"]) == ("", "")
    assert "0 orang menjawab" in committee.get(f"{url}/pertanyaan").text
    assert people[0].id not in committee.get(f"{url}?jawaban={question.id}:2").text
    assert committee.post(f"{url}/pertanyaan/{question.id}/hapus").status_code == 302
    assert [each.text for each in list_questions(meeting.id)] == ["Surat"]
