"""The floor under the scan call: a bare WSGI function with the same look-ups and writes by hand, and nothing else.

It sends the service's own two statements over one psycopg connection per thread; no routing, no checks, no headers, no rules.
``python -m tests.load.scan_floor DATABASE_URL PORT`` serves it with the service's own server settings.
"""

import hashlib
import hmac
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import psycopg

from meetings import passcode
from meetings.cli import web
from meetings.cli.supervisor import Supervisor
from meetings.domain.checkin.statements import KEEP_AND_ATTEND, LOOK_UP

_local = threading.local()
PASS_KEY = bytes.fromhex(os.environ.get("PASS_KEY", ""))


def _cursor(url: str) -> psycopg.Cursor[Any]:
    if not hasattr(_local, "cursor"):
        _local.cursor = psycopg.connect(url, autocommit=True).cursor()
    return _local.cursor


def make_floor(url: str) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """The WSGI function."""

    def scan(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        sent = json.loads(body)["scans"][0]
        token = environ["HTTP_AUTHORIZATION"][7:]
        meeting = environ["PATH_INFO"].split("/")[4]
        now = datetime.now(UTC)
        cursor = _cursor(url)
        hashed = hmac.new(PASS_KEY, sent["code"].encode(), hashlib.sha256).hexdigest()
        question = {
            "token": passcode.lookup_hash(b"bearer", token),
            "meeting": meeting,
            "id": sent["id"],
            "session": sent["session"],
            "code_hash": hashed,
            "participant": None,
        }
        row = cursor.execute(LOOK_UP, question, prepare=True).fetchone()
        assert row is not None
        names = [column.name for column in cursor.description or ()]
        found = dict(zip(names, row, strict=True))
        result = {
            "id": sent["id"],
            "status": "accepted",
            "reason": None,
            "participant": {"id": found["id"], "name": found["name"]},
            "first": None,
        }
        values = {
            "meeting_id": meeting,
            "id": sent["id"],
            "session_id": sent["session"],
            "session": sent["session"],
            "participant_id": found["id"],
            "fingerprint": hashed,
            "code_hash": hashed,
            "direction": "in",
            "method": "qr",
            "scanned_at": datetime.fromisoformat(sent["scanned_at"]),
            "device_time": now,
            "received_at": now,
            "clock_ahead": False,
            "offline": False,
            "force": False,
            "force_reason": None,
            "force_note": "",
            "device_id": found["device_id"],
            "user_id": None,
            "gate": found["gate"],
            "by": found["device_name"],
            "status": "accepted",
            "reason": None,
            "result": json.dumps(result),
            "undoes_id": None,
            "undo_reason": "",
            "attendance_id": passcode.new_id(),
        }
        _kept, present = cursor.execute(KEEP_AND_ATTEND, values, prepare=True).fetchone()
        answer = {
            "results": [result],
            "counts": {"session": sent["session"], "expected": 0, "present": present + 1},
            "server_time": now.isoformat(),
        }
        data = json.dumps(answer).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
        return [data]

    return scan


def main(url: str, port: int) -> None:
    """Serve the floor with two processes, as the service is served."""
    app, listener = make_floor(url), web.open_socket("127.0.0.1", port)
    supervisor = Supervisor(print)
    for _process in range(2):
        supervisor.add("floor", lambda beat: web.serve(app, listener, threads=8, longest_body=100_000, beat=beat))
    supervisor.run()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
