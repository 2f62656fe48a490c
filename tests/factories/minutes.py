"""Minutes on their way, made by the rules themselves."""

from datetime import timedelta
from typing import Any

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM, Actor
from meetings.enums import MeetingState, Role, ScanMethod
from meetings.extensions import db
from meetings.models import (
    Attendance,
    Document,
    Meeting,
    Minutes,
    MinutesPhrase,
    Organisation,
    Participant,
    Session,
    SessionNote,
    User,
)
from tests.factories.accounts import make_membership, make_organisation, make_user
from tests.factories.meetings import make_agenda_item, make_meeting, make_session, make_speaker


def make_ended_session(meeting: Meeting | None = None, **values: Any) -> Session:
    """A session that ended a minute ago, with a chair and two items for the minutes, one with a speaker."""
    meeting = meeting or make_meeting(state=MeetingState.RUNNING)
    start = clock.now().replace(microsecond=0) - timedelta(hours=3)
    defaults = {
        "ends_at": clock.now() - timedelta(minutes=1),
        "chair_name": "Dr. Bima Arya",
        "chair_position": "Wali Kota Bogor",
        "secretary_name": "Ade Sarip",
        "recorder_name": "Siti Aminah",
    }
    session = make_session(meeting, start, **{**defaults, **values})
    make_agenda_item(session, "Registrasi", 1, in_minutes=False)
    make_agenda_item(session, "Arahan Wali Kota", 2, responsible="Wali Kota Bogor")
    discussed = make_agenda_item(session, "Paparan prioritas 2027", 3)
    make_speaker(meeting, "Budi Santoso", agenda_item_id=discussed.id, title_back="S.T.", job_title="Kepala Bappeda")
    return session


def make_attendance(session: Session, participant: Participant, **values: Any) -> Attendance:
    """The participant came when the session began."""
    usual = {"method": ScanMethod.QR, "first_in_at": session.starts_at, "first_scan_id": f"uji-{participant.id}"}
    row = Attendance(
        meeting_id=session.meeting_id,
        session_id=session.id,
        participant_id=participant.id,
        updated_at=session.starts_at,
        **usual | values,
    )
    db.session.add(row)
    db.session.flush()
    return row


def make_minutes(session: Session | None = None) -> Minutes:
    """The draft that the session's end brought."""
    drafted = rules.draft_minutes((session or make_ended_session()).id, SYSTEM, clock.now())
    assert drafted is not None
    return drafted


def make_note(
    session: Session, agenda_item_id: str | None = None, text: str = "Usul disetujui.", speaker: str = "Ibu Sari"
) -> SessionNote:
    """A quick note of the session."""
    return rules.take_note(session, rules.NoteText(text, speaker, agenda_item_id), 0, SYSTEM, clock.now())


def make_phrase(organisation: Organisation, name: str = "Pembukaan standar") -> MinutesPhrase:
    """A phrase of the organisation with all that one may leave open."""
    text = "<div><strong>{rapat}</strong> dibuka oleh {pimpinan}.</div><ul><li>{tanggal}</li><li>{tempat}</li></ul>"
    return rules.add_phrase(organisation, name, text, SYSTEM, clock.now())


def make_officer(organisation: Organisation | None, role: Role, name: str = "Rina Kusuma") -> User:
    """A user with one role in the organisation."""
    user = make_user(name, position="Kepala Bagian Umum")
    make_membership(user, organisation or make_organisation(), role)
    return user


def actor_of(user: User) -> Actor:
    """The user as domain functions want them."""
    return Actor("user", user.id, user.name)


def make_approved(session: Session | None = None) -> Minutes:
    """Minutes that a secretary submitted and an approver approved."""
    return approve(make_minutes(session))


def write_something(minutes: Minutes) -> None:
    """A discussion on the first item, where nothing is written yet: empty minutes are not submitted."""
    if minutes.items and not any(item.discussion or item.decisions or item.actions for item in minutes.items):
        minutes.items[0].discussion = "<p>Disampaikan arahan.</p>"
        db.session.flush()


def submit(minutes: Minutes, actor: Actor) -> None:
    """Hand in, with something written and a reason for whatever the check warns of."""
    write_something(minutes)
    reasons = dict.fromkeys(rules.warnings_of(rules.check_minutes(minutes)), "Sudah diperiksa.")
    rules.submit_minutes(minutes, actor, clock.now(), reasons=reasons)


def approve(minutes: Minutes) -> Minutes:
    """A secretary submits, an approver approves."""
    organisation = minutes.meeting.organisation
    secretary, approver = make_officer(organisation, Role.SECRETARY), make_officer(organisation, Role.APPROVER)
    submit(minutes, actor_of(secretary))
    rules.approve_minutes(minutes, actor_of(approver), clock.now())
    return minutes


def publish(minutes: Minutes, **values: Any) -> Document:
    """Publish and render, as web and jobs do together."""
    from meetings.jobs.tasks import render_documents

    document = rules.publish_minutes(minutes, SYSTEM, clock.now(), **values)
    db.session.commit()
    document_id = document.id
    render_documents()
    return db.session.get_one(Document, document_id, populate_existing=True)


def revoke(document: Document, reason: str = "Rapat diulang") -> None:
    """A secretary asks for the withdrawal, an approver confirms it."""
    organisation = db.session.get_one(Organisation, document.organisation_id)
    secretary, approver = make_officer(organisation, Role.SECRETARY), make_officer(organisation, Role.APPROVER)
    rules.ask_to_revoke(document, reason, actor_of(secretary), clock.now())
    rules.revoke_document(document, actor_of(approver), clock.now())
