"""Every state that a screen shows: its rule in Python, in SQL where one counts or lists it, and a scene in which it is shown.

A state is never claimed by a template. Whoever adds a member to one of these enums adds its scene here, or a test fails.
"""

import itertools
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock, enums
from meetings.domain.attendance.queries import door_state
from meetings.domain.certificates.entitled import state_of as certificate_state
from meetings.domain.guests.page import Ended, why_ended
from meetings.domain.invitations import queries
from meetings.domain.invitations.states import Row
from meetings.domain.minutes.drafting import draft_outlook, due_sessions
from meetings.domain.online.queries import link_state
from meetings.domain.online_points.judging import report_state
from meetings.enums import (
    CertificateState,
    Channel,
    DeliveryState,
    DocumentKind,
    DocumentState,
    DoorState,
    DraftOutlook,
    Labelled,
    LinkState,
    MeetingMode,
    MeetingState,
    MinutesStanding,
    MinutesState,
    ParticipantSource,
    ParticipantStatus,
    PassState,
    PointReport,
    Presence,
    SendingState,
)
from meetings.extensions import db
from meetings.models import (
    Absence,
    Delivery,
    Document,
    Invitation,
    Minutes,
    Participant,
    PointArrival,
    Session,
    VirtualLink,
    standing,
)
from meetings.models.agenda import session_over
from meetings.models.minutes import minutes_standing, minutes_with
from meetings.passcode import new_id
from tests.factories import make_invitation, make_letter, make_meeting, make_participant, make_session
from tests.factories.minutes import make_attendance
from tests.support.templates import TEMPLATES

D, M = DeliveryState, MinutesStanding

# Which of the shared names a screen shows as a state, and which of our own words stand for what somebody chose or typed.
SHOWN: dict[type[Labelled], str] = {
    enums.CertificateState: "domain.certificates.entitled.state_of",
    enums.DelegationState: "domain.delegations.states.state_of",
    enums.DeviceState: "domain.checkin.device_states.state_of",  # test_states_of_rooms.py
    enums.SendingState: "domain.invitations.states.Row.state",
    enums.RunOutcome: "domain.invitations.states.outcome",
    enums.MinutesStanding: "models.minutes.minutes_standing",
    enums.DraftOutlook: "domain.minutes.drafting.draft_outlook",
    enums.DoorState: "domain.attendance.queries.door_state",
    enums.LinkState: "domain.online.queries.link_state",
    enums.PointReport: "domain.online_points.judging.report_state",
    enums.Presence: "models.standing.presence_of",
}
STORED = {  # the column is the state: the rule that acts writes it in one conditional UPDATE
    enums.ActionStatus,
    enums.ApprovalState,
    enums.DeliveryState,
    enums.DocumentState,
    enums.LetterState,
    enums.MeetingState,
    enums.MinutesState,
    enums.ParticipantStatus,
    enums.PassState,
    enums.ScanStatus,
    enums.SpeakerState,
    enums.TaskState,
}
CHOSEN = {  # what people choose, and reasons and ways that are told, no states
    enums.AgendaKind,
    enums.Audience,
    enums.ApprovalAct,
    enums.BadgeSize,
    enums.BadgeStock,
    enums.CertificateMeasure,
    enums.CertificateNumbering,
    enums.CertificateRole,
    enums.Channel,
    enums.CheckOutcome,
    enums.DeclineReason,
    enums.DeviceCheck,
    enums.DeviceKind,
    enums.DeputySeat,
    enums.DocumentKind,
    enums.PassageKind,
    enums.FactorChange,
    enums.ForceReason,
    enums.LetterheadChoice,
    enums.LinkProvider,
    enums.MeetingKind,
    enums.MeetingMode,
    enums.MessageText,
    enums.Office,
    enums.OfficeStatus,
    enums.OrganisationKind,
    enums.Paper,
    enums.ParticipantSource,
    enums.QuestionKind,
    enums.RefusalReason,
    enums.RevisionKind,
    enums.Role,
    enums.RunKind,
    enums.SeatShape,
    enums.ScanDirection,
    enums.ScanMethod,
    enums.ScreenKind,
    enums.SecurityClass,
    enums.SignatureClock,
    enums.SigningDoubt,
    enums.SigningMethod,
    enums.SpeakerRole,
    enums.Urgency,
    enums.Verdict,
}


def test_every_shared_name_says_whether_it_is_a_state() -> None:
    every = {each for name in enums.__all__ if isinstance(each := getattr(enums, name), type) and issubclass(each, Labelled)}

    assert every - {Labelled} == set(SHOWN) | STORED | CHOSEN


def _covers(kind: Iterable[Any], scenes: Iterable[Any]) -> None:
    assert set(scenes) == set(kind)


# -- one person's letter

_PRINTED, _PRINTING = DocumentState.PUBLISHED, DocumentState.QUEUED
NOTHING: dict[str, Any] = {
    "invited": True,
    "document": _PRINTED,
    "version": 1,
    "mail": None,
    "by_hand": None,
    "paper": None,
    "meant": True,
    "otherwise": False,
    "misnamed": False,
}
SENDING: list[tuple[dict[str, Any], SendingState]] = [
    ({"invited": False}, SendingState.WAITING),
    ({"invited": False, "meant": False}, SendingState.NOT_FOR),
    ({"invited": False, "otherwise": True}, SendingState.OTHER),
    ({"document": None}, SendingState.PRINTING),
    ({"document": _PRINTING}, SendingState.PRINTING),
    ({"document": DocumentState.FAILED}, SendingState.NOT_PRINTED),
    ({"document": DocumentState.SIGNING}, SendingState.SIGNING),
    ({}, SendingState.PRINTED),
    ({"mail": D.CANCELLED}, SendingState.PRINTED),
    ({"mail": D.QUEUED}, SendingState.ON_THE_WAY),
    ({"mail": D.SENDING}, SendingState.ON_THE_WAY),
    ({"mail": D.TRANSMITTING}, SendingState.ON_THE_WAY),
    ({"mail": D.OUTBOX}, SendingState.KEPT),
    ({"mail": D.FAILED}, SendingState.FAILED),
    ({"mail": D.UNCERTAIN}, SendingState.UNCERTAIN),
    ({"mail": D.SENT}, SendingState.SENT),
    ({"mail": D.SENT, "misnamed": True}, SendingState.SENT),
    ({"by_hand": D.HANDED}, SendingState.HANDED),
    ({"by_hand": D.SENT}, SendingState.BY_HAND),
    ({"by_hand": D.CANCELLED}, SendingState.PRINTED),
    ({"paper": D.SENT}, SendingState.HANDED_OVER),
    ({"paper": D.SENT, "mail": D.FAILED}, SendingState.HANDED_OVER),
    ({"paper": D.CANCELLED}, SendingState.PRINTED),
    ({"version": 2, "paper": D.SENT}, SendingState.RENEWED),
    ({"mail": D.FAILED, "by_hand": D.SENT}, SendingState.BY_HAND),
    ({"version": 2}, SendingState.RENEWED),
    ({"version": 2, "mail": D.SENT}, SendingState.RENEWED),  # that was the former print
]


@pytest.mark.parametrize(("scene", "state"), SENDING)
def test_how_far_a_letter_has_come(scene: dict[str, Any], state: SendingState) -> None:
    at = clock.now()
    said = NOTHING | scene
    printed_at = at + timedelta(minutes=1) if said["version"] > 1 else at
    document = said["document"] and Document(state=said["document"], version=said["version"], created_at=printed_at)
    person = Participant(status=ParticipantStatus.INVITED, source=ParticipantSource.MANUAL)
    messages = [said[name] and Delivery(state=said[name], created_at=at) for name in ("mail", "by_hand", "paper")]
    invitation = Invitation(document=document) if said["invited"] else None

    mail, by_hand, paper = messages
    assert Row(person, invitation, mail, by_hand, paper=paper, meant=said["meant"], otherwise=said["otherwise"]).state is state


def test_every_state_of_a_letter_and_of_a_message_has_its_scene() -> None:
    _covers(SendingState, [state for _scene, state in SENDING])
    _covers(DeliveryState, {each for scene, _state in SENDING for each in (scene.get("mail"), scene.get("by_hand")) if each})


def _waits(row: Row, *states: DeliveryState) -> bool:
    """Is its mail in one of these states, while nothing has left by another way?"""
    otherwise = [each for each in (row.by_hand, row.paper) if each is not None and each.state is D.SENT]
    return row.mail is not None and row.mail.state in states and not otherwise


COUNTED: dict[str, Callable[[Row], bool]] = {  # a number of the page and the filter that lists them, as the rows say it
    "waiting": lambda row: row.state is SendingState.WAITING,
    "no_answer": lambda row: row.meant and row.participant.status is ParticipantStatus.INVITED,
    "no_address": lambda row: (row.meant and not row.otherwise) or row.invitation is not None,
    "remindable": lambda row: row.invitation is not None and row.invitation.sent_at is not None and row.meant,
    "kept": lambda row: _waits(row, D.OUTBOX),
    "sent": lambda row: row.invitation is not None and row.invitation.sent_at is not None,
    "failed": lambda row: _waits(row, D.FAILED, D.UNCERTAIN),
    "renewed": lambda row: row.state is SendingState.RENEWED,
    "misnamed": lambda row: row.misnamed,
}


def test_the_numbers_of_a_letter_are_those_of_its_rows(app: Flask) -> None:
    meeting = make_meeting()
    make_session(meeting)
    letter = make_letter(meeting)
    for number, (scene, _state) in enumerate(SENDING):
        _act(meeting, letter, f"Orang {number}", NOTHING | scene)
    db.session.commit()

    counts = queries.count_invitations(letter)
    _page, rows = queries.list_rows(letter, queries.Wanted(), 1, 100)
    assert len(rows) == len(SENDING)
    for name, holds in COUNTED.items():
        _page, found = queries.list_rows(letter, queries.Wanted(state=name), 1, 100)
        assert [row.participant.id for row in rows if holds(row)] == [row.participant.id for row in found] != [], name
        assert getattr(counts, {"no_address": "bare"}.get(name, name), len(found)) == len(found), name
    assert counts.printed == sum(
        row.invitation is not None and bool(row.invitation.document_id and row.invitation.document.storage_key) for row in rows
    )
    assert counts.bare == len(rows) - 2  # nobody sends it to a representative, or to who holds another one


def _act(meeting: Any, letter: Any, name: str, said: dict[str, Any]) -> None:
    source = ParticipantSource.MANUAL if said["meant"] else ParticipantSource.REPRESENTATIVE
    person = make_participant(meeting, name, status=ParticipantStatus.INVITED, source=source)
    if said["otherwise"]:
        letter, said = make_letter(meeting), said | {"invited": True}
    if not said["invited"]:
        return
    invitation, at = make_invitation(person, letter), clock.now()
    invitation.misnamed_at = at if said["misnamed"] else None
    if said["document"]:
        made = said["document"] in (_PRINTED, DocumentState.SIGNING)
        row = Document(
            id=new_id(),
            organisation_id=meeting.organisation_id,
            meeting_id=meeting.id,
            kind=DocumentKind.LETTER,
            about_id=invitation.id,
            title=name,
            state=said["document"],
            version=said["version"],
            final=True,
            verify_hash=new_id(),
            storage_key="x" if made else None,
            created_at=at + timedelta(minutes=1) if said["version"] > 1 else at,
        )
        db.session.add(row)
        db.session.flush()
        invitation.document_id = row.id
    for key, channel in (("mail", Channel.EMAIL), ("by_hand", Channel.WHATSAPP), ("paper", Channel.PAPER)):
        if said[key]:
            sent = at if said[key] is D.SENT else None
            db.session.add(
                Delivery(
                    id=new_id(),
                    meeting_id=meeting.id,
                    invitation_id=invitation.id,
                    kind="invitation",
                    channel=channel,
                    address="",
                    message_id=new_id(),
                    state=said[key],
                    recipient_name=name,
                    sent_at=sent,
                    created_at=at,
                    next_attempt_at=at,
                )
            )
            invitation.sent_at = invitation.sent_at or sent
    db.session.flush()


# -- certificates

HELD = {"due": True, "version": 1, "document": _PRINTED}
CERTIFICATES: list[tuple[dict[str, Any], CertificateState]] = [
    ({"due": False, "version": 0}, CertificateState.WITHOUT),
    ({"due": True, "version": 0}, CertificateState.DUE),
    (HELD | {"document": _PRINTING, "changed": True}, CertificateState.MAKING),
    (HELD | {"document": DocumentState.SIGNING}, CertificateState.SIGNING),
    (HELD, CertificateState.ISSUED),
    (HELD | {"changed": True}, CertificateState.CHANGED),
    (HELD | {"due": False, "changed": True}, CertificateState.LOST),
    (HELD | {"document": DocumentState.FAILED}, CertificateState.FAILED),
    (HELD | {"withdrawn": True}, CertificateState.WITHDRAWN),
]


def test_every_state_of_a_certificate_has_its_scene() -> None:
    assert [certificate_state(**scene) for scene, _state in CERTIFICATES] == [state for _scene, state in CERTIFICATES]
    _covers(CertificateState, [state for _scene, state in CERTIFICATES])


# -- minutes

STANDINGS: dict[tuple[MinutesState, DocumentState | None], MinutesStanding] = {
    **{(state, None): M(state.value) for state in MinutesState if state is not MinutesState.PUBLISHED},
    (MinutesState.PUBLISHED, None): M.PRINTING,
    (MinutesState.PUBLISHED, DocumentState.QUEUED): M.PRINTING,
    (MinutesState.PUBLISHED, DocumentState.RENDERING): M.PRINTING,
    (MinutesState.PUBLISHED, DocumentState.FAILED): M.NOT_PRINTED,
    (MinutesState.PUBLISHED, DocumentState.SIGNING): M.SIGNING,
    (MinutesState.PUBLISHED, DocumentState.READY): M.IN_FORCE,
    (MinutesState.PUBLISHED, DocumentState.PUBLISHED): M.IN_FORCE,
    (MinutesState.PUBLISHED, DocumentState.SUPERSEDED): M.SUPERSEDED,
    (MinutesState.PUBLISHED, DocumentState.REVOKED): M.REVOKED,
    (MinutesState.SUPERSEDED, DocumentState.SUPERSEDED): M.SUPERSEDED,
    (MinutesState.SUPERSEDED, DocumentState.REVOKED): M.REVOKED,
}


def test_every_standing_of_minutes_has_its_scene() -> None:
    assert {scene: minutes_standing(*scene) for scene in STANDINGS} == STANDINGS
    _covers(MinutesStanding, STANDINGS.values())
    _covers(DocumentState, {document for _state, document in STANDINGS if document})


def test_minutes_in_force_are_those_that_say_so(app: Flask) -> None:
    meeting = make_meeting()
    for number, (state, document) in enumerate(STANDINGS):
        session = make_session(meeting, title=str(number))
        row = Minutes(meeting_id=meeting.id, session_id=session.id, state=state, title=str(number))
        if document:
            row.document = Document(
                id=new_id(),
                organisation_id=meeting.organisation_id,
                kind=DocumentKind.MINUTES,
                about_id=new_id(),
                title="N",
                state=document,
                verify_hash=new_id(),
            )
        db.session.add(row)
    db.session.commit()
    rows = db.session.scalars(sa.select(Minutes)).all()

    holding = set(db.session.scalars(sa.select(Minutes.title).where(minutes_with())))

    assert holding == {row.title for row in rows if row.standing is M.IN_FORCE} != set()


# -- sessions, drafts, doors, links

HOUR = timedelta(hours=1)


def test_drafts_are_promised_where_the_clock_makes_them(app: Flask) -> None:
    at, seen = clock.now(), set()
    for state, ends, closed, wanted in itertools.product(MeetingState, (-HOUR, HOUR), (False, True), (False, True)):
        meeting = make_meeting(state=state)
        values = {"ends_at": at + ends, "closed_at": at if closed else None, "wants_minutes": wanted}
        session = make_session(meeting, at - 3 * HOUR, **values)
        outlook = draft_outlook(session, meeting, at)
        seen.add(outlook)
        assert (outlook is DraftOutlook.SOON) is (session.id in due_sessions(at, limit=1000)), (state, values)
    over = set(db.session.scalars(sa.select(Session.id).where(session_over(at))))

    assert over == {each.id for each in db.session.scalars(sa.select(Session)) if each.is_over(at)} != set()
    _covers(DraftOutlook, seen)


def test_the_door_on_the_page_is_the_door_that_answers(app: Flask) -> None:
    at, seen = clock.now(), {}
    for state, begins, closed in itertools.product(MeetingState, (-9 * HOUR, -HOUR, 9 * HOUR), (False, True)):
        meeting = make_meeting(state=state)
        if state in (MeetingState.FINISHED, MeetingState.ARCHIVED):
            meeting.finished_at = at
        session = make_session(meeting, at + begins, closed_at=at - HOUR / 2 if closed else None)
        seen[state, begins, closed] = door_state(session, meeting, at)

    assert seen[MeetingState.RUNNING, -HOUR, False] is DoorState.OPEN
    assert seen[MeetingState.RUNNING, -HOUR, True] is DoorState.SHUT  # its secretary has closed it
    assert seen[MeetingState.RUNNING, 9 * HOUR, False] is DoorState.EARLY
    assert seen[MeetingState.DRAFT, -HOUR, False] is DoorState.OFF
    _covers(DoorState, seen.values())


def test_links_are_shown_as_guests_see_them(app: Flask) -> None:
    at, seen = clock.now(), set()
    for state, mode, opens, closes in itertools.product(MeetingState, MeetingMode, (None, HOUR), (None, -HOUR)):
        meeting = make_meeting(state=state, mode=mode)
        session = make_session(meeting)
        link = VirtualLink(visible_from=at + opens if opens else None, visible_until=at + closes if closes else None)
        seen.add(shown := link_state(link, meeting, [session], at))
        assert shown is not LinkState.SHOWN or not (opens or closes or mode is MeetingMode.IN_PERSON)
    _covers(LinkState, seen)


def test_a_report_is_believed_only_with_a_proof_that_holds() -> None:
    at, seen = clock.now(), {}
    for from_hall, judged_at, refused_for in itertools.product((False, True), (None, at), ("", "Foto lama")):
        row = PointArrival(from_hall=from_hall, judged_at=judged_at, refused_for=refused_for)
        seen[from_hall, judged_at, refused_for] = report_state(row)
    assert seen[False, None, ""] is PointReport.UNSEEN
    assert seen[True, at, "Foto lama"] is PointReport.REFUSED  # also what the hall had proved
    _covers(PointReport, seen.values())


# -- people and their passes


def test_a_code_that_opens_no_door_says_why(app: Flask) -> None:
    """Whoever was withdrawn, or released, is not sent to a newer pass that does not exist."""
    meeting = make_meeting()
    seen = {}
    for status in ParticipantStatus:
        person = make_participant(meeting, status.value, status=status)
        issued: Any = SimpleNamespace(participant=person, state=PassState.REVOKED)
        seen[status] = why_ended(issued)

    gone = standing.GONE.statuses
    assert {status: seen[status] for status in gone} == dict.fromkeys(
        gone, Ended.WITHDRAWN
    )  # `Ended.UNITED`: tests/rsvp/test_same_person.py
    assert {seen[status] for status in ParticipantStatus if status not in gone} == {Ended.REPLACED}


TOLD = "told the committee"
ATTENDING = [  # who answered what, came or not, to a session that is over or not
    (ParticipantStatus.CONFIRMED, True, False, Presence.PRESENT),
    (ParticipantStatus.DECLINED, True, True, Presence.PRESENT),
    (ParticipantStatus.DECLINED, False, False, Presence.EXCUSED),
    (ParticipantStatus.DECLINED, False, True, Presence.EXCUSED),
    (ParticipantStatus.CONFIRMED, False, False, Presence.AWAITED),
    (ParticipantStatus.INVITED, False, True, Presence.SILENT),
    (TOLD, False, False, Presence.EXCUSED),
    (TOLD, False, True, Presence.EXCUSED),
    (TOLD, True, True, Presence.PRESENT),
]


@pytest.mark.parametrize(("status", "arrived", "over", "presence"), ATTENDING)
def test_nobody_has_missed_what_still_runs(app: Flask, status: str, arrived: bool, over: bool, presence: Presence) -> None:
    told, session = status == TOLD, make_session(make_meeting())
    status = ParticipantStatus.CONFIRMED if told else ParticipantStatus(status)
    person = make_participant(session.meeting, status=status)
    if told:
        reason = enums.DeclineReason.DUTY
        db.session.add(Absence(session_id=session.id, participant_id=person.id, reason=reason, noted_at=clock.now()))
    if arrived:
        make_attendance(session, person)
    db.session.flush()

    assert standing.presence_of(status, clock.now() if arrived else None, over=over, absence=told) is presence
    clauses = {
        Presence.PRESENT: standing.present(session.id),
        Presence.EXCUSED: standing.excused_from(session),
        Presence.AWAITED: standing.absent_from(session),
        Presence.SILENT: standing.absent_from(session),
    }
    holding = {each for each, clause in clauses.items() if db.session.scalars(sa.select(Participant.id).where(clause)).all()}
    assert holding == ({Presence.AWAITED, Presence.SILENT} if presence in (Presence.AWAITED, Presence.SILENT) else {presence})


def test_every_word_of_an_attendance_list_has_its_scene() -> None:
    _covers(Presence, [presence for *_scene, presence in ATTENDING])


def test_no_state_wears_the_colour_of_the_organisation() -> None:
    """Where that is red, «Surat siap» would look wrong; red is for what failed."""
    wearing = re.compile(r"""\btag\((?:[^()]|\([^()]*\))*["']accent["']|tag-accent|_state\(value\).*["']accent["']""")

    assert [path.name for path in TEMPLATES.rglob("*.html") if wearing.search(path.read_text())] == []
