"""Who gets a certificate, by numbers alone, and what its sentence may say."""

import pytest

from meetings.domain.certificates.entitled import Measure
from meetings.domain.certificates.members import Member, read_members
from meetings.domain.certificates.rules import BUILT_IN, PLACEHOLDERS
from meetings.enums import CertificateMeasure as By
from meetings.writing.placeholders import unknown_gaps


@pytest.mark.parametrize(
    ("measure", "least", "attended", "of", "enough"),
    [
        (By.SESSIONS, 1, 0, 3, False),
        (By.SESSIONS, 1, 1, 3, True),
        (By.SESSIONS, 2, 1, 3, False),
        (By.SHARE, 75, 2, 3, False),  # two thirds
        (By.SHARE, 66, 2, 3, True),
        (By.SHARE, 75, 3, 4, True),
        (By.SHARE, 1, 0, 0, False),  # called to none of them
    ],
)
def test_enough_is_counted_in_sessions_or_in_their_share(measure: By, least: int, attended: int, of: int, enough: bool) -> None:
    assert Measure((), measure, least).enough(attended, of) is enough


def test_enough_is_counted_in_minutes_of_sessions() -> None:
    measure = Measure((), By.MINUTES, 90)
    assert [measure.enough(2, 3, minutes) for minutes in (0, 89, 90)] == [False, False, True]


def test_a_pasted_list_is_read_by_cells_and_keeps_degrees() -> None:
    pasted = "Nama\tPeran\tInstansi\nDrs. H. Ahmad, M.Si.\tKetua\tSetda\n\nSiti Aminah; Anggota\nBudi | Notulis | Bappeda"

    assert read_members(pasted) == [
        Member("Drs. H. Ahmad, M.Si.", "Ketua", "Setda"),
        Member("Siti Aminah", "Anggota"),
        Member("Budi", "Notulis", "Bappeda"),
    ]


def test_lessons_are_whole() -> None:
    assert [Measure((), jp_minutes=45).lessons(minutes) for minutes in (44, 45, 100, 240)] == [0, 1, 2, 5]
    assert Measure((), jp_minutes=60).lessons(240) == 4


def test_the_sentence_that_comes_with_it_knows_its_gaps() -> None:
    assert unknown_gaps(BUILT_IN, PLACEHOLDERS) == []
