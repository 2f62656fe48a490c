"""Who is called to which session: by category, by name, through a list; and who obeys."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain.agenda import remove_session
from meetings.domain.attendance.queries import totals_of
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.messages import kit_for
from meetings.domain.letters.papers import content_of
from meetings.domain.meetings.copying import copy_meeting
from meetings.domain.participants import (
    CategoryDetails,
    Details,
    add_participant,
    follow_category,
    name_representative,
    restrict_to_sessions,
    sessions_of,
    set_category,
)
from meetings.domain.participants.categories import remove_category, save_category
from meetings.domain.participants.imports import layout_of, plan_import, read_staged
from meetings.domain.participants.judging import Fate
from meetings.domain.participants.running import ImportOptions, run_import
from meetings.domain.participants.sessions import sessions_of_category
from meetings.enums import ParticipantStatus
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import AuditEntry, Category, Participant
from tests.checkin.door import Door
from tests.factories import make_category, make_invitation, make_meeting, make_participant, make_session
from tests.participants.conftest import AT, CLERK
from tests.participants.test_wizard import upload


def titles(participant):
    db.session.expire_all()
    called = sessions_of(participant)
    return None if called is None else [each.title for each in called]


@pytest.fixture
def halls(meeting):
    start = clock.now().replace(microsecond=0) - timedelta(hours=1)
    rows = [
        make_session(meeting, start + timedelta(days=day), title=title)
        for day, title in enumerate(("Pleno", "Komisi A", "Komisi B"))
    ]
    meeting.ends_on = clock.local(rows[-1].starts_at, meeting.timezone).date()
    db.session.commit()
    return rows


def restrict(category, sessions):
    values = {name: getattr(category, name) for name in ("name", "colour", "protocol_order", "quota")}
    save_category(category.meeting, category, CategoryDetails(**values, sessions=sessions), CLERK, clock.now())


def test_people_follow_their_category_until_they_have_sessions_of_their_own(meeting, halls):
    camat, lurah = make_category(meeting, "Camat"), make_category(meeting, "Lurah")
    first, second = (make_participant(meeting, name, category=camat) for name in ("Satu", "Dua"))
    before = first.updated_at

    restrict(camat, halls[1:])
    assert titles(first) == titles(second) == ["Komisi A", "Komisi B"] and first.updated_at > before
    third = add_participant(meeting, Details("Tiga", category_id=camat.id), CLERK, AT)
    assert titles(third) == ["Komisi A", "Komisi B"]

    assert restrict_to_sessions(second, [halls[0]], CLERK, AT) and not restrict_to_sessions(second, [halls[0]], CLERK, AT)
    restrict(camat, [halls[2]])
    assert (titles(first), titles(second)) == (["Komisi B"], ["Pleno"])

    set_category([first, second], lurah, CLERK, AT)
    assert (titles(first), titles(second)) == (None, ["Pleno"])
    set_category([second], camat, CLERK, AT)
    assert follow_category(second, CLERK, AT) and titles(second) == ["Komisi B"]
    remove_category(camat, CLERK, AT)
    assert titles(second) is None and titles(third) is None

    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.target_id == second.id).order_by(AuditEntry.id)).all()
    assert ["semua sesi", "Pleno"] not in [each.data["changes"].get("sessions") for each in entry]
    assert ["Komisi A, Komisi B", "Pleno"] in [each.data["changes"].get("sessions") for each in entry]


def test_a_representative_is_called_where_the_represented_is(meeting, halls):
    head = make_participant(meeting, "Kepala")
    restrict_to_sessions(head, [halls[1]], CLERK, AT)
    stand_in = name_representative(head, Details("Wakil", institution="Dinas Kesehatan"), CLERK, AT).representative
    assert titles(stand_in) == ["Komisi A"]

    restrict_to_sessions(head, None, CLERK, AT)
    assert titles(stand_in) is None


def test_no_session_and_a_strange_one_are_refused(meeting, halls):
    person, strange = make_participant(meeting), make_session(make_meeting())
    with pytest.raises(InvalidInput, match="paling sedikit satu"):
        restrict_to_sessions(person, [], CLERK, AT)
    with pytest.raises(InvalidInput, match="kegiatan ini"):
        restrict_to_sessions(person, [strange], CLERK, AT)
    restrict_to_sessions(person, [halls[1]], CLERK, AT)
    with pytest.raises(Conflict, match=person.name):
        remove_session(halls[1], actor=CLERK, at=AT)


def test_counts_letter_and_door_obey(app):
    door = Door(app)
    morning = (clock.now() + timedelta(days=1)).replace(hour=2, minute=0, second=0, microsecond=0)  # whose end is its day's, too
    hall = make_session(door.meeting, morning, title="Komisi A")
    door.meeting.ends_on = clock.local(hall.ends_at, door.meeting.timezone).date()
    (person, code), (_other, _code) = door.add("Milik Komisi"), door.add("Bebas")
    restrict_to_sessions(person, [hall], SYSTEM, clock.now())
    db.session.commit()

    assert door.one(code)["reason"] == "wrong_session"
    totals = totals_of([door.session, hall])
    assert (totals[door.session.id].expected, totals[hall.id].expected) == (1, 2)

    mine = make_invitation(person)
    kit, whole = kit_for(mine, clock.now()), content_of(mine.letter, clock.now())
    assert (
        kit.content.starts_at == hall.starts_at
        and kit.content.called == ("Komisi A, Ruang Paseban",)
        and kit.content.ends_at is None
    )
    assert whole.starts_at == door.session.starts_at and whole.called == ()
    assert "Sesi: Komisi A" in kit.whatsapp_text(mine)


CSV = "Nama,NIP,Jabatan,Instansi,Sesi\n{}\n"


def rows(*lines):
    return CSV.format("\n".join(lines)).encode()


def test_the_list_names_sessions_and_one_unknown_keeps_its_row_out(stage, meeting, halls):
    staged = stage(
        rows("Andi,,Camat,Kec. A,2", 'Budi,,Camat,Kec. B,"Pleno, Komisi B"', "Citra,,Camat,Kec. C,semua", "Dedi,,Camat,Kec. D,7")
    )
    result = run_import(staged, ImportOptions(), CLERK, AT)
    db.session.commit()

    found = {
        row.name: titles(row) for row in db.session.scalars(sa.select(Participant).where(Participant.meeting_id == meeting.id))
    }
    assert found == {"Andi": ["Komisi A"], "Budi": ["Pleno", "Komisi B"], "Citra": None}
    assert [(each["row"], each["code"], each["field"], each["value"]) for each in result["findings"]] == [
        (5, "no_session", "sessions", "7")
    ]

    again = stage(rows("Andi,,Camat,Kec. A,1-2", 'Budi,,Camat,Kec. B,"1, 3"'))
    result = run_import(again, ImportOptions(update_existing=True), CLERK, AT + timedelta(minutes=1))
    assert (result["corrected"], result["same"]) == (1, 1)
    andi = db.session.scalars(sa.select(Participant).where(Participant.name == "Andi")).one()
    assert titles(andi) == ["Pleno", "Komisi A"]


def test_a_list_again_says_where_it_moves_somebody_and_semua_calls_to_all(committee, meeting, halls, url):
    camat = make_category(meeting, "Camat")
    people = {
        name: make_participant(meeting, name, category=camat, nip="", institution="Kec") for name in ("Ani", "Budi", "Cici")
    }
    db.session.commit()
    restrict(camat, [halls[1]])
    restrict_to_sessions(people["Budi"], [halls[1], halls[2]], CLERK, AT)
    db.session.commit()
    file = b"Nama,Instansi,Sesi\nAni,Kec,Komisi A\nBudi,Kec,2\nCici,Kec,Semua\nDodi,Kec,3\nEmi,Kec,Rapat\n"
    step = upload(committee, url, "daftar.csv", file).location

    page = committee.get(step).text
    assert "Sesi tidak dikenal" in page and "“Rapat” bukan sesi kegiatan ini" in page
    assert "<del>Komisi A, Komisi B</del> → <ins>Komisi A</ins>" in page  # Budi
    assert "<del>Komisi A</del> → <ins>Semua sesi</ins>" in page  # Cici
    assert page.count("<del>") == 2 and "Sesi: Komisi B" in page  # Ani is there by her category; 3 is what it says

    done = committee.post(f"{step}/jalankan", data={"with_warnings": "y", "update_existing": "y"})
    assert done.status_code == 302
    dodi = db.session.scalars(sa.select(Participant).where(Participant.name == "Dodi")).one()
    found = [titles(each) for each in (*people.values(), dodi)]
    assert found == [["Komisi A"], ["Komisi A"], None, ["Komisi B"]] and not people["Ani"].own_sessions
    told = db.session.scalars(sa.select(AuditEntry.data).where(AuditEntry.target_id == people["Cici"].id)).all()
    assert ["Komisi A", "semua sesi"] in [each.get("changes", {}).get("sessions") for each in told]

    again = upload(committee, url, "daftar.csv", file).location
    assert "<del>" not in committee.get(again).text


def test_the_list_and_its_file_name_sessions_where_somebody_is_limited(committee, meeting, halls, url, stage):
    ani, budi = (make_participant(meeting, name, nip="", phone="", email="") for name in ("Ani", "Budi"))
    db.session.commit()
    assert "sesi" not in re.findall(r'name="(\w+)" class="form-select"', committee.get(url).text)
    assert ";Sesi" not in committee.get(f"{url}/unduh.csv").text and ",Sesi" not in committee.get(f"{url}/unduh.csv").text
    restrict_to_sessions(ani, [halls[0], halls[2]], CLERK, AT)
    ani.answered_by = "Sekretaris Wati"
    db.session.commit()

    page = committee.get(url).text
    assert "Pleno, Komisi B" in page and page.count('<span class="muted">Semua sesi</span>') == 1
    narrowed = committee.get(f"{url}?sesi={halls[1].id}").text
    assert budi.id in narrowed and ani.id not in narrowed
    file = committee.get(f"{url}/unduh.csv")
    [line] = [line for line in file.text.splitlines() if "Ani" in line]
    assert "Pleno; Komisi B" in line and "Sekretaris Wati" in line
    staged = stage(file.data)
    assert plan_import(staged, read_staged(staged), layout_of(staged), AT).counts == {Fate.SAME: 2}


def test_a_hall_too_small_and_people_called_to_two_at_once_are_told(committee, meeting, halls):
    other = make_session(meeting, halls[1].starts_at, title="Komisi C", room="Aula 2")
    halls[1].room, halls[1].capacity = "Aula 1", 2
    people = [make_participant(meeting, f"Orang {number}") for number in range(3)]
    make_participant(meeting, "Menolak", status=ParticipantStatus.DECLINED)
    db.session.commit()
    url = f"/kegiatan/{meeting.id}/acara/"
    page = committee.get(url).text
    assert "Sesi Komisi A: kapasitasnya 2, yang diharapkan 3 orang." in page and "bersamaan" not in page

    for person in people[:2]:
        restrict_to_sessions(person, [halls[1], other], CLERK, AT)
    restrict_to_sessions(people[2], [other], CLERK, AT)
    db.session.commit()

    page = committee.get(url).text
    assert "2 orang dipanggil ke dua sesi yang bersamaan: Komisi A dan Komisi C." in page and "kapasitasnya" not in page


def test_sessions_at_one_hour_have_numbers_that_stay(committee, meeting, halls, url):
    for title in ("Komisi D", "Komisi A2", "Komisi C"):
        make_session(meeting, halls[2].starts_at, title=title)
    db.session.commit()
    order = ["Pleno", "Komisi A", "Komisi A2", "Komisi B", "Komisi C", "Komisi D"]

    listed = committee.get(f"{url}/impor").text
    assert re.findall(r"<li>([^<]*)<span", listed) == order
    agenda = committee.get(f"/kegiatan/{meeting.id}/acara/").text
    numbered = re.findall(r'id="judul-[^>]*>([^<]*?)\s*<.*?Sesi (\d) ·', agenda, re.DOTALL)
    assert numbered == [(title, str(number)) for number, title in enumerate(order, start=1)]


def test_a_copied_meeting_keeps_what_its_categories_are_called_to(meeting, halls):
    camat = make_category(meeting, "Camat")
    restrict(camat, [halls[1]])
    copied = copy_meeting(
        meeting, organisation=meeting.organisation, title="Tahun depan", starts_on=meeting.starts_on, with_agenda=True, with_staff=False,
        actor=CLERK, at=clock.now(),
    )  # fmt: skip  # -- table
    theirs = db.session.scalars(sa.select(Category).where(Category.meeting_id == copied.id)).one()
    (called,) = sessions_of_category(theirs)
    assert called.title == "Komisi A" and called.meeting_id == copied.id


def test_the_screens_restrict_one_several_and_a_category(committee, meeting, halls):
    category = make_category(meeting, "Camat")
    people = [make_participant(meeting, name, category=category) for name in ("Satu", "Dua")]
    db.session.commit()
    url = f"/kegiatan/{meeting.id}/peserta"

    values = {"name": "Camat", "colour": "#1d6b3a", "protocol_order": "5", "scope": "some", "sessions": [halls[1].id]}
    assert committee.post(f"{url}/kategori/{category.id}", data=values).status_code == 302
    assert "Dipanggil ke: Komisi A" in committee.get(f"{url}/kategori").text
    assert "Komisi A (menurut kategori)" in committee.get(f"{url}/{people[0].id}").text

    refused = committee.post(f"{url}/{people[0].id}/sesi", data={"scope": "some"})
    assert refused.status_code == 422 and "Pilih paling sedikit satu sesi." in refused.text
    committee.post(f"{url}/{people[0].id}/sesi", data={"scope": "all"})
    assert titles(people[0]) is None and people[0].own_sessions

    ids = [person.id for person in people]
    asked = committee.post(f"{url}/tindakan", data={"ids": ids, "action": "sessions"})
    assert "Sesi untuk 2 peserta" in asked.text
    done = committee.post(
        f"{url}/tindakan", data={"ids": ids, "action": "sessions", "confirmed": "1", "scope": "some", "sessions": [halls[2].id]}
    )
    assert done.status_code == 303
    assert titles(people[0]) == titles(people[1]) == ["Komisi B"]
    assert committee.get(f"{url}/{people[0].id}").text.count("Tidak dipanggil") == 2


def test_the_order_of_categories_is_that_of_lists_and_places_count_who_is_expected(committee, meeting, halls):
    late, early = make_category(meeting, "Camat", protocol_order=20, quota=2), make_category(meeting, "Wali", protocol_order=10)
    for name, category, order in (("Camat Satu", late, 1), ("Wali Dua", early, 9), ("Tanpa Tiga", None, 0)):
        add_participant(meeting, Details(name, category_id=category and category.id, protocol_order=order), CLERK, AT)
    make_participant(meeting, "Menolak", category=late, status=ParticipantStatus.DECLINED)
    db.session.commit()

    def shown():
        text = committee.get(f"/kegiatan/{meeting.id}/peserta").text
        return sorted(("Camat Satu", "Wali Dua", "Tanpa Tiga"), key=text.index)

    assert shown() == ["Wali Dua", "Camat Satu", "Tanpa Tiga"]
    assert "1 dari 2" in committee.get(f"/kegiatan/{meeting.id}/peserta/kategori").text

    save_category(meeting, early, CategoryDetails("Wali", protocol_order=30), CLERK, AT)
    db.session.commit()
    assert shown() == ["Camat Satu", "Wali Dua", "Tanpa Tiga"]
