"""Names survive as typed; titles are found only where they surely are titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.writing.names import (
    addressed,
    addressed_once,
    full_name,
    honoured,
    is_persons_name,
    is_respelled,
    one_full_stop,
    sort_key,
    split_name,
    with_position,
)
from meetings.writing.reading import read_text


@pytest.mark.parametrize(
    ("cell", "front", "name", "back"),
    [
        ("Dr. Ir. Kasiran Mahendra, S.Kom., M.T.I.", "Dr. Ir.", "Kasiran Mahendra", "S.Kom., M.T.I."),
        ("  H. KASUSRA PUDJIASTUTI, S.IP.", "H.", "KASUSRA PUDJIASTUTI", "S.IP."),
        ("DRS. H. NRIMA WASITA, S.H.", "DRS. H.", "NRIMA WASITA", "S.H."),
        ("SOLEH PALASTRI, A.P., M.SI.", "", "SOLEH PALASTRI", "A.P., M.SI."),
        ("dr. Mila Sihombing, Sp.OG", "dr.", "Mila Sihombing", "Sp.OG"),
        ("Ida Priatni, SE, MM", "", "Ida Priatni", "SE, MM"),
        ("Budi Waseso, Ak., CA., MAC, Rep.Publ.", "", "Budi Waseso", "Ak., CA., MAC, Rep.Publ."),
        ("Fujiati, Devi", "", "Fujiati, Devi", ""),
        ("FUJIATI, DEVI", "", "FUJIATI, DEVI", ""),
        ("Letkol Inf. Agus Salim", "Letkol Inf.", "Agus Salim", ""),
        ("Drs.H. Usman", "Drs.H.", "Usman", ""),
        ("R. Soepomo", "R.", "Soepomo", ""),
        ("M. Yusuf", "", "M. Yusuf", ""),
        ("Suharto", "", "Suharto", ""),
        ("H.", "", "H.", ""),
        ("Mayor", "", "Mayor", ""),
        ("X", "", "X", ""),
        (
            "Komjen Pol. (Purn.) Drs. Rr. O'Neil bin D’Arcy {x} <b>uji</b>",
            "Komjen Pol. (Purn.) Drs. Rr.",
            "O'Neil bin D’Arcy {x} <b>uji</b>",
            "",
        ),
        ("", "", "", ""),
        (None, "", "", ""),
    ],
)
def test_titles_are_taken_off_and_nothing_else(cell, front, name, back):
    parts = split_name(cell)
    assert (parts.front, parts.name, parts.back) == (front, name, back)
    assert str(parts) == read_text(cell)


@given(st.text(max_size=200))
def test_any_text_comes_back_unchanged_but_for_white_space(text):
    line = " ".join(text.splitlines())  # a line break before degrees becomes a comma
    shown = str(split_name(line))
    assert "".join(shown.split()) == "".join(read_text(line).split())
    assert split_name(text).name or not read_text(text).strip(", ") or "," in text


def test_other_scripts_and_long_names_keep_every_letter():
    for name in ("محمّد عليّ", "ꦥꦿꦧꦸ ꦗꦪꦧꦪ", "é" * 200, "क्‍ष"):
        assert split_name(name).name == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr. Ir. Kasiran Mahendra, S.Kom., M.T.I.", "KASIRAN MAHENDRA"),
        ("Devi Fujiati S.H.", "devi  fujiati"),
        ("O'Neil", "O’Neil"),
        ("Prof.Dr.Ir.André", "andre"),
    ],
)
def test_one_person_has_one_sort_key(one, other):
    assert sort_key(one) == sort_key(other)


def test_sort_key_orders_by_the_name_and_tells_scripts_apart():
    people = ["Drs. Zaini", "Hj. Amelia", "Prof. Dr. Budi, M.Si."]
    assert sorted(people, key=sort_key) == ["Hj. Amelia", "Prof. Dr. Budi, M.Si.", "Drs. Zaini"]
    assert sort_key("ꦏꦶ") != sort_key("ꦏꦸ")
    assert sort_key("-") == "-"


def test_direction_overrides_cannot_disguise_a_name():
    assert split_name("Budi\u202eisutnaS\u202c").name == "BudiisutnaS"


def test_full_name_leaves_out_what_is_missing():
    assert full_name("", "Suharto", "") == "Suharto"
    assert full_name("Ir.", "Rini Putra", "S.T., M.T.") == "Ir. Rini Putra, S.T., M.T."


def test_a_name_stands_before_its_office():
    assert with_position("Rini Putra", "Camat", "Kecamatan Bogor") == "Rini Putra, Camat, Kecamatan Bogor"
    assert with_position("Rini Putra", "") == "Rini Putra"
    assert with_position("", "Camat") == "Camat"


def test_a_title_without_a_name_has_no_blank_behind_it():
    assert full_name("Dr.", "", "") == "Dr."


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        (("Camat Bogor Tengah", "Camat", "Kecamatan Bogor Tengah"), ("Camat Bogor Tengah", "Kecamatan Bogor Tengah")),
        (
            ("Kepala Dinas Kesehatan", "Kepala Dinas Kesehatan Kota Bogor", "Dinas Kesehatan Kota Bogor"),
            ("Kepala Dinas Kesehatan Kota Bogor",),
        ),
        (("Ketua DPRD", "ketua  DPRD", ""), ("Ketua DPRD",)),
        (("Siti Aminah", "Lurah", "Kelurahan Paledang"), ("Siti Aminah", "Lurah", "Kelurahan Paledang")),
        (("Ani", "Kabid Tani", ""), ("Ani", "Kabid Tani")),
        (("Kartini", "Direktur RSUD Kartini", "RSUD Kartini"), ("Kartini", "Direktur RSUD Kartini")),
        (("", "Camat", "Kecamatan"), ("Camat", "Kecamatan")),
        (("", "", ""), ()),
    ],
)
def test_an_address_says_nothing_twice(parts: tuple[str, ...], lines: tuple[str, ...]) -> None:
    assert addressed(*parts) == lines


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("M. Yusuf", "Muhammad Yusuf Ali", True),
        ("Mochamad Ali", "Muhammad Ali", True),
        ("Siti Aminah", "Sitti Aminah", True),
        ("Siti Aminah", "Siti Fatimah", False),
        ("Rina Wati", "Dina Wati", False),
    ],
)
def test_another_spelling_is_no_other_name(one, other, same):
    assert is_respelled(one, other) is same and is_respelled(other, one) is same


@pytest.mark.parametrize(
    "text", ["A", "=CMD()", "budi@x.id", "Siti, Kepala Seksi, 0812", "1, drg. Siti", "081233334444", "<b>Budi</b>", "A" * 41]
)
def test_what_is_nobodys_name(text):
    assert not is_persons_name(text)


def test_a_name_is_addressed_once_and_brings_its_full_stop():
    assert (honoured("Ibu Sri"), honoured("Sri")) == ("Ibu Sri", "Bapak/Ibu Sri")
    assert addressed_once("Yth. Bapak/Ibu Ibu Sri\n") == "Yth. Ibu Sri\n"
    assert addressed_once("Yth. Bapak/Ibu Budi") == "Yth. Bapak/Ibu Budi"
    assert one_full_stop("untuk Soleh, A.P., M.Si..") == "untuk Soleh, A.P., M.Si."
