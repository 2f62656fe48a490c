"""At the desk: a badge that is seen while it is laid out, and printed on paper of its size; and the phone that shows who is to be received."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from meetings.enums import BadgeStock, Role
from meetings.extensions import db
from meetings.models import BadgeLayout, BadgePrint, Meeting, Participant
from tests.e2e.venue import UNHURRIED, Clerk, Venue, open_venue
from tests.factories import PASSWORD, make_membership, make_user
from tests.support.axe import violations
from tests.support.live import Service

# What would be printed, and on which paper.
PRINTER = """globalThis.printed = []; globalThis.print = () => printed.push({
  pages: document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule instanceof CSSPageRule).map((rule) => rule.cssText),
  pictures: [...document.querySelectorAll("body > .card-on-paper")].map(({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight]),
});"""


@pytest.fixture
def venue(live_server: Service) -> Venue:
    return open_venue(live_server)


def enter(page: Page, venue: Venue, role: Role, path: str) -> None:
    """Signed in, at a page of the meeting."""
    with venue.service.data():
        user = make_user()
        make_membership(user, db.session.get_one(Meeting, venue.meeting).organisation, role)
        email = user.email
        db.session.commit()
    page.goto(f"{venue.service.url}/masuk")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/masuk" not in url)
    page.goto(f"{venue.service.url}/kegiatan/{venue.meeting}/{path}")


def test_a_badge_is_seen_while_it_is_laid_out_and_printed_on_its_own_paper(page: Page, venue: Venue) -> None:
    enter(page, venue, Role.COMMITTEE, "tanda-pengenal/rancangan/tambah")
    size = "() => { const p = document.querySelector('[data-badge-example]'); return p.complete && p.naturalWidth > p.naturalHeight }"
    page.wait_for_function("() => document.querySelector('[data-badge-example]').naturalWidth > 0")
    assert page.evaluate(size) is False  # A6 stands
    page.select_option("[name=stock]", "cr80")
    page.wait_for_function(size)  # the card of the printer lies, and is shown without saving
    assert violations(page) == []
    page.fill("[name=name]", "Peserta")
    page.press("[name=name]", "Enter")
    expect(page.locator(".flashes")).to_contain_text("Rancangan Peserta disimpan.")

    with venue.service.data():
        found = db.select(Participant.id).where(Participant.meeting_id == venue.meeting, Participant.name == "Budi Santoso")
        budi = db.session.scalars(found).one()
    page.add_init_script(PRINTER)
    page.goto(f"{venue.service.url}/kegiatan/{venue.meeting}/tanda-pengenal/peserta/{budi}")
    assert violations(page) == []
    page.click("text=Cetak sekarang")
    page.wait_for_function("() => globalThis.printed?.length === 1")
    (printed,) = page.evaluate("() => printed")
    assert "85.6mm 54mm" in printed["pages"][0] and printed["pictures"] == [[1012, 638]]
    expect(page.locator(".rows li")).to_have_count(1)
    page.reload()
    expect(page.locator("main")).to_contain_text("Sudah pernah dicetak")
    assert page.evaluate("() => printed.length") == 0  # a page that is loaded again prints nothing


def test_the_officers_phone_shows_who_arrives_and_two_greet_once(
    phone: Page, open_context: Callable[..., BrowserContext], venue: Venue
) -> None:
    def mark(meeting: Meeting) -> None:
        everybody = db.select(Participant).where(Participant.meeting_id == meeting.id, Participant.name == "Budi Santoso")
        db.session.scalars(everybody).one().greeted = True

    venue.change(mark)
    enter(phone, venue, Role.REGISTRAR, "penyambutan")
    other = open_context(viewport={"width": 360, "height": 740}).new_page()
    enter(other, venue, Role.REGISTRAR, "penyambutan")
    expect(phone.locator("#kedatangan")).to_contain_text("Belum datang (1)")
    phone.evaluate("() => { globalThis.shaken = []; navigator.vibrate = (pattern) => shaken.push(pattern) }")
    phone.click("[data-greeting-sound]")
    clerk = Clerk(open_context(viewport={"width": 360, "height": 740}).new_page(), venue)
    clerk.pair()

    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")

    card = phone.locator("article.guest")
    expect(card).to_contain_text("Budi Santoso", timeout=20_000)
    expect(card).to_contain_text("Kursi A-12")
    assert phone.evaluate("() => shaken.length") == 2  # the trial, and the arrival
    assert violations(phone) == []
    expect(other.locator("article.guest")).to_contain_text("Budi Santoso")
    phone.click("text=Sudah disambut >> nth=0")
    expect(phone.locator("#kedatangan")).to_contain_text("Sudah disambut (1)")
    expect(other.locator("#kedatangan")).to_contain_text("Sudah disambut (1)")
    expect(other.locator("article.guest")).to_have_count(0)
    phone.click("text=Daftar sapaan")
    expect(phone.locator(".roll-name")).to_have_text(["Budi Santoso"])
    assert violations(phone) == []


def test_a_card_stays_where_a_finger_is_until_it_is_lifted(
    phone: Page, open_context: Callable[..., BrowserContext], venue: Venue
) -> None:
    def mark(meeting: Meeting) -> None:
        named = Participant.meeting_id == meeting.id, Participant.name.in_(["Budi Santoso", "Siti Aminah"])
        for each in db.session.scalars(db.select(Participant).where(*named)):
            each.greeted = True

    venue.change(mark)
    enter(phone, venue, Role.REGISTRAR, "penyambutan")
    clerk = Clerk(open_context(viewport={"width": 360, "height": 740}).new_page(), venue)
    clerk.pair()
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")
    card = phone.locator("article.guest", has_text="Budi Santoso")
    expect(card).to_be_visible(timeout=20_000)
    place = card.bounding_box()
    phone.mouse.move(place["x"] + 40, place["y"] + 40)
    phone.mouse.down()

    clerk.close()
    clerk.type(venue.codes["siti"])
    clerk.verdict("warn", "Siti")
    news = phone.get_by_role("button", name="1 baru datang")
    expect(news).to_be_visible(timeout=20_000)
    assert phone.locator("article.guest").count() == 1
    phone.mouse.up()
    news.click()

    expect(phone.locator("article.guest h2")).to_have_text(["Siti Aminah", "Budi Santoso"])
    expect(news).to_be_hidden()


def test_a_clerk_prints_the_badge_of_who_came_in(phone: Page, venue: Venue) -> None:
    venue.change(
        lambda meeting: db.session.add(BadgeLayout(meeting_id=meeting.id, name="Meja", for_others=True, stock=BadgeStock.ROLL_62))
    )
    phone.add_init_script(UNHURRIED)
    phone.add_init_script(PRINTER)
    clerk = Clerk(phone, venue)
    clerk.pair(prints_badges=True)
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")

    phone.click("text=Cetak tanda pengenal")
    phone.wait_for_function("() => printed.length === 1")
    assert "100mm 62mm" in phone.evaluate("() => printed[0].pages[0]")
    phone.click("text=Cetak tanda pengenal")
    expect(phone.locator("#toast")).to_contain_text("dicetak untuk ke-2 kali")
    with venue.service.data():
        assert [each.by for each in db.session.scalars(db.select(BadgePrint).where(BadgePrint.meeting_id == venue.meeting))] == [
            "Meja 1"
        ] * 2
