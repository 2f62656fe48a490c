"""The JSON of ``/api/v1``, described once; of walk-ins in `walk_in_contract.py`.

The OpenAPI document, the check of what devices send and the scanner's TypeScript types are all made of these shapes. What comes in is
a `msgspec.Struct` and is checked against it; what goes out is a typed dictionary, so that mypy checks the code that writes it.
Who changes a shape changes what other programs rely on.
"""

from typing import Annotated, Any, Literal, NotRequired, TypedDict, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from meetings.enums import CheckOutcome, DeviceCheck, ForceReason, ParticipantStatus, RefusalReason, ScanStatus
from meetings.models import standing

MOST_SCANS = 1000
LONGEST_CODE = 2000
LONGEST_NAME = 300

Moment = Annotated[str, Meta(description="RFC 3339.", extra_json_schema={"format": "date-time"})]
ScanId = Annotated[
    str,
    Meta(
        pattern="^[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$",
        description="A UUID made by the device, of scans and walk-ins together; the same id gets the same answer for ever.",
    ),
]
Expected = Annotated[
    str, Meta(extra_json_schema={"enum": [status for status in ParticipantStatus if status not in standing.GONE.statuses]})
]
Tried = Annotated[str, Meta(extra_json_schema={"enum": list(DeviceCheck)})]
Shape = TypeVar("Shape", bound=Struct)


class PairRequest(Struct, frozen=True):
    """A pairing code, and what the device shall be called."""

    code: Annotated[str, Meta(description="Good once, for ten minutes; any case, with or without the hyphen.")]
    name: Annotated[str, Meta(max_length=LONGEST_NAME, description="Empty keeps the organiser's name.")] = ""


class PairedDevice(TypedDict):
    """The device as the organiser made it."""

    id: str
    name: str
    gate: str
    may_force: NotRequired[Annotated[bool, Meta(description="Only sent for a device that may overrule a refusal.")]]
    kind: NotRequired[Annotated[Literal["kiosk"], Meta(description="Only sent for a device that guests use themselves.")]]
    pin: NotRequired[
        Annotated[
            str, Meta(description="rounds$salt$hash of the PIN that ends a kiosk: PBKDF2 with SHA-256, salt and hash in hex.")
        ]
    ]
    prints_badges: NotRequired[
        Annotated[bool, Meta(description="Only sent for a device that prints them: a kiosk for whoever comes in.")]
    ]


class Meeting(TypedDict):
    """The meeting whose door the token opens."""

    id: str
    title: str
    timezone: Annotated[str, Meta(description="IANA name, such as Asia/Makassar.")]


class Pairing(TypedDict):
    """What a pairing code is exchanged for."""

    token: Annotated[str, Meta(description="Shown only now.")]
    device: PairedDevice
    meeting: Meeting


class Released(TypedDict):
    """The device that the token opened the door with; it opens nothing any more."""

    device: str


class Check(Struct, frozen=True):
    """What came of trying the phone before the day."""

    checks: Annotated[dict[Tried, CheckOutcome], Meta(min_length=1, description="What cannot be tried is left out.")]

    def __post_init__(self) -> None:
        """Raises ValueError for what nobody tries."""
        if not self.checks.keys() <= set(DeviceCheck):
            raise ValueError("unknown check")


class Checked(TypedDict):
    """It is kept with the device, and shown to the committee."""

    device: str
    checked_at: Moment
    ready: Annotated[bool, Meta(description="Nothing failed, and what a door needs was tried.")]


class Session(TypedDict):
    """A session that the device may check in."""

    id: str
    title: str
    room: str
    starts_at: Moment
    ends_at: Moment
    checkin_opens_at: Moment
    checkin_closes_at: Moment
    hall: NotRequired[
        Annotated[str, Meta(description="Only sent where it has a plan of seats of its own: which of `seats` counts.")]
    ]


class Person(TypedDict):
    """What the door may know of a participant."""

    id: str
    name: Annotated[str, Meta(description="With titles, as typed.")]
    position: str
    organisation: str
    category: str | None
    colour: Annotated[str | None, Meta(description="The category's, #rrggbb.")]
    representing: Annotated[str | None, Meta(description="Whom this person stands in for, with position.")]


class RosterEntry(Person):
    """A participant who may come, and where they have been seen. A kiosk is told no more of them than name, institution, sessions and hash,
    and the position where namesakes need it."""

    code_hash: Annotated[str | None, Meta(description="First 16 bytes of SHA-256(salt ‖ code), in hex.")]
    status: Expected
    sessions: Annotated[list[str] | None, Meta(description="Ids; null: every session of the meeting.")]
    attended: Annotated[dict[str, Moment], Meta(description="First attendance by session id.")]
    notes: NotRequired[Annotated[str, Meta(description="Seat and notes for the door; only sent where there are any.")]]
    photo: NotRequired[Annotated[Literal[True], Meta(description="Only sent where there is one, which the device may ask for.")]]
    seats: NotRequired[
        Annotated[
            dict[str, str],
            Meta(
                description="By `hall` of a session, under an empty one for all other sessions. Only sent where some session has a hall; then"
                " `notes` tells no seat."
            ),
        ]
    ]


class DeskCategory(TypedDict):
    """A category that somebody who comes without invitation may be put into."""

    id: str
    name: str
    left: Annotated[int | None, Meta(description="Places left of the category's quota; null: any number.")]


class Desk(TypedDict):
    """What a desk needs to know of who comes without invitation."""

    categories: list[DeskCategory]


class RosterRows(TypedDict):
    """What a roster's ETag stands for."""

    salt: Annotated[str, Meta(description="Hex; hashed as bytes.")]
    sessions: list[Session]
    participants: list[RosterEntry]
    removed: Annotated[list[str], Meta(description="Ids of participants who are gone.")]
    walk_ins: NotRequired[Annotated[Desk, Meta(description="Only sent where the meeting takes who comes without invitation.")]]
    signatures: NotRequired[
        Annotated[Literal[True], Meta(description="Only sent where who came in is asked to sign on the screen.")]
    ]
    revoked: Annotated[
        list[str],
        Meta(
            description="Hashes of passes that no longer open the door: all of them, or since the cursor those of whoever changed."
        ),
    ]


class Roster(RosterRows):
    """Who may come in: everybody, or what changed since a cursor."""

    cursor: Annotated[str, Meta(description="For `since`.")]
    server_time: Moment


class Scan(Struct, frozen=True, kw_only=True):
    """One scan. It holds a code, or the id of a participant who was found by name."""

    id: ScanId
    code: Annotated[
        Annotated[str, Meta(min_length=1, max_length=LONGEST_CODE)] | None,
        Meta(description="The 29 characters of a pass, or the link that ends in /P/<code>; any case."),
    ] = None
    participant: Annotated[str | None, Meta(description="Instead of a code, when found by name.")] = None
    session: str
    direction: Literal["in", "out"]
    scanned_at: Annotated[Moment, Meta(description="RFC 3339, by the device's clock.")]
    offline: bool = False
    method: Annotated[
        Literal["qr", "search", "kiosk", "self"] | UnsetType,
        Meta(
            description="A kiosk only says `kiosk` and `in`, and no other device says `kiosk` or `self`; what does not fit is refused as"
            " `device_not_allowed`."
        ),
    ] = UNSET
    force: Annotated[bool, Meta(description="Overrule a refusal; needs the right to.")] = False
    force_reason: Annotated[ForceReason | UnsetType, Meta(description="Why; kept with a scan that overruled a refusal.")] = UNSET
    force_note: Annotated[str, Meta(description="What else was said of it; 300 characters are kept.")] = ""
    device: Annotated[
        str | UnsetType,
        Meta(
            description="Id of the device that read it, where it is not the one that sends it: paired anew, it brings what it still held."
        ),
    ] = UNSET
    settles: Annotated[
        str | UnsetType,
        Meta(
            description="Id of an earlier one of the same session that was refused late: once this one is recorded, that one waits for nobody."
        ),
    ] = UNSET
    turned_away: Annotated[
        bool, Meta(description="The device had refused by itself: where the service refuses, too, nobody was let in.")
    ] = False

    def __post_init__(self) -> None:
        """Raises ValueError for a scan of nobody."""
        if self.code is None and self.participant is None:
            raise ValueError("neither code nor participant")


class Scans(Struct, frozen=True):
    """A batch; a single scan is a batch of one. A bad scan gets its own result and stops none of the others."""

    scans: Annotated[list[Scan], Meta(min_length=1, max_length=MOST_SCANS)]


class ScannedPerson(Person):
    """Whom a scan meant."""

    notes: Annotated[str | None, Meta(description="Seat and notes for the door, or who came instead.")]


class FirstPresence(TypedDict):
    """When, where and by whom somebody was checked in."""

    at: Moment
    gate: str | None
    by: str | None


class ScanResult(TypedDict):
    """What became of a scan. An accepted one with a reason is a warning, or a refusal that was overruled."""

    id: str
    status: ScanStatus
    reason: RefusalReason | None
    participant: ScannedPerson | None
    first: FirstPresence | None
    again: NotRequired[
        Annotated[FirstPresence, Meta(description="The entry since which they are inside; only sent where it is not the first.")]
    ]
    turned_away: NotRequired[Annotated[Literal[True], Meta(description="Only sent with a refusal that the device had shown.")]]


class Counts(TypedDict):
    """How many are expected and were present in the last session named; zeros where no session of the meeting was."""

    session: str | None
    expected: int
    present: int


class Results(TypedDict):
    """What became of each scan, in the order sent."""

    results: list[ScanResult]
    counts: Counts
    server_time: Moment


def read_as(shape: type[Shape], sent: Any) -> Shape | None:
    """Decoded JSON in the shape that is described, or None when it is not of that shape. What the shape does not name is ignored."""
    try:
        return msgspec.convert(sent, shape)
    except (msgspec.ValidationError, UnicodeEncodeError):  # the latter for half a surrogate pair where a name is expected
        return None
