"""Names with their titles: taken apart, put together, and ordered as Indonesian lists order them.

Titles stand in three fields because signature blocks, certificates and sorting each need another part of them.
The case is never changed: `Rr.`, `Ak.` and `Rep.Publ.` have no rule a program could know.
"""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from meetings.writing.reading import Cell, is_name, listed_lines, read_text, with_commas


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words("""
    prof dr drs dra ir drg drh apt ns ners h hj kh k.h tgk ust ustad ustadz ustadzah pdt pendeta pastor romo
    rr r.rr ra r.a rm r.m r.ngt bpk bapak ibu sdr sdri ny tn
""")
DOTTED_TITLES = frozenset({"r"})  # `R.` is Raden, a bare `R` may be a name
RANKS = _words("""
    jenderal jend letjen mayjen brigjen kolonel kol letkol mayor kapten lettu letda peltu pelda serma serka sertu
    serda kopka koptu kopda praka pratu prada laksamana laksdya laksda laksma marsekal marsdya marsda marsma
    komjen irjen kombes kombespol akbp kompol akp iptu ipda aiptu aipda bripka brigpol brigadir briptu bripda
""")
AFTER_RANK = _words("""
    pol tni purn ad al au laut inf kav arm arh czi cpl cba chb ckm cpm chk caj cke mar p t e k pnb tek lek kes adm
    pas sus nav
""")
DEGREES = _words("""
    se sh st sp spd ssos sip skom skm skep sag sap sstp stp spt spsi ssi sst sth mm mh mt msi msc mpd mkes map mpa
    mba ma mag mkn mhum mti phd ak ca cpa mac ap be bsc ners apt amd amdkeb dea cfra crmp cgcae qia
    finasim finacs fics fiha fisr facc fescp
""")
HOLDINGS = _words("plt plh pj pjs")  # how an office is held
QUOTE_SIGNS = "'’‘`´ʼ\"“”"
QUOTES = re.compile(f"[{QUOTE_SIGNS}]")
SIGNS = re.compile(r"[.,;:_/\\()\[\]{}<>|*+=~^-]+")
GLUED_TITLES = re.compile(r"^(?:(?:prof|dr|drs|dra|ir|hj?|kh)\.)+(?=\S)", re.IGNORECASE)
LONGEST_WORD = 40  # signs without a blank in a name
NEARLY = 0.75  # Mochamad and Muhammad
NO_NAME = re.compile(r"[@=,;\t<>|]|https?:|^[+\-]|\b\d+\b|\d{6}")
ADDRESSES = re.compile(r"(?:bapak|ibu|bpk|sdr|sdri|saudara|saudari|pak|bu)\b", re.IGNORECASE)
TWICE_ADDRESSED = re.compile(rf"(?<=Yth\. )Bapak/Ibu (?={ADDRESSES.pattern})", re.IGNORECASE)
DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?=\s|$|<)")
COMBINING = re.compile("[\u0300-\u036f]")  # Latin accents only: in other scripts marks are letters


@dataclass(frozen=True, slots=True)
class Name:
    """`front` and `back` hold the titles as typed, `name` the name alone."""

    front: str
    name: str
    back: str

    def __str__(self) -> str:
        return full_name(self.front, self.name, self.back)


def full_name(front: str, name: str, back: str) -> str:
    """`Dr. Ir. Kasiran Mahendra, S.Kom., M.T.I.` from its three parts."""
    leading = f"{front} {name}".strip() if front else name
    return f"{leading}, {back}" if back else leading


def with_position(name: str, *offices: str) -> str:
    """«Nama, Jabatan»: a full name, or none, with position and institution behind it, as far as they are known and say something new."""
    return with_commas(*addressed(name, *offices))


def stood_for(name: str, position: str, institution: str, here: str = "") -> str:
    """Behind "mewakili" in a line of a list or paper: the office that is represented, or the full name of somebody who has none; with its
    institution where that is not the one that the line says of the representative (``here``)."""
    return with_position(position or name, "" if institution == here else institution)


def addressed(name: str, *offices: str) -> tuple[str, ...]:
    """The lines of an address: name, position, institution, without those that another line says already.

    `Camat Bogor Tengah`, `Camat` is one line. A name gives way only to the position that goes on from it (`Kepala Dinas Kesehatan`,
    `Kepala Dinas Kesehatan Kota Bogor`): Kartini of RSUD Kartini stays."""
    lines = [line for line in (part.strip() for part in (name, *offices)) if line]
    words = [f" {bare_words(line)} " for line in lines]
    kept = [
        line
        for place, line in enumerate(lines)
        if place == 0
        or not any(
            words[place] in other and (other != words[place] or before < place)
            for before, other in enumerate(words)
            if before != place
        )
    ]
    goes_on = name.strip() and len(kept) > 1 and kept[1] == lines[1] and words[1].startswith(words[0])
    return tuple(kept[1:] if goes_on else kept)


def honoured(name: str) -> str:
    """`Bapak/Ibu Sri Rahayu`; who is called Bapak or Ibu in their name already is not called so twice."""
    return name if ADDRESSES.match(name) else f"Bapak/Ibu {name}"


def addressed_once(text: str) -> str:
    """A text in which a name follows «Bapak/Ibu», without it where the name begins so itself."""
    return TWICE_ADDRESSED.sub("", text)


def one_full_stop(sentence: object) -> str:
    """A sentence that ends with somebody's name: `M.Si.` has brought its full stop. What is safe to be shown as it stands (`Markup`) stays so."""
    text = sentence if isinstance(sentence, str) else str(sentence)
    return type(text)(DOUBLE_STOP.sub(".", text)) if ".." in text else text


def in_capitals(office: str) -> str:
    """An office as a signature block with a mandate prints it: `Plt. SEKRETARIS DAERAH`; how it is held stays as written."""
    head, space, rest = office.strip().partition(" ")
    return f"{head} {rest.upper()}" if space and head.casefold().rstrip(".") in HOLDINGS else office.strip().upper()


def split_name(cell: Cell) -> Name:
    """Take a name apart; putting it together again gives the same text, but for white space.

    Only what is surely a title leaves the name: titles behind need a comma, and one word always stays."""
    text = _in_one_line(cell)
    leading, comma, back = text.partition(",")
    if comma and not are_degrees(back, capitals=leading.isupper()):
        leading, back = text, ""
    words = leading.split()
    taken = 0
    while taken < len(words) - 1 and _is_title(words, taken):
        taken += 1
    return Name(" ".join(words[:taken]), " ".join(words[taken:]), back.strip())


def bare_words(text: str) -> str:
    """The words of a text without case and the signs between them, for comparing."""
    return " ".join(SIGNS.sub(" ", text).casefold().split())


@lru_cache(maxsize=256)  # asked for several times for one person, in a row
def sort_key(name: str) -> str:
    """The name without titles, accents, quotes and case, for ordering and for finding the same person again."""
    words = GLUED_TITLES.sub("", split_name(name).name).split()
    while len(words) > 1 and "." in words[-1] and _is_degree(words[-1]):
        words.pop()
    plain = COMBINING.sub("", unicodedata.normalize("NFKD", " ".join(words)))
    kept = SIGNS.sub(" ", QUOTES.sub("", plain)).casefold()
    return " ".join(kept.split()) or " ".join(words).casefold()


def is_respelled(one: str, other: str) -> bool:
    """Whether one name may be another spelling of the other's (`Mohamad Yusuf`, `M. Yusuf`, `Muhammad Yusuf Ali`): each word of the shorter
    has one in the longer, in order, that begins alike and is nearly it, or that it cuts short."""
    shorter, longer = sorted((sort_key(one).split(), sort_key(other).split()), key=len)
    rest = iter(longer)
    return all(any(_is_word_respelled(word, each) for each in rest) for word in shorter)


def _is_word_respelled(one: str, other: str) -> bool:
    cut_short = one.startswith(other) or other.startswith(one)
    return cut_short or (one[0] == other[0] and SequenceMatcher(None, one, other).ratio() >= NEARLY)


def is_persons_name(text: str) -> bool:
    """Whether a text can be somebody's whole name, degrees included: no formula, number, address, markup, line of several columns or key
    that was held down."""
    name = split_name(text).name
    letters = sum(sign.isalpha() for sign in name)
    short = all(len(word) <= LONGEST_WORD for word in name.split())
    return is_name(text) and letters > 1 and short and not NO_NAME.search(name)


def _in_one_line(cell: Cell) -> str:
    """The cell as one line; degrees that stand on a line of their own get the comma that the line break was."""
    lines = listed_lines(cell) if isinstance(cell, str) else []
    if len(lines) < 2:
        return read_text(cell)
    first, *others = lines
    for line in others:
        degrees = not first.endswith(",") and are_degrees(line, capitals=True)
        first += f"{',' if degrees else ''} {line}"
    return first


def _is_title(words: list[str], position: int) -> bool:
    word = words[position].casefold().strip("()")
    bare = word.rstrip(".")
    if bare in TITLES or bare in RANKS or (bare in DOTTED_TITLES and word.endswith(".")):
        return True
    if bare in AFTER_RANK:
        return any(before.casefold().strip("().") in RANKS for before in words[:position])
    parts = [part for part in word.split(".") if part]
    return len(parts) > 1 and all(part in TITLES or part in RANKS for part in parts)


def are_degrees(text: str, *, capitals: bool) -> bool:
    """Whether a text holds degrees and nothing else, set apart by commas; `capitals` says that the name before is in capitals."""
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    sure = [_is_degree(piece, capitals=capitals) for piece in pieces]
    # Beside a degree that is surely one, a word in capitals is the next: `Sp.PD-KGEH, FINASIM`.
    return any(sure) and all(known or _is_capitals(piece, 12) for known, piece in zip(sure, pieces, strict=True))


def _is_degree(piece: str, *, capitals: bool = True) -> bool:
    words = piece.split()
    if len(words) > 3:
        return False
    known = all(word.replace(".", "").casefold() in DEGREES for word in words)
    return known or "." in words[0] or (not capitals and _is_capitals(piece, 6))


def _is_capitals(piece: str, longest: int) -> bool:
    return piece.isupper() and len(piece) <= longest and " " not in piece
