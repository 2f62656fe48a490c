"""One word, one number: every screen and paper that counts people says the count of the one definition (models/standing.py)."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.documents.pdf.attendance_list import totals as totals_of_paper
from meetings.domain.attendance.annex import count_attendance, list_attendance
from meetings.domain.attendance.counts import counts_of
from meetings.domain.attendance.live import live_numbers
from meetings.domain.attendance.queries import count_late, totals_of
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.queries import count_invitations
from meetings.domain.participants import withdraw_participant
from meetings.domain.reports import meeting_numbers, meeting_progress
from meetings.enums import DeclineReason, ParticipantSource, ParticipantStatus, Presence, Role
from meetings.extensions import db
from meetings.models import Absence, Participant, Representation, Session, User, participant_session, standing
from meetings.passcode import new_id
from tests.factories import make_letter, make_participant, make_session
from tests.factories.documents import make_attendance as make_list
from tests.factories.minutes import make_attendance, make_ended_session, make_officer

ROOT = Path(__file__).parents[2]
S, Source = ParticipantStatus, ParticipantSource
TILE = re.compile(r'<span class="stat-label">([^<]+)</span>\s*<span class="stat-value">([\d.]+)</span>')


def _gathering() -> Session:
    """Twelve people, every way to stand, and five who came: one of them said no, one stands in, one just came."""
    session = make_ended_session()
    meeting = session.meeting
    for number in range(3):
        make_participant(meeting, f"Diam {number}", status=S.INVITED)
    coming = [make_participant(meeting, f"Hadir {number}", status=S.CONFIRMED) for number in range(3)]
    declined = make_participant(meeting, "Menolak", status=S.DECLINED)
    head = make_participant(meeting, "Kepala", status=S.REPLACED)
    deputy = make_participant(meeting, "Wakil", status=S.CONFIRMED, source=Source.REPRESENTATIVE)
    walked_in = make_participant(meeting, "Datang Sendiri", status=S.CONFIRMED, source=Source.WALK_IN)
    make_participant(meeting, "Menunggu", status=S.PENDING)
    make_participant(meeting, "Dicabut", status=S.WITHDRAWN)
    pair = {"represented_id": head.id, "representative_id": deputy.id}
    db.session.add(Representation(id=new_id(), meeting_id=meeting.id, created_at=session.starts_at, **pair))
    for person in (*coming[:2], declined, deputy, walked_in):
        make_attendance(session, person)
    db.session.commit()
    return session


def _tiles(client: FlaskClient, address: str) -> dict[str, str]:
    return {label.strip(): value for label, value in TILE.findall(client.get(address).text)}


def test_one_word_is_one_number_on_every_page(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    session = _gathering()
    home = f"/kegiatan/{session.meeting_id}"
    client = sign_in(make_officer(session.meeting.organisation, Role.COMMITTEE))
    pages = [_tiles(client, f"{home}{path}") for path in ("", "/peserta", f"/kehadiran?sesi={session.id}")]
    right = {
        "Diundang": "8",
        "Akan hadir": "3",
        "Belum menjawab": "3",
        "Diwakilkan": "1",
        "Tidak hadir": "1",
        "Wakil": "1",
        "Datang langsung": "1",
        "Menunggu persetujuan": "1",
        "Dicabut": "1",
        "Hadir": "5",
        "Tanpa keterangan": "4",
        "Berhalangan": "0",
        "Di dalam sekarang": "0",  # the session is over
    }

    for page in pages:
        assert page and page.items() <= right.items()
    assert set().union(*pages) == set(right)


def test_the_exported_list_holds_as_many_of_each_answer(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    session = _gathering()
    client = sign_in(make_officer(session.meeting.organisation, Role.COMMITTEE))
    lines = client.get(f"/kegiatan/{session.meeting_id}/peserta/unduh.csv").data.decode("utf-8-sig").splitlines()
    column = lines[0].split(";").index("Status")
    said = [line.split(";")[column] for line in lines[1:]]
    tiles = _tiles(client, f"/kegiatan/{session.meeting_id}/peserta")

    assert {word: str(said.count(word)) for word in set(said)} == {word: n for word, n in tiles.items() if word != "Dicabut"}


def test_a_tile_leads_to_as_many_rows_as_it_says(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    session = _gathering()
    client = sign_in(make_officer(session.meeting.organisation, Role.COMMITTEE))
    linked = re.compile(
        r'<a class="stat[^"]*" href="([^"]+)">\s*<span class="stat-label">[^<]+</span>\s*<span class="stat-value">(\d+)<'
    )
    walked = 0
    for page in (f"/kegiatan/{session.meeting_id}/peserta", f"/kegiatan/{session.meeting_id}/kehadiran?sesi={session.id}"):
        for address, number in linked.findall(client.get(page).text):
            rows = client.get(address.replace("&amp;", "&")).text.partition("<tbody>")[2].partition("</tbody>")[0]
            assert rows.count("<tr") == int(number), address
            walked += 1
    assert walked >= 8


def test_reports_the_door_and_papers_count_the_same(app: Flask) -> None:
    session = _gathering()
    meeting = session.meeting
    numbers, live = meeting_numbers(meeting), live_numbers(session)
    head = count_attendance(session)

    assert numbers.invited == sum(count.invited for count in head) == sum(numbers.answers.values()) == 8
    assert numbers.present == live["present"] == sum(count.present for count in head) == 5
    assert live["expected"] == counts_of([session.id], meeting.id)[1] == sum(g["expected"] for g in live["categories"]) == 8
    assert meeting_progress(meeting, session.ends_at, numbers).participants == 11
    assert len(list_attendance(session, session.ends_at)) == 9  # whoever is represented has no line, the deputy has
    assert sum(count.total for count in head) == totals_of([session])[session.id].listed == 9
    assert count_invitations(make_letter(meeting)).waiting == 6


def test_of_so_many_is_one_number_on_page_list_spreadsheet_and_minutes(
    app: Flask, sign_in: Callable[[User], FlaskClient]
) -> None:
    """Also when somebody who came is withdrawn, says no, or stands for another session only; every line is counted in one part."""
    session = _gathering()
    meeting = session.meeting
    other = make_session(meeting, title="Sesi lain")
    came, late, away = (make_participant(meeting, name, limited=True) for name in ("Datang lain", "Terlambat", "Tidak di sini"))
    rows = [{"participant_id": each.id, "session_id": other.id} for each in (came, away)]
    db.session.execute(sa.insert(participant_session), [*rows, {"participant_id": late.id, "session_id": session.id}])
    make_participant(meeting, "Berhalangan di sini", status=S.DECLINED)
    make_participant(meeting, "Berhalangan di sana", status=S.DECLINED, limited=True)
    make_attendance(session, came)
    make_attendance(session, late, first_in_at=session.ends_at + timedelta(seconds=20))
    for number, status in enumerate((S.INVITED, S.DECLINED, S.CONFIRMED)):  # added when it was over: listed only where they came
        added = make_participant(meeting, f"Baru {number}", status=status, created_at=session.ends_at + timedelta(hours=1))
    db.session.add(
        Absence(session_id=session.id, participant_id=added.id, reason=DeclineReason.DUTY, noted_at=clock.now(), by="Siti")
    )
    make_attendance(session, make_participant(meeting, "Susulan", created_at=session.ends_at + timedelta(seconds=1)))
    gone = db.session.scalars(sa.select(Participant).where(Participant.name == "Hadir 0")).one()
    withdraw_participant(gone, SYSTEM, clock.now())
    db.session.commit()
    client = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))
    here = f"/kegiatan/{meeting.id}/kehadiran"

    totals, lines = totals_of([session, other])[session.id], list_attendance(session, clock.now())
    page = client.get(f"{here}?sesi={session.id}&per_page=100").text
    sheet = client.get(f"{here}/{session.id}/unduh.csv").data.decode("utf-8-sig").splitlines()

    assert (totals.present, totals.excused, totals.absent, totals.listed) == (8, 1, 4, 13)
    assert Counter(line.presence for line in lines) == {Presence.PRESENT: 8, Presence.EXCUSED: 1, Presence.SILENT: 4}
    door, live = client.get(f"/kegiatan/{meeting.id}/check-in?sesi={session.id}").text, live_numbers(session)
    assert 'data-live-text="listed">13<' in door and live["listed"] == sum(each["listed"] for each in live["categories"]) == 13
    assert page.partition("<tbody>")[2].count("<tr") == sum(each.total for each in count_attendance(session)) == 13
    assert "dari 13 dalam daftar hadir; 1 sesudah acara berakhir" in page
    assert sum(line.startswith(tuple("123456789")) for line in sheet) == 13
    assert [line.name for line in lines if line.late] == ["Terlambat"] and count_late(session) == 1
    assert [line.split(";")[1] for line in sheet if "Hadir (sesudah acara berakhir)" in line] == ["Terlambat"]
    assert (
        "13 orang" in totals_of_paper(make_list(rows=lines))[0]
        and "datang sesudah acara berakhir 1 orang" in totals_of_paper(make_list(rows=lines))[1]
    )
    for wanted, number in (("late", 1), ("excused", 1), ("absent", 4), ("present", 8)):
        rows_shown = client.get(f"{here}?sesi={session.id}&hadir={wanted}").text.partition("<tbody>")[2]
        assert rows_shown.count("<tr") == number, wanted


def test_the_guide_tells_every_term_in_the_same_words() -> None:
    guide = (ROOT / "docs" / "panitia.md").read_text()

    assert [term.name for term in standing.TERMS.values() if f"| {term.label} | {term.meaning} |" not in guide] == []
