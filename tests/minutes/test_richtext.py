"""Rich text and plain text of minutes."""

from pathlib import Path

import pytest

from meetings.domain.minutes.plaintext import from_text, to_text
from meetings.domain.minutes.richtext import clean_html, depth, edited_text

RICH = (
    "<div>Rapat <strong>dibuka</strong> &lt;b&gt;.</div><ul><li>Satu</li><li>Dua</li></ul>"
    "<ol><li>Pertama</li></ol><blockquote>Kutipan</blockquote>"
)


def test_rich_text_reads_as_lines() -> None:
    assert to_text(RICH).split("\n") == ["Rapat dibuka <b>.", "", "- Satu", "- Dua", "", "1. Pertama", "", "Kutipan"]


def test_an_untouched_textarea_keeps_the_rich_text() -> None:
    assert edited_text(RICH, to_text(RICH).replace("\n", "\r\n")) == RICH


def test_a_changed_textarea_replaces_it() -> None:
    assert (
        edited_text(RICH, "Baru\n- a\n- b\nAkhir <b>") == "<div>Baru</div><ul><li>a</li><li>b</li></ul><div>Akhir &lt;b&gt;</div>"
    )


@pytest.mark.parametrize("text", ["Satu\nDua", "- a\n- b", "1. a\n2. b", 'Nama "X" <b> & {y} ꦱꦶꦠꦶ'])
def test_plain_text_comes_back(text: str) -> None:
    again = to_text(from_text(text))

    assert again.split() == text.split()


PASTED = Path(__file__).parents[1] / "data/paste"
TABLE = "<table><tbody><tr><td>No</td><td>Pagu</td></tr><tr><td>1</td><td>1.250</td></tr></tbody></table>"


@pytest.mark.parametrize(("name", "cells"), [("excel.html", 9), ("word_table.html", 9)])
def test_a_pasted_table_stays_one(name: str, cells: int) -> None:
    text = clean_html((PASTED / name).read_text())

    assert text.count("<td") == cells and text.count("<table>") == 1
    assert "style" not in text and "<p>" not in text[text.index("<table") : text.index("</table")]
    assert clean_html(text) == text


def test_signs_below_and_above_underline_and_nested_lists_stay_and_entries_have_no_empty_lines() -> None:
    text = clean_html((PASTED / "lo.html").read_text())

    assert "H<sub>2</sub>O, m<sup>2</sup>" in text and "<u>garis bawah</u>" in text
    assert '<ol><li>Pertama<ol type="a"><li>butir a</li><li>butir b</li></ol></li><li>Kedua</li></ol>' in text
    assert "<h1>Subjudul tingkat dua</h1>" in text


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li>a<br>b</li></ul>"),
        ("<ul><li><br></li><li><div><br></div>a<br></li></ul>", "<ul><li></li><li>a</li></ul>"),
        (
            '<table><tr><td colspan="2" rowspan="99999999" style="x">a</td></tr></table>',
            '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
        ),
        ("<div><p>a</p><p>b</p></div>", "<div><p>a</p><p>b</p></div>"),
        ("<p>a<img src='data:image/png;base64,AA=='></p>", "<p>a</p>"),
    ],
)
def test_what_offices_paste_becomes_plain_elements(pasted: str, kept: str) -> None:
    assert clean_html(pasted) == kept
    assert clean_html(kept) == kept


def test_a_table_reads_as_rows_and_comes_back_from_them() -> None:
    assert to_text(f"<div>Rekap</div>{TABLE}<div>Sekian</div>").split("\n") == [
        "Rekap",
        "",
        "| No | Pagu |",
        "| 1 | 1.250 |",
        "",
        "Sekian",
    ]
    assert clean_html(from_text(to_text(TABLE))) == TABLE
    assert edited_text(TABLE, to_text(TABLE)) == TABLE


def test_clean_text_stays_as_it_is() -> None:
    assert clean_html(clean_html(RICH)) == clean_html(RICH)


def test_what_nobody_sees_is_taken_out() -> None:
    assert clean_html("<div>Ra\u200bpat&#8203; di\u00adbuka\u202e</div>") == "<div>Rapat dibuka</div>"
    assert clean_html("<div>&#8203;</div>") == ""


def test_depth_counts_elements_within_elements() -> None:
    assert depth("Teks<br>lain") == 0
    assert depth("<ul><li>a<ul><li><strong>b</strong></li></ul></li></ul><div>c</div>") == 5


PICTURE = '<figure data-picture="abcdefgh12345678" data-alt="Peta &quot;A&quot;"><figcaption>Peta &lt;b&gt;</figcaption></figure>'


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (PICTURE, PICTURE),
        (f"<div>a</div>{PICTURE}<ul><li>b</li></ul>", f"<div>a</div>{PICTURE}<ul><li>b</li></ul>"),
        (
            '<figure class="x" data-alt="y" data-picture="abcdefgh12345678"><img src="//x"><figcaption>a <b>b</b></figcaption></figure>',
            '<figure data-picture="abcdefgh12345678" data-alt="y"><figcaption>a b</figcaption></figure>',
        ),
        (
            '<figure data-picture="abcdefgh12345678"></figure>',
            '<figure data-picture="abcdefgh12345678" data-alt=""><figcaption></figcaption></figure>',
        ),
        ('<figure data-picture="baru-1"><figcaption>a</figcaption></figure>', "<div>a</div>"),
        ('<figure data-picture="../../etc/passwd" data-alt="x"></figure>', ""),
        (f"<table><tr><td>a{PICTURE}</td></tr></table>", "<table><tbody><tr><td>aPeta &lt;b&gt;</td></tr></tbody></table>"),
        (f"<ul><li>a {PICTURE}</li></ul>", "<ul><li>a Peta &lt;b&gt;</li></ul>"),
        ("<figcaption>a</figcaption>", "a"),
        (f"<figure>{PICTURE}</figure>", "<div>Peta &lt;b&gt;</div>"),
    ],
)
def test_a_picture_has_one_form_and_stands_between_other_blocks(typed: str, kept: str) -> None:
    assert clean_html(typed) == kept
    assert clean_html(kept) == kept


def test_a_picture_reads_as_its_words_and_stays_where_they_are_unchanged() -> None:
    text = f"<div>Sebelum</div>{PICTURE}<div>Sesudah</div>"

    assert to_text(text).split("\n") == ["Sebelum", "", '[Gambar: Peta "A"] Peta <b>', "", "Sesudah"]
    assert edited_text(text, to_text(text).replace("Sebelum", "Semula")) == text.replace("Sebelum", "Semula")


LETTERS = '<ol><li>Satu<ol type="a"><li>butir a</li><li>butir b</li></ol></li><li>Dua</li></ol>'


def test_many_empty_lines_are_read_in_no_time() -> None:
    text = "<div></div>" * 18_000

    assert clean_html(f"{text}<div>a</div>{text}<div>b</div>{text}") == f"<div>a</div>{text}<div>b</div>"


def test_letters_and_first_numbers_of_lists_stay() -> None:
    assert clean_html(LETTERS) == LETTERS
    assert clean_html('<ol type="disc" start="1"><li>a</li></ol><ol start="99999"><li>b</li></ol>') == (
        "<ol><li>a</li></ol><ol><li>b</li></ol>"
    )
    assert to_text(LETTERS).split("\n") == ["1. Satu", "  a. butir a", "  b. butir b", "2. Dua"]
    assert clean_html(from_text(to_text(LETTERS))) == LETTERS
    assert clean_html(from_text("3. tiga\n4. empat")) == '<ol start="3"><li>tiga</li><li>empat</li></ol>'


def test_what_the_editor_writes_is_what_was_stored() -> None:
    cases = [
        ("<blockquote><div>Kutipan</div></blockquote>", "<blockquote>Kutipan</blockquote>"),
        ("<div></div><div>a</div><div></div><div>b</div><div></div>", "<div>a</div><div></div><div>b</div>"),
        (
            '<table><tbody><tr><th><div>Pagu</div></th></tr><tr><td align="right"><div>1</div><ul><li><div>x</div></li></ul>'
            "<div>y</div></td></tr></tbody></table>",
            '<table><tbody><tr><th>Pagu</th></tr><tr><td align="right">1<ul><li>x</li></ul>y</td></tr></tbody></table>',
        ),
        (
            '<table><tbody><tr><td align="justify">a</td></tr></tbody></table>',
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
    ]
    for sent, stored in cases:
        assert clean_html(sent) == stored
        assert clean_html(stored) == stored


def test_a_changed_line_of_plain_text_leaves_the_rest_as_it_is() -> None:
    stored = f"<div>Rapat <strong>dibuka</strong>.</div>{TABLE}<div>Lama</div>{LETTERS}<blockquote>Kutipan</blockquote>"
    changed = to_text(stored).replace("Lama", "Baru\nBaris lagi").replace("\n", "\r\n")

    assert edited_text(stored, changed) == stored.replace("<div>Lama</div>", "<div>Baru</div><div>Baris lagi</div>")
    assert edited_text(stored, to_text(stored).replace("butir b", "butir c")) == stored.replace("butir b", "butir c")
    without = edited_text(stored, to_text(stored).replace("Rapat dibuka.", ""))
    assert without == stored.removeprefix("<div>Rapat <strong>dibuka</strong>.</div>")
