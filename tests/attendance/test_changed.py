"""Attendance goes on after the minutes were published: both pages say by how much, and where to go."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from meetings import clock
from meetings.domain.attendance.changed import Changed, changed_since_minutes
from meetings.domain.checkin import caller_for_user
from meetings.domain.checkin.manual import undo_attendance
from meetings.domain.minutes import correct_minutes
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Participant, Session, User
from tests.checkin.door import Door
from tests.factories import make_agenda_item
from tests.factories.minutes import actor_of, approve, make_minutes, make_officer, publish


def _words(session: Session) -> str:
    changed = changed_since_minutes(session)
    return changed.words if changed else ""


def _undo(door: Door, person: Participant) -> None:
    caller = caller_for_user(make_officer(door.meeting.organisation, Role.COMMITTEE), door.meeting, may_force=False)
    undo_attendance(caller, door.meeting, door.session, person.id, "Salah orang", clock.now())
    db.session.commit()


def test_what_changed_since_the_minutes_were_published_is_counted_and_said(
    door: Door, sign_in: Callable[[User], FlaskClient]
) -> None:
    people = [door.add(name) for name in ("Ani", "Budi", "Citra", "Dodi")]
    ani, budi, _citra, _dodi = (person for person, _code in people)
    for _person, code in people[:2]:
        door.one(code)
    door.session.ends_at, door.session.chair_name = clock.now() - timedelta(seconds=1), "Dr. Bima Arya"
    door.session.chair_position, door.session.recorder_name = "Wali Kota Bogor", "Siti Aminah"
    make_agenda_item(door.session, "Arahan Wali Kota")
    minutes = approve(make_minutes(door.session))
    assert _words(door.session) == ""
    publish(minutes)
    door.one(people[0][1])  # once more: present as before
    assert _words(door.session) == ""

    door.one(people[2][1])
    door.one(people[3][1])
    _undo(door, ani)

    assert _words(door.session) == "+2 \u22121"
    client = sign_in(make_officer(door.meeting.organisation, Role.COMMITTEE))
    home, read = f"/kegiatan/{door.meeting.id}", f"/kegiatan/{door.meeting.id}/notula/{minutes.id}"
    for page in (f"{home}/kehadiran?sesi={door.session.id}", read):
        assert "Kehadiran berubah sejak notula terbit" in client.get(page).text and "+2 \u22121" in client.get(page).text
    assert "Kehadiran berubah sejak terbit: +2 \u22121" in client.get(f"{home}/notula/").text
    assert f'href="{read}"' in client.get(f"{home}/kehadiran?sesi={door.session.id}").text

    secretary = make_officer(door.meeting.organisation, Role.SECRETARY)
    copy = correct_minutes(minutes, "Kehadiran susulan", actor_of(secretary), clock.now())
    db.session.commit()
    correction = sign_in(secretary).get(f"{home}/notula/{copy.id}/ubah").text
    assert "+2 \u22121. Yang tercetak tetap seperti saat terbit. Koreksi ini memakai kehadiran sekarang." in correction

    door.one(people[0][1])
    assert _words(door.session) == "+2"  # taken back and come again: as the minutes say
    _undo(door, budi)
    for person, _code in people[2:]:
        _undo(door, person)
    assert _words(door.session) == "\u22121"


def test_without_minutes_in_force_there_is_nothing_to_compare(door: Door) -> None:
    door.one(door.add()[1])

    assert changed_since_minutes(door.session) is None
    assert Changed.words.fget(Changed(None, 0, 3)) == "\u22123"
