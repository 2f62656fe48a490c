"""Reading the variables of the environment: each by its rule, every fault collected, so that all are told at once.

A fault names the variable, what was given (no password) and an example that works. Rules raise `Unusable`.
"""

import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar, cast

PREFIX = "MEETINGS_"
LONGEST = 100  # characters of a value that are repeated
# A cluster tells each container about its services in variables; of one called "meetings" they look like ours.
CLUSTER = re.compile(r"MEETINGS_(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP)(_\w+)?)")
SWITCHES = {"0": False, "1": True, "false": False, "true": True, "no": False, "yes": True}

T = TypeVar("T")


class Unusable(ValueError):
    """What a value must be (``must``: goes on from the variable's name), and one that would do. ``shown``: what was given, as far as it
    may be repeated."""

    def __init__(self, must: str, example: str, shown: str | None = None) -> None:
        super().__init__(must)
        self.must, self.example, self.shown = must, example, shown


class Environment:
    """The variables as they are asked for; ``faults`` are sentences, ``known`` the names that were asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.known: set[str] = set()
        self.faults: list[str] = []

    def read(self, name: str, default: str, rule: Callable[[str], T]) -> T:
        """The variable's value, or ``default`` where it is empty, as ``rule`` reads it. What it refuses becomes a
        fault."""
        self.known.add(name)
        given = self._values.get(name, "").strip()
        try:
            return rule(given or default)
        except Unusable as error:
            shown = repr((given or default)[:LONGEST]) if error.shown is None else error.shown
            self.faults.append(f"{name} {error.must}, bukan {shown or 'kosong'}. Misalnya: {name}={error.example}")
            return cast("T", default)  # for nobody: where there are faults nothing is used

    def look_for_misspelt(self, others: Collection[str] = ()) -> None:
        """Every variable of ours that nobody has asked for is a fault; ``others`` are known besides."""
        known = self.known | set(others)
        for name in sorted(self._values.keys() - known):
            spelled = name.upper()
            ours = spelled.startswith(PREFIX) or spelled.replace("MEETING_", PREFIX, 1) in known
            of_cluster = CLUSTER.fullmatch(name) or (name == "MEETINGS_PORT" and "://" in self._values[name])
            if ours and not of_cluster:
                bare = {each.removeprefix(PREFIX): each for each in sorted(known)}
                meant = get_close_matches(spelled.partition("_")[2], bare, n=1)
                advice = f"; barangkali maksudnya {bare[meant[0]]}" if meant else ""
                self.faults.append(f"{name} tidak dikenal{advice}. Nama-nama yang dikenal ada di README")


def one_of(allowed: Collection[str]) -> Callable[[str], str]:
    """The value as it is, if it is one of these."""

    def rule(given: str) -> str:
        if given not in allowed:
            raise Unusable(f"harus salah satu dari {', '.join(allowed)}", next(iter(allowed)))
        return given

    return rule


def switch(given: str) -> bool:
    """On or off, in the words that are usual."""
    return SWITCHES[one_of(SWITCHES)(given)]


def number(least: int, most: int, example: int) -> Callable[[str], int]:
    """A whole number within these bounds."""

    def rule(given: str) -> int:
        if not re.fullmatch(r"[0-9]{1,18}", given) or not least <= int(given) <= most:
            raise Unusable(f"harus bilangan bulat {least} sampai {most}", str(example))
        return int(given)

    return rule


def without_password(url: str) -> str:
    """The address as it may be repeated: nothing of what stands before the last @, nor of a query where that is more than ``tls``."""
    if not re.search(r"\?tls=\w*$", url):
        url = url.partition("?")[0]
    return repr(re.sub(r"^([a-z0-9+.-]*://)?.*@", r"\1…@", url, flags=re.IGNORECASE | re.DOTALL)[:LONGEST])


def no_folder_reason(path: Path) -> str:
    """Why ``path`` cannot be meant as a folder that we may make, in words that go on from the variable's name; empty: it can."""
    if path == Path("/"):
        return "harus folder tersendiri"
    there = next(part for part in (path, *path.parents) if part.exists())
    if not there.is_dir():
        return f"harus folder ({there} sebuah berkas)"
    if there == Path("/"):  # whoever means a folder right below the root has made it or mounted something there
        return f"harus di bawah folder yang sudah ada (/{path.parts[1]} tidak ada; buat dahulu bila memang itu)"
    return ""
