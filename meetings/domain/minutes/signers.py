"""Who signs the minutes."""

from typing import Any

from meetings.domain.people import chosen_signer, signatory_of
from meetings.models import Minutes


def choose_officials(minutes: Minutes, values: dict[str, Any]) -> None:
    """Complete ``values`` (columns of Minutes): who is chosen from the directory signs with what it has, and a recorder's name is
    theirs then. Raises InvalidInput for an official who is not offered to the organisation."""
    organisation = minutes.meeting.organisation
    for name in ("signatory", "recorder"):
        if name in values:
            values[name] = chosen_signer(values[name], getattr(minutes, name), organisation)
    if "recorder" in values:
        recorder = signatory_of(values["recorder"])
        if recorder is not None:
            values["recorder_name"] = recorder.full_name[:300]
