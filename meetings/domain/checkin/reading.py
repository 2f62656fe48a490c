"""What a device sent, read one scan at a time: a bad one is marked and stops none of the others."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from meetings import passcode
from meetings.domain.checkin import contract, walk_in_contract
from meetings.domain.checkin.forcing import LONGEST, Forced
from meetings.writing.emails import read_email
from meetings.writing.phones import read_phone
from meetings.writing.reading import Reading, is_name, read_text

LAST_YEAR = 9999  # a moment at the end of time has no equal in every zone
ROW_ID = re.compile(r"[0-9a-z]{1,16}")


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan as read. ``code_hash`` finds the pass (None when the code cannot be one); ``kept_hash`` is what is kept of a code.

    ``device_time`` is aware UTC, None when unreadable. ``valid`` is False for what is not as `contract.Scan` describes it; such a
    scan is answered ``invalid``. ``storable`` is False when there is no id under which it could be kept.
    """

    id: str
    code_hash: str | None
    kept_hash: str | None
    participant: str | None
    session: str | None
    direction: str
    device_time: datetime | None
    offline: bool
    method: str
    force: bool
    fingerprint: str
    valid: bool = True
    storable: bool = True
    forced: Forced = Forced()
    device: str | None = None  # that read it, where another sends it
    settles: str | None = None  # a scan that was refused late, which this one mends
    turned_away: bool = False  # the device had refused by itself


def read_scan(raw: dict[str, Any], key: bytes) -> Scan:
    """One element of ``scans``; ``key`` is the secret under which codes are looked up."""
    scan_id, code, participant, session = raw.get("id"), raw.get("code"), raw.get("participant"), raw.get("session")
    direction, method = raw.get("direction"), raw.get("method", "search" if code is None else "qr")
    moment = read_moment(raw.get("scanned_at"))
    storable = _is_storable(scan_id)
    sent = contract.read_as(contract.Scan, raw) if storable and moment is not None else None
    normal = kept = None
    if isinstance(code, str):
        normal = passcode.read_code(code)
        kept = passcode.lookup_hash(key, normal or code.encode("utf-8", "replace").decode())
        participant = None
    return Scan(
        id=scan_id if isinstance(scan_id, str) else "",
        code_hash=kept if normal else None,
        kept_hash=kept,
        participant=_row_id(participant),
        session=_row_id(session),
        direction=sent.direction if sent else "in",
        device_time=moment,
        offline=raw.get("offline") is True,
        method=method if sent else "qr",
        force=raw.get("force") is True,
        fingerprint=_fingerprint(key, normal or code, participant, session, direction),
        valid=sent is not None,
        storable=storable,
        forced=_forced(sent),
        **_beside(raw),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed of somebody, as far as it can be kept; ``wrong``: the first field that is not as `walk_in_contract.WalkIn` describes it."""

    name: str
    position: str
    organisation: str
    category: str | None
    phone: str = ""
    email: str = ""
    notes: str = ""
    apart: frozenset[str] = frozenset()
    wrong: walk_in_contract.WalkInField | None = None


def read_walk_in(raw: dict[str, Any], key: bytes) -> tuple[Scan, Said]:
    """One element of ``walk_ins``: the scan that it is, of nobody yet, and what was typed."""
    walk_in_id, moment = raw.get("id"), read_moment(raw.get("scanned_at"))
    storable = _is_storable(walk_in_id)
    sent = contract.read_as(walk_in_contract.WalkIn, raw) if storable and moment is not None else None
    said = _said(raw, moment, sent)
    scan = Scan(
        id=walk_in_id if isinstance(walk_in_id, str) else "",
        code_hash=None,
        kept_hash=None,
        participant=None,
        session=_row_id(raw.get("session")),
        direction="in",
        device_time=moment,
        offline=raw.get("offline") is True,
        method="search",
        force=raw.get("force") is True,
        fingerprint=_fingerprint(key, *(raw.get(part) for part in TYPED), *(raw[part] for part in REACHED if raw.get(part))),
        valid=sent is not None and said.wrong is None,
        storable=storable,
        forced=_forced(sent),
        **_beside(raw),
    )
    return scan, said


TYPED = "name", "position", "organisation", "category", "session"
REACHED = "phone", "email"  # of the fingerprint only where they are told: what an older scanner has sent stays the same


def _said(raw: dict[str, Any], moment: datetime | None, sent: walk_in_contract.WalkIn | None) -> Said:
    wrong: list[walk_in_contract.WalkInField] = []

    def kept(field: Literal["name", "position", "organisation"]) -> str:
        value = raw.get(field, "")
        text = read_text(value) if isinstance(value, str) else ""
        if not isinstance(value, str) or len(value) > contract.LONGEST_NAME or (field == "name" and not is_name(text)):
            wrong.append(field)
        return text.encode("utf-8", "replace").decode()[: contract.LONGEST_NAME]

    name, position, organisation = kept("name"), kept("position"), kept("organisation")
    category = raw.get("category")
    if category is not None and _row_id(category) is None:
        wrong.append("category")
    asides: list[str] = []

    def reached(field: Literal["phone", "email"], read: Callable[[Any], Reading], label: str, longest: int) -> str:
        value = raw.get(field, "")
        bounded = isinstance(value, str) and len(value) <= longest
        reading = read(value) if bounded else Reading(problem="too_long")
        if reading.problem and bounded and raw.get("offline") is True:  # they were let in already
            reading = Reading(rest=read_text(value))
        elif reading.problem:
            wrong.append(field)
        asides.append(reading.set_aside(label))
        return reading.value

    phone = reached("phone", read_phone, "Telepon", walk_in_contract.LONGEST_PHONE)
    email = reached("email", read_email, "Surel", walk_in_contract.LONGEST_EMAIL)
    if moment is None:
        wrong.append("scanned_at")
    apart, notes = frozenset(sent.apart if sent else ()), "\n".join(filter(None, asides))
    return Said(name, position, organisation, _row_id(category), phone, email, notes, apart, next(iter(wrong), None))


def _beside(raw: dict[str, Any]) -> dict[str, Any]:
    """What a device tells of a scan beside whom it means."""
    settles = raw.get("settles")
    return {
        "device": _row_id(raw.get("device")),
        "settles": settles if _is_storable(settles) else None,
        "turned_away": raw.get("turned_away") is True,
    }


def _is_storable(id: Any) -> bool:
    return isinstance(id, str) and 0 < len(id) <= 64 and id.isascii() and id.isprintable()


def _forced(sent: contract.Scan | walk_in_contract.WalkIn | None) -> Forced:
    if sent is None:
        return Forced()
    return Forced(sent.force_reason or None, read_text(sent.force_note)[:LONGEST])


def read_moment(text: Any) -> datetime | None:
    """An RFC 3339 moment as aware UTC; None when it is none or has no zone."""
    if not isinstance(text, str) or len(text) > 40 or len(text) < 16:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo is not None and 1 < moment.year < LAST_YEAR else None
    except (ValueError, OverflowError):
        return None


def _row_id(value: Any) -> str | None:
    """An id of ours, or None for what can be none."""
    return value if isinstance(value, str) and ROW_ID.fullmatch(value) else None


def _fingerprint(key: bytes, *parts: Any) -> str:
    """Tells whether an id came back with another code, participant, session or direction, without keeping the code."""
    text = "\x1f".join(part if isinstance(part, str) else repr(part)[:2000] for part in parts)
    return hashlib.blake2b(text.encode("utf-8", "replace"), key=key[:64], digest_size=32).hexdigest()
