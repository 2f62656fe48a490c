"""The door as `/api/v1` promises it, in memory: a log of what was said, and every answer worked out of the whole log again.

It knows neither database nor `decide`: it reads the facts of a scan out of its log, and the answer out of the table of the rules
(``tests/data/door_rules.json``), the first line that holds.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

TABLE = json.loads((Path(__file__).parents[1] / "data/door_rules.json").read_text())
DAY = timedelta(days=1)


@dataclass
class Card:
    """A pass: ``active``, ``revoked`` or ``replaced``, since when, and why."""

    state: str = "active"
    ended: datetime | None = None
    why: str = ""


@dataclass
class Guest:
    """Somebody on the list. ``halls`` None: may come to all; ``proxy``: who comes for them; ``added``: where they came on it only now."""

    status: str
    cards: dict[str, Card] = field(default_factory=dict)
    halls: frozenset[str] | None = None
    proxy: str | None = None
    added: datetime | None = None


@dataclass
class Hall:
    """A session; ``closes``: its door, as planned; ``closed``: by its secretary."""

    opens: datetime
    ends: datetime
    closes: datetime
    capacity: int | None = None
    closed: datetime | None = None


@dataclass(frozen=True)
class Said:
    """A scan as it was sent, in the model's own words. ``who``: a guest's key, found by name; else ``code``."""

    id: str
    hall: str
    direction: str
    moment: datetime
    offline: bool
    device: str
    code: str | None = None
    who: str | None = None
    force: bool = False

    @property
    def same_as(self) -> tuple[Any, ...]:
        """What an id stands for."""
        return self.code, self.who, self.hall, self.direction


@dataclass(frozen=True)
class Seen:
    """Where somebody was, by a scan that counted."""

    at: datetime
    direction: str
    scan: str
    device: str


@dataclass(frozen=True)
class Stay:
    """Attendance of one guest in one hall."""

    first: Seen
    last_out: datetime | None
    entered: Seen | None
    minutes: int


Key = tuple[str, str]  # hall, guest


@dataclass
class Model:
    """One meeting. ``forcers``: devices with the right; ``gates``: the halls of each device, None for all."""

    begins: datetime
    settings: str
    halls: dict[str, Hall]
    guests: dict[str, Guest]
    gates: dict[str, frozenset[str] | None]
    forcers: frozenset[str]
    foreign: frozenset[str] = frozenset()  # codes of another meeting's passes
    answers: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = field(default_factory=dict)
    seen: dict[Key, list[Seen]] = field(default_factory=dict)  # since the last undo
    undone: dict[Key, datetime] = field(default_factory=dict)

    def scan(self, said: Said, at: datetime) -> dict[str, Any]:
        """The answer: status, reason, who, and the first presence where it is told."""
        if said.id in self.answers:
            stood_for, answer = self.answers[said.id]
            return (
                answer
                if stood_for == said.same_as
                else {"status": "refused", "reason": "id_conflict", "who": None, "first": None}
            )
        said = replace(said, moment=min(said.moment, at))
        who = said.who if said.code is None else self.owner(said.code)
        verdict = self._verdict(said, who)
        key = said.hall, who or ""
        stay = self.stay(key)
        answer = {
            "status": verdict["status"],
            "reason": verdict.get("reason"),
            "who": who if verdict.get("reason") != "wrong_meeting" else None,
            "first": (stay.first.at, stay.first.device) if verdict.get("first") and stay else None,
        }
        self.answers[said.id] = said.same_as, answer
        if verdict["status"] != "refused":
            self.seen.setdefault(key, []).append(Seen(said.moment, said.direction, said.id, said.device))
        return answer

    def undo(self, key: Key, at: datetime) -> None:
        """Somebody takes the attendance back; what was seen until now tells nothing any more."""
        self.seen[key], self.undone[key] = [], at

    def owner(self, code: str) -> str | None:
        """Whose pass it is or was."""
        return next((name for name, guest in self.guests.items() if code in guest.cards), None)

    def stay(self, key: Key, until: datetime | None = None) -> Stay | None:
        """What was seen, told in the order in which it happened."""
        first = entered = left = None
        inside = timedelta()
        for seen in sorted(self.seen.get(key, []), key=lambda each: (each.at, each.direction != "in")):
            if until is not None and seen.at > until:
                break
            if seen.direction == "in":
                first, entered = first or seen, entered or seen
            elif entered is not None:
                inside, left, entered = inside + (seen.at - entered.at), seen.at, None
        return Stay(first, left, entered, round(inside.total_seconds() / 60)) if first else None

    def stays(self) -> dict[Key, Stay]:
        """Everybody's attendance."""
        found = {key: self.stay(key) for key in self.seen}
        return {key: stay for key, stay in found.items() if stay is not None}

    def came(self, who: str) -> bool:
        """Whether somebody is present anywhere."""
        return any(guest == who for _hall, guest in self.stays())

    def expected(self, hall: str) -> int:
        """How many are expected there: nobody who came on the list when it was over."""
        over = min(self.halls[hall].ends, self.halls[hall].closed or self.halls[hall].ends)
        return sum(
            guest.status in ("invited", "confirmed")
            and (guest.halls is None or hall in guest.halls)
            and not (guest.added and guest.added > over)
            for guest in self.guests.values()
        )

    def _verdict(self, said: Said, who: str | None) -> dict[str, Any]:
        facts = self._facts(said, who)
        return next(
            line["then"]
            for line in TABLE["rules"]
            if all(facts[fact] in ([wanted] if isinstance(wanted, str) else wanted) for fact, wanted in line["if"].items())
        )

    def _facts(self, said: Said, who: str | None) -> dict[str, str]:
        guest, hall = self.guests.get(who or ""), self.halls.get(said.hall)
        gate, key = self.gates[said.device], (said.hall, who or "")
        crowd = sum(stay.entered is not None for (place, _who), stay in self.stays().items() if place == said.hall)
        right = "with the right" if said.device in self.forcers else "without the right"
        return {
            "who": guest.status if guest else "of another meeting" if said.code in self.foreign else "unknown",
            "pass": self._card(guest, said) if guest and said.code else "active",
            "direction": said.direction,
            "when": self._when(said.moment, hall),
            "presence": self._presence(key, said),
            "session": "not of this meeting" if hall is None else _open_to(guest, said.hall),
            "gate": "this session" if gate is None or said.hall in gate else "other sessions",
            "force": right if said.force else "no",
            "offline": "yes" if said.offline else "no",
            "seats": "full" if hall and hall.capacity is not None and crowd >= hall.capacity else "free",
            "settings": self.settings,
        }

    def _card(self, guest: Guest, said: Said) -> str:
        card = guest.cards[said.code or ""]
        return "revoked since" if card.state == "revoked" and card.ended and said.moment < card.ended else card.state

    def _when(self, moment: datetime, hall: Hall | None) -> str:
        if moment < self.begins - DAY:
            return "too old"
        if hall is None or hall.opens <= moment <= min(hall.closes, hall.closed or hall.closes):
            return "opening"
        return "just before opening" if moment < hall.opens else "just after closing"

    def _presence(self, key: Key, said: Said) -> str:
        if key in self.undone and said.moment < self.undone[key]:
            return "undone since"
        whole, then = self.stay(key), self.stay(key, said.moment)
        if then is not None:
            return "inside" if then.entered else "left"
        return "later" if whole else "none"


def _open_to(guest: Guest | None, hall: str) -> str:
    return "open to them" if guest is None or guest.halls is None or hall in guest.halls else "not open to them"
