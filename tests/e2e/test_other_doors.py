"""Doors without a clerk: a kiosk that guests use themselves, and the guest's own phone before the screen of the hall."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from meetings import clock
from meetings.domain.checkin.devices import Kiosk, create_device
from meetings.domain.checkin.hall_codes import hall_code, hall_link, step_at
from meetings.domain.checkin.screens import create_screen, screen_link
from meetings.domain.delegations import DelegationDetails, create_delegation, name_delegates
from meetings.domain.online_points import PointDetails, register_point
from meetings.domain.participants import Details
from meetings.domain.passes import institution_token
from meetings.enums import BadgeStock, MeetingMode, ScreenKind
from meetings.extensions import db
from meetings.models import BadgeLayout, HallScreen, Meeting, Session
from tests.e2e.venue import CLERK, UNHURRIED, Venue, open_venue
from tests.support.axe import violations
from tests.support.live import Service

PIN = "246813"
WatchFilm = Callable[..., Page]


@pytest.fixture
def venue(live_server: Service) -> Venue:
    return open_venue(live_server)


def test_guests_check_in_at_a_kiosk_with_qr_and_by_name_and_only_a_pin_leads_out(watch_film: WatchFilm, venue: Venue) -> None:
    with venue.service.data():
        meeting = db.session.get_one(Meeting, venue.meeting)
        _device, code = create_device(meeting, "Kios 1", "Lobi", CLERK, clock.now(), kiosk=Kiosk(PIN), prints_badges=True)
        db.session.add(BadgeLayout(meeting_id=meeting.id, name="Kios", for_others=True, stock=BadgeStock.CR80))
        db.session.commit()
    page = watch_film([venue.link("budi")], width=820, height=1180)
    page.add_init_script(UNHURRIED)
    page.add_init_script(
        "globalThis.printed = []; globalThis.print = () => printed.push([document.querySelector('.badge').textContent,"
        " document.querySelectorAll('#badge-qr path, #badge-qr rect').length > 0, document.querySelector('.card-on-paper')?.naturalWidth]);"
    )

    page.goto(venue.scanner(code))
    page.wait_for_url("**/kios/")
    expect(page.locator("#greeting-name")).to_have_text("Budi Santoso")
    expect(page.locator("#greeting-title")).to_have_text("Selamat datang")
    expect(page.locator("#greeting-lines")).to_contain_text("A-12")
    page.wait_for_function("() => printed.length === 1")
    assert page.evaluate("() => printed[0][2]") == 1012  # the layout's card, as the service draws it
    page.click("#screen-greeting")

    assert violations(page) == []
    page.click("#to-search")
    page.fill("#query", "si")
    expect(page.locator("#results button")).to_have_count(0)
    page.route("**/badges", lambda route: route.abort())
    page.fill("#query", "siti")
    expect(page.locator("#results button")).to_have_count(1)
    assert "Lurah" not in page.inner_text("#results")
    assert violations(page) == []
    page.click("#results button")
    page.click("#ask-yes")
    expect(page.locator("#greeting-name")).to_have_text("Siti Aminah")
    page.wait_for_function("() => printed.length === 2")
    # Without the service a plain card; who types a name gets nobody's QR.
    assert page.evaluate("() => [printed[1][0].includes('Siti Aminah'), printed[1][1], printed[1][2]]") == [True, False, None]
    page.click("#screen-greeting")
    assert "Siti" not in page.inner_text("body") and page.input_value("#query") == ""

    page.click("#lock")
    page.fill("#pin-entered", "1111")
    page.press("#pin-entered", "Enter")
    expect(page.locator("#pin-note")).to_have_text("PIN salah.")
    page.fill("#pin-entered", PIN)
    page.press("#pin-entered", "Enter")
    expect(page.locator("#settings")).to_be_visible()
    page.click("#settings-close")
    page.goto(venue.scanner())  # a guest who types the scanner's address is led back
    page.wait_for_url("**/kios/")

    assert venue.present() == {"Budi Santoso", "Siti Aminah"}
    assert {scan["method"] for scan in venue.scans()} == {"kiosk"}


def test_a_guests_phone_reads_the_hall_and_is_recorded(watch_film: WatchFilm, venue: Venue, page: Page) -> None:
    with venue.service.data():
        meeting = db.session.get_one(Meeting, venue.meeting)
        meeting.self_checkin = True
        session = db.session.get_one(Session, venue.session)
        made = create_screen(meeting, ScreenKind.SELF, "Layar aula", session, "", CLERK, clock.now())
        screen_id, link = made.id, screen_link(made)
        db.session.commit()
    page.goto(link)
    first = page.get_attribute("[data-live-path]", "d")
    assert first and page.locator(".alone-qr").is_visible()

    with venue.service.data():
        now = step_at(clock.now())
        screen = db.session.get_one(HallScreen, screen_id)
        shown = [hall_link(hall_code(screen, venue.session, now))]
        # a slow machine may take more than a step to come to the next line: the film shows what comes then, too
        shown += [hall_link(hall_code(screen, venue.session, now + more)) for more in (1, 2)]
    phone = watch_film(["WIFI:S:Hotel;;", *shown], width=360, height=740)
    phone.goto(f"{venue.service.url}/p/{venue.codes['budi']}")
    phone.click("[data-alone-start]")

    expect(phone.locator(".flash")).to_contain_text("Anda tercatat hadir pukul", timeout=60_000)
    assert violations(phone) == []
    phone.click("text=Buka tanda masuk")
    expect(phone.locator(".pass-came")).to_have_count(1)
    assert venue.present() == {"Budi Santoso"}
    expect(page.locator("[data-live-text=present]")).to_have_text("1")

    with venue.service.data():
        screen = db.session.get_one(HallScreen, screen_id)
        opened = f"{venue.service.url}/H/{hall_code(screen, venue.session, step_at(clock.now())).upper()}"
    phone.goto(opened)  # by the phone's own camera, which knows this pass by now
    phone.click(".alone-people button")
    expect(phone.locator(".flash")).to_contain_text("Anda sudah tercatat hadir")


def test_a_room_far_away_reads_the_hall_and_everybody_in_it_is_recorded(watch_film: WatchFilm, venue: Venue) -> None:
    with venue.service.data():
        at, meeting = clock.now(), db.session.get_one(Meeting, venue.meeting)
        meeting.mode = MeetingMode.HYBRID
        screen = create_screen(meeting, ScreenKind.SELF, "Layar", db.session.get_one(Session, venue.session), "", CLERK, at)
        region = create_delegation(meeting, DelegationDetails("Kab. Lampung Selatan", "Rina Wati", quota=3), CLERK, at)
        people = name_delegates(region, [Details(name=name) for name in ("Supriyanto", "Dewi Lestari")], "Rina Wati", at)
        room = register_point(region, PointDetails("Ruang Sekda"), [each.participant_id for each in people], "Rina Wati", at)
        address = f"{venue.service.url}/d/{institution_token(region.id, 1)}/ruang/{room.id}/hadir"
        shown = [hall_link(hall_code(screen, venue.session, step_at(at) + more)) for more in (0, 1, 2)]
        db.session.commit()
    phone = watch_film(["https://zoom.us/j/1", *shown], width=360, height=740)
    phone.goto(address)
    assert violations(phone) == []
    phone.select_option("[name=session_id]", venue.session)
    phone.fill("[name=by]", "")
    phone.click("[data-alone-start]")  # nobody reports without a name
    expect(phone.locator("video")).to_be_hidden()
    phone.fill("[name=by]", "Rina Wati")
    phone.click("[data-alone-start]")

    expect(phone.locator(".flash")).to_contain_text("2 orang tercatat hadir", timeout=60_000)
    assert venue.present() == {"Supriyanto", "Dewi Lestari"}
    assert violations(phone) == []
