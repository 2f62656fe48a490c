"""Printed letters carried to their recipients: marked for some or for all, with time and name, and taken back."""

import re

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import outbox
from meetings.domain.audit import SYSTEM, Actor
from meetings.domain.invitations import queries
from meetings.domain.invitations.handing import (
    count_handed_over,
    count_to_hand_over,
    hand_over_letters,
    not_sent_at_all,
    take_back_letters,
)
from meetings.domain.invitations.mails import INVITATION
from meetings.enums import Channel, DeliveryState, DocumentKind, DocumentState, ParticipantStatus, Role, SendingState
from meetings.errors import InvalidInput, Overtaken
from meetings.extensions import db
from meetings.models import AuditEntry, Delivery, Document, Invitation, Letter, Participant
from meetings.passcode import new_id
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session
from tests.factories.minutes import make_officer

SITI = Actor("user", None, "Siti Aminah")


@pytest.fixture
def letter(app) -> Letter:
    """Printed for three; for the fourth it is not yet."""
    meeting = make_meeting()
    make_session(meeting)
    letter = make_letter(meeting)
    for name in ("Ani", "Budi", "Citra", "Dodi"):
        invitation = make_invitation(make_participant(meeting, name, status=ParticipantStatus.INVITED), letter)
        made = name != "Dodi"
        row = Document(
            id=new_id(), organisation_id=meeting.organisation_id, meeting_id=meeting.id, kind=DocumentKind.LETTER,
            about_id=invitation.id, title=name, state=DocumentState.PUBLISHED if made else DocumentState.QUEUED, final=True,
            verify_hash=new_id(), storage_key="x" if made else None, created_at=clock.now(),
        )  # fmt: skip  # -- table
        db.session.add(row)
        db.session.flush()
        invitation.document_id = row.id
    db.session.commit()
    return letter


def _states(letter: Letter) -> dict[str, SendingState]:
    db.session.expire_all()
    return {row.participant.name: row.state for row in queries.list_rows(letter, queries.Wanted(), 1, 50)[1]}


def _named(*names: str) -> list[sa.ColumnElement[bool]]:
    return [Participant.name.in_(names)]


def test_chosen_letters_count_as_sent_with_who_and_when(letter) -> None:
    at = clock.now()
    assert hand_over_letters(letter, _named("Ani", "Budi", "Dodi"), SITI, at, seen=2) == 2

    states = _states(letter)
    assert states["Ani"] is states["Budi"] is SendingState.HANDED_OVER
    assert states["Citra"] is SendingState.PRINTED and states["Dodi"] is SendingState.PRINTING
    notes = db.session.scalars(sa.select(Delivery).filter_by(channel=Channel.PAPER)).all()
    assert {(note.by, note.sent_at, note.state) for note in notes} == {("Siti Aminah", at, DeliveryState.SENT)}
    assert {note.subject for note in notes} == {letter.subject} != {""}
    told = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "invitation.handed_over")).all()
    assert {(entry.target_name, entry.actor_name) for entry in told} == {("Ani", "Siti Aminah"), ("Budi", "Siti Aminah")}
    assert queries.count_invitations(letter).sent == 2
    assert count_to_hand_over(letter, [not_sent_at_all(letter)]) == 1


def test_nothing_is_marked_twice_and_no_more_than_was_confirmed(letter) -> None:
    with pytest.raises(Overtaken):
        hand_over_letters(letter, [], SYSTEM, clock.now(), seen=2)
    hand_over_letters(letter, [], SYSTEM, clock.now(), seen=3)
    with pytest.raises(InvalidInput):
        hand_over_letters(letter, [], SYSTEM, clock.now(), seen=3)

    assert db.session.scalar(sa.select(sa.func.count(Delivery.id))) == 3


def test_the_pages_mark_and_take_back(letter, sign_in) -> None:
    clerk = sign_in(make_officer(letter.meeting.organisation, Role.COMMITTEE, "Dewi Lestari"))
    home = f"/kegiatan/{letter.meeting_id}/undangan"
    address = f"{home}/{letter.id}/serah-terima"
    ani = db.session.scalars(sa.select(Participant.id).where(Participant.name == "Ani")).one()
    assert "Tandai surat diserahkan langsung" in clerk.get(home).text

    page = clerk.get(f"{address}?ids={ani}").text
    form = dict(re.findall(r'<input[^>]* type="hidden"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    assert "Yang dipilih pada daftar: <strong>1</strong>" in page and form["seen-all"] == "3"
    assert clerk.post(address, data=form | {"who": ""}).status_code == 422
    assert clerk.post(address, data=form | {"who": "chosen"}).status_code == 302
    assert _states(letter)["Ani"] is SendingState.HANDED_OVER
    shown = clerk.get(home).text
    assert "Diserahkan langsung" in shown and "Dewi Lestari" in shown and "Batalkan serah terima" in shown

    delivery = db.session.scalars(sa.select(Delivery)).one()
    clerk.post(f"{home}/pesan/{delivery.id}/tidak-terkirim", data={"seen": "sent"})
    assert _states(letter)["Ani"] is SendingState.PRINTED
    invitation = db.session.scalars(sa.select(Invitation).where(Invitation.participant_id == ani)).one()
    assert invitation.sent_at is None
    assert sign_in(make_officer(letter.meeting.organisation, Role.VIEWER)).get(address).status_code == 403


def test_many_are_taken_back_at_once_and_what_left_otherwise_stays_sent(letter, sign_in) -> None:
    at = clock.now()
    hand_over_letters(letter, [], SITI, at, seen=3)
    [ani] = db.session.scalars(sa.select(Invitation).join(Participant).where(Participant.name == "Ani"))
    outbox.hand_over_many(
        [outbox.Message(INVITATION, "", "Ani", outbox.Content("x", ""), meeting_id=letter.meeting_id, invitation_id=ani.id)],
        Channel.WHATSAPP,
        at,
        by="Siti",
    )
    db.session.commit()
    clerk, home = sign_in(make_officer(letter.meeting.organisation, Role.COMMITTEE)), f"/kegiatan/{letter.meeting_id}/undangan"
    ids = dict(db.session.execute(sa.select(Participant.name, Participant.id)).all())
    chosen = {"ids": [ids["Ani"], ids["Budi"], ids["Dodi"]]}
    assert f"{letter.id}/serah-terima/batal" in clerk.get(home).text
    assert (
        "2 dari 3 yang dipilih tercatat diserahkan langsung"
        in clerk.get(f"{home}/{letter.id}/serah-terima/batal", query_string=chosen).text
    )

    assert clerk.post(f"{home}/{letter.id}/serah-terima/batal", data=chosen | {"seen": "1"}).status_code == 422
    assert clerk.post(f"{home}/{letter.id}/serah-terima/batal", data=chosen | {"seen": "2"}).status_code == 302

    states = _states(letter)
    assert (
        states["Ani"] is SendingState.BY_HAND
        and states["Budi"] is SendingState.PRINTED
        and states["Citra"] is SendingState.HANDED_OVER
    )
    assert (queries.count_invitations(letter).sent, count_handed_over(letter, [])) == (2, 1)
    told = db.session.scalars(sa.select(AuditEntry.target_name).where(AuditEntry.action == "invitation.taken_back"))
    assert set(told) == {"Ani", "Budi"}
    with pytest.raises(InvalidInput):
        take_back_letters(letter, _named("Budi"), SITI, at, seen=1)
