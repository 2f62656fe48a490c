"""The OpenAPI description, written by hand: the calls read JSON themselves because a scan must be quick."""

from typing import Any

from meetings.domain.checkin.reading import MOST_SCANS
from meetings.enums import ParticipantStatus, RefusalReason, ScanStatus

JSON, PROBLEM = "application/json", "application/problem+json"
OPTIONS: dict[str, Any] = {
    "title": "Rapat Resmi",
    "version": "v1",
    "openapi_version": "3.1.0",
    "info": {"description": "Check-in of official gatherings: pair a device, fetch the roster, send scans."},
}
SECURITY = {"type": "http", "scheme": "bearer", "description": "A paired device's token, or a user's personal API token."}


def reference(name: str) -> dict[str, Any]:
    """A reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def _text(**more: Any) -> dict[str, Any]:
    return {"type": "string", **more}


def _maybe(**more: Any) -> dict[str, Any]:
    return {"type": ["string", "null"], **more}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


MOMENT = _text(format="date-time")


def components() -> dict[str, dict[str, Any]]:
    """The schemas by name."""
    person = {
        "id": _text(),
        "name": _text(description="With titles, as typed."),
        "position": _text(),
        "organisation": _text(),
        "category": _maybe(),
        "colour": _maybe(description="#rrggbb"),
        "representing": _maybe(description="Whom this person represents."),
    }
    maybe_first = {"anyOf": [_object(at=MOMENT, gate=_maybe(), by=_maybe()), {"type": "null"}]}
    scan = _object(
        id=_text(format="uuid", description="Made by the device; the same id gets the same answer for ever."),
        code=_text(description="The 29 characters of a pass, or the link that ends in /P/<code>; any case."),
        participant=_text(description="Instead of a code, when found by name."),
        session=_text(),
        direction=_text(enum=["in", "out"]),
        scanned_at=MOMENT,
        offline={"type": "boolean", "default": False},
        method=_text(enum=["qr", "search", "kiosk", "self"]),
        force={"type": "boolean", "default": False},
    ) | {"required": ["id", "session", "direction", "scanned_at"]}
    result = _object(
        id=_text(),
        status=_text(enum=[member.value for member in ScanStatus]),
        reason=_maybe(enum=[*(member.value for member in RefusalReason), None]),
        participant={"anyOf": [_object(**person, notes=_maybe()), {"type": "null"}]},
        first=maybe_first,
    )
    counts = _object(session=_maybe(), expected={"type": "integer"}, present={"type": "integer"})
    session = _object(
        id=_text(),
        title=_text(),
        room=_text(),
        starts_at=MOMENT,
        ends_at=MOMENT,
        checkin_opens_at=MOMENT,
        checkin_closes_at=MOMENT,
    )
    entry = _object(
        **person,
        code_hash=_maybe(description="First 16 bytes of SHA-256(salt ‖ code), in hex."),
        status=_text(enum=[member.value for member in ParticipantStatus]),
        sessions={"type": ["array", "null"], "items": _text()},
        attended={"type": "object", "additionalProperties": MOMENT},
    )
    entry["properties"]["notes"] = _text(description="Seat and notes for the door, where there are any.")
    device = _object(id=_text(), name=_text(), gate=_text())
    device["properties"]["may_force"] = {"type": "boolean", "description": "Only for a device that may overrule a refusal."}
    return {
        "PairRequest": _object(code=_text(), name=_text(maxLength=300)) | {"required": ["code"]},
        "Pairing": _object(
            token=_text(description="Shown once."),
            device=device,
            meeting=_object(id=_text(), title=_text(), timezone=_text()),
        ),
        "Roster": _object(
            cursor=_text(),
            server_time=MOMENT,
            salt=_text(description="Hex; hashed as bytes."),
            sessions=_list(session),
            participants=_list(entry),
            removed=_list(_text()),
        ),
        "Scans": _object(scans=_list(scan, minItems=1, maxItems=MOST_SCANS)),
        "Results": _object(results=_list(result), counts=counts, server_time=MOMENT),
        "Problem": _object(type=_text(), title=_text(), status={"type": "integer"}, code=_text(), detail=_text()),
    }


def answers(schema: str, ok: int, description: str, *problems: int) -> dict[str, Any]:
    """The ``responses`` of a call."""
    texts = {
        401: "No token, or one that is wrong, revoked or over.",
        403: "Another meeting's token, or no right.",
        404: "No such code.",
        413: f"More than {MOST_SCANS} scans, or too many bytes.",
        422: "Malformed body; nothing was recorded.",
        429: "Too fast; see Retry-After.",
    }
    described = {
        str(status): {"description": texts[status], "content": {PROBLEM: {"schema": reference("Problem")}}} for status in problems
    }
    return {str(ok): {"description": description, "content": {JSON: {"schema": reference(schema)}}}} | described


def body(schema: str) -> dict[str, Any]:
    """The ``requestBody`` of a call."""
    return {"required": True, "content": {JSON: {"schema": reference(schema)}}}
