"""The JSON of what a device asks and tells besides scans: which meetings it serves, what was dealt with at the door, and who signed; as
`contract.py` has it."""

from typing import Annotated, Literal, NotRequired, TypedDict

from msgspec import Meta, Struct

from meetings.domain.checkin.contract import Meeting, Moment, PairedDevice, ScanId

MOST_HANDLED = 100
MOST_SIGNATURES = 50
LONGEST_DRAWING = 4000


class Handled(Struct, frozen=True):
    """Late refusals that somebody at this device has dealt with."""

    scans: Annotated[list[ScanId], Meta(min_length=1, max_length=MOST_HANDLED)]


class HandledScans(TypedDict):
    """They wait for nobody any more."""

    scans: list[str]


class Signature(Struct, frozen=True):
    """What somebody drew on the screen after they came in."""

    scan: Annotated[ScanId, Meta(description="By which they came in.")]
    strokes: Annotated[
        str,
        Meta(
            max_length=LONGEST_DRAWING,
            description="SVG path of straight pieces in a field of 300 by 100, in whole numbers: `M12 40l3 -2 5 1`.",
        ),
    ]
    signed_at: Annotated[Moment, Meta(description="RFC 3339, by the device's clock.")]
    replaces: Annotated[bool, Meta(description="Whether it takes the place of one that is kept already.")] = False


class Signatures(Struct, frozen=True):
    """A batch; one that cannot be kept stops none of the others."""

    signatures: Annotated[list[Signature], Meta(min_length=1, max_length=MOST_SIGNATURES)]


class SignatureResult(TypedDict):
    """Refused is what is no signature, or of nobody who is present; signed: another one of theirs is kept, and stays."""

    scan: str
    status: Literal["kept", "signed", "refused"]
    signed_at: NotRequired[Annotated[Moment, Meta(description="When the one was drawn that stays.")]]


class SignatureResults(TypedDict):
    """What became of each, in the order sent; the first of a person at a session stays, unless another one says that it replaces it."""

    results: list[SignatureResult]


class Served(TypedDict):
    """A meeting that a phone serves, and the device it is there."""

    device: PairedDevice
    meeting: Meeting


class Serving(TypedDict):
    """All meetings that the token opens now, the one first that it was paired with."""

    serving: list[Served]
    server_time: Moment
