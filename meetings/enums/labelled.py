"""What every shared name is made of: a value for the database and the API, a label for the screen (Indonesian)."""

from enum import StrEnum


def N_(text: str) -> str:
    """Marks a text for the translation catalogue; it is translated where it is shown."""
    return text


class Labelled(StrEnum):
    """A string enum whose members carry an Indonesian label: ``NAME = "value", "Label"``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Labelled":
        """Keeps the label beside the string value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) pairs for a select field, in order."""
        return [(m.value, m.label) for m in cls]
