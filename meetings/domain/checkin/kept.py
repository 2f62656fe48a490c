"""Whole rosters are made once per change and kept compressed, in each process its own.

Whether one still says what is stored is told by the meeting's marks (`models.marks`), which are read before the rows.
"""

import hashlib
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale

from meetings.domain.checkin.callers import Caller
from meetings.models.marks import Marks, marks_of

MOST_KEPT = 32_000_000  # compressed bytes in a process; fifty thousand people need four million
GZIP = zlib.MAX_WBITS + 16
LEVEL = 6


class Packed:
    """The beginning of a text, compressed; each answer puts its own end behind it."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
        digest, packed = hashlib.blake2b(digest_size=16), []
        for piece in pieces:
            digest.update(piece)
            packed.append(self._compressor.compress(piece))
        packed.append(self._compressor.flush(zlib.Z_SYNC_FLUSH))
        self._packed, self.digest = b"".join(packed), digest.hexdigest()

    def __len__(self) -> int:
        return len(self._packed)

    def gzip(self, end: bytes) -> bytes:
        """The text with this end, as one gzip member: not every browser reads on behind the first."""
        rest = self._compressor.copy()
        return self._packed + rest.compress(end) + rest.flush()

    def plain(self, end: bytes) -> bytes:
        """The text with this end."""
        return zlib.decompressobj(GZIP).decompress(self._packed) + end


@dataclass(frozen=True, slots=True)
class _Kept:
    marks: Marks
    text: Packed


_kept: OrderedDict[tuple[Any, ...], _Kept] = OrderedDict()
_turns: dict[str, threading.Lock] = {}  # a meeting's devices often start together: one makes the roster, the others wait for it
_access = threading.Lock()


def kept_roster(caller: Caller) -> Packed | None:
    """The caller's whole roster without its end, where this process has made it since the last change; one statement."""
    return _current(_key(caller), marks_of(caller.meeting_id))


def roster_now(caller: Caller, make: Callable[[], Iterable[bytes]]) -> Packed:
    """The caller's whole roster without its end, as it is now; made with ``make`` where none is kept that says so."""
    key = _key(caller)
    with _access:
        if len(_turns) > 10_000:
            _turns.clear()
        turn = _turns.setdefault(caller.meeting_id, threading.Lock())
    with turn:
        marks = marks_of(caller.meeting_id)
        current = _current(key, marks)
        if current is None:
            current = Packed(make())
            if marks is not None:
                _keep(key, _Kept(marks, current))
    return current


def _key(caller: Caller) -> tuple[Any, ...]:
    """Whatever else than the rows a roster depends on."""
    return caller.meeting_id, caller.sessions, caller.kind, str(get_locale())


def _current(key: tuple[Any, ...], marks: Marks | None) -> Packed | None:
    with _access:
        kept = _kept.get(key)
        if kept is None or kept.marks != marks:
            return None
        _kept.move_to_end(key)
        return kept.text


def _keep(key: tuple[Any, ...], new: _Kept) -> None:
    with _access:
        _kept.pop(key, None)
        _kept[key] = new
        while len(_kept) > 1 and sum(len(each.text) for each in _kept.values()) > MOST_KEPT:
            _kept.popitem(last=False)
