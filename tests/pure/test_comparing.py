"""Two texts word by word: both can be read out of the pieces, and what is told as changed is what changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.minutes.comparing import MOST_PAIRS, Piece, compare

TEXTS = st.text(alphabet="ab \n", max_size=60)


def without(kind: str, pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != kind)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_the_pieces(before: str, after: str) -> None:
    pieces = compare(before, after)

    assert without("added", pieces) == before
    assert without("removed", pieces) == after
    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in zip(pieces, pieces[1:], strict=False))


def test_a_word_that_changed_is_the_only_one_told() -> None:
    pieces = compare("Pagu Rp 10 miliar\nSetuju", "Pagu Rp 12 miliar\nSetuju")

    assert pieces == [
        Piece("same", "Pagu Rp "),
        Piece("removed", "10 "),
        Piece("added", "12 "),
        Piece("same", "miliar\nSetuju"),
    ]


def test_lines_that_have_little_in_common_are_told_whole() -> None:
    assert compare("Rapat dibuka pukul delapan", "Anggaran belum dibahas semua") == [
        Piece("removed", "Rapat dibuka pukul delapan"),
        Piece("added", "Anggaran belum dibahas semua"),
    ]


@pytest.mark.parametrize("between", ["\n", " "])
def test_texts_beyond_every_measure_are_told_as_rewritten(between: str) -> None:
    many = int(MOST_PAIRS**0.5) + 1
    before, after = between.join(f"a{n}" for n in range(many)), between.join(f"b{n}" for n in range(many))

    assert compare(before, after) == [Piece("removed", before), Piece("added", after)]
