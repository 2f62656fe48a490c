"""What an examination brings to light."""

from dataclasses import dataclass
from enum import Enum, auto


class Level(Enum):
    """How much a finding matters; WRONG means that something will not work."""

    GOOD = auto()
    HINT = auto()
    WRONG = auto()


@dataclass(frozen=True)
class Finding:
    """One line of the report; ``mend`` says what to do."""

    level: Level
    topic: str
    text: str
    mend: str = ""


def good(topic: str, text: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.GOOD, topic, text)


def hint(topic: str, text: str, mend: str = "") -> Finding:
    """Works, but somebody should know."""
    return Finding(Level.HINT, topic, text, mend)


def wrong(topic: str, text: str, mend: str) -> Finding:
    """Will not work until it is mended."""
    return Finding(Level.WRONG, topic, text, mend)
