"""From connections to people: whoever reconnects or sits before two screens is one person, and their time is counted once."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from meetings.enums.labelled import N_, Labelled


def words(text: str) -> frozenset[str]:
    """Those of a text."""
    return frozenset(text.split())


Span = tuple[datetime, datetime | None]  # None: still there when the report was made
AWAY = timedelta(minutes=2)
ORIGINAL = re.compile(r"\s*\(([^()]*)\)\s*$")
WORD = re.compile(r"[^\W_]+")
DEVICES = words("""
    iphone ipad galaxy samsung oppo vivo redmi xiaomi poco realme infinix huawei nokia asus acer lenovo dell macbook imac laptop
    desktop komputer android windows tablet phone hp pc mac tab note pro max plus ultra mini air lite zoom user pengguna guest tamu
    anonymous anonim unknown s de of milik
""")
HOSTS = words("host organizer organiser penyelenggara cohost")
STAFF = words("panitia operator host admin cohost")


class Fault(Labelled):
    """Why a row tells nothing of anybody."""

    NO_NAME = "no_name", N_("tanpa nama")
    NO_TIME = "no_time", N_("tanpa jam masuk dan lama hadir")
    UNREADABLE = "unreadable", N_("jamnya tidak terbaca")
    BACKWARDS = "backwards", N_("jam keluar mendahului jam masuk")


@dataclass(frozen=True, slots=True)
class Faulty:
    """A row, by its number in the file, that is not counted."""

    row: int
    name: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Connection:
    """One row: ``original``: how the account is called where the name on the screen is another; ``stated``: seconds that the file says."""

    row: int
    name: str
    original: str
    email: str
    role: str
    span: Span | None
    stated: int | None


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person or room of the report. ``key`` is the same for them in every reading of the file. ``spans``: when they were there, without
    overlaps; ``seconds``: how long, None where nothing tells; ``at_once``: on how many screens; ``double``: another one has the same name."""

    key: str
    name: str
    original: str
    email: str
    role: str
    rows: tuple[int, ...]
    spans: tuple[Span, ...]
    seconds: int | None
    at_once: int
    double: bool

    @property
    def minutes(self) -> int | None:
        """How long, in whole minutes."""
        return None if self.seconds is None else round(self.seconds / 60)

    @property
    def nameless(self) -> bool:
        """Named like a device: nobody can be told by it."""
        return is_device(self.name)

    @property
    def runs_it(self) -> bool:
        """The host, or an account of the committee."""
        first = WORD.search(self.name.casefold())
        return self.role.casefold().replace("-", "").strip() in HOSTS or bool(first and first[0] in STAFF)


@lru_cache(maxsize=4096)  # whoever reconnects stands in the file again
def split_original(cell: str) -> tuple[str, str]:
    """`Nama Baru (Nama Asli)` taken apart at its last parentheses."""
    name = " ".join(unicodedata.normalize("NFKC", cell).replace("\ufeff", "").split())
    found = ORIGINAL.search(name)
    return (name[: found.start()].strip(), found[1].strip()) if found and found.start() else (name, "")


def is_device(name: str) -> bool:
    """Whether a name is a device's or nobody's, and no person's: `iPhone`, `Galaxy A10`, `LAPTOP-7F2K`."""
    words = WORD.findall(name.casefold())
    return all(word in DEVICES or len(word) < 3 or any(sign.isdigit() for sign in word) for word in words)


def screen_key(name: str) -> str:
    """The same for one name on a screen in every file: without case, and with one blank between words."""
    return " ".join(split_original(name)[0].casefold().split())


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same times without overlaps, in order."""
    found: list[Span] = []
    for came, left in sorted(spans, key=lambda span: span[0]):
        if found and (found[-1][1] is None or came <= found[-1][1]):
            before, until = found[-1]
            found[-1] = (before, None if until is None or left is None else max(until, left))
        else:
            found.append((came, left))
    return tuple(found)


def gather(connections: Sequence[Connection], *, totals: bool) -> tuple[Attendee, ...]:
    """One for each person, in the order in which they first stand in the file; ``totals``: each row says how long somebody was there in all."""
    by_name: dict[str, dict[str, list[Connection]]] = {}
    for each in connections:
        by_name.setdefault(screen_key(each.name), {}).setdefault(_account(each), []).append(each)
    found = []
    for name, accounts in by_name.items():
        if "" in accounts and len(accounts) == 2:  # one account, which some rows do not name
            other = next(each for each in accounts if each)
            accounts[other] = sorted(accounts.pop("") + accounts[other], key=lambda each: each.row)
        found += [_attendee(name, account, rows, len(accounts) > 1, totals) for account, rows in accounts.items()]
    return tuple(sorted(found, key=lambda each: each.rows[0]))


def _account(connection: Connection) -> str:
    original = "" if is_device(connection.original) else connection.original
    return (connection.email or original).casefold()


def _attendee(name: str, account: str, rows: Sequence[Connection], shared: bool, totals: bool) -> Attendee:
    stated = [each.stated for each in rows if each.stated is not None]
    spans = merged(each.span for each in rows if each.span)
    seconds = round(sum((left - came for came, left in spans if left), timedelta()).total_seconds()) if spans else None
    if totals and stated:
        spans, seconds = _with_total(spans, max(stated))
    first = rows[0]
    key = hashlib.blake2b(f"{name}\x1f{account}".encode(), digest_size=8).hexdigest()
    return Attendee(
        key,
        first.name,
        first.original,
        next((each.email for each in rows if each.email), ""),
        next((each.role for each in rows if each.role), ""),
        tuple(each.row for each in rows),
        spans,
        seconds,
        _at_once(rows),
        shared or (totals and len(rows) > 1),
    )


def _with_total(spans: tuple[Span, ...], total: int) -> tuple[tuple[Span, ...], int]:
    """First in and last out with fewer seconds between them than there are: somebody was away meanwhile, nobody knows when. They are taken
    to have been away at the end, so that first, last and the length are right. Hours without seconds say nothing of a minute."""
    if len(spans) != 1 or spans[0][1] is None:
        return spans, total
    (came, left), there = (spans[0][0], spans[0][1]), timedelta(seconds=total)
    if left - came - there < AWAY:
        return spans, min(total, round((left - came).total_seconds()))
    return ((came, came + there), (left, left)), total


def _at_once(rows: Sequence[Connection]) -> int:
    """The most connections at one moment."""
    steps: Counter[datetime] = Counter()
    for came, left in (each.span for each in rows if each.span):
        steps[came] += 1
        if left is not None:
            steps[left] -= 1
    most = now = 0
    for moment in sorted(steps):
        now += steps[moment]
        most = max(most, now)
    return most
