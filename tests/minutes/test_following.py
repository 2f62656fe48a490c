"""A draft says what its session says now, until a person has written something else."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import agenda, meetings, speakers
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.manual import undo_attendance
from meetings.domain.minutes.wording import closing_sentence, opening_sentence
from meetings.enums import DocumentState, MeetingState, Role, SpeakerRole
from meetings.errors import Conflict, NotFound, Overtaken
from meetings.extensions import db
from meetings.jobs.tasks import draft_due_minutes, render_documents
from meetings.models import Document, Minutes, Session
from tests.factories import make_agenda_item, make_meeting, make_participants, make_session, make_speaker
from tests.factories.minutes import approve, make_approved, make_attendance, make_ended_session, publish
from tests.minutes.desk import SignIn, address, officer

BY = {"actor": SYSTEM}


def running() -> tuple[Session, Minutes]:
    """A session that goes on for three hours, with minutes that were begun early."""
    session = make_session(make_meeting(state=MeetingState.RUNNING), chair_name="Dr. Bima Arya", chair_position="Wali Kota Bogor")
    make_agenda_item(session, "Arahan", 1, responsible="Wali Kota")
    make_agenda_item(session, "Diskusi", 2)
    return session, rules.start_minutes(session.id, SYSTEM, clock.now())


def write(minutes: Minutes, **values: object) -> None:
    rules.save_header(minutes, values, minutes.revision, SYSTEM, clock.now())


def told(minutes: Minutes) -> list[tuple[str, bool]]:
    return [(each.key, each.news) for each in rules.differences(minutes)]


def test_it_follows_chair_room_and_hours(app: Flask) -> None:
    session, draft = running()
    revision = draft.revision
    later = session.ends_at + timedelta(minutes=45)

    changed = {
        "chair_name": "Dedie A. Rachim",
        "chair_position": "Wakil Wali Kota Bogor",
        "room": "Ruang Rapat III",
        "ends_at": later,
    }
    agenda.change_session(session, changed, at=clock.now(), **BY)

    assert (draft.chair_name, draft.room, draft.ended_at) == ("Dedie A. Rachim", "Ruang Rapat III", later)
    assert draft.signatory == {"name": "Dedie A. Rachim", "position": "Wakil Wali Kota Bogor"}
    assert draft.revision == revision + 1  # whoever has the page open is told
    assert "oleh Dedie A. Rachim, Wakil Wali Kota Bogor pada pukul" in opening_sentence(draft, clock.now())
    assert told(draft) == []


def test_it_follows_the_early_end_and_the_zone(app: Flask) -> None:
    session, draft = running()
    agenda.close_session(session, at=clock.now(), **BY)
    assert draft.ended_at == session.closed_at

    began, closed = session.starts_at, session.closed_at
    zone = {"timezone": "Asia/Makassar", "begun_sessions": "hours"}
    meetings.change_meeting(session.meeting, zone, at=clock.now(), **BY)

    assert draft.started_at == session.starts_at == began - timedelta(hours=1)
    assert draft.ended_at == session.closed_at == closed
    assert closing_sentence(draft, clock.now()).endswith("WITA.")


def test_in_another_zone_what_a_person_wrote_stays_at_its_moment(app: Flask) -> None:
    session, draft = running()
    written = session.starts_at + timedelta(minutes=10)
    write(draft, started_at=written)

    zone = {"timezone": "Asia/Makassar", "begun_sessions": "hours"}
    meetings.change_meeting(session.meeting, zone, at=clock.now(), **BY)

    assert draft.started_at == written
    assert ("started_at", True) in told(draft)


@pytest.mark.parametrize("begun", ["hours", "moments"])
def test_a_correction_after_another_zone_begins_with_the_hours_that_were_published(app: Flask, begun: str) -> None:
    day = clock.local(clock.now(), "Asia/Jakarta").date() - timedelta(days=2)
    meeting = make_meeting(state=MeetingState.RUNNING, starts_on=day, ends_on=day + timedelta(days=3))
    nine = clock.from_local(datetime.combine(day, time(9)), "Asia/Jakarta")
    session = make_ended_session(meeting)
    session.starts_at, session.ends_at = nine, nine + timedelta(hours=3)
    minutes = make_approved(session)
    publish(minutes)
    began, ended = minutes.started_at, minutes.ended_at
    assert began is not None and ended is not None and meeting.timezone == "Asia/Jakarta"

    meetings.change_meeting(meeting, {"timezone": "Asia/Makassar", "begun_sessions": begun}, at=clock.now(), **BY)
    assert [each.id for each in rules.settled_minutes([minutes.session])] == [minutes.id]
    copy = rules.correct_minutes(minutes, "Zona waktu keliru", SYSTEM, clock.now())

    earlier = timedelta(hours=1 if begun == "hours" else 0)  # 09.00 WIB was published: it is 09.00 WITA, or the same moment
    assert (copy.started_at, copy.ended_at) == (began - earlier, ended - earlier)
    assert (minutes.started_at, minutes.ended_at) == (began, ended)


def test_what_is_still_ahead_is_not_told_as_past(app: Flask) -> None:
    session, draft = running()
    now = clock.now()
    assert opening_sentence(draft, now) and closing_sentence(draft, now) == ""
    paper = rules.compose_minutes(draft, now)
    assert paper.ended_at is None and "ditutup" not in paper.closing_html
    assert opening_sentence(draft, session.starts_at - timedelta(minutes=1)) == ""

    over = session.ends_at
    assert closing_sentence(draft, over).startswith("Rapat ditutup")
    assert rules.compose_minutes(draft, over).ended_at == over


def test_the_konsep_is_printed_again_when_the_end_has_come_by_the_clock(app: Flask) -> None:
    session, draft = running()
    db.session.commit()
    render_documents()
    assert not rules.lags(draft, clock.now())

    assert rules.lags(draft, session.ends_at)
    rules.print_what_lags(session.ends_at + timedelta(seconds=1))
    document = db.session.get_one(Document, draft.draft_document_id, populate_existing=True)
    assert document.state is DocumentState.QUEUED


def test_an_attendance_that_was_taken_back_leaves_the_konsep_behind(app: Flask) -> None:
    session, draft = running()
    (person,) = make_participants(session.meeting, 1)
    make_attendance(session, person)
    db.session.commit()
    render_documents()
    assert not rules.lags(draft, clock.now())

    undo_attendance(Caller(session.meeting_id, SYSTEM, "", True), session.meeting, session, person.id, "Salah orang", clock.now())

    assert rules.lags(draft, clock.now())
    rules.print_what_lags(clock.now() + timedelta(minutes=2))
    document = db.session.get_one(Document, draft.draft_document_id, populate_existing=True)
    assert document.state is DocumentState.QUEUED


def test_a_session_closed_by_mistake_opens_again_and_its_draft_follows(app: Flask) -> None:
    session, draft = running()
    ends_at = session.ends_at
    agenda.close_session(session, at=clock.now(), **BY)
    assert draft.ended_at == session.closed_at

    agenda.reopen_session(session, at=clock.now(), **BY)
    agenda.add_item(session, {"title": "Penutupan", "minutes": 5}, at=clock.now(), **BY)

    assert draft.ended_at == ends_at
    assert [item.title for item in draft.items][-1] == "Penutupan"


def test_the_rundown_comes_along_with_speakers_order_and_new_lines(app: Flask) -> None:
    session, draft = running()
    first, second = session.items
    agenda.change_item(first, {"title": "Arahan dan pembukaan"}, at=clock.now(), **BY)
    agenda.add_item(session, {"title": "Penutupan", "minutes": 5}, at=clock.now(), **BY)
    agenda.move_item(second, -1, at=clock.now(), **BY)
    speakers.add_speaker(session.meeting, {"name": "Budi", "agenda_item_id": second.id}, at=clock.now(), **BY)

    assert [(item.title, item.speakers) for item in sorted(draft.items, key=lambda each: each.position)] == [
        ("Diskusi", "Budi"),
        ("Arahan dan pembukaan", "Wali Kota"),
        ("Penutupan", ""),
    ]
    agenda.remove_item(first, at=clock.now(), **BY)
    assert sorted(item.title for item in draft.items) == ["Diskusi", "Penutupan"]
    assert told(draft) == []


def test_what_a_person_wrote_over_stays_and_either_can_be_taken(app: Flask) -> None:
    session, draft = running()
    write(draft, chair_name="Sekretaris Daerah", room="Aula")
    assert told(draft) == [("room", False), ("chair_name", False)]

    agenda.change_session(session, {"chair_name": "Dedie", "room": "Paseban II"}, at=clock.now(), **BY)

    assert (draft.chair_name, draft.room) == ("Sekretaris Daerah", "Aula")
    assert ("chair_name", True) in told(draft)
    rules.take(draft, "chair_name", "Dedie", SYSTEM, clock.now())
    rules.take(draft, "room", "Paseban II", SYSTEM, clock.now(), mine=True)
    assert (draft.chair_name, draft.room) == ("Dedie", "Aula")
    assert told(draft) == [("room", False)]
    with pytest.raises(NotFound):
        rules.take(draft, "chair_name", "Dedie", SYSTEM, clock.now())
    with pytest.raises(Overtaken):
        rules.take(draft, "room", "Ruang lain", SYSTEM, clock.now())


def test_an_item_that_was_written_stays_when_its_line_goes_and_one_taken_out_does_not_come_back(app: Flask) -> None:
    session, draft = running()
    first, second = draft.items
    text = rules.ItemText(first.title, first.speakers, "<p>Dibahas.</p>")
    rules.save_item(first, text, first.revision, SYSTEM, clock.now())
    rules.remove_item(second, second.revision, SYSTEM, clock.now())
    line, other = session.items

    agenda.remove_item(line, at=clock.now(), **BY)
    agenda.change_item(other, {"title": "Diskusi panel"}, at=clock.now(), **BY)

    db.session.refresh(draft)
    assert [item.title for item in draft.items] == ["Arahan"]
    (gone,) = rules.differences(draft)
    assert gone.key == f"removed:{first.id}"
    with pytest.raises(Conflict):
        rules.take(draft, gone.key, gone.theirs, SYSTEM, clock.now())
    rules.take(draft, gone.key, gone.theirs, SYSTEM, clock.now(), mine=True)
    assert told(draft) == []


def test_an_empty_item_whose_line_is_gone_is_removed_by_taking_the_session(app: Flask) -> None:
    session, draft = running()
    first = draft.items[0]
    rules.save_item(first, rules.ItemText("Arahan Wali Kota", first.speakers), first.revision, SYSTEM, clock.now())

    agenda.remove_item(session.items[0], at=clock.now(), **BY)

    (gone,) = rules.differences(draft)
    assert gone.removes and not gone.kept
    rules.take(draft, gone.key, gone.theirs, SYSTEM, clock.now())
    assert [item.title for item in draft.items] == ["Diskusi"]
    assert told(draft) == []


def test_the_page_offers_to_remove_only_what_nothing_was_written_on(app: Flask, sign_in: SignIn) -> None:
    session, draft = running()
    first, second = draft.items
    rules.save_item(first, rules.ItemText(first.title, "", "<p>Dibahas.</p>"), first.revision, SYSTEM, clock.now())
    rules.save_item(second, rules.ItemText("Diskusi panel"), second.revision, SYSTEM, clock.now())
    for line in list(session.items):
        agenda.remove_item(line, at=clock.now(), **BY)
    db.session.commit()
    client = sign_in(officer(draft, Role.SECRETARY))

    page = client.get(address(draft)).text
    assert page.count("Hapus butir kosong ini") == page.count("Butir ini sudah berisi catatan dan tetap ada") == 1
    assert "Ambil dari sesi" not in page
    sent = {"part": f"removed:{first.id}", "theirs": "tidak ada lagi dalam susunan acara", "choice": "session"}
    told_so = client.post(address(draft, "/beda"), data=sent, follow_redirects=True).text

    assert "Butir ini sudah berisi catatan dan tidak dihapus." in told_so
    db.session.expire_all()
    assert "<p>Dibahas.</p>" in [item.discussion for item in draft.items]


def test_what_lies_before_the_approver_changes_by_nobodys_hand(app: Flask) -> None:
    session, draft = running()
    agenda.close_session(session, at=clock.now(), **BY)
    approve(draft)

    db.session.execute(sa.update(Session).where(Session.id == session.id).values(title="Sidang Pleno Akhir"))
    db.session.refresh(session)
    meetings.facts_changed(session.meeting, None, clock.now())

    assert draft.title == "Sidang Pleno"
    assert told(draft) == [("title", True)]


def test_the_konsep_is_printed_again_for_a_fact_and_for_a_late_arrival(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    session, draft = running()
    (late,) = make_participants(session.meeting, 1)
    db.session.commit()
    render_documents()
    document = db.session.get_one(Document, draft.draft_document_id, populate_existing=True)
    assert document.state is DocumentState.READY

    agenda.change_session(session, {"room": "Aula"}, at=clock.now(), **BY)
    db.session.refresh(document)
    assert document.state is DocumentState.QUEUED

    printed = clock.now() - timedelta(minutes=5)
    settled = {"state": DocumentState.READY, "updated_at": printed}
    db.session.execute(sa.update(Document).where(Document.id == document.id).values(**settled))
    db.session.commit()
    draft_due_minutes()
    db.session.refresh(document)
    assert document.state is DocumentState.READY
    make_attendance(session, late).updated_at = clock.now()
    db.session.commit()
    draft_due_minutes()
    db.session.refresh(document)
    assert document.state is DocumentState.QUEUED


def test_moderator_and_whoever_speaks_to_the_whole_meeting_are_named(app: Flask) -> None:
    session, draft = running()
    make_speaker(session.meeting, "Siti Moderator", session_id=session.id, role=SpeakerRole.MODERATOR, job_title="Kepala Bappeda")
    make_speaker(session.meeting, "Budi Narasumber")
    other = make_session(session.meeting, title="Sidang lain")
    make_speaker(session.meeting, "Bukan di sini", session_id=other.id)

    paper = rules.compose_minutes(draft, clock.now())

    assert paper.moderators == ("Siti Moderator, Kepala Bappeda",)
    assert paper.speakers == ("Budi Narasumber",)


def test_own_words_on_the_opening_take_the_place_of_the_sentence(app: Flask) -> None:
    _session, draft = running()
    write(draft, opening="<p>Diawali doa bersama.</p>")
    composed = rules.compose_minutes(draft, clock.now()).opening_html
    assert "Rapat dibuka oleh Dr. Bima Arya, Wali Kota Bogor pada pukul" in composed
    assert composed.endswith("Diawali doa bersama.</p>")

    write(draft, opening="<p>Sidang dibuka dengan ketukan palu pada pukul 09.15 WIB.</p>")

    assert rules.compose_minutes(draft, clock.now()).opening_html.count("pukul") == 1


def test_the_annex_has_the_real_hours(app: Flask) -> None:
    session, draft = running()
    for person in make_participants(session.meeting, 2):
        make_attendance(session, person)
    agenda.close_session(session, at=clock.now(), **BY)

    annex = rules.compose_minutes(draft, clock.now()).annex

    assert annex is not None and annex.ends_at == session.closed_at


def test_a_correction_starts_from_what_was_published(app: Flask) -> None:
    session, draft = running()
    agenda.close_session(session, at=clock.now(), **BY)
    publish(approve(draft))
    copy = rules.correct_minutes(db.session.get_one(Minutes, draft.id), "Salah nama", SYSTEM, clock.now())

    db.session.execute(sa.update(Session).where(Session.id == session.id).values(chair_name="Dedie"))
    meetings.facts_changed(copy.meeting, None, clock.now())

    assert copy.chair_name == "Dr. Bima Arya"
    assert ("chair_name", True) in told(copy)
    assert len(copy.items) == 2
