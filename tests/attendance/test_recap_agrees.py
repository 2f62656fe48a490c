"""Every number of a recap is that of the lists it sums up, whatever became of the people on them."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain.attendance.absences import note_absence
from meetings.domain.attendance.listing import Filters, export_attendance
from meetings.domain.attendance.tally import Tally
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.manual import undo_attendance
from meetings.domain.organisations.editing import change_organisation
from meetings.domain.participants import restrict_to_sessions
from meetings.domain.reports.recap import Period, count_meeting, count_series
from meetings.enums import DeclineReason, ParticipantSource, ParticipantStatus, Presence
from meetings.extensions import db
from meetings.models import Participant, Representation, Session
from tests.checkin.door import Door, ago
from tests.checkin.test_walk_ins import send, walk_in
from tests.factories import make_session

HEALTH, WORKS = "Dinas Kesehatan", "Dinas Pekerjaan Umum"
MERGED = {"Dinkes": HEALTH, "Badan Kesehatan": HEALTH, "dinas  kesehatan": HEALTH}
Found = dict[str, Tally]


def come(door: Door, who: str, institution: str, **values: object) -> Participant:
    """Somebody who came half an hour ago."""
    person, code = door.add(who, institution=institution, **values)
    assert door.one(code, scanned_at=ago(minutes=30), offline=True)["status"] == "accepted"
    return person


def fill(door: Door) -> list[Session]:
    """Everybody with whom counting could go wrong, on the lists of two sessions, both over."""
    meeting, at = door.meeting, clock.now()
    meeting.allow_walk_in = True
    other = make_session(meeting, title="Sidang Komisi")
    boss, _code = door.add("Kepala", institution=HEALTH, status=ParticipantStatus.REPLACED)
    deputy = come(door, "Wakil", "Dinkes", source=ParticipantSource.REPRESENTATIVE)
    db.session.add(Representation(meeting_id=meeting.id, represented_id=boss.id, representative_id=deputy.id, created_at=at))
    (walked,) = send(door, walk_in(door, "Tamu Tak Diundang", organisation="Badan Kesehatan"))
    assert walked["status"] == "accepted"
    _early, code = door.add("Pulang Awal", institution=WORKS)
    door.send(
        door.scan(code, scanned_at=ago(minutes=40), offline=True),
        door.scan(code, direction="out", scanned_at=ago(minutes=20), offline=True),
    )
    _late, code = door.add("Terlambat", institution=WORKS)
    assert door.one(code)["status"] == "accepted"
    undone = come(door, "Salah Orang", f"{WORKS} dan Penataan Ruang")
    caller = Caller(meeting.id, SYSTEM, "Panitia", may_force=True)
    undo_attendance(caller, meeting, door.session, undone.id, "Salah orang", clock.now())
    gone = come(door, "Dicabut Sesudah Datang", "")
    gone.status = ParticipantStatus.WITHDRAWN
    door.add("Menolak", institution="dinas  kesehatan", status=ParticipantStatus.DECLINED)
    unable, _code = door.add("Berhalangan", institution="Dinkes")
    note_absence(meeting, door.session, unable, DeclineReason.DUTY, SYSTEM, clock.now())
    bound, _code = door.add("Hanya Komisi", institution=HEALTH)
    restrict_to_sessions(bound, [other], SYSTEM, clock.now())
    come(door, "Biasa", HEALTH)
    door.session.ends_at = other.ends_at = clock.now() - timedelta(minutes=10)
    db.session.commit()
    return [door.session, other]


def of_lists(sessions: Iterable[Session]) -> Found:
    """The same numbers, counted line by line."""
    found: Found = {}
    for session in sessions:
        for line in export_attendance(session, Filters()):
            came, over = line.came is not None, session.is_over(clock.now())
            stands_in = came and bool(line.representing)
            own = Tally(
                1,
                came,
                stands_in,
                0,
                line.came is not None and line.came <= session.starts_at,
                line.late,
                line.presence(over=over) is Presence.EXCUSED,
            )
            name = MERGED.get(line.institution, line.institution)
            found[name] = Tally(*map(sum, zip(found.get(name, Tally()), own, strict=True)))
    return found


@pytest.fixture
def health(door: Door) -> Door:
    """A house that knows the former names of its institution."""
    names = ("Dinkes", "Badan Kesehatan")
    change_organisation(SYSTEM, door.meeting.organisation, clock.now(), name=HEALTH, aliases=names)
    return door


def test_a_meetings_recap_says_what_its_lists_say(health: Door) -> None:
    fill(health)

    sessions, counted = count_meeting(health.meeting)

    assert {line.name: line.tally for line in counted.lines} == of_lists(sessions)
    for session in sessions:
        its = {line.name: line.by_session[session.id] for line in counted.lines if session.id in line.by_session}
        assert its == of_lists([session])
        assert counted.total.by_session[session.id] == Tally(*map(sum, zip(*its.values(), strict=True)))
    whole = counted.total.tally
    assert whole == Tally(*map(sum, zip(*(line.tally for line in counted.lines), strict=True)))
    assert min(whole.deputies, whole.late, whole.excused, whole.silent) > 0


def test_a_series_says_what_the_lists_of_its_meetings_say(health: Door) -> None:
    meeting, sessions = health.meeting, fill(health)
    second = Door(health.app, organisation=meeting.organisation)
    sessions += fill(second)
    period = Period(date(meeting.starts_on.year - 1, 1, 1), date(meeting.starts_on.year + 1, 12, 31))

    counted = count_series(meeting.organisation, period, sa.true(), clock.now())

    wanted = of_lists(sessions)
    assert {line.name: line.tally for line in counted.lines} == wanted
    assert counted.total.tally == Tally(*map(sum, zip(*wanted.values(), strict=True)))
    assert (counted.sessions, len(counted.total.meetings)) == (4, 2)
    assert {line.name: (len(line.meetings), len(line.attended)) for line in counted.lines} == {
        HEALTH: (2, 2),
        WORKS: (2, 2),
        f"{WORKS} dan Penataan Ruang": (2, 0),
        "": (2, 2),
    }
