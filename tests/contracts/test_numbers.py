"""One word, one number: every screen and paper that counts people says the count of the one definition (models/standing.py)."""

import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from meetings.domain.attendance.annex import count_attendance, list_attendance
from meetings.domain.attendance.counts import counts_of
from meetings.domain.attendance.live import live_numbers
from meetings.domain.invitations.queries import count_invitations
from meetings.domain.reports import meeting_numbers, meeting_progress
from meetings.enums import ParticipantSource, ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import Representation, Session, User, standing
from meetings.passcode import new_id
from tests.factories import make_letter, make_participant
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
        "Di dalam sekarang": "5",
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
    assert meeting_progress(meeting, session.ends_at, present=0).participants == 11
    assert len(list_attendance(session, session.ends_at)) == 9  # whoever is represented has no line, the deputy has
    assert count_invitations(make_letter(meeting)).waiting == 6


def test_the_guide_tells_every_term_in_the_same_words() -> None:
    guide = (ROOT / "docs" / "panitia.md").read_text()

    assert [term.name for term in standing.TERMS.values() if f"| {term.label} | {term.meaning} |" not in guide] == []
