"""Somebody comes without being on the list: a participant, a pass and the attendance in one step, sent once or many times.

A walk-in is kept as the scan that it is, under its own id: the same id gets the same answer, and one that was refused late waits where late
refusals wait. Who is refused is not on the list; what was typed of them stays with the answer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.config import current_settings
from meetings.domain import audit
from meetings.domain.attendance import counts
from meetings.domain.attendance.presence import Sighting
from meetings.domain.attendance.recording import Known, save_attendance
from meetings.domain.attendance.turns import pass_turn_on, take_turn
from meetings.domain.checkin import people
from meetings.domain.checkin.answers import refusal, result_of
from meetings.domain.checkin.callers import Caller, readers_of
from meetings.domain.checkin.decide import Found, Hall, Person, Verdict, moment_of
from meetings.domain.checkin.keeping import scan_row
from meetings.domain.checkin.reading import Said, Scan, read_walk_in
from meetings.domain.checkin.record import earlier_answers
from meetings.domain.checkin.settling import settle_mended
from meetings.domain.checkin.walk_in_contract import Typed, WalkInField, WalkInResult, WalkInResults
from meetings.domain.checkin.walk_in_rules import Listing, decide_walk_in
from meetings.domain.participants import Details, add_participant
from meetings.domain.participants.categories import find_categories, sessions_of_category, were_removed
from meetings.domain.participants.details import institutions_of, too_long
from meetings.domain.participants.places import hold_places_of
from meetings.domain.participants.similar import find_alike
from meetings.enums import ParticipantSource, ParticipantStatus, RefusalReason, ScanStatus
from meetings.errors import NotAllowed, Overtaken, Unauthenticated
from meetings.extensions import db
from meetings.models import Meeting, Participant, standing
from meetings.models import Scan as ScanRow
from meetings.writing.names import split_name

PIECE = 5  # people between two commits: a device with many must not keep the others from the door


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What was typed, as it would stand on the list; ``details`` name the organisation of their institution already."""

    scan: Scan
    said: Said
    details: Details

    def refused_for(self, field: WalkInField) -> "Newcomer":
        """The same, invalid because of this field."""
        return replace(self, scan=replace(self.scan, valid=False), said=replace(self.said, wrong=field))

    @property
    def typed(self) -> Typed:
        """As it is told again."""
        it = self.said
        return {
            "name": it.name if it.wrong else self.details.full_name,
            "position": it.position,
            "organisation": it.organisation,
            "category": it.category,
        }


class Arrivals:
    """What a device sent, received at ``at``, read before it takes anybody's turn."""

    def __init__(self, caller: Caller, sent: Sequence[dict[str, Any]], at: datetime, ask_again: Callable[[], object]) -> None:
        """``ask_again`` raises once the caller may not call any more."""
        key = current_settings().code_key
        self.caller, self.at, self.ask_again = caller, at, ask_again
        self.newcomers = newcomers_of(db.session.get_one(Meeting, caller.meeting_id), [read_walk_in(raw, key) for raw in sent])
        self.readers = readers_of(caller, {each.scan.device for each in self.newcomers if each.scan.device})

    def record(self) -> Iterator[list[WalkInResult]]:
        """Record them in small pieces: who was admitted is on the list and present. Flushes; the caller commits each piece before it asks for
        the next, and whoever waits for the meeting's turn has it in between. A device that was revoked meanwhile ends with the piece: what was
        recorded is answered, the rest waits in it. Raises `Unauthenticated` where that was before the first."""
        caller = self.caller
        for start in range(0, len(self.newcomers), PIECE):
            if start:
                pass_turn_on()
            take_turn(caller.meeting_id)
            try:
                self.ask_again()
            except (Unauthenticated, NotAllowed):
                if not start:
                    raise
                return
            if caller.seen is not None and not start:
                db.session.execute(caller.seen)
            piece = self.newcomers[start : start + PIECE]
            results = record_walk_ins(caller, db.session.get_one(Meeting, caller.meeting_id), piece, self.at, self.readers)
            settle_mended(caller, [each.scan for each in piece], results, self.at)
            yield results

    def answer(self, results: list[WalkInResult]) -> WalkInResults:
        """What the device is told, once all of it is committed."""
        sessions = [each.scan.session for each in self.newcomers]
        session, expected, present = counts.counts_of(sessions, self.caller.meeting_id)
        return {
            "results": results,
            "counts": {"session": session, "expected": expected, "present": present},
            "server_time": clock.iso(self.at),
        }


def newcomers_of(meeting: Meeting, read: Sequence[tuple[Scan, Said]]) -> list[Newcomer]:
    """What was typed in its parts, beside the directory, which is read once; what cannot be kept is marked as invalid."""
    known = institutions_of(meeting) if any(said.organisation for _scan, said in read) else None
    newcomers = []
    for scan, said in read:
        name = split_name(said.name)
        details = Details(
            name=name.name,
            title_front=name.front,
            title_back=name.back,
            position=said.position,
            institution=said.organisation,
            category_id=said.category,
            phone=said.phone,
            email=said.email,
            notes=said.notes,
            organisation_id=known.find(said.organisation) if known and said.organisation else None,
        )
        newcomer = Newcomer(scan, said, details)
        newcomers.append(newcomer.refused_for("name") if scan.valid and too_long(details) else newcomer)
    return newcomers


def record_walk_ins(
    caller: Caller, meeting: Meeting, newcomers: Sequence[Newcomer], at: datetime, readers: Mapping[str, Caller] | None = None
) -> list[WalkInResult]:
    """Decide and record them in their order, for whoever has the meeting's turn. ``readers``: by id, other devices at which some were typed."""
    piece = _Piece(caller, meeting, newcomers, at)
    return [piece.record((readers or {}).get(each.scan.device or "", caller), each) for each in newcomers]


class _Piece:
    """What is read once for all of them."""

    def __init__(self, caller: Caller, meeting: Meeting, newcomers: Sequence[Newcomer], at: datetime) -> None:
        self.caller, self.meeting, self.at = caller, meeting, at
        self.site = people.site_of(meeting.id, caller.may_force, caller.sessions)
        self.answered = earlier_answers(meeting.id, {each.scan.id for each in newcomers if each.scan.storable})
        named = {each.said.category for each in newcomers if each.said.category}
        self.categories = find_categories(meeting.id, named) if named else {}
        self.removed = were_removed(meeting.id, named - self.categories.keys())

    def record(self, reader: Caller, newcomer: Newcomer) -> WalkInResult:
        """The answer to one of them; ``reader``: the device at which it was typed."""
        scan = newcomer.scan
        if not scan.storable:
            return {**refusal(scan.id, RefusalReason.INVALID)}
        if (earlier := self.answered.get(scan.id)) is not None:
            fingerprint, kept = earlier
            if fingerprint != scan.fingerprint:
                return {**refusal(scan.id, RefusalReason.ID_CONFLICT)}
            answered: WalkInResult = kept
            return answered
        category = newcomer.said.category
        if scan.valid and category and category not in self.categories and category not in self.removed:
            newcomer = newcomer.refused_for("category")
        try:
            result = self._attempt(reader, newcomer)
        except Overtaken:  # somebody was put on the list at another screen a moment ago
            result = self._attempt(reader, newcomer)
        self.answered[scan.id] = (scan.fingerprint, result)
        return result

    def _attempt(self, reader: Caller, newcomer: Newcomer) -> WalkInResult:
        scan, meeting = newcomer.scan, self.meeting
        category = self.categories.get(newcomer.said.category or "")
        details = replace(newcomer.details, category_id=category.id if category else None)
        hall = self.site.halls.get(scan.session or "")
        if hall is not None and hall.capacity is not None:
            hall = replace(hall, inside=counts.inside([hall.id]).get(hall.id, 0))
        if not self.caller.may_say(scan):
            not_theirs = Verdict(ScanStatus.REFUSED, RefusalReason.DEVICE_NOT_ALLOWED)
            return _refuse(reader, newcomer, hall, not_theirs, [], self.at)
        alike = find_alike(meeting, details, newcomer.said.apart, surely=scan.offline) if scan.valid else []
        listing = Listing(
            taken=meeting.allow_walk_in,
            withdrawn=any(standing.WITHDRAWN.of(each) for each in alike),
            alike=bool(alike),
            full=category is not None and not hold_places_of(category).has_room_for(1),
        )
        sessions = sessions_of_category(category)
        stand_in = Person("", details.full_name, "", "", None, None, ParticipantStatus.CONFIRMED, sessions=sessions)
        verdict = decide_walk_in(scan, self.site.rules, hall, stand_in, listing, self.at)
        if verdict.status is ScanStatus.REFUSED:
            return _refuse(reader, newcomer, hall, verdict, alike, self.at)
        return _admit(self.caller, reader, meeting, newcomer, details, hall, verdict, self.at)


def _refuse(
    reader: Caller, newcomer: Newcomer, hall: Hall | None, verdict: Verdict, alike: Sequence[Participant], at: datetime
) -> WalkInResult:
    result: WalkInResult = {**result_of(newcomer.scan.id, verdict, None, None), "typed": newcomer.typed}
    if verdict.reason is RefusalReason.SIMILAR:
        result["similar"] = [each.id for each in alike]
    if verdict.reason is RefusalReason.INVALID and ((wrong := newcomer.said.wrong) is not None or newcomer.scan.valid):
        result["field"] = wrong or "scanned_at"
    if newcomer.scan.turned_away:
        result["turned_away"] = True
    _keep(reader, newcomer.scan, verdict, hall, None, at, result)
    return result


def _admit(
    caller: Caller,
    reader: Caller,
    meeting: Meeting,
    newcomer: Newcomer,
    details: Details,
    hall: Hall | None,
    verdict: Verdict,
    at: datetime,
) -> WalkInResult:
    scan = newcomer.scan
    assert hall is not None
    participant = add_participant(
        meeting,
        details,
        reader.actor,
        at,
        source=ParticipantSource.WALK_IN,
        status=ParticipantStatus.CONFIRMED,
        allow_similar=True,
        matched=True,
    )
    db.session.flush()
    _meeting, person = people.find_people([participant.id])[participant.id]
    if newcomer.said.category and not details.category_id:
        gone = _("Kategorinya sudah dihapus; dicatat tanpa kategori.")
        person = replace(person, notes=" · ".join(filter(None, (gone, person.notes))))
    result: WalkInResult = {**result_of(scan.id, verdict, person, None)}
    row = _keep(reader, scan, verdict, hall, person, at, result)
    known = Known()
    known.add(Sighting(row["scanned_at"], "in", scan.id, row["gate"], row["by"], scan.method), counts=True)
    save_attendance(meeting.id, {(hall.id, person.id): known})
    if verdict.forced_over is not None:
        audit.record(
            caller.actor,
            audit.Action.CHECKIN_FORCED,
            at=at,
            meeting=meeting,
            target=participant,
            target_name=participant.full_name,
            reason=verdict.forced_over.label,
            overruled=verdict.forced_over.value,
            why=scan.forced.told(),
            scan=scan.id,
        )
    return result


def _keep(
    reader: Caller, scan: Scan, verdict: Verdict, hall: Hall | None, person: Person | None, at: datetime, result: Any
) -> dict[str, Any]:
    moment, ahead = moment_of(scan, at)
    row = scan_row(reader, scan, verdict, hall, Found(person), moment, ahead, at, result)
    db.session.execute(sa.insert(ScanRow.__table__), [row])
    return row
