"""A guest joins from afar: recorded on the way, told under which name."""

from datetime import timedelta

import pytest
import time_machine

from meetings import clock
from meetings.domain import online, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.passes import issue_passes
from meetings.enums import LinkProvider, MeetingMode, ScanMethod
from meetings.extensions import db
from meetings.models import Attendance, Pass
from tests.factories import make_meeting, make_participant, make_session


@pytest.fixture
def guest(app, client):
    meeting = make_meeting(mode=MeetingMode.HYBRID)
    make_session(meeting)
    person = make_participant(meeting, "Budi Santoso", institution="Kab. Bogor", position="Kepala Dinas")
    values = {
        "provider": LinkProvider.ZOOM,
        "url": "https://zoom.us/j/1",
        "label": "",
        "meeting_code": "1",
        "passcode": "77",
        "visible_from": None,
        "visible_until": None,
        "host_notes": "",
        "session_id": "",
    }
    link = online.add_link(meeting, values, actor=SYSTEM, at=clock.now())
    issue_passes(meeting.id, [person.id], clock.now())
    db.session.commit()
    issued = db.session.scalars(db.select(Pass)).one()
    return meeting, link, f"/p/{passes.code_of(issued)}"


def _present():
    return db.session.scalars(db.select(Attendance)).all()


def test_joining_records_and_leads_on(guest, client):
    _meeting, link, own = guest
    assert f'action="{own}/tautan/{link.id}/gabung"' in client.get(own).text

    page = client.post(f"{own}/tautan/{link.id}/gabung", follow_redirects=True).text

    assert "Anda tercatat hadir pukul" in page and 'href="https://zoom.us/j/1"' in page and "77" in page
    assert "Kab. Bogor_Budi Santoso_Kepala Dinas" in page
    (row,) = _present()
    assert (row.mode, row.method) == (MeetingMode.ONLINE, ScanMethod.LINK)
    client.post(f"{own}/tautan/{link.id}/gabung")
    assert len(_present()) == 1


def test_looking_records_nobody(guest, client):
    _meeting, link, own = guest

    page = client.get(f"{own}/tautan/{link.id}/gabung").text

    assert "https://zoom.us/j/1" in page and "tercatat hadir pukul" not in page and _present() == []


def test_before_the_door_opens_one_may_go_on_unrecorded(guest, client):
    _meeting, link, own = guest
    with time_machine.travel(clock.now() - timedelta(hours=5)):
        page = client.post(f"{own}/tautan/{link.id}/gabung", follow_redirects=True).text
    assert "belum dicatat" in page and "https://zoom.us/j/1" in page and _present() == []


def test_a_link_that_is_not_shown_leads_nowhere(guest, client):
    _meeting, link, own = guest
    link.visible_until = clock.now() - timedelta(minutes=1)
    db.session.commit()

    page = client.post(f"{own}/tautan/{link.id}/gabung", follow_redirects=True).text

    assert "tidak tampil sekarang" in page and "https://zoom.us" not in page and _present() == []
    other = make_meeting()
    assert client.get(f"{own}/tautan/{other.id}/gabung", follow_redirects=True).text.count("tidak tampil sekarang") == 1
