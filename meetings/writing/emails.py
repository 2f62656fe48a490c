"""Mail addresses as people type them."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from meetings.writing.reading import Cell, Reading, is_blank, read_text

# Nothing can be wrong with what stands before the @; what stands behind it is the same for half a list.
SIMPLE = re.compile(r"(?=[^@]{1,64}@)([a-z0-9]+(?:[._-][a-z0-9]+)*)@([a-z0-9.-]{1,100})")


def read_email(cell: Cell) -> Reading:
    """One usable address; further ones go to `rest`. Notes: `space_removed`, `several`; problem: `no_email`.

    Only the form is judged, nothing is looked up on a network."""
    text = read_text(cell)
    if is_blank(text):
        return Reading()
    pieces = [piece.strip() for piece in re.split(r"[;,/\n]", text) if piece.strip()]
    first, rest = pieces[0] if pieces else "", ", ".join(pieces[1:])
    compact = re.sub(r"\s", "", first.removeprefix("mailto:")).strip("<>.")
    try:
        address = _normalise(compact)
    except EmailNotValidError:
        return Reading(problem="no_email")
    note = "several" if rest else "space_removed" if " " in first else ""
    return Reading(address, note=note, rest=rest)


def mask_email(address: str) -> str:
    """`••••@bogor.go.id`: the domain, for eyes that may not see the whole address."""
    return f"••••@{address.rpartition('@')[2]}" if address else ""


def _normalise(address: str) -> str:
    simple = SIMPLE.fullmatch(address)
    if simple:
        return f"{simple[1]}@{_domain(simple[2])}"
    return validate_email(address, check_deliverability=False).normalized


@lru_cache(maxsize=1024)
def _domain(domain: str) -> str:
    return validate_email(f"x@{domain}", check_deliverability=False).domain
