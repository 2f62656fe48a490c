"""What follows when the committee says that whom a guest named is somebody on the list, who may be bound already."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import passes
from meetings.domain.audit import SYSTEM
from meetings.domain.outbox.kinds import find_kind
from meetings.domain.participants import queries, withdraw_participant
from meetings.enums import ParticipantStatus, PassState, Role
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Meeting, Participant, Pass, Representation, User
from tests.factories import make_invitation, make_meeting, make_participant, make_session
from tests.factories.minutes import make_officer

S = ParticipantStatus
TONO = {"answer": "diwakilkan", "name": "Tono", "phone": "0812 3456 7890"}


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    meeting = make_meeting()
    make_session(meeting)
    return meeting


@pytest.fixture
def clerk(meeting: Meeting, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make_officer(meeting.organisation, Role.COMMITTEE))


def _guest(meeting: Meeting, name: str, **values: str) -> str:
    """The address of the answer page of somebody newly invited."""
    person = make_participant(meeting, name, status=S.INVITED, email=f"{name.lower()}@example.go.id", **values)
    address = passes.answer_link(make_invitation(person)).removeprefix("http://localhost")
    db.session.commit()
    return address


def _named(name: str) -> Participant:
    """Whom this guest sends now."""
    row = sa.select(Representation).join(Representation.represented).where(Participant.name == name)
    return db.session.scalars(row.where(Representation.ended_at.is_(None))).one().representative


def _person(name: str) -> Participant:
    return db.session.scalars(
        sa.select(Participant).where(Participant.name == name).execution_options(populate_existing=True)
    ).one()


def _settle(clerk: FlaskClient, person: Participant, other: Participant) -> str:
    there = f"/kegiatan/{person.meeting_id}/peserta/{person.id}/wakil/siapa"
    return clerk.post(there, data={"other": other.id}, follow_redirects=True).text


def test_one_person_comes_for_one_guest_and_the_second_names_another(
    meeting: Meeting, clerk: FlaskClient, client: FlaskClient
) -> None:
    rina, andi = _guest(meeting, "Rina"), _guest(meeting, "Andi", institution="Dinas Lain")
    client.post(rina, data=TONO)
    client.post(andi, data=TONO | {"email": "tono@example.go.id"})
    first, second = _named("Rina"), _named("Andi")
    db.session.execute(sa.update(Delivery).values(state="sent"))
    db.session.commit()
    shown = clerk.get(f"/kegiatan/{meeting.id}/peserta/{second.id}").text
    assert "sudah mewakili Rina" in shown and "Andi diminta menunjuk orang lain" in shown

    told = _settle(clerk, second, first)

    assert "Tono bukan lagi wakil Andi, yang diminta menunjuk orang lain." in told and "Diminta menunjuk wakil lain" in told
    db.session.expire_all()
    assert _named("Rina").id == first.id and second.status is S.DELETED and _person("Andi").status is S.INVITED
    assert db.session.scalar(sa.select(Pass.state).where(Pass.participant_id == second.id)) is PassState.REVOKED
    assert passes.active_pass(_person("Andi")) is not None
    sent = {each.address: each.kind for each in db.session.scalars(sa.select(Delivery).where(Delivery.state != "sent"))}
    assert sent == {"andi@example.go.id": "turned_down", "tono@example.go.id": "released"}
    page = client.get(andi).text
    assert "Tono tidak dapat diterima sebagai wakil Anda" in page and "Rina" not in page

    client.post(andi, data={"answer": "diwakilkan", "name": "Wati"})

    assert "tidak dapat diterima" not in client.get(andi).text and _named("Andi").name == "Wati"
    mail = db.session.scalars(sa.select(Delivery).where(Delivery.kind == "turned_down")).one()
    assert "Penerima sudah menjawab lagi" in find_kind(mail.kind).why_not(mail)


def test_whoever_was_withdrawn_or_sends_somebody_is_named_in_vain_too(
    meeting: Meeting, clerk: FlaskClient, client: FlaskClient
) -> None:
    for name, bound in (("Joko", "Camat"), ("Budi", "Lurah")):
        other = make_participant(meeting, bound, status=S.INVITED, institution="Kantor")
        address = _guest(meeting, name)
        if bound == "Camat":
            withdraw_participant(other, SYSTEM, clock.now())
        else:
            other.status = S.REPLACED
        db.session.commit()
        client.post(address, data={"answer": "diwakilkan", "name": bound})

        _settle(clerk, _named(name), other)

        db.session.expire_all()
        assert _person(name).status is S.INVITED
        assert "tidak dapat diterima sebagai wakil Anda" in client.get(address).text
        assert other.status is (S.WITHDRAWN if bound == "Camat" else S.REPLACED)


def test_the_link_forwarded_before_leads_to_the_own_pass_and_shows_none(
    meeting: Meeting, clerk: FlaskClient, client: FlaskClient
) -> None:
    address = _guest(meeting, "Siti")
    _guest(meeting, "Tono", institution="Dinas Lain")
    own = passes.pass_page(passes.active_pass(_person("Tono")))
    client.post(address, data={"answer": "diwakilkan", "name": "Tono"})
    named = _named("Siti")
    forwarded = passes.pass_page(passes.active_pass(named)).removeprefix("http://localhost")
    other = db.session.scalars(sa.select(Participant).where(Participant.name == "Tono", Participant.id != named.id)).one()

    _settle(clerk, named, other)

    page = client.get(forwarded).text
    assert "Gunakan tanda masuk Anda sendiri" in page and "Penugasan sebagai wakil sudah berakhir" not in page
    assert 'href="/k"' in page and own.removeprefix("http://localhost") not in page and "<svg viewBox" not in page
    counted = queries.count_by_answer(meeting.id)
    assert (counted["withdrawn"], counted["united"]) == (0, 1)
    there = f"/kegiatan/{meeting.id}/peserta/{named.id}"
    shown = clerk.get(there).text
    assert "Disatukan" in shown and f"peserta/{other.id}" in shown and "Pulihkan" not in shown
    assert "sudah disatukan" in clerk.post(f"{there}/pulihkan", follow_redirects=True).text
    assert "tanda masuknya sendiri tetap berlaku" in clerk.get(f"/kegiatan/{meeting.id}/peserta/{_person('Siti').id}").text


def test_a_representative_who_says_that_they_come_has_said_so(meeting: Meeting, client: FlaskClient) -> None:
    address = _guest(meeting, "Rina")
    client.post(address, data=TONO)
    tono = _named("Rina")
    assert tono.answered_at is None
    letter = make_invitation(tono, db.session.scalars(sa.select(Invitation)).one().letter)
    theirs = passes.answer_link(letter).removeprefix("http://localhost")
    db.session.commit()
    asked = client.get(theirs).text
    assert "Ya, saya hadir" in asked and "Satu tanda masuk berlaku untuk keduanya" not in asked and "Tanda masuk (QR)" in asked

    said = client.post(theirs, data={"answer": "hadir"}, follow_redirects=True).text

    db.session.expire_all()
    assert tono.answered_at is not None
    assert "Ya, saya hadir" not in said and "Buka tanda masuk (QR)" in said


def test_a_namesake_with_a_number_is_no_correction_of_whom_they_sent_before(meeting: Meeting, client: FlaskClient) -> None:
    address, budi = (
        _guest(meeting, "Siti"),
        {"answer": "diwakilkan", "name": "Budi Santoso", "nip": "", "position": "", "phone": ""},
    )
    client.post(address, data=budi | {"position": "Kabid", "phone": "0812 3456 7890"})
    first = _named("Siti")
    forwarded = passes.pass_page(passes.active_pass(first)).removeprefix("http://localhost")
    for between in ({"answer": "hadir"}, None):
        if between:
            client.post(address, data=between)
        client.post(address, data=budi | {"nip": "196805121994031005"})
        db.session.expire_all()
        other = _named("Siti")
        assert (other.id == first.id, other.nip, other.position, other.phone) == (False, "196805121994031005", "", "")
        assert "Penugasan sebagai wakil sudah berakhir" in client.get(forwarded).text
        client.post(address, data=budi | {"position": "Kabid", "phone": "0812 3456 7890"})
        db.session.expire_all()
        assert _named("Siti").id == first.id and first.nip == ""

    client.post(address, data=budi | {"position": "Kabid", "nip": "196805121994031005"})  # the same, whose number was missing

    db.session.expire_all()
    assert _named("Siti").id == first.id and (first.nip, first.phone) == ("196805121994031005", "+6281234567890")
