"""`decide` against the table of the door's rules, every combination of facts; the scanner's own test reads the same table."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache, reduce
from itertools import product
from operator import and_
from pathlib import Path
from typing import Any

from meetings.domain.checkin.decide import Found, Hall, Person, Presence, Rules, Verdict, decide
from meetings.domain.checkin.reading import Scan
from meetings.domain.checkin.walk_in_rules import Listing, decide_walk_in

TABLE = json.loads((Path(__file__).parents[1] / "data/door_rules.json").read_text())
FACTS: dict[str, list[str]] = TABLE["facts"]
TIMES = {name: datetime.fromisoformat(moment) for name, moment in TABLE["times"].items()}
RECEIVED = TIMES["closes"] + timedelta(hours=1)


def values_of(wanted: str | list[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted


def lines_for(table: dict[str, Any], fact: str, value: str) -> int:
    """The lines that this value leaves possible, as a set of bits."""
    return sum(1 << n for n, line in enumerate(table["rules"]) if value in values_of(line["if"].get(fact, value)))


def combinations(table: dict[str, Any] = TABLE) -> Iterator[tuple[dict[str, str], int]]:
    """All combinations of facts, each with the number of the line that answers it."""
    facts: dict[str, list[str]] = table["facts"]
    every = (1 << len(table["rules"])) - 1
    possible = [[(value, lines_for(table, fact, value)) for value in values] for fact, values in facts.items()]
    for chosen in product(*possible):
        lines = reduce(and_, (possible for _value, possible in chosen), every)
        yield dict(zip(facts, (value for value, _possible in chosen), strict=True)), (lines & -lines).bit_length() - 1


@cache
def scan_of(direction: str, when: str, offline: str, force: str) -> Scan:
    return Scan(
        id="00000000-0000-4000-8000-000000000000",
        code_hash="hash",
        kept_hash="hash",
        participant=None,
        session="hall",
        direction=direction,
        device_time=TIMES[when],
        offline=offline == "yes",
        method="qr",
        force=force != "no",
        fingerprint="",
    )


@cache
def rules_of(settings: str, force: str) -> Rules:
    return Rules(
        begins_at=TIMES["starts"],
        refuse_declined=settings == "refuse declined",
        refuse_unconfirmed=settings == "refuse unconfirmed",
        may_force=force == "with the right",
    )


@cache
def hall_of(session: str, gate: str, seats: str) -> Hall | None:
    if session == "not of this meeting":
        return None
    return Hall("hall", TIMES["opens"], TIMES["closes"], gate == "this session", capacity=2, inside=2 if seats == "full" else 1)


@cache
def found_of(who: str, state: str, session: str, when: str) -> Found:
    if who in ("unknown", "of another meeting"):
        return Found(foreign=who == "of another meeting")
    sessions = frozenset({"elsewhere"}) if session == "not open to them" else None
    ended = {"revoked": TIMES[when], "revoked since": TIMES[when] + timedelta(minutes=1)}.get(state)
    return Found(Person("p", "Ani", "", "", None, None, who, sessions=sessions), state.split(maxsplit=1)[0], pass_ended_at=ended)


@cache
def presence_of(presence: str, when: str) -> Presence | None:
    first = {"inside": TIMES[when], "left": TIMES[when], "later": TIMES[when] + timedelta(minutes=10)}.get(presence)
    return first and Presence(first, "Pintu A", "Meja 1", presence == "inside")


def verdict_on(facts: dict[str, str]) -> Verdict:
    return decide(
        scan_of(facts["direction"], facts["when"], facts["offline"], facts["force"]),
        rules_of(facts["settings"], facts["force"]),
        hall_of(facts["session"], facts["gate"], facts["seats"]),
        found_of(facts["who"], facts["pass"], facts["session"], facts["when"]),
        presence_of(facts["presence"], facts["when"]),
        RECEIVED,
        TIMES[facts["when"]] + timedelta(minutes=10) if facts["presence"] == "undone since" else None,
    )


def as_told(verdict: Verdict) -> dict[str, Any]:
    told: dict[str, Any] = {"status": verdict.status.value}
    if verdict.reason:
        told["reason"] = verdict.reason.value
    if verdict.show_first:
        told["first"] = True
    if verdict.forced_over:
        assert verdict.forced_over is verdict.reason
        told["overrules"] = True
    return told


def walk_in_verdict_on(facts: dict[str, str]) -> Verdict:
    sessions = frozenset({"elsewhere"}) if facts["session"] == "not open to them" else None
    return decide_walk_in(
        scan_of("in", facts["when"], facts["offline"], facts["force"]),
        rules_of("warn", facts["force"]),
        hall_of(facts["session"], facts["gate"], facts["seats"]),
        Person("", "Ani", "", "", None, None, "confirmed", sessions=sessions),
        Listing(
            taken=facts["switch"] == "on",
            withdrawn=facts["listed"] == "taken off the list",
            alike=facts["listed"] in ("somebody alike", "taken off the list"),
            full=facts["quota"] == "full",
        ),
        RECEIVED,
    )


def test_every_combination_is_answered_as_the_table_says_and_every_line_answers_some() -> None:
    told = [line["then"] for line in TABLE["rules"]]
    used: set[int] = set()

    for facts, line in combinations():
        assert as_told(verdict_on(facts)) == told[line], facts
        used.add(line)

    assert used == set(range(len(told)))


def test_every_walk_in_is_answered_as_the_table_says_and_every_line_answers_some() -> None:
    told = [line["then"] for line in TABLE["walk_in"]["rules"]]
    used: set[int] = set()

    for facts, line in combinations(TABLE["walk_in"]):
        assert as_told(walk_in_verdict_on(facts)) == told[line], facts
        used.add(line)

    assert used == set(range(len(told)))


def test_the_table_names_only_facts_that_it_lists() -> None:
    for table in (TABLE, TABLE["walk_in"]):
        for line in table["rules"] + table["device"]:
            for fact, wanted in (*line["if"].items(), *line.get("as", {}).items()):
                assert set(values_of(wanted)) <= set(table["facts"][fact]), line
    assert set(FACTS["when"]) <= set(TIMES) and all(line["why"] for line in TABLE["device"])
