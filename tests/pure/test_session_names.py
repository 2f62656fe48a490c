"""What a cell of a list says about sessions."""

import pytest

from meetings.domain.participants.session_names import read_session_names

SESSIONS = [("a", "Pleno I"), ("b", "Komisi A, Ekonomi"), ("c", "Komisi B"), ("d", "Pleno I")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1", ["a"]),
        ("sesi 2", ["b"]),
        ("1, 3", ["a", "c"]),
        ("2-4", ["b", "c", "d"]),
        ("2 s.d. 3 dan 1", ["b", "c", "a"]),
        ("komisi  b", ["c"]),
        ("Komisi A, Ekonomi; 3", ["b", "c"]),
        ("Pleno I", ["a", "d"]),
        ("Semua sesi", None),
    ],
)
def test_numbers_and_titles(text, found):
    assert read_session_names(text, SESSIONS) == (found, "")


@pytest.mark.parametrize(("text", "unknown"), [("5", "5"), ("3-2", "3-2"), ("1, Komisi C", "Komisi C"), (";", ";"), ("0", "0")])
def test_what_names_none(text, unknown):
    assert read_session_names(text, SESSIONS) == ([], unknown)
