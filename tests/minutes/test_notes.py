"""Quick notes: taken once with the time of their first key, shown to who writes only, put into the text of their item."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM, Action
from meetings.domain.minutes import NoteText, notes
from meetings.enums import MeetingState, MinutesState, Role
from meetings.errors import Conflict, InvalidInput, NotFound, WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Session, SessionNote, User
from tests.factories.meetings import make_agenda_item, make_meeting, make_session, make_speaker
from tests.factories.minutes import make_minutes, make_note, make_officer
from tests.support.html_forms import PostForm, post_forms

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def session(app: Flask) -> Session:
    meeting = make_meeting(state=MeetingState.RUNNING)
    session = make_session(meeting, chair_name="Dr. Bima Arya")
    first = make_agenda_item(session, title="Pembukaan", minutes=30, position=1)
    make_agenda_item(session, title="Pembahasan", minutes=60, position=2)
    make_speaker(meeting, session=session, agenda_item=first, name="Sari Dewi")
    db.session.flush()
    db.session.expire_all()
    return session


def take(session: Session, text: str = "Usul disetujui.", waited: float = 0, **more: str | None) -> SessionNote:
    return rules.take_note(session, NoteText(text, **more), waited, SYSTEM, clock.now())


def test_a_note_bears_the_time_of_its_first_key_whatever_the_network_took(session: Session) -> None:
    late, prompt, odd, ancient = take(session, waited=90), take(session), take(session, waited=-5), take(session, waited=1e9)
    now = clock.now()

    assert timedelta(seconds=85) < now - late.taken_at < timedelta(seconds=120)
    assert now - prompt.taken_at < timedelta(seconds=30) and odd.taken_at <= now
    assert now - ancient.taken_at < timedelta(days=8)
    assert [each.id for each in rules.list_notes(session.id)][:2] == [ancient.id, late.id]


@pytest.mark.parametrize(
    ("typed", "field"),
    [(NoteText("  "), "text"), (NoteText("x" * 5001), "text"), (NoteText("x", agenda_item_id="elsewhere"), "item")],
)
def test_what_is_empty_too_long_or_of_another_session_is_refused(session: Session, typed: NoteText, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rules.take_note(session, typed, 0, SYSTEM, clock.now())

    assert refused.value.field == field
    assert not rules.list_notes(session.id)


def test_a_session_has_a_bound_and_a_meeting_in_preparation_no_notes(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "MOST", 1)
    take(session)
    with pytest.raises(Conflict, match="paling banyak 1"):
        take(session)

    session.meeting.state = MeetingState.DRAFT
    with pytest.raises(WrongState):
        take(session)


def test_the_line_of_the_rundown_is_that_of_the_hour(session: Session) -> None:
    first, second = session.items

    for minutes, expected in ((-10, first), (10, first), (30, second), (300, second)):
        assert rules.item_now(session, session.starts_at + timedelta(minutes=minutes)) is expected


def test_speakers_to_choose_from_are_those_of_the_session_and_who_was_noted(session: Session) -> None:
    take(session, speaker="Pak Camat")

    assert rules.speakers_of(session, rules.list_notes(session.id)) == ["Dr. Bima Arya", "Sari Dewi", "Pak Camat"]


def test_a_note_goes_behind_what_its_item_says_and_stays_marked(app: Flask) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    before = item.discussion
    note = make_note(minutes.session, item.agenda_item_id, "Anggaran < cukup\n\nSelesai Mei", "Ibu Sari")

    assert rules.item_of(note, minutes) is item
    rules.use_note(note, item, SYSTEM, clock.now(), written=False)

    assert item.discussion == f"{before}<div>Ibu Sari: Anggaran &lt; cukup</div><div>Selesai Mei</div>"
    assert (note.used_at is not None, note.used_in) == (True, item.title)
    assert (
        db.session.scalar(sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.action == Action.MINUTES_CHANGED.value)) == 1
    )


def test_what_the_editor_wrote_itself_is_only_marked(app: Flask) -> None:
    minutes = make_minutes()
    item, note = minutes.items[0], make_note(minutes.session)
    before = item.discussion, item.revision

    rules.use_note(note, item, SYSTEM, clock.now(), written=True)

    assert (item.discussion, item.revision) == before
    assert note.used_in == item.title


def test_notes_of_another_session_and_minutes_that_are_handed_in_take_none(app: Flask) -> None:
    minutes, other = make_minutes(), make_minutes()
    with pytest.raises(NotFound):
        rules.use_note(make_note(other.session), minutes.items[0], SYSTEM, clock.now(), written=True)

    note = make_note(minutes.session)
    minutes.state = MinutesState.SUBMITTED
    db.session.flush()
    for written in (True, False):
        with pytest.raises(WrongState):
            rules.use_note(note, minutes.items[0], SYSTEM, clock.now(), written=written)
    assert note.used_at is None


def form_on(client: FlaskClient, address: str, endpoint: str) -> PostForm:
    page = client.get(address).text
    return next(form for form in post_forms(client.application, address, page) if form.endpoint == endpoint)


def page_of(session: Session) -> str:
    return f"/kegiatan/{session.meeting_id}/notula/sesi/{session.id}/catatan"


def test_the_page_takes_changes_and_removes_notes(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_officer(session.meeting.organisation, Role.SECRETARY))
    db.session.commit()
    form = form_on(client, page_of(session), "minutes.take_note")
    values = form.values.to_dict() | {"text": "Usul disetujui.", "speaker": "Ibu Sari"}

    assert client.post(f"{form.address}?menunggu=60", data=values).status_code == 302
    assert client.post(f"{form.address}?menunggu=75", data=values).status_code == 302, "sent again after a lost answer"
    (note,) = rules.list_notes(session.id)
    assert (note.speaker, note.author_name) == ("Ibu Sari", "Rina Kusuma")
    edit = f"/kegiatan/{session.meeting_id}/notula/catatan/{note.id}"
    client.post(edit, data=form_on(client, edit, "minutes.edit_note").values.to_dict() | {"text": "Usul ditolak."})
    assert "Usul ditolak." in client.get(page_of(session)).text
    client.post(f"{edit}/hapus")
    assert "Belum ada catatan" in client.get(f"{page_of(session)}/daftar").text


def test_a_refusal_reaches_the_script_with_its_reason(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_officer(session.meeting.organisation, Role.SECRETARY))
    db.session.commit()

    answer = client.post(
        page_of(session), data={"text": "x" * 5001, "agenda_item_id": ""}, headers={"Accept": "application/json"}
    )

    assert answer.status_code == 422
    assert "5000" in answer.json["message"].replace(".", "")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.COMMITTEE, Role.APPROVER])
def test_only_who_writes_sees_notes(session: Session, sign_in: SignIn, role: Role) -> None:
    make_note(session, text="Rahasia dapur")
    client = sign_in(make_officer(session.meeting.organisation, role))
    db.session.commit()

    assert client.get(page_of(session)).status_code == 403
    assert "Rahasia dapur" not in client.get(f"/kegiatan/{session.meeting_id}/notula/").text
