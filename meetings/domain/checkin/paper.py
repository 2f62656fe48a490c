"""A list that was signed on paper, entered afterwards: many people at once, at the hour they came, and recorded as such."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.config import current_settings
from meetings.domain.attendance.turns import take_turn
from meetings.domain.audit import Action, record
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.forcing import Forced, force_of
from meetings.domain.checkin.reading import Scan as ReadScan
from meetings.domain.checkin.reading import read_scan
from meetings.domain.checkin.record import record_scans
from meetings.domain.meetings import Activity, allows, require
from meetings.enums import RefusalReason, ScanDirection, ScanMethod, ScanStatus
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Attendance, Meeting, Participant, Scan, Session, standing
from meetings.writing.dates import format_moment_in_sentence

MOST = 500  # people of one page of the list


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of those who were ticked; ``refused``: names, each with the rule that refused them; ``left``: names of those whose
    going out was scanned before anybody knew that they had come, each with that moment, which counts from now on; ``unable``: names of those
    recorded of whom it was known that they could not come."""

    recorded: int
    already: int
    refused: tuple[tuple[str, RefusalReason], ...]
    left: tuple[tuple[str, datetime], ...]
    unable: tuple[str, ...]


def may_be_entered(meeting: Meeting, session: Session, at: datetime) -> bool:
    """Whether a list can be entered now: the door has opened, and the meeting's records are open."""
    return allows(meeting, Activity.RECORD) and session.doors[0] <= at


def enter_paper_list(
    caller: Caller,
    meeting: Meeting,
    session: Session,
    participant_ids: Sequence[str],
    arrived: datetime,
    at: datetime,
    *,
    seen: datetime,
    forced: Forced | None = None,
) -> Entered:
    """Record that these people (ids of this meeting) were at the session from ``arrived`` on, under the rules of the door at that hour.
    ``forced``: why those are recorded, too, whom a rule refuses. ``seen``: since when whoever ticked them may not have seen how they stand; whose attendance was taken back since is refused.

    Raises `WrongState` before the meeting is open and once its records are closed, `InvalidInput` for nobody, for too many, and for an
    hour at which the door was shut or which is still to come.
    """
    require(meeting, Activity.RECORD)
    if not participant_ids:
        raise InvalidInput(_("Pilih sedikitnya satu orang."), field="ids")
    if len(participant_ids) > MOST:
        raise InvalidInput(_("Paling banyak %(max)d orang sekali catat.", max=MOST), field="ids")
    opens, closes = session.doors
    if not opens <= arrived <= min(closes, at):
        first, last = (format_moment_in_sentence(each, meeting.timezone) for each in (opens, min(closes, at)))
        raise InvalidInput(_("Jam hadir harus antara %(first)s dan %(last)s.", first=first, last=last), field="arrived")
    take_turn(meeting.id)
    undone = _undone_since(session, participant_ids, seen)
    ids = [each for each in dict.fromkeys(participant_ids) if each not in undone]
    unable = _excused(session, ids)
    results = record_scans(caller, [_scan(each, session, arrived, forced) for each in ids], at)
    counted = [ScanStatus(result["status"]) for result in results]
    refused = tuple((name, RefusalReason.UNDONE) for name in undone.values()) + tuple(
        (result["participant"]["name"] if result["participant"] else "", RefusalReason(result["reason"]))
        for result, status in zip(results, counted, strict=True)
        if status is ScanStatus.REFUSED and result["reason"]
    )
    recorded = counted.count(ScanStatus.ACCEPTED)
    if recorded:
        record(
            caller.actor,
            Action.PAPER_ENTERED,
            at=at,
            meeting=meeting,
            target=session,
            target_name=session.title,
            count=recorded,
        )
    accepted = [each for each, status in zip(ids, counted, strict=True) if status is ScanStatus.ACCEPTED]
    return Entered(
        recorded,
        counted.count(ScanStatus.ALREADY),
        refused,
        _left(session, accepted),
        tuple(unable[each] for each in accepted if each in unable),
    )


def _excused(session: Session, participant_ids: Sequence[str]) -> dict[str, str]:
    people = sa.select(Participant).where(Participant.id.in_(participant_ids), standing.excused_from(session))
    return {person.id: person.full_name for person in db.session.scalars(people)}


def _undone_since(session: Session, participant_ids: Sequence[str], seen: datetime) -> dict[str, str]:
    """Names, by id, of those of them whose attendance was taken back since ``seen`` and who are not present again."""
    undo = sa.select(Scan.participant_id).where(
        Scan.session_id == session.id, Scan.direction == ScanDirection.UNDO, Scan.received_at > seen
    )
    people = sa.select(Participant).where(
        Participant.meeting_id == session.meeting_id,
        Participant.id.in_(participant_ids),
        Participant.id.in_(undo),
        sa.not_(standing.present(session.id)),
    )
    return {person.id: person.full_name for person in db.session.scalars(people)}


def _left(session: Session, participant_ids: Sequence[str]) -> tuple[tuple[str, datetime], ...]:
    statement = sa.select(Participant, Attendance.last_out_at).join(Attendance, Attendance.participant_id == Participant.id)
    rows = db.session.execute(
        statement.where(
            Attendance.session_id == session.id,
            Attendance.participant_id.in_(participant_ids),
            Attendance.last_out_at.is_not(None),
        )
    )
    return tuple((person.full_name, left) for person, left in rows if left is not None)


def _scan(participant_id: str, session: Session, arrived: datetime, forced: Forced | None) -> ReadScan:
    raw = {
        "id": str(uuid.uuid4()),
        "participant": participant_id,
        "session": session.id,
        "direction": "in",
        "scanned_at": clock.iso(arrived),
        "offline": True,  # it happened before it was told, and may be the earlier one
        "method": "search",
        **force_of(forced),
    }
    return replace(read_scan(raw, current_settings().code_key), method=ScanMethod.PAPER.value)
