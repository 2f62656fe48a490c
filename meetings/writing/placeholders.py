"""Texts with gaps: ``{nama}`` stands for what is filled in for each reader."""

import re
from collections.abc import Collection, Mapping

from meetings.writing.names import one_full_stop

_GAP = re.compile(r"{([^{}\n]*)}")
_ASIDE = re.compile(r"\s*\(([^()\n]*)\)")


def gaps_in(text: str) -> list[str]:
    """The names between braces, each once, in the order in which they stand."""
    return list(dict.fromkeys(found.strip() for found in _GAP.findall(text)))


def stray_braces(text: str) -> bool:
    """Whether a brace belongs to no gap."""
    return any(brace in _GAP.sub("", text) for brace in "{}")


def unknown_gaps(text: str, known: Collection[str]) -> list[str]:
    """The names that nothing is known for."""
    return [name for name in gaps_in(text) if name not in known]


def fill_gaps(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled. A line or a parenthesis whose gaps are all empty is left out, and of several empty lines one stays;
    braces in what is filled in are no gaps. A name that ``values`` lacks stays as it was written."""

    def says_nothing(part: str) -> bool:
        names = gaps_in(part)
        return bool(names) and not any(values.get(name, name) for name in names)

    lines = []
    for line in text.splitlines():
        if says_nothing(line):
            continue
        said = _ASIDE.sub(lambda found: "" if says_nothing(found[1]) else found[0], line)
        filled = _GAP.sub(lambda found: values.get(found[1].strip(), found[0]), said).rstrip()
        lines.append(one_full_stop(filled) if gaps_in(line) else filled)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
