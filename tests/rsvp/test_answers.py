"""The answer page: one tap, changed as often as wanted until the deadline, and never two representatives."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings import clock, create_app
from meetings.domain import invitations, outbox, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import Answer, Substitute
from meetings.domain.participants import Details, withdraw_participant
from meetings.domain.passes import code_of, issue_pass
from meetings.enums import DeclineReason, MeetingState, ParticipantSource, ParticipantStatus, PassState
from meetings.errors import InvalidInput
from meetings.extensions import db, limiter
from meetings.models import AuditEntry, Delivery, Invitation, Meeting, Participant, Pass, Representation, Session
from tests.factories import make_invitation, make_meeting, make_participant, make_session
from tests.factories.minutes import make_attendance
from tests.support.databases import environment
from tests.support.live import separate_app

SUBSTITUTE = {
    "answer": "diwakilkan",
    "name": "Rina Wati",
    "title_back": "S.E.",
    "position": "Sekretaris Dinas",
    "phone": "081234567890",
    "email": "rina@example.go.id",
    "basis": "Disposisi 12/IV/2026",
}


@pytest.fixture
def invitation(app):
    meeting = make_meeting()
    make_session(meeting)
    return make_invitation(make_participant(meeting, "Dr. Budi {x} <b>'", status=ParticipantStatus.INVITED))


@pytest.fixture
def address(invitation):
    return passes.answer_link(invitation).removeprefix("http://localhost")


def _person(invitation) -> Participant:
    return db.session.get_one(Participant, invitation.participant_id, populate_existing=True)


def _version(invitation) -> int:
    return db.session.get_one(Meeting, invitation.meeting_id, populate_existing=True).roster_version


def test_the_page_shows_the_letter_and_only_the_recipients_own_data(invitation, address, client):
    other = make_participant(invitation.meeting, "Orang Lain")

    page = client.get(address)

    assert page.status_code == 200
    assert "Dr. Budi {x} &lt;b&gt;&#39;" in page.text
    assert other.name not in page.text
    assert "Ya, saya hadir" in page.text and "UU 27/2022" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer" and "noindex" in page.headers["X-Robots-Tag"]
    assert len(page.data) < 30_000
    assert db.session.get_one(Invitation, invitation.id).opened_at is None  # a preview robot has seen it, not a person


def test_the_script_tells_that_a_person_opened_the_page(invitation, address, client):
    assert client.get(f"{address}/dibuka").status_code == 405
    assert client.post(f"{address}/dibuka").status_code == 204
    first = db.session.get_one(Invitation, invitation.id, populate_existing=True).opened_at
    client.post(f"{address}/dibuka")

    assert first is not None
    assert db.session.get_one(Invitation, invitation.id, populate_existing=True).opened_at == first


def test_one_tap_says_yes(invitation, address, client):
    before = _version(invitation)

    page = client.post(address, data={"answer": "hadir"}, follow_redirects=True)

    person = _person(invitation)
    assert person.status is ParticipantStatus.CONFIRMED and person.answered_at is not None
    assert "Akan hadir" in page.text and "/p/M1" in page.text
    assert _version(invitation) > before
    entry = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "answer.given"))
    assert (entry.actor_kind, entry.actor_name) == ("guest", person.full_name)
    client.post(address, data={"answer": "hadir"})
    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.action == "answer.given")) == 1


def test_no_needs_a_reason_and_yes_takes_it_back(invitation, address, client):
    refused = client.post(address, data={"answer": "tidak-hadir", "note": "maaf"})
    assert refused.status_code == 422 and "Pilih alasan tidak hadir." in refused.text
    assert "maaf" in refused.text

    client.post(address, data={"answer": "tidak-hadir", "reason": "duty", "note": "Dinas ke Jakarta"})
    person = _person(invitation)
    assert (person.status, person.decline_reason, person.answer_note) == (
        ParticipantStatus.DECLINED,
        DeclineReason.DUTY,
        "Dinas ke Jakarta",
    )

    client.post(address, data={"answer": "hadir"})
    person = _person(invitation)
    assert (person.status, person.decline_reason, person.answer_note) == (ParticipantStatus.CONFIRMED, None, "")


def test_what_is_pasted_about_a_representative_is_cleaned(invitation, address, client):
    pasted = SUBSTITUTE | {
        "name": "Rina\u200b  Wa\u00adti\u202e",
        "nip": "NIP. 19860926 201505 1 001",
        "basis": "Disposisi\u200b 12",
    }
    client.post(address, data=pasted)

    row = db.session.scalar(sa.select(Representation))
    assert (row.representative.name, row.representative.nip, row.basis) == ("Rina Wati", "198609262015051001", "Disposisi 12")


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "\u200d.", "Tulis nama orangnya."),
        ("name", "\u200b", "Wajib diisi."),
        ("nip", "tanya ajudan", "NIP berisi 18 angka"),
    ],
)
def test_a_representative_without_a_name_or_with_a_number_that_is_none_is_refused(address, client, field, typed, told):
    page = client.post(address, data=SUBSTITUTE | {field: typed})

    assert page.status_code == 422 and told in page.text
    assert db.session.scalar(sa.select(Representation)) is None


def test_a_dash_is_no_number(invitation, address, client):
    client.post(address, data=SUBSTITUTE | {"nip": "-"})

    assert db.session.scalar(sa.select(Representation)).representative.nip == ""


def test_a_representative_gets_a_pass_of_their_own_and_taking_back_restores(invitation, address, client):
    page = client.post(address, data=SUBSTITUTE, follow_redirects=True)

    assert "Rina Wati, S.E." in page.text
    person = _person(invitation)
    assert person.status is ParticipantStatus.REPLACED
    row = db.session.scalar(sa.select(Representation))
    representative = row.representative
    assert (representative.source, representative.status) == (ParticipantSource.REPRESENTATIVE, ParticipantStatus.CONFIRMED)
    assert (representative.institution, representative.phone, row.basis) == (
        person.institution,
        "+6281234567890",
        "Disposisi 12/IV/2026",
    )
    states = dict(db.session.execute(sa.select(Pass.participant_id, Pass.state)).all())
    assert states == {person.id: PassState.REPLACED, representative.id: PassState.ACTIVE}
    mail = db.session.scalar(sa.select(Delivery))
    assert (mail.kind, mail.address) == ("representative", "rina@example.go.id")
    told = outbox.read_body(mail)[0]
    assert "Waktu         : " in told and " WIB" in told

    client.post(address, data={"answer": "hadir"})

    db.session.expire_all()
    states = dict(db.session.execute(sa.select(Pass.participant_id, Pass.state)).all())
    assert states == {person.id: PassState.ACTIVE, representative.id: PassState.REVOKED}
    assert _person(invitation).status is ParticipantStatus.CONFIRMED
    assert db.session.get_one(Participant, representative.id).status is ParticipantStatus.WITHDRAWN
    assert row.ended_at is not None


def test_the_same_representative_twice_is_one_and_another_replaces_them(invitation, address, client):
    client.post(address, data=SUBSTITUTE)
    client.post(address, data=SUBSTITUTE)
    assert db.session.scalar(sa.select(sa.func.count(Representation.id))) == 1

    client.post(address, data=SUBSTITUTE | {"name": "Agus Salim", "email": ""})

    open_ones = db.session.scalars(sa.select(Representation).where(Representation.ended_at.is_(None))).all()
    assert [row.representative.name for row in open_ones] == ["Agus Salim"]


def test_a_corrected_representative_keeps_the_pass_and_gets_the_mail(invitation, address, client):
    client.post(address, data=SUBSTITUTE | {"email": "salah@example.go.id"})
    first = db.session.scalar(sa.select(Representation.representative_id))
    code = db.session.scalar(sa.select(Pass.id).where(Pass.participant_id == first))

    for _tap in range(2):
        client.post(address, data=SUBSTITUTE | {"phone": "081111111111", "basis": "ST 7"})

    db.session.expire_all()
    row = db.session.scalars(sa.select(Representation)).one()
    person = row.representative
    assert (person.id, person.phone, person.email, row.basis) == (first, "+6281111111111", "rina@example.go.id", "ST 7")
    assert db.session.scalars(sa.select(Pass.id).where(Pass.participant_id == first, Pass.state == PassState.ACTIVE)).all() == [
        code
    ]
    assert sorted(db.session.scalars(sa.select(Delivery.address))) == ["rina@example.go.id", "salah@example.go.id"]


def test_a_representative_named_again_comes_with_what_is_typed_now_and_the_old_pass(invitation, address, client):
    client.post(address, data=SUBSTITUTE)
    code = db.session.scalar(sa.select(Pass.id).where(Pass.participant_id != invitation.participant_id))
    client.post(address, data={"answer": "hadir"})

    client.post(address, data=SUBSTITUTE | {"email": "baru@example.go.id", "phone": ""})

    db.session.expire_all()
    person = db.session.scalar(sa.select(Representation).where(Representation.ended_at.is_(None))).representative
    assert (person.phone, person.email) == ("+6281234567890", "baru@example.go.id")
    assert db.session.scalars(
        sa.select(Pass.id).where(Pass.participant_id == person.id, Pass.state == PassState.ACTIVE)
    ).all() == [code]


def test_a_representative_needs_a_name(invitation, address, client):
    answer = client.post(address, data=SUBSTITUTE | {"name": " "})

    assert answer.status_code == 422 and "Wajib diisi." in answer.text
    assert _person(invitation).status is ParticipantStatus.INVITED


def test_a_representative_without_a_position_is_taken_as_lists_print_them(invitation, address, client):
    assert client.post(address, data=SUBSTITUTE | {"position": " "}).status_code == 303
    assert _person(invitation).status is ParticipantStatus.REPLACED


def test_wrong_phone_and_mail_are_named(invitation, address, client):
    answer = client.post(address, data=SUBSTITUTE | {"phone": "12", "email": "bukan"})

    assert answer.status_code == 422
    assert "Nomor ini tidak dapat dibaca" in answer.text and "Alamat surel tidak sah." in answer.text
    assert "Rina Wati" in answer.text  # what was typed stays


def test_a_meeting_may_forbid_representation(invitation, address, client):
    invitation.meeting.allow_representation = False

    assert "tidak dapat diwakilkan" in client.get(address).text
    assert client.post(address, data=SUBSTITUTE).status_code == 422
    assert db.session.scalar(sa.select(Representation)) is None


def test_after_the_deadline_answers_stand(invitation, address, client):
    invitation.meeting.answer_deadline = clock.now() - timedelta(minutes=1)

    page = client.post(address, data={"answer": "hadir"}, follow_redirects=True)

    assert "Batas waktu menjawab sudah lewat" in page.text
    assert _person(invitation).status is ParticipantStatus.INVITED


def test_the_page_is_opened_after_the_deadline_too(app, invitation, address, client, monkeypatch):
    """Then it has no form, and no token of one."""
    invitation.meeting.answer_deadline = clock.now() - timedelta(minutes=1)
    db.session.commit()
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    assert "csrf_token" not in client.get(address).text
    assert client.post(f"{address}/dibuka").status_code == 204
    assert db.session.get_one(Invitation, invitation.id, populate_existing=True).opened_at is not None


def test_a_cancelled_meeting_takes_no_answers(invitation, address, client):
    invitation.meeting.state, invitation.meeting.cancel_reason = MeetingState.CANCELLED, "Bencana alam"

    page = client.get(address).text

    assert "Kegiatan dibatalkan" in page and "Bencana alam" in page and "Ya, saya hadir" not in page


def test_who_is_off_the_list_is_told_instead_of_asked(invitation, address, client):
    invitation.participant.status = ParticipantStatus.WITHDRAWN

    page = client.get(address).text

    assert "Undangan ini sudah tidak berlaku." in page and "Ya, saya hadir" not in page
    assert "sudah tidak berlaku" in client.post(address, data={"answer": "hadir"}, follow_redirects=True).text


def test_one_link_cannot_send_mails_without_end(databases, caplog):
    caplog.set_level("INFO")
    settings = environment(databases.folder / "answering", databases.create("sqlite"))
    with separate_app(lambda: create_app(settings, RATELIMIT_ENABLED=True, WTF_CSRF_ENABLED=False)) as app:
        try:
            with app.app_context():
                meeting = make_meeting()
                rows = [make_invitation(make_participant(meeting)) for _ in range(2)]
                db.session.commit()
                pages = [passes.answer_link(row).partition("/u/")[2] for row in rows]
            client = app.test_client()
            answers = [client.post(f"/u/{pages[0]}", data=SUBSTITUTE | {"name": f"Wakil {n}"}).status_code for n in range(41)]
            wait = int(client.post(f"/u/{pages[0]}", data={"answer": "hadir"}).headers["Retry-After"])
            reading = client.get(f"/u/{pages[0]}").status_code
            other = client.post(f"/u/{pages[1]}", data={"answer": "hadir"}).status_code
        finally:
            limiter.enabled = False

    assert answers == [303] * 40 + [429]
    assert (reading, other) == (200, 303)
    assert 0 < wait <= 3600
    assert "exceeded" in caplog.text and pages[0] not in caplog.text


def test_wrong_tokens_are_not_found(app, client):
    for address in ("/u/salah", "/u/" + "a" * 500, "/u/salah/surat.pdf"):
        assert client.get(address).status_code == 404
    assert client.post("/u/salah", data={"answer": "hadir"}).status_code == 404


def test_many_taps_at_once_name_one_representative(app, invitation):
    db.session.commit()
    invitation_id, errors = invitation.id, []

    def tap() -> None:
        with app.app_context():
            try:
                row = db.session.get_one(Invitation, invitation_id)
                details = Details(name="Rina Wati", position="Sekretaris Dinas", institution="Dinas Kesehatan")
                invitations.answer_invitation(row, Answer.REPRESENTED, clock.now(), substitute=Substitute(details))
                db.session.commit()
            except Exception as error:
                db.session.rollback()
                errors.append(error)
            finally:
                db.session.remove()

    taps = [threading.Thread(target=tap) for _ in range(6)]
    for each in taps:
        each.start()
    for each in taps:
        each.join()

    assert errors == []
    db.session.expire_all()
    assert db.session.scalar(sa.select(sa.func.count(Representation.id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(Participant.id))) == 2
    assert db.session.scalar(sa.select(sa.func.count(Pass.id)).where(Pass.state == PassState.ACTIVE)) == 1


def test_no_reason_is_refused_by_the_rule_too(invitation):
    with pytest.raises(InvalidInput):
        invitations.answer_invitation(invitation, Answer.DOES_NOT_COME, clock.now())


def _came(session: Session, person: Participant) -> None:
    make_attendance(session, person)
    db.session.commit()


def _session(invitation) -> Session:
    return db.session.scalars(sa.select(Session).where(Session.meeting_id == invitation.meeting_id)).one()


@pytest.mark.parametrize("said", [{"answer": "tidak-hadir", "reason": "duty"}, SUBSTITUTE, {"answer": "hadir"}])
def test_whoever_was_recorded_present_cannot_answer_otherwise(invitation, address, client, said):
    _came(_session(invitation), invitation.participant)

    page = client.post(address, data=said, follow_redirects=True)

    assert _person(invitation).status is ParticipantStatus.INVITED and _person(invitation).answered_at is None
    assert db.session.scalar(sa.select(Representation)) is None
    assert "Kehadiran Anda sudah tercatat" in page.text
    assert "Kehadiran Anda sudah tercatat" in client.get(address).text and "Ya, saya hadir" not in client.get(address).text


@pytest.mark.parametrize(
    "said", [{"answer": "hadir"}, {"answer": "tidak-hadir", "reason": "duty"}, SUBSTITUTE | {"name": "Lain"}]
)
def test_a_representative_who_came_stays_whatever_the_represented_says_later(invitation, address, client, said):
    client.post(address, data=SUBSTITUTE)
    deputy = db.session.scalar(sa.select(Representation)).representative
    _came(_session(invitation), deputy)

    page = client.post(address, data=said, follow_redirects=True)

    assert "Rina Wati, S.E. sudah tercatat hadir mewakili Anda" in page.text
    assert _person(invitation).status is ParticipantStatus.REPLACED
    assert db.session.scalar(sa.select(Representation)).ended_at is None
    assert db.session.get_one(Participant, deputy.id, populate_existing=True).status is ParticipantStatus.CONFIRMED


def test_when_the_last_session_is_over_nothing_is_answered_any_more(invitation, address, client):
    session = _session(invitation)
    session.ends_at = clock.now() - timedelta(minutes=1)
    another = make_session(invitation.meeting, ends_at=clock.now() + timedelta(hours=1))
    assert "Ya, saya hadir" in client.get(address).text

    another.closed_at = clock.now()

    assert "Acaranya sudah berakhir" in client.get(address).text
    client.post(address, data={"answer": "hadir"})
    assert _person(invitation).status is ParticipantStatus.INVITED


@pytest.mark.parametrize(
    ("said", "kept"),
    [(SUBSTITUTE, ["Rina Wati", "Sekretaris Dinas", "Disposisi 12/IV/2026"]), ({"answer": "tidak-hadir", "reason": "duty", "note": "Ke Jakarta"}, ["Dinas luar", "Ke Jakarta"])],
)  # fmt: skip  # -- table
def test_what_was_typed_after_the_deadline_is_shown_with_the_reason(invitation, address, client, said, kept):
    invitation.meeting.answer_deadline = clock.now() - timedelta(minutes=1)

    page = client.post(address, data=said)

    assert page.status_code == 422
    for words in ("Jawaban ini tidak tercatat", "Batas waktu menjawab sudah lewat", *kept):
        assert words in page.text
    assert _person(invitation).status is ParticipantStatus.INVITED
    assert "Jawaban ini tidak tercatat" not in client.get(address).text


def test_who_is_off_the_list_is_told_whom_to_ask(invitation, address, client):
    meeting = invitation.meeting
    meeting.contact_name, meeting.contact_phone = "Siti Aminah", "+6281234567890"
    issued = issue_pass(invitation.participant, clock.now())
    withdraw_participant(invitation.participant, SYSTEM, clock.now())

    for page in (client.get(address), client.get(f"/p/{code_of(issued)}")):
        assert "Siti Aminah" in page.text and "tel:+6281234567890" in page.text
