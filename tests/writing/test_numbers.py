"""Numbers in words."""

import pytest

from meetings.writing.numbers import as_calculated, count_in_words, group_thousands, terbilang


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (99, "sembilan puluh sembilan"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (250, "dua ratus lima puluh"),
        (1000, "seribu"),
        (1001, "seribu satu"),
        (2018, "dua ribu delapan belas"),
        (11000, "sebelas ribu"),
        (100000, "seratus ribu"),
        (1000000, "satu juta"),
        (1250000, "satu juta dua ratus lima puluh ribu"),
        (3000000000, "tiga miliar"),
        (10**12, "satu triliun"),
        (-5, "minus lima"),
    ],
)
def test_number_in_words(number: int, words: str):
    assert terbilang(number) == words


def test_a_count_has_digits_words_and_unit():
    assert count_in_words(1, "lembar") == "1 (satu) lembar"
    assert count_in_words(1250, "orang") == "1.250 (seribu dua ratus lima puluh) orang"


def test_thousands_have_a_dot():
    assert group_thousands(1250000) == "1.250.000"


def test_a_number_beyond_words_is_refused():
    with pytest.raises(ValueError, match="too large"):
        terbilang(10**15)


def test_thousands_in_english_have_a_comma():
    assert group_thousands(1250000, "en") == "1,250,000"


def test_a_spreadsheets_number_has_a_decimal_comma():
    assert as_calculated(12.5) == "12,5"
    assert as_calculated(1.97611212006031e17) == "1,97611212006031E+17"
