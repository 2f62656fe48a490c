"""Tokens as they reach us from paper, chat and mail."""

import pytest

from meetings.passcode import check_character, derive_code, derive_short, derive_token, read_code, read_token

KEY = b"k" * 32
TOKEN, CODE = derive_token(KEY, "answer", "satu"), derive_code(KEY, "satu")


@pytest.mark.parametrize(
    "written",
    [
        "{}",
        "{}.",
        "{},",
        "({})",
        "«{}»",
        '"{}"',
        "*{}*",
        "_{}_",
        "{}…",
        " {} ",
        "{}\n",
        "{}!?",
        "{}/",
        "<{}>;",
        "{}\u200b",
        "\u2060{}",
        "{}&fbclid=IwAR0",
        "{}?utm_source=wa",
        "{}#isi",
    ],
)
def test_what_stands_around_a_token_is_left_out(written: str) -> None:
    for text in (TOKEN, TOKEN.upper(), f"{TOKEN[:12]} {TOKEN[12:]}"):
        assert read_token(written.format(text)) == TOKEN
    assert read_code(written.format(CODE.lower())) == CODE


@pytest.mark.parametrize(
    "written", ["https://rapat.go.id/P/{}?fbclid=x", "HTTPS://RAPAT.GO.ID/p/{}/.", "rapat.go.id/P/{} ini", "{}"]
)
def test_a_code_is_read_out_of_a_link_and_out_of_groups(written: str) -> None:
    for typed in (CODE, CODE.lower(), f"{CODE[:5]} {CODE[5:9]} {CODE[9:]}", f"{CODE[:5]}-{CODE[5:9]}-{CODE[9:]}"):
        if " " not in typed or not written.endswith(" ini"):
            assert read_code(written.format(typed)) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        TOKEN[:-1],
        f"{TOKEN}a",
        f"{TOKEN[:-1]}1",
        f"{TOKEN[:-1]}é",
        f"{TOKEN}é",
        f"{TOKEN[:9]}-{TOKEN[9:]}",
        f"{TOKEN[:9]}\0{TOKEN[9:]}",
        TOKEN * 2,
        "a" * 10_000,
        f"{TOKEN}{'.' * 10_000}",
        f"{TOKEN[:-1]}\N{KELVIN SIGN}",
        CODE,
    ],
)
def test_what_cannot_be_a_token_is_none(text: str) -> None:
    assert read_token(text) is None


def test_tokens_of_two_purposes_and_two_rows_differ() -> None:
    others = {derive_token(KEY, "verify", "satu"), derive_token(KEY, "answer", "dua"), derive_token(b"x" * 32, "answer", "satu")}

    assert len(others | {TOKEN}) == 4


def test_a_code_is_for_ever_the_one_that_was_printed() -> None:
    """Letters are out with them: the same row and key must spell the same code in every later version."""
    assert derive_code(KEY, "aaaabbbbccccdddd") == "M156005Q84X1QA7EFT29Z6PRABTSH"
    assert derive_short(KEY, "aaaabbbbccccdddd") == "VG755M5TPJVE"


def test_the_check_character_is_luhns() -> None:
    assert [check_character(body) for body in ("", "0", "1", "G", "Z", "10", "ZZ")] == list("00YZ1Z2")
