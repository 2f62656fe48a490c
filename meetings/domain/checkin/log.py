"""Every scan of a meeting as it was answered, newest first: one page of them, or all. Refused ones too, since people ask why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.checkin.forcing import Forced
from meetings.enums import ENTERED_LATER, RefusalReason, ScanDirection, ScanMethod, ScanStatus
from meetings.extensions import db
from meetings.models import Attendance, Device, Participant, Scan, Session, SettledScan, standing
from meetings.models.paging import Page, in_order, page_of
from meetings.models.search import people_in
from meetings.writing.names import full_name

BLOCK = 500  # lines of an export that are in memory at a time
OPEN, UNPERMITTED = "open", "unpermitted"
LATE = timedelta(minutes=1)  # received so much later than scanned, a moment is told for each


@dataclass(frozen=True, slots=True)
class LogFilters:
    """What the log is narrowed to; ``outcome``: a `ScanStatus`, ``undo`` for attendances taken back, ``open`` for what is
    `still_open`, ``unpermitted`` for what is `after_revocation`."""

    text: str = ""
    session: str = ""
    outcome: str = ""

    @property
    def narrowing(self) -> bool:
        """True when anything is chosen."""
        return bool(self.text or self.session or self.outcome)


@dataclass(frozen=True, slots=True)
class LoggedScan:
    """One line. ``name`` is empty for a code that nobody knows; ``typed``: of somebody who was typed at a desk and is not on the list; ``arrived`` is told where it was received later than ``at``; ``late``: coming in when the session was over; ``forced``: a
    refusal was overruled, which ``reason`` names, and ``why``; without it a reason of an accepted scan is a warning. ``gone``: not on the list any more;
    ``unseen``: going out of somebody whom nobody had seen come in; ``reckoned``: they were recorded to have come before it afterwards.
    ``unpermitted``: read by a device after it was revoked. ``settled``: by whom, and how."""

    id: str
    at: datetime
    arrived: datetime | None
    session_id: str | None
    session: str
    participant_id: str | None
    gone: bool
    name: str
    position: str
    institution: str
    typed: bool
    direction: ScanDirection
    method: ScanMethod
    status: ScanStatus
    reason: RefusalReason | None
    late: bool
    forced: bool
    why: str
    unseen: bool
    reckoned: bool
    offline: bool
    turned_away: bool
    clock_ahead: bool
    unpermitted: bool
    gate: str
    by: str
    undo_reason: str
    settled: str

    @property
    def outcome(self) -> str:
        """The answer, in the word that the door showed."""
        return _("Belum masuk") if self.unseen else _(self.status.label)

    @property
    def remarks(self) -> list[str]:
        """What else is to be known, as words."""
        return [
            word
            for word, told in (
                (_("sesudah acara berakhir"), self.late),
                (": ".join(filter(None, (_("dipaksa petugas"), self.why))), self.forced),
                (_("terhitung sebagai jam pulang, karena kedatangannya dicatat kemudian"), self.reckoned),
                (
                    _("dipindai luring; orangnya mungkin sudah dipersilakan masuk"),
                    self.offline and self.status is ScanStatus.REFUSED and not self.turned_away,
                ),
                (_("dipindai luring; perangkatnya juga menolak"), self.offline and self.turned_away),
                (_("dipindai luring"), self.offline and self.status is not ScanStatus.REFUSED),
                (_("jam perangkat terlalu maju"), self.clock_ahead),
                (_("dibuat sesudah perangkat dicabut"), self.unpermitted),
                (self.undo_reason, bool(self.undo_reason)),
                (self.settled, bool(self.settled)),
            )
            if told
        ]


def list_scans(meeting_id: str, filters: LogFilters, page: int, per_page: int) -> Page:
    """One page of `LoggedScan`, in a handful of statements."""
    return page_of(_ids(meeting_id, filters), lambda ids: _lines(meeting_id, ids), page, per_page)


def export_scans(meeting_id: str, filters: LogFilters) -> Iterator[LoggedScan]:
    """The same lines in the same order, all of them, read in blocks."""
    ids = _ids(meeting_id, filters).add_columns(Scan.scanned_at).limit(BLOCK)
    after: Any = None
    while True:
        place = sa.tuple_(Scan.scanned_at, Scan.id)
        block = db.session.execute(ids if after is None else ids.where(place < after)).all()
        if not block:
            return
        after = sa.tuple_(sa.literal(block[-1].scanned_at, Scan.scanned_at.type), sa.literal(block[-1].id))
        yield from in_order([row.id for row in block], lambda some: _lines(meeting_id, some))


def still_open() -> sa.ColumnElement[bool]:
    """WHERE clause on Scan: coming in was refused when nobody stood at the door any more, the person is not recorded present, and nobody
    has said yet what was done about it. Whom the device itself had turned away is not inside. Whoever enters a list from paper, or a report, reads the refusals at once."""
    late = sa.or_(Scan.offline, Scan.reason == RefusalReason.UNDONE)
    settled = sa.exists().where(SettledScan.meeting_id == Scan.meeting_id, SettledScan.scan_id == Scan.id)
    came = sa.exists().where(Attendance.session_id == Scan.session_id, Attendance.participant_id == Scan.participant_id)
    refused = Scan.status == ScanStatus.REFUSED, Scan.direction == ScanDirection.IN, Scan.method.not_in(ENTERED_LATER)
    let_in = Scan.result["turned_away"].as_string().is_(None)
    return sa.and_(*refused, late, let_in, sa.not_(settled), sa.not_(came))


def after_revocation() -> sa.ColumnElement[bool]:
    """WHERE clause on Scan with its Device: read when the device was revoked already, and sent once its phone was paired anew."""
    return Scan.scanned_at > Device.revoked_at


def count_unpermitted(devices: Sequence[Device]) -> int:
    """How many scans these devices of one meeting have read `after_revocation`; no statement where none is revoked."""
    ended = {device.id: device.revoked_at for device in devices if device.revoked_at is not None}
    if not ended:
        return 0
    since = Scan.meeting_id == devices[0].meeting_id, Scan.scanned_at > min(ended.values())
    found = sa.select(sa.func.count()).select_from(Scan).join(Device, Device.id == Scan.device_id)
    return db.session.scalar(found.where(*since, Scan.device_id.in_(ended), after_revocation())) or 0


def _ids(meeting_id: str, filters: LogFilters) -> sa.Select[Any]:
    statement = sa.select(Scan.id).where(Scan.meeting_id == meeting_id)
    if filters.session:
        statement = statement.where(Scan.session_id == filters.session)
    if filters.outcome == ScanDirection.UNDO:
        statement = statement.where(Scan.direction == ScanDirection.UNDO)
    elif filters.outcome == OPEN:
        statement = statement.where(still_open())
    elif filters.outcome == UNPERMITTED:
        statement = statement.where(sa.exists().where(Device.id == Scan.device_id, after_revocation()))
    elif filters.outcome:
        statement = statement.where(Scan.status == ScanStatus(filters.outcome), Scan.direction != ScanDirection.UNDO)
    if filters.text:
        people = sa.select(Participant.id).where(*people_in(meeting_id, filters.text, Participant))
        statement = statement.where(Scan.participant_id.in_(people))
    return statement.order_by(Scan.scanned_at.desc(), Scan.id.desc())


def _lines(meeting_id: str, ids: Sequence[str]) -> list[LoggedScan]:
    statement = (
        sa.select(Scan, Session, Participant, SettledScan, Attendance.last_out_at, Device.revoked_at)
        .outerjoin(Session, Session.id == Scan.session_id)
        .outerjoin(Device, Device.id == Scan.device_id)
        .outerjoin(Participant, Participant.id == Scan.participant_id)
        .outerjoin(SettledScan, sa.and_(SettledScan.meeting_id == Scan.meeting_id, SettledScan.scan_id == Scan.id))
        .outerjoin(
            Attendance, sa.and_(Attendance.session_id == Scan.session_id, Attendance.participant_id == Scan.participant_id)
        )
        .where(Scan.meeting_id == meeting_id, Scan.id.in_(ids))
    )
    return [_line(*row) for row in db.session.execute(statement)]


def _line(
    scan: Scan,
    session: Session | None,
    person: Participant | None,
    settled: SettledScan | None,
    left: datetime | None,
    revoked: datetime | None,
) -> LoggedScan:
    came = scan.direction is ScanDirection.IN and scan.status is ScanStatus.ACCEPTED
    typed = scan.result.get("typed") or {}
    unseen = scan.direction is ScanDirection.OUT and scan.status is ScanStatus.ALREADY and scan.result["first"] is None
    return LoggedScan(
        id=scan.id,
        at=scan.scanned_at,
        arrived=scan.received_at if scan.received_at - scan.scanned_at > LATE else None,
        session_id=scan.session_id,
        session=session.title if session else "",
        participant_id=scan.participant_id,
        gone=person is not None and standing.GONE.of(person),
        name=full_name(person.title_front, person.name, person.title_back) if person else typed.get("name", ""),
        position=person.position if person else typed.get("position", ""),
        institution=person.institution if person else typed.get("organisation", ""),
        typed=person is None and bool(typed),
        direction=scan.direction,
        method=scan.method,
        status=scan.status,
        reason=scan.reason,
        late=came and session is not None and session.was_over_for(scan.scanned_at),
        forced=scan.force and scan.reason is not None and scan.status is ScanStatus.ACCEPTED,
        why=Forced(scan.force_reason, scan.force_note).told(),
        unseen=unseen,
        reckoned=unseen and left == scan.scanned_at,
        offline=scan.offline and scan.method not in ENTERED_LATER,  # no device was offline
        turned_away=bool(scan.result.get("turned_away")),
        clock_ahead=scan.clock_ahead,
        unpermitted=revoked is not None and scan.scanned_at > revoked,
        gate=scan.gate,
        by=scan.by,
        undo_reason=scan.undo_reason,
        settled=_told(settled) if settled else "",
    )


def _told(settled: SettledScan) -> str:
    words = _("ditangani oleh %(who)s", who=settled.by)
    return f"{words}: {settled.note}" if settled.note else words
