"""Whom a row of a list may mean: among the people on the list, or among the rows above it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from meetings.domain.participants.details import Details, name_key
from meetings.domain.participants.findings import Code
from meetings.writing.names import sort_key

Person = Mapping[str, Any]  # at least nip, name, institution, phone, email

ALIKE = 60  # of 100: the same name in two spellings, or with a part left out
NEARLY = 85  # a slip of the pen
REACHED = ("phone", "email")


@dataclass(frozen=True, slots=True)
class Match:
    """``person``: who it is beyond doubt; else ``doubt`` says why somebody has to say it, and ``candidates`` who it may be. A namesake that
    differs from the row (`Code.NAMESAKE`) is taken for somebody else unless a person says otherwise."""

    person: Person | None = None
    doubt: Code | None = None
    candidates: tuple[Person, ...] = ()


NOBODY = Match()


class Known:
    """People by NIP, by name and institution, by phone and address. Two with different NIPs are two people, whatever else agrees."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.by_nip: dict[str, Person] = {}
        self.by_name: dict[str, list[Person]] = {}
        self.namesakes: dict[str, list[Person]] = {}
        self.by_reach: dict[str, list[Person]] = {}
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        """One more."""
        if person["nip"]:
            self.by_nip.setdefault(person["nip"], person)
        self.by_name.setdefault(name_key(person["name"], person["institution"]), []).append(person)
        self.namesakes.setdefault(sort_key(person["name"]), []).append(person)
        for name in REACHED:
            if person[name]:
                self.by_reach.setdefault(person[name], []).append(person)

    def match(self, details: Details, contested: Collection[str] = ()) -> Match:
        """Who it is, or may be; ``contested``: keys of names that several rows with different NIPs bear, so that nobody without a NIP is
        one of them rather than another."""
        if numbered := self.by_nip.get(details.nip) if details.nip else None:
            alike = is_alike(numbered["name"], details.name)
            return Match(numbered) if alike else Match(None, Code.NIP_OTHER_NAME, (numbered,))
        key = name_key(details.name, details.institution)
        fitting = [each for each in self.by_name.get(key, ()) if not (details.nip and each["nip"])]
        if len(fitting) > 1:
            reached = [each for each in fitting if _reached_alike(each, details)]
            return Match(reached[0]) if len(reached) == 1 else Match(None, Code.SEVERAL_FIT, tuple(fitting))
        if fitting and details.nip and key in contested:
            return Match(None, Code.SEVERAL_FIT, tuple(fitting))
        if fitting:
            return (
                Match(None, Code.PERHAPS_SAME, tuple(fitting)) if _reached_elsewhere(fitting[0], details) else Match(fitting[0])
            )
        reached = [each for each in self._reached(details) if is_alike(each["name"], details.name, NEARLY)]
        if reached:
            return Match(None, Code.PERHAPS_SAME, tuple(reached))
        named = self.namesakes.get(sort_key(details.name), ())
        mine = (details.name, details.phone, details.email)
        twins = [
            each
            for each in named
            if bool(each["nip"]) != bool(details.nip) and may_be_one((each["name"], each["phone"], each["email"]), mine)
        ]
        return Match(None, Code.NAMESAKE, tuple(twins[:1])) if twins else NOBODY

    def _reached(self, details: Details) -> list[Person]:
        """Who has the same phone or address and no other NIP; each once."""
        found = [each for name in REACHED for each in self.by_reach.get(getattr(details, name) or "-", ())]
        fitting = [each for each in found if not (details.nip and each["nip"])]
        return [each for place, each in enumerate(fitting) if each not in fitting[:place]]


def may_be_one(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """Whether nothing speaks against two of one name, each with phone and address, being one person: another number, another address, or an
    initial that only one of them has."""
    reach = zip(one[1:], other[1:], strict=True)
    return _initials(one[0]) == _initials(other[0]) and not any(mine and theirs and mine != theirs for mine, theirs in reach)


def _initials(name: str) -> list[str]:
    return sorted(word.strip(".").casefold() for word in name.split() if len(word.strip(".")) == 1)


def is_alike(one: str, other: str, least: int = ALIKE) -> bool:
    """Whether two names may be one person's: spelt differently, or with a part left out or shortened."""
    first, second = sort_key(one), sort_key(other)
    return first == second or fuzz.token_set_ratio(first, second) >= least


def _reached_elsewhere(person: Person, details: Details) -> bool:
    """Whether phone and address are both known and both others: one name at one large office may be two people."""
    if details.nip and person["nip"] == details.nip:
        return False
    return all(person[name] and getattr(details, name) and person[name] != getattr(details, name) for name in REACHED)


def _reached_alike(person: Person, details: Details) -> bool:
    return any(getattr(details, name) and person[name] == getattr(details, name) for name in REACHED)
