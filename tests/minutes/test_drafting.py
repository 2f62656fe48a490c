"""A session's end brings one draft with its PDF, made from rundown and speakers."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM, Action
from meetings.enums import DocumentState, MeetingState, MinutesState, SpeakerState
from meetings.errors import Conflict, WrongState
from meetings.extensions import db
from meetings.jobs.tasks import draft_due_minutes, render_documents
from meetings.models import AuditEntry, Document, Minutes, Session
from meetings.storage import storage
from tests.factories import make_meeting, make_session, make_speaker
from tests.factories.minutes import make_ended_session, make_minutes


def drafts_of(session: Session) -> list[Minutes]:
    return list(db.session.scalars(sa.select(Minutes).where(Minutes.session_id == session.id)))


def test_the_draft_follows_rundown_and_speakers(app: Flask) -> None:
    session = make_ended_session()
    declined = session.items[2]
    make_speaker(session.meeting, "Tidak Datang", agenda_item_id=declined.id, state=SpeakerState.DECLINED)
    db.session.commit()

    draft_due_minutes()

    (draft,) = drafts_of(session)
    assert [item.title for item in draft.items] == ["Arahan Wali Kota", "Paparan prioritas 2027"]
    assert [item.speakers for item in draft.items] == ["Wali Kota Bogor", "Budi Santoso, S.T., Kepala Bappeda"]
    assert draft.chair_name == "Dr. Bima Arya"
    assert draft.signatory == {"name": "Dr. Bima Arya", "position": "Wali Kota Bogor"}
    assert draft.started_at == session.starts_at
    assert draft.opening == ""
    assert "Dr. Bima Arya, Wali Kota Bogor" in rules.compose_minutes(draft, clock.now()).opening_html
    assert draft.state is MinutesState.DRAFT


def test_its_pdf_is_queued_with_it_and_printed(app: Flask) -> None:
    session = make_ended_session()
    db.session.commit()

    draft_due_minutes()
    render_documents()

    (draft,) = drafts_of(session)
    document = db.session.get_one(Document, draft.draft_document_id)
    assert document.state is DocumentState.READY
    assert storage.get(document.storage_key).startswith(b"%PDF")
    assert document.pages and document.published_at is None


def test_ticking_again_drafts_nothing_more(app: Flask) -> None:
    session = make_ended_session()
    db.session.commit()

    for _ in range(3):
        draft_due_minutes()

    assert len(drafts_of(session)) == 1
    entries = sa.select(sa.func.count()).where(AuditEntry.action == Action.MINUTES_DRAFTED.value)
    assert db.session.scalar(entries) == 1
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 1


@pytest.mark.parametrize(
    ("state", "session_values"),
    [
        (MeetingState.DRAFT, {}),
        (MeetingState.CANCELLED, {}),
        (MeetingState.ARCHIVED, {}),
        (MeetingState.RUNNING, {"wants_minutes": False}),
        (MeetingState.RUNNING, {"ends_at": clock.now() + timedelta(hours=1)}),
    ],
)
def test_other_sessions_get_no_draft(app: Flask, state: MeetingState, session_values: dict[str, object]) -> None:
    session = make_ended_session(make_meeting(state=state), **session_values)
    db.session.commit()

    draft_due_minutes()

    assert drafts_of(session) == []


def test_a_session_closed_early_gets_its_draft_at_once(app: Flask) -> None:
    session = make_ended_session(ends_at=clock.now() + timedelta(hours=1))
    session.closed_at = clock.now()
    db.session.commit()

    draft_due_minutes()

    (draft,) = drafts_of(session)
    assert draft.ended_at == session.closed_at


def test_one_session_that_fails_does_not_stop_the_others(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = make_ended_session(), make_ended_session()
    broken_id = broken.id
    db.session.commit()
    draft = rules.draft_minutes

    def fail_for_one(session_id: str, *arguments: object) -> Minutes | None:
        if session_id == broken_id:
            raise RuntimeError("rusak")
        return draft(session_id, *arguments)

    monkeypatch.setattr(rules, "draft_minutes", fail_for_one)
    draft_due_minutes()

    assert drafts_of(broken) == []
    assert len(drafts_of(sound)) == 1


def test_many_workers_at_once_make_one_draft(app: Flask) -> None:
    session_id = make_ended_session().id
    db.session.commit()
    together = threading.Barrier(6)

    def work() -> None:
        with app.app_context():
            together.wait()
            draft_due_minutes()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(drafts_of(db.session.get_one(Session, session_id))) == 1
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 1


def test_a_draft_asked_for_early_is_the_only_one(app: Flask) -> None:
    session = make_session(make_meeting(state=MeetingState.RUNNING))
    rules.start_minutes(session.id, SYSTEM, clock.now())

    with pytest.raises(Conflict):
        rules.start_minutes(session.id, SYSTEM, clock.now())
    assert len(drafts_of(session)) == 1


def test_an_archived_meeting_takes_no_draft(app: Flask) -> None:
    session = make_ended_session(make_meeting(state=MeetingState.ARCHIVED))

    with pytest.raises(WrongState):
        rules.draft_minutes(session.id, SYSTEM, clock.now())


def test_names_stay_as_typed(app: Flask) -> None:
    name = 'Siti "Ncah" <b>{x}</b> ꦱꦶꦠꦶ محمد'
    session = make_ended_session(chair_name=name)

    draft = make_minutes(session)

    assert draft.chair_name == name
    assert "&lt;b&gt;{x}&lt;/b&gt;" in rules.compose_minutes(draft, clock.now()).opening_html
