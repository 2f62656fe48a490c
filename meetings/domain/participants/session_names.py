"""Sessions as a list names them: `1`, `1, 3`, `2-4`, `Sesi 2`, `Pleno I; Komisi A`, `semua`."""

import re
from collections.abc import Sequence

EVERY = ("semua", "semua sesi", "seluruh sesi", "all")
APART = (re.compile(r"[;\n|]"), re.compile(r"[,;\n|&+]|\bdan\b"))  # titles may hold commas, so these come second
NUMBERS = re.compile(r"(?:sesi|no\.?)?\s*(\d{1,3})(?:\s*(?:-|–|s\W?d\.?|sampai)\s*(?:sesi\s*)?(\d{1,3}))?")


def read_session_names(text: str, sessions: Sequence[tuple[str, str]]) -> tuple[list[str] | None, str]:
    """The ids that a cell names, out of (id, title) of the meeting's sessions in time order, by number from 1 or by title (None: all), and
    the first word that names none."""
    plain = _plain(text)
    if plain in EVERY:
        return None, ""
    by_title: dict[str, list[str]] = {}
    for session_id, title in sessions:
        by_title.setdefault(_plain(title), []).append(session_id)
    found: list[str] = []
    for part in (
        part for whole in _parts(text, APART[0]) for part in ([whole] if _plain(whole) in by_title else _parts(whole, APART[1]))
    ):
        named = by_title.get(_plain(part)) or _numbered(_plain(part), sessions)
        if not named:
            return [], part
        found += [each for each in named if each not in found]
    return found, "" if found else text


def _numbered(part: str, sessions: Sequence[tuple[str, str]]) -> list[str]:
    match = NUMBERS.fullmatch(part)
    if match is None:
        return []
    first, last = int(match[1]), int(match[2] or match[1])
    return [session_id for session_id, _title in sessions[first - 1 : last]] if 1 <= first <= last <= len(sessions) else []


def _parts(text: str, apart: re.Pattern[str]) -> list[str]:
    return [part for each in apart.split(text) if (part := each.strip())]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
