"""Why a clerk let somebody in against a rule of the door: asked of whoever does it, kept with the scan, shown in the log."""

from dataclasses import dataclass

from flask_babel import gettext as _

from meetings.enums import ForceReason
from meetings.errors import InvalidInput
from meetings.writing.reading import read_text

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Forced:
    """The reason and what was typed beside it; without a reason: of a device or program that did not ask for one."""

    reason: ForceReason | None = None
    note: str = ""

    def told(self) -> str:
        """In words of the reader's language; empty where nobody said why."""
        return ": ".join(part for part in (_(self.reason.label) if self.reason else "", self.note) if part)


def ask_why(reason: str, note: str) -> Forced:
    """What somebody gave who overrules the door at a screen of the committee. Raises `InvalidInput` without a reason, or for another
    one than those listed that is not named."""
    note = read_text(note)[:LONGEST]
    if reason not in list(ForceReason):
        raise InvalidInput(_("Pilih alasan memaksa masuk."), field="force_reason")
    if reason == ForceReason.OTHER and not note:
        raise InvalidInput(_("Tulis alasannya."), field="force_note")
    return Forced(ForceReason(reason), note)


def force_of(forced: Forced | None) -> dict[str, object]:
    """The fields of a scan, as the contract calls them, for a screen at which it was asked why."""
    return {"force": True, "force_reason": forced.reason, "force_note": forced.note} if forced else {"force": False}
