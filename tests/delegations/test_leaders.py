"""What an institution's link says of its leaders and representatives: each one's own hours, own pass, and the answer of now."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import outbox, passes
from meetings.domain.agenda import change_session
from meetings.domain.audit import SYSTEM
from meetings.domain.delegations import (
    DelegationDetails,
    add_leaders,
    change_delegation,
    name_delegates,
    send_link,
    whatsapp_text,
)
from meetings.domain.participants import Details, name_representative
from meetings.domain.participants.sessions import restrict_to_sessions, sessions_of
from meetings.enums import ParticipantStatus
from meetings.extensions import db
from meetings.models import Delegation, Delivery, Invitation, Participant, Representation, Session
from tests.delegations.conftest import address_of, make_delegation
from tests.factories import make_invitation, make_meeting, make_participant, make_session

S = ParticipantStatus
START = clock.now().replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=20)  # 09.00 WIB


@pytest.fixture
def sessions(app) -> list[Session]:
    """A plenary at nine in the meeting's zone, and a hearing at one in a room of its own."""
    meeting = make_meeting(starts_on=START.date(), ends_on=START.date())
    plenary = make_session(meeting, START, title="Sidang Pleno", room="")
    return [plenary, make_session(meeting, START + timedelta(hours=4), title="Dengar Pendapat", room="Ruang Melati")]


@pytest.fixture
def link(sessions) -> Delegation:
    return make_delegation(sessions[0].meeting, session_ids=(sessions[0].id,), contact_email="rina@example.go.id")


@pytest.fixture
def leader(link, sessions) -> Participant:
    person = make_participant(link.meeting, "Taufik Hidayat", position="Kepala Dinas", status=S.INVITED)
    make_invitation(person)
    restrict_to_sessions(person, [sessions[1]], SYSTEM, clock.now())
    add_leaders(link, [person.id], SYSTEM, clock.now())
    db.session.commit()
    return person


def _where(link: Delegation, leader: Participant) -> str:
    return f"{address_of(link)}/undangan/{leader.id}/jawab"


def _own(leader: Participant) -> str:
    held = db.session.scalars(sa.select(Invitation).where(Invitation.participant_id == leader.id)).one()
    return passes.answer_link(held).removeprefix("http://localhost")


def _mail(kind: str) -> str:
    waiting = sa.select(Delivery).where(Delivery.kind == kind, Delivery.state == "queued")
    return outbox.read_body(db.session.scalars(waiting).one())[0]


def test_each_leader_sees_their_own_hours_and_room(link, leader, client: FlaskClient):
    page, answer = client.get(address_of(link)).text, client.get(_where(link, leader)).text

    assert "pukul 09.00" in page and "pukul 13.00" in page and "Dengar Pendapat (Ruang Melati)" in page
    assert "pukul 13.00" in answer and "Dengar Pendapat (Ruang Melati)" in answer and "pukul 09.00" not in answer


def test_contact_and_delegate_are_told_their_sessions_and_who_waits_for_an_answer(link, leader, sessions):
    send_link(link, SYSTEM, clock.now())
    mail, chat = _mail("delegation"), whatsapp_text(link)
    for text in (mail, chat):
        assert "pukul 09.00" in text and "Sidang Pleno" in text
        assert "Taufik Hidayat, Kepala Dinas: Dengar Pendapat (Ruang Melati)" in text and "jawab undangan pimpinan" in text

    leader.answered_at = clock.now()
    db.session.flush()

    assert "pimpinan" not in whatsapp_text(link)


def test_a_delegates_mail_that_waits_follows_the_room_of_their_session(link, sessions):
    name_delegates(link, [Details(name="Budi", email="budi@example.go.id")], "Rina", clock.now())
    assert "Sidang Pleno" in _mail("delegate") and "Aula" not in _mail("delegate") and "pukul 09.00" in _mail("delegate")

    _move(sessions[0], room="Aula")

    assert "Sidang Pleno (Aula)" in _mail("delegate")


def _move(session: Session, room: str) -> None:
    change_session(session, {"room": room}, actor=SYSTEM, at=clock.now())


SITI = {
    "by": "Rina Wati",
    "answer": "diwakilkan",
    "name": "Siti Aminah",
    "position": "Sekretaris",
    "nip": "196805121994031005",
    "phone": "081234567890",
}


def _sent() -> Participant:
    open_now = sa.select(Representation).where(Representation.ended_at.is_(None)).execution_options(populate_existing=True)
    return db.session.scalars(open_now).one().representative


def test_the_representatives_pass_can_be_passed_on_by_the_secretary(link, leader, client: FlaskClient):
    client.post(_where(link, leader), data=SITI)

    pass_url = passes.pass_page(passes.active_pass(_sent()))
    for address in (address_of(link), _where(link, leader)):
        page = client.get(address).text
        assert pass_url in page and "Teruskan tautan ini kepadanya:" in page


def test_the_pass_of_somebody_invited_anyway_is_nobody_elses(link, leader, client: FlaskClient):
    other = make_participant(link.meeting, "Dewi Lestari", status=S.INVITED, institution="Dinas Kesehatan")
    passes.issue_pass(other, clock.now())
    name_representative(leader, Details(name="Dewi Lestari", institution="Dinas Kesehatan"), SYSTEM, clock.now())
    db.session.commit()

    page = client.get(address_of(link)).text

    assert "Dewi Lestari" in page and "/p/" not in page and "dijawab oleh panitia" in page


@pytest.mark.parametrize("by_leader", [True, False])
def test_another_name_is_another_person_with_nothing_of_the_one_before(link, leader, client: FlaskClient, by_leader):
    where = _own(leader) if by_leader else _where(link, leader)
    client.post(where, data=SITI)
    former, code = _sent(), passes.active_pass(_sent()).id
    page = client.post(where, data=SITI | {"name": "Budi Santoso"}, follow_redirects=True).text

    now = _sent()
    assert now.id != former.id and (now.name, now.nip, now.phone, now.position) == ("Budi Santoso", "", "", "")
    assert passes.active_pass(former) is None and passes.active_pass(now).id != code
    assert "Tanda masuk Siti Aminah tidak berlaku lagi" in page


@pytest.mark.parametrize("corrected", [{"name": "Sitti Aminah"}, {"title_back": "S.E."}, {"name": "Siti Aminah Putri"}])
def test_a_corrected_spelling_is_the_same_person(link, leader, client: FlaskClient, corrected):
    client.post(_where(link, leader), data=SITI)
    former, code = _sent().id, passes.active_pass(_sent()).id
    client.post(_where(link, leader), data=SITI | corrected)

    assert (_sent().id, passes.active_pass(_sent()).id, _sent().nip) == (former, code, SITI["nip"])
    assert _sent().name == corrected.get("name", "Siti Aminah")


def _opened(client: FlaskClient, address: str) -> str:
    return re.search(r'name="seen" value="(\w+)"', client.get(address).text)[1]


def test_who_answers_on_an_old_page_is_shown_the_answer_of_now(link, leader, client: FlaskClient):
    where, own = _where(link, leader), _own(leader)
    old, leaders = _opened(client, where), _opened(client, own)
    client.post(own, data={"answer": "tidak-hadir", "reason": "duty", "seen": leaders})

    refused = client.post(where, data=SITI | {"seen": old})

    assert refused.status_code == 409 and "Tersimpan sekarang" in refused.text and "yang bersangkutan" in refused.text
    assert "Diwakilkan kepada Siti Aminah, Sekretaris" in refused.text and 'value="Siti Aminah"' in refused.text
    db.session.refresh(leader)
    assert leader.status is S.DECLINED
    again = client.post(where, data=SITI | {"seen": _opened(client, where)})
    assert again.status_code == 302 and _sent().name == "Siti Aminah"

    late = client.post(own, data={"answer": "hadir", "seen": leaders})

    assert late.status_code == 409 and "Rina Wati (Dinas Kesehatan)" in late.text and _sent().name == "Siti Aminah"


def test_the_same_answer_twice_is_no_quarrel(link, leader, client: FlaskClient):
    for where, data in ((_own(leader), {"answer": "hadir"}), (_where(link, leader), SITI)):
        seen = _opened(client, where)
        codes = {client.post(where, data=data | {"seen": seen}).status_code for _twice in range(2)}
        assert codes <= {302, 303}


def test_whom_it_has_named_follows_the_sessions_of_the_link_unless_the_committee_said_otherwise(link, sessions):
    budi, wati = name_delegates(
        link, [Details(name="Budi", email="budi@example.go.id"), Details(name="Wati")], "Rina", clock.now()
    )
    restrict_to_sessions(wati.participant, sessions, SYSTEM, clock.now())
    db.session.commit()

    def called() -> list[list[str] | None]:
        found = (sessions_of(each.participant) for each in (budi, wati))
        return [found and [each.title for each in found] for found in found]

    change_delegation(link, DelegationDetails("Dinas Kesehatan", quota=3, session_ids=[sessions[1].id]), SYSTEM, clock.now())
    assert called() == [["Dengar Pendapat"], ["Sidang Pleno", "Dengar Pendapat"]]
    assert "Dengar Pendapat (Ruang Melati)" in _mail("delegate")

    change_delegation(link, DelegationDetails("Dinas Kesehatan", quota=3), SYSTEM, clock.now())
    db.session.expire_all()
    assert called() == [None, ["Sidang Pleno", "Dengar Pendapat"]]
