"""Phrases in a real browser: searched and inserted by keyboard, undone in one step, written on their page, copied without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.extensions import db
from meetings.models import Minutes, MinutesPhrase
from tests.e2e.test_minutes_editor import Desk, type_discussion
from tests.e2e.test_minutes_paste import COPY
from tests.factories.minutes import make_phrase
from tests.support.live import Service


@pytest.fixture
def desk(live_server: Service, open_context: Callable[..., BrowserContext]) -> Desk:
    made = Desk(live_server, open_context)
    with live_server.data():
        minutes = db.session.get_one(Minutes, made.minutes_id)
        organisation = minutes.meeting.organisation
        make_phrase(organisation, "Pembukaan standar")
        rules.add_phrase(organisation, "Kesepakatan", "<div>sepakat dengan {pimpinan}</div>", SYSTEM, minutes.created_at)
        db.session.commit()
    return made


def test_a_phrase_is_found_inserted_and_undone_by_keyboard(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    type_discussion(page, part, "Peserta ")
    page.keyboard.press("Control+Shift+F")
    dialog = page.get_by_role("dialog", name="Sisipkan frasa")
    expect(dialog.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("option", selected=True)).to_contain_text("Kesepakatan")
    page.keyboard.type("sepakat")
    expect(dialog.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(dialog).not_to_be_visible()
    page.keyboard.type(", Jumat.")

    desk.expect_text("<div>Peserta sepakat dengan Dr. Bima Arya, Wali Kota Bogor, Jumat.</div>")
    page.keyboard.press("Control+Z")
    expect(part.locator("[contenteditable]").first).to_have_text("Peserta sepakat dengan Dr. Bima Arya, Wali Kota Bogor")
    page.keyboard.press("Control+Z")
    expect(part.locator("[contenteditable]").first).to_have_text("Peserta ")
    page.keyboard.press("Control+Shift+Z")
    desk.expect_text("<div>Peserta sepakat dengan Dr. Bima Arya, Wali Kota Bogor</div>")


def test_a_phrase_of_several_blocks_keeps_its_shapes_and_escape_gives_the_text_back(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    part.locator("[contenteditable]").first.click()
    part.get_by_role("button", name="Sisipkan frasa").first.click()
    dialog = page.get_by_role("dialog", name="Sisipkan frasa")
    expect(dialog.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(part.locator("[contenteditable]").first).to_be_focused()
    part.get_by_role("button", name="Sisipkan frasa").first.click()
    dialog.get_by_role("option").filter(has_text="Pembukaan standar").click()

    desk.expect_text("<strong>Rapat Kerja Daerah Kota Bogor</strong> dibuka oleh Dr. Bima Arya, Wali Kota Bogor.</div><ul><li>")


def _page_of_phrases(desk: Desk, page: Page) -> str:
    with desk.service.data():
        minutes = db.session.get_one(Minutes, desk.minutes_id)
        return f"{desk.service.url}/instansi/{minutes.meeting.organisation_id}/frasa"


def test_a_phrase_is_written_with_the_same_editor(desk: Desk) -> None:
    page = desk.writer()
    page.goto(_page_of_phrases(desk, page))
    page.get_by_role("link", name="Tambah frasa").click()
    page.get_by_label("Nama frasa").fill("Penutup")
    expect(page.get_by_role("button", name="Sisipkan gambar")).to_have_count(0)
    page.get_by_role("textbox", name="Isi frasa").click()
    page.keyboard.type("Ditutup oleh ")
    page.keyboard.press("Control+B")
    page.keyboard.type("{pimpinan}")
    page.get_by_role("button", name="Simpan frasa").click()

    expect(page.get_by_text("Frasa «Penutup» ditambahkan.")).to_be_visible()
    with desk.service.data():
        text = db.session.scalar(db.select(MinutesPhrase.text).where(MinutesPhrase.name == "Penutup"))
    assert text == "<div>Ditutup oleh <strong>{pimpinan}</strong></div>"


def test_what_was_typed_into_a_phrase_outlives_the_page(desk: Desk) -> None:
    page = desk.writer()
    page.goto(f"{_page_of_phrases(desk, page)}/tambah")
    page.get_by_role("textbox", name="Isi frasa").click()
    page.keyboard.type("Kalimat yang belum disimpan")
    page.wait_for_function("() => Object.keys(localStorage).some((key) => key.endsWith('/frasa/tambah'))")
    page.reload()
    page.locator("[data-draft-use]").click()

    expect(page.get_by_role("textbox", name="Isi frasa")).to_have_text("Kalimat yang belum disimpan")


def test_a_picture_that_is_pasted_into_a_phrase_stays_out_and_the_page_says_so(desk: Desk) -> None:
    page = desk.writer()
    page.goto(f"{_page_of_phrases(desk, page)}/tambah")
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    page.evaluate(COPY, f'<p>Teks<img src="data:image/png;base64,{dot}"> tetap</p>')
    text = page.get_by_role("textbox", name="Isi frasa")
    text.click()
    page.keyboard.press("Control+V")

    expect(page.get_by_role("alert")).to_have_text("Frasa tidak memuat gambar.")
    expect(text).to_contain_text("tetap")
    expect(text.locator("figure")).to_have_count(0)


def test_without_script_the_filled_phrases_are_a_page_to_copy_from(desk: Desk) -> None:
    page = desk.writer(java_script_enabled=False)
    address = page.get_by_role("link", name="Frasa").get_attribute("href")
    page.goto(f"{desk.service.url}{address}")

    expect(page.get_by_text("sepakat dengan Dr. Bima Arya, Wali Kota Bogor")).to_be_visible()
