"""Pictures in the editor: by button, by drop, by keyboard; what is refused, undone, and combined."""

import base64
import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.test_minutes_editor import Desk
from tests.support.live import Service

DROP = """([base64, type]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))], "berkas", { type }));
  const text = document.activeElement.closest(".rich-editor");
  const { left, top } = text.getBoundingClientRect();
  text.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true, clientX: left + 20, clientY: top + 15 }));
}"""


@pytest.fixture
def desk(live_server: Service, open_context: Callable[..., BrowserContext]) -> Desk:
    return Desk(live_server, open_context)


def image(colour: str = "#3a7", size: tuple[int, int] = (320, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def choose(page: Page, desk: Desk, data: bytes, mime: str = "image/png") -> None:
    with page.expect_file_chooser() as asked:
        desk.part(page).get_by_role("button", name="Sisipkan gambar").click()
    asked.value.set_files([{"name": "gambar", "mimeType": mime, "buffer": data}])


def test_a_picture_is_inserted_captioned_and_described_by_keyboard(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    part.locator(".rich-editor").click()
    page.keyboard.type("Sebelum")

    choose(page, desk, image())
    expect(part.locator("figure img")).to_have_count(1)
    page.keyboard.type("Suasana")  # the caret is in the caption
    page.keyboard.press("Alt+F10")
    part.get_by_role("button", name="Teks alternatif gambar").focus()
    page.keyboard.press("Enter")
    page.keyboard.type('Peserta di "ruang"')
    page.get_by_role("button", name="Pakai teks ini").press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("Sesudah")

    desk.expect_text("<div>Sesudah</div>")
    wanted = (
        r'<div>Sebelum</div><figure data-picture="[a-z0-9]{16}" data-alt="Peserta di &quot;ruang&quot;">'
        r"<figcaption>Suasana</figcaption></figure><div>Sesudah</div>"
    )
    assert re.fullmatch(wanted, desk.stored()[0]), desk.stored()[0]
    page.reload()
    expect(part.locator("figure img")).to_have_attribute("alt", 'Peserta di "ruang"')
    assert part.locator("figure img").evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 320


def test_a_dropped_picture_is_taken_in_undone_and_redone(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    part.locator(".rich-editor").click()
    page.keyboard.type("Teks")
    page.evaluate(DROP, [base64.b64encode(image()).decode(), "image/png"])
    desk.expect_text('<figure data-picture="')

    page.keyboard.press("Control+Z")
    expect(part.locator("figure")).to_have_count(0)
    page.keyboard.press("Control+Shift+Z")
    expect(part.locator("figure")).to_have_count(1)
    expect(part.locator("figure .picture-state")).to_have_text("Belum ada teks alternatif")
    page.keyboard.press("Control+S")

    expect(part.locator("[data-state]")).to_contain_text("Tersimpan")
    assert desk.stored()[0].count("<figure") == 1


def test_what_is_no_picture_is_said_and_the_text_stays(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    part.locator(".rich-editor").click()
    page.keyboard.type("Teks")

    choose(page, desk, b"bukan gambar")
    expect(part.get_by_role("alert")).to_contain_text("Gambar harus PNG, JPEG, atau WebP yang utuh.")
    expect(part.locator("figure")).to_have_count(0)
    page.evaluate(DROP, [base64.b64encode(b"%PDF").decode(), "application/pdf"])
    expect(part.get_by_role("alert")).to_contain_text("Hanya gambar PNG, JPEG, atau WebP")

    desk.expect_stored("<div>Teks</div>", [], [])


def test_an_empty_caption_is_left_by_deleting_the_picture(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    part.locator(".rich-editor").click()
    choose(page, desk, image())
    desk.expect_text("<figure")

    page.keyboard.press("Backspace")
    page.keyboard.type("Saja")

    desk.expect_stored("<div>Saja</div>", [], [])


def test_a_caption_becomes_neither_heading_nor_list(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    part.locator(".rich-editor").click()
    choose(page, desk, image())
    expect(part.locator("figcaption")).to_have_count(1)
    page.keyboard.type("Suasana")

    for keys in ("Control+Alt+1", "Control+Shift+7", "Control+Shift+8", "Control+Shift+b"):
        page.keyboard.press(keys)
    expect(part.get_by_role("button", name="Judul", exact=True)).to_have_attribute("aria-disabled", "true")
    page.keyboard.type(" rapat")

    desk.expect_text("<figcaption>Suasana rapat</figcaption>")
    assert not re.search(r"<(?:h1|ul|ol|blockquote)", desk.stored()[0])


def test_of_two_texts_each_picture_is_combined_once(desk: Desk) -> None:
    one, other = desk.writer(), desk.writer(1)
    for page in (one, other):
        desk.part(page).locator(".rich-editor").click()
    choose(one, desk, image())
    desk.expect_text("<figure")

    other.keyboard.type("Tulisan saya")
    part = desk.part(other)
    part.get_by_role("button", name="Gabungkan keduanya").click()
    expect(part.locator("form figure img")).to_have_count(1)
    part.get_by_role("button", name="Simpan tulisan saya sebagai gantinya").click()

    desk.expect_text("<div>Tulisan saya</div><figure")
    assert desk.stored()[0].count("<figure") == 1
