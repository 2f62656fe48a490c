"""What is known of one participant, and the columns that follow from it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import sqlalchemy as sa

from meetings.extensions import db
from meetings.models import Meeting, Organisation, OrganisationAlias, Participant
from meetings.writing.institutions import institution_key
from meetings.writing.names import full_name, sort_key
from meetings.writing.search import search_key

LIMITS = {
    "name": 300,
    "title_front": 120,
    "title_back": 200,
    "nip": 30,
    "rank": 80,
    "grade": 20,
    "position": 300,
    "institution": 300,
    "phone": 32,
    "email": 255,
    "seat": 40,
    "door_notes": 300,
}

ACTING = "(?:(?:plt|plh|pj|pjs) )?"
# Order of precedence at official events, Law 9/2010 article 11 (city and regency), in steps of 100; the first match counts.
# A province or a ministry edits the order per participant or by category.
PRECEDENCE = (
    (50, rf"^{ACTING}(wakil )?(presiden|menteri|gubernur)\b|^menko\b"),
    (300, r"\bmantan\b"),
    (200, r"\bwakil (bupati|wali ?kota)\b"),
    (500, r"\bwakil ketua dprd\b"),
    (400, r"\b(ketua|pimpinan) dprd\b"),
    (800, r"\banggota dprd\b"),
    (1200, rf"^{ACTING}(sekretaris|wakil) (dinas|badan|camat|kecamatan|inspektorat|kantor|satuan|satpol)"),
    (1000, r"\bsekretaris dprd\b|\bsekwan\b"),
    (1200, r"\binspektur pembantu\b|\birban\b|\bsekcam\b"),
    (
        1300,
        r"\bkepala (seksi|sub|urusan|uptd)|\bkas(i|ie|ubbag|ubag|ubid)\b|\blurah\b|\bkepala desa\b|\bkades\b",
    ),  # and echelon IV
    (1250, r"\bkepala bidang\b|\bkabid\b"),  # echelon III, below those who lead a part of a secretariat or a district
    (1200, r"\bkepala bagian\b|\bkabag\b|\bcamat\b"),
    (1100, r"\bdanramil\b|\bkapolsek\b"),
    (
        600,
        r"\bsekretaris daerah\b|\bsekda\b|\bdandim\b|\bkomandan (kodim|korem|lanud|pangkalan)|\bkapolre(s|sta)\w*\b"
        r"|\bkepolisian resor|\bkomando distrik\b|\bketua pengadilan\b"
        r"|^(pimpinan|kepala|ketua) (pengadilan|kejaksaan|kodim|polres\w*)\b|\bkajari\b|\bkepala kejaksaan\b",
    ),
    (
        1000,
        r"\b(asisten|staf ahli|inspektur|(ketua|pimpinan) kpu)\b|\bkepala (dinas|badan|satuan|perwakilan|pelaksana)|\bdirektur\b"
        r"|\bkadis\b|\bkaban\b",
    ),
    (1100, r"^(kepala|pimpinan) (kantor|bps|balai|lembaga|rumah tahanan|stasiun|unit)"),
    (100, rf"^{ACTING}(bupati|wali ?kota)\b"),
)
LAST = 1500


@dataclass(frozen=True, slots=True)
class Details:
    """One participant as typed. `category_id` None: no category; `organisation_id` None: an institution outside the tree."""

    name: str
    title_front: str = ""
    title_back: str = ""
    nip: str = ""
    rank: str = ""
    grade: str = ""
    position: str = ""
    institution: str = ""
    phone: str = ""
    email: str = ""
    seat: str = ""
    door_notes: str = ""
    notes: str = ""
    category_id: str | None = None
    organisation_id: str | None = None
    protocol_order: int | None = None

    @property
    def full_name(self) -> str:
        """The name with its titles."""
        return full_name(self.title_front, self.name, self.title_back)


NAMES = tuple(field.name for field in fields(Details))


def too_long(details: Details) -> list[str]:
    """Names of the fields that no column could hold."""
    return [field for field, limit in LIMITS.items() if len(getattr(details, field)) > limit]


def details_of(participant: Participant | sa.Row[Any]) -> Details:
    """The details that a stored participant was made of."""
    return Details(**{name: getattr(participant, name) for name in NAMES})


def columns_of(details: Details) -> dict[str, Any]:
    """Details as column values, with what is derived from them: identity, sort name, search text, protocol order."""
    values: dict[str, Any] = {name: getattr(details, name) for name in NAMES}
    values["identity_key"] = identity_key(details)
    values["sort_name"] = sort_key(details.name)[:300]
    values["search_text"] = search_text(details)
    if details.protocol_order is None:
        values["protocol_order"] = protocol_order(details.position, details.institution)
    values["seat_held"] = bool(details.seat)  # who types a seat means it
    return values


def changed_columns(before: Details, after: Details) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """What a correction changes, as [before, after] by field, and the columns to write with it; both empty when it changes nothing.

    The order of precedence is judged anew only where position or institution change and `after` names none."""
    if after.protocol_order is None and (after.position, after.institution) == (before.position, before.institution):
        after = replace(after, protocol_order=before.protocol_order)
    values = columns_of(after)
    changes = {name: [getattr(before, name), values[name]] for name in NAMES if getattr(before, name) != values[name]}
    if not changes:
        return {}, {}
    if identity_key(before) == identity_key(after):
        del values["identity_key"]  # it may carry a mark that tells two people of one name apart
    if "seat" not in changes:
        del values["seat_held"]
    return changes, {name: value for name, value in values.items() if name in changes or name not in NAMES}


def identity_key(details: Details) -> str:
    """The same for the same person at one meeting: the NIP if there is one, else name and institution without their dressing."""
    if details.nip:
        return f"nip:{details.nip}"
    return f"name:{name_key(details.name, details.institution)}"[:700]


def name_key(name: str, institution: str) -> str:
    """Name and institution, comparable across spellings."""
    return f"{sort_key(name)[:300]}|{institution_key(institution)[:380]}"


def search_text(details: Details) -> str:
    """What the search box looks through, as `search_key` has it; never NIP or phone."""
    shown = search_key(f"{details.full_name} {details.position} {details.institution}".casefold())
    plain = map(search_key, (sort_key(details.name), institution_key(details.institution)))
    extra = [key for key in plain if key not in shown]
    return " ".join([shown, *extra])


def protocol_order(position: str, institution: str = "") -> int:
    """The order of precedence that a position speaks for; `LAST` for any other. A default, editable per participant."""
    title = position if len(position.split()) > 1 else f"{position} {institution}"  # a bare "Kepala" means its office
    plain = re.sub(r"[.,]+\s*", " ", title.casefold()).strip()
    return next((order for order, pattern in PRECEDENCE if re.search(pattern, plain)), LAST)


class Institutions:
    """Finds the organisation that an institution name means, in one tree of organisations."""

    def __init__(self, root: str, official: Mapping[str, str], spellings: Iterable[tuple[str, str]]) -> None:
        """``root``: the id at the top; ``official``: names by id; ``spellings``: (id, every way it may be written)."""
        self.official = official
        self._region = _region(official.get(root, ""))
        known: dict[str, set[str]] = {}
        for organisation_id, spelling in spellings:
            for key in _variants(institution_key(spelling), self._region):
                known.setdefault(key, set()).add(organisation_id)
        self._known: Mapping[str, str] = {key: next(iter(ids)) for key, ids in known.items() if len(ids) == 1}

    def find(self, institution: str) -> str | None:
        """The organisation's id, or None for one that is not in the tree or cannot be told from another."""
        key = institution_key(institution)
        return next((self._known[variant] for variant in _variants(key, self._region) if variant in self._known), None)


def institutions_of(meeting: Meeting) -> Institutions:
    """Names and aliases in the tree of the meeting's own root organisation: two statements."""
    return institutions_around(meeting.organisation)


def institutions_around(organisation: Organisation) -> Institutions:
    """The same of the tree that the organisation stands in."""
    root = organisation.ancestor_ids[0]
    tree = sa.select(Organisation.id).where(Organisation.path.startswith(f"{root}/", autoescape=True))
    names = db.session.execute(
        sa.select(Organisation.id, Organisation.name, Organisation.short_name).where(Organisation.id.in_(tree))
    ).all()
    aliases = db.session.execute(
        sa.select(OrganisationAlias.organisation_id, OrganisationAlias.name).where(OrganisationAlias.organisation_id.in_(tree))
    ).all()
    spellings = [(row.id, text) for row in names for text in (row.name, row.short_name) if text]
    return Institutions(
        root, {row.id: row.name for row in names}, [*spellings, *((row.organisation_id, row.name) for row in aliases)]
    )


def _region(root_name: str) -> str:
    words = institution_key(root_name).split()
    return " ".join(words[words.index("kota") if "kota" in words else len(words) - 2 :]) if len(words) > 2 else ""


def _variants(key: str, region: str) -> Iterable[str]:
    """The key, and the key without the region's name or the secretariat it belongs to at its end."""
    yield key
    short = key
    for ending in (f" {region}" if region else "", " sekretariat daerah"):
        if ending and short.endswith(ending) and len(short) > len(ending):
            short = short.removesuffix(ending)
            yield short
