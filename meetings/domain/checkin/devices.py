"""Devices at the door: made by an organiser, paired once by a code, revoked at once."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from meetings.config import current_settings
from meetings.domain.accounts.tokens import token_hash
from meetings.domain.audit import Action, Actor, record
from meetings.domain.checkin.callers import Caller, is_over
from meetings.enums import CheckOutcome, DeviceKind
from meetings.errors import InvalidInput, NotAllowed, NotFound, WrongState
from meetings.extensions import db
from meetings.models import Device, Meeting, Session
from meetings.passcode import ALPHABET, new_secret
from meetings.writing.reading import read_text

CODE_LENGTH = 10  # 50 bits, good for ten minutes
GOOD_FOR = timedelta(minutes=10)
PIN_ROUNDS = 200_000  # half a second of a cheap tablet
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
SEEN = (
    sa.select(Device.id, Device.last_seen_at, Device.queue_length)
    .where(Device.meeting_id == sa.bindparam("meeting"), Device.revoked_at.is_(None))
    .limit(200)
)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """What a device has that stands among the guests: with ``pin``, 6 to 8 digits, the committee leaves the guests' screen."""

    pin: str


def hash_pin(pin: str) -> str:
    """``rounds$salt$hash``, as the kiosk checks it without network (PBKDF2 with SHA-256, salt and hash in hex). Raises `InvalidInput` for
    what is no PIN."""
    if not re.fullmatch(r"[0-9]{6,8}", pin):
        raise InvalidInput(_("Isi 6 sampai 8 angka."), field="pin")
    salt = secrets.token_bytes(16)
    made = hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, PIN_ROUNDS)
    return f"{PIN_ROUNDS}${salt.hex()}${made.hex()}"


def create_device(
    meeting: Meeting,
    name: str,
    gate: str,
    actor: Actor,
    at: datetime,
    *,
    may_force: bool = False,
    sessions: Collection[Session] | None = None,
    kiosk: Kiosk | None = None,
    prints_badges: bool = False,
) -> tuple[Device, str]:
    """A device with its first pairing code. ``sessions`` None: it may check in at every session of the meeting. ``kiosk``: guests use it
    themselves, and it overrules nothing. ``prints_badges``: for whoever comes in, or whom its clerk chooses.

    Raises `InvalidInput` for an empty name, one that a working device has, or no session, `WrongState` when the meeting is over.
    """
    name = read_text(name)
    if not name or len(name) > 300:
        raise InvalidInput(_("Isi nama perangkat, misalnya Meja 1."), field="name")
    if name.casefold() in names_at(meeting.id):
        raise InvalidInput(_("Perangkat %(name)s sudah ada dan belum dicabut. Pilih nama lain.", name=name), field="name")
    if sessions is not None and not sessions:
        raise InvalidInput(_("Pilih sedikitnya satu sesi."), field="sessions")
    device = Device(
        meeting_id=meeting.id,
        name=name,
        gate=read_text(gate)[:300],
        kind=DeviceKind.KIOSK if kiosk else DeviceKind.SCANNER,
        pin_hash=hash_pin(kiosk.pin) if kiosk else "",
        prints_badges=prints_badges,
        may_force=may_force and kiosk is None,
        limited=sessions is not None,
        sessions=list(sessions or ()),
        created_by_id=actor.id if actor.kind == "user" else None,
        created_at=at,
    )
    db.session.add(device)
    db.session.flush()
    record(actor, Action.DEVICE_CREATED, at=at, meeting=meeting, target=device, target_name=name)
    return device, new_pairing_code(device, meeting, at)


def new_pairing_code(device: Device, meeting: Meeting, at: datetime) -> str:
    """A code that pairs the device once within ten minutes, ``XXXXX-XXXXX``; an earlier code ends.

    The device keeps its present token until the new code is used. Raises `WrongState` for a revoked device.
    """
    if device.revoked_at is not None:
        raise WrongState(_("Perangkat %(name)s sudah dicabut. Buat perangkat baru.", name=device.name))
    if device.home is not None:
        raise WrongState(_("Perangkat ini dipasangkan dari kegiatan %(meeting)s.", meeting=device.home.meeting.title))
    if is_over(meeting.state.value, meeting.ends_on, meeting.timezone, at):
        raise WrongState(_("Kegiatan ini sudah berakhir."))
    device.pairing_expires_at = at + GOOD_FOR
    code = _derive_code(device)
    device.pairing_hash = _pairing_hash(code)
    db.session.flush()
    return code


def pairing_code(device: Device, at: datetime) -> str | None:
    """The code that waits to be used, so that a page may show it again; None when there is none or it is too old."""
    if device.pairing_hash is None or device.pairing_expires_at is None or device.pairing_expires_at <= at:
        return None
    return _derive_code(device)


def pair_device(code: str, name: str, user_agent: str, at: datetime) -> tuple[str, Device]:
    """Exchange a code for a token, once: of two devices that send the same code, one gets it.

    ``name`` replaces the organiser's when given, with a number where another working device has it. Raises `NotFound` for a code that is wrong, used or too old.
    """
    token = new_secret()
    values = {
        "token_hash": token_hash(token),
        "paired_at": at,
        "last_seen_at": at,
        "pairing_hash": None,
        "pairing_expires_at": None,
        "user_agent": read_text(user_agent)[:300],
        "checked_at": None,  # of the phone before
        "check_result": {},
    }
    device_id = db.session.scalar(
        sa.update(Device)
        .where(Device.pairing_hash == _pairing_hash(code), Device.pairing_expires_at > at, Device.revoked_at.is_(None))
        .values(**values)
        .returning(Device.id)
        .execution_options(synchronize_session=False)
    )
    device = db.session.get(Device, device_id, populate_existing=True) if device_id else None
    if device is None or is_over(device.meeting.state.value, device.meeting.ends_on, device.meeting.timezone, at):
        raise NotFound(_("Kode pemasangan salah, sudah dipakai, atau lewat 10 menit. Mintalah kode baru."), field="code")
    if name := read_text(name)[:290]:
        device.name = numbered(name, names_at(device.meeting_id, but=device.id))
    actor = Actor("device", device.id, device.name)
    record(actor, Action.DEVICE_PAIRED, at=at, meeting=device.meeting, target=device, target_name=device.name)
    first = sa.update(Device).where(Device.home_id == device.id, Device.paired_at.is_(None)).values(paired_at=at)
    db.session.execute(first.execution_options(synchronize_session=False))
    db.session.flush()
    return token, device


def release_device(caller: Caller, at: datetime) -> str:
    """The phone lets go of all its meetings by itself: its token ends, a new code may pair it again. Returns its id.

    Raises `NotAllowed` for a caller who is no device.
    """
    device = db.session.get(Device, caller.device_id or "")
    if device is None:
        raise NotAllowed(_("Hanya perangkat yang terpasang dapat melepas dirinya."))
    device.last_seen_at, device.phone.token_hash = at, None
    for each in _rows_of(device):
        actor = Actor("device", each.id, each.name)
        record(actor, Action.DEVICE_RELEASED, at=at, meeting=each.meeting, target=each, target_name=each.name)
    db.session.flush()
    return device.id


def keep_check(caller: Caller, outcomes: Mapping[str, CheckOutcome], at: datetime) -> bool:
    """Note what came of trying the phone; returns whether it is ready. Raises `NotAllowed` for a caller who is no device."""
    device = db.session.get(Device, caller.device_id or "")
    if device is None:
        raise NotAllowed(_("Hanya perangkat yang terpasang dapat menyampaikan hasil ujinya."))
    device.last_seen_at, phone = at, device.phone
    phone.checked_at, phone.check_result = at, {each: outcome.value for each, outcome in outcomes.items()}
    db.session.flush()
    return phone.ready


def revoke_device(device: Device, actor: Actor, at: datetime, *, everywhere: bool = False) -> None:
    """End the device in its meeting at once, or ``everywhere``: at all the meetings that the phone serves, which the one says that has
    paired it. When it serves none any more its token and code are gone; twice changes nothing. Raises `NotAllowed` for another meeting
    that says everywhere."""
    if everywhere and device.home_id is not None:
        raise NotAllowed(_("Hanya kegiatan yang memasangkan ponsel ini dapat mencabutnya di semua kegiatan."))
    for each in _rows_of(device) if everywhere else [device]:
        if each.revoked_at is None:
            each.revoked_at, each.pairing_hash, each.pairing_expires_at = at, None, None
            record(actor, Action.DEVICE_REVOKED, at=at, meeting=each.meeting, target=each, target_name=each.name)
    db.session.flush()
    if not _rows_of(device):
        device.phone.token_hash = None
        db.session.flush()


def _rows_of(device: Device) -> Sequence[Device]:
    """The phone's working rows, one a meeting."""
    own = device.phone.id
    rows = sa.select(Device).where(sa.or_(Device.id == own, Device.home_id == own), Device.revoked_at.is_(None))
    return db.session.scalars(rows.options(joinedload(Device.meeting)).order_by(Device.created_at, Device.id)).all()


def find_device(meeting_id: str, device_id: str) -> Device | None:
    """A device of this meeting with its sessions."""
    return db.session.scalar(
        sa.select(Device)
        .where(Device.id == device_id, Device.meeting_id == meeting_id)
        .options(selectinload(Device.sessions), joinedload(Device.home).joinedload(Device.meeting))
    )


def list_devices(meeting_id: str) -> list[Device]:
    """The meeting's devices with their sessions, working ones first (200 at most)."""
    statement = (
        sa.select(Device)
        .where(Device.meeting_id == meeting_id)
        .options(selectinload(Device.sessions), joinedload(Device.home))
        .order_by(Device.revoked_at.is_not(None), Device.created_at.desc(), Device.id)
        .limit(200)
    )
    return list(db.session.scalars(statement))


def devices_seen(meeting_id: str) -> dict[str, tuple[datetime | None, int | None]]:
    """When each working device was there last, and how many scans waited in it then, by id."""
    return {id: (seen, waiting) for id, seen, waiting in db.session.execute(SEEN, {"meeting": meeting_id})}


def names_at(meeting_id: str, but: str = "") -> set[str]:
    """What the meeting's working devices are called, as names are compared."""
    others = sa.select(Device.name).where(Device.meeting_id == meeting_id, Device.revoked_at.is_(None), Device.id != but)
    return {name.casefold() for name in db.session.scalars(others)}


def numbered(name: str, taken: Collection[str]) -> str:
    """The name, or the first of ``Meja 1 (2)``, ``Meja 1 (3)`` … that nobody has: nobody is turned away at the door for a name."""
    names = (name, *(f"{name} ({number})" for number in range(2, len(taken) + 3)))
    return next(each for each in names if each.casefold() not in taken)


def _derive_code(device: Device) -> str:
    """Made of the device, its expiry and the secret key: the database keeps only a hash of it."""
    assert device.pairing_expires_at is not None
    text = f"pair:{device.id}:{device.pairing_expires_at.timestamp():.6f}"
    number = int.from_bytes(hmac.new(current_settings().code_key, text.encode(), hashlib.sha256).digest())
    code = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(CODE_LENGTH))
    return f"{code[:5]}-{code[5:]}"


def _pairing_hash(code: str) -> str:
    normal = re.sub(r"[^0-9A-Z]", "", code.upper()).translate(_LOOKALIKES)
    return token_hash(f"pair:{normal}")
