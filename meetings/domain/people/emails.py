"""Mail addresses as people type them."""

import re

from email_validator import EmailNotValidError, validate_email

from meetings.domain.people.reading import Cell, Reading, is_blank, read_text


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
        address = validate_email(compact, check_deliverability=False).normalized
    except EmailNotValidError:
        return Reading(problem="no_email")
    note = "several" if rest else "space_removed" if " " in first else ""
    return Reading(address, note=note, rest=rest)
