"""Texts with gaps: what is filled, what is left out, what is not known."""

import pytest

from meetings.domain.invitations.texts import BUILT_IN, PLACEHOLDERS, SAMPLE, check_text
from meetings.writing.placeholders import fill_gaps, gaps_in, unknown_gaps


def test_gaps_are_filled_and_braces_in_what_is_filled_in_are_none() -> None:
    assert fill_gaps("Yth. {nama} ({ nama })", {"nama": "A {acara}"}) == "Yth. A {acara} (A {acara})"


def test_a_line_whose_gaps_are_all_empty_is_left_out_and_one_empty_line_stays() -> None:
    text = "Yth. {nama}\n{jabatan}\n\nTempat: {tempat}\n\n{nama} – {jabatan}\nSalam"

    assert fill_gaps(text, {"nama": "Ani", "jabatan": "", "tempat": ""}) == "Yth. Ani\n\nAni –\nSalam"


def test_a_parenthesis_without_anything_in_it_is_left_out_and_a_degree_brings_its_full_stop() -> None:
    text = "Rakor (surat nomor {nomor}) oleh {nama}."

    assert fill_gaps(text, {"nomor": "", "nama": "Ani, M.T.I."}) == "Rakor oleh Ani, M.T.I."
    assert fill_gaps(text, {"nomor": "1", "nama": "Ani"}) == "Rakor (surat nomor 1) oleh Ani."


def test_what_nobody_knows_is_named_and_stays_as_written() -> None:
    assert unknown_gaps("{nama} {harii} {x}", {"nama"}) == ["harii", "x"]
    assert gaps_in("{a} {b} {a} {\n}") == ["a", "b"]
    assert fill_gaps("{harii}", {}) == "{harii}"


def test_built_in_texts_obey_the_rule_for_texts_and_have_all_that_is_needed() -> None:
    assert SAMPLE.keys() == PLACEHOLDERS.keys()
    assert {check_text(text) for text in BUILT_IN.values()} == {""}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{nama} {acara} {{tautan}}", "tidak berpasangan"),
        ("{nama {acara} {tautan}", "tidak berpasangan"),
        ("{nama} {acara} https://x/{tautan}", "dengan spasi atau baris baru"),
        ("{nama} {acara} {tautan}.", "dengan spasi atau baris baru"),
        ("{nama} {acara}:\n{tautan}", ""),
    ],
)
def test_braces_come_in_pairs_and_a_link_stands_alone(text: str, said: str) -> None:
    assert said in check_text(text) and bool(said) is bool(check_text(text))
