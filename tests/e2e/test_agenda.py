"""The committee plans a meeting in a real browser: rundown, order by dragging, questions before what matters, a phone's menu."""

import pytest
from playwright.sync_api import Page, expect

from meetings.enums import MeetingState, Role
from meetings.extensions import db
from tests.factories import PASSWORD, make_meeting, make_membership, make_user
from tests.support.live import Service

TITLES = "tbody[data-sort-form] .row-title"


@pytest.fixture
def meeting(live_server: Service) -> tuple[str, str]:
    """(address of a fresh draft, its committee's email)."""
    with live_server.data():
        row, user = make_meeting(state=MeetingState.DRAFT, title='Rakor "Uji" {x} <b>tebal</b>'), make_user()
        make_membership(user, row.organisation, Role.COMMITTEE)
        found = f"{live_server.url}/kegiatan/{row.id}", user.email
        db.session.commit()
    return found


def enter(page: Page, meeting: tuple[str, str]) -> str:
    address, email = meeting
    page.goto(address)
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/masuk" not in url)
    return address


def test_a_rundown_is_made_and_sorted_by_dragging(page: Page, meeting: tuple[str, str]) -> None:
    address = enter(page, meeting)
    page.goto(f"{address}/acara/")
    page.click("text=Tambah sesi pertama")
    page.fill("[name=room]", "Ruang Paseban")
    page.click("text=Simpan sesi")
    expect(page.locator(TITLES).nth(1)).to_have_text("Pembukaan oleh pembawa acara")

    page.wait_for_load_state()  # the script that sorts comes last
    handles = page.locator("[data-sort-handle]")
    handles.nth(1).hover()  # waits until the page has scrolled to the session and stands still
    start, end = handles.nth(1).bounding_box(), handles.nth(3).bounding_box()
    assert start is not None and end is not None
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] + 40, steps=6)
    page.mouse.move(end["x"] + 8, end["y"] + 16, steps=12)
    page.mouse.up()

    expect(page.locator(TITLES).nth(1)).to_have_text("Menyanyikan lagu Indonesia Raya")
    expect(page.locator(TITLES).nth(3)).to_have_text("Pembukaan oleh pembawa acara")

    page.wait_for_load_state()
    page.get_by_label("Turunkan Registrasi peserta").dblclick()  # counts once
    expect(page.locator(TITLES).nth(0)).to_have_text("Menyanyikan lagu Indonesia Raya")
    page.wait_for_load_state()
    expect(page.locator(TITLES).nth(1)).to_have_text("Registrasi peserta")


def test_a_cancellation_asks_by_name_and_wants_a_reason(page: Page, meeting: tuple[str, str]) -> None:
    address = enter(page, meeting)
    page.goto(address)
    expect(page.locator("h1")).to_have_text('Rakor "Uji" {x} <b>tebal</b>')

    page.click("main >> text=Batalkan kegiatan")
    question = page.locator(".ask:popover-open")
    expect(question).to_contain_text('Rakor "Uji" {x} <b>tebal</b>')
    question.get_by_text("Jangan").click()
    expect(question).to_have_count(0)

    page.click("main >> text=Batalkan kegiatan")
    question.locator("button.btn-danger").click()
    expect(question).to_be_visible()  # the browser asks for the reason first
    question.locator("textarea").fill("Banjir di lokasi")
    question.locator("button.btn-danger").click()

    expect(page.locator("main")).to_contain_text("Banjir di lokasi")
    expect(page.locator("aside .tag")).to_have_text("Dibatalkan")


def test_the_meetings_menu_opens_on_a_phone_and_nothing_is_cut_off(phone: Page, meeting: tuple[str, str]) -> None:
    address = enter(phone, meeting)
    phone.goto(address)
    expect(phone.locator("aside nav")).to_be_hidden()

    phone.click(".side-open")
    phone.locator("aside nav").get_by_text("Susunan acara").click()

    expect(phone.locator("h1")).to_have_text("Susunan acara")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
