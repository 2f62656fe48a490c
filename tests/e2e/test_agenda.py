"""The committee plans a meeting in a real browser: rundown, order by dragging, questions before what matters, a phone's menu."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

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


def drag_row(page: Page, here: int, there: int) -> None:
    """Drags a line by its handle and, as a person would, lets go only when it lies where it should.

    Lines give way with a short animation and take no notice of the pointer meanwhile, so the pointer lingers over the place.
    """
    titles, handles = page.locator(TITLES), page.locator("[data-sort-handle]")
    wanted = titles.all_text_contents()
    wanted.insert(there, wanted.pop(here))
    handles.nth(here).hover()  # waits until the page has scrolled to the session and stands still
    goal = handles.nth(there).bounding_box()
    assert goal is not None
    page.mouse.down()
    for step in range(600):
        page.mouse.move(goal["x"] + 8, goal["y"] + 16 + step % 2, steps=6)
        if titles.all_text_contents() == wanted:
            break
        page.wait_for_timeout(50)
    assert titles.all_text_contents() == wanted
    page.mouse.up()


def test_a_rundown_is_made_and_sorted_by_dragging(page: Page, meeting: tuple[str, str]) -> None:
    address = enter(page, meeting)
    page.goto(f"{address}/acara/")
    page.click("text=Tambah sesi pertama")
    page.fill("[name=room]", "Ruang Paseban")
    page.click("text=Simpan sesi")
    expect(page.locator(TITLES).nth(1)).to_have_text("Pembukaan oleh pembawa acara")

    page.wait_for_load_state()  # the script that sorts comes last
    drag_row(page, 1, 3)
    said = page.locator("#kabar")
    expect(said).to_have_text("Urutan mata acara disimpan.")  # the new order was sent, and the list has come back
    expect(page.locator(TITLES).nth(1)).to_have_text("Menyanyikan lagu Indonesia Raya")
    expect(page.locator(TITLES).nth(3)).to_have_text("Pembukaan oleh pembawa acara")

    page.get_by_label("Turunkan Registrasi peserta").dblclick()  # counts once
    expect(said).to_have_text("Registrasi peserta sekarang urutan 2 dari 13.")
    expect(page.locator(TITLES).nth(0)).to_have_text("Menyanyikan lagu Indonesia Raya")

    page.keyboard.press("Enter")  # the focus has stayed on the line that moved
    expect(said).to_have_text("Registrasi peserta sekarang urutan 3 dari 13.")
    expect(page.get_by_label("Turunkan Registrasi peserta")).to_be_focused()
    expect(page.locator(TITLES).nth(2)).to_have_text("Registrasi peserta")
    drag_row(page, 2, 0)  # the list that came later is sorted by dragging, too
    expect(said).to_have_text("Urutan mata acara disimpan.")


def test_moving_works_without_script_and_says_it_on_the_page(
    open_context: Callable[..., BrowserContext], meeting: tuple[str, str]
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    address = enter(page, meeting)
    page.goto(f"{address}/acara/")
    page.click("text=Tambah sesi pertama")
    page.fill("[name=room]", "Ruang Paseban")
    page.click("text=Simpan sesi")
    expect(page.locator("[data-theme-toggle]")).to_be_hidden()  # only a script could answer it

    page.get_by_label("Turunkan Registrasi peserta").click()

    expect(page.locator(".flash")).to_contain_text("Registrasi peserta sekarang urutan 2 dari 13.")
    page.locator("summary.tool-user").click()
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk*")


def test_a_cancellation_asks_by_name_and_wants_a_reason(page: Page, meeting: tuple[str, str]) -> None:
    address = enter(page, meeting)
    page.goto(address)
    expect(page.locator("h1")).to_have_text('Rakor "Uji" {x} <b>tebal</b>')

    page.click("main >> text=Batalkan kegiatan")
    question = page.locator(".ask:modal")
    expect(question).to_contain_text('Rakor "Uji" {x} <b>tebal</b>')
    expect(question.locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(page.locator("main").get_by_role("button", name="Batalkan kegiatan")).to_be_focused()

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
    expect(phone.locator("aside nav").get_by_text("Ringkasan")).to_be_focused()
    phone.keyboard.press("Escape")
    expect(phone.locator(".side-open")).to_be_focused()
    phone.emulate_media(forced_colors="active")  # where backgrounds are gone, a line shows where one is
    expect(phone.locator("aside [aria-current]")).to_have_css("border-inline-start-width", "6px")
    expect(phone.locator("aside a:not([aria-current])").last).to_have_css("border-inline-start-width", "0px")
    phone.emulate_media(forced_colors="none")
    phone.click(".side-open")
    phone.locator("aside nav").get_by_text("Susunan acara").click()

    expect(phone.locator("h1")).to_have_text("Susunan acara")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
