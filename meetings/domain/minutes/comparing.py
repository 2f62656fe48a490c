"""Two texts word by word: what of the first is gone, what of the second is new. Lines are compared first, then the words of those that differ."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST_PAIRS = 1_000_000  # of lines, or of words, that are held against each other; beyond it the whole counts as rewritten
ALIKE = 0.3  # words that agree, of all; lines that have less in common are told as one that went and one that came

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True)
class Piece:
    """A stretch of text, and what became of it."""

    kind: Kind
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order: those but the added ones are ``before``, those but the removed ones ``after``."""
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return list(_joined(_pieces(*lines, within=_words)))


def _words(before: str, after: str) -> Iterator[Piece]:
    one, other = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    if len(one) * len(other) <= MOST_PAIRS and SequenceMatcher(None, one, other, autojunk=False).ratio() < ALIKE:
        return _rewritten(before, after)
    return _pieces(one, other, within=_rewritten)


def _rewritten(before: str, after: str) -> Iterator[Piece]:
    yield Piece("removed", before)
    yield Piece("added", after)


def _pieces(one: Sequence[str], other: Sequence[str], within: Callable[[str, str], Iterator[Piece]]) -> Iterator[Piece]:
    head = next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other))
    )
    yield Piece("same", "".join(one[:head]))
    one, other = one[head:], other[head:]
    if len(one) * len(other) > MOST_PAIRS:
        yield from _rewritten("".join(one), "".join(other))
        return
    for tag, begin, end, start, stop in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left, right = "".join(one[begin:end]), "".join(other[start:stop])
        if tag == "equal":
            yield Piece("same", left)
        else:
            yield from within(left, right) if left and right else _rewritten(left, right)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Without empty ones; neighbours of one kind are one."""
    held: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if held and held.kind == piece.kind:
            held = Piece(held.kind, held.text + piece.text)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held
