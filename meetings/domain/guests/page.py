"""What a participant's own page shows: who, where and when, what runs now, speakers, links, published minutes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from meetings.documents.calendar import calendar_method, write_calendar
from meetings.documents.ticket import Ticket
from meetings.domain import passes
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.agenda.timing import TimedItem, timed_items
from meetings.domain.certificates.signed import certificates_held
from meetings.domain.checkin.decide import refused_as_answered
from meetings.domain.invitations.answers import may_answer
from meetings.domain.invitations.replaced import ReplacedLetter, find_newer_pass
from meetings.domain.letters.corrections import changes_since, newest_after
from meetings.domain.letters.facts import Change, venue_of
from meetings.domain.letters.times import announced_days, calendar_events, day_and_hours
from meetings.domain.online.queries import links_for_participants
from meetings.domain.outbox import calendar_domain
from meetings.domain.participants import united_with, was_released
from meetings.domain.participants.seats import seats_told
from meetings.domain.participants.sessions import called_ids
from meetings.domain.speakers import list_speakers
from meetings.enums import (
    N_,
    DocumentKind,
    DocumentState,
    Labelled,
    PassState,
    RefusalReason,
    SecurityClass,
    SpeakerState,
)
from meetings.extensions import db
from meetings.models import (
    Attendance,
    Document,
    Invitation,
    Letter,
    Meeting,
    Participant,
    Pass,
    Session,
    Speaker,
    VirtualLink,
    standing,
)
from meetings.writing.names import addressed, with_position


@dataclass(frozen=True, slots=True)
class Part:
    """One session with its timed rundown."""

    session: Session
    lines: list[TimedItem]


class Ended(Labelled):
    """Why a code opens no door, in words for whoever holds it."""

    REPLACED = "replaced", N_("Tanda masuk ini sudah diganti dengan yang baru.")
    RELEASED = "released", N_("Penugasan sebagai wakil sudah berakhir, sehingga tanda masuk ini tidak diperlukan lagi.")
    UNITED = (
        "united",
        N_("Pemegangnya sudah terdaftar dan tetap datang dengan tanda masuknya sendiri. Tanda masuk kedua ini tidak diperlukan."),
    )
    WITHDRAWN = "withdrawn", N_("Pemegangnya tidak lagi tercatat sebagai peserta. Hubungi panitia bila ini keliru.")


@dataclass(frozen=True, slots=True)
class PassPage:
    """``valid``: the code is the one that holds; ``refused``: and yet the door lets nobody in with it who answered so. ``stand_in``: who comes instead, while the code rests. With neither, ``ended`` says why and the
    page names nobody: when and where is for those only who have another code. ``parts``: the sessions this participant is expected at; ``named``: the meeting
    has several, and each is called by its name.
    ``day``, ``hours``: theirs, as letters say them, and where a session was closed early as it was. ``answer_token``: of the invitation that can still be answered; empty where there
    is none. ``came``: the sessions at which they are recorded present, with the moment of their coming."""

    issued: Pass
    participant: Participant
    meeting: Meeting
    valid: bool
    refused: RefusalReason | None
    stand_in: Participant | None
    ended: Ended | None
    parts: list[Part]
    seats: str  # theirs, in one line
    named: bool
    speakers: Sequence[Speaker]
    links: list[VirtualLink]
    minutes: Sequence[Document]
    certificates: Sequence[Document]  # theirs, that hold
    day: str
    hours: str
    answer_token: str
    newer: ReplacedLetter | None  # of a replaced one: by which way the newer one comes
    came: list[tuple[Session, datetime]]
    letter: Letter | None  # that they hold, or the one they come for
    moved: list[Change]  # since that letter, where no other one has told them yet
    later: Letter | None  # that follows it, issued and not theirs yet
    whole: bool  # has the whole meeting moved, or what this guest is called to?


def read_pass_page(issued: Pass, at: datetime, language: str = "id") -> PassPage:
    """The page of a pass at a moment, in its ``language``; a handful of statements. A pass that is no longer valid shows no links."""
    participant = issued.participant
    meeting = participant.meeting
    valid, instead = opens_the_door(issued), stand_in(issued)
    known = valid or instead is not None
    everything, allowed = list_sessions(meeting), _expected_ids(participant)
    sessions = _expected_sessions(participant, everything, allowed)
    held = _held_by(participant) if known else None
    return PassPage(
        issued=issued,
        participant=participant,
        meeting=meeting,
        valid=valid,
        refused=refused_as_answered(
            participant.status, refuse_declined=meeting.refuse_declined, refuse_unconfirmed=meeting.refuse_unconfirmed
        ),
        stand_in=instead,
        ended=None if known else why_ended(issued),
        parts=[Part(session, timed_items(session) if known else []) for session in sessions],
        seats=(seats_told(participant) if any(each.hall_id for each in everything) else participant.seat) if valid else "",
        named=len(everything) > 1,
        speakers=list_speakers(meeting, state=SpeakerState.CONFIRMED, allowed=allowed) if known else [],
        links=links_for_participants(meeting, everything, at, allowed) if valid else [],
        minutes=_published_minutes(meeting) if valid else [],
        certificates=certificates_held(participant.id) if valid else [],
        day=(when := day_and_hours(meeting, sessions, language, held=True))[0],
        hours=when[1],
        answer_token=_answer_token(participant, held, at),
        newer=find_newer_pass(issued) if not known and why_ended(issued) is Ended.REPLACED else None,
        came=_came(participant, everything) if known else [],
        letter=held.letter if held else None,
        moved=(moved := changes_since(held.letter, language, allowed=allowed, printed=_printed(held)) if held else []),
        later=newest_after(held.letter) if held and moved else None,
        whole=bool(held and moved and changes_since(held.letter)),
    )


def ticket_of(issued: Pass) -> Ticket:
    """The pass as a picture says it, in the words of the letter."""
    participant = issued.participant
    meeting = participant.meeting
    sessions = _expected_sessions(participant, list_sessions(meeting), _expected_ids(participant))
    day, hours = day_and_hours(meeting, sessions, held=True)
    return Ticket(
        passes.pass_link(issued),
        meeting.title,
        (f"{day}, {hours}", venue_of(meeting)),
        participant.full_name,
        (*addressed(participant.full_name, participant.position, participant.institution)[1:], _for_whom(participant)),
        "Tunjukkan kode ini di meja registrasi.",
    )


def _for_whom(participant: Participant) -> str:
    """``Mewakili Drs. Taufik Hidayat, Kepala Dinas``; empty for whoever comes for themselves."""
    if participant.representing is None:
        return ""
    other = participant.representing.represented
    return f"Mewakili {with_position(other.full_name, other.position)}"


def _printed(held: Invitation) -> str | None:
    """What their print keeps of the sessions it calls them to; of a print for somebody whom they come for, that person's."""
    return held.document.content.get("sessions") if held.document else None


def _held_by(participant: Participant) -> Invitation | None:
    """The newest of their invitations; of who comes for somebody and has none, that person's."""
    boss = participant.representing.represented_id if participant.representing else participant.id
    whose = Invitation.participant_id.in_({participant.id, boss})
    issued = sa.select(Invitation).join(Invitation.letter).where(whose, Letter.issued_at.is_not(None))
    own_first = (Invitation.participant_id == participant.id).desc()
    newest = issued.options(contains_eager(Invitation.letter)).order_by(own_first, Letter.issued_at.desc()).limit(1)
    return db.session.scalar(newest)


def _answer_token(participant: Participant, held: Invitation | None, at: datetime) -> str:
    """Whoever holds the pass holds the letter, whose link answers it; a representative has a pass and no letter."""
    if held is None or held.participant_id != participant.id or may_answer(participant, at):
        return ""
    return passes.token_of(held)


def opens_the_door(issued: Pass) -> bool:
    """Is the pass active and its participant on the list?"""
    return issued.state is PassState.ACTIVE and not standing.GONE.of(issued.participant)


def why_ended(issued: Pass) -> Ended:
    """Of a code that opens no door and rests for nobody: there is a newer one only for somebody who is still on the list."""
    person = issued.participant
    if not standing.GONE.of(person):
        return Ended.REPLACED
    if united_with(person) is not None:
        return Ended.UNITED
    return Ended.RELEASED if was_released(person) else Ended.WITHDRAWN


def stand_in(issued: Pass) -> Participant | None:
    """Who comes instead of the pass's participant; None for a pass that is valid or of no use any more."""
    if issued.state is not PassState.REPLACED or standing.GONE.of(issued.participant):
        return None
    representation = issued.participant.represented_by
    return representation.representative if representation else None


def find_minutes(issued: Pass, document_id: str) -> Document | None:
    """Published minutes of the pass's meeting that its participant may read; None for anything else."""
    if not opens_the_door(issued):
        return None
    return next((each for each in _published_minutes(issued.participant.meeting) if each.id == document_id), None)


def find_certificate(issued: Pass) -> Document | None:
    """The certificate of the pass's participant, if one holds."""
    held = certificates_held(issued.participant_id) if opens_the_door(issued) else ()
    return held[0] if held else None


def pass_calendar(issued: Pass) -> tuple[bytes, str] | None:
    """The calendar file that a participant downloads, with its method, of the days they are expected; it leads back to their own page. None for a
    pass that is of no use any more."""
    if not opens_the_door(issued) and stand_in(issued) is None:
        return None
    meeting = issued.participant.meeting
    events = calendar_events(
        meeting,
        list_sessions(meeting),
        calendar_domain(),
        passes.pass_page(issued),
        expected=_expected_ids(issued.participant),
        announced=announced_days(meeting),
    )
    return write_calendar(events, meeting.title), calendar_method(events)


def came_to(participant: Participant) -> tuple[list[tuple[Session, datetime]], bool]:
    """The sessions at which somebody is recorded present, with the moment of their coming; and whether the meeting has several."""
    everything = list_sessions(participant.meeting, with_items=False)
    return _came(participant, everything), len(everything) > 1


CAME = sa.select(Attendance.session_id, Attendance.first_in_at).where(Attendance.participant_id == sa.bindparam("participant"))


def _came(participant: Participant, everything: Sequence[Session]) -> list[tuple[Session, datetime]]:
    moments: dict[str, datetime] = dict(db.session.execute(CAME, {"participant": participant.id}).all())
    return [(session, moments[session.id]) for session in everything if session.id in moments]


def _expected_sessions(participant: Participant, everything: Sequence[Session], allowed: Collection[str] | None) -> list[Session]:
    if standing.GONE.of(participant):
        return []
    return [each for each in everything if allowed is None or each.id in allowed]


def _expected_ids(participant: Participant) -> frozenset[str] | None:
    """The sessions that the participant is expected at; None: all."""
    return called_ids([participant.id]).get(participant.id) if participant.limited else None


def _published_minutes(meeting: Meeting) -> Sequence[Document]:
    statement = sa.select(Document).where(
        Document.meeting_id == meeting.id,
        Document.kind == DocumentKind.MINUTES,
        Document.state == DocumentState.PUBLISHED,
        Document.security == SecurityClass.NORMAL,
        Document.storage_key.is_not(None),
    )
    return db.session.scalars(statement.order_by(Document.published_at)).all()
