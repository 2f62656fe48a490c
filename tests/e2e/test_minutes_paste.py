"""What is pasted into minutes from Word, Excel and LibreOffice: the same in the editor, in the database and after a reload."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.test_minutes_editor import Desk, type_discussion
from tests.support.live import Service

PASTED = Path(__file__).parents[1] / "data/paste"
COPY = """(html) => {
  document.addEventListener("copy", (event) => {
    event.clipboardData.setData("text/html", html);
    event.preventDefault();
  }, { once: true });
  document.execCommand("copy");
}"""


@pytest.fixture
def desk(live_server: Service, open_context: Callable[..., BrowserContext]) -> Desk:
    return Desk(live_server, open_context)


def paste(page: Page, desk: Desk, name: str) -> None:
    """Put a file on the clipboard as an office program does, and press Ctrl+V in the discussion."""
    page.evaluate(COPY, (PASTED / name).read_text())
    desk.part(page).locator("[contenteditable]").focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+V")
    expect(desk.part(page).locator("[data-state]")).to_contain_text("Tersimpan")


def test_tables_and_text_of_offices_are_kept(desk: Desk) -> None:
    page = desk.writer()
    editor = desk.part(page).locator("[contenteditable]")

    paste(page, desk, "word_table.html")
    expect(editor.locator("table td")).to_have_count(9)
    paste(page, desk, "lo.html")
    desk.expect_text("garis bawah")
    page.reload()

    expect(editor.locator("table td")).to_have_text(
        ["Perangkat daerah", "Pagu (Rp)", "Serapan", "Dinas Contoh", "1.250.000.000", "72%", "Badan Uji", "980.500.000", "64%"]
    )
    text = desk.stored()[0]
    assert "<br><br>" not in text, text
    assert "<td><strong>Perangkat daerah</strong></td>" in text and "Rekap pagu:" in text and "Sekian." in text
    assert "H<sub>2</sub>O, m<sup>2</sup>" in text and "<u>garis bawah</u>" in text
    assert re.search(r'<ol><li>Pertama<ol type="a"><li>butir a</li><li>butir b</li></ol></li><li>Kedua</li></ol>', text), text
    assert not re.search(r"<li>(<br>|</li>)", text)


def test_a_pasted_picture_is_kept_as_a_file_and_one_that_is_only_linked_stays_out_with_a_word(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)

    paste(page, desk, "image.html")

    expect(part.get_by_role("alert")).to_contain_text("Gambar yang hanya ditautkan tidak ikut")
    expect(part.locator(".rich-editor figure img")).to_have_count(1)
    expect(part.locator(".rich-editor")).to_contain_text("Sesudah foto")
    desk.expect_text('<figure data-picture="')
    text = desk.stored()[0]
    assert re.search(
        r'^<div>Foto rapat:</div><figure data-picture="[a-z0-9]{16}" data-alt=""><figcaption></figcaption></figure><div>Sesudah foto</div>$',
        text,
    ), text
    assert "data:" not in text


def test_lists_of_word_and_of_google_docs_keep_their_letters_and_what_cannot_be_kept_is_said(desk: Desk) -> None:
    page = desk.writer()
    said = desk.part(page).locator("[data-left-out]")

    paste(page, desk, "word_list.html")
    expect(said).to_have_text("Komentar tidak ikut.")
    desk.expect_text(
        '<ol><li>Perangkat daerah menyusun Renja<ol type="a"><li>rancangan awal</li><li>rancangan <em>akhir</em></li></ol></li>'
        "<li>Bappeda menghimpun</li></ol>"
    )
    assert 'Lihat <a href="https://bappeda.contoh.go.id/renja"' in desk.stored()[0] and "dan Bab I." in desk.stored()[0]

    paste(page, desk, "google_docs.html")
    expect(said).to_contain_text("Tabel di dalam sel tabel menjadi baris teks.")
    desk.expect_text(
        '<ol><li>Bidang ekonomi<ol type="a"><li>pertanian</li><li>perikanan</li></ol></li><li>Bidang sosial</li></ol>'
    )
    text = desk.stored()[0]
    assert "<strong>fisik</strong><em> dan </em><u>keuangan</u> CO<sub>2</sub>" in text
    assert '<td align="right">Pagu</td></tr><tr><td colspan="2">dalam | sel</td></tr>' in text
    assert "<div></div>" not in text and "Komentar pemeriksa" not in text


def test_numbers_of_excel_stay_at_the_right(desk: Desk) -> None:
    page = desk.writer()

    paste(page, desk, "excel.html")

    desk.expect_text('<tr><td align="right">1</td><td>Musrenbang</td><td align="right">45%</td></tr>')


def test_a_second_list_of_word_counts_from_where_it_does_and_tables_leave_no_empty_lines(desk: Desk) -> None:
    page = desk.writer()

    paste(page, desk, "word_lists.html")

    desk.expect_text(
        '<ol><li>Pertama</li><li>Kedua</li></ol><ol start="5"><li>Kelima</li><li>Keenam</li></ol><ol type="a"><li>butir a</li></ol>'
        "<table><tbody><tr><td>Pagu</td></tr></tbody></table><div>Sesudah tabel.</div>"
    )


def test_letters_begin_a_list_like_numbers(desk: Desk) -> None:
    page = desk.writer()
    type_discussion(page, desk.part(page), "1. Satu\nDua\n\na. butir\nlagi\n\nbiasa a. b")

    desk.expect_text('<ol><li>Satu</li><li>Dua</li></ol><ol type="a"><li>butir</li><li>lagi</li></ol><div>biasa a. b</div>')
