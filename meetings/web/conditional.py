"""Answers that are asked for again every few seconds: 304 while nothing has changed, judged before anything is read."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response, request


def json_unless_known(mark: str | None, make: Callable[[], Any]) -> Response:
    """What ``make`` says as JSON, or 304 where the caller has it already: ``mark`` is what stays as long as it says the same. None: that cannot
    be told, so it is made."""
    if mark is not None and request.if_none_match.contains_weak(mark):
        answer = Response(status=304)
    else:
        answer = Response(json.dumps(make(), ensure_ascii=False), mimetype="application/json")
    if mark is not None:
        answer.set_etag(mark, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
