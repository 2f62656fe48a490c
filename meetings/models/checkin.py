"""Devices at the door, scans (append-only) and attendance (one row per session and participant)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import (
    CheckOutcome,
    DeclineReason,
    DeviceCheck,
    DeviceKind,
    ForceReason,
    MeetingMode,
    RefusalReason,
    ScanDirection,
    ScanMethod,
    ScanStatus,
    ScreenKind,
)
from meetings.models.agenda import Session
from meetings.models.base import (
    Hash,
    Id,
    Json,
    Label,
    Model,
    Moment,
    Name,
    Text,
    UtcDateTime,
    enum_column,
    only,
    reference,
)
from meetings.models.meeting import Meeting
from meetings.models.participant import Participant

device_session = sa.Table(
    "device_session",
    Model.metadata,
    sa.Column("device_id", sa.ForeignKey("device.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("session_id", sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True, index=True),
)


AGAIN = "status = 'already' OR offline"  # of somebody who is in already, or made while the service could not say so


NEEDED = frozenset({DeviceCheck.CAMERA.value, DeviceCheck.COPY.value, DeviceCheck.CLOCK.value})


class Device(Model):
    """A phone or tablet that checks people in at one gate of one meeting.

    A phone that serves several meetings has a row in each, with the name, gate, rights and end that it has there; the others name the one
    it was paired with as their ``home``, whose token opens them, too. A row that is revoked ends the phone in that meeting alone; the phone
    is out altogether when ``token_hash`` of its home is gone.
    """

    __tablename__ = "device"
    __table_args__ = (
        sa.Index("uq_device_home_id_meeting_id", "home_id", "meeting_id", unique=True, **only("revoked_at IS NULL")),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id")
    name: Mapped[Name]
    gate: Mapped[Label]
    kind: Mapped[DeviceKind] = mapped_column(enum_column(DeviceKind), default=DeviceKind.SCANNER)
    pin_hash: Mapped[str] = mapped_column(sa.String(200), default="")  # of a kiosk: with it one leaves the guests' screen
    prints_badges: Mapped[bool] = mapped_column(default=False)
    may_force: Mapped[bool] = mapped_column(default=False)
    limited: Mapped[bool] = mapped_column(default=False)  # True: only the sessions in device_session
    scans_per_minute: Mapped[int | None] = mapped_column(default=1200)  # None: no limit
    pairing_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    pairing_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    created_by_id: Mapped[str | None] = reference("user.id", ondelete="SET NULL", index=False, nullable=True)
    created_at: Mapped[Moment]
    paired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    queue_length: Mapped[int | None] = mapped_column(sa.BigInteger)  # scans that waited in it then; None: it has not said
    user_agent: Mapped[Label]
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when its phone was last tried
    check_result: Mapped[Json]  # what came of it: `CheckOutcome` by `DeviceCheck`
    home_id: Mapped[str | None] = reference("device.id", ondelete="SET NULL", nullable=True)
    meeting: Mapped[Meeting] = relationship()
    home: Mapped["Device | None"] = relationship(remote_side="Device.id")
    sessions: Mapped[list[Session]] = relationship(secondary=device_session, lazy="raise_on_sql")

    @property
    def phone(self) -> "Device":
        """The row that tells of the phone itself: whether it is paired, and what came of trying it."""
        return self.home or self

    @property
    def ready(self) -> bool:
        """Whether its phone was tried and can keep a door: nothing failed, and what no door goes without was tried."""
        return self.check_result.keys() >= NEEDED and not self.check_failed

    @property
    def check_failed(self) -> list[DeviceCheck]:
        """What did not work when its phone was tried."""
        return [each for each in DeviceCheck if self.check_result.get(each.value) == CheckOutcome.FAILED]

    @property
    def check_watched(self) -> list[DeviceCheck]:
        """What worked, and is to be kept an eye on."""
        return [each for each in DeviceCheck if self.check_result.get(each.value) == CheckOutcome.WATCH]

    def released(self, at: datetime) -> bool:
        """Whether its phone has let go of it, and no code waits for another one."""
        offered = self.pairing_expires_at is not None and self.pairing_expires_at > at
        return self.paired_at is not None and self.token_hash is None and self.revoked_at is None and not offered


class HallScreen(Model):
    """A projector or television in the hall, opened by a link that needs no account. The token is derived from ``id``; only its keyed hash is stored."""

    __tablename__ = "hall_screen"
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id")
    session_id: Mapped[str | None] = reference("session.id", nullable=True)  # None: the one that runs, or comes next
    kind: Mapped[ScreenKind] = mapped_column(enum_column(ScreenKind))
    name: Mapped[Name]
    greeting: Mapped[Label]
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    meeting: Mapped[Meeting] = relationship()
    session: Mapped[Session | None] = relationship()


class Scan(Model):
    """What a device said, as it was answered. Never changed, never deleted while the records are kept.

    ``id`` is made by the device; together with the meeting it makes a repeated scan harmless. An undo is a new row.
    """

    __tablename__ = "scan"
    __table_args__ = (
        sa.PrimaryKeyConstraint("meeting_id", "id"),
        sa.Index("ix_scan_meeting_id_received_at", "meeting_id", "received_at"),
        sa.Index("ix_scan_meeting_id_scanned_at_id", "meeting_id", "scanned_at", "id"),
        sa.Index("ix_scan_refused", "meeting_id", "scanned_at", "id", **only("status = 'refused'")),
        sa.Index("ix_scan_again", "session_id", "scanned_at", **only(AGAIN)),
        sa.Index("ix_scan_session_id_participant_id", "session_id", "participant_id"),
    )
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    id: Mapped[str] = mapped_column(sa.String(64))
    session_id: Mapped[str | None] = reference("session.id", ondelete="CASCADE", index=False, nullable=True)
    participant_id: Mapped[str | None] = reference("participant.id", index=True, nullable=True)
    fingerprint: Mapped[Hash]  # keyed hash of code (or participant), session and direction: tells an id conflict
    code_hash: Mapped[str | None] = mapped_column(sa.String(64))
    direction: Mapped[ScanDirection] = mapped_column(enum_column(ScanDirection))
    method: Mapped[ScanMethod] = mapped_column(enum_column(ScanMethod))
    scanned_at: Mapped[Moment]  # the moment that counts: device time, clamped to the time of receipt
    device_time: Mapped[datetime | None] = mapped_column(UtcDateTime)  # what the device's clock said
    received_at: Mapped[Moment]
    clock_ahead: Mapped[bool] = mapped_column(default=False)
    offline: Mapped[bool] = mapped_column(default=False)
    force: Mapped[bool] = mapped_column(default=False)  # a refusal was overruled, which `reason` names
    force_reason: Mapped[ForceReason | None] = mapped_column(enum_column(ForceReason))  # None: nobody asked
    force_note: Mapped[Label]
    device_id: Mapped[str | None] = reference("device.id", ondelete="SET NULL", index=False, nullable=True)
    user_id: Mapped[str | None] = reference("user.id", ondelete="SET NULL", index=False, nullable=True)
    gate: Mapped[Label]
    by: Mapped[Label]  # name of the device or person, as shown to the next door
    status: Mapped[ScanStatus] = mapped_column(enum_column(ScanStatus))
    reason: Mapped[RefusalReason | None] = mapped_column(enum_column(RefusalReason))
    result: Mapped[Json]  # the answer given, so that a repeated id gets the same one
    undoes_id: Mapped[str | None] = mapped_column(sa.String(64))
    undo_reason: Mapped[Label]


class SettledScan(Model):
    """What a person has done about a late refusal (`domain.checkin.log.still_open`). A row of its own: scans never change."""

    __tablename__ = "settled_scan"
    __table_args__ = (
        sa.PrimaryKeyConstraint("meeting_id", "scan_id"),
        sa.ForeignKeyConstraint(["meeting_id", "scan_id"], ["scan.meeting_id", "scan.id"], ondelete="CASCADE"),
    )
    meeting_id: Mapped[str] = mapped_column(sa.String(16))
    scan_id: Mapped[str] = mapped_column(sa.String(64))
    settled_at: Mapped[Moment]
    by: Mapped[Label]  # name of the person
    note: Mapped[Label]


class Attendance(Model):
    """One participant present at one session: first in, last out, minutes in between."""

    __tablename__ = "attendance"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "participant_id"),
        sa.Index("ix_attendance_meeting_id_updated_at", "meeting_id", "updated_at"),
        sa.Index("ix_attendance_participant_id_session_id", "participant_id", "session_id"),
        sa.Index("ix_attendance_session_id_first_in_at", "session_id", "first_in_at"),
        sa.Index("ix_attendance_session_id_left", "session_id", **only("NOT inside", "inside = 0")),
        sa.Index("ix_attendance_online", "session_id", **only("mode = 'online'")),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    session_id: Mapped[str] = reference("session.id", index=False)
    participant_id: Mapped[str] = reference("participant.id", index=False)
    mode: Mapped[MeetingMode] = mapped_column(enum_column(MeetingMode), default=MeetingMode.IN_PERSON)
    method: Mapped[ScanMethod] = mapped_column(enum_column(ScanMethod))
    first_in_at: Mapped[Moment]
    first_scan_id: Mapped[str] = mapped_column(sa.String(64))
    first_gate: Mapped[Label]
    first_by: Mapped[Label]
    last_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    inside: Mapped[bool] = mapped_column(default=True)  # not scanned out; what that means when the session is over: `stayed`
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # since when they are inside, if they had left before
    minutes_present: Mapped[int] = mapped_column(default=0)  # closed stays only
    updated_at: Mapped[Moment]
    session: Mapped[Session] = relationship()
    participant: Mapped[Participant] = relationship()


class SignedArrival(Model):
    """What somebody who came has drawn on the screen of the door as their signature, of one session. Personal: it stands on the
    attendance list and nowhere else."""

    __tablename__ = "signed_arrival"
    __table_args__ = (sa.PrimaryKeyConstraint("session_id", "participant_id"),)
    session_id: Mapped[str] = reference("session.id", index=False)
    participant_id: Mapped[str] = reference("participant.id")
    scan_id: Mapped[str] = mapped_column(sa.String(64))  # by which they came in, or signed again
    strokes: Mapped[Text]  # an SVG path, as `domain.checkin.signatures` reads it
    signed_at: Mapped[Moment]


class Absence(Model):
    """Somebody told the committee that they cannot come to a session, and why; who came all the same is present (`standing.presence_of`)."""

    __tablename__ = "absence"
    __table_args__ = (sa.PrimaryKeyConstraint("session_id", "participant_id"),)
    session_id: Mapped[str] = reference("session.id", index=False)
    participant_id: Mapped[str] = reference("participant.id")
    reason: Mapped[DeclineReason] = mapped_column(enum_column(DeclineReason))
    noted_at: Mapped[Moment]
    by: Mapped[Label]  # name of the person who noted it
    letter_key: Mapped[str | None] = mapped_column(sa.String(120))  # the letter that says so, as scanned
    letter_name: Mapped[Label]  # of its file, as it was uploaded


class Greeting(Model):
    """Somebody who is to be greeted was, at a session; two who say so at once have said it once."""

    __tablename__ = "greeting"
    __table_args__ = (sa.PrimaryKeyConstraint("session_id", "participant_id"),)
    session_id: Mapped[str] = reference("session.id", index=False)
    participant_id: Mapped[str] = reference("participant.id")
    greeted_at: Mapped[Moment]
    by: Mapped[Label]  # name of the person who greeted


class RosterChange(Model):
    """What moves whenever something changes that the roster of a meeting shows; triggers of the database write it, nothing else.

    A writing transaction replaces one ``change`` by a number that was never there before, so the changes of a meeting together are
    never again what they were. On PostgreSQL there are several rows, because no writer waits for another; on SQLite there is one.
    """

    __tablename__ = "roster_change"
    __table_args__ = (sa.PrimaryKeyConstraint("meeting_id", "number"),)
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    number: Mapped[int] = mapped_column(sa.BigInteger)
    change: Mapped[int] = mapped_column(sa.BigInteger)
