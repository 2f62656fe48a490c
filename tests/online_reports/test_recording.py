"""A report becomes attendance: who was told apart, with their hours, under the rules of the door."""

from datetime import timedelta

import sqlalchemy as sa

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin import Caller
from meetings.domain.checkin.log import LogFilters, list_scans
from meetings.domain.checkin.manual import check_in_by_hand, undo_attendance
from meetings.domain.online_reports import clear_reports
from meetings.domain.participants.imports import FILE_LIFE
from meetings.enums import MeetingMode, ParticipantStatus, ScanMethod
from meetings.extensions import db
from meetings.models import AuditEntry, OnlineReport, Scan, ScreenName
from meetings.storage import storage
from tests.factories import make_meeting, make_session
from tests.online_reports.conftest import HEADER


def scans() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) or 0


def test_who_is_told_by_name_and_place_is_recorded_with_their_hours(hall):
    hall.add("Supriyanto", institution="Kab. Lampung Selatan", position="Sekda")
    page = hall.upload(HEADER + hall.line("Kab. Lampung Selatan_Supriyanto (Galaxy A10)", (-20, 40), (45, 170)))

    assert "Zoom, per sambungan" in page and "nama sama, instansi sama" in page and "Catat 1 orang hadir daring" in page
    assert hall.present() == {}
    assert "1 orang dicatat hadir daring." in hall.run()

    row = hall.present()["Supriyanto"]
    assert (row.mode, row.method, row.first_by) == (MeetingMode.ONLINE, ScanMethod.REPORT, "Siti Panitia")
    opens = hall.session.doors[0]
    assert (row.first_in_at, row.last_out_at, row.inside) == (max(hall.at(-20), opens), hall.at(170), False)
    assert row.minutes_present == 125 + round((hall.at(40) - row.first_in_at).total_seconds() / 60)
    assert "online.report_recorded" in set(db.session.scalars(sa.select(AuditEntry.action)))
    assert all(line.remarks == [] for line in list_scans(hall.meeting.id, LogFilters(), 1, 25).items)


def test_the_same_file_twice_changes_nothing(hall):
    hall.add("Ani Lestari")
    text = HEADER + hall.line("Ani Lestari", (0, 60), (70, 120))
    hall.upload(text)
    hall.run()
    before, row = scans(), hall.present()["Ani Lestari"]
    known = (row.id, row.first_in_at, row.last_out_at, row.minutes_present, row.updated_at)
    assert "Belum ada yang siap dicatat." in hall.run()
    hall.upload(text, "lagi.csv")

    page = hall.run()

    assert "1 orang sudah tercatat." in page and "0 orang dicatat hadir daring." in page
    row = hall.present()["Ani Lestari"]
    assert (scans(), (row.id, row.first_in_at, row.last_out_at, row.minutes_present, row.updated_at)) == (before, known)


def test_two_screens_of_one_person_count_once_and_namesakes_are_asked(hall):
    one, other = (hall.add("Budi Santoso", institution=place) for place in ("Dinas A", "Dinas B"))
    hall.upload(HEADER + hall.line("Budi Santoso", (0, 60)) + hall.line("HP Budi", (30, 120)))

    assert {line.attendee.name: line.fate.value for line in hall.lines()} == {"Budi Santoso": "several", "HP Budi": "unknown"}
    assert "Belum ada yang siap dicatat" in hall.client.get(hall.page).text
    hall.choose(Budi_Santoso=f"p:{other.id}", HP_Budi=f"p:{other.id}")
    hall.run()

    (row,) = hall.present().values()
    assert (row.participant_id, row.minutes_present) == (other.id, 120) and one.id != other.id


def test_what_was_confirmed_is_proposed_at_the_organisations_next_meeting(hall):
    person = hall.add("Rina Wati", institution="Kab. Tanggamus")
    hall.add("Dewi Sari", institution="Kab. Tanggamus")
    text = HEADER + hall.line("Pemkab Tanggamus Zoom 1", (0, 60)) + hall.line("iPhone", (0, 60))
    hall.upload(text)
    assert [line.fate.value for line in hall.lines()] == ["unknown", "device"]
    hall.choose(Pemkab_Tanggamus_Zoom_1=f"p:{person.id}", iPhone=f"p:{hall.add('Cici').id}")
    hall.run()

    assert [row.name for row in db.session.scalars(sa.select(ScreenName))] == ["pemkab tanggamus zoom 1"]
    again = make_meeting(organisation=hall.meeting.organisation, mode=MeetingMode.HYBRID, state=hall.meeting.state)
    start = hall.session.starts_at
    hall.meeting, hall.session = again, make_session(again, starts_at=start, ends_at=start + timedelta(hours=3))
    same = hall.add("Rina Wati", institution="Kab. Tanggamus")
    page = hall.upload(text)
    assert "pernah dikonfirmasi dengan nama di layar ini" in page
    assert [line.who.id for line in hall.lines() if line.who] == [same.id]


def test_whoever_came_to_the_hall_stays_there_and_an_earlier_moment_counts_for_who_joined(hall):
    hall.add("Di Aula")
    joined = hall.add("Dari Jauh")
    hall.add("Dicabut Panitia")
    caller = Caller(hall.meeting.id, SYSTEM, "Pintu A", may_force=False)
    people = {each.name: each for each in (joined, *(line for line in _people(hall)))}
    for name in ("Di Aula", "Dicabut Panitia"):
        check_in_by_hand(caller, hall.meeting, hall.session, people[name].id, clock.now(), came=hall.at(30))
    undo_attendance(caller, hall.meeting, hall.session, people["Dicabut Panitia"].id, "Keliru", clock.now(), own_only=False)
    db.session.commit()
    names = "".join(hall.line(name, (10, 60)) for name in people)
    hall.upload(HEADER + names)

    page = hall.run()

    assert "Dicabut Panitia: Kehadiran ini sudah dibatalkan panitia" in page
    rows = hall.present()
    assert set(rows) == {"Di Aula", "Dari Jauh"}
    assert (rows["Di Aula"].mode, rows["Di Aula"].first_in_at, rows["Di Aula"].inside) == (
        MeetingMode.IN_PERSON,
        hall.at(30),
        True,
    )
    assert (rows["Dari Jauh"].mode, rows["Dari Jauh"].minutes_present) == (MeetingMode.ONLINE, 50)


def _people(hall):
    from meetings.models import Participant

    return db.session.scalars(sa.select(Participant).where(Participant.meeting_id == hall.meeting.id)).all()


def test_whom_the_door_refuses_is_named_and_recorded_on_the_committees_word(hall):
    hall.add("Menunggu Persetujuan", status=ParticipantStatus.PENDING)
    hall.upload(HEADER + hall.line("Menunggu Persetujuan", (0, 60)))

    assert "Menunggu Persetujuan: Belum mengonfirmasi" in hall.run()
    assert hall.present() == {}
    assert "Pilih alasan memaksa masuk." in hall.run(force="y")
    hall.run(force="y", force_reason="mistake")
    assert set(hall.present()) == {"Menunggu Persetujuan"}


def test_a_full_hall_is_no_reason_to_refuse_who_joins_from_afar(hall):
    hall.session.capacity = 1
    hall.add("Ani Lestari")
    hall.add("Budi Hartono")
    guest = hall.add("Tamu Aula")
    db.session.commit()
    hall.upload(HEADER + hall.line("Ani Lestari", (0, 170)) + hall.line("Budi Hartono", (0, 170)))
    hall.run()
    caller = Caller(hall.meeting.id, SYSTEM, "Pintu A", may_force=False)

    check_in_by_hand(caller, hall.meeting, hall.session, guest.id, clock.now(), came=hall.at(60))

    assert len(hall.present()) == 3


def test_too_short_and_other_hours_are_left_out_unless_somebody_says_so(hall):
    for name in ("Ani Lestari", "Budi Hartono", "Cici Amelia"):
        hall.add(name)
    hall.upload(
        HEADER + hall.line("Ani Lestari", (0, 20)) + hall.line("Budi Hartono", (0, 60)) + hall.line("Cici Amelia", (-600, -500)),
        least="30",
    )

    assert {line.attendee.name: line.fate.value for line in hall.lines()} == {
        "Ani Lestari": "short",
        "Budi Hartono": "ready",
        "Cici Amelia": "outside",
    }
    short = next(line.who for line in hall.lines() if line.fate.value == "short")
    hall.choose(Ani_Lestari=short.means, Budi_Hartono="-")
    hall.run()
    assert set(hall.present()) == {"Ani Lestari"}


def test_a_summary_is_recorded_from_the_hour_that_somebody_says(hall):
    hall.add("Ani Lestari")
    page = hall.upload("Name (Original Name),User Email,Total Duration (Minutes),Guest\nAni Lestari,,45,Yes\n")

    assert "Berkas ini hanya menyebut lama hadir" in page and "Catat kehadiran" not in page
    form = {"order": "md", "session": hall.session.id, "file_zone": hall.meeting.timezone, "least": "0"}
    form["arrived"] = clock.local(hall.at(15), hall.meeting.timezone).strftime("%Y-%m-%dT%H:%M")
    hall.client.post(hall.page, data=form)
    hall.run()

    row = hall.present()["Ani Lestari"]
    assert (row.first_in_at, row.last_out_at, row.minutes_present) == (hall.at(15), hall.at(60), 45)


def test_a_file_goes_with_what_was_said_of_it(hall):
    person = hall.add("Ani Lestari")
    hall.upload(HEADER + hall.line("HP Seseorang", (0, 60)))
    hall.choose(HP_Seseorang=f"p:{person.id}")
    hall.run()
    key, now = hall.report.file_key, clock.now()
    assert clear_reports(now) == 0

    assert clear_reports(now + FILE_LIFE + timedelta(minutes=1)) == 1
    db.session.commit()

    assert (hall.report.file_key, hall.report.said, storage.exists(key)) == ("", {}, False)
    assert "Berkas ini sudah dihapus" in hall.client.get(hall.page).text
    assert db.session.scalars(sa.select(OnlineReport.result)).one()["recorded"] == 1
