"""The OpenAPI document around the shapes of `meetings.domain.checkin.contract`: how a call fails, and who may make it."""

from typing import Any

from apispec import APISpec
from msgspec.json import schema_components

from meetings.blueprints.api.examples import EXAMPLES
from meetings.domain.checkin.badge_contract import BadgeRequest, Face, FaceRequest, PrintedBadge
from meetings.domain.checkin.beside_contract import Handled, HandledScans, Serving, SignatureResults, Signatures
from meetings.domain.checkin.contract import MOST_SCANS, Check, Checked, Pairing, PairRequest, Released, Results, Roster, Scans
from meetings.domain.checkin.walk_in_contract import MOST_WALK_INS, WalkInResults, WalkIns
from meetings.web.errors import Problem

JSON, PROBLEM = "application/json", "application/problem+json"
SHAPES = (
    PairRequest,
    Pairing,
    Check,
    Checked,
    Serving,
    Signatures,
    SignatureResults,
    Handled,
    HandledScans,
    Released,
    Roster,
    Scans,
    Results,
    WalkIns,
    WalkInResults,
    BadgeRequest,
    PrintedBadge,
    FaceRequest,
    Face,
    Problem,
)
OPTIONS: dict[str, Any] = {
    "title": "Rapat Resmi",
    "version": "v1",
    "openapi_version": "3.1.0",
    "info": {"description": "Check-in of official gatherings: pair a device, fetch the roster, send scans."},
}
TOKEN = {"type": "http", "scheme": "bearer", "description": "A paired device's token, or a user's personal API token."}

RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "required": True, "schema": {"type": "integer", "minimum": 1}}}
CHALLENGE = {"WWW-Authenticate": {"required": True, "schema": {"type": "string", "enum": ["Bearer"]}}}
ETAG = {"ETag": {"description": "Weak; for If-None-Match.", "required": True, "schema": {"type": "string"}}}

# By HTTP status: the response's name in the document, what it means, its headers.
PROBLEMS: dict[int, tuple[str, str, dict[str, Any]]] = {
    401: ("Unauthenticated", "No token, or one that is wrong, revoked or over.", CHALLENGE),
    403: ("Forbidden", "Another meeting's token, or no right.", {}),
    404: ("UnknownCode", "A pairing code that is wrong, used or too old.", {}),
    413: ("TooLarge", f"More than {MOST_SCANS} scans or {MOST_WALK_INS} walk-ins, or too many bytes.", {}),
    422: ("Malformed", "A body that is not as described; nothing was recorded.", {}),
    429: ("TooFast", "Too many calls in this minute.", RETRY_AFTER),
    503: ("DatabaseAway", "The database cannot be used now. Send the same again; a scan is recorded once.", RETRY_AFTER),
}
OTHER = "Problem"


def add_components(spec: APISpec) -> None:
    """Put shapes, problems and the kind of token into the document."""
    spec.components.security_scheme("token", TOKEN)
    _references, schemas = schema_components(SHAPES, ref_template="#/components/schemas/{name}")
    for name, schema in schemas.items():
        spec.components.schema(name, schema)
    for name, meaning, headers in (*PROBLEMS.values(), (OTHER, "Any other failure.", {})):
        content = {PROBLEM: {"schema": reference(Problem)}}
        spec.components.response(name, {"description": meaning, "content": content} | ({"headers": headers} if headers else {}))


def reference(shape: type) -> dict[str, Any]:
    """A reference to a shape of the document."""
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def body(shape: type) -> dict[str, Any]:
    """The ``requestBody`` of a call."""
    return {"required": True, "content": {JSON: {"schema": reference(shape), "example": EXAMPLES[shape]}}}


def success(shape: type, description: str, headers: dict[str, Any] | None = None) -> dict[str, Any]:
    """How a call succeeds: what ``Blueprint.response`` wants to know besides the status."""
    return {"schema": reference(shape), "description": description, "example": EXAMPLES[shape], "headers": headers}


def problems(*statuses: int) -> dict[str, Any]:
    """How a call may fail: part of its ``responses``."""
    return {str(status): PROBLEMS[status][0] for status in statuses}
