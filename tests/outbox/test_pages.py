"""The administrator reads every message on screen."""

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import outbox
from meetings.domain.accounts import MAILS
from meetings.domain.invitations.mails import INVITATION, REPRESENTATIVE
from meetings.enums import DeliveryState, MeetingState, Role
from meetings.extensions import db
from meetings.models import AuditEntry, Delivery
from tests.factories import (
    make_invitation,
    make_meeting,
    make_membership,
    make_organisation,
    make_participant,
    make_user,
)

RESET = MAILS["reset_instructions"]


@pytest.fixture
def administrator(app, sign_in):
    user = make_user()
    make_membership(user, make_organisation(), Role.ADMINISTRATOR)
    return sign_in(user)


def _message(**values) -> Delivery:
    defaults = {
        "kind": INVITATION,
        "address": "budi@example.go.id",
        "recipient_name": "Budi <b>",
        "subject": "Undangan {x}",
        "text": "Yth. Budi <b>\n",
        "html": "<p onclick='x()'>Yth. <b>Budi</b></p><script>alert(1)</script>",
        "at": clock.now(),
        "attachments": [outbox.attach_bytes("undangan.ics", "text/calendar; method=PUBLISH; charset=utf-8", b"BEGIN:VCALENDAR")],
    }
    outbox.queue_message(**{**defaults, **values})
    db.session.execute(sa.update(Delivery).values(state=DeliveryState.OUTBOX))
    db.session.commit()
    return db.session.scalars(sa.select(Delivery).order_by(Delivery.created_at.desc())).first()


def test_a_message_is_read_with_text_html_and_attachments(administrator):
    delivery = _message()

    page = administrator.get(f"/kotak-keluar/{delivery.id}")
    body = administrator.get(f"/kotak-keluar/{delivery.id}/isi.html")
    file = administrator.get(f"/kotak-keluar/{delivery.id}/lampiran/0")

    assert "Yth. Budi &lt;b&gt;" in page.text and "undangan.ics" in page.text and 'sandbox=""' in page.text
    assert "script-src" not in body.headers["Content-Security-Policy"]
    assert (
        "default-src 'none'" in body.headers["Content-Security-Policy"] and "sandbox" in body.headers["Content-Security-Policy"]
    )
    assert file.headers["Content-Type"] == "text/calendar; method=PUBLISH; charset=utf-8"
    assert file.data == b"BEGIN:VCALENDAR" and "attachment" in file.headers["Content-Disposition"]
    assert administrator.get(f"/kotak-keluar/{delivery.id}/lampiran/1").status_code == 404


def test_an_attachment_named_in_another_script_can_be_saved(administrator):
    delivery = _message(attachments=[outbox.attach_bytes("Undangan - عبد الله.pdf", "application/pdf", b"%PDF")])

    name = administrator.get(f"/kotak-keluar/{delivery.id}/lampiran/0").headers["Content-Disposition"]

    assert name.isascii() and "%D8%B9%D8%A8%D8%AF" in name  # a server refuses headers in other letters


def test_search_and_filters(administrator):
    _message(recipient_name="Siti", address="siti@example.go.id", kind=RESET, subject="Sandi")
    _message()

    assert "siti@example.go.id" not in administrator.get("/kotak-keluar?q=budi").text
    assert "budi@example.go.id" not in administrator.get("/kotak-keluar?kind=reset_instructions").text
    assert "budi@example.go.id" not in administrator.get("/kotak-keluar?state=failed").text
    assert administrator.get("/kotak-keluar?state=ngawur&page=99").status_code == 200


def test_a_kept_message_is_sent_or_cancelled_by_hand(administrator):
    meeting = make_meeting()
    delivery = _message(meeting_id=meeting.id)

    administrator.post(f"/kotak-keluar/{delivery.id}/batalkan")
    assert db.session.get_one(Delivery, delivery.id, populate_existing=True).state is DeliveryState.CANCELLED
    administrator.post(f"/kotak-keluar/{delivery.id}/kirim-ulang")

    assert db.session.get_one(Delivery, delivery.id, populate_existing=True).state is DeliveryState.QUEUED
    actions = set(db.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.meeting_id == meeting.id)))
    assert {"delivery.cancelled", "delivery.retried"} <= actions


def test_everything_kept_about_meetings_is_sent_at_once(administrator):
    meeting = make_meeting()
    _message(meeting_id=meeting.id)
    _message(kind=REPRESENTATIVE, meeting_id=meeting.id, address="wakil@example.go.id")
    _message(kind=RESET)
    _message(meeting_id=make_meeting(state=MeetingState.FINISHED).id, address="lewat@example.go.id")
    moved = make_invitation(make_participant(meeting, email="baru@example.go.id"))
    _message(meeting_id=meeting.id, invitation_id=moved.id, address="lama@example.go.id")

    administrator.post("/kotak-keluar/kirim")

    rows = db.session.execute(sa.select(Delivery.kind, Delivery.state, Delivery.address)).all()
    assert {(kind, address) for kind, state, address in rows if state is DeliveryState.QUEUED} == {
        ("invitation", "budi@example.go.id"),
        ("invitation", "baru@example.go.id"),
        ("representative", "wakil@example.go.id"),
    }
    assert {(kind, address) for kind, state, address in rows if state is DeliveryState.OUTBOX} == {
        ("reset_instructions", "budi@example.go.id"),
        ("invitation", "lewat@example.go.id"),
    }


def test_everything_that_failed_about_meetings_is_sent_again_at_once_and_nothing_else(administrator):
    meeting = make_meeting()
    for name in ("refused", "kept", "uncertain"):
        _message(recipient_name=name, meeting_id=meeting.id)
    for name, state in (("refused", DeliveryState.FAILED), ("uncertain", DeliveryState.UNCERTAIN)):
        named = sa.update(Delivery).where(Delivery.recipient_name == name)
        db.session.execute(named.values(state=state, error="550", attempts=3))
    db.session.commit()

    administrator.post("/kotak-keluar/kirim", data={"state": "failed"})
    refused = administrator.post("/kotak-keluar/kirim", data={"state": "uncertain"}, follow_redirects=True)

    rows = db.session.execute(sa.select(Delivery.recipient_name, Delivery.state, Delivery.error, Delivery.attempts)).all()
    assert set(rows) == {
        ("refused", DeliveryState.QUEUED, "", 0),
        ("kept", DeliveryState.OUTBOX, "", 0),
        ("uncertain", DeliveryState.UNCERTAIN, "550", 3),
    }
    assert "Hanya pesan tersimpan atau gagal" in refused.text


def test_an_invitation_sent_again_goes_to_the_address_of_now(administrator):
    meeting = make_meeting()
    invitation = make_invitation(make_participant(meeting, email="baru@example.go.id"))
    delivery = _message(meeting_id=meeting.id, invitation_id=invitation.id, address="lama@example.go.id")

    administrator.post(f"/kotak-keluar/{delivery.id}/kirim-ulang")

    assert db.session.get_one(Delivery, delivery.id, populate_existing=True).address == "baru@example.go.id"


def test_only_administrators_of_the_service_read_it(app, sign_in):
    root = make_organisation()
    user = make_user()
    make_membership(user, make_organisation(parent=root), Role.ADMINISTRATOR)
    clerk = sign_in(user)
    delivery = _message()

    assert clerk.get("/kotak-keluar").status_code == 403
    assert clerk.get(f"/kotak-keluar/{delivery.id}").status_code == 403


def test_the_list_sends_no_more_statements_for_more_rows(administrator, query_counter):
    def count(rows: int) -> int:
        for _ in range(rows):
            _message()
        with query_counter() as queries:
            administrator.get("/kotak-keluar")
        return len(queries)

    few = count(2)
    assert count(15) == few
