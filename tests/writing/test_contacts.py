"""Addresses and numbers as people paste them; what stands beside them is handed back, too."""

import pytest

from meetings.writing.emails import read_email
from meetings.writing.phones import read_phone
from meetings.writing.reading import Reading, joined_notes


@pytest.mark.parametrize(
    ("pasted", "rest"),
    [
        ("budi@contoh.go.id", ""),
        ("<budi@contoh.go.id>", ""),
        ("MAILTO:budi@contoh.go.id", ""),
        ("'budi@contoh.go.id'", ""),
        ("“budi@contoh.go.id”.", ""),
        ("budi\uff20contoh.go.id", ""),
        ("bu\u00addi\u2060@contoh.go.id\u200b", ""),
        ("[budi@contoh.go.id](mailto:budi@contoh.go.id)", ""),
        ("e-mail: budi@contoh.go.id", ""),
        ("Surel budi@contoh.go.id", ""),
        ("budi @contoh. go .id", ""),
        ("Budi Santoso <budi@contoh.go.id>", "Budi Santoso"),
        ('"Santoso, Budi" <budi@contoh.go.id>', "Santoso Budi"),
        ("budi@contoh.go.id (pribadi)", "pribadi"),
        ("budi@contoh.go.id 0812345678", "0812345678"),
        ("budi@contoh.go.id atau siti@contoh.go.id", "siti@contoh.go.id"),
        ("budi@contoh.go.id & siti@contoh.go.id", "siti@contoh.go.id"),
        ("budi@contoh.go.id siti@contoh.go.id", "siti@contoh.go.id"),
        ("budi@contoh.go.id;siti@contoh.go.id", "siti@contoh.go.id"),
        ("budi@contoh.go.id - siti@contoh.go.id", "siti@contoh.go.id"),
    ],
)
def test_an_address_is_found_and_the_rest_kept(pasted: str, rest: str) -> None:
    reading = read_email(pasted)

    assert (reading.value, reading.rest, reading.problem) == ("budi@contoh.go.id", rest, "")


@pytest.mark.parametrize(
    "text", ["bukan-email", "a@b", "a@x,id", "budi(at)contoh.go.id", "budi santoso@contoh.go.id", "a" * 40_000, "a@" * 20_000]
)
def test_what_is_no_address_or_could_be_two_is_refused(text: str) -> None:
    assert read_email(text) == Reading(problem="no_email")


@pytest.mark.parametrize(
    ("pasted", "rest"),
    [
        ("0812 3456 7890", ""),
        ("'081234567890", ""),
        ("81234567890.0", ""),
        ("tel:+62 (0)812-3456-7890", ""),
        ("WA: 0812-3456-7890", ""),
        ("\u202a+62 812-3456-7890\u202c", ""),
        ("0812-3456-7890 (Budi)", "Budi"),
        ("0812-3456-7890 ext 12", "ext 12"),
        ("081234567890 081334895144", "081334895144"),
        ("081234567890 & 081334895144", "081334895144"),
        ("0251-8321075 (kantor) / 081234567890", "0251-8321075 (kantor)"),
    ],
)
def test_a_number_is_found_and_the_rest_kept(pasted: str, rest: str) -> None:
    reading = read_phone(pasted)

    assert (reading.value, reading.rest, reading.problem) == ("+6281234567890", rest, "")


@pytest.mark.parametrize("text", ["0812", "08123456789O", "tidak punya", "1" * 40_000])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert read_phone(text) == Reading(problem="no_phone")


def test_what_was_set_aside_is_a_line_of_the_notes_once() -> None:
    line = read_email("a@x.id; b@x.id").set_aside("Surel")

    assert line == "Surel lain: b@x.id"
    assert joined_notes("Alergi udang", line) == "Alergi udang\nSurel lain: b@x.id"
    assert joined_notes(joined_notes("", line), line) == line
    assert read_phone("0812 3456 7890 (Budi)").set_aside("Telepon") == "Telepon: Budi"
