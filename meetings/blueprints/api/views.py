"""The calls of the door."""

from functools import partial
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from meetings import clock
from meetings.blueprints.api.calls import TOKEN, answer_with, bearer, bp, known_form, sent_json
from meetings.blueprints.api.specification import ETAG, body, problems, success
from meetings.blueprints.api.throttle import admit, count_wrong_code, refuse_guesser
from meetings.domain.checkin import caller_of, receive
from meetings.domain.checkin.beside_contract import Serving
from meetings.domain.checkin.contract import (
    MOST_SCANS,
    Pairing,
    PairRequest,
    Released,
    Results,
    Roster,
    Scans,
    read_as,
)
from meetings.domain.checkin.devices import pair_device, release_device
from meetings.domain.checkin.roster import roster_of
from meetings.domain.checkin.sharing import served_as, serving
from meetings.domain.checkin.walk_in_contract import MOST_WALK_INS, WalkInResults, WalkIns
from meetings.domain.checkin.walk_ins import Arrivals
from meetings.errors import InvalidInput, NotFound, TooLarge
from meetings.extensions import db
from meetings.web.traces import leave_trace


@bp.route("/devices/pair", methods=["POST"])
@bp.doc(
    summary="Exchange a pairing code, good once, for a device token",
    requestBody=body(PairRequest),
    responses=problems(404, 413, 422, 429, 503),
)
@bp.response(201, **success(Pairing, "Paired; the token is shown only now."))
def pair() -> Response:
    """Pair this device."""
    address = request.remote_addr or ""
    refuse_guesser(address)
    asked = read_as(PairRequest, sent_json())
    if asked is None:
        raise InvalidInput(_('Kirim {"code": "…", "name": "…"}.'), field="code")
    try:
        token, device = pair_device(asked.code, asked.name, request.user_agent.string, clock.now())
    except NotFound:
        db.session.rollback()
        count_wrong_code(address)
        raise
    db.session.commit()
    pairing: Pairing = {"token": token, **served_as(device)}
    return answer_with(pairing, 201)


@bp.route("/devices/meetings", methods=["GET"])
@bp.doc(
    summary="The meetings that this phone serves; each of the other calls is made for one of them",
    responses=problems(401, 429, 503),
    security=TOKEN,
)
@bp.response(200, **success(Serving, "The meetings, from a day before each begins."))
def meetings() -> Response:
    """Where this phone is let in."""
    at, token = clock.now(), bearer()
    rows = serving(token, at)
    admit(caller_of(token, rows[0].meeting_id, at))
    told: Serving = {"serving": [served_as(each) for each in rows], "server_time": clock.iso(at)}
    return answer_with(told)


@bp.route("/meetings/<meeting>/roster", methods=["GET"])
@bp.doc(
    summary="Who may come in; with `since`, what changed after that cursor",
    parameters=[
        {"name": "since", "in": "query", "description": "The `cursor` of the last roster.", "schema": {"type": "string"}},
        {"name": "waiting", "in": "query", "description": "How many scans wait in the device.", "schema": {"type": "integer"}},
        {"name": "If-None-Match", "in": "header", "description": "The ETag of the last roster.", "schema": {"type": "string"}},
    ],
    responses=problems(401, 403, 429, 503) | {"304": {"description": "Nothing new since If-None-Match.", "headers": ETAG}},
    security=TOKEN,
)
@bp.response(200, **success(Roster, "The roster, or its changes; compressed for a caller who accepts gzip.", ETAG))
def roster(meeting: str) -> Response:
    """The roster of a meeting."""
    at = clock.now()
    caller = caller_of(bearer(), known_form(meeting), at, request.args.get("waiting", type=int))
    admit(caller)
    told = roster_of(caller, request.args.get("since"), at, request.if_none_match.contains_weak)
    db.session.rollback()  # a read, which lets go of the connection
    packed = request.accept_encodings.quality("gzip") > 0
    answer = Response(status=304)
    if told.text is not None:
        answer = Response(told.text.gzip(told.end) if packed else told.text.plain(told.end), mimetype="application/json")
        if packed:
            answer.headers["Content-Encoding"] = "gzip"
    if caller.seen is not None:
        leave_trace(answer, caller.seen)
    answer.set_etag(told.etag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Accept-Encoding, Authorization"
    return answer


@bp.route("/meetings/<meeting>/scans", methods=["POST"])
@bp.doc(
    summary=f"Record 1 to {MOST_SCANS} scans; the same scan id gets the same answer",
    requestBody=body(Scans),
    responses=problems(401, 403, 413, 422, 429, 503),
    security=TOKEN,
)
@bp.response(200, **success(Results, "One result per scan, in the order sent."))
def scans(meeting: str) -> Response:
    """Record scans. What the answer says is committed."""
    at = clock.now()
    token, meeting = bearer(), known_form(meeting)
    sent, complaint = _scans_sent()
    if sent is None:
        admit(caller_of(token, meeting, at), 0)
        raise complaint or InvalidInput("")
    text = receive(token, meeting, sent, at, admit)
    if db.session.registry.has():  # the short way keeps its scan without one; making one costs as much as a statement
        db.session.commit()
    return Response(text, mimetype="application/json")


@bp.route("/meetings/<meeting>/walk-ins", methods=["POST"])
@bp.doc(
    summary=f"Put 1 to {MOST_WALK_INS} people who came without invitation on the list, and check them in",
    requestBody=body(WalkIns),
    responses=problems(401, 403, 413, 422, 429, 503),
    security=TOKEN,
)
@bp.response(
    200,
    **success(
        WalkInResults,
        "One result per person, in the order sent; the same id gets the same answer. A device that is revoked meanwhile gets those recorded till then.",
    ),
)
def walk_ins(meeting: str) -> Response:
    """Record walk-ins. What the answer says is committed."""
    at = clock.now()
    ask = partial(caller_of, bearer(), known_form(meeting), at)
    caller = ask()
    admit(caller)
    sent, complaint = _items_sent(
        "walk_ins",
        MOST_WALK_INS,
        _('Isi harus {"walk_ins": [1 sampai %(most)s orang]}.', most=MOST_WALK_INS),
        _("Paling banyak %(most)s orang sekali kirim.", most=MOST_WALK_INS),
    )
    if sent is None:
        raise complaint or InvalidInput("")
    arrivals, results = Arrivals(caller, sent, at, ask), []
    for piece in arrivals.record():
        db.session.commit()
        results += piece
    return answer_with(arrivals.answer(results))


@bp.route("/meetings/<meeting>/release", methods=["POST"])
@bp.doc(summary="The device lets go of the meeting; its token ends", responses=problems(401, 403, 429, 503), security=TOKEN)
@bp.response(200, **success(Released, "Released; the committee sees it, and may pair the device again."))
def release(meeting: str) -> Response:
    """Let this device go."""
    at = clock.now()
    caller = caller_of(bearer(), known_form(meeting), at)
    admit(caller)
    released: Released = {"device": release_device(caller, at)}
    db.session.commit()
    return answer_with(released)


def _scans_sent() -> tuple[list[dict[str, Any]] | None, Exception | None]:
    return _items_sent(
        "scans",
        MOST_SCANS,
        _('Isi harus {"scans": [1 sampai %(most)s pindaian]}.', most=MOST_SCANS),
        _("Paling banyak %(most)s pindaian sekali kirim.", most=MOST_SCANS),
    )


def _items_sent(name: str, most: int, shape: str, too_many: str) -> tuple[list[dict[str, Any]] | None, Exception | None]:
    """The items of the body, or why the body is none. The complaint waits until the token was checked."""
    try:
        sent = sent_json().get(name)
    except (InvalidInput, RequestEntityTooLarge) as error:
        return None, error
    if not isinstance(sent, list) or not sent or not all(isinstance(each, dict) for each in sent):
        return None, InvalidInput(shape, field=name)
    if len(sent) > most:
        return None, TooLarge(too_many, field=name)
    return sent, None
