"""Find and replace over all items, and back again; by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from meetings.extensions import db
from meetings.models import Minutes, MinutesItem
from tests.e2e.test_minutes_editor import Desk
from tests.support.live import Service


@pytest.fixture
def desk(live_server: Service, open_context: Callable[..., BrowserContext]) -> Desk:
    desk = Desk(live_server, open_context)
    with live_server.data():
        first, second = db.session.get_one(Minutes, desk.minutes_id).items
        first.title, first.discussion = "Arahan Bapeda", "<div>Dinas <strong>Bapeda</strong> dan bapeda hadir.</div>"
        second.discussion = "<ul><li>Bapeda menyusun</li></ul>"
        db.session.commit()
    return desk


def texts(desk: Desk) -> list[str]:
    with desk.service.data():
        items = db.session.get_one(Minutes, desk.minutes_id).items
        return [f"{item.title}|{item.discussion}" for item in items]


def saved(page: Page) -> None:
    expect(page.locator(".minutes-item [data-state]").filter(has_text="Tersimpan")).to_have_count(2)


def test_all_are_replaced_and_brought_back(desk: Desk) -> None:
    page = desk.writer()
    before = texts(desk)
    bar = page.get_by_role("search", name="Cari dan ganti")
    page.keyboard.press("Control+H")
    expect(bar.get_by_label("Cari", exact=True)).to_be_focused()

    page.keyboard.type("bapeda")
    expect(bar.locator("[data-count]")).to_have_text("1 dari 4")
    bar.get_by_label("Bedakan huruf besar dan kecil").check()
    expect(bar.locator("[data-count]")).to_have_text("1 dari 1")
    bar.get_by_label("Bedakan huruf besar dan kecil").uncheck()
    bar.get_by_label("Ganti dengan").fill("Bappeda")
    bar.get_by_role("button", name="Ganti semua").click()

    expect(bar.locator("[data-count]")).to_have_text("4 diganti dalam 3 isian")
    saved(page)
    assert texts(desk) == [
        "Arahan Bappeda|<div>Dinas <strong>Bappeda</strong> dan Bappeda hadir.</div>",
        f"{before[1].split('|')[0]}|<ul><li>Bappeda menyusun</li></ul>",
    ]

    bar.get_by_role("button", name="Urungkan").click()
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(page.locator(".hit")).to_have_count(0)
    for form in page.locator(".minutes-item [data-save]").all():
        form.click()
    saved(page)
    assert texts(desk) == before


def test_one_by_one_from_the_caret_of_the_search(desk: Desk) -> None:
    page = desk.writer()
    bar = page.get_by_role("search", name="Cari dan ganti")
    page.get_by_role("button", name="Cari dan ganti").click()
    bar.get_by_label("Cari", exact=True).fill("bapeda")
    bar.get_by_label("Ganti dengan").fill("Bapeda Kota")

    page.locator("#cari-kata").press("Enter")  # the second
    expect(bar.locator("[data-count]")).to_have_text("2 dari 4")
    expect(page.locator(".hit-now")).to_have_text("Bapeda")
    bar.get_by_role("button", name="Ganti", exact=True).click()

    expect(bar.locator("[data-count]")).to_have_text("3 dari 4")  # what was put there is not found next
    expect(page.locator(".hit-now")).to_have_text("bapeda")
    desk_item = page.locator(".minutes-item").first
    expect(desk_item.locator("[data-state]")).to_contain_text("Tersimpan")
    with desk.service.data():
        first = db.session.get_one(MinutesItem, db.session.get_one(Minutes, desk.minutes_id).items[0].id)
        assert first.discussion == "<div>Dinas <strong>Bapeda Kota</strong> dan bapeda hadir.</div>"
