"""A report becomes attendance: everybody who was told apart is recorded as present from afar, under the rules of the door at those hours."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.config import current_settings
from meetings.documents.sheets.online_reports.people import Span, merged
from meetings.domain.attendance.turns import take_turn
from meetings.domain.audit import Action, record
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.forcing import Forced, force_of
from meetings.domain.checkin.reading import Scan, read_scan
from meetings.domain.checkin.record import record_scans
from meetings.domain.meetings import Activity, require
from meetings.domain.online_reports.directory import names_of, remember, rooms_of
from meetings.domain.online_reports.matching import SURE
from meetings.domain.online_reports.plan import OPEN, Line, Plan
from meetings.domain.online_reports.staging import plan_of
from meetings.enums import MeetingMode, RefusalReason, ScanMethod, ScanStatus
from meetings.errors import Conflict, WrongState
from meetings.extensions import db
from meetings.models import Attendance, OnlineReport, Session
from meetings.models.base import hold

AT_ONCE = 500  # people whose scans are recorded together
_SCANS = UUID("a7a4b1de-0c0b-4f54-9f6e-0d3f4f5b8c21")  # under which the scans of reports get their ids


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of it; ``already``: were recorded before, in the hall or from afar; ``refused``: names, each with the rule."""

    recorded: int
    already: int
    refused: tuple[tuple[str, RefusalReason], ...]


def record_report(
    row: OnlineReport, caller: Caller, at: datetime, *, version: int | None = None, forced: Forced | None = None
) -> Recorded:
    """Record who is ready; again, once more names are told apart, whoever is ready then. ``version``: which of the plans the person has seen;
    ``forced``: why those are recorded, too, whom a rule refuses.

    Raises `WrongState` while attendance cannot be recorded, a question about the file is open or nobody is ready; `Conflict` when somebody
    else has changed what would be done."""
    meeting, session, planned = row.meeting, row.session, row.version
    require(meeting, Activity.RECORD)
    plan = plan_of(row, at)  # before anybody has to wait for it
    if plan.asked:
        raise WrongState(_("Jawab dahulu pertanyaan tentang berkasnya."))
    if not plan.ready:
        raise WrongState(_("Belum ada yang siap dicatat. Pilih siapa orangnya."))
    people = _people_of(row, plan.ready)
    spans = _by_person(plan.ready, people)
    names = names_of(spans)
    hold(row)
    if row.version not in (planned, version or planned) or (version or planned) != planned:
        told = _("Laporan ini baru saja diubah oleh %(name)s. Periksa lagi sebelum mencatat.", name=row.changed_by)
        raise Conflict(told)
    take_turn(meeting.id)
    recorded, present = _record(session, spans, names, caller, at, forced)
    done = {key: line.who.means for key, line in _by_key(plan) if line.who and any(each in present for each in people[key])}
    open_lines = sum(plan.counts[fate] for fate in OPEN)
    row.confirmed_at, row.confirmed_by = at, caller.actor.name[:300]
    row.result = {
        "recorded": row.result.get("recorded", 0) + recorded.recorded,
        "already": recorded.already,
        "open": open_lines,
        "done": row.result.get("done", {}) | done,
        "refused": [[name, reason.value] for name, reason in recorded.refused],
    }
    _remember(row, plan, caller.actor.name, at)
    if recorded.recorded:
        record(
            caller.actor,
            Action.REPORT_RECORDED,
            at=at,
            meeting=meeting,
            target=session,
            target_name=session.title,
            count=recorded.recorded,
        )
    db.session.flush()
    return recorded


def _by_key(plan: Plan) -> Iterator[tuple[str, Line]]:
    return ((line.attendee.key, line) for line in plan.ready)


def _people_of(row: OnlineReport, ready: Sequence[Line]) -> dict[str, list[str]]:
    """Whom each name means, by the name's key: ids of participants, of a room all who sit there."""
    rooms = rooms_of(row.meeting) if any(line.who and line.who.room for line in ready) else {}
    known = [(line.attendee.key, line.who) for line in ready if line.who]
    return {key: [each.id for each in rooms[who.id].people] if who.room else [who.id] for key, who in known}


def _by_person(ready: Sequence[Line], people: Mapping[str, Sequence[str]]) -> dict[str, tuple[Span, ...]]:
    """When each was there, by participant: from all their screens together, and those of the room that they sit in."""
    spans: dict[str, list[Span]] = {}
    for line in ready:
        for each in people[line.attendee.key]:
            spans.setdefault(each, []).extend(line.spans)
    return {each: merged(pieces) for each, pieces in spans.items()}


def _record(
    session: Session,
    spans: Mapping[str, Sequence[Span]],
    names: Mapping[str, str],
    caller: Caller,
    at: datetime,
    forced: Forced | None,
) -> tuple[Recorded, Collection[str]]:
    """What became of them, and who is recorded at the session now."""
    before = _modes(session)
    # Whoever was recorded at a door of the hall was there, whatever their laptop showed meanwhile.
    wanted = [each for each in spans if before.get(each) is not MeetingMode.IN_PERSON]
    reasons: dict[str, RefusalReason] = {}
    for start in range(0, len(wanted), AT_ONCE):
        scans = [(each, scan) for each in wanted[start : start + AT_ONCE] for scan in _scans(session, each, spans[each], forced)]
        results = record_scans(caller, [scan for _each, scan in scans], at)
        for (each, scan), result in zip(scans, results, strict=True):
            if scan.direction == "in" and result["status"] == ScanStatus.REFUSED and result["reason"]:
                reasons.setdefault(each, RefusalReason(result["reason"]))
    after = _modes(session)
    recorded = Recorded(
        sum(each in after and each not in before for each in spans),
        sum(each in before for each in spans),
        tuple((names[each], reasons.get(each, RefusalReason.UNDONE)) for each in spans if each not in after),
    )
    return recorded, after.keys()


def _modes(session: Session) -> dict[str, MeetingMode]:
    """How whoever is recorded at the session came, by participant."""
    rows = sa.select(Attendance.participant_id, Attendance.mode).where(Attendance.session_id == session.id)
    return dict(db.session.execute(rows).all())


def _scans(session: Session, participant_id: str, spans: Iterable[Span], forced: Forced | None) -> Iterator[Scan]:
    """Each coming and going. The same moment of the same person is the same scan, from whatever upload: told again it changes nothing."""
    for came, left in spans:
        yield _scan(session, participant_id, "in", came, forced)
        if left is not None:
            yield _scan(session, participant_id, "out", left, forced)


def _scan(session: Session, participant_id: str, direction: str, moment: datetime, forced: Forced | None) -> Scan:
    raw = {
        "id": str(uuid5(_SCANS, f"{session.id}:{participant_id}:{direction}:{clock.iso(moment)}{':forced' * bool(forced)}")),
        "participant": participant_id,
        "session": session.id,
        "direction": direction,
        "scanned_at": clock.iso(moment),
        "offline": True,  # it happened before it was told, and may be the earlier one
        "method": "search",
        **force_of(forced),
    }
    return replace(read_scan(raw, current_settings().code_key), method=ScanMethod.REPORT.value)


def _remember(row: OnlineReport, plan: Plan, by: str, at: datetime) -> None:
    """Names that did not tell by themselves who it is, and that will be met again: not those of devices."""
    names = {}
    for line in plan.ready:
        told = next((each.score for each in line.candidates if line.who and each.who.means == line.who.means), 0)
        if line.said and line.who is not None and not line.attendee.nameless and not line.attendee.double and told < SURE:
            names[line.attendee.name] = line.who
    if names:
        remember(row.meeting, names, by, at)
