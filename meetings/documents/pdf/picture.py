"""A picture in the text of a paper."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the texts name by its id (`meetings.writing.figures`)."""

    id: str
    image: bytes
