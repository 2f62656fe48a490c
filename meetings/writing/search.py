"""What is typed into a search box, and the form in which it is compared with what is stored.

A search finds a person however the name is spelled: in any case, with or without accents, apostrophes and titles, its words in any
order. `search_key` is the one rule for it; `models.search` has the same rule for the databases.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence

from meetings.writing.names import COMBINING, GLUED_TITLES, QUOTES, sort_key, split_name

MOST_WORDS = 8
# Letters that look like a plain one but are not taken apart by Unicode; ς only stands at the end of a word.
LETTERS = {"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "ŧ": "t", "ς": "σ"}
LIGATURES = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
_FOLDED = str.maketrans(LETTERS | LIGATURES)
_GROUPED = re.compile(r"\b(\d{8})\s+(\d{6})\s+(\d)\s+(\d{3})\b")


def search_key(text: str) -> str:
    """Lower case, without accents and quotes: what is typed is found in a text when its key stands in the text's key.

    Each sign is changed by itself, so that a part of a text has a part of the text's key."""
    if text.isascii():  # a database asks for thousands of them
        return text.lower().replace("'", "").replace('"', "").replace("`", "")
    plain = COMBINING.sub("", unicodedata.normalize("NFKD", QUOTES.sub("", text)))
    return plain.lower().translate(_FOLDED)


def search_words(text: str) -> list[str]:
    """What a search text asks for, word by word, without titles where a name follows; a NIP in groups is one word."""
    name = split_name(_GROUPED.sub(r"\1\2\3\4", text)).name
    return [word for word in GLUED_TITLES.sub("", name).split() if word_keys(word)][:MOST_WORDS]


def word_keys(word: str) -> list[str]:
    """The keys that must stand in a text which has this word: more than one for `tanah-sareal`."""
    return search_key(sort_key(QUOTES.sub("", word))).split()


def query_keys(text: str) -> list[str]:
    """Every key that a text must have which a search text finds."""
    return [key for word in search_words(text) for key in word_keys(word)]


def excerpt(text: str, keys: Sequence[str], length: int = 280) -> list[tuple[str, bool]]:
    """The part of the text in which most of the keys stand, at most about ``length`` signs, in pieces: (text, whether a key has it). The
    beginning where none stands in it."""
    found = _places(text, keys)
    start = _best_start(found, length)
    start = max(0, start - length // 5) if start > length // 2 else 0
    if start:
        start = text.find(" ", start, start + length // 5) + 1 or start
    end = min(len(text), start + length)
    if end < len(text):
        end = max(text.rfind(" ", start + length // 2, end), -1)
        end = end if end > start else start + length
    pieces = [("… ", False)] if start else []
    place = start
    for begin, over in found:
        first, after = max(begin, place), min(over, end)
        if first < after:
            pieces += [(text[place:first], False), (text[first:after], True)]
            place = after
    pieces.append((text[place:end] + (" …" if end < len(text) else ""), False))
    return [(piece, marked) for piece, marked in pieces if piece]


def _places(text: str, keys: Sequence[str]) -> list[tuple[int, int]]:
    """Where in the text signs stand whose keys together are one of ``keys``, from left to right."""
    whole, owners = [], []  # of each sign of the text's key: which sign of the text has it
    for number, sign in enumerate(text):
        part = search_key(sign)
        whole.append(part)
        owners += [number] * len(part)
    key = "".join(whole)
    found = [(owners[at.start()], owners[at.end() - 1] + 1) for each in set(keys) for at in re.finditer(re.escape(each), key)]
    return sorted(found)


def _best_start(found: Sequence[tuple[int, int]], length: int) -> int:
    """Where a stretch of ``length`` begins that has most of what was found."""
    begins = [begin for begin, _end in found[:500]]
    return max(begins, key=lambda begin: (bisect_left(begins, begin + length) - bisect_left(begins, begin), -begin), default=0)
