"""Mail addresses as people type and paste them."""

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from meetings.writing.reading import Cell, Reading, is_blank, read_text

# Nothing can be wrong with what stands before the @; what stands behind it is the same for half a list.
SIMPLE = re.compile(r"(?=[^@]{1,64}@)([a-z0-9]+(?:[._-][a-z0-9]+)*)@([a-z0-9.-]{1,100})")
LONGEST = 600  # characters of a cell that may hold addresses
STRAIGHT = str.maketrans("’‘`´“”«»", "''''\"\"\"\"")
BESIDE_AT = re.compile(r"\s*@\s*")
BESIDE_DOT = re.compile(r"(?:\s+\.\s*|\.\s+)(go|co|ac|sch|or|web|desa|mil|id|com|net|org)\b(?![^\s@]*@)", re.IGNORECASE)
SIGNS = r"\s<>()\[\]{}\",;:|/\\&@"
ADDRESS = re.compile(rf"[^{SIGNS}]+@[^{SIGNS}']+")
LABEL = r"(?:mailto|e-?mail|surel|pos-el|alamat|atau|dan|or|and)"
LABELS = re.compile(rf"\b{LABEL}\b(?=\W|$)", re.IGNORECASE)
# A word right before an address, without a bracket, quote or colon between them and not a label: in `budi santoso@…` nobody knows
# where the address begins.
STRAY = re.compile(rf"(?<!\S)(?!{LABEL}\b)[^{SIGNS}'*]+\s$", re.IGNORECASE)
BETWEEN = re.compile(r"[<>()\[\]{}\",;:|/\\&'*=]+|(?<!\w)[.-]+(?!\w)")


def read_email(cell: Cell) -> Reading:
    """One usable address; whatever else stands there goes to `rest`: further addresses (note `several`), names and words around it
    (`words`). Note: `space_removed`; problem: `no_email`.

    Read is what Outlook, Word and spreadsheets paste: `Nama <a@b.id>`, `mailto:`, quotes, brackets, a full-width @. Only the form is
    judged, nothing is looked up on a network."""
    text = unicodedata.normalize("NFKC", read_text(cell)).translate(STRAIGHT)
    if is_blank(text):
        return Reading()
    if len(text) > LONGEST:
        return Reading(problem="no_email")
    if SIMPLE.fullmatch(text) and (address := _normalised(text)):
        return Reading(address)
    joined = BESIDE_DOT.sub(r".\1", BESIDE_AT.sub("@", text))
    pieces = ADDRESS.findall(joined)
    addresses = list(dict.fromkeys(filter(None, (_normalised(piece.strip(".-_'*")) for piece in pieces))))
    if not addresses or STRAY.search(joined[: joined.index(pieces[0])]):
        return Reading(problem="no_email")
    words = " ".join(BETWEEN.sub(" ", LABELS.sub(" ", ADDRESS.sub(" ", joined))).split())
    note = (
        "several"
        if len(addresses) > 1
        else "words"
        if words
        else "space_removed"
        if re.search(r"\s@|@\s|\s\.|\.\s", text.strip())
        else ""
    )
    return Reading(addresses[0], note=note, rest=", ".join(filter(None, (*addresses[1:], words))))


def mask_email(address: str) -> str:
    """`••••@bogor.go.id`: the domain, for eyes that may not see the whole address."""
    return f"••••@{address.rpartition('@')[2]}" if address else ""


def _normalised(text: str) -> str:
    """The address in its usual form; empty for what is none."""
    try:
        return _normalise(text)
    except EmailNotValidError:
        return ""


def _normalise(address: str) -> str:
    simple = SIMPLE.fullmatch(address)
    if simple:
        return f"{simple[1]}@{_domain(simple[2])}"
    return validate_email(address, check_deliverability=False).normalized


@lru_cache(maxsize=1024)
def _domain(domain: str) -> str:
    return validate_email(f"x@{domain}", check_deliverability=False).domain
