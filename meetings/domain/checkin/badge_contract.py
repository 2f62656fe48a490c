"""The JSON of the calls by which a device prints a badge, and asks for a face; see `contract.py`."""

from typing import Annotated, TypedDict

from msgspec import Meta, Struct

from meetings.domain.checkin.contract import LONGEST_CODE


class BadgeRequest(Struct, frozen=True):
    """Whose badge is printed now, and what their pass says where it was shown."""

    participant: str
    code: Annotated[
        Annotated[str, Meta(max_length=LONGEST_CODE)] | None, Meta(description="As in a scan; without it a kiosk prints no QR.")
    ] = None


class PrintedBadge(TypedDict):
    """A badge as its layout has it, noted as printed."""

    picture: Annotated[str, Meta(description="A PNG of 300 dots an inch, in base64.")]
    width: Annotated[float, Meta(description="Millimetres.")]
    height: Annotated[float, Meta(description="Millimetres.")]
    printed: Annotated[int, Meta(description="How often it was, this time included.")]
