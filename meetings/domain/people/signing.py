"""From the record of an official, or from what was typed, to the signature block and the letterhead of a paper."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from meetings import clock
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.letterhead_page import render_letterhead_page
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.signatory import PaperKind, Signatory
from meetings.domain.documents.freezing import thaw
from meetings.domain.organisations.letterhead import letterhead_of, office_letterhead
from meetings.domain.people.queries import find_official, require_official
from meetings.enums import LetterheadChoice, Office
from meetings.models import Organisation, Person

# Fields of ``Signatory`` that a record fills, with its column. What else a paper says of its signer (a.n., u.b.) is the paper's own.
RECORDED = {
    "name": "name",
    "degrees_front": "title_front",
    "degrees_back": "title_back",
    "position": "position",
    "office": "office",
    "status": "status",
    "rank": "rank",
    "nip": "nip",
}


def up_to_date(signer: Mapping[str, Any]) -> dict[str, Any]:
    """The plain data of a signer; ``official`` names the record from which it takes what the directory has now. A record that is gone
    leaves what was taken from it."""
    official = find_official(signer.get("official"))
    if official is None:
        return dict(signer)
    recorded = {name: str(getattr(official, column)) for name, column in RECORDED.items()}
    kept = {name: value for name, value in signer.items() if name not in RECORDED}
    return kept | {name: value for name, value in recorded.items() if value}


def chosen_signer(signer: Mapping[str, Any], former: Mapping[str, Any], organisation: Organisation) -> dict[str, Any]:
    """The plain data of a signer as a paper of the organisation keeps it, with what the directory has now; ``former``: what it held
    before. Raises InvalidInput for a record that is not offered to the organisation."""
    if signer.get("official") != former.get("official"):
        require_official(organisation, signer.get("official"))
    return up_to_date(signer)


def signatory_of(signer: Mapping[str, Any]) -> Signatory | None:
    """The signature block out of plain data; None when nobody is named."""
    now = up_to_date(signer)
    if not now.get("name"):
        return None
    block: Signatory = thaw(Signatory, {"position": "", **now})
    return block


def signed_by(signer: Mapping[str, Any], kind: PaperKind = PaperKind.SPECIAL) -> str:
    """Name and office of who signs, a line each, as a paper of the kind prints them and its verification page shows them; empty when nobody
    is named."""
    block = signatory_of(signer)
    return "\n".join((block.printed_name(kind), ", ".join(block.position_lines())))[:300] if block else ""


def letterhead_for(signer: Mapping[str, Any], organisation: Organisation) -> Letterhead:
    """What stands over a paper of the organisation: the letterhead of the office that signs, not of the one that gave the mandate.

    A head of region and the deputy sign under the state emblem and the name of the office, others under their unit's letterhead; the
    record of the official may say otherwise.
    """
    official = find_official(signer.get("official"))
    unit = official.organisation if official and official.organisation else organisation
    now = up_to_date(signer)
    choice = official.letterhead if official else LetterheadChoice.BY_OFFICE
    if now.get("position") and signs_under_office(choice, now.get("office", "")):
        return office_letterhead(unit, now["position"])
    return letterhead_of(unit)


def signs_under_office(choice: LetterheadChoice, office: str) -> bool:
    """Under the state emblem and the name of the office, rather than under the unit's letterhead?"""
    if choice is LetterheadChoice.BY_OFFICE:
        return office in (Office.HEAD, Office.DEPUTY_HEAD)
    return choice is LetterheadChoice.OFFICE


def sample_page(official: Person, organisation: Organisation, at: datetime) -> bytes:
    """A PDF page with the official's letterhead and signature block, to hold beside the office's own."""
    signer = {"official": official.id}
    return render_letterhead_page(
        letterhead_for(signer, organisation),
        Paper(size=organisation.paper.value),
        clock.local(at, organisation.timezone).date(),
        signatory_of(signer),
    )
