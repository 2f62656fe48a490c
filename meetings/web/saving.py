"""Who commits: once for each request that writes, after its view and before the answer leaves.

A view calls the domain and answers. An answer below 400 to POST, PUT, PATCH or DELETE commits; any other answer, and any exception,
takes back what was not committed, but for what came before a ``keep_now``, and an answer marked with ``kept``. GET and HEAD keep nothing, but for the GET of a view marked with ``writes``. A commit that fails
is an error page like any other, and what the view flashed is not said.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, abort, flash, make_response, redirect, request, session, url_for
from werkzeug.wrappers import Response as Answer

from meetings.errors import MeetingsError
from meetings.extensions import db
from meetings.web import held, tickets
from meetings.web.downloads import Streamed

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
ON_THEIR_OWN = frozenset({"api"})  # blueprints that commit by themselves: a scan at the door is urgent

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    """Wrap every view that is registered by now."""
    for endpoint, view in app.view_functions.items():
        if endpoint.partition(".")[0] not in ON_THEIR_OWN:
            app.view_functions[endpoint] = _saved(view)


def writes(view: View) -> View:
    """Marks a GET view that leaves a trace, such as an export in the audit trail: its GET (not its HEAD) commits, too."""
    view.writes = True  # type: ignore[attr-defined]  # -- marked
    return view


def kept(answer: Response) -> Response:
    """Marks an answer of 400 or above that keeps what the view wrote all the same, such as a text that could not be saved where it was meant."""
    answer.kept = True  # type: ignore[attr-defined]  # -- marked
    return answer


def _saved(view: Callable[..., Any]) -> Callable[..., Response]:
    @wraps(view)
    def answered(**arguments: Any) -> Response:
        answer = tickets.once(view, lambda: make_response(view(**arguments)))
        writing = request.method in WRITING or (request.method == "GET" and getattr(view, "writes", False))
        if writing and answer.status_code < 400:
            _commit()
            held.note_saved()
        elif writing and getattr(answer, "kept", False):
            _commit()
        else:
            db.session.rollback()  # and lets go of the connection: a long download needs none
        if isinstance(answer, Streamed) and request.method != "HEAD":
            answer.begin()
        return answer

    return answered


def keep_now() -> None:
    """Commit what the view did so far, before it goes on: for what must stand before something leaves the house that cannot be called back,
    and for what became of it."""
    _commit()


def _commit() -> None:
    try:
        db.session.commit()
    except Exception:
        session.pop("_flashes", None)  # they tell of what was not kept
        raise


def done(message: str, endpoint: str, /, *, tone: str = "success", **values: Any) -> Answer:
    """What a view answers when all went well: on to ``endpoint``, where ``message`` is shown."""
    answer = redirect(url_for(endpoint, **values))
    flash(message, tone)
    return answer


class Attempt:
    """How ``attempt`` went: ``refusal`` is the rule that said no, if one did."""

    refusal: MeetingsError | None = None


@contextmanager
def attempt(only: type[MeetingsError] = MeetingsError) -> Iterator[Attempt]:
    """Do the block; where a rule refuses it (one of the kind ``only``), nothing of this request stays, and the view goes on after it."""
    made = Attempt()
    try:
        yield made
    except only as error:
        db.session.rollback()
        made.refusal = error


@contextmanager
def refused_at(address: str, only: type[MeetingsError] = MeetingsError) -> Iterator[None]:
    """Do the block; where a rule refuses it, its message is shown at ``address``."""
    with attempt(only) as made:
        yield
    if made.refusal is not None:
        flash(made.refusal.message, "danger")
        abort(redirect(address))
