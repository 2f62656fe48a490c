"""Rich text and plain text of minutes."""

import pytest

from meetings.domain.minutes.richtext import clean_html, depth, edited_text, from_text, to_text

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


def test_clean_text_stays_as_it_is() -> None:
    assert clean_html(clean_html(RICH)) == clean_html(RICH)


def test_what_nobody_sees_is_taken_out() -> None:
    assert clean_html("<div>Ra\u200bpat&#8203; di\u00adbuka\u202e</div>") == "<div>Rapat dibuka</div>"
    assert clean_html("<div>&#8203;</div>") == ""


def test_depth_counts_elements_within_elements() -> None:
    assert depth("Teks<br>lain") == 0
    assert depth("<ul><li>a<ul><li><strong>b</strong></li></ul></li></ul><div>c</div>") == 5
