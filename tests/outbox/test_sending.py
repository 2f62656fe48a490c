"""The way out: every message at most once, whatever the server or a crash does."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from meetings import clock, worker
from meetings.domain import invitations, outbox, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.outbox.kinds import all_kinds
from meetings.enums import DeliveryState, MeetingState, ParticipantStatus
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.jobs.tasks import release_stale_work, render_letters, run_tasks, send_deliveries
from meetings.models import Delivery, Invitation
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session

ROOT = Path(__file__).parents[2]
S = DeliveryState
NOTICE = outbox.register_kind("notice", "Kabar")
DEAD = worker.claim_name().split("/")[0] + "/" + worker.claim_name().split("/")[1] + "/999999999.1#dead"

pytestmark = pytest.mark.usefixtures("mail_app")


def _queue(address: str = "budi@example.go.id", **values) -> None:
    defaults = {"kind": NOTICE, "recipient_name": "Budi", "subject": "Kabar", "text": "Isi\n", "at": clock.now()}
    outbox.queue_message(address=address, **{**defaults, **values})
    db.session.commit()


def _only() -> Delivery:
    db.session.expire_all()
    return db.session.scalars(sa.select(Delivery)).one()


def test_a_queued_message_leaves_once(inbox):
    _queue()

    send_deliveries()
    send_deliveries()

    assert inbox.recipients == ["budi@example.go.id"]
    delivery = _only()
    assert (delivery.state, delivery.attempts) == (S.SENT, 1) and delivery.sent_at is not None
    assert inbox.messages[0]["Message-ID"] == delivery.message_id


def test_the_same_key_is_queued_once(inbox):
    for _ in range(3):
        _queue(dedupe_key="satu")
    _queue(dedupe_key=None)

    send_deliveries()

    assert len(inbox.messages) == 2


def test_bodies_are_sealed_in_the_database():
    _queue(text="tautan rahasia: https://x/u/abc", html="<p>tautan rahasia</p>")

    delivery = _only()
    assert "rahasia" not in delivery.body_text + delivery.body_html
    assert outbox.read_body(delivery) == ("tautan rahasia: https://x/u/abc", "<p>tautan rahasia</p>")


def test_a_permanent_refusal_keeps_the_reason_and_others_go_on(inbox):
    inbox.answers["salah@example.go.id"] = "550 5.1.1 tidak dikenal"
    _queue("salah@example.go.id")
    _queue("benar@example.go.id")

    send_deliveries()

    states = dict(db.session.execute(sa.select(Delivery.address, Delivery.state)).all())
    assert states == {"salah@example.go.id": S.FAILED, "benar@example.go.id": S.SENT}
    assert "5.1.1 tidak dikenal" in db.session.scalar(sa.select(Delivery.error).where(Delivery.state == S.FAILED))


def test_a_transient_refusal_waits_longer_each_time(inbox):
    inbox.answers["budi@example.go.id"] = "451 coba nanti"
    _queue()
    pauses = []
    for _ in range(3):
        db.session.execute(sa.update(Delivery).values(next_attempt_at=clock.now()))
        before = clock.now()
        send_deliveries()
        delivery = _only()
        assert delivery.state is S.QUEUED
        pauses.append((delivery.next_attempt_at - before).total_seconds())

    assert [round(pause / 30) for pause in pauses] == [1, 2, 4]
    inbox.answers.clear()
    send_deliveries()
    assert inbox.messages == []  # not yet due
    db.session.execute(sa.update(Delivery).values(next_attempt_at=clock.now()))
    send_deliveries()
    assert _only().state is S.SENT


def test_a_server_that_is_down_loses_nothing(inbox):
    for number in range(3):
        _queue(f"orang{number}@example.go.id")
    port = inbox.port
    inbox.stop()

    send_deliveries()
    assert {row.state for row in db.session.scalars(sa.select(Delivery))} == {S.QUEUED}
    assert "tidak dapat dipakai" in db.session.scalar(sa.select(Delivery.error).limit(1))

    inbox.start(port)
    db.session.execute(sa.update(Delivery).values(next_attempt_at=clock.now()))
    send_deliveries()
    assert sorted(inbox.recipients) == [f"orang{number}@example.go.id" for number in range(3)]


def test_a_server_that_is_away_for_days_costs_no_message(inbox):
    inbox.sender_answer = "530 masuk dahulu"
    _queue("satu@example.go.id")
    _queue("dua@example.go.id")
    for _ in range(20):
        db.session.execute(sa.update(Delivery).values(next_attempt_at=clock.now()))
        send_deliveries()
    rows = db.session.scalars(sa.select(Delivery)).all()
    assert {(row.state, row.attempts) for row in rows} == {(S.QUEUED, 0)}
    assert all("530 masuk dahulu" in row.error and row.next_attempt_at > clock.now() for row in rows)

    inbox.sender_answer = "250 OK"
    db.session.execute(sa.update(Delivery).values(next_attempt_at=clock.now()))
    send_deliveries()
    assert sorted(inbox.recipients) == ["dua@example.go.id", "satu@example.go.id"]


def test_a_file_that_cannot_be_read_now_is_tried_again(inbox, monkeypatch):
    _queue("satu@example.go.id", attachments=[outbox.attach_bytes("a.pdf", "application/pdf", b"%PDF")])
    _queue("dua@example.go.id")
    with monkeypatch.context() as broken:
        broken.setattr(
            "meetings.domain.outbox.queries.storage.get", lambda key: (_ for _ in ()).throw(OSError("penyimpanan mati"))
        )
        send_deliveries()
    assert inbox.recipients == ["dua@example.go.id"]
    waiting = db.session.scalars(sa.select(Delivery).where(Delivery.state == S.QUEUED)).one()
    assert "penyimpanan mati" in waiting.error

    waiting.next_attempt_at = clock.now()
    send_deliveries()
    assert inbox.recipients == ["dua@example.go.id", "satu@example.go.id"]


def test_no_more_are_claimed_than_asked_for(app):
    for number in range(40):
        _queue(f"orang{number}@example.go.id")
    if db.engine.dialect.name == "postgresql":  # the plan that runs a subquery behind IN once a row
        for choice in ("hashjoin", "hashagg", "mergejoin", "material", "sort"):
            db.session.execute(sa.text(f"SET LOCAL enable_{choice} = off"))

    ids = outbox.claim_deliveries(clock.now(), 5).ids

    assert len(ids) == 5
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Delivery).where(Delivery.state == S.SENDING)) == 5


def test_an_invitation_that_waited_too_long_does_not_leave(inbox):
    off, withdrawn, fine = (make_invitation(make_participant(make_meeting())) for _ in range(3))
    for number, row in enumerate((off, withdrawn, fine)):
        _queue(f"orang{number}@example.go.id", kind=INVITATION, meeting_id=row.meeting_id, invitation_id=row.id)
    off.meeting.state = MeetingState.CANCELLED
    withdrawn.participant.status = ParticipantStatus.WITHDRAWN
    db.session.commit()

    send_deliveries()

    assert inbox.recipients == ["orang2@example.go.id"]
    errors = dict(db.session.execute(sa.select(Delivery.invitation_id, Delivery.error).where(Delivery.state == S.CANCELLED)).all())
    assert "dibatalkan" in errors[off.id] and "dicabut" in errors[withdrawn.id]


def test_a_kind_that_no_feature_writes_any_more_does_not_leave(inbox):
    _queue()
    db.session.execute(sa.update(Delivery).values(kind="kabar_lama"))

    send_deliveries()

    assert inbox.messages == [] and (_only().state, _only().error) == (
        S.CANCELLED,
        "Layanan ini tidak lagi mengirim pesan jenis ini.",
    )
    with pytest.raises(WrongState):
        outbox.retry_delivery(_only(), SYSTEM, clock.now())


def test_two_kinds_cannot_have_the_same_name():
    with pytest.raises(ValueError, match="notice"):
        outbox.register_kind("notice", "Lain")


def test_every_mail_of_our_templates_has_a_kind(app):
    folders = ROOT / "meetings" / "templates" / "email", ROOT / "meetings" / "templates" / "security" / "email"
    written = {path.name for path in folders[0].iterdir() if path.is_dir()} | {path.stem for path in folders[1].iterdir()}

    assert written and written <= {kind.name for kind in all_kinds()}


def test_after_many_attempts_the_message_fails(inbox):
    inbox.answers["budi@example.go.id"] = "451 coba nanti"
    _queue()
    db.session.execute(sa.update(Delivery).values(attempts=11))

    send_deliveries()

    assert _only().state is S.FAILED


def _leave_behind(state: DeliveryState, claim: str) -> None:
    db.session.execute(sa.update(Delivery).values(state=state, claimed_by=claim, claimed_at=clock.now(), attempts=1))
    db.session.commit()


def test_what_a_dead_worker_had_not_begun_is_sent(inbox):
    _queue()
    _leave_behind(S.SENDING, DEAD)

    release_stale_work()
    send_deliveries()

    assert len(inbox.messages) == 1 and _only().state is S.SENT


def test_what_a_dead_worker_was_transmitting_waits_for_a_person(inbox):
    _queue()
    _leave_behind(S.TRANSMITTING, DEAD)

    release_stale_work()
    send_deliveries()
    assert inbox.messages == [] and _only().state is S.UNCERTAIN

    outbox.retry_delivery(_only(), SYSTEM, clock.now())
    db.session.commit()
    send_deliveries()
    assert len(inbox.messages) == 1


def test_a_living_workers_claims_are_left_alone():
    _queue()
    _leave_behind(S.SENDING, worker.claim_name())

    release_stale_work()

    assert _only().state is S.SENDING
    assert not worker.is_gone(worker.claim_name()) and worker.is_gone(DEAD)


def test_an_old_claim_of_an_unknown_machine_is_released():
    _queue()
    _leave_behind(S.SENDING, "lain/1/7.7#abc")
    db.session.execute(sa.update(Delivery).values(claimed_at=clock.now() - timedelta(hours=1)))

    release_stale_work()

    assert _only().state is S.QUEUED


def test_a_worker_taken_for_dead_sends_nothing_more(inbox, monkeypatch):
    from meetings.jobs import deliveries

    _queue()
    stolen = deliveries.outbox.begin_transmission

    def steal(delivery_id, claim, at):
        db.session.execute(sa.update(Delivery).values(claimed_by="orang lain"))
        return stolen(delivery_id, claim, at)

    monkeypatch.setattr(deliveries.outbox, "begin_transmission", steal)
    send_deliveries()

    assert inbox.messages == [] and _only().state is S.SENDING


def test_a_batch_that_breaks_off_gives_back_what_it_had_not_begun(inbox, monkeypatch):
    from meetings.jobs import deliveries

    for number in range(3):
        _queue(f"orang{number}@example.go.id")
    with monkeypatch.context() as broken:
        broken.setattr(deliveries, "_send_one", lambda *_: (_ for _ in ()).throw(RuntimeError("rusak")))
        with pytest.raises(RuntimeError):
            send_deliveries()
    rows = db.session.execute(sa.select(Delivery.state, Delivery.claimed_by, Delivery.attempts)).all()
    assert rows == [(S.QUEUED, "", 0)] * 3

    send_deliveries()
    assert len(inbox.messages) == 3


def test_a_connection_lost_in_the_body_is_uncertain(inbox, monkeypatch):
    import smtplib

    monkeypatch.setattr(
        smtplib.SMTP, "data", lambda self, message: (_ for _ in ()).throw(smtplib.SMTPServerDisconnected("putus"))
    )
    _queue()

    send_deliveries()

    assert _only().state is S.UNCERTAIN


def test_what_is_on_its_way_cannot_be_retried_or_cancelled():
    _queue()
    _leave_behind(S.TRANSMITTING, worker.claim_name())

    with pytest.raises(WrongState):
        outbox.retry_delivery(_only(), SYSTEM, clock.now())
    with pytest.raises(WrongState):
        outbox.cancel_delivery(_only(), SYSTEM, clock.now())


def test_the_invitation_mail_carries_letter_and_calendar_exactly(inbox, hostile):
    meeting = make_meeting(title=f"Rakerda {hostile}"[:290], contact_email="panitia@example.go.id")
    make_session(meeting)
    person = make_participant(meeting, hostile, position=hostile, email="budi@example.go.id")
    invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()

    send_deliveries()

    message = inbox.messages[0]
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    files = {part.get_content_type(): part for part in message.iter_attachments()}
    assert f"Yth. {hostile}" in text
    invitation = db.session.scalar(sa.select(Invitation))
    assert passes.answer_link(invitation) in text and passes.answer_link(invitation) in html
    from markupsafe import escape

    assert str(escape(hostile)) in html
    assert files["application/pdf"].get_payload(decode=True).startswith(b"%PDF")
    import icalendar

    calendar = icalendar.Calendar.from_ical(files["text/calendar"].get_payload(decode=True))
    assert calendar.walk("VEVENT")[0]["SUMMARY"] == meeting.title
    assert message["Reply-To"].addresses[0].addr_spec == "panitia@example.go.id"
    assert invitation.sent_at is not None and person.email
