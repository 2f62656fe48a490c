"""The door's call: scans come in, each is recorded once, and what is answered is kept.

A single scan of a device goes the short way where there is one (`shortcut.py`, PostgreSQL), everything else the long one (`record.py`).
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from meetings.config import current_settings
from meetings.domain.accounts.tokens import token_hash
from meetings.domain.attendance import counts
from meetings.domain.checkin import shortcut
from meetings.domain.checkin.answers import envelope
from meetings.domain.checkin.callers import Caller, caller_of
from meetings.domain.checkin.reading import read_scan
from meetings.domain.checkin.record import record_scans
from meetings.domain.checkin.settling import settle_mended
from meetings.extensions import db


def receive(
    token: str | None, meeting_id: str, sent: Sequence[dict[str, Any]], at: datetime, admit: Callable[[Caller, int], None]
) -> str:
    """Record what the bearer of ``token`` sent, received at ``at``; returns the JSON body of the answer.

    ``admit(caller, number of scans)`` is asked once who may call; it may raise. Raises what `caller_of` raises. Flushes; the caller
    commits before anything is answered (what went the short way is kept already).
    """
    key, engine = current_settings().code_key, db.engine
    admitted = False

    def admit_once(caller: Caller) -> None:
        nonlocal admitted
        if not admitted:
            admit(caller, len(sent))
            admitted = True

    if len(sent) == 1 and token and engine.dialect.name == "postgresql":
        answer = shortcut.record_one(engine, token_hash(token), meeting_id, read_scan(sent[0], key), at, admit_once)
        if answer is not None:
            return envelope(answer.result, answer.session, answer.expected, answer.present, at)
    caller = caller_of(token, meeting_id, at)
    admit_once(caller)
    if caller.seen is not None:
        db.session.execute(caller.seen)
    scans = [read_scan(raw, key) for raw in sent]
    results = record_scans(caller, scans, at)
    settle_mended(caller, scans, results, at)
    # As ASCII: an id may come back that holds half a surrogate pair, which UTF-8 cannot say.
    return envelope(json.dumps(results)[1:-1], *counts.counts_of([scan.session for scan in scans], meeting_id), at)
