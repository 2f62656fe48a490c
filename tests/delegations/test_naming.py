"""An institution names its people: never more than its quota, nothing about others, and each comes with a pass of their own."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import outbox
from meetings.domain.audit import SYSTEM
from meetings.domain.delegations import change_delegate, name_delegates, queries, remove_delegate
from meetings.domain.participants import (
    Details,
    perhaps_same_as,
    restore_participant,
    undecided,
    unite,
    united_with,
    withdraw_participant,
)
from meetings.domain.participants.categories import CategoryDetails, save_category
from meetings.domain.passes import active_pass
from meetings.enums import MeetingState, ParticipantSource, ParticipantStatus
from meetings.errors import Conflict, MeetingsError, WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Delegate, Delegation, Delivery, Participant
from meetings.models.standing import admitted
from tests.delegations.conftest import make_delegation
from tests.factories import make_meeting, make_participant, make_session
from tests.factories.minutes import make_attendance

S = ParticipantStatus
NIP = "196805121994031005"
SITI = Details(name="Siti Aminah", title_back="S.K.M.", nip=NIP, position="Kepala Seksi", phone="+6281234567890")


def _name(delegation: Delegation, *people: Details, by: str = "Rina Wati") -> list[Delegate]:
    named = name_delegates(delegation, people, by, clock.now())
    db.session.commit()
    return named


def _places(delegation: Delegation) -> int:
    return queries.count_named([delegation.id]).get(delegation.id, 0)


def test_who_is_named_comes_with_a_pass_and_it_is_kept_who_said_so(delegation):
    before = delegation.meeting.roster_version

    (row,) = _name(delegation, SITI)

    person = row.participant
    assert (person.status, person.source, person.institution) == (S.CONFIRMED, ParticipantSource.DELEGATION, "Dinas Kesehatan")
    assert active_pass(person) is not None
    assert (row.named_by, person.answered_by) == ("Rina Wati", "Rina Wati (Dinas Kesehatan)")
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.target_id == person.id)).one()
    assert (entry.actor_kind, entry.actor_name) == ("guest", "Rina Wati (Dinas Kesehatan)")
    db.session.refresh(delegation.meeting)
    assert delegation.meeting.roster_version > before


def test_more_than_the_quota_are_refused_all_together(delegation):
    _name(delegation, SITI)

    with pytest.raises(Conflict, match="masih ada tempat untuk 2, bukan 3"):
        _name(delegation, *(Details(name=f"Orang {name}") for name in "ABC"))
    db.session.rollback()

    assert db.session.scalar(sa.select(sa.func.count(Participant.id))) == 1


def test_the_quota_of_the_category_binds_several_links(app):
    meeting = make_meeting()
    at = clock.now()
    category = save_category(meeting, None, CategoryDetails("Kepala OPD", quota=2), SYSTEM, at)
    make_participant(meeting, "Sudah diundang", category_id=category.id, status=S.INVITED)
    make_participant(meeting, "Tidak datang", category_id=category.id, status=S.DECLINED)
    one, other = (make_delegation(meeting, institution=name, category_id=category.id) for name in ("Dinas Satu", "Dinas Dua"))
    (row,) = _name(one, SITI)
    assert row.participant.category_id == category.id

    with pytest.raises(Conflict, match="Kuota Kepala OPD"):
        _name(other, Details(name="Budi"))


def test_whoever_is_taken_back_frees_a_place_and_may_be_named_again(delegation):
    (row,) = _name(delegation, SITI)
    code = active_pass(row.participant).id
    remove_delegate(row, "Dewi", clock.now())
    db.session.commit()

    assert _places(delegation) == 0
    assert row.participant.status is S.WITHDRAWN and active_pass(row.participant) is None
    assert (row.removed_by, row.removed_at is not None) == ("Dewi", True)

    (again,) = _name(delegation, SITI, by="Dewi")

    assert again.id == row.id and again.removed_at is None and again.named_by == "Dewi"
    assert again.participant.status is S.CONFIRMED and active_pass(again.participant).id == code


def test_whom_the_committee_put_back_is_not_doubled_unseen(delegation):
    (row,) = _name(delegation, SITI)
    remove_delegate(row, "Rina Wati", clock.now())
    restore_participant(row.participant, SYSTEM, clock.now())

    (again,) = _name(delegation, SITI)

    assert again.participant_id != row.participant_id
    assert [each.id for each in perhaps_same_as(again.participant)] == [row.participant_id]


def test_twice_the_same_person_is_refused_and_a_correction_keeps_their_own_answer(delegation):
    (row,) = _name(delegation, SITI)
    with pytest.raises(Conflict, match="sudah Anda daftarkan"):
        _name(delegation, Details(name="siti aminah"))
    db.session.rollback()
    row.participant.status = S.DECLINED

    change_delegate(row, Details(name="Siti Aminah", position="Kepala Bidang", nip=NIP), "Rina Wati", clock.now())

    assert row.participant.position == "Kepala Bidang" and row.participant.phone == ""
    assert row.participant.status is S.DECLINED


def test_who_was_recorded_present_stays_named(delegation):
    (row,) = _name(delegation, SITI)
    make_attendance(make_session(delegation.meeting), row.participant)

    with pytest.raises(WrongState, match="sudah tercatat hadir"):
        remove_delegate(row, "Rina Wati", clock.now())


def test_named_for_one_session_is_admitted_to_it_alone(app):
    meeting = make_meeting()
    session, other = make_session(meeting), make_session(meeting)
    delegation = make_delegation(meeting, session_ids=(session.id,))

    (row,) = _name(delegation, SITI)

    people = {each.id: db.session.scalars(sa.select(Participant.id).where(admitted(each.id))).all() for each in (session, other)}
    assert people == {session.id: [row.participant_id], other.id: []}


@pytest.mark.parametrize("end", ["closed", "deadline", "cancelled", "meeting's deadline"])
def test_after_the_end_nothing_is_taken(delegation, end):
    (row,) = _name(delegation, SITI)
    past = clock.now() - timedelta(minutes=1)
    if end == "closed":
        delegation.closed_at = past
    elif end == "deadline":
        delegation.deadline = past
    elif end == "cancelled":
        delegation.meeting.state = MeetingState.CANCELLED
    else:
        delegation.meeting.answer_deadline = past
    db.session.commit()

    for act in (
        lambda: name_delegates(delegation, [Details(name="Budi")], "Rina", clock.now()),
        lambda: change_delegate(row, Details(name="Budi"), "Rina", clock.now()),
        lambda: remove_delegate(row, "Rina", clock.now()),
    ):
        with pytest.raises(WrongState):
            act()
        db.session.rollback()
    assert row.participant.status is S.CONFIRMED


def test_of_somebody_on_the_list_the_institution_learns_nothing_and_the_committee_decides(delegation):
    known = make_participant(delegation.meeting, "Siti Aminah", nip=NIP, status=S.DECLINED, institution="Bappeda")
    db.session.commit()

    (row,) = _name(delegation, SITI)

    person = row.participant
    assert person.id != known.id and person.status is S.CONFIRMED
    assert [each.id for each in undecided(delegation.meeting_id)] == [person.id]
    assert [each.id for each in perhaps_same_as(person)] == [known.id]

    assert unite(person, known, SYSTEM, clock.now())

    assert (person.status, known.status, known.answered_by) == (S.DELETED, S.CONFIRMED, "Rina Wati")
    assert active_pass(person) is None and united_with(person).id == known.id
    assert _places(delegation) == 1  # it is their place that the institution has given away


def test_whom_the_committee_withdrew_waits_for_it(delegation):
    known = make_participant(delegation.meeting, "Siti Aminah", nip=NIP)
    withdraw_participant(known, SYSTEM, clock.now(), "diberhentikan")

    (row,) = _name(delegation, SITI)

    assert row.participant.status is S.PENDING
    assert not unite(row.participant, known, SYSTEM, clock.now())
    assert row.participant.status is S.WITHDRAWN and _places(delegation) == 0


def test_who_has_an_address_gets_the_pass_and_after_a_correction_at_the_right_one(delegation):
    (row,) = _name(delegation, Details(name="Siti Aminah", email="salah@example.go.id"))
    change_delegate(row, Details(name="Siti Aminah", email="siti@example.go.id"), "Rina Wati", clock.now())

    mails = db.session.execute(sa.select(Delivery.address, Delivery.state).order_by(Delivery.created_at, Delivery.id)).all()

    assert sorted((address, state.value) for address, state in mails) == [
        ("salah@example.go.id", "cancelled"), ("siti@example.go.id", "queued"),
    ]  # fmt: skip  # -- table
    sent = db.session.scalars(sa.select(Delivery).where(Delivery.address == "siti@example.go.id")).one()
    assert "Rina Wati mendaftarkan Anda" in outbox.read_body(sent)[0]
    remove_delegate(row, "Rina Wati", clock.now())
    db.session.refresh(sent)
    assert sent.state.value == "cancelled"


def test_many_at_once_never_name_more_than_the_quota(delegation, app: Flask):
    delegation_id, outcomes = delegation.id, []

    def name(number: int) -> None:
        with app.app_context():
            try:
                if (
                    db.engine.dialect.name == "postgresql"
                ):  # how long one waits is not the question, on a machine that stands still at times
                    db.session.execute(sa.text("SET LOCAL lock_timeout = '120s'"))
                row = db.session.get_one(Delegation, delegation_id)
                name_delegates(row, [Details(name=f"Orang {'ABCDEF'[number]}")], "Rina Wati", clock.now())
                db.session.commit()
                outcomes.append("named")
            except MeetingsError as error:
                db.session.rollback()
                outcomes.append(error.code)
            except Exception as error:  # else the thread would end without a word
                outcomes.append(repr(error))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=name, args=(number,)) for number in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    db.session.expire_all()
    assert sorted(outcomes) == ["conflict"] * 3 + ["named"] * 3
    assert _places(db.session.get_one(Delegation, delegation_id)) == 3


def test_whoever_names_many_reads_the_tree_of_institutions_before_others_wait(delegation, query_counter):
    delegation.quota = 9
    db.session.commit()

    with query_counter() as sent:
        _name(delegation, *(Details(name=name) for name in ("Budi", "Siti", "Wati")))

    tree = [number for number, each in enumerate(sent) if "FROM organisation_alias" in each]
    turn = next(number for number, each in enumerate(sent) if each.startswith("UPDATE delegation"))
    assert len(tree) == 1 and tree[0] < turn


def test_the_list_of_names_grows_without_more_statements(delegation, address, client: FlaskClient, query_counter):
    _name(delegation, SITI)
    with query_counter() as few:
        client.get(address)
    _name(delegation, Details(name="Budi"), Details(name="Wati"))
    with query_counter() as more:
        client.get(address)

    assert len(more) == len(few)
