"""The committee's own desk: somebody who is not on the list is put on it and checked in, or turns out to be somebody on it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.config import current_settings
from meetings.domain.attendance.turns import take_turn
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.forcing import Forced, force_of
from meetings.domain.checkin.log import still_open
from meetings.domain.checkin.manual import check_in_by_hand, rule_in_words
from meetings.domain.checkin.reading import read_walk_in
from meetings.domain.checkin.settling import settle_scan
from meetings.domain.checkin.walk_in_contract import Typed, WalkInResult
from meetings.domain.checkin.walk_ins import newcomers_of, record_walk_ins
from meetings.domain.meetings import Activity, require
from meetings.domain.passes import active_pass
from meetings.enums import ParticipantSource, RefusalReason, ScanStatus
from meetings.errors import Conflict
from meetings.extensions import db
from meetings.models import Meeting, Participant, Pass, Scan, Session


class PerhapsListed(Conflict):
    """People on the list may be meant: ``people``, whom the clerk is to look at first."""

    code = "perhaps_listed"

    def __init__(self, people: Sequence[Participant]) -> None:
        """Asks which of them it is."""
        super().__init__(_("Mungkin sudah ada di daftar peserta. Lihat dahulu siapa yang dimaksud."), field="name")
        self.people = people


@dataclass(frozen=True, slots=True)
class Waiting:
    """A walk-in that a device without network had let in, and which was refused late: its scan, when they came, what was typed."""

    id: str
    came: datetime
    typed: Typed


def waiting_walk_in(session: Session, scan_id: str) -> Waiting | None:
    """One that still waits for somebody; None where there is no such one."""
    ours = Scan.meeting_id == session.meeting_id, Scan.session_id == session.id, Scan.id == scan_id, still_open()
    scan = db.session.scalar(sa.select(Scan).where(*ours))
    typed: Typed | None = scan.result.get("typed") if scan is not None else None
    if scan is not None and scan.reason is RefusalReason.INVALID:
        return Waiting(scan.id, scan.received_at, typed) if typed else None  # its clock may have been what was not valid
    return Waiting(scan.id, scan.scanned_at, typed) if scan is not None and typed else None


def put_on_list(
    caller: Caller,
    meeting: Meeting,
    session: Session,
    typed: Typed,
    at: datetime,
    *,
    reached: Mapping[str, Any] | None = None,
    apart: Sequence[str] = (),
    forced: Forced | None = None,
    waiting: Waiting | None = None,
) -> Participant:
    """Make a participant of who stands at the desk, with a pass, and check them in. ``reached``: more of their `Details`, phone and address.
    ``apart``: participants who were shown, and are others. ``waiting``: the one whom this settles, who came then.

    Raises `PerhapsListed` where others may be meant, `Conflict` where another rule refuses, in its words, `WrongState` before the meeting is
    open and after it is finished.
    """
    require(meeting, Activity.RECORD if waiting else Activity.CHECKIN)
    raw: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        **typed,
        "session": session.id,
        "scanned_at": clock.iso(waiting.came if waiting else at),
        "offline": waiting is not None,
        "apart": list(apart),
        **force_of(forced),
    }
    (newcomer,) = newcomers_of(meeting, [read_walk_in(raw, current_settings().code_key)])
    newcomer = replace(newcomer, details=replace(newcomer.details, **(reached or {})))
    take_turn(meeting.id)
    with db.session.begin_nested():  # who is refused here is told at once: nothing waits
        (result,) = record_walk_ins(caller, meeting, [newcomer], at)
        if result["status"] is ScanStatus.REFUSED and result["reason"] is not None:
            raise _refusal(RefusalReason(result["reason"]), result, session, at)
    assert result["participant"] is not None
    participant = db.session.get_one(Participant, result["participant"]["id"])
    _settle(meeting, waiting, _("Didaftarkan sebagai peserta: %(name)s", name=participant.full_name), caller, at)
    return participant


def pass_to_hand_over(meeting: Meeting, participant_id: str) -> Pass | None:
    """The pass of somebody whom the door put on the list: nobody sent it, so whoever registers shows or prints it. None for others, whose
    pass went to themselves, and for whose pass does not hold."""
    participant = db.session.scalar(
        sa.select(Participant).where(
            Participant.id == participant_id,
            Participant.meeting_id == meeting.id,
            Participant.source == ParticipantSource.WALK_IN,
        )
    )
    return active_pass(participant) if participant is not None else None


def is_on_list(
    caller: Caller,
    meeting: Meeting,
    session: Session,
    participant_id: str,
    at: datetime,
    *,
    forced: Forced | None = None,
    waiting: Waiting | None = None,
) -> tuple[ScanStatus, str]:
    """Who stands at the desk is this participant: check them in, as `check_in_by_hand` does and raises."""
    came = waiting.came if waiting else None
    status, name = check_in_by_hand(caller, meeting, session, participant_id, at, forced=forced, came=came)
    _settle(meeting, waiting, _("Ternyata peserta dalam daftar: %(name)s", name=name), caller, at)
    return status, name


def _refusal(reason: RefusalReason, result: WalkInResult, session: Session, at: datetime) -> Conflict:
    if reason is RefusalReason.SIMILAR:
        return PerhapsListed(_people(result["similar"]))
    if reason is RefusalReason.REVOKED:
        return Conflict(_("Orang ini sudah dicabut dari daftar. Pulihkan dahulu pada data pesertanya."), field="name")
    return Conflict(_("Belum dicatat: %(why)s.", why=rule_in_words(reason, session, at)))


def _settle(meeting: Meeting, waiting: Waiting | None, note: str, caller: Caller, at: datetime) -> None:
    if waiting is not None:
        settle_scan(meeting, waiting.id, note[:300], caller.actor, at)


def _people(ids: Sequence[str]) -> Sequence[Participant]:
    found = {each.id: each for each in db.session.scalars(sa.select(Participant).where(Participant.id.in_(ids)))}
    return [found[id] for id in ids]
