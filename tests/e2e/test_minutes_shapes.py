"""The shapes of a text in the editor by keyboard: tables, lists with letters, links, saving and leaving."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from meetings.extensions import db
from meetings.models import MinutesItem
from tests.e2e.test_minutes_editor import Desk, type_discussion
from tests.support.live import Service


@pytest.fixture
def desk(live_server: Service, open_context: Callable[..., BrowserContext]) -> Desk:
    return Desk(live_server, open_context)


def test_a_table_is_made_filled_and_changed(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    toolbar = part.get_by_role("toolbar", name="Bentuk teks: Pembahasan")
    part.locator("[contenteditable]").click()
    toolbar.get_by_role("button", name="Sisipkan tabel").click()

    for word in ("Kegiatan", "Pagu", "Sisa", "Musrenbang", "120"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    toolbar.get_by_role("button", name="Isi sel rata kanan").click()
    toolbar.get_by_role("button", name="Tambah kolom di kanan").click()
    page.keyboard.press("ArrowRight")  # from the cell's selected text to its end
    page.keyboard.press("ArrowDown")
    toolbar.get_by_role("button", name="Hapus baris").click()
    expect(toolbar.get_by_role("button", name="Sisipkan tabel")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Control+S")

    head = "<th>Kegiatan</th><th>Pagu</th><th></th><th>Sisa</th>"
    row = '<td>Musrenbang</td><td align="right">120</td><td></td><td></td>'
    desk.expect_text(f"<table><tbody><tr>{head}</tr><tr>{row}</tr></tbody></table>")


def test_lists_have_letters_within_numbers(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    letters = part.get_by_role("button", name="Daftar berhuruf (a, b, c)").first
    type_discussion(page, part, "1. Satu")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    letters.click()
    page.keyboard.type("butir a")
    expect(letters).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    page.keyboard.type("butir b")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")  # out of the text, though in a list

    expect(part.locator("[name=decision]").first).to_be_focused()
    desk.expect_text('<ol><li>Satu<ol type="a"><li>butir a</li><li>butir b</li></ol></li></ol>')


def test_a_link_is_asked_for_and_the_keys_are_told(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    type_discussion(page, part, "laman?")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+K")
    asked = page.get_by_role("dialog", name="Tautan")
    page.keyboard.type("bappeda.contoh.go.id")
    page.keyboard.press("Enter")
    expect(asked).not_to_be_visible()
    desk.expect_text('<a href="https://bappeda.contoh.go.id"')
    expect(page.get_by_role("dialog", name="Pintasan papan tik")).not_to_be_visible()  # ? was a letter of the text

    page.locator("h1").first.click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Pintasan papan tik")).to_be_visible()


# As the editor before this one, the plain textarea and pastes have left them.
STORED = (
    "<div>Baris satu<br>baris <strong>dua</strong> &amp; <em>tiga</em> <u>empat</u> <del>lima</del></div>",
    "<h1>Judul</h1><div>a</div><blockquote>Kutipan<br>dua baris</blockquote><pre>a  b\n  c</pre>",
    "<ul><li>satu<ul><li>dalam</li></ul></li><li>dua</li></ul><ol><li>x</li></ol>",
    '<div>H<sub>2</sub>O m<sup>2</sup> <a href="https://contoh.go.id" rel="noopener noreferrer nofollow">laman</a></div>',
    "<div>Rekap:</div><table><tbody><tr><th>No</th><th>Pagu</th></tr><tr><td>1</td><td>1.250<br>juta</td></tr>"
    '<tr><td colspan="2"></td></tr></tbody></table>',
)


def test_stored_texts_are_opened_and_saved_unchanged(desk: Desk) -> None:
    stored = "".join(STORED)
    with desk.service.data():
        db.session.get_one(MinutesItem, desk.item_id).discussion = stored
        db.session.commit()
    page = desk.writer()
    part = desk.part(page)
    part.locator("[contenteditable] td").first.click()
    part.locator("[data-save]").click()
    expect(part.locator("[data-state]")).to_contain_text("Tersimpan")
    assert desk.stored()[0] == stored

    part.locator("[contenteditable] h1").click()
    page.keyboard.press("End")
    page.keyboard.type(" baru")

    desk.expect_text("Judul baru")
    assert desk.stored()[0] == stored.replace("<h1>Judul</h1>", "<h1>Judul baru</h1>")
    with desk.service.data():
        assert not re.search(r"style|class", db.session.get_one(MinutesItem, desk.item_id).discussion)
