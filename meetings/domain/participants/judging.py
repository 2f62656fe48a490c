"""Who each row of an uploaded list is: somebody new, somebody on the list, twice in the file, or for a person to say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from meetings.domain.participants.columns import Field
from meetings.domain.participants.decisions import ROW
from meetings.domain.participants.details import Details, name_key
from meetings.domain.participants.findings import Code, Finding, Level
from meetings.domain.participants.known import NOBODY, Known, Match, Person
from meetings.domain.participants.rows import Draft
from meetings.enums import Verdict
from meetings.models import standing
from meetings.writing.names import sort_key
from meetings.writing.reading import joined_notes

# Fields that a later list may correct; what it leaves empty stays.
CORRECTABLE = (
    "title_front",
    "name",
    "title_back",
    "nip",
    "rank",
    "grade",
    "position",
    "institution",
    "phone",
    "email",
    "notes",
)


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    SAME = "same"  # on the list already, nothing differs
    DIFFERS = "differs"  # on the list already, something differs
    DOUBLE = "double"  # the same person stands elsewhere in the file, too
    DOUBTFUL = "doubtful"  # may be somebody on the list or of the file: stays out until a person says so
    SKIPPED = "skipped"  # a person said so
    BROKEN = "broken"


@dataclass(slots=True)
class PlannedRow:
    """A draft with its fate; `existing` is the row of the participant that it matches, `changes` what the file says differently, `candidates`
    whom it may be, `apart` that it is another one than all of its name."""

    draft: Draft
    fate: Fate
    existing: Person | None = None
    changes: dict[str, str] | None = None
    candidates: tuple[Person, ...] = ()
    apart: bool = False
    sessions: list[str] | None = None  # ids of those that they alone are called to from now on; none in it: all
    called: str = ""  # what the row says of sessions, in words
    moved: tuple[str, str] | None = None  # what its person is called to by now, and what then, in words

    @property
    def goes_in(self) -> bool:
        """Whether it is somebody new, as proposed or as a person said."""
        return self.fate is Fate.NEW and (self.draft.decision.taken or not self.draft.unsure or self.draft.likely)

    @property
    def corrects(self) -> bool:
        """Whether a person said that what the file says replaces what the list says."""
        return self.fate is Fate.DIFFERS and self.draft.decision.verdict in (Verdict.TAKE, Verdict.SAME)

    @property
    def has_warning(self) -> bool:
        """Whether something of it could not be read, and nobody said that it goes in all the same."""
        return not self.draft.decision.taken and any(each.level is Level.WARNING for each in self.draft.findings)


class Judge:
    """What becomes of each row, given those before it: nobody on the list is meant by two rows."""

    def __init__(self, known: Known, categories: Mapping[str, str], drafts: Sequence[Draft]) -> None:
        self.known, self.seen, self.categories = known, Known([]), categories
        self.by_id = {person["id"]: person for found in known.by_name.values() for person in found}
        self.claimed: dict[str, Draft] = {}
        self.contested = _contested(known, drafts)

    def row(self, draft: Draft) -> PlannedRow:
        """The row's fate; what was found on the way is said in its draft."""
        if draft.decision.verdict is Verdict.SKIP:
            return PlannedRow(draft, Fate.SKIPPED)
        if draft.broken:
            return PlannedRow(draft, Fate.BROKEN)
        row = self._new(draft) if draft.decision.verdict is Verdict.NEW else self._compared(draft)
        if row.fate is not Fate.DOUBTFUL:
            self.seen.add(_as_row(draft))
        return row

    def _new(self, draft: Draft) -> PlannedRow:
        """A person said that it is nobody else; then a number that somebody else has is not theirs."""
        nip = draft.details.nip
        if nip and (nip in self.known.by_nip or nip in self.seen.by_nip):
            draft.findings.append(Finding(Code.NIP_LEFT_OUT, Level.WARNING, Field.NIP, value=nip))
            draft.details = replace(draft.details, nip="")
        key = name_key(draft.details.name, draft.details.institution)
        return PlannedRow(draft, Fate.NEW, apart=key in self.known.by_name or key in self.seen.by_name)

    def _compared(self, draft: Draft) -> PlannedRow:
        chosen = draft.decision.match if draft.decision.verdict is Verdict.SAME else ""
        if chosen.startswith(ROW):
            return self._double(draft, int(chosen.removeprefix(ROW)))
        person = self.by_id.get(chosen)
        if person is not None and _may_be(draft.details, person):
            return self._existing(draft, person)
        above, listed = self.seen.match(draft.details), self.known.match(draft.details, self.contested)
        if above.person is not None:
            return self._double(draft, above.person["number"])
        if above.doubt is Code.SEVERAL_FIT:  # of several above it, none goes in twice
            return self._double(draft, above.candidates[0]["number"])
        if listed.person is not None and above.doubt is not Code.NIP_OTHER_NAME:
            return self._existing(draft, listed.person)
        return self._asked(draft, above, listed)

    def _asked(self, draft: Draft, above: Match, listed: Match) -> PlannedRow:
        """Nobody for sure: somebody new, unless there is somebody whom it may be."""
        grave = next((each for each in (listed, above) if each.doubt not in (None, Code.NAMESAKE)), None)
        twin = next((each for each in (above, listed) if each.doubt is Code.NAMESAKE), NOBODY)
        match = grave or twin
        if match.doubt is not None:
            names = draft.details.full_name
            about = Field.NIP if match.doubt is Code.NIP_OTHER_NAME else None
            draft.findings.append(Finding(match.doubt, Level.QUESTION, about, value=names))
        if draft.unsure:
            draft.findings.append(Finding(Code.NAME_ONLY, Level.QUESTION, value=draft.unsure))
        return PlannedRow(draft, Fate.DOUBTFUL if grave else Fate.NEW, candidates=match.candidates)

    def _double(self, draft: Draft, number: int) -> PlannedRow:
        same = next(
            (each for each in self.seen.namesakes.get(sort_key(draft.details.name), ()) if each["number"] == number), None
        )
        by_number = bool(draft.details.nip) and (same is None or same["nip"] == draft.details.nip)
        code, about = (Code.DOUBLE_NIP, Field.NIP) if by_number else (Code.DOUBLE_NAME, Field.NAME)
        draft.findings.append(Finding(code, Level.WARNING, about, value=draft.details.full_name, other_row=number))
        return PlannedRow(draft, Fate.DOUBLE)

    def _existing(self, draft: Draft, existing: Person) -> PlannedRow:
        if other := self.claimed.get(existing["id"]):
            return self._double(draft, other.number)
        self.claimed[existing["id"]] = draft
        if existing["status"] in standing.GONE.statuses:
            draft.findings.append(Finding(Code.WITHDRAWN, Level.WARNING, Field.NAME, value=draft.details.full_name))
            return PlannedRow(draft, Fate.SAME, existing)
        changes = _differences(draft, existing, self.categories)
        return PlannedRow(draft, Fate.DIFFERS if changes else Fate.SAME, existing, changes)


def _differences(draft: Draft, existing: Person, categories: Mapping[str, str]) -> dict[str, str]:
    """What the file says and the list does not, by field; an empty cell says nothing."""
    changes = {key: getattr(draft.details, key) for key in CORRECTABLE}
    changes = {key: value for key, value in changes.items() if value and value != existing[key]}
    if "notes" in changes and existing["notes"]:  # what the committee has noted is no column of a list: it stays
        joined = joined_notes(existing["notes"], changes.pop("notes"))
        changes |= {"notes": joined} if joined != existing["notes"] else {}
    if draft.category and categories.get(draft.category.casefold(), "") != existing["category_id"]:
        changes["category"] = draft.category
    return changes


def _may_be(details: Details, person: Person) -> bool:
    """No two NIPs are one person's, whoever says so."""
    return not (details.nip and person["nip"]) or details.nip == person["nip"]


def _contested(known: Known, drafts: Sequence[Draft]) -> set[str]:
    """Keys of names and institutions that rows with different NIPs bear, none of which is on the list."""
    numbers: dict[str, set[str]] = {}
    for draft in drafts:
        details = draft.details
        if details.nip and details.nip not in known.by_nip and draft.decision.verdict not in (Verdict.SKIP, Verdict.NEW):
            numbers.setdefault(name_key(details.name, details.institution), set()).add(details.nip)
    return {key for key, found in numbers.items() if len(found) > 1}


def _as_row(draft: Draft) -> dict[str, Any]:
    details = draft.details
    return {
        "number": draft.number,
        "nip": details.nip,
        "name": details.name,
        "institution": details.institution,
        "phone": details.phone,
        "email": details.email,
    }


def may_say(row: PlannedRow) -> tuple[Verdict, ...]:
    """What a person may say of a row: beside what was proposed, whatever would change something."""
    said = row.draft.decision.verdict
    allowed = {Verdict.PROPOSED, said, *ALLOWED[row.fate]}
    if row.candidates:
        allowed |= {Verdict.SAME, Verdict.NEW}
    if row.fate is Fate.NEW and (row.draft.unsure or row.has_warning):
        allowed.add(Verdict.TAKE)
    return tuple(each for each in Verdict if each in allowed)


ALLOWED: Mapping[Fate, tuple[Verdict, ...]] = {
    Fate.NEW: (Verdict.SKIP,),
    Fate.SAME: (Verdict.NEW, Verdict.SKIP),
    Fate.DIFFERS: (Verdict.TAKE, Verdict.NEW, Verdict.SKIP),
    Fate.DOUBLE: (Verdict.NEW, Verdict.SKIP),
    Fate.DOUBTFUL: (Verdict.SAME, Verdict.NEW, Verdict.SKIP),
    Fate.SKIPPED: (Verdict.SKIP,),
    Fate.BROKEN: (Verdict.SKIP,),
}
