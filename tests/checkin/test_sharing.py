"""One phone for several meetings of a day: let in by each, ended by each, and blind to what is the other's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings import clock
from meetings.domain.audit import Actor
from meetings.domain.checkin.devices import revoke_device
from meetings.domain.checkin.sharing import let_in_device, list_shareable, shared_with
from meetings.enums import DeviceKind, Role
from meetings.errors import InvalidInput, NotAllowed
from meetings.extensions import db
from meetings.models import AuditEntry, Device, Scan, Session, User
from tests.checkin.door import Door
from tests.factories import make_membership, make_organisation, make_session, make_user

Enter = Callable[[User], FlaskClient]


@pytest.fixture
def other(door: Door) -> Door:
    """Another meeting of the same day and organisation, with a device of its own."""
    return Door(door.app, organisation=door.meeting.organisation, title="Rakor Inflasi")


@pytest.fixture
def head(door: Door) -> User:
    user = make_user("Siti Panitia")
    make_membership(user, door.meeting.organisation, Role.COMMITTEE)
    db.session.commit()
    return user


def let_in(door: Door, other: Door, head: User, sessions: list[Session] | None = None) -> Device:
    actor = Actor("user", head.id, head.name)
    row = let_in_device(other.meeting, door.device.id, "Pintu B", actor, clock.now(), sessions=sessions)
    db.session.commit()
    return row


def ask(door: Door, path: str, token: str) -> tuple[int, dict]:
    answer = door.client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json


def served(door: Door) -> list[tuple[str, str]]:
    status, told = ask(door, "devices/meetings", door.token)
    return [(each["meeting"]["title"], each["device"]["gate"]) for each in told["serving"]] if status == 200 else []


def test_a_phone_serves_a_second_meeting_under_its_name_gate_and_rights_there(door: Door, other: Door, head: User) -> None:
    hall = make_session(other.meeting, title="Pleno II")
    guest, code = other.add("Tamu Inflasi")

    row = let_in(door, other, head, sessions=[other.session])

    assert row.name == "Meja 1 (2)"  # the other meeting has a Meja 1 of its own
    assert served(door) == [(door.meeting.title, "Pintu A"), ("Rakor Inflasi", "Pintu B")]
    status, roster = ask(door, f"meetings/{other.meeting.id}/roster?waiting=3", door.token)
    assert status == 200 and [each["id"] for each in roster["participants"]] == [guest.id]
    assert [each["id"] for each in roster["sessions"]] == [other.session.id]
    scans = [other.scan(code, session=hall.id), other.scan(code)]
    results = [other.post(each, token=door.token).json["results"][0] for each in scans]
    assert [(each["status"], each["reason"]) for each in results] == [("refused", "device_not_allowed"), ("accepted", None)]
    kept = db.session.scalars(select(Scan).where(Scan.status == "accepted")).one()
    assert (kept.meeting_id, kept.device_id, kept.gate, kept.by) == (other.meeting.id, row.id, "Pintu B", "Meja 1 (2)")
    db.session.expire_all()
    assert (row.queue_length, door.device.queue_length) == (3, None)
    wrong = door.post(door.scan(code)).json["results"][0]
    assert (wrong["reason"], wrong["participant"]) == ("wrong_meeting", None)


def test_only_who_may_in_both_lets_in_a_scanner_of_the_same_day_and_tree(door: Door, other: Door, head: User) -> None:
    far = Door(door.app, title="Instansi lain")
    tomorrow = Door(door.app, organisation=door.meeting.organisation, starts_on=other.meeting.ends_on + timedelta(days=3))
    below = Door(door.app, organisation=make_organisation(parent=door.meeting.organisation), title="Rakor Dinas")
    kiosk = door.device.__class__(meeting=door.meeting, name="Kios", kind=DeviceKind.KIOSK, created_at=clock.now())
    unpaired = door.device.__class__(meeting=door.meeting, name="Belum dipasangkan", created_at=clock.now())
    db.session.add_all([kiosk, unpaired])
    stranger = make_user("Bukan Panitia")
    make_membership(stranger, far.meeting.organisation, Role.COMMITTEE)
    db.session.commit()

    assert list_shareable(other.meeting, stranger.id) == []
    offered = list_shareable(other.meeting, head.id)
    assert {each.id for each in offered} == {door.device.id, below.device.id}
    actor = Actor("user", head.id, head.name)
    for refused in (far.device, tomorrow.device, kiosk, unpaired, other.device):
        with pytest.raises(InvalidInput):
            let_in_device(other.meeting, refused.id, "", actor, clock.now())
    let_in(door, other, head)
    assert door.device.id not in {each.id for each in list_shareable(other.meeting, head.id)}
    with pytest.raises(InvalidInput):
        let_in(door, other, head)


def test_each_meeting_ends_it_for_itself_and_its_own_ends_it_everywhere(door: Door, other: Door, head: User) -> None:
    row, actor = let_in(door, other, head), Actor("user", head.id, head.name)
    _guest, code = other.add()

    revoke_device(row, actor, clock.now())
    db.session.commit()
    assert other.post(other.scan(code), token=door.token).status_code == 401
    assert served(door) == [(door.meeting.title, "Pintu A")]

    row = let_in(door, other, head)
    with pytest.raises(NotAllowed):
        revoke_device(row, actor, clock.now(), everywhere=True)
    revoke_device(door.device, actor, clock.now())
    db.session.commit()
    assert door.post(door.scan(code)).status_code == 401
    assert other.send(other.scan(code), token=door.token)[0]["status"] == "accepted"

    revoke_device(door.device, actor, clock.now(), everywhere=True)
    db.session.commit()
    assert other.post(other.scan(code), token=door.token).status_code == 401
    assert served(door) == [] and door.device.token_hash is None
    said = db.session.execute(select(AuditEntry.action, AuditEntry.meeting_id)).all()
    assert said.count(("device.shared", door.meeting.id)) == said.count(("device.shared", other.meeting.id)) == 2
    assert said.count(("device.revoked", other.meeting.id)) == 2 and said.count(("device.revoked", door.meeting.id)) == 1


def test_a_phone_that_lets_go_lets_go_of_all(door: Door, other: Door, head: User) -> None:
    row = let_in(door, other, head)

    bearer = {"Authorization": f"Bearer {door.token}"}
    assert door.client.post(f"/api/v1/meetings/{door.meeting.id}/release", headers=bearer).json == {"device": door.device.id}

    assert [ask(door, f"meetings/{each.meeting.id}/roster", door.token)[0] for each in (door, other)] == [401, 401]
    assert row.phone.token_hash is None
    assert db.session.scalars(select(AuditEntry.action)).all().count("device.released") == 2


def test_another_meeting_comes_into_the_phone_on_its_eve(door: Door, other: Door, head: User) -> None:
    let_in(door, other, head)
    for days, titles in ((2, 1), (1, 2)):
        other.meeting.starts_on = other.meeting.ends_on = clock.local(clock.now(), other.meeting.timezone).date() + timedelta(
            days
        )
        db.session.commit()
        assert len(served(door)) == titles


def test_the_pages_tell_what_else_a_phone_serves(door: Door, other: Door, head: User, sign_in: Enter) -> None:
    client = sign_in(head)
    door.device.paired_at = clock.now()
    db.session.commit()
    address = f"/kegiatan/{other.meeting.id}/check-in/perangkat/izinkan"
    assert "Meja 1 · Pintu A" in client.get(address).text

    sent = client.post(address, data={"home": door.device.id, "gate": "", "scope": "all"}, follow_redirects=True).text

    assert "kini juga melayani kegiatan ini" in sent and "Dipasangkan dari" in sent
    here = client.get(f"/kegiatan/{door.meeting.id}/check-in").text
    assert "juga melayani Rakor Inflasi" in here and "Ya, cabut dari kegiatan ini" in here
    own = client.get(f"/kegiatan/{door.meeting.id}/check-in/perangkat/{door.device.id}").text
    assert "Cabut di semua kegiatan" in own
    there = client.get(f"/kegiatan/{other.meeting.id}/check-in").text
    assert f"juga melayani {door.meeting.title}" in there
    row = db.session.scalars(select(Device).where(Device.home_id == door.device.id)).one()
    assert row.gate == "Pintu A" and shared_with([row]) == {row.id: [door.meeting]}
    told = client.post(f"/kegiatan/{other.meeting.id}/check-in/perangkat/{row.id}/cabut", follow_redirects=True).text
    assert "dicabut dari kegiatan ini" in told
