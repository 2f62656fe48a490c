"""The part of `contract.py` that is about who comes without being on the list."""

from typing import Annotated, Literal, NotRequired, TypedDict

from msgspec import UNSET, Meta, Struct, UnsetType

from meetings.domain.checkin.contract import LONGEST_NAME, Counts, Moment, ScanId, ScanResult
from meetings.enums import ForceReason

MOST_WALK_INS = 100
LONGEST_PHONE = 60
LONGEST_EMAIL = 255


class WalkIn(Struct, frozen=True, kw_only=True):
    """Somebody who came without being on the list, as typed at a desk."""

    id: ScanId
    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME, description="With titles, as typed.")]
    position: Annotated[str, Meta(max_length=LONGEST_NAME)] = ""
    organisation: Annotated[str, Meta(max_length=LONGEST_NAME, description="Known to the directory or not.")] = ""
    category: Annotated[str | None, Meta(description="Id of one of the roster's `walk_ins.categories`.")] = None
    phone: Annotated[
        str, Meta(max_length=LONGEST_PHONE, description="As said; what is no number of an `offline` one is kept among the notes.")
    ] = ""
    email: Annotated[str, Meta(max_length=LONGEST_EMAIL, description="Likewise.")] = ""
    session: str
    scanned_at: Annotated[Moment, Meta(description="When they came; RFC 3339, by the device's clock.")]
    offline: bool = False
    apart: Annotated[
        list[str], Meta(max_length=50, description="Ids of participants whom the clerk saw, and who are somebody else.")
    ] = []
    force: Annotated[bool, Meta(description="Overrule a refusal; needs the right to.")] = False
    force_reason: Annotated[ForceReason | UnsetType, Meta(description="Why; kept with it.")] = UNSET
    force_note: Annotated[str, Meta(description="What else was said of it; 300 characters are kept.")] = ""
    device: Annotated[str | UnsetType, Meta(description="As in a scan.")] = UNSET
    settles: Annotated[str | UnsetType, Meta(description="As in a scan.")] = UNSET
    turned_away: Annotated[bool, Meta(description="As in a scan.")] = False


class WalkIns(Struct, frozen=True):
    """A batch; a single one is a batch of one. A bad one gets its own result and stops none of the others."""

    walk_ins: Annotated[list[WalkIn], Meta(min_length=1, max_length=MOST_WALK_INS)]


class Typed(TypedDict):
    """Who was typed and is not on the list by it."""

    name: str
    position: str
    organisation: str
    category: str | None


WalkInField = Literal["name", "position", "organisation", "category", "phone", "email", "scanned_at"]


class WalkInResult(ScanResult):
    """What became of a walk-in. One that was refused waits for somebody, with what was typed."""

    typed: NotRequired[Annotated[Typed, Meta(description="Only sent with a refusal.")]]
    field: NotRequired[Annotated[WalkInField, Meta(description="Which one is not valid; only sent with `invalid`.")]]
    similar: NotRequired[
        Annotated[list[str], Meta(description="Ids of participants who may be meant; only sent with `similar`.")]
    ]


class WalkInResults(TypedDict):
    """What became of each, in the order sent."""

    results: list[WalkInResult]
    counts: Counts
    server_time: Moment
