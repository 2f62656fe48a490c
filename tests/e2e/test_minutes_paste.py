"""What is pasted into minutes from Word, Excel and LibreOffice: the same in the editor, in the database and after a reload."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.test_minutes_editor import Desk
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
    assert re.search(r"<ol><li>Pertama<ol><li>butir a</li><li>butir b</li></ol></li><li>Kedua</li></ol>", text), text
    assert not re.search(r"<li>(<br>|</li>)", text)


def test_a_pasted_picture_stays_out_with_a_word(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)

    paste(page, desk, "image.html")

    expect(part.get_by_role("alert")).to_contain_text("Gambar tidak ikut")
    expect(part.locator("[contenteditable] img")).to_have_count(0)
    expect(part.locator("[contenteditable]")).to_contain_text("Sesudah foto")
    assert "Foto rapat:" in desk.stored()[0]
