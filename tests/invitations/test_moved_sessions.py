"""A session moves, or somebody is called to another one, after the letter was printed: the print is told, and printed and sent again."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations, letters, passes
from meetings.domain.agenda import change_session, remove_session
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import queries
from meetings.domain.letters import correct_letter
from meetings.domain.participants import restrict_to_sessions, set_category
from meetings.domain.participants.sessions import restrict_category
from meetings.enums import ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import Invitation, Participant, Session
from meetings.storage import storage
from meetings.writing.dates import format_clock
from tests.documents.pdf import text_of
from tests.factories import (
    make_category,
    make_letter,
    make_meeting,
    make_membership,
    make_participant,
    make_session,
    make_user,
)
from tests.invitations.test_new_pass import _work

TOLD = "Surat menyebut data lama"


@pytest.fixture
def person(app) -> Participant:
    """Called to Komisi A alone of three sessions, by a letter that is printed; somebody else is called to all."""
    meeting = make_meeting()
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    make_session(meeting, start, title="Pleno")
    hall = make_session(meeting, start + timedelta(hours=1), title="Komisi A", room="Ruang Rinjani")
    make_session(meeting, start + timedelta(hours=1), title="Komisi B", room="Ruang Sembalun")
    meeting.ends_on = clock.local(start + timedelta(days=2), meeting.timezone).date()
    row = make_participant(meeting, "Siti Aminah", email="siti@example.go.id", status=ParticipantStatus.INVITED)
    make_participant(meeting, "Wayan Sudarta", email="wayan@example.go.id", status=ParticipantStatus.INVITED)
    restrict_to_sessions(row, [hall], SYSTEM, clock.now())
    invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
    _work()
    return row


@pytest.fixture
def clerk(person, sign_in):
    user = make_user()
    make_membership(user, person.meeting.organisation, Role.COMMITTEE)
    return sign_in(user)


def _session(title: str) -> Session:
    return db.session.scalars(sa.select(Session).where(Session.title == title)).one()


def _invitation(person: Participant) -> Invitation:
    mine = Invitation.participant_id == person.id
    return db.session.scalars(sa.select(Invitation).where(mine).order_by(Invitation.created_at.desc())).first()


def _found(person: Participant) -> list[tuple[str, str]]:
    rows = queries.list_rows(_invitation(person).letter, queries.Wanted(state="misnamed"), 1, 50)[1]
    assert all(row.misnamed for row in rows)
    return [(row.participant.full_name, change.before) for row in rows for change in row.old]


def _change(session: Session, **values: object) -> None:
    change_session(session, values, actor=SYSTEM, at=clock.now())
    db.session.commit()


def _move(session: Session, hours: int) -> None:
    moved = {name: getattr(session, name) + timedelta(hours=hours) for name in ("starts_at", "ends_at")}
    _change(session, **moved)


def _text(person: Participant) -> str:
    return text_of(storage.get(_invitation(person).document.storage_key)).replace("\n", " ")


def test_a_moved_session_is_told_of_those_alone_who_are_called_to_it_and_taken_back(person):
    _move(_session("Komisi A"), 2)
    [(name, before)] = _found(person)
    assert name == "Siti Aminah" and before.startswith("Komisi A, Ruang Rinjani (")

    _move(_session("Komisi A"), -2)
    assert _found(person) == [] and not queries.count_invitations(_invitation(person).letter).misnamed


@pytest.mark.parametrize("values", [{"room": "Ruang Senggigi"}, {"title": "Komisi Anggaran"}])
def test_so_is_another_room_or_name_of_it_but_not_what_letters_do_not_say(person, values):
    _change(_session("Komisi A"), notes="bawa laptop", capacity=10)
    assert _found(person) == []
    _change(_session("Komisi A"), **values)
    assert _found(person) == [("Siti Aminah", "Komisi A, Ruang Rinjani")]


def test_who_is_called_elsewhere_holds_an_old_letter(person):
    restrict_to_sessions(person, [_session("Komisi B")], SYSTEM, clock.now())
    assert _found(person) == [("Siti Aminah", "Komisi A, Ruang Rinjani")]
    restrict_to_sessions(person, None, SYSTEM, clock.now())
    [(invitation, [change])] = invitations.misnamed_letters(person)
    assert (change.label, change.after) == ("sesi", "semua sesi") and invitation.id == _invitation(person).id


def test_so_does_a_whole_category_and_who_changes_into_it(person):
    other = db.session.scalars(sa.select(Participant).where(Participant.name == "Wayan Sudarta")).one()
    category = make_category(person.meeting)
    set_category([other], category, SYSTEM, clock.now())
    assert _found(person) == []
    restrict_category(category, [_session("Komisi B")], clock.now())
    assert _found(person) == [("Wayan Sudarta", "semua sesi")]
    restrict_category(category, None, clock.now())
    assert _found(person) == []


def test_a_session_that_is_gone_is_old(person):
    restrict_to_sessions(person, [_session("Komisi A"), _session("Komisi B")], SYSTEM, clock.now())
    invitations.send_invitations(_invitation(person).letter, [], SYSTEM, clock.now())
    _work()
    assert _found(person) == []
    remove_session(_session("Komisi B"), actor=SYSTEM, at=clock.now())
    db.session.commit()
    [(_name, before)] = _found(person)
    assert "Komisi B, Ruang Sembalun (" in before


def test_sending_prints_it_with_the_hours_of_now(person):
    session = _session("Komisi A")
    _move(session, 2)
    _change(session, room="Ruang Senggigi")
    invitations.send_invitations(_invitation(person).letter, [], SYSTEM, clock.now())
    _work()

    assert _found(person) == [] and _invitation(person).document.version == 2
    assert f"pukul {format_clock(_session('Komisi A').starts_at, person.meeting.timezone)}" in _text(person)
    assert "Komisi A, Ruang Senggigi" in _text(person)
    kept = _invitation(person).document.content["sessions"]
    allowed = {_session("Komisi A").id}
    assert letters.changes_since(_invitation(person).letter, allowed=allowed, printed=kept) == []


def test_committee_and_guest_read_what_the_letter_says_and_what_holds(person, clerk, client):
    home = f"/kegiatan/{person.meeting_id}"
    guest = f"/u/{passes.token_of(_invitation(person))}"
    assert TOLD not in clerk.get(f"{home}/undangan").text and "menyebut data lama" not in client.get(guest).text
    restrict_to_sessions(person, [_session("Komisi B")], SYSTEM, clock.now())
    db.session.commit()

    listed, own = clerk.get(f"{home}/undangan").text, clerk.get(f"{home}/peserta/{person.id}").text
    assert TOLD in listed and "tercetak: Komisi A, Ruang Rinjani" in listed
    assert TOLD in own and "<del>Komisi A, Ruang Rinjani</del> → <ins>Komisi B, Ruang Sembalun</ins>" in own
    page = client.get(guest).text
    assert "menyebut data lama Anda; cetakan barunya menyusul" in page
    assert "<del>Komisi A, Ruang Rinjani</del> → <ins>Komisi B, Ruang Sembalun</ins>" in page


def test_a_letter_of_change_says_which_session_it_was(person):
    former = _invitation(person)
    former.sent_at = clock.now()
    restrict_to_sessions(person, [_session("Komisi B")], SYSTEM, clock.now())
    person.meeting.place = "Hotel Lain"
    letter = correct_letter(former.letter, SYSTEM, clock.now())
    invitations.send_invitations(letter, [], SYSTEM, clock.now())
    _work()

    assert "Komisi B, Ruang Sembalun (semula Komisi A, Ruang Rinjani)" in _text(person)
