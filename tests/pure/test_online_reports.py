"""Attendance reports are read by their titles: people, their times, and what the file does not say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from meetings.documents.sheets.online_reports import (
    Ask,
    Column,
    Fault,
    Order,
    Reading,
    Report,
    Shape,
    open_report,
    read_report,
)
from meetings.documents.sheets.online_reports.times import read_length, read_stamp

DATA = Path(__file__).parents[1] / "data" / "online"
ZOOM = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,In waiting room\n"
DAY = datetime(2022, 9, 28, tzinfo=UTC)


def read(text: str | bytes, **how: object) -> Report:
    return read_report(open_report(text.encode() if isinstance(text, str) else text), Reading(**how))


def hours(report: Report, place: int = 0) -> list[str]:
    """Each stay of one person, in the zone of Jakarta."""
    spans = report.people[place].spans
    return [f"{_hour(came)}-{_hour(left) if left else ''}" for came, left in spans]


def _hour(moment: datetime) -> str:
    return f"{(moment.hour + 7) % 24:02}.{moment.minute:02}"


def asks(report: Report) -> list[Ask]:
    return [each.ask for each in report.questions]


@pytest.mark.parametrize(
    ("name", "shape", "people", "minutes", "asked"),
    [
        ("zoom-per-sambungan", Shape.ZOOM, 22, 167, []),
        ("zoom-ringkasan", Shape.ZOOM_SUMMARY, 20, 169, [Ask.HOURS]),
        ("teams", Shape.TEAMS, 20, 170, []),
        ("meet", Shape.MEET, 20, 169, [Ask.DAY]),
    ],
)
def test_the_reports_of_a_rakornas(name: str, shape: Shape, people: int, minutes: int, asked: list[Ask]) -> None:
    report = read((DATA / f"rakornas-2022-{name}.csv").read_bytes())

    assert (report.shape, len(report.people), asks(report), report.faulty) == (shape, people, asked, ())
    assert (report.people[0].name, report.people[0].minutes) == ("Kab. Lampung Selatan_Sekda", minutes)


def test_who_reconnects_is_one_and_the_waiting_room_is_nobody() -> None:
    report = read((DATA / "rakornas-2022-zoom-per-sambungan.csv").read_bytes())

    assert (report.waiting, hours(report), report.people[0].original) == (5, ["08.34-09.14", "09.17-11.24"], "Galaxy A10")
    assert [each.name for each in report.people if each.runs_it or each.nameless] == ["Panitia RB Kemendagri", "iPhone"]


def test_two_devices_at_once_count_once() -> None:
    rows = "Budi (iPad),,09/28/2022 08:00:00 AM,09/28/2022 10:00:00 AM,120,Yes,,No\nbudi,,09/28/2022 09:00:00 AM,09/28/2022 11:00:00 AM,120,Yes,,No\n"
    report = read(ZOOM + rows)

    assert (len(report.people), hours(report), report.people[0].minutes, report.people[0].at_once) == (1, ["08.00-11.00"], 180, 2)


def test_one_name_of_two_accounts_is_asked() -> None:
    row = "Budi,{},09/28/2022 08:00:00 AM,09/28/2022 10:00:00 AM,120,Yes,,No\n"
    report = read(ZOOM + row.format("a@example.go.id") + row.format("b@example.go.id"))

    assert len(report.people) == 2 and all(each.double for each in report.people)
    assert [(each.ask, each.about) for each in report.questions] == [(Ask.NAMESAKES, ("Budi",))]
    same = read(ZOOM + row.format("a@example.go.id") + row.format(""))
    assert len(same.people) == 1 and same.questions == ()


def test_a_session_over_midnight() -> None:
    dated = read(ZOOM + "Budi,,09/28/2022 10:30:00 PM,09/29/2022 01:30:00 AM,180,Yes,,No\n")
    text = "First name,Last name,Email,Duration,Time joined,Time exited\nBudi,S,,3 hr 0 min,10:30 PM,01:30 AM\nAni,S,,1 hr,12:30 AM,1:30 AM\n"
    undated = read(text, day=datetime(2022, 9, 28, 9, tzinfo=UTC))  # 16.00 in Jakarta

    assert (dated.people[0].minutes, hours(dated)) == (180, ["22.30-01.30"])
    assert (undated.people[0].minutes, undated.people[0].spans) == (180, dated.people[0].spans)
    assert undated.people[1].spans[0][0] == datetime(2022, 9, 28, 17, 30, tzinfo=UTC)
    assert undated.questions == () and not undated.dated


def test_a_date_that_may_be_two_is_asked_and_one_that_tells_is_not() -> None:
    row = "Budi,,{d} 08:00:00 AM,{d} 10:00:00 AM,120,Yes,,No\n"
    asked = read(ZOOM + row.format(d="05/09/2022"))

    assert [(each.ask, each.about[0]) for each in asked.questions] == [(Ask.ORDER, "05/09/2022 08:00:00 AM")]
    assert (asked.people[0].spans, asked.people[0].minutes, asked.faulty) == ((), None, ())
    for order, month in ((Order.DAY, 9), (Order.MONTH, 5)):
        told = read(ZOOM + row.format(d="05/09/2022"), order=order)
        assert (told.people[0].spans[0][0].month, told.people[0].minutes, told.questions) == (month, 120, ())
    assert read(ZOOM + row.format(d="09/09/2022")).questions == ()
    assert read(ZOOM + row.format(d="05/09/2022") + row.format(d="28/09/2022")).order is Order.DAY
    both = read(ZOOM + row.format(d="09/28/2022") + row.format(d="28/09/2022"))
    assert asks(both) == [Ask.ORDER]  # the file contradicts itself


def test_teams_in_indonesian() -> None:
    text = (
        "1. Ringkasan\nJudul rapat\tRakornas\nPeserta yang hadir\t2\nWaktu mulai\t28/09/22 07.40.00\n\n2. Peserta\n"
        "Nama\tBergabung Pertama Kali\tTerakhir Keluar\tDurasi Dalam Rapat\tEmail\tID Peserta (UPN)\tPeran\n"
        "Ani\t28/09/22 08.00.00\t28/09/22 11.00.00\t2 jam 30 menit\tani@example.go.id\t\tPenyelenggara\n"
        "Budi\t28/09/22 08.00.00\t28/09/22 10.00.00\t2 jam\t\t\tPeserta\n\n3. Aktivitas Dalam Rapat\n"
        "Nama\tWaktu Bergabung\tWaktu Keluar\tDurasi\tEmail\tPeran\n"
        "Ani\t28/09/22 08.00.00\t28/09/22 09.00.00\t1 jam\tani@example.go.id\t\n"
        "Ani\t28/09/22 09.30.00\t28/09/22 11.00.00\t1 jam 30 menit\tani@example.go.id\t\n"
    )
    report = read(text.encode("utf-16"))

    assert (report.shape, report.title, report.began) == (Shape.TEAMS, "Rakornas", datetime(2022, 9, 28, 0, 40, tzinfo=UTC))
    assert [(each.name, each.minutes, each.runs_it) for each in report.people] == [("Ani", 150, True), ("Budi", 120, False)]
    assert hours(report) == ["08.00-09.00", "09.30-11.00"]


def test_first_last_and_length_are_kept_where_nobody_knows_when_somebody_was_away() -> None:
    text = "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\nAni\t9/28/22, 8:00:00 AM\t9/28/22, 11:00:00 AM\t1h 0m 0s\n"
    report = read(text)

    assert (report.people[0].minutes, hours(report)) == (60, ["08.00-09.00", "11.00-11.00"])


WEBEX = "meetingNumber,meetingTitle,displayName,email,joinedTime,leftTime,duration,participantType\n123,Rapat,Ani,,2022-09-28T01:00:00Z,2022-09-28T03:00:00Z,120,attendee\n"
EVENTS = (
    "SessionId,ParticipantId,FullName,UserAgent,UtcEventTimestamp,Action,Role\n1,p,Ani,x,9/28/2022 1:00:00 AM,Joined,Attendee\n"
    "1,p,Ani,x,9/28/2022 3:00:00 AM,Left,Attendee\n1,q,Budi,x,9/28/2022 2:00:00 AM,Joined,Attendee\n"
)
WEBINAR = (
    "Attendee Report\nTopic,Webinar ID,Actual Start Time\nRapat,9,09/28/2022 08:00:00 AM\nHost Details,\n"
    "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest\n"
    "Yes,Tuan Rumah,,09/28/2022 08:00:00 AM,09/28/2022 11:00:00 AM,180,No\nAttendee Details,\n"
    "Attended,User Name (Original Name),First Name,Last Name,Email,Join Time,Leave Time,Time in Session (minutes),Is Guest\n"
    "Yes,Ani,Ani,,,09/28/2022 08:00:00 AM,09/28/2022 10:00:00 AM,120,Yes\nNo,Budi,Budi,,,--,--,--,--\n"
)
OWN = "Nama;Jam masuk;Jam keluar\nAni;28-09-2022 08.00;28-09-2022 10.00\n"


@pytest.mark.parametrize(
    ("text", "shape", "names"),
    [
        (WEBEX, Shape.WEBEX, ["Ani"]),
        (EVENTS, Shape.TEAMS_EVENTS, ["Ani", "Budi"]),
        (WEBINAR, Shape.ZOOM_WEBINAR, ["Tuan Rumah", "Ani"]),
        (OWN, Shape.TABLE, ["Ani"]),
    ],
)
def test_other_shapes(text: str, shape: Shape, names: list[str]) -> None:
    report = read(text)

    assert (report.shape, [each.name for each in report.people], report.faulty) == (shape, names, ())
    ani = next(place for place, each in enumerate(report.people) if each.name == "Ani")
    assert (hours(report, ani), report.people[ani].minutes) == (["08.00-10.00"], 120)
    assert report.stayed_away == (shape is Shape.ZOOM_WEBINAR)


def test_an_unknown_shape_says_which_titles_it_lacks_and_a_person_says_what_stands_where() -> None:
    text = "Daftar;;\nNama;Datang;Pulang\nAni;28/09/2022 08:00;28/09/2022 10:00\n"
    unknown = read(text)

    assert (unknown.shape, unknown.people, unknown.header) == (None, (), 2)
    assert [(each.ask, each.about) for each in unknown.questions] == [(Ask.SHAPE, (Column.JOIN, Column.LEAVE))]
    told = read(text, header=2, columns={Column.NAME: 0, Column.JOIN: 1, Column.LEAVE: 2})
    assert (told.shape, told.people[0].minutes) == (Shape.TABLE, 120)
    assert asks(read("No,NIP,Jabatan\n1,2,3\n")) == [Ask.SHAPE]
    half = read("Name,Join time,Guest\nAni,09/28/2022 08:00:00 AM,Yes\n")
    assert (half.shape, half.questions[0].about) == (None, (Column.LEAVE,))


def test_a_row_that_cannot_be_read_is_named() -> None:
    rows = ",,09/28/2022 08:00:00 AM,09/28/2022 10:00:00 AM,120,Yes,,No\nAni,,,,,Yes,,No\nBudi,,kemarin,09/28/2022 10:00:00 AM,1,,,\nCici,,09/28/2022 08:00:00 AM,09/28/2022 07:00:00 AM,1,,,\n"
    report = read(ZOOM + rows)

    faults = [(2, Fault.NO_NAME), (3, Fault.NO_TIME), (4, Fault.UNREADABLE), (5, Fault.BACKWARDS)]
    assert [(each.row, each.fault) for each in report.faulty] == faults and report.people == ()


def test_who_was_still_there_has_no_end() -> None:
    report = read(ZOOM + "Ani,,09/28/2022 08:00:00 AM,,,Yes,,No\n")

    assert report.people[0].spans == ((datetime(2022, 9, 28, 1, tzinfo=UTC), None),)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("40", 2400),
        ("2h 49m 40s", 10180),
        ("2 hr 49 min", 10140),
        ("1 jam 27 menit 5 detik", 5225),
        ("2:49:40", 10180),
        ("lama", None),
    ],
)
def test_lengths(text: str, seconds: int | None) -> None:
    assert read_length(text) == seconds


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("28 September 2022 pukul 08.34", (2022, 9, 28, 1, 34)),
        ("Sep 28, 2022, 8:34\u202fAM", (2022, 9, 28, 1, 34)),
        ("28.09.2022 08:34", (2022, 9, 28, 1, 34)),
        ("2022-09-28T08:34:00+08:00", (2022, 9, 28, 0, 34)),
        ("28/09/2022 08.34 WIT", (2022, 9, 27, 23, 34)),
        ("09/28/2022 12:05:00 AM", (2022, 9, 27, 17, 5)),
    ],
)
def test_moments(text: str, moment: tuple[int, ...]) -> None:
    row = f"Ani,,{text.replace(',', '')},,5,Yes,,No\n"
    assert read(ZOOM + row, order=None).people[0].spans[0][0] == datetime(*moment, tzinfo=UTC)
    assert read_stamp("28/13/2022 kapan") is None and read_stamp("25:00") is None
