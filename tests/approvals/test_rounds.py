"""A letter on its way: who may initial and approve it, in which order, and what a change undoes."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import approvals, invitations, letters, outbox
from meetings.domain.approvals import Choice, Step
from meetings.domain.audit import SYSTEM
from meetings.domain.meetings import change_meeting
from meetings.enums import ApprovalAct, ApprovalState, DocumentKind, LetterState, Role
from meetings.errors import InvalidInput, NotAllowed, Overtaken, WrongState
from meetings.extensions import db
from meetings.models import Approval, ApprovalStep, Delivery, Letter
from tests.approvals.office import Office, actor, approved
from tests.factories import make_membership, make_organisation, make_user

LETTER = DocumentKind.LETTER
S = ApprovalState


@pytest.fixture
def office(app: Flask) -> Office:
    return Office()


@pytest.mark.parametrize(
    ("above", "own", "expected"),
    [
        ({}, {}, []),
        ({"letter": [{"role": "approver"}]}, {}, [Step(ApprovalAct.APPROVE, Choice(Role.APPROVER))]),
        ({"letter": [{"role": "approver"}]}, {"letter": []}, []),
        (
            {},
            {"letter": [{"user": "x"}, {"role": "approver"}]},
            [Step(ApprovalAct.INITIAL, Choice(user_id="x")), Step(ApprovalAct.APPROVE, Choice(Role.APPROVER))],
        ),
    ],
)
def test_the_nearest_chain_holds_and_its_last_step_approves(
    app: Flask, above: dict[str, object], own: dict[str, object], expected: list[Step]
) -> None:
    unit = make_organisation("Dinas", make_organisation("Kota", approvals=above), approvals=own)

    assert approvals.chain_for(unit, LETTER) == expected


def test_one_after_the_other_and_then_it_may_be_numbered(office: Office) -> None:
    office.submit()
    assert (office.waiting(office.secretary), office.waiting(office.named), office.waiting(office.head)) == (
        [office.letter.id],
        [],
        [],
    )
    with pytest.raises(NotAllowed):
        office.agree(office.head)
    db.session.rollback()

    office.agree(office.secretary)
    assert office.waiting(office.named) == [office.letter.id]
    office.agree(office.named)
    office.agree(office.head)

    assert office.round.state is S.APPROVED
    assert [each.decided_by for each in office.round.steps] == ["Sekretaris", "Kabag", "Kepala"]
    invitations.issue_alone(office.letter, actor(office.writer), clock.now())
    assert office.letter.state is LetterState.ISSUED
    assert (office.letter.frozen["approved_by"], office.letter.frozen["number"]) == ("Kepala", office.letter.number)


def test_without_approval_nothing_is_numbered_and_nothing_sent(office: Office) -> None:
    for step in (invitations.issue_alone, letters.issue_letter):
        with pytest.raises(WrongState, match="belum disetujui"):
            step(office.letter, SYSTEM, clock.now())
        db.session.rollback()
    with pytest.raises(WrongState, match="diterbitkan dahulu"):
        invitations.send_invitations(office.letter, [sa.true()], SYSTEM, clock.now())
    db.session.rollback()

    assert (office.letter.state, office.letter.number) == (LetterState.DRAFT, "")


def test_where_nobody_has_to_approve_it_stays_one_step(office: Office) -> None:
    office.house.approvals = {}
    with pytest.raises(WrongState, match="tidak memerlukan"):
        office.submit()

    assert invitations.send_invitations(office.letter, [sa.true()], SYSTEM, clock.now())
    assert office.letter.state is LetterState.ISSUED


@pytest.mark.parametrize("who", ["writer", "secretary"])
def test_nobody_takes_two_steps_and_whoever_submits_takes_none(office: Office, who: str) -> None:
    office.house.approvals = {"letter": [{"role": "secretary"}, {"role": "secretary"}]}
    make_membership(office.writer, office.house, Role.SECRETARY)
    office.submit()
    if who == "secretary":
        office.agree(office.secretary)

    with pytest.raises(NotAllowed):
        office.agree(getattr(office, who))
    db.session.rollback()
    assert office.waiting(getattr(office, who)) == []


def test_a_step_that_nobody_can_take_is_told_before_it_waits(office: Office) -> None:
    office.head.active = False
    db.session.commit()

    with pytest.raises(InvalidInput, match=r"Tidak ada lagi .*Persetujuan \(Pimpinan|Persetujuan \("):
        office.submit()

    db.session.rollback()
    assert letters.approval_for(office.letter) is None


def test_two_steps_of_one_role_want_two_people(office: Office) -> None:
    steps = [Step(ApprovalAct.INITIAL, Choice(Role.APPROVER)), Step(ApprovalAct.APPROVE, Choice(Role.APPROVER))]

    assert len(approvals.missing_people(steps, office.meeting, {office.writer.id})) == 1
    office.officer("Wakil", Role.APPROVER)
    assert approvals.missing_people(steps, office.meeting, {office.writer.id}) == []
    assert len(approvals.missing_people(steps, office.meeting, {office.head.id})) == 1


def test_a_returned_letter_keeps_its_note_with_name_and_time(office: Office) -> None:
    office.submit()
    office.agree(office.secretary)
    with pytest.raises(InvalidInput):
        office.send_back(office.named, "")
    db.session.rollback()
    with pytest.raises(NotAllowed):
        office.send_back(office.head)
    db.session.rollback()

    office.send_back(office.named, "Jam keliru")
    office.submit()

    told = [(each.by, each.note) for each in approvals.history_of(office.letter.id) if each.note]
    assert told == [("Kabag", "Jam keliru")]
    assert (office.round.round, office.round.state) == (2, S.IN_REVIEW)
    assert [each.decided_at for each in office.round.steps] == [None, None, None]


def test_who_approved_it_may_call_it_back_until_it_is_numbered(office: Office) -> None:
    approved(office)

    office.send_back(office.head)

    assert office.round.state is S.RETURNED
    with pytest.raises(WrongState):
        letters.issue_letter(office.letter, SYSTEM, clock.now())


def test_a_change_goes_through_all_hands_again_and_says_what_changed(office: Office) -> None:
    office.submit()
    office.agree(office.secretary)

    office.change(office.writer, subject="Undangan yang lain")

    first = approvals.before_this(office.round, office.secretary.id)
    assert first is not None and (first.round, first.state) == (1, S.OVERTAKEN)
    changes = letters.differences(first.said, office.round.said)
    assert [(each.label, each.before, each.after) for each in changes] == [
        ("Hal", "Undangan Rapat Kerja Daerah", "Undangan yang lain")
    ]
    assert office.waiting(office.secretary) == [office.letter.id]
    assert office.waiting(office.named) == []


def test_an_approved_letter_that_is_changed_is_approved_no_more(office: Office) -> None:
    approved(office)

    office.change(office.writer, opening="Kalimat lain:")

    assert office.round.state is S.IN_REVIEW
    with pytest.raises(WrongState):
        letters.issue_letter(office.letter, SYSTEM, clock.now())


def test_a_change_by_the_only_one_who_could_approve_leaves_a_draft(office: Office) -> None:
    office.submit()

    office.change(office.head, subject="Ditulis Kepala")

    assert office.round.state is S.OVERTAKEN
    assert office.waiting(office.secretary) == []


def test_a_meeting_that_moves_undoes_the_approval(office: Office) -> None:
    approved(office)
    change_meeting(office.meeting, {"place": "Gedung lain"}, actor=SYSTEM, at=clock.now())
    db.session.commit()

    with pytest.raises(WrongState, match="berubah sejak"):
        letters.issue_letter(office.letter, SYSTEM, clock.now())
    db.session.rollback()
    office.submit()
    assert office.round.round == 2


def test_what_was_read_is_what_is_initialled(office: Office) -> None:
    office.submit()
    seen = letters.as_paper(office.letter, clock.now()).digest
    office.change(office.writer, subject="Diubah selagi dibaca")

    with pytest.raises(Overtaken):
        office.agree(office.secretary, seen)
    db.session.rollback()
    change_meeting(office.meeting, {"place": "Gedung lain"}, actor=SYSTEM, at=clock.now())
    with pytest.raises(Overtaken):
        office.agree(office.secretary)


def test_a_round_taken_back_waits_for_nobody(office: Office) -> None:
    office.submit()
    at = clock.now()
    approvals.take_back(office.round, letters.as_paper(office.letter, at), actor(office.writer), at)
    db.session.commit()

    assert (office.round.state, office.waiting(office.secretary)) == (S.TAKEN_BACK, [])
    with pytest.raises(WrongState):
        office.agree(office.secretary)


def test_each_step_writes_to_whom_it_is_for(office: Office) -> None:
    office.submit()
    office.agree(office.secretary)
    office.send_back(office.named)

    mails = db.session.execute(sa.select(Delivery.kind, Delivery.address).order_by(Delivery.created_at, Delivery.id)).all()
    first = {("approval_wanted", office.secretary.email), ("approval_wanted", office.named.email)}
    assert set(map(tuple, mails)) == first | {("approval_returned", office.writer.email)}
    wanted = db.session.scalars(sa.select(Delivery).where(Delivery.kind == "approval_wanted")).all()
    assert all(outbox.why_not_any_more(each) for each in wanted)  # nothing waits any more


def test_the_mail_of_a_later_round_says_what_changed(office: Office) -> None:
    office.submit()
    office.agree(office.secretary)
    change_meeting(office.meeting, {"place": "Gedung lain"}, actor=SYSTEM, at=clock.now())
    assert (office.round.state, office.waiting(office.named)) == (S.OVERTAKEN, [])
    office.submit()

    mails = db.session.scalars(sa.select(Delivery).where(Delivery.kind == "approval_wanted").order_by(Delivery.id)).all()
    told = sorted((outbox.read_body(each)[0] for each in mails if each.address == office.secretary.email), key=len)
    assert len(told) == 2 and "Yang berubah" not in told[0]
    assert "Yang berubah sejak pemeriksaan sebelumnya:\n- Tempat: " in told[1]
    assert re.search("→ Gedung lain.*\n\nBuka surat", told[1])


def test_a_thrown_away_draft_takes_its_rounds_along(office: Office) -> None:
    office.submit()

    letters.remove_letter(office.letter, SYSTEM, clock.now())
    db.session.commit()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Letter)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Approval)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ApprovalStep)) == 0


def test_a_chain_names_only_who_reads_letters_there(office: Office) -> None:
    stranger = make_user("Orang luar")
    for said in (
        [Choice(user_id=stranger.id)],
        [Choice(Role.REGISTRAR)],
        [Choice(user_id=office.head.id)] * 2,
        [Choice(Role.APPROVER)] * 7,
    ):
        with pytest.raises(InvalidInput):
            approvals.change_chain(office.house, LETTER, said, SYSTEM, clock.now())

    approvals.change_chain(office.house, LETTER, [], SYSTEM, clock.now())
    assert office.house.approvals == {"letter": []}
    approvals.change_chain(office.house, LETTER, None, SYSTEM, clock.now())
    assert office.house.approvals == {}
