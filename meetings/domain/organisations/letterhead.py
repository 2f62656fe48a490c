"""The letterhead of an organisation as documents want it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from meetings import clock
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.letterhead_page import render_letterhead_page
from meetings.documents.pdf.paper import Paper
from meetings.domain.organisations.queries import family_of
from meetings.enums import OrganisationKind
from meetings.models import Organisation
from meetings.storage import storage
from meetings.writing.reading import listed_lines, with_commas

# A government of its own writes under its own name alone, wherever it hangs in the tree; its units write below it.
GOVERNMENTS = (OrganisationKind.CENTRAL, OrganisationKind.PROVINCE, OrganisationKind.REGENCY)


def letterhead_of(organisation: Organisation) -> Letterhead:
    """The organisation's own letterhead. An emblem it lacks is taken from the nearest one above it; the head line, and a telephone or
    fax it lacks, from the government it belongs to."""
    family = family_of(organisation)
    logo = next((row.logo_key for row in family if row.logo_key), None)
    return replace(
        _words(organisation, family),
        logo=storage.get(logo) if logo else None,
        image=storage.get(organisation.letterhead_key) if organisation.letterhead_key else None,
    )


def office_letterhead(organisation: Organisation, position: str) -> Letterhead:
    """The letterhead of an office of the region: the state emblem over its name, with the address of the government."""
    family = family_of(organisation)
    house = _government(family)
    emblem = _state_emblem(family)
    return Letterhead(
        lines=(position.upper(),),
        address=_address(house),
        contact=_contact(house, family),
        logo=storage.get(emblem) if emblem else None,
        style="office",
    )


def has_state_emblem(organisation: Organisation) -> bool:
    """Whether the letterhead of an office there has the emblem that belongs over it."""
    return _state_emblem(family_of(organisation)) is not None


def government_of(organisation: Organisation) -> Organisation:
    """The government it belongs to, which may be itself; of a house without one its root."""
    return _government(family_of(organisation))


def letterhead_lines(organisation: Organisation) -> tuple[str, ...]:
    """The lines of its letterhead, its own name last."""
    return _lines(organisation, family_of(organisation))


def screen_letterhead(organisation: Organisation, family: Sequence[Organisation]) -> tuple[Letterhead, bool]:
    """(the letterhead without its pictures, whether it wears an emblem): what a page shows of it. ``family`` is `family_of` it."""
    return _words(organisation, family), any(row.logo_key for row in family)


def _words(organisation: Organisation, family: Sequence[Organisation]) -> Letterhead:
    return Letterhead(
        lines=_lines(organisation, family),
        address=_address(organisation),
        contact=_contact(organisation, family),
    )


def _state_emblem(family: Sequence[Organisation]) -> str | None:
    return next((row.state_emblem_key for row in family if row.state_emblem_key), None)


def _address(organisation: Organisation) -> str:
    place = " ".join(part for part in (organisation.city, organisation.postal_code) if part)
    return with_commas(organisation.address, place)


def _contact(organisation: Organisation, family: Sequence[Organisation]) -> tuple[str, ...]:
    phone, fax = (next((value for row in _house(family) if (value := getattr(row, name))), "") for name in ("phone", "fax"))
    calls = [f"{name} {value}" for name, value in (("Telp.", phone), ("Faks.", fax)) if value]
    online = [f"{name}: {value}" for name, value in (("Laman", organisation.website), ("Pos-el", organisation.email)) if value]
    return tuple(part for part in (", ".join(calls), ", ".join(online)) if part)


def _government(family: Sequence[Organisation]) -> Organisation:
    return _house(family)[-1]


def _house(family: Sequence[Organisation]) -> Sequence[Organisation]:
    """Of a family those up to its nearest government, which has a switchboard of its own; all where there is none."""
    for at, row in enumerate(family, start=1):
        if row.kind in GOVERNMENTS:
            return family[:at]
    return family


def _lines(organisation: Organisation, family: Sequence[Organisation]) -> tuple[str, ...]:
    lines = listed_lines(organisation.letterhead_lines)
    house = _government(family)
    if not lines and organisation.id != house.id:
        lines = [house.name.upper()]
    return (*lines, organisation.name.upper())


def preview_letterhead(organisation: Organisation, at: datetime) -> bytes:
    """A PDF page with the letterhead on the organisation's paper."""
    paper = Paper(size=organisation.paper.value)
    return render_letterhead_page(letterhead_of(organisation), paper, clock.local(at, organisation.timezone).date())
