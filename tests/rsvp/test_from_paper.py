"""Paper that a phone can answer: the QR's page leads to the answer, and the code beside the link can be typed."""

import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image

from meetings import clock
from meetings.documents.ticket import Ticket, ticket_png
from meetings.domain import invitations, outbox, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.guests.page import ticket_of
from meetings.domain.invitations import Answer, Substitute
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.letters.papers import content_of, letter_for
from meetings.domain.participants import Details
from meetings.domain.passes import active_pass, code_of
from meetings.enums import DeliveryState, MeetingState, ParticipantStatus, TaskState
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Pass, TaskRun
from meetings.passcode import check_character, read_short
from tests.factories import make_invitation, make_meeting, make_participant, make_session

pytestmark = pytest.mark.usefixtures("db_session")
YES = 'value="hadir"'


@pytest.fixture
def invitation() -> Invitation:
    meeting = make_meeting(title="Rapat Kerja Daerah", state=MeetingState.OPEN)
    make_session(meeting, clock.now() + timedelta(days=2))
    return make_invitation(make_participant(meeting, "Budi Santoso", status=ParticipantStatus.INVITED))


def pass_of(invitation: Invitation) -> Pass:
    issued = active_pass(invitation.participant)
    assert issued is not None
    return issued


def page_of(client: FlaskClient, invitation: Invitation) -> str:
    db.session.commit()
    code = code_of(db.session.scalars(sa.select(Pass).where(Pass.participant_id == invitation.participant_id)).first())
    return client.get(f"/P/{code}").text


def answer_address(invitation: Invitation) -> str:
    return f"/u/{passes.answer_token(invitation.id, invitation.token_hash)}"


def test_the_page_of_the_qr_asks_and_takes_the_answer(client: FlaskClient, invitation: Invitation) -> None:
    page, address = page_of(client, invitation), answer_address(invitation)

    assert YES in page and f'action="{address}"' in page
    client.post(address, data={"answer": "hadir"})

    after = page_of(client, invitation)
    assert YES not in after and f'href="{address}"' in after


def test_who_is_represented_can_change_the_answer_from_the_qr_and_who_stands_in_cannot(
    client: FlaskClient, invitation: Invitation
) -> None:
    stand_in = Substitute(Details(name="Rina Wati", position="Sekretaris", institution="Dinas"), "")
    invitations.answer_invitation(invitation, Answer.REPRESENTED, clock.now(), substitute=stand_in)
    theirs = db.session.scalars(sa.select(Pass).where(Pass.participant_id != invitation.participant_id)).one()

    assert answer_address(invitation) in page_of(client, invitation)
    assert "/u/" not in client.get(f"/P/{code_of(theirs)}").text


def test_after_the_deadline_the_page_of_the_qr_leads_to_no_answer(client: FlaskClient, invitation: Invitation) -> None:
    invitation.meeting.answer_deadline = clock.now() - timedelta(minutes=1)

    assert "/u/" not in page_of(client, invitation)


def test_a_code_is_typed_as_it_was_read(client: FlaskClient, invitation: Invitation) -> None:
    printed, address = passes.printed_code(invitation), answer_address(invitation)
    db.session.commit()

    for typed in (printed, printed.lower(), f" {printed.replace('-', ' ')}. ", printed.replace("0", "O").replace("1", "l")):
        answer = client.post("/k", data={"code": typed})
        assert (answer.status_code, answer.location) == (303, address)
    assert client.get(f"/k/{printed}").location == address


@pytest.mark.parametrize("typed", ["", "0000-0000-0000", "K7QF-2M9X", "x" * 60])
def test_a_code_that_opens_nothing_is_said_where_it_was_typed(client: FlaskClient, invitation: Invitation, typed: str) -> None:
    db.session.commit()

    answer = client.post("/k", data={"code": typed})

    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_one_wrong_sign_is_no_code_of_somebody_else(invitation: Invitation) -> None:
    code = passes.short_code(invitation.id)
    others = [code[:place] + sign + code[place + 1 :] for place in range(12) for sign in "0Z" if sign != code[place]]

    assert len(code) == 12 and check_character(code[:-1]) == code[-1]
    assert [other for other in others if read_short(other)] == []


def test_the_letter_prints_the_code_and_one_from_before_there_were_any_does_not(invitation: Invitation) -> None:
    content = content_of(invitation.letter, clock.now())

    def printed() -> str:
        made = letter_for(content, invitation.letter, invitation.participant, invitation, pass_of(invitation))
        assert made.pass_ is not None and made.pass_.code_url.endswith("/k")
        return made.pass_.answer_code

    assert passes.find_by_short_code(printed()) is invitation
    invitation.short_hash = None
    assert printed() == ""


def test_every_invitation_that_is_sent_has_its_code(invitation: Invitation) -> None:
    make_participant(invitation.meeting, "Rina")
    run = invitations.send_invitations(invitation.letter, [], SYSTEM, clock.now())
    task = db.session.get_one(TaskRun, run)
    task.state = TaskState.RUNNING
    invitations.prepare_next(task, task.claimed_by, clock.now())

    made = db.session.scalars(sa.select(Invitation).where(Invitation.id != invitation.id)).all()
    assert made and [passes.find_by_short_code(passes.short_code(each.id)) for each in made] == list(made)


def test_the_picture_is_a_ticket_for_one_person_event_and_day(client: FlaskClient, invitation: Invitation) -> None:
    issued, meeting = pass_of(invitation), invitation.meeting
    ticket = ticket_of(issued)
    db.session.commit()

    picture = Image.open(io.BytesIO(client.get(f"/p/{code_of(issued)}/tanda-masuk.png").data))

    assert (ticket.event, ticket.name, ticket.link) == ("Rapat Kerja Daerah", "Budi Santoso", passes.pass_link(issued))
    assert str(clock.local(meeting.sessions[0].starts_at, meeting.timezone).year) in ticket.facts[0]
    assert picture.width < picture.height


def test_a_long_name_makes_the_ticket_higher_and_never_wider() -> None:
    def picture(name: str) -> Image.Image:
        return Image.open(io.BytesIO(ticket_png(Ticket("HTTPS://X/P/1", "Rapat", ("Senin",), name, ("Lurah",), "."))))

    short, long, glued, odd = (picture(name) for name in ("Ani", "Raden Suryadiningrat " * 30, "W" * 200, "محمد ꦗꦮ"))

    assert short.width == long.width == glued.width == odd.width == 1080
    assert short.height < glued.height < long.height
    assert glued.crop((0, 0, 8, glued.height)).getextrema() == (255, 255)  # nothing runs over the edge


def test_a_replaced_code_says_so_and_by_which_way_the_newer_one_comes(client: FlaskClient, invitation: Invitation) -> None:
    meeting = invitation.meeting
    meeting.contact_name = "Bagian Umum"
    old_code, old_link = passes.short_code(invitation.id), answer_address(invitation)
    passes.replace_pass(invitation.participant, SYSTEM, clock.now(), "hilang")
    db.session.commit()

    def said() -> set[str]:
        answers = [client.get(f"/k/{old_code}"), client.post("/k", data={"code": old_code.lower()}), client.get(old_link)]
        assert [answer.status_code for answer in answers] == [410] * 3
        assert all("sudah diganti" in answer.text and "Bagian Umum" in answer.text for answer in answers)
        assert not [answer for answer in answers if "Budi" in answer.text or "/p/" in answer.text]
        return {words for answer in answers for words in re.findall(r"Surat yang baru [^.]*\.", answer.text)}

    assert said() == {"Surat yang baru belum tercatat dikirim."}
    person = invitation.participant
    message = {
        "address": "budi@example.go.id",
        "recipient_name": person.name,
        "subject": "Undangan",
        "text": "x",
        "at": clock.now(),
    }
    outbox.queue_message(kind=INVITATION, meeting_id=meeting.id, invitation_id=invitation.id, **message)
    db.session.commit()
    assert said() == {"Surat yang baru sedang dikirim lewat surel."}
    db.session.execute(sa.update(Delivery).values(state=DeliveryState.SENT, sent_at=clock.now()))
    db.session.commit()
    assert {words.split(" lewat ")[1][:5] for words in said()} == {"surel"}
    assert client.get(f"/k/{passes.short_code(invitation.id, version=2)}").status_code == 303
    assert client.get(f"/k/{passes.short_code('lain')}").status_code == 404
