"""WhatsApp one after the other: who is next, how many are left, what was opened, and the way back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from meetings import clock
from meetings.domain import documents, invitations, outbox
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.invitations.onebyone import take_turn
from meetings.enums import DeliveryState, DocumentKind, DocumentState, ParticipantStatus, Role
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Delivery, Invitation, Letter, Participant, User
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session
from tests.factories.minutes import make_officer


@pytest.fixture
def letter(app: Flask) -> Letter:
    """Sent to nobody yet: three with a number, one without."""
    meeting = make_meeting(title="Rakerda")
    make_session(meeting)
    row = make_letter(meeting)
    for number, name in enumerate(("Ani", "Budi", "Citra")):
        make_invitation(make_participant(meeting, name, phone=f"+62812345678{number}", status=ParticipantStatus.INVITED), row)
    make_invitation(make_participant(meeting, "Dewi", phone="0251-321", status=ParticipantStatus.INVITED), row)
    db.session.commit()
    return row


@pytest.fixture
def clerk(letter: Letter, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make_officer(letter.meeting.organisation, Role.COMMITTEE))


def _press(client: FlaskClient, page: str, words: str) -> str:
    """Send the form of the button that says so; the address one is led to."""
    button = html.fromstring(client.get(page).text).xpath(f"//button[contains(., '{words}')]")[0]
    form = button.getparent()
    values = [(each.get("name"), each.get("value") or "") for each in form.xpath(".//input[@name]")]
    data: dict[str, list[str]] = {}
    for name, value in values:
        data.setdefault(name, []).append(value)
    return str(client.post(form.get("action"), data=data).location)


def _names(letter: Letter, *, remind: bool = False) -> tuple[int, str | None]:
    db.session.expire_all()
    turn = take_turn(letter, remind=remind)
    return turn.left, turn.next.participant.name if turn.next else None


def test_who_may_have_it_already_and_who_waits_for_a_signature_is_told_first(letter: Letter, clerk: FlaskClient) -> None:
    page = f"/kegiatan/{letter.meeting_id}/undangan/{letter.id}/whatsapp"
    first = db.session.scalars(sa.select(Invitation).join(Invitation.participant).order_by(Participant.sort_name)).first()
    assert first is not None
    outbox.queue_message(
        kind=INVITATION,
        address="ani@example.go.id",
        recipient_name="Ani",
        subject="Undangan",
        text="Isi",
        at=clock.now(),
        meeting_id=letter.meeting_id,
        invitation_id=first.id,
    )
    db.session.execute(sa.update(Delivery).values(state=DeliveryState.UNCERTAIN))
    db.session.commit()
    text = clerk.get(page).text
    assert "Ani" in text and "mungkin sudah sampai" in text and text.index("mungkin sudah sampai") < text.index("Siapkan pesan")

    paper = documents.queue_document(
        DocumentKind.LETTER, first.id, meeting=letter.meeting, title="Ani", at=clock.now(), final=True
    )
    paper.state = DocumentState.SIGNING
    first.document = paper
    db.session.commit()
    text = clerk.get(page).text
    assert "menunggu tanda tangan" in text and "Siapkan pesan" not in text and "Lewati" in text


def test_one_goes_from_person_to_person_and_the_place_is_kept(letter: Letter, clerk: FlaskClient) -> None:
    page = f"/kegiatan/{letter.meeting_id}/undangan/{letter.id}/whatsapp"
    assert "3 orang lagi" in clerk.get(page).text and "Ani" in clerk.get(page).text

    opened = _press(clerk, page, "Siapkan pesan")
    assert "wa.me/62812345678" in clerk.get(opened).text and "2 orang lagi" in clerk.get(opened).text
    assert "1 pesan sudah dibuka" in clerk.get(page).text  # from another device, or after the page was closed
    after = _press(clerk, opened, "Sudah terkirim")
    shown = clerk.get(after).text
    assert "Budi" in shown and "2 orang lagi" in shown and "Terakhir: Ani" in shown
    assert db.session.scalar(sa.select(sa.func.count()).where(Invitation.sent_at.is_not(None))) == 1

    _press(clerk, page, "Ternyata belum terkirim")
    assert _names(letter) == (3, "Ani")


def test_whom_one_passes_over_comes_at_the_end(letter: Letter, clerk: FlaskClient) -> None:
    page = f"/kegiatan/{letter.meeting_id}/undangan/{letter.id}/whatsapp"
    ids = db.session.scalars(sa.select(Invitation.id)).all()
    opened = _press(clerk, page, "Siapkan pesan")

    after = clerk.get(_press(clerk, opened, "Tidak jadi")).text

    assert "Budi" in after and "1 dilewati" in after and _names(letter) == (3, "Ani")
    assert "Tinggal yang dilewati" in clerk.get(page + "?" + "&".join(f"lewati={each}" for each in ids)).text


def test_who_has_a_mail_under_way_or_has_got_it_is_not_in_turn(letter: Letter) -> None:
    first, second = db.session.scalars(sa.select(Invitation).order_by(Invitation.created_at, Invitation.id)).all()[:2]
    first.participant.email = "ani@example.go.id"
    db.session.flush()
    delivery = invitations.open_whatsapp(second, SYSTEM, clock.now())
    invitations.confirm_by_hand(delivery, SYSTEM, clock.now())
    assert _names(letter)[0] == 2
    outbox.queue_message(
        kind=INVITATION,
        address="ani@example.go.id",
        recipient_name="Ani",
        subject="Undangan",
        text="Isi",
        at=clock.now(),
        meeting_id=letter.meeting_id,
        invitation_id=first.id,
    )

    assert _names(letter)[0] == 1


def test_reminders_go_to_the_silent_in_words_of_their_own_and_rest_a_day(letter: Letter, clerk: FlaskClient) -> None:
    db.session.execute(sa.update(Invitation).values(sent_at=clock.now()))
    db.session.commit()
    page = f"/kegiatan/{letter.meeting_id}/undangan/{letter.id}/whatsapp?ingatkan=1"
    assert _names(letter) == (0, None) and _names(letter, remind=True) == (3, "Ani")

    opened = _press(clerk, page, "Siapkan pesan")
    text = clerk.get(opened).text
    assert "belum menerima jawaban" in text and "mengundang" not in text
    assert "Pengingat Ani tercatat" in clerk.get(_press(clerk, opened, "Sudah terkirim")).text

    assert _names(letter, remind=True) == (2, "Budi")
    db.session.execute(sa.update(Delivery).values(sent_at=clock.now() - timedelta(days=2)))
    assert take_turn(letter, remind=True).left == 3
    assert db.session.scalar(sa.select(Delivery.kind)) == "reminder"
    assert "reminder.by_hand" in db.session.scalars(sa.select(AuditEntry.action)).all()


def test_whoever_has_answered_is_not_reminded(letter: Letter) -> None:
    db.session.execute(sa.update(Invitation).values(sent_at=clock.now()))
    invitation = db.session.scalars(sa.select(Invitation)).first()
    assert invitation is not None
    invitation.participant.status = ParticipantStatus.CONFIRMED
    db.session.flush()

    with pytest.raises(WrongState, match="sudah menjawab"):
        invitations.open_whatsapp(invitation, SYSTEM, clock.now(), remind=True)
    assert DeliveryState.HANDED not in db.session.scalars(sa.select(Delivery.state)).all()
