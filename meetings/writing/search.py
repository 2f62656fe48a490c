"""What is typed into a search box, and the form in which it is compared with what is stored.

A search finds a person however the name is spelled: in any case, with or without accents, apostrophes and titles, its words in any
order. `search_key` is the one rule for it; `models.search` has the same rule for the databases.
"""

import re
import unicodedata

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
