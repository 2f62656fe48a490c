"""From the committee's desk to the door and back: a device made on screen, paired by its QR, seen in the live numbers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Meeting
from tests.e2e.venue import STRANGE_NAME, Clerk, Venue, open_venue
from tests.factories import PASSWORD, make_membership, make_user
from tests.support.live import Service


@pytest.fixture
def venue(live_server: Service) -> Venue:
    return open_venue(live_server)


@pytest.fixture
def desk(page: Page, venue: Venue) -> Page:
    """The check-in page of a signed-in committee member."""
    with venue.service.data():
        user = make_user()
        make_membership(user, db.session.get_one(Meeting, venue.meeting).organisation, Role.COMMITTEE)
        email = user.email
        db.session.commit()
    page.goto(f"{venue.service.url}/masuk")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/masuk" not in url)
    page.goto(f"{venue.service.url}/kegiatan/{venue.meeting}/check-in")
    return page


def test_device_made_at_the_desk_pairs_and_its_scans_appear(desk: Page, phone: Page, venue: Venue) -> None:
    desk.click("text=Tambah perangkat >> nth=0")
    desk.fill("[name=name]", "Meja Timur")
    desk.fill("[name=gate]", "Lobi")
    desk.press("[name=gate]", "Enter")
    code = desk.inner_text(".pairing-code")

    clerk = Clerk(phone, venue)
    phone.goto(venue.scanner())
    phone.fill("#pairing-code", code)
    phone.click("#pairing-form button")
    phone.wait_for_selector("#session-title:has-text('Pleno')")
    expect(desk.locator("#keadaan")).to_contain_text("Perangkat terpasang")
    expect(desk.locator("#kabar")).to_have_text("Perangkat terpasang")
    assert "Lobi" in phone.inner_text("#session-place")

    desk.goto(f"{venue.service.url}/kegiatan/{venue.meeting}/check-in")
    expect(desk.locator("[data-live-text=present]").first).to_have_text("0")
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")

    expect(desk.locator("[data-live-text=present]").first).to_have_text("1")
    row = desk.locator("[data-live-list=latest] li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Budi Santoso")
    expect(row).to_contain_text("Lobi")
    expect(desk.locator("[data-live-bars] rect").first).to_be_attached()


def test_live_names_are_text_and_an_outage_is_told(desk: Page, open_context: Callable[..., BrowserContext], venue: Venue) -> None:
    clerk = Clerk(open_context(viewport={"width": 360, "height": 740}).new_page(), venue)
    clerk.pair(may_force=True)
    clerk.type(venue.codes["strange"])
    clerk.verdict("bad")
    clerk.page.click(".force")
    clerk.page.get_by_label("Mendampingi yang diundang").check()
    clerk.page.get_by_role("button", name="Tetap terima", exact=True).click()
    clerk.verdict("good")

    expect(desk.locator("[data-live-list=latest] li")).to_contain_text(STRANGE_NAME)
    desk.route("**/angka/**", lambda route: route.abort())

    expect(desk.locator("[data-live-stale]")).to_be_visible()
    desk.unroute("**/angka/**")
    expect(desk.locator("[data-live-stale]")).to_be_hidden()
