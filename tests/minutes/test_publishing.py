"""From draft to published minutes and their corrections."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meetings import clock
from meetings.domain import documents, followup
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM, Action
from meetings.domain.documents.pipeline import MOST_ATTEMPTS, PAUSE
from meetings.domain.minutes import ActionText, ItemText
from meetings.enums import ActionStatus, DocumentState, MeetingState, MinutesStanding, MinutesState, ParticipantStatus, Role
from meetings.errors import Conflict, InvalidInput, NotAllowed, WrongState
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import AuditEntry, Document, IssuedNumber, Meeting, User
from meetings.storage import storage
from tests.factories import make_meeting, make_participant
from tests.factories.minutes import (
    actor_of,
    approve,
    make_approved,
    make_attendance,
    make_ended_session,
    make_minutes,
    make_officer,
    publish,
    revoke,
    submit,
    write_something,
)


def test_what_is_missing_is_listed(app: Flask) -> None:
    minutes = make_minutes(make_ended_session(chair_name="", recorder_name=""))
    first, second = minutes.items
    rules.save_item(
        first,
        ItemText("", actions=(ActionText("", "Dinas"), ActionText("Kerjakan"), ActionText("Lapor", "Bappeda"))),
        1,
        SYSTEM,
        clock.now(),
    )

    findings = rules.check_minutes(minutes)

    errors = [(each.anchor, each.message) for each in findings if each.blocks]
    assert errors == [
        ("kepala", "Pimpinan rapat belum diisi."),
        ("kepala", "Penanda tangan belum diisi."),
        (first.id, "Judul butir belum diisi."),
        (first.id, "Ada tindak lanjut tanpa uraian."),
        (first.id, "Tindak lanjut «Kerjakan» belum menyebut instansi."),
    ]
    warnings = {each.message for each in findings if not each.blocks}
    assert "Butir ini belum berisi pembahasan maupun keputusan." in warnings
    assert "Tindak lanjut «Lapor» belum bertenggat." in warnings
    assert "Notulis belum diisi." in warnings
    assert second.id in {each.anchor for each in findings}


def test_what_no_font_prints_is_named_with_its_place(app: Flask) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    item.discussion, minutes.opening = "<div>Anggaran \ue000 dibahas</div>", "<div>\ue001</div>"
    make_participant(minutes.meeting, "Budi \ue002", status=ParticipantStatus.CONFIRMED)
    db.session.flush()

    told = [(each.anchor, each.message) for each in rules.check_minutes(minutes) if "Tidak ada huruf" in each.message]

    assert told == [
        ("kepala", "Tidak ada huruf untuk mencetak: kepala notula (\ue001 U+E001); Budi \ue002 (\ue002 U+E002)."),
        (item.id, f"Tidak ada huruf untuk mencetak: {item.title} (\ue000 U+E000)."),
    ]


def test_errors_stop_and_warnings_want_a_yes(app: Flask) -> None:
    incomplete, minutes = make_minutes(make_ended_session(chair_name="")), make_minutes()
    secretary = actor_of(make_officer(minutes.meeting.organisation, Role.SECRETARY))

    write_something(minutes)
    reasons = dict.fromkeys(rules.warnings_of(rules.check_minutes(minutes)), "Rapat internal tanpa daftar hadir.")

    with pytest.raises(InvalidInput):
        submit(incomplete, secretary)
    for missing in reasons:
        with pytest.raises(InvalidInput) as refused:
            rules.submit_minutes(minutes, secretary, clock.now(), reasons={**reasons, missing: " "})
        assert refused.value.field == f"reason-{missing}"
    rules.submit_minutes(minutes, secretary, clock.now(), reasons=reasons)

    assert minutes.state is MinutesState.SUBMITTED
    assert {each.reason for each in rules.waived_of(minutes)} == {"Rapat internal tanpa daftar hadir."}
    assert len(rules.waived_of(minutes)) == len(reasons) > 1
    rules.withdraw_minutes(minutes, secretary, clock.now())
    assert rules.reasons_kept(minutes) == reasons  # what was explained need not be explained again
    minutes.recorder_name = ""
    asked = rules.warnings_of(rules.check_minutes(minutes)).keys() - reasons.keys()
    assert len(asked) == 1  # a new warning has no reason yet, whatever others have
    with pytest.raises(InvalidInput) as refused:
        rules.submit_minutes(minutes, secretary, clock.now(), reasons=reasons)
    assert refused.value.field == f"reason-{asked.pop()}"


def test_nobody_approves_what_they_submitted(app: Flask) -> None:
    minutes = make_minutes()
    both = actor_of(make_officer(minutes.meeting.organisation, Role.ADMINISTRATOR))
    submit(minutes, both)

    with pytest.raises(NotAllowed):
        rules.approve_minutes(minutes, both, clock.now())
    assert minutes.state is MinutesState.SUBMITTED


def test_what_is_approved_is_what_was_read(app: Flask) -> None:
    minutes = make_minutes()
    secretary, approver = (actor_of(make_officer(minutes.meeting.organisation, role)) for role in (Role.SECRETARY, Role.APPROVER))
    submit(minutes, secretary)
    read = minutes.submitted_at
    rules.withdraw_minutes(minutes, secretary, clock.now())
    rules.save_item(minutes.items[0], ItemText("Lain dari yang dibaca"), 1, secretary, clock.now())
    submit(minutes, secretary)

    with pytest.raises(Conflict):
        rules.approve_minutes(minutes, approver, clock.now(), seen=read)
    assert minutes.state is MinutesState.SUBMITTED
    rules.approve_minutes(minutes, approver, clock.now(), seen=minutes.submitted_at)


def test_returned_minutes_are_a_draft_again_with_the_note(app: Flask) -> None:
    minutes = make_approved()

    with pytest.raises(InvalidInput):
        rules.return_minutes(minutes, "", SYSTEM, clock.now())
    rules.return_minutes(minutes, "Lengkapi keputusan kedua", SYSTEM, clock.now())

    assert (minutes.state, minutes.return_note) == (MinutesState.DRAFT, "Lengkapi keputusan kedua")
    assert minutes.approved_at is None and minutes.submitted_by_id is None


def test_publication_numbers_freezes_and_prints(app: Flask) -> None:
    session = make_ended_session()
    present = make_participant(session.meeting, 'Hj. "Ani" <b>{x}</b> ꦱꦶꦠꦶ')
    make_participant(session.meeting, "Tidak Hadir", status=ParticipantStatus.DECLINED)
    make_attendance(session, present)
    minutes = make_approved(session)

    document = publish(minutes)

    assert document.state is DocumentState.PUBLISHED
    assert document.number == minutes.number == f"000.1.5/001-N/UM/{clock.now().year}"
    assert document.published_at and document.sha256 and document.pages
    assert document.signer == "Dr. Bima Arya\nWali Kota Bogor"
    assert minutes.state is MinutesState.PUBLISHED
    names = [row["name"] for row in document.content["annex"]["rows"]]
    assert names == ['Hj. "Ani" <b>{x}</b> ꦱꦶꦠꦶ', "Tidak Hadir"]
    assert storage.get(document.storage_key).startswith(b"%PDF")


def test_a_published_document_follows_no_later_change(app: Flask) -> None:
    session = make_ended_session()
    make_participant(session.meeting, "Ani")
    minutes = make_approved(session)
    document = rules.publish_minutes(minutes, SYSTEM, clock.now())
    db.session.commit()

    session.meeting.title, session.room = "Diganti", "Diganti"
    minutes.items[0].title = "Diganti"
    make_attendance(session, make_participant(session.meeting, "Datang Kemudian"))
    db.session.commit()
    render_documents()

    paper = rules.frozen_minutes(db.session.get_one(Document, document.id))
    assert paper.event == "Rapat Kerja Daerah Kota Bogor"
    assert paper.items[0].title == "Arahan Wali Kota"
    assert [row["name"] for row in document.content["annex"]["rows"]] == ["Ani"]


def test_a_file_that_was_given_up_can_be_made_again(app: Flask) -> None:
    minutes = make_approved()
    document = rules.publish_minutes(minutes, SYSTEM, clock.now())
    db.session.commit()
    at = clock.now()
    with pytest.raises(WrongState):
        rules.print_again(minutes, at)
    for _ in range(MOST_ATTEMPTS):
        at += PAUSE * 2
        held = documents.claim_documents(at)
        documents.fail_document(document.id, held.claim, "disk penuh", at)
        db.session.commit()
    assert document.state is DocumentState.FAILED

    rules.print_again(minutes, clock.now() - PAUSE)
    db.session.commit()
    render_documents()

    db.session.refresh(document)
    assert document.state is DocumentState.PUBLISHED


def test_numbers_run_on_and_are_never_given_twice(app: Flask) -> None:
    meeting = make_meeting(state=MeetingState.RUNNING)
    first, second, third = (make_approved(make_ended_session(meeting)) for _ in range(3))
    today = clock.local(clock.now(), meeting.timezone).date()
    year = today.year

    rules.publish_minutes(first, SYSTEM, clock.now())
    rules.publish_minutes(second, SYSTEM, clock.now(), number="12/NTL/2026", dated=today)
    db.session.commit()
    with pytest.raises(Conflict):
        rules.publish_minutes(third, SYSTEM, clock.now(), number="12/NTL/2026", dated=today)
    db.session.rollback()
    rules.publish_minutes(third, SYSTEM, clock.now())

    assert [each.number for each in (first, second, third)] == [
        f"000.1.5/001-N/UM/{year}",
        "12/NTL/2026",
        f"000.1.5/002-N/UM/{year}",
    ]
    assert len(db.session.scalars(sa.select(IssuedNumber)).all()) == 3


@pytest.mark.parametrize("year", [1, 202, 9999])
def test_a_mistyped_year_takes_no_number(app: Flask, year: int) -> None:
    minutes = make_approved()
    db.session.commit()

    with pytest.raises(InvalidInput) as refused:
        rules.publish_minutes(minutes, SYSTEM, clock.now(), dated=date(year, 11, 21))
    db.session.rollback()

    assert refused.value.field == "dated"
    assert minutes.state is MinutesState.APPROVED
    assert db.session.scalar(sa.select(sa.func.count(IssuedNumber.id))) == 0


def test_the_paper_is_not_dated_before_its_session(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    minutes = make_approved()
    held = clock.local(minutes.started_at or minutes.session.starts_at, minutes.meeting.timezone).date()
    db.session.commit()
    client = sign_in(make_officer(minutes.meeting.organisation, Role.SECRETARY))
    page = f"/kegiatan/{minutes.meeting_id}/notula/{minutes.id}/terbitkan"

    def send(day: date) -> TestResponse:
        return client.post(page, data={"number": "", "dated": day.isoformat(), "security": "B"})

    refused = send(held - timedelta(days=1))
    assert refused.status_code == 422 and "Tanggal naskah tidak boleh sebelum hari sesi" in refused.text
    assert db.session.scalar(sa.select(sa.func.count(IssuedNumber.id))) == 0
    assert send(held).status_code == 302
    db.session.expire_all()
    assert minutes.state is MinutesState.PUBLISHED


def test_publishing_twice_is_refused(app: Flask) -> None:
    minutes = make_approved()
    rules.publish_minutes(minutes, SYSTEM, clock.now())

    with pytest.raises(WrongState):
        rules.publish_minutes(minutes, SYSTEM, clock.now())
    assert len(db.session.scalars(sa.select(IssuedNumber)).all()) == 1


def test_a_correction_replaces_the_old_version_when_it_is_published(app: Flask) -> None:
    minutes = make_minutes()
    (action_id,) = rules.save_item(
        minutes.items[0], ItemText("Arahan", actions=(ActionText("Susun RKA", "Bappeda"),)), 1, SYSTEM, clock.now()
    )
    organisation = minutes.meeting.organisation
    secretary, approver = (actor_of(make_officer(organisation, role)) for role in (Role.SECRETARY, Role.APPROVER))
    submit(minutes, secretary)
    rules.approve_minutes(minutes, approver, clock.now())
    old = publish(minutes)

    copy = rules.correct_minutes(minutes, "Salah ketik", secretary, clock.now())
    assert (copy.version, copy.items[0].title, copy.items[0].actions[0].origin_id) == (2, "Arahan", action_id)
    assert copy.items[0].actions[0].id != action_id
    row = followup.get_action(Meeting.id == minutes.meeting_id, action_id)
    followup.change_status(row, ActionStatus.OPEN, ActionStatus.DONE, "Sudah", secretary, clock.now())
    submit(copy, secretary)
    rules.approve_minutes(copy, approver, clock.now())
    assert old.state is DocumentState.PUBLISHED
    new = publish(copy)
    db.session.expire_all()

    assert new.number == old.number
    assert (minutes.state, copy.state) == (MinutesState.SUPERSEDED, MinutesState.PUBLISHED)
    assert (old.state, old.superseded_by_id) == (DocumentState.SUPERSEDED, new.id)
    assert copy.items[0].actions[0].status is ActionStatus.DONE
    assert storage.get(old.storage_key).startswith(b"%PDF")
    assert rules.frozen_minutes(old).items[0].title == "Arahan"


def test_one_correction_at_a_time_and_only_of_published_minutes(app: Flask) -> None:
    draft = make_minutes()
    with pytest.raises(WrongState):
        rules.correct_minutes(draft, "Salah", SYSTEM, clock.now())
    minutes = make_approved()
    publish(minutes)
    with pytest.raises(InvalidInput):
        rules.correct_minutes(minutes, "", SYSTEM, clock.now())
    minutes.meeting.state = MeetingState.CANCELLED
    with pytest.raises(WrongState):
        rules.correct_minutes(minutes, "Salah", SYSTEM, clock.now())
    minutes.meeting.state = MeetingState.ARCHIVED  # an error found in the archive is mended there
    rules.correct_minutes(minutes, "Salah", SYSTEM, clock.now())

    with pytest.raises(Conflict):
        rules.correct_minutes(minutes, "Salah lagi", SYSTEM, clock.now())


@pytest.mark.parametrize("state", [MeetingState.RUNNING, MeetingState.FINISHED, MeetingState.ARCHIVED])
def test_a_document_is_withdrawn_by_two_and_holds_until_then(app: Flask, state: MeetingState) -> None:
    minutes = make_approved()
    document = publish(minutes)
    minutes.meeting.state = state
    secretary = actor_of(make_officer(minutes.meeting.organisation, Role.SECRETARY))
    approver = actor_of(make_officer(minutes.meeting.organisation, Role.APPROVER))
    with pytest.raises(InvalidInput):
        rules.ask_to_revoke(document, "", secretary, clock.now())
    with pytest.raises(WrongState):
        rules.revoke_document(document, approver, clock.now())  # nobody has asked

    rules.ask_to_revoke(document, "Rapat diulang", secretary, clock.now())
    with pytest.raises(WrongState):
        rules.ask_to_revoke(document, "Lagi", secretary, clock.now())
    with pytest.raises(NotAllowed):
        rules.revoke_document(document, secretary, clock.now())
    assert (document.state, minutes.standing) == (DocumentState.PUBLISHED, MinutesStanding.IN_FORCE)
    rules.revoke_document(document, approver, clock.now())

    assert (document.state, document.revoke_reason) == (DocumentState.REVOKED, "Rapat diulang")
    assert document.revoked_at is not None and minutes.standing is MinutesStanding.REVOKED
    with pytest.raises(WrongState):
        rules.revoke_document(document, approver, clock.now())
    assert rules.correct_minutes(minutes, "Terbit ulang", SYSTEM, clock.now()).version == 2


def test_a_withdrawal_is_declined_or_taken_back_and_asked_for_again(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    minutes = make_approved()
    document = publish(minutes)
    secretary, approver = (make_officer(minutes.meeting.organisation, role) for role in (Role.SECRETARY, Role.APPROVER))
    page = f"/kegiatan/{minutes.meeting_id}/notula/{minutes.id}"
    db.session.commit()
    asking, judging = sign_in(secretary), sign_in(approver)

    def asked() -> bool:
        db.session.expire_all()
        return document.revoke_asked_at is not None

    for client, way in ((judging, "tolak"), (asking, "batal")):
        assert asking.post(f"{page}/cabut", data={"reason": "Salah lampiran"}).status_code == 302 and asked()
        assert "Salah lampiran" in judging.get(page).text and "Setujui pencabutan" in judging.get(page).text
        assert "Setujui pencabutan" not in asking.get(page).text and asking.post(f"{page}/cabut/setujui").status_code == 403
        assert f'href="{page}"' in judging.get("/").text  # it waits on the approver's first page
        client.post(f"{page}/cabut/{way}")
        assert not asked() and document.in_force

    asking.post(f"{page}/cabut", data={"reason": "Salah lampiran"})
    judging.post(f"{page}/cabut/setujui")
    assert not document.in_force or not asked()
    assert "Dicabut" in judging.get(page).text


def test_after_a_revocation_a_new_version_can_be_published(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    minutes = make_approved()
    old = publish(minutes)
    revoke(old, "Salah berkas")
    db.session.commit()
    page = sign_in(make_officer(minutes.meeting.organisation, Role.SECRETARY)).get(
        f"/kegiatan/{minutes.meeting_id}/notula/{minutes.id}"
    )
    assert "Buka koreksi" in page.text and "Minta pencabutan" not in page.text and "tetap berlaku" not in page.text

    copy = approve(rules.correct_minutes(minutes, "Diterbitkan ulang", SYSTEM, clock.now()))
    db.session.commit()
    page = sign_in(make_officer(minutes.meeting.organisation, Role.SECRETARY)).get(
        f"/kegiatan/{copy.meeting_id}/notula/{copy.id}/terbitkan"
    )
    assert f"Nomor {old.number} tidak dipakai lagi dengan sendirinya" in page.text and "Versi baru memakai" not in page.text
    new = publish(copy)
    db.session.expire_all()

    assert (old.state, new.state) == (DocumentState.REVOKED, DocumentState.PUBLISHED)
    assert minutes.state is MinutesState.SUPERSEDED
    assert new.number == old.number.replace("001-N", "002-N") != old.number


def test_the_number_of_a_withdrawn_version_is_taken_again_by_typing_it(app: Flask) -> None:
    minutes = make_approved()
    old = publish(minutes)
    revoke(old, "Salah berkas")
    copy = approve(rules.correct_minutes(minutes, "Diterbitkan ulang", SYSTEM, clock.now()))

    assert publish(copy, number=old.number).number == old.number


def test_a_correction_dated_in_another_year_gets_a_number_of_that_year(app: Flask) -> None:
    minutes = make_approved()
    publish(minutes)
    today = clock.local(clock.now(), minutes.meeting.timezone).date()
    copy = approve(rules.correct_minutes(minutes, "Salah ketik", SYSTEM, clock.now()))
    later = date(today.year + 1, 1, 1)

    assert rules.number_kept(copy, today) == minutes.number
    assert rules.number_kept(copy, later) == ""
    assert publish(copy, dated=later).number == f"000.1.5/001-N/UM/{later.year}"


def test_every_step_is_in_the_audit_trail(app: Flask) -> None:
    minutes = make_approved()
    document = publish(minutes)
    rules.correct_minutes(minutes, "Salah", SYSTEM, clock.now())
    revoke(document)

    actions = db.session.scalars(
        sa.select(AuditEntry.action).where(AuditEntry.meeting_id == minutes.meeting_id).order_by(AuditEntry.at)
    ).all()
    assert list(actions) == [
        Action.MINUTES_DRAFTED.value,
        Action.MINUTES_SUBMITTED.value,
        Action.MINUTES_APPROVED.value,
        Action.MINUTES_PUBLISHED.value,
        Action.MINUTES_CORRECTED.value,
        Action.DOCUMENT_REVOCATION_ASKED.value,
        Action.DOCUMENT_REVOKED.value,
    ]
