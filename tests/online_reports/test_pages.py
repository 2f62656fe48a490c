"""The committee's pages of a report, and the command that reads one."""

import json
from pathlib import Path

import sqlalchemy as sa

from meetings import clock
from meetings.domain.delegations import name_delegates
from meetings.domain.participants import Details
from meetings.enums import MeetingMode, Role
from meetings.extensions import db
from meetings.models import AuditEntry, OnlineReport, ScreenName
from tests.delegations.conftest import address_of, make_delegation
from tests.factories import make_membership, make_user
from tests.online_reports.conftest import HEADER

DATA = Path(__file__).parents[1] / "data" / "online"


def test_the_account_of_a_room_records_everybody_who_sits_there(hall, client):
    delegation = make_delegation(hall.meeting, institution="Kab. Lampung Selatan")
    names = [Details(name=name) for name in ("Supriyanto", "Anton Carmana", "Dewi Lestari")]
    people = [each.participant for each in name_delegates(delegation, names, "Rina", clock.now())]
    db.session.commit()
    room = {"name": "Ruang Sekdakab", "people": [each.id for each in people[:2]], "by": "Rina"}
    client.post(f"{address_of(delegation)}/ruang", data=room)

    page = hall.upload(
        HEADER + hall.line("Kab. Lampung Selatan_Ruang Sekdakab", (0, 120)) + hall.line("Anton Carmana", (60, 150))
    )
    assert "Titik daring Ruang Sekdakab, Kab. Lampung Selatan (2 orang)" in page and "nama di layar titik daring" in page
    hall.run()

    present = hall.present()
    assert {name: row.minutes_present for name, row in present.items()} == {"Supriyanto": 120, "Anton Carmana": 150}
    assert {row.mode for row in present.values()} == {MeetingMode.ONLINE}


def test_of_an_unknown_file_somebody_says_what_its_columns_are(hall):
    hall.add("Ani Lestari")
    came, left = (clock.local(hall.at(each), hall.meeting.timezone).strftime("%Y-%m-%d %H:%M") for each in (0, 60))
    page = hall.upload(f"Daftar;;\nNama;Datang;Pulang\nAni Lestari;{came};{left}\n")

    assert "Judul kolom yang tidak ditemukan: Jam masuk, Jam keluar." in page and "Catat kehadiran" not in page
    form = {"session": hall.session.id, "file_zone": hall.meeting.timezone, "header": "2", "col-0": "name", "col-1": "join"}
    assert "Dua kolom dipilih sebagai Jam masuk" in hall.client.post(hall.page, data={**form, "col-2": "join"}).text
    hall.client.post(hall.page, data={**form, "col-2": "leave"})
    hall.run()
    assert {name: row.minutes_present for name, row in hall.present().items()} == {"Ani Lestari": 60}


def test_somebody_nobody_proposed_is_found_and_a_later_answer_does_not_overwrite_an_unseen_one(hall):
    person, other = hall.add("Rina Wati", position="Kabag"), hall.add("Dewi Sari")
    hall.upload(HEADER + hall.line("Ruang Rapat Lantai 2", (0, 60)))
    (line,) = hall.lines()
    found = hall.client.get(f"{hall.page}/cari/{line.attendee.key}?q=rina").text
    assert "Rina Wati" in found and "Dewi Sari" not in found
    hall.choose(Ruang_Rapat_Lantai_2=f"p:{person.id}")

    stale = {f"row-{line.attendee.key}": f"p:{other.id}", f"was-{line.attendee.key}": ""}
    page = hall.client.post(f"{hall.page}/pilih", data=stale, follow_redirects=True).text

    assert "1 pilihan baru saja diubah orang lain" in page
    assert list(hall.report.said.values()) == [f"p:{person.id}"]
    assert "baru saja diubah oleh Siti Panitia" in hall.run(revision="1") and hall.present() == {}
    unknown = {f"row-{line.attendee.key}": "p:0000", f"was-{line.attendee.key}": f"p:{person.id}"}
    assert "tidak lagi ada di daftar peserta" in hall.client.post(f"{hall.page}/pilih", data=unknown, follow_redirects=True).text


def test_wrong_files_are_refused_and_a_report_can_be_thrown_away(hall):
    assert "Berkas kosong." in hall.upload(b" ")
    assert "bukan lembar kerja" in hall.upload(b"%PDF-1.4 \x00")
    assert db.session.scalar(sa.select(OnlineReport)) is None
    hall.upload((DATA / "rakornas-2022-meet.csv").read_bytes(), "rapat.pdf")
    assert "Google Meet" in hall.client.get(hall.page).text
    assert "tidak ada yang dicatat" in hall.client.post(f"{hall.page}/buang", follow_redirects=True).text
    assert db.session.scalar(sa.select(OnlineReport)) is None


def test_names_are_shown_to_the_committee_alone(hall, sign_in):
    hall.upload(HEADER + hall.line("Ani", (0, 60)))
    page = hall.page
    for role in (Role.VIEWER, Role.REGISTRAR):
        user = make_user(f"Orang {role}")
        make_membership(user, hall.meeting.organisation, role)
        client = sign_in(user)
        assert [client.get(each).status_code for each in (page, f"{hall.address}/")] == [403, 403]
        assert client.post(f"{page}/catat").status_code == 403


def test_the_command_tells_people_intervals_minutes_and_questions_and_changes_nothing(app):
    counted = [sa.select(sa.func.count()).select_from(model) for model in (OnlineReport, ScreenName, AuditEntry)]
    before = [db.session.scalar(each) for each in counted]

    def run(name, *options):
        file = str(DATA / f"rakornas-2022-{name}.csv")
        return app.test_cli_runner().invoke(args=["online", "read-report", file, *options])

    told = json.loads(run("zoom-per-sambungan", "--json").stdout)
    first = told["people"][0]
    assert (told["shape"], told["waiting_room_rows"], told["questions"], len(told["people"])) == ("zoom", 5, [], 22)
    assert (first["name"], first["minutes"], first["rows"]) == ("Kab. Lampung Selatan_Sekda", 167, [3, 4])
    assert first["intervals"][0] == {"in": "2022-09-28T08:34:36+07:00", "out": "2022-09-28T09:14:36+07:00"}
    meet = json.loads(run("meet", "--json").stdout)
    assert [each["ask"] for each in meet["questions"]] == ["day"]
    assert meet["people"][0]["intervals"] == [{"in": "08:34:00", "out": "11:24:00"}]
    assert json.loads(run("meet", "--json", "--day", "2022-09-28").stdout)["questions"] == []
    assert "Kota Depok_Sekda: 191 menit" in run("zoom-ringkasan").stdout
    assert [db.session.scalar(each) for each in counted] == before
