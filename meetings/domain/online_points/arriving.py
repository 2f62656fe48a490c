"""A room reports who sits in it: each of them is recorded as present from afar, under the rules of the door.

What the hall shows at that moment proves that the room is in the meeting. A photo or a signed list counts at once, too, and the committee
looks at it afterwards (`judging`). Who was reported with a photo and shows the hall's code later is proved by that one, too.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from flask_babel import gettext as _

from meetings import clock
from meetings.config import current_settings
from meetings.domain.audit import Action, record
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.hall_codes import read_hall_code
from meetings.domain.checkin.manual import rule_in_words
from meetings.domain.checkin.reading import Scan, read_scan
from meetings.domain.checkin.record import record_scans
from meetings.domain.delegations.naming import actor_of
from meetings.domain.meetings import Activity, allows
from meetings.domain.online_points.queries import people_in, reported_without_hall
from meetings.domain.online_points.rooms import joins_from_afar
from meetings.domain.pictures import read_proof
from meetings.enums import RefusalReason, ScanMethod, ScanStatus
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Meeting, OnlinePoint, Participant, PointArrival, Session
from meetings.models.base import hold, new_id
from meetings.storage import storage

_SCANS = UUID("6e0f7f0a-8d0b-4c55-9f0a-2f6d1c0b7e11")  # under which the scans of a report get their ids


@dataclass(frozen=True, slots=True)
class Proof:
    """Why somebody should believe it: what the phone read from the hall's screen, a photo of the room, the list that was signed there."""

    shown: str = ""
    photo: bytes = b""
    signed: bytes = b""


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of it; ``refused``: names, each with the rule in words."""

    recorded: int
    already: int
    refused: tuple[tuple[str, str], ...]


def why_no_reports(meeting: Meeting) -> str:
    """Why nobody is recorded from afar now, in words for the institution; empty when they are."""
    if not joins_from_afar(meeting):
        return _("Kegiatan ini tidak diikuti secara daring.")
    if not allows(meeting, Activity.CHECKIN):
        return _("Kehadiran dicatat selama kegiatan terbuka dan belum selesai. Hubungi panitia bila ruang Anda belum tercatat.")
    return ""


def report_arrival(
    room: OnlinePoint, session: Session, person_ids: Collection[str], proof: Proof, by: str, at: datetime
) -> Reported:
    """Record that these of the room's people (ids) are at the session from now on. ``by``: who says so, as they call themselves.

    Raises `WrongState` where nobody is recorded from afar, `InvalidInput` (``people``, ``shown``, ``photo``, ``signed``, ``by``) for nobody,
    for somebody who sits elsewhere, without a proof, and for one that is not what it should be: a code that the hall does not show now, a file
    that is neither a picture nor a PDF."""
    hold(room)
    delegation = room.delegation
    if refusal := why_no_reports(delegation.meeting):
        raise WrongState(refusal)
    if not by:
        raise InvalidInput(_("Isi nama Anda."), field="by")
    people = [each for each in people_in([room.id]).get(room.id, []) if each.id in person_ids]
    if not people:
        raise InvalidInput(_("Pilih sedikitnya satu orang."), field="people")
    if len(people) < len(set(person_ids)):
        raise InvalidInput(_("Ada yang tidak lagi duduk di ruang ini. Periksa pilihannya, lalu kirim lagi."), field="people")
    from_hall = _check(proof, session, at)
    photo, signed = (
        read_proof(data, field) if data else b"" for data, field in ((proof.photo, "photo"), (proof.signed, "signed"))
    )
    arrival = PointArrival(id=new_id(), point=room, session=session, told_at=at, by=by[:300], judged_by="", refused_for="")
    actor = actor_of(delegation, by)
    caller = Caller(delegation.meeting_id, actor, room.name, may_force=False)
    results = record_scans(caller, [_scan(arrival, each, session, at) for each in people], at)
    told = [(person, ScanStatus(result["status"]), result["reason"]) for person, result in zip(people, results, strict=True)]
    recorded = [person for person, status, _reason in told if status is ScanStatus.ACCEPTED]
    again = [person for person, status, _reason in told if status is ScanStatus.ALREADY] if from_hall else []
    proved = recorded + reported_without_hall(session, again)
    if proved:
        arrival.from_hall, arrival.people = from_hall, proved
        arrival.photo_key = storage.put("points", photo) if photo else None
        arrival.list_key = storage.put("points", signed) if signed else None
        db.session.add(arrival)
        record(
            actor,
            Action.POINT_ARRIVED,
            at=at,
            meeting=delegation.meeting,
            target=room,
            target_name=room.name,
            count=len(proved),
            session=session.title,
        )
        db.session.flush()
    return Reported(
        len(recorded),
        sum(status is ScanStatus.ALREADY for _person, status, _reason in told),
        tuple(
            (person.full_name, rule_in_words(RefusalReason(reason), session, at))
            for person, status, reason in told
            if status is ScanStatus.REFUSED and reason
        ),
    )


def scan_id(arrival: PointArrival, participant_id: str) -> str:
    """Of the scan by which a report recorded somebody."""
    return str(uuid5(_SCANS, f"{arrival.id}:{participant_id}"))


def _check(proof: Proof, session: Session, at: datetime) -> bool:
    """Whether the hall's code proves it."""
    if proof.shown:
        code = read_hall_code(proof.shown, at)
        if code is not None and code.fresh and code.session.id == session.id:
            return True
        if code is not None and code.session.id != session.id:
            raise InvalidInput(_("QR itu milik sesi lain. Pilih sesi yang sedang tampil di layar."), field="shown")
        raise InvalidInput(_("QR itu bukan QR check-in yang sekarang tampil di layar. Pindai lagi."), field="shown")
    if not proof.photo and not proof.signed:
        told = _("Sertakan bukti: pindai QR di layar, unggah foto ruang, atau unggah daftar yang ditandatangani.")
        raise InvalidInput(told, field="shown")
    return False


def _scan(arrival: PointArrival, person: Participant, session: Session, at: datetime) -> Scan:
    raw = {
        "id": scan_id(arrival, person.id),
        "participant": person.id,
        "session": session.id,
        "direction": "in",
        "scanned_at": clock.iso(at),
        "method": "search",
    }
    return replace(read_scan(raw, current_settings().code_key), method=ScanMethod.ROOM.value)
