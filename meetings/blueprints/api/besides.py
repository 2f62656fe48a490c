"""What a device tells besides scans."""

from datetime import datetime

from flask import Response
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.api.calls import TOKEN, answer_with, bearer, bp, known_form, sent_json
from meetings.blueprints.api.specification import body, problems, success
from meetings.blueprints.api.throttle import admit
from meetings.domain.badges.devices import face_at_door, print_at_door
from meetings.domain.checkin import caller_of
from meetings.domain.checkin.badge_contract import BadgeRequest, Face, FaceRequest, PrintedBadge
from meetings.domain.checkin.beside_contract import (
    MOST_HANDLED,
    MOST_SIGNATURES,
    Handled,
    HandledScans,
    SignatureResults,
    Signatures,
)
from meetings.domain.checkin.callers import Caller
from meetings.domain.checkin.contract import Check, Checked, Shape, read_as
from meetings.domain.checkin.devices import keep_check
from meetings.domain.checkin.settling import settle_handled
from meetings.domain.checkin.signatures import keep_signatures
from meetings.errors import InvalidInput
from meetings.extensions import db


def _asked(meeting: str, kind: type[Shape], field: str, shape: str) -> tuple[Caller, Shape, datetime]:
    """Who calls, what they sent, and when it came; ``shape``: in words what is wanted instead. Raises as `caller_of` and `admit` do, and
    `InvalidInput` for anything else than a ``kind``."""
    at = clock.now()
    caller = caller_of(bearer(), known_form(meeting), at)
    admit(caller)
    sent = read_as(kind, sent_json())
    if sent is None:
        raise InvalidInput(shape, field=field)
    return caller, sent, at


@bp.route("/meetings/<meeting>/handled", methods=["POST"])
@bp.doc(
    summary=f"Which of 1 to {MOST_HANDLED} late refusals somebody at this device has dealt with",
    requestBody=body(Handled),
    responses=problems(401, 403, 413, 422, 429, 503),
    security=TOKEN,
)
@bp.response(200, **success(HandledScans, "None of these waits for anybody any more."))
def handled(meeting: str) -> Response:
    """Take note of what was done at the door."""
    caller, sent, at = _asked(meeting, Handled, "scans", _('Kirim {"scans": ["…"]}.'))
    settle_handled(caller, sent.scans, at)
    db.session.commit()
    told: HandledScans = {"scans": sent.scans}
    return answer_with(told)


@bp.route("/meetings/<meeting>/signatures", methods=["POST"])
@bp.doc(
    summary=f"Keep 1 to {MOST_SIGNATURES} signatures of people who came in; the same one sent again changes nothing",
    requestBody=body(Signatures),
    responses=problems(401, 403, 413, 422, 429, 503),
    security=TOKEN,
)
@bp.response(200, **success(SignatureResults, "What became of each, in the order sent."))
def signatures(meeting: str) -> Response:
    """Keep what was drawn on the screen."""
    caller, sent, at = _asked(
        meeting, Signatures, "signatures", _('Kirim {"signatures": [{"scan": "…", "strokes": "…", "signed_at": "…"}]}.')
    )
    told: SignatureResults = {"results": keep_signatures(caller, sent.signatures, at)}
    db.session.commit()
    return answer_with(told)


@bp.route("/meetings/<meeting>/badges", methods=["POST"])
@bp.doc(
    summary="Print the badge of somebody: its picture, noted as printed by this device",
    requestBody=body(BadgeRequest),
    responses=problems(401, 403, 413, 422, 429, 503),
    security=TOKEN,
)
@bp.response(200, **success(PrintedBadge, "The badge as its layout has it."))
def badges(meeting: str) -> Response:
    """Print a badge."""
    caller, sent, at = _asked(meeting, BadgeRequest, "participant", _('Kirim {"participant": "…", "code": "…"}.'))
    printed = print_at_door(caller, sent.participant, sent.code, at)
    db.session.commit()
    return answer_with(printed)


@bp.route("/meetings/<meeting>/faces", methods=["POST"])
@bp.doc(
    summary="The face of somebody on the roster, for whoever receives them; a kiosk gets none",
    requestBody=body(FaceRequest),
    responses=problems(401, 403, 413, 422, 429, 503),
    security=TOKEN,
)
@bp.response(200, **success(Face, "Their face, where there is one."))
def faces(meeting: str) -> Response:
    """Show a face."""
    caller, sent, _at = _asked(meeting, FaceRequest, "participant", _('Kirim {"participant": "…"}.'))
    told: Face = {"picture": face_at_door(caller, sent.participant)}
    return answer_with(told)


@bp.route("/meetings/<meeting>/check", methods=["POST"])
@bp.doc(
    summary="What came of trying this phone before the day",
    requestBody=body(Check),
    responses=problems(401, 403, 413, 422, 429, 503),
    security=TOKEN,
)
@bp.response(200, **success(Checked, "Kept with the device; the committee sees it."))
def check(meeting: str) -> Response:
    """Keep what came of it."""
    caller, sent, at = _asked(meeting, Check, "checks", _('Kirim {"checks": {"camera": "good", …}}.'))
    ready = keep_check(caller, sent.checks, at)
    db.session.commit()
    checked: Checked = {"device": caller.device_id or "", "checked_at": clock.iso(at), "ready": ready}
    return answer_with(checked)
