"""Typed and pasted text is cleaned the same way wherever it comes in."""

import pytest

from meetings.writing.reading import is_name, listed_lines, read_lines, read_text, unnumbered, with_commas


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Siti\tAminah \n", "Siti Aminah"),
        ("Kese\u00adhatan", "Kesehatan"),
        ("\ufeffBudi\u200b", "Budi"),
        ("Budi\u202eisutnaS", "BudiisutnaS"),
        ("Jose\u0301", "José"),
        ("a\0b\ud800c", "abc"),
        ("ꦏ\u200dꦏ", "ꦏ\u200dꦏ"),
        ("Siti\u200d Ami\u200cnah\ufe0f", "Siti Aminah"),
        ("می\u200cخواهم \u200c", "می\u200cخواهم"),
        ("👩🏽\u200d💻", "👩🏽\u200d💻"),
        ("\u2800\U000e0100", ""),
        ("\u3164", ""),
        (3.0, "3"),
        (None, ""),
    ],
)
def test_one_line(typed, clean):
    assert read_text(typed) == clean


def test_several_lines_keep_their_inner_blanks():
    assert read_lines(" Satu  dua \r\n\u200b\r\nTi\0ga\u00ad\t\n\n") == "Satu  dua\n\nTiga"
    assert read_lines(None) == ""


def test_a_list_has_a_clean_text_for_each_line_that_has_any():
    assert listed_lines("Camat  Barat\r\n \u200b\r\n Lurah\n") == ["Camat Barat", "Lurah"]


@pytest.mark.parametrize("name", ["Budi", "Ü", "محمد", "ꦏꦶ", "X-1", "Null", "Nan"])
def test_a_name_has_a_letter(name):
    assert is_name(name)


@pytest.mark.parametrize("name", ["", " ", "-", "...", "123", "\u200d", "\u3164", "😀", "n/a", "Tidak ada", "NULL", "\u2800"])
def test_what_nobody_could_be_called_by_is_no_name(name):
    assert not is_name(name)


def test_parts_that_are_not_known_leave_no_comma():
    assert with_commas("Balai Kota", "", "Bogor") == "Balai Kota, Bogor"
    assert with_commas("", "") == ""


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        (["1. Wali Kota", "2) Inspektorat"], ["Wali Kota", "Inspektorat"]),
        (["Wali Kota", "Sekda", "3. Arsip"], ["Wali Kota", "Sekda", "Arsip"]),
        (["- Wali Kota", "- Arsip"], ["Wali Kota", "Arsip"]),
        (["3 Februari", "1.200 orang"], ["3 Februari", "1.200 orang"]),
        (["Arsip", "5. Bagian Umum"], ["Arsip", "5. Bagian Umum"]),
        ([], []),
    ],
)
def test_typed_numbers_of_a_list_that_counts_itself(typed: list[str], listed: list[str]) -> None:
    assert unnumbered(typed) == listed
