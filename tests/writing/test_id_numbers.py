"""NIP, phones, mail addresses and institutions as they really arrive."""

import random
import re
from datetime import date

import pytest
from email_validator import EmailNotValidError, validate_email

from meetings.writing import phones
from meetings.writing.emails import SIMPLE, read_email
from meetings.writing.id_numbers import IdKind, group_digits, kind_of, mask, read_id_number, show_number
from meetings.writing.institutions import institution_key
from meetings.writing.phones import COMMON, read_phone, show_phone

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("cell", "digits", "kind"),
    [
        ("198609262015051001", "198609262015051001", IdKind.PNS),
        ("19600721 199004 1 004", "196007211990041004", IdKind.PNS),
        ("NIP. 19860926 201505 1 001", "198609262015051001", IdKind.PNS),
        ("'200012312024121001", "200012312024121001", IdKind.PNS),
        ("199001012023211001", "199001012023211001", IdKind.PPPK),
        ("010123456", "010123456", IdKind.OLD_NIP),
        (77010123.0, "77010123", IdKind.NRP),
        ("10984/P", "10984/P", IdKind.NRP),
        ("3271012309860001", "3271012309860001", IdKind.NIK),
    ],
)
def test_numbers_of_every_kind_are_kept(cell, digits, kind):
    reading = read_id_number(cell, TODAY)
    assert (reading.value, reading.problem, reading.note) == (digits, "", "")
    assert kind_of(digits, TODAY) is kind


@pytest.mark.parametrize("cell", ["", None, "-", "–", 0, "0", "  "])
def test_no_number_is_no_problem(cell):
    reading = read_id_number(cell, TODAY)
    assert (reading.value, reading.problem) == ("", "")


def test_zeros_at_the_end_are_lost_digits_only_in_a_number():
    kept = read_id_number("197611212006031000", TODAY)
    assert (kept.value, kept.note, kept.problem) == ("197611212006031000", "ends_in_zeros", "")
    assert read_id_number(197611212006031000, TODAY).problem == "digits_lost"


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (1.97611212006031e17, "digits_lost"),
        (197611212006031001, "digits_lost"),
        ("1.97611E+17", "digits_lost"),
        ("1,97611212006031E+17", "digits_lost"),
        ("19761121200603100", "wrong_length"),
        ("123", "wrong_length"),
        ("belum ada NIP", "not_a_number"),
        (12.5, "not_a_number"),
        (-77010123.0, "not_a_number"),
        ("١٩٨٦٠٩٢٦٢٠١٥٠٥١٠٠١", "not_a_number"),
    ],
)
def test_an_unreadable_number_is_never_stored(cell, problem):
    reading = read_id_number(cell, TODAY)
    assert (reading.value, reading.problem) == ("", problem)


@pytest.mark.parametrize(
    "digits",
    [
        "198613262015051001",
        "201509262015051001",
        "198609262030051001",
        "198609262015053001",
        "198609261990051001",
        "198609262015131001",
    ],
)
def test_an_implausible_nip_is_kept_and_flagged(digits):
    reading = read_id_number(digits, TODAY)
    assert (reading.value, reading.note) == (digits, "implausible")


def test_nip_is_printed_in_groups_and_masked_to_four():
    assert group_digits("198609262015051001") == "19860926 201505 1 001"
    assert group_digits(" 19860926 2015051001") == "19860926 201505 1 001"
    assert group_digits("77010123") == "77010123"
    assert show_number("198609262015051001") == "19860926 201505 1 001"
    assert show_number("198609262015051001", whole=False) == "••••1001"
    assert mask("198609262015051001") == "••••1001"
    assert mask("12") == "••••"
    assert mask("") == ""


@pytest.mark.parametrize(
    ("cell", "number", "rest"),
    [
        ("+62 878-8833-0016", "+6287888330016", ""),
        (82236995937.0, "+6282236995937", ""),
        ("6285759754143", "+6285759754143", ""),
        (6285759754143.0, "+6285759754143", ""),
        ("0813.3489.5144", "+6281334895144", ""),
        ("(0857) 2003 5651", "+6285720035651", ""),
        ("085720035651 / 0251-8321075", "+6285720035651", "0251-8321075"),
        ("0251-8321075 atau 085720035651", "+6285720035651", "0251-8321075"),
        ("0251 8321075", "+622518321075", ""),
        ("+65 8123 4567", "+6581234567", ""),
        ("-", "", ""),
        ("", "", ""),
    ],
)
def test_phones_in_every_notation(cell, number, rest):
    reading = read_phone(cell)
    assert (reading.value, reading.rest, reading.problem) == (number, rest, "")
    assert reading.note == ("several" if rest else "")


@pytest.mark.parametrize("cell", ["0812", "hubungi ajudan", "99999999999999999", 12.5])
def test_what_is_no_phone_is_named(cell):
    assert read_phone(cell).problem == "no_phone"


def test_phones_are_shown_as_people_read_them():
    assert show_phone("+6285720035651") == "0857-2003-5651"
    assert show_phone("+6581234567") == "+65 8123 4567"
    assert show_phone("tak terbaca") == "tak terbaca"
    assert show_phone("+6285720035651", whole=False) == "••••5651"


@pytest.mark.parametrize(
    ("cell", "address", "note", "problem"),
    [
        ("gilda.prakasa @example.go.id", "gilda.prakasa@example.go.id", "space_removed", ""),
        ("mailto:siti@Example.GO.ID", "siti@example.go.id", "", ""),
        ("a@example.go.id; b@example.go.id", "a@example.go.id", "several", ""),
        ("bukan-email", "", "", "no_email"),
        ("siti@", "", "", "no_email"),
        (5.0, "", "", "no_email"),
        ("-", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_mail_addresses(cell, address, note, problem):
    reading = read_email(cell)
    assert (reading.value, reading.note, reading.problem) == (address, note, problem)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Din. Kesehatan", "Dinas Kesehatan"),
        ("Pemkab. Lampung Selatan", "pemerintah kabupaten lampung selatan"),
        ("Kec. Bogor Barat", "KECAMATAN BOGOR BARAT"),
        ("Bag. Organisasi Setda Kota Bogor", "Bagian Organisasi Sekretariat Daerah Kota Bogor"),
        ("Satpol PP", "Satuan Polisi Pamong Praja"),
        ("Dinas Koperasi & UMKM", "Dinas Koperasi dan UMKM"),
    ],
)
def test_spellings_of_one_institution_share_a_key(one, other):
    assert institution_key(one) == institution_key(other)


def test_different_institutions_stay_apart():
    assert institution_key("Dinas Kesehatan") != institution_key("Dinas Sosial")
    assert institution_key("***") == "***"


def test_the_quick_way_for_common_phones_says_what_the_library_says(monkeypatch):
    draw = random.Random(62)
    fronts = ("0", "", "62", "+62", "+62 ", "00", "(0)", "+620")
    cells = [
        f"{draw.choice(fronts)}8{draw.randint(10, 99)}{draw.choice(('', ' ', '-'))}{draw.randint(10, 10 ** draw.randint(3, 11))}"
        for _ in range(600)
    ]
    quick = [read_phone(cell) for cell in cells]
    shown = [show_phone(reading.value) for reading in quick]
    assert sum(bool(COMMON.fullmatch(re.sub("[ -]", "", cell))) for cell in cells) > 100
    monkeypatch.setattr(phones, "COMMON", re.compile("(?!)"))
    assert [read_phone(cell) for cell in cells] == quick
    assert [show_phone(reading.value) for reading in quick] == shown


@pytest.mark.parametrize("local", ["budi", "budi.s_1-x", "a" * 64, "a" * 65, "postmaster", "budi..s", "budi-", "Budi"])
@pytest.mark.parametrize(
    "domain",
    [
        "example.go.id",
        "gmail.com",
        "x",
        "a..b",
        "-a.id",
        "a-.id",
        "x.local",
        "1.2.3.4",
        "xn--bcher-kva.example",
        f"{'a' * 64}.id",
    ],
)
def test_the_quick_way_for_simple_addresses_says_what_the_library_says(local, domain):
    try:
        expected = validate_email(f"{local}@{domain}", check_deliverability=False).normalized
    except EmailNotValidError:
        expected = ""
    assert read_email(f"{local}@{domain}").value == expected
    assert bool(SIMPLE.fullmatch(f"{local}@example.go.id")) is (local in ("budi", "budi.s_1-x", "a" * 64, "postmaster"))
