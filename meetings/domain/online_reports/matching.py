"""Whom a name on a screen may mean, with a score and the reason: no database, nothing decided.

Invitations ask for `{institution}_{name}_{position}`, and people write parts of it in any order; a room writes the name under which it is
registered.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice

from rapidfuzz import fuzz

from meetings.documents.sheets.online_reports.people import Attendee, screen_key, words
from meetings.enums.labelled import N_, Labelled
from meetings.writing.institutions import institution_key
from meetings.writing.names import HOLDINGS, are_degrees, is_respelled, sort_key

SURE, LIKELY, LEAST = 90, 60, 35  # of 100: needs no look, is proposed, is shown as a possibility
LEAD = 8  # over the next one, else a person says which
ALIKE, NEARLY = 50, 82  # of 100: letters that two names share, before they are compared word by word, and without that
MOST_SHOWN, MOST_COMPARED, MOST_OF_PLACE, MOST_WORDS = 5, 14, 60, 6
PIECES = re.compile(r"\s*[_|/–—:;]+\s*|\s+-\s*|\s*-\s+")
GOVERNMENT = re.compile(r"^pemerintah (?:daerah )?")
OFFICES = {
    "sekda": "sekretaris daerah", "sekdakab": "sekretaris daerah", "sekdakot": "sekretaris daerah",
    "sekdaprov": "sekretaris daerah", "kabag": "kepala bagian", "kadis": "kepala dinas", "kaban": "kepala badan",
    "kabid": "kepala bidang", "kabiro": "kepala biro", "karo": "kepala biro", "kasubag": "kepala subbagian",
    "kasubbag": "kepala subbagian", "kasi": "kepala seksi", "sekdis": "sekretaris dinas", "sekcam": "sekretaris camat",
    "bag": "bagian", "ka": "kepala", "wabup": "wakil bupati", "wawali": "wakil wali kota", "walikota": "wali kota",
    "orpeg": "organisasi dan kepegawaian", "ortala": "organisasi dan tata laksana", "setda": "sekretariat daerah",
}  # fmt: skip  # -- table


OFFICE_WORDS = frozenset(word for office in OFFICES.values() for word in office.split()) | words("""
    asisten camat lurah staf ahli direktur kanwil inspektur bupati gubernur wali wakil ketua anggota operator sekretariat dinas badan
    kantor seksi subbagian umum pemerintahan ruang vidcon aula peserta
""")
TITLED = re.compile(
    rf"(?:{'|'.join(sorted(HOLDINGS))})?[. ]*(?:{'|'.join(sorted(OFFICES.keys() - {'bag', 'setda'}))})\b", re.IGNORECASE
)


class Why(Labelled):
    """Why somebody is proposed."""

    ALIAS = "alias", N_("pernah dikonfirmasi dengan nama di layar ini")
    ROOM = "room", N_("nama di layar titik daring")
    EMAIL = "email", N_("surel sama")
    NAME = "name", N_("nama sama")
    NEARLY = "nearly", N_("nama mirip")
    PLACE = "place", N_("instansi sama")
    REGION = "region", N_("instansi di daerah itu")
    OFFICE = "office", N_("jabatan cocok")
    ALONE = "alone", N_("satu-satunya dari instansi itu")
    ELSEWHERE = "elsewhere", N_("nama di layar menyebut instansi lain")


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list, or a room of it (``room``). ``name``: as compared (`sort_key`), of a room the name on its screen (`screen_key`);
    ``identity``: the same at whatever meeting; ``people``: how many are meant."""

    id: str
    name: str
    identity: str
    position: str = ""
    institution: str = ""
    email: str = ""
    room: bool = False
    people: int = 1

    @property
    def means(self) -> str:
        """How a decision names them."""
        return f"{'r' if self.room else 'p'}:{self.id}"

    @property
    def remembered(self) -> str:
        """How it is kept beyond this meeting."""
        return f"{'r' if self.room else 'p'}:{self.identity}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom it may be, how likely of 100, and why."""

    who: Listed
    score: int
    why: tuple[Why, ...]


class Directory:
    """Everybody whom a name on a screen of this meeting may mean."""

    def __init__(self, listed: Iterable[Listed], aliases: Mapping[str, str] | None = None) -> None:
        """``aliases``: by name on the screen (`screen_key`), whom it meant (`Listed.remembered`)."""
        self.listed = list(listed)
        self.by_means = {each.means: each for each in self.listed}
        self.people = [each for each in self.listed if not each.room]
        self.rooms = {each.name: each for each in self.listed if each.room}
        remembered = {each.remembered: each for each in self.listed}
        self.aliases = {name: remembered[means] for name, means in (aliases or {}).items() if means in remembered}
        self.by_email: dict[str, list[Listed]] = {}
        self.by_name: dict[str, list[Listed]] = {}
        self.by_word: dict[str, set[int]] = {}  # places in ``people``
        self.by_place: dict[str, list[Listed]] = {}
        for place_of, each in enumerate(self.people):
            self.by_name.setdefault(each.name, []).append(each)
            self.by_place.setdefault(place_key(each.institution), []).append(each)
            if each.email:
                self.by_email.setdefault(each.email.casefold(), []).append(each)
            for word in set(each.name.split()):
                self.by_word.setdefault(word, set()).add(place_of)
        self.regions: dict[str, set[str]] = {}
        for place in self.by_place:
            for part in _parts(place):
                self.regions.setdefault(part, set()).add(place)

    def candidates(self, attendee: Attendee) -> list[Candidate]:
        """Whom it may be, the likeliest first; at most `MOST_SHOWN`. Whoever has nothing in common with the name is not named."""
        found = {each.who.means: each for each in self._told(attendee)}
        if not any(each.score >= SURE for each in found.values()) and not attendee.nameless:
            screen = _Screen(attendee.name, self)
            for who in self._near(screen):
                judged = screen.judge(who)
                if judged.score >= LEAST and who.means not in found:
                    found[who.means] = judged
        return sorted(found.values(), key=lambda each: (-each.score, each.who.name, each.who.id))[:MOST_SHOWN]

    def _told(self, attendee: Attendee) -> Iterator[Candidate]:
        """Who was told apart before, by a registered name, or by address."""
        key = screen_key(attendee.name)
        if known := self.aliases.get(key):
            yield Candidate(known, 100, (Why.ALIAS,))
        elif room := self.rooms.get(key):
            yield Candidate(room, 100, (Why.ROOM,))
        elif attendee.email and len(same := self.by_email.get(attendee.email.casefold(), [])) == 1:
            yield Candidate(same[0], 100, (Why.EMAIL,))

    def _near(self, screen: "_Screen") -> Iterator[Listed]:
        """Namesakes, who stands on the list of the institution, and, unless that is one person already, who shares words with the name."""
        seen: set[str] = set()
        named = [who for name in screen.names for who in self.by_name.get(name, ())]
        told = any(place_key(who.institution) in screen.same for who in named)
        for who in (*named, *screen.placed, *(() if told else self._worded(screen.words))):
            if who.id not in seen:
                seen.add(who.id)
                yield who

    def _worded(self, words: Collection[str]) -> Iterator[Listed]:
        """Who shares two words with the name, then who shares its rarest; at most `MOST_COMPARED`."""
        having = sorted((found for word in words if (found := self.by_word.get(word))), key=len)[:MOST_WORDS]
        places: dict[int, None] = {}
        for group in (*(one & other for one, other in combinations(having, 2)), *having):
            places |= dict.fromkeys(islice(group, MOST_COMPARED))
            if len(places) >= MOST_COMPARED:
                break
        return (self.people[place] for place in islice(places, MOST_COMPARED))


class _Screen:
    """A name on a screen taken apart: which parts are an institution, and who stands on the list there."""

    def __init__(self, name: str, directory: Directory) -> None:
        self.pieces = [piece for piece in _pieces(name) if piece]
        self.same: set[str] = set()  # places
        self.around: set[str] = set()
        rest = []
        for piece in self.pieces:
            place = "" if TITLED.match(piece) else place_key(piece)
            if place and place in directory.by_place:
                self.same.add(place)
            elif region := directory.regions.get(place):
                self.around = self.around & region or region  # of an office in a region, that region's
            else:
                rest.append(piece)
        self.names = [sort_key(piece) for piece in rest]
        self.others = [office_key(piece) for piece in rest]
        self.offices = [office_key(piece) for piece in self.pieces]
        self.words = {word for name in self.names for word in name.split() if len(word) > 2}
        places = sorted(self.same) or sorted(self.around)
        self.placed = [who for place in places[:MOST_OF_PLACE] for who in directory.by_place[place][:MOST_OF_PLACE]]
        if len(self.placed) > MOST_OF_PLACE * 2:  # a whole province: its offices alone do not tell
            self.placed = []
        self.alone = len(self.placed) == 1

    def judge(self, who: Listed) -> Candidate:
        """How likely it is this one."""
        named = max((_alike(name, who.name) for name in self.names), default=0)
        place = place_key(who.institution)
        here, near = place in self.same, place in self.around and not self.same
        elsewhere = bool(self.same or self.around) and not (here or near)
        office = office_key(who.position)
        holds = any(_holds(each, office) for each in self.offices)
        why = [Why.NAME] if named >= 95 else [Why.NEARLY] if named >= 75 else []
        why += [Why.PLACE] if here else [Why.REGION] if near else [Why.ELSEWHERE] if elsewhere else []
        why += [Why.OFFICE] if holds else []
        if named >= 75:
            score = (82 if named >= 95 else 62) + (14 if here else 10 if near else -30 if elsewhere else 8 if named == 100 else 0)
            return Candidate(who, min(99, score + (4 if holds else 0)), tuple(why))
        somebody_else = any(not _holds(each, office) and _is_persons(each) for each in self.others)
        if (here or near) and holds:
            return Candidate(who, 50 if somebody_else else 80 if here else 70, tuple(why))
        if here and self.alone and not somebody_else:
            return Candidate(who, 62, (*why, Why.ALONE))
        return Candidate(who, 40 if here else 0, tuple(why))


def proposed(candidates: Sequence[Candidate]) -> Candidate | None:
    """The one that stands out; None where nobody does, or several."""
    if not candidates or candidates[0].score < LIKELY:
        return None
    if len(candidates) > 1 and candidates[0].score - candidates[1].score < LEAD:
        return None
    return candidates[0]


def place_key(institution: str) -> str:
    """`Pemkab Tanggamus`, `Pemerintah Kabupaten Tanggamus` and `Kab. Tanggamus` are one place."""
    return GOVERNMENT.sub("", institution_key(institution)) if institution else ""


@lru_cache(maxsize=8192)
def office_key(position: str) -> str:
    """A position spelt out, without how it is held: `Plt. Kabag Organisasi` is `kepala bagian organisasi`."""
    words = [OFFICES.get(word, word) for word in sort_key(position).split() if word not in HOLDINGS]
    return " ".join(words)


def _pieces(name: str) -> Iterator[str]:
    for piece in PIECES.split(name):
        leading, comma, back = piece.partition(",")
        yield from (
            (leading.strip(), back.strip()) if comma and not are_degrees(back, capitals=leading.isupper()) else (piece.strip(),)
        )


def _parts(place: str) -> Iterator[str]:
    """Beginnings and ends of two words or more: `dinas kesehatan` and `kota bogor` of one institution."""
    words = place.split()
    for cut in range(2, len(words)):
        yield " ".join(words[:cut])
        yield " ".join(words[-cut:])


def _alike(one: str, other: str) -> int:
    if one == other:
        return 100
    mine, theirs = one.split(), other.split()
    shared = set(mine) & set(theirs)
    if not mine or not theirs:
        return 0
    if len(shared) == min(len(set(mine)), len(set(theirs))):  # one is part of the other: all its words, or a first name alone
        return 95 if len(shared) > 1 else 78
    ratio = fuzz.token_sort_ratio(one, other, score_cutoff=ALIKE) if len(mine) > 1 else 0
    if ratio and shared and len(theirs) > 1 and is_respelled(one, other):
        return 85
    return round(ratio) if ratio >= NEARLY else 0


def _is_persons(key: str) -> bool:
    """Whether a part that is no institution names somebody, as far as none of its words is an office's."""
    parts = key.split()
    return any(len(word) > 2 for word in parts) and not any(word in OFFICE_WORDS or word.isdigit() for word in parts)


def _holds(said: str, office: str) -> bool:
    mine, theirs = set(said.split()), set(office.split())
    return bool(mine) and len(said) > 3 and mine <= theirs
