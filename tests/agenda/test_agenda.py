"""Sessions, rundown lines, their times, and what does not fit."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from datetime import time as hour
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import agenda
from meetings.domain.agenda.defaults import RUNDOWNS
from meetings.domain.audit import SYSTEM, Action
from meetings.enums import MeetingKind, MeetingState, MinutesState, Role, ScanMethod
from meetings.errors import Conflict, InvalidInput, NotFound, WrongState
from meetings.extensions import db
from meetings.models import AgendaItem, Attendance, AuditEntry, Minutes, Session, User
from tests.documents.pdf import are_drafts, text_of
from tests.factories import (
    make_agenda_item,
    make_meeting,
    make_membership,
    make_participant,
    make_session,
    make_speaker,
    make_user,
)
from tests.factories.minutes import make_attendance

pytestmark = pytest.mark.usefixtures("app")


def by(**more: Any) -> dict[str, Any]:
    return {"actor": SYSTEM, "at": clock.now()} | more


def at_once(app: Flask, session_id: str, *acts: Callable[[Session], object]) -> list[str]:
    """What becomes of ``acts`` on one session, each in a thread and transaction of its own."""
    begin, outcomes = threading.Barrier(len(acts)), []

    def work(act: Callable[[Session], object]) -> None:
        with app.app_context():
            session = db.session.get_one(Session, session_id)
            begin.wait()
            try:
                act(session)
                db.session.commit()
                outcomes.append("done")
            except Conflict:
                db.session.rollback()
                outcomes.append("refused")

    threads = [threading.Thread(target=work, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_times_follow_one_another_unless_a_line_has_its_own() -> None:
    session = make_session(make_meeting())
    own = session.starts_at + timedelta(hours=2)
    make_agenda_item(session, "Pembukaan", 1, minutes=10)
    make_agenda_item(session, "Paparan", 2, minutes=30, starts_at=own)
    make_agenda_item(session, "Diskusi", 3, minutes=45)

    timed = agenda.timed_items(session)

    assert [t.starts_at - session.starts_at for t in timed] == [timedelta(0), timedelta(hours=2), timedelta(minutes=150)]
    assert [t.fixed for t in timed] == [False, True, False]


@pytest.mark.parametrize("kind", list(MeetingKind))
def test_every_kind_of_meeting_has_a_usual_rundown(kind: MeetingKind) -> None:
    start = clock.now().replace(microsecond=0)
    session = make_session(make_meeting(kind=kind), start, ends_at=start + agenda.default_length(kind))

    count = agenda.add_default_rundown(session, **by())

    assert count == len(RUNDOWNS[kind]) == len(session.items)
    assert sum(item.minutes for item in session.items) == agenda.default_length(kind).total_seconds() / 60


@pytest.mark.parametrize("minutes", [120, 45, 30])
def test_the_usual_rundown_ends_with_a_short_session(minutes: int) -> None:
    start = clock.now().replace(microsecond=0)
    session = make_session(make_meeting(kind=MeetingKind.RAKERDA), start, ends_at=start + timedelta(minutes=minutes))

    agenda.add_default_rundown(session, **by())

    assert minutes - 15 < sum(item.minutes for item in session.items) <= minutes
    assert min(item.minutes for item in session.items) > 0


def test_a_fixed_hour_is_that_hour_of_the_new_day() -> None:
    meeting = make_meeting()
    meeting.ends_on = meeting.starts_on + timedelta(days=1)
    start = clock.from_local(datetime.combine(meeting.starts_on, hour(8)), meeting.timezone)
    session = make_session(meeting, start)
    item = make_agenda_item(session, starts_at=start + timedelta(hours=1))

    moved = {"starts_at": start + timedelta(days=1, minutes=30), "ends_at": session.ends_at + timedelta(days=1)}
    agenda.change_session(session, moved, **by())

    assert item.starts_at == start + timedelta(days=1, hours=1)


def test_the_usual_rakerda_has_the_ceremony_in_order_and_breaks_stay_out_of_the_minutes() -> None:
    session = make_session(make_meeting(kind=MeetingKind.RAKERDA))

    agenda.add_default_rundown(session, **by())

    titles = [item.title for item in session.items]
    assert titles.index("Menyanyikan lagu Indonesia Raya") < titles.index("Laporan Ketua Panitia")
    assert titles.index("Laporan Ketua Panitia") < titles.index("Sambutan sekaligus pembukaan resmi")
    assert [item.title for item in session.items if not item.in_minutes] == [
        "Registrasi peserta",
        "Foto bersama dan rehat kopi",
        "Istirahat, salat, dan makan",
    ]


def test_of_two_clicks_one_fills_the_session(app: Flask) -> None:
    session = make_session(make_meeting(kind=MeetingKind.RAKOR))
    db.session.commit()

    def fill(row: Session) -> None:
        len(row.items)  # the page has looked already
        agenda.add_default_rundown(row, **by())

    assert at_once(app, session.id, fill, fill) == ["done", "refused"]
    db.session.expire_all()
    assert len(session.items) == len(RUNDOWNS[MeetingKind.RAKOR])


def test_a_scan_at_the_same_moment_keeps_its_session(app: Flask) -> None:
    meeting = make_meeting()
    session, person = make_session(meeting), make_participant(meeting)
    db.session.commit()
    ids = {"meeting_id": meeting.id, "session_id": session.id, "participant_id": person.id}
    written, at = threading.Event(), clock.now()

    def scan(_row: Session) -> None:
        db.session.add(Attendance(method=ScanMethod.QR, first_in_at=at, first_scan_id="s", updated_at=at, **ids))
        db.session.flush()
        written.set()
        time.sleep(0.3)

    def remove(row: Session) -> None:
        assert row.meeting
        written.wait()
        agenda.remove_session(row, **by())

    assert at_once(app, session.id, scan, remove) == ["done", "refused"]
    assert db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 1


def test_a_filled_session_is_not_filled_again() -> None:
    session = make_session(make_meeting())
    make_agenda_item(session)

    with pytest.raises(Conflict):
        agenda.add_default_rundown(session, **by())


@pytest.mark.parametrize(
    ("shift", "length", "field"),
    [
        (timedelta(0), timedelta(0), "ends_at"),
        (timedelta(0), timedelta(hours=25), "ends_at"),
        (timedelta(days=3), timedelta(hours=1), "starts_at"),
    ],
)
def test_impossible_times_are_refused_at_their_field(shift: timedelta, length: timedelta, field: str) -> None:
    meeting = make_meeting()
    start = clock.now() + shift

    with pytest.raises(InvalidInput) as refusal:
        agenda.create_session(meeting, {"title": "Sidang", "starts_at": start, "ends_at": start + length}, **by())

    assert refusal.value.field == field


def test_a_fixed_hour_stays_when_the_session_begins_later_and_the_roster_learns_of_it() -> None:
    meeting = make_meeting()
    session = make_session(meeting)
    item = make_agenda_item(session, starts_at=session.starts_at + timedelta(hours=1))
    before, version = item.starts_at, meeting.roster_version
    later = session.starts_at + timedelta(minutes=30)
    same_day = clock.local(later, meeting.timezone).date() == clock.local(session.starts_at, meeting.timezone).date()

    agenda.change_session(session, {"starts_at": later}, **by())

    assert item.starts_at == before + (timedelta() if same_day else timedelta(days=1))
    db.session.refresh(meeting)
    assert meeting.roster_version == version + 1


def test_lines_are_ordered_by_moving_and_by_a_whole_new_order() -> None:
    session = make_session(make_meeting())
    one, two, three = (make_agenda_item(session, name, place) for place, name in enumerate("ABC", start=1))

    agenda.move_item(three, -1, **by())
    assert [item.title for item in session.items] == ["A", "C", "B"]
    agenda.move_item(one, -1, **by())
    assert [item.title for item in session.items] == ["A", "C", "B"]
    agenda.reorder_items(session, [two.id, one.id, three.id], **by())

    assert [item.title for item in session.items] == ["B", "A", "C"]


def test_an_order_made_before_somebody_added_a_line_is_refused() -> None:
    session = make_session(make_meeting())
    one, two = make_agenda_item(session, "A", 1), make_agenda_item(session, "B", 2)
    agenda.add_item(session, {"title": "C"}, **by())
    db.session.expire(session)

    with pytest.raises(Conflict):
        agenda.reorder_items(session, [two.id, one.id], **by())


def test_of_two_who_order_the_later_is_told() -> None:
    session = make_session(make_meeting())
    seen = [make_agenda_item(session, name, place).id for place, name in enumerate("ABC", start=1)]
    first, second = [seen[1], seen[0], seen[2]], [seen[2], *seen[:2]]
    for _twice in range(2):
        agenda.reorder_items(session, first, before=seen, **by())

    with pytest.raises(Conflict):
        agenda.reorder_items(session, second, before=seen, **by())
    assert [item.id for item in session.items] == first


def test_a_session_is_closed_once_and_never_before_it_begins() -> None:
    meeting = make_meeting(state=MeetingState.RUNNING)
    running = make_session(meeting)
    coming = make_session(meeting, starts_at=clock.now() + timedelta(hours=1))

    agenda.close_session(running, **by())

    assert running.closed_at is not None
    with pytest.raises(Conflict):
        agenda.close_session(running, **by())
    with pytest.raises(WrongState):
        agenda.close_session(coming, **by())
    actions = db.session.scalars(sa.select(AuditEntry.action)).all()
    assert actions == [Action.SESSION_CLOSED]


def test_a_closed_session_opens_again_until_its_minutes_are_handed_in() -> None:
    meeting = make_meeting(state=MeetingState.RUNNING)
    session = make_session(meeting)
    agenda.close_session(session, **by())

    agenda.reopen_session(session, **by())
    assert session.closed_at is None
    agenda.close_session(session, **by())
    minutes = Minutes(meeting_id=meeting.id, session_id=session.id, title="Notula")
    db.session.add(minutes)
    db.session.flush()

    agenda.reopen_session(session, **by())
    assert session.closed_at is None
    agenda.close_session(session, **by())
    for state in (MinutesState.SUBMITTED, MinutesState.APPROVED, MinutesState.PUBLISHED):
        minutes.state = state
        db.session.flush()
        with pytest.raises(Conflict, match="diajukan, disetujui, atau terbit"):
            agenda.reopen_session(session, **by())
    db.session.add(Minutes(meeting_id=meeting.id, session_id=session.id, version=2, title="Notula"))
    db.session.flush()
    with pytest.raises(Conflict):  # a correction stands on what was published
        agenda.reopen_session(session, **by())


def test_a_session_that_ended_by_the_clock_is_not_closed_once_its_minutes_are_handed_in() -> None:
    meeting = make_meeting(state=MeetingState.RUNNING)
    session = make_session(meeting, starts_at=clock.now() - timedelta(hours=3), ends_at=clock.now() - timedelta(hours=1))
    minutes = Minutes(meeting_id=meeting.id, session_id=session.id, title="Notula")
    db.session.add(minutes)
    db.session.flush()
    assert agenda.settled_rundowns(meeting, [session], clock.now())[session.id].closes

    minutes.state = MinutesState.PUBLISHED
    db.session.flush()

    assert not agenda.settled_rundowns(meeting, [session], clock.now())[session.id].closes
    with pytest.raises(Conflict, match="tidak ditutup lagi"):
        agenda.close_session(session, **by())


def test_a_rundown_that_does_not_end_with_its_session_says_so_where_it_is_edited(sign_in: Callable[[User], FlaskClient]) -> None:
    start = clock.from_local(datetime(2056, 11, 21, 9), "Asia/Jakarta")
    session = make_session(make_meeting(starts_on=start.date()), starts_at=start, ends_at=start + timedelta(hours=2))
    item = make_agenda_item(session, minutes=90)
    zone = session.meeting.timezone
    assert agenda.end_told(session, zone) == "Susunan acara ini sampai pukul 10.30 WIB, sesinya sampai pukul 11.00 WIB."
    agenda.change_item(item, {"minutes": 120}, **by())
    assert agenda.end_told(session, zone) == ""

    agenda.change_item(item, {"minutes": 150}, **by())
    told = "Acara sesi Sidang Pleno berakhir pukul 11.30 WIB, melewati akhir sesi pukul 11.00 WIB."
    assert agenda.beyond_the_end(session, zone) == told and told in agenda.find_conflicts(session.meeting, [session])
    user = make_user()
    make_membership(user, session.meeting.organisation, Role.COMMITTEE)
    client, base = sign_in(user), f"/kegiatan/{session.meeting_id}/acara"

    for path, times in (("/", 2), (f"/sesi/{session.id}/ubah", 1), (f"/mata-acara/{item.id}/ubah", 1)):
        assert client.get(base + path).text.count(told) == times, path
    assert told in client.get(f"{base}/sesi/{session.id}/mata-acara/baru").text


def test_a_session_somebody_attended_is_not_removed() -> None:
    meeting = make_meeting()
    session, empty = make_session(meeting), make_session(meeting, title="Kosong")
    make_attendance(session, make_participant(meeting))
    make_agenda_item(empty)
    db.session.flush()

    with pytest.raises(Conflict, match="kehadiran"):
        agenda.remove_session(session, **by())
    agenda.remove_session(empty, **by())

    assert db.session.scalars(sa.select(Session.title)).all() == ["Sidang Pleno"]
    assert db.session.scalar(sa.select(sa.func.count(AgendaItem.id))) == 0


def test_conflicts_name_room_speaker_and_overrun() -> None:
    meeting = make_meeting()
    plenary = make_session(meeting, title="Pleno", room="Paseban")
    other = make_session(meeting, title="Komisi", room="PASEBAN", starts_at=plenary.starts_at + timedelta(hours=1))
    long = make_agenda_item(plenary, "Paparan", 1, minutes=300)
    make_agenda_item(plenary, "Diskusi", 2, minutes=10, starts_at=plenary.starts_at + timedelta(hours=1))
    item = make_agenda_item(other, "Paparan komisi", 1)
    make_speaker(meeting, "Eko", agenda_item_id=long.id)
    make_speaker(meeting, "Eko", agenda_item_id=item.id)
    db.session.expire_all()

    found = " ".join(agenda.find_conflicts(meeting, agenda.list_sessions(meeting)))

    assert "Pleno dan Komisi memakai ruang Paseban" in found
    assert "Eko tercantum pada dua sesi" in found
    assert "Diskusi" in found and "dimulai sebelum Paparan selesai" in found


def test_parallel_sessions_in_different_rooms_are_fine() -> None:
    meeting = make_meeting()
    make_session(meeting, title="Komisi A", room="Ruang 1")
    make_session(meeting, title="Komisi B", room="Ruang 2")

    assert agenda.find_conflicts(meeting, agenda.list_sessions(meeting)) == []


def test_lines_and_sessions_of_another_meeting_are_not_found() -> None:
    here, there = make_meeting(), make_meeting()
    session = make_session(there)
    item = make_agenda_item(session)

    with pytest.raises(NotFound):
        agenda.get_session(here, session.id)
    with pytest.raises(NotFound):
        agenda.get_item(here, item.id)


@pytest.mark.laid_out
def test_the_printed_rundown_shows_lines_speakers_and_names_exactly() -> None:
    meeting = make_meeting(state=MeetingState.DRAFT, title="Rakerda {x} <b>")
    session = make_session(meeting, chair_name="H. Usmar Hariman")
    item = make_agenda_item(session, "Paparan narasumber", 1, minutes=30, responsible="Moderator")
    make_speaker(meeting, 'Eko "Pras"', agenda_item_id=item.id, topic="Arah kebijakan")
    db.session.commit()

    pdf = agenda.render_rundown(meeting, clock.now())

    text = text_of(pdf)
    assert all(are_drafts(pdf))

    for shown in (
        "SUSUNAN ACARA",
        "Rakerda {x} <b>",
        "Paparan narasumber",
        'Eko "Pras"',
        "Arah kebijakan",
        "H. Usmar Hariman",
    ):
        assert shown in text
