"""A guest who names somebody learns of nobody whether they are on the list: one answer for all. The committee sees it, and decides."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import outbox, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.participants import Details, end_representation, name_representative, undecided, withdraw_participant
from meetings.domain.passes import issue_pass
from meetings.enums import ParticipantSource, ParticipantStatus, PassState, Role
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Participant, Pass, Representation
from tests.factories import make_invitation, make_meeting, make_participant, make_session
from tests.factories.minutes import make_officer

S = ParticipantStatus
NIP, PHONE, EMAIL = "196805121994031005", "+6281234567890", "siti@example.go.id"


@pytest.fixture
def invitation(app) -> Invitation:
    meeting = make_meeting()
    make_session(meeting)
    return make_invitation(make_participant(meeting, "Budi", status=S.INVITED))


@pytest.fixture
def address(invitation: Invitation) -> str:
    return passes.answer_link(invitation).removeprefix("http://localhost")


def _known(invitation: Invitation, **values: str) -> Participant:
    person = make_participant(invitation.meeting, "Siti Aminah", nip=NIP, phone=PHONE, email=EMAIL, **values)
    issue_pass(person, clock.now())
    db.session.commit()
    return person


def _invited(invitation: Invitation) -> Participant:
    return _known(invitation, status=S.INVITED)


def _from_elsewhere(invitation: Invitation) -> Participant:
    return _known(invitation, institution="Rumah Sakit Lain")


def _withdrawn(invitation: Invitation) -> Participant:
    person = _known(invitation)
    withdraw_participant(person, SYSTEM, clock.now(), "diberhentikan")
    db.session.commit()
    return person


def _represented(invitation: Invitation) -> Participant:
    person = _known(invitation)
    name_representative(person, Details(name="Rina Wati"), SYSTEM, clock.now())
    db.session.commit()
    return person


def _standing_in(invitation: Invitation) -> Participant:
    person, boss = _known(invitation), make_participant(invitation.meeting, "Kepala")
    name_representative(boss, Details(name="Siti Aminah", nip=NIP), SYSTEM, clock.now())
    db.session.commit()
    return person


def _plain(page: str) -> str:
    """The page without the link to the pass and what the request alone makes different."""
    return re.sub(r"/p/\w+|csrf[^>]+>|nonce-[\w=+/]+|value=\"[\w.-]{20,}\"", "", page, flags=re.IGNORECASE)


TYPED = (
    {"name": "Siti Aminah"},
    {"name": "Orang Lain", "nip": NIP},
    {"name": "Orang Lain", "phone": PHONE},
    {"name": "Orang Lain", "email": EMAIL},
)


@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: [*typed][-1])
@pytest.mark.parametrize(
    "known", [_invited, _from_elsewhere, _withdrawn, _represented, _standing_in], ids=lambda each: each.__name__
)
def test_the_answer_is_that_for_somebody_unknown(
    invitation: Invitation,
    address: str,
    client: FlaskClient,
    known: Callable[[Invitation], Participant],
    typed: dict[str, str],
) -> None:
    answer = {"answer": "diwakilkan", "title_back": "S.E."} | typed
    client.post(address, data=answer, follow_redirects=True)
    unknown = client.get(address)
    client.post(address, data={"answer": "hadir"})
    first = db.session.scalars(sa.select(Participant).where(Participant.source == ParticipantSource.REPRESENTATIVE)).one()
    db.session.execute(sa.delete(Representation))
    db.session.execute(sa.delete(Pass).where(Pass.participant_id == first.id))
    db.session.execute(sa.delete(Participant).where(Participant.id == first.id))
    person = known(invitation)
    before = (person.status, person.phone, person.email)

    posted = client.post(address, data=answer)

    assert posted.status_code == 303
    client.get(address)  # says once that it was recorded
    page = client.get(address)
    assert page.status_code == 200 and "Diwakilkan kepada" in page.text and "/p/" in page.text
    assert _plain(page.text) == _plain(unknown.text)
    assert client.get(re.findall(r"/p/\w+", page.text, re.IGNORECASE)[0]).status_code == 200
    db.session.expire_all()
    assert (person.status, person.phone, person.email) == before
    [named] = [each for each in undecided(invitation.meeting_id) if each.id != person.id]
    assert named.id != person.id and _stands_in(named)


def _stands_in(person: Participant) -> bool:
    open_now = Representation.representative_id == person.id, Representation.ended_at.is_(None)
    return db.session.scalar(sa.select(sa.func.count(Representation.id)).where(*open_now)) == 1


def _named() -> Participant:
    newest = sa.select(Representation).where(Representation.ended_at.is_(None)).order_by(Representation.created_at.desc())
    return db.session.scalars(newest).first().representative


def _named_siti(address: str, client: FlaskClient, **more: str) -> Participant:
    client.post(address, data={"answer": "diwakilkan", "name": "Siti Aminah"} | more)
    db.session.expire_all()
    return _named()


def test_whom_the_committee_withdrew_is_never_brought_back_by_a_guest(
    invitation: Invitation, address: str, client: FlaskClient
) -> None:
    person = _withdrawn(invitation)

    for _time in range(2):
        named = _named_siti(address, client)
        assert named.status is S.PENDING  # refused at the door
        client.post(address, data={"answer": "hadir"})

    db.session.expire_all()
    assert person.status is S.WITHDRAWN
    assert db.session.scalar(sa.select(Pass.state).where(Pass.participant_id == person.id)) is PassState.REVOKED


def test_a_corrected_number_tells_nothing_either(invitation: Invitation, address: str, client: FlaskClient) -> None:
    client.post(address, data={"answer": "diwakilkan", "name": "Rina Wati"})
    code = db.session.scalar(sa.select(Pass.id).where(Pass.participant_id == _named().id))
    _invited(invitation)

    posted = client.post(address, data={"answer": "diwakilkan", "name": "Rina Wati", "nip": NIP, "email": EMAIL})

    assert posted.status_code == 303
    db.session.expire_all()
    named = _named()
    assert (named.name, named.nip) == ("Rina Wati", NIP) and undecided(invitation.meeting_id) == [named]
    assert db.session.scalars(sa.select(Pass.id).where(Pass.participant_id == named.id)).all() == [code]


def test_nobody_comes_for_themselves(invitation: Invitation, address: str, client: FlaskClient) -> None:
    page = client.post(address, data={"answer": "diwakilkan", "name": "Budi"})
    assert page.status_code == 422 and "Wakil harus orang lain." in page.text


def test_the_committee_says_that_it_is_the_same_person(
    invitation: Invitation, address: str, client: FlaskClient, sign_in
) -> None:
    person, meeting = _invited(invitation), invitation.meeting
    named = _named_siti(address, client, basis="ST 7", email="rina@example.go.id")
    clerk = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))
    base = f"/kegiatan/{meeting.id}/peserta"
    assert "Nama yang mungkin sudah ada dalam daftar" in clerk.get(base).text
    assert "Orang yang sama" in clerk.get(f"{base}/{named.id}").text
    db.session.execute(sa.text("UPDATE delivery SET state = 'sent'"))
    db.session.commit()

    done = clerk.post(f"{base}/{named.id}/wakil/siapa", data={"other": person.id}, follow_redirects=True).text

    assert "datang sebagai wakil dengan tanda masuknya sendiri" in done
    db.session.expire_all()
    row = db.session.scalars(sa.select(Representation).where(Representation.ended_at.is_(None))).one()
    assert (row.representative_id, row.represented_id, row.basis) == (person.id, invitation.participant_id, "ST 7")
    assert named.status is S.DELETED and undecided(meeting.id) == []
    assert db.session.scalar(sa.select(Pass.state).where(Pass.participant_id == named.id)) is PassState.REVOKED
    kinds = [each.kind for each in db.session.scalars(sa.select(Delivery))]
    assert kinds == ["representative", "representative"]  # with their own pass; nobody is told that it is over
    again = clerk.post(f"{base}/{named.id}/wakil/siapa", data={"other": person.id}, follow_redirects=True).text
    assert "sudah diputuskan" in again


def test_the_committee_says_that_they_are_two(invitation: Invitation, address: str, client: FlaskClient, sign_in) -> None:
    _withdrawn(invitation)
    named, meeting = _named_siti(address, client), invitation.meeting
    clerk = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))
    there = f"/kegiatan/{meeting.id}/peserta/{named.id}"
    assert "tanda masuk ini belum berlaku di pintu" in clerk.get(there).text

    clerk.post(f"{there}/wakil/siapa", data={})

    db.session.expire_all()
    assert named.status is S.CONFIRMED and undecided(meeting.id) == []
    assert "Mungkin orang yang sama" not in clerk.get(there).text
    assert "Wakil yang mungkin" not in clerk.get(f"/kegiatan/{meeting.id}/peserta").text
    end_representation(db.session.get_one(Participant, invitation.participant_id), SYSTEM, clock.now())
    assert outbox.count_by_state(sa.true()) == {}
