"""A search text finds a name however either is spelled. The same pairs are asked of the scanner's search."""

import json
from pathlib import Path

import pytest

from meetings.writing.names import QUOTE_SIGNS
from meetings.writing.search import LETTERS, LIGATURES, MOST_WORDS, search_key, search_words, word_keys

SPELLINGS = json.loads((Path(__file__).parents[2] / "frontend/scanner/tests/searches.json").read_text())


def finds(text: str, query: str) -> bool:
    return all(key in search_key(text) for word in search_words(query) for key in word_keys(word))


@pytest.mark.parametrize(("text", "query"), SPELLINGS["found"])
def test_found(text: str, query: str) -> None:
    assert finds(text, query)


@pytest.mark.parametrize(("text", "query"), SPELLINGS["not_found"])
def test_not_found(text: str, query: str) -> None:
    assert not finds(text, query)


def test_the_scanner_spells_the_same_letters() -> None:
    assert SPELLINGS["letters"] == LETTERS | LIGATURES
    assert SPELLINGS["quotes"] == QUOTE_SIGNS
    for letter, plain in SPELLINGS["letters"].items():
        assert search_key(f"a{letter}b") == f"a{plain}b"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Dr. Siti Aminah, S.E.", ["Siti", "Aminah"]),
        ("prof", ["prof"]),
        ("Kepala Dinas", ["Kepala", "Dinas"]),
        ("19860926 201505 1 001", ["198609262015051001"]),
        (" \u200b ' ", []),
        ("siti@kota.go.id", ["siti@kota.go.id"]),
    ],
)
def test_a_search_text_is_taken_word_by_word_without_titles(typed: str, words: list[str]) -> None:
    assert search_words(typed) == words


def test_a_whole_page_pasted_asks_for_its_first_words_only() -> None:
    assert len(search_words("kata " * 500)) == MOST_WORDS


def test_a_part_of_a_text_has_a_part_of_its_key() -> None:
    text = "Prof. Dr. Đoàn Ma’ruf, S.Kom. – Straße ΟΔΟΣ"
    for start in range(len(text)):
        assert search_key(text[start:]) in search_key(text)
        assert search_key(text[:start]) in search_key(text)
