"""Who calls the door's two calls: a paired device, or a user with a personal API token."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased, joinedload

from meetings import clock
from meetings.domain.accounts.tokens import token_hash
from meetings.domain.audit import Actor
from meetings.domain.checkin.reading import Scan
from meetings.domain.permissions import Permission, permissions_in
from meetings.enums import DeviceKind, MeetingState, ScanMethod
from meetings.errors import NotAllowed, Unauthenticated
from meetings.extensions import db
from meetings.models import ApiToken, Device, Meeting, User, device_session

SEEN_EVERY = timedelta(seconds=15)  # what pages call "last seen" is not older than this
_d = Device.__table__
CLOSED = frozenset({MeetingState.ARCHIVED.value, MeetingState.CANCELLED.value})
MOST_WAITING = 1_000_000
PERSONAL_RATE = 1200  # calls a minute


def opened_by(paired: Any, device: Any) -> sa.ColumnElement[bool]:
    """Whether the token of the row ``paired`` opens the row ``device``: its own, or one of the same phone at another meeting. Columns of
    two aliases."""
    own: sa.ColumnElement[bool] = device.id == paired.id
    return sa.or_(own, device.home_id == paired.id)


def _seen(device: Any, at: Any, before: Any) -> sa.Update:
    """The device is alive, noted at most so often: a scan must not cost a second write."""
    not_lately = sa.or_(_d.c.last_seen_at.is_(None), _d.c.last_seen_at < before)
    return sa.update(_d).where(_d.c.id == device, not_lately).values(last_seen_at=at)


SEEN = _seen(sa.bindparam("device"), sa.bindparam("at"), sa.bindparam("before"))


@dataclass(frozen=True, slots=True)
class Caller:
    """``sessions`` None: every session. ``per_minute`` None: no limit. ``actor.name`` is what the next door reads as "by". ``seen`` is to
    be run, with the caller's work or after it: it notes that the caller was here."""

    meeting_id: str
    actor: Actor
    gate: str
    may_force: bool
    sessions: frozenset[str] | None = None
    per_minute: int | None = None
    seen: sa.Update | None = None
    kind: DeviceKind | None = None  # of a device

    def may_say(self, scan: Scan, reader: "Caller | None" = None) -> bool:
        """Whether a scan is of the kind that this caller makes: a kiosk lets guests in, by itself and nothing else; another device is no
        kiosk (it may bring what a kiosk, the ``reader``, still held) and no guest's phone."""
        if self.kind is DeviceKind.KIOSK:
            return scan.method == ScanMethod.KIOSK and scan.direction == "in"
        if self.kind is None or scan.method not in (ScanMethod.KIOSK, ScanMethod.SELF):
            return True
        return scan.method == ScanMethod.KIOSK and reader is not None and reader.kind is DeviceKind.KIOSK

    @property
    def device_id(self) -> str | None:
        """The device, if it is one."""
        return self.actor.id if self.actor.kind == "device" else None

    @property
    def user_id(self) -> str | None:
        """The user, if it is one."""
        return self.actor.id if self.actor.kind == "user" else None


def is_over(state: str, ends_on: date, zone: str, at: datetime) -> bool:
    """Whether a meeting's devices have ended: archived, cancelled, or a day after its last day in its own zone."""
    return state in CLOSED or clock.local(at, zone).date() > ends_on + timedelta(days=1)


def caller_of(token: str | None, meeting_id: str, at: datetime, waiting: int | None = None) -> Caller:
    """Whom the bearer token stands for, in this meeting; ``waiting``: how many scans a device says that it holds.

    Raises `Unauthenticated` without a good token, `NotAllowed` for another meeting's token or a user without the right.
    """
    if not token:
        raise Unauthenticated(_("Sertakan token: Authorization: Bearer <token>."))
    found = _device(token_hash(token), meeting_id, at, waiting) or _user(token_hash(token), meeting_id, at)
    if found is None:
        raise Unauthenticated(_("Token tidak dikenal, sudah dicabut, atau kegiatannya sudah berakhir."))
    return found


def readers_of(caller: Caller, device_ids: Collection[str]) -> dict[str, Caller]:
    """By id, devices of the caller's meeting that have read scans which the caller sends: their name and gate. The rights stay the caller's."""
    if not device_ids:
        return {}
    rows = db.session.execute(
        sa.select(_d.c.id, _d.c.name, _d.c.gate, _d.c.kind).where(
            _d.c.id.in_(device_ids), _d.c.meeting_id == caller.meeting_id, _d.c.paired_at.is_not(None)
        )
    )
    return {row.id: replace(caller, actor=Actor("device", row.id, row.name), gate=row.gate, kind=row.kind) for row in rows}


def caller_for_user(user: User, meeting: Meeting, *, may_force: bool) -> Caller:
    """A signed-in person at the committee's own screen."""
    return Caller(meeting.id, Actor("user", user.id, user.name), "", may_force)


def _device(hashed: str, meeting_id: str, at: datetime, waiting: int | None) -> Caller | None:
    paired = aliased(Device)
    here = sa.and_(opened_by(paired, Device), Device.meeting_id == meeting_id)
    statement = (
        sa.select(Device, Meeting.state, Meeting.ends_on, Meeting.timezone)
        .select_from(paired)
        .outerjoin(Device, here)
        .outerjoin(Meeting, Meeting.id == Device.meeting_id)
        .where(paired.token_hash == hashed)
        .order_by(Device.revoked_at.is_not(None))
        .limit(1)
        .execution_options(populate_existing=True)  # asked again in one request, it tells what has become of the device since
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        return None
    device = row.Device
    if device is None:
        raise NotAllowed(_("Token ini milik kegiatan lain."))
    if device.revoked_at is not None or is_over(row.state, row.ends_on, row.timezone, at):
        return None
    sessions: frozenset[Any] | None = None
    if device.limited:
        chosen = sa.select(device_session.c.session_id).where(device_session.c.device_id == device.id)
        sessions = frozenset(db.session.scalars(chosen))
    seen: sa.Update | None = None
    if device.last_seen_at is None or at - device.last_seen_at > SEEN_EVERY:
        seen = _seen(device.id, at, at - SEEN_EVERY)
    if waiting is not None and device.queue_length != (held := max(0, min(waiting, MOST_WAITING))):
        seen = sa.update(_d).where(_d.c.id == device.id).values(last_seen_at=at, queue_length=held)
    actor = Actor("device", device.id, device.name)
    return Caller(meeting_id, actor, device.gate, device.may_force, sessions, device.scans_per_minute, seen, device.kind)


def _user(hashed: str, meeting_id: str, at: datetime) -> Caller | None:
    statement = (
        sa.select(ApiToken, User)
        .join(User, User.id == ApiToken.user_id)
        .where(ApiToken.token_hash == hashed, ApiToken.revoked_at.is_(None), User.active)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None or (row.ApiToken.expires_at is not None and row.ApiToken.expires_at <= at):
        return None
    meeting = db.session.scalar(sa.select(Meeting).where(Meeting.id == meeting_id).options(joinedload(Meeting.organisation)))
    held = permissions_in(row.User.id, meeting=meeting) if meeting is not None else frozenset()
    if meeting is None or Permission.CHECKIN not in held or meeting.state.value in CLOSED:
        raise NotAllowed(_("Anda tidak berhak atas check-in kegiatan ini."))
    used: datetime | None = row.ApiToken.last_used_at
    seen: sa.Update | None = None
    if used is None or at - used > SEEN_EVERY:
        seen = sa.update(ApiToken).where(ApiToken.id == row.ApiToken.id).values(last_used_at=at)
    actor = Actor("user", row.User.id, row.User.name)
    return Caller(meeting_id, actor, "", Permission.CHECKIN_FORCE in held, None, PERSONAL_RATE, seen)
