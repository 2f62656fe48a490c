"""What people said about rows of an uploaded list: cells mended, rows left out or taken, who somebody is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from meetings.enums import Verdict

ROW = "row:"  # in front of the number of a row of the file, where who is meant is not on the list yet


@dataclass(frozen=True, slots=True)
class Decision:
    """About one row: `cells` mended, by column from 0; `match` is the participant's id, or `ROW` and a number, that a `Verdict.SAME` means."""

    cells: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    verdict: Verdict = Verdict.PROPOSED
    match: str = ""

    @property
    def taken(self) -> bool:
        """Whether somebody said that the row goes in as it is."""
        return self.verdict in (Verdict.TAKE, Verdict.NEW)


NOTHING = Decision()
