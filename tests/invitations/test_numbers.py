"""Every number of the invitations' page leads to exactly the people whom it counts, and a way is offered only where it leads somewhere."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations, outbox
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import queries
from meetings.domain.invitations.handing import hand_over_letters, to_hand_over
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.invitations.queries import Wanted
from meetings.domain.participants import withdraw_participant
from meetings.enums import DeliveryState, DocumentState, ParticipantStatus, Role
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Delivery, Document, Invitation, Letter, Participant
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session
from tests.factories.minutes import make_attendance, make_officer

S, D = ParticipantStatus, DeliveryState
TILE = re.compile(
    r'<a class="stat[^"]*" href="([^"]+)">\s*<span class="stat-label">([^<]+)</span>\s*<span class="stat-value">(\d+)</span>(?:<span class="stat-note">([^<]+)</span>)?'
)


@pytest.fixture
def letter(app) -> Letter:
    """Of a letter for eight, with every fate of a mail; five of them have no address, two a number."""
    meeting = make_meeting(answer_deadline=clock.now() + timedelta(days=1))
    session, letter = make_session(meeting), make_letter(meeting)
    fates = (
        ("Terkirim", S.INVITED, D.SENT),
        ("Datang", S.INVITED, D.SENT),
        ("Di Kotak", S.INVITED, D.OUTBOX),
        ("Gagal", S.INVITED, D.FAILED),
        ("Diserahkan", S.INVITED, D.OUTBOX),
        ("Gagal Lalu Diserahkan", S.INVITED, D.FAILED),
    )
    for name, status, state in fates:
        held = make_invitation(make_participant(meeting, name, email=f"{name[:2]}@example.go.id", status=status), letter)
        _mail(held, state)
        if name == "Datang":
            make_attendance(session, held.participant)
    for name, status in (("Bersurat", S.INVITED), ("Diwakili", S.REPLACED), ("Menolak", S.DECLINED), ("Bernomor", S.INVITED)):
        person = make_participant(meeting, name, status=status, phone="+628111111111" if name in ("Bernomor", "Diwakili") else "")
        make_invitation(person, letter).sent_at = clock.now()
    make_participant(meeting, "Belum Dikirimi", status=S.INVITED)
    db.session.commit()
    for name in ("Diserahkan", "Gagal Lalu Diserahkan"):
        _hand_over(letter, name)
    return letter


def _mail(held: Invitation, state: DeliveryState) -> None:
    at = clock.now() - timedelta(minutes=5)
    document = Document(
        organisation_id=held.meeting.organisation_id, meeting_id=held.meeting_id, kind="letter", about_id=held.id, title="x",
        state=DocumentState.PUBLISHED, verify_hash=held.id, created_at=at, updated_at=at,
    )  # fmt: skip  # -- table
    held.document = document
    outbox.queue_message(
        kind=INVITATION, address=held.participant.email, recipient_name="x", subject="Undangan", text="x", at=at,
        meeting_id=held.meeting_id, invitation_id=held.id,
    )  # fmt: skip  # -- table
    db.session.execute(sa.update(Delivery).where(Delivery.invitation_id == held.id).values(state=state))
    held.sent_at = at if state is D.SENT else None


def _hand_over(letter: Letter, name: str) -> None:
    assert db.session.scalar(sa.select(sa.func.count(Participant.id)).where(*to_hand_over(letter), Participant.name == name)) == 1
    hand_over_letters(letter, [Participant.name == name], SYSTEM, clock.now(), seen=1)
    db.session.commit()


def _names(letter: Letter, state: str) -> set[str]:
    _page, rows = queries.list_rows(letter, Wanted(state=state), 1, 50)
    return {row.participant.name for row in rows}


def _held(name: str) -> Invitation:
    return db.session.scalars(sa.select(Invitation).join(Participant).where(Participant.name == name)).one()


def test_each_tile_leads_to_as_many_rows_as_it_says(letter, sign_in) -> None:
    clerk = sign_in(make_officer(letter.meeting.organisation, Role.COMMITTEE))
    for number, state in enumerate((D.SENT, D.OUTBOX, D.FAILED)):  # nobody on the list any more
        off = make_invitation(make_participant(letter.meeting, f"Dicabut {number}", status=S.WITHDRAWN), letter)
        _mail(off, state)
        off.opened_at = clock.now()
    db.session.commit()
    tiles = TILE.findall(clerk.get(f"/kegiatan/{letter.meeting_id}/undangan").text)

    shown = {label: (int(number), note) for _address, label, number, note in tiles}
    assert shown == {
        "Belum terkirim": (3, "1 surel di kotak keluar"),
        "Terkirim": (8, ""),
        "Gagal atau tidak pasti": (1, ""),
        "Tanpa surel": (5, ""),
        "Dibuka": (0, ""),
        "Dijawab": (0, ""),
    }
    for address, label, number, _note in tiles:
        rows = clerk.get(address.replace("&amp;", "&")).text.partition("<tbody>")[2].partition("</tbody>")[0]
        assert rows.count("<tr") == int(number), label
    counts = queries.count_invitations(letter)  # from which the pager of a list takes its number
    known = {state: counts.known(Wanted(state=state)) for state in queries.STATES}
    assert sum(number is not None for number in known.values()) == 11
    for state, number in known.items():
        found, _rows = queries.list_rows(letter, Wanted(state=state), 1, 50)
        assert number in (None, found.total), state
    assert counts.known(Wanted(state="failed", text="Dinas")) is None


def test_what_was_handed_over_neither_waits_in_the_outbox_nor_failed(letter) -> None:
    assert _names(letter, "kept") == {"Di Kotak"} and _names(letter, "failed") == {"Gagal"}
    again = sa.update(Delivery).where(Delivery.invitation_id == _held("Diserahkan").id, Delivery.state == D.OUTBOX)
    db.session.execute(again.values(created_at=clock.now() + timedelta(minutes=1)))  # a new print, mailed after that

    assert _names(letter, "kept") == {"Di Kotak", "Diserahkan"}


def test_without_an_address_are_all_who_get_the_letter_or_have_it(letter) -> None:
    assert _names(letter, "no_address") == {"Bersurat", "Diwakili", "Menolak", "Bernomor", "Belum Dikirimi"}


def test_the_reminder_counts_the_same_people_and_leads_to_them(letter, sign_in) -> None:
    clerk = sign_in(make_officer(letter.meeting.organisation, Role.COMMITTEE))
    home = f"/kegiatan/{letter.meeting_id}/undangan"
    page = clerk.get(f"{home}/{letter.id}/ingatkan").text

    assert "5 orang dapat diingatkan" in page and "2 di antaranya tanpa alamat surel" in page
    assert "1 orang bernomor HP" in page and "1 orang juga tanpa nomor HP" in page
    assert "Kirim pengingat kepada yang belum menjawab" in clerk.get(home).text
    links = [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]+state=remindable[^"]*)"', page)]
    assert [clerk.get(each).text.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr") for each in links] == [5, 2]


def test_whatsapp_is_offered_to_those_with_a_number_whom_the_letter_still_asks(letter) -> None:
    withdraw_participant(_held("Menolak").participant, SYSTEM, clock.now())
    db.session.commit()
    _page, rows = queries.list_rows(letter, Wanted(), 1, 50)

    assert {row.participant.name for row in rows if row.by_whatsapp} == {"Bernomor"}
    with pytest.raises(WrongState, match="diwakilkan"):
        invitations.open_whatsapp(_held("Diwakili"), SYSTEM, clock.now())
