"""One word for one thing: the glossary holds the screens, the scanner and the guides to its terms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from babel.messages.pofile import read_po

from tests.support.sources import ROOT, tracked_files

GUIDES = ("docs/panitia.md", "docs/petugas-registrasi.md", "docs/sekretaris.md", "docs/administrator.md")


@dataclass(frozen=True)
class Term:
    """A line of the table; words in small letters."""

    term: str
    english: str
    instead_of: tuple[str, ...]
    except_in: tuple[str, ...]


def glossary() -> list[Term]:
    lines = [line for line in (ROOT / "docs/glosarium.md").read_text().splitlines() if line.startswith("| ")][1:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [Term(term, english, _words(bad), _words(good)) for term, english, _meaning, bad, good in cells]


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in cell.split(",") if word.strip())


def screens() -> Iterator[tuple[str, str, str]]:
    """(where, Indonesian text, English text or nothing)."""
    with (ROOT / "meetings/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        for message in read_po(file):
            if message.id:
                one = isinstance(message.id, str)
                yield "screen", str(message.id if one else message.id[0]), str(message.string if one else message.string[0])
    for path in tracked_files():
        if path.name == "strings.ts":
            for text in re.findall(r'"([^"\n]+)"', path.read_text().partition("const english")[0]):
                yield path.name, text, ""
    for guide in GUIDES:
        for line in (ROOT / guide).read_text().splitlines():
            yield guide, re.sub(r"`[^`]*`|\([^)]*\.md\)", "", line), ""


def test_no_screen_or_guide_uses_another_word() -> None:
    terms = glossary()
    assert len(terms) > 20
    found = []
    for where, text, _english in screens():
        plain = re.sub(r"%\(\w+\)s|\{\w+\}", "", text).lower()
        for term in terms:
            left = plain
            for phrase in term.except_in:
                left = left.replace(phrase, "")
            found += [f"{where}: {text[:90]} ({word} → {term.term})" for word in term.instead_of if _has(left, word)]
    assert not found, "\n".join(found)


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def test_a_label_is_called_the_same_in_english() -> None:
    english = {text: translation for where, text, translation in screens() if where == "screen"}
    wrong = [
        f"{term.term}: {english[term.term]} (not {term.english})"
        for term in glossary()
        if english.get(term.term, term.english) != term.english
    ]
    assert wrong == []
