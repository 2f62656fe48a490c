"""Quick notes in a real browser: put down by Enter, kept while the service is away, moved into the text by button, key and dragging."""

import contextlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from meetings.extensions import db
from meetings.models import Minutes, SessionNote
from tests.e2e.test_minutes_editor import Desk
from tests.factories.minutes import make_note
from tests.support.live import Service


@pytest.fixture
def desk(live_server: Service, open_context: Callable[..., BrowserContext]) -> Desk:
    return Desk(live_server, open_context)


def pad(desk: Desk) -> Page:
    """The page in the hall."""
    page = desk.writer()
    with desk.service.data():
        minutes = db.session.get_one(Minutes, desk.minutes_id)
        address = f"/kegiatan/{minutes.meeting_id}/notula/sesi/{minutes.session_id}/catatan"
    page.goto(f"{desk.service.url}{address}")
    return page


def noted(desk: Desk) -> list[str]:
    with desk.service.data():
        of_session = db.session.query(SessionNote).filter_by(session_id=db.session.get_one(Minutes, desk.minutes_id).session_id)
        return [note.text for note in of_session.order_by(SessionNote.taken_at)]


def test_enter_puts_a_note_down_and_what_the_service_missed_follows(desk: Desk) -> None:
    page = pad(desk)
    text, state = page.get_by_label("Catatan", exact=True), page.locator("[data-state]")
    page.get_by_label("Yang berbicara").fill("Ibu Sari")
    text.press_sequentially("Anggaran cukup")
    text.press("Enter")
    expect(page.locator("#daftar-catatan li")).to_have_count(1)
    expect(text).to_have_value("")

    page.context.set_offline(True)
    for said in ("Setuju", "Bulat"):
        text.press_sequentially(said)
        text.press("Enter")
    expect(state).to_contain_text("2 catatan belum terkirim")
    text.press_sequentially("Belum sel")
    page.route(re.compile("/catatan\\?"), lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    expect(text).to_have_value("Belum sel")
    expect(state).to_contain_text("2 catatan belum terkirim")
    page.unroute_all()
    expect(page.locator("#daftar-catatan li")).to_have_count(3)
    assert noted(desk) == ["Anggaran cukup", "Setuju", "Bulat"]
    page.reload()
    expect(page.locator("#daftar-catatan li").first).to_contain_text("Bulat")
    expect(text).to_have_value("Belum sel")


def test_a_note_goes_into_its_item_by_button_key_and_dragging(desk: Desk) -> None:
    with desk.service.data():
        minutes = db.session.get_one(Minutes, desk.minutes_id)
        for text in ("Pertama", "Kedua", "Ketiga"):
            make_note(minutes.session, minutes.items[1].agenda_item_id, text, "Pak Budi")
        db.session.commit()
    page = desk.writer()
    part = desk.part(page)
    rows, editor = page.locator("#catatan li"), part.locator("[contenteditable]").first
    rows.nth(0).get_by_role("button").click()
    expect(editor).to_contain_text("Pak Budi: Pertama")
    expect(rows.nth(0)).to_contain_text("Sudah masuk ke")
    editor.press("Control+Shift+Enter")
    expect(editor).to_contain_text("Pak Budi: Kedua")
    expect(rows.nth(1)).to_contain_text("Sudah masuk ke")
    for _attempt in range(5):  # what moves under the hand as the page saves is let go of beside it
        rows.nth(2).drag_to(editor)
        with contextlib.suppress(AssertionError):
            expect(editor).to_contain_text("Pak Budi: Ketiga", timeout=5_000)
            break
    expect(editor).to_contain_text("Pak Budi: Ketiga")
    expect(rows.nth(2)).to_contain_text("Sudah masuk ke")

    expect(part.locator("[data-state]").first).to_contain_text("Tersimpan")
    with desk.service.data():
        said = db.session.get_one(Minutes, desk.minutes_id).items[1].discussion
    assert all(f"Pak Budi: {text}" in said for text in ("Pertama", "Kedua", "Ketiga"))
