"""The door without a network, or with a bad one: nothing is lost, nothing counts twice, nobody's data stays behind."""

import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route, expect

from meetings.passcode import derive_code
from tests.e2e.venue import Clerk, Venue, chromium_path, end_meeting, kill_browser, open_venue
from tests.support.browser import ARGUMENTS, TIMEOUT
from tests.support.live import Service


@pytest.fixture
def venue(live_server: Service) -> Venue:
    """Its service may be cut off; the next test finds it running again."""
    return open_venue(live_server)


@pytest.fixture
def clerk(phone: Page, venue: Venue) -> Clerk:
    """A clerk with a paired phone whose page is kept by the service worker."""
    made = Clerk(phone, venue)
    made.pair()
    keep_shell(phone)
    return made


@pytest.fixture
def start_browser(browser: Browser, tmp_path: Path) -> Iterator[Callable[[], BrowserContext]]:
    """A browser with a profile on disk, as a phone has; started again it remembers. It may be killed."""
    profile = tmp_path / "profile"
    started: list[BrowserContext] = []

    def start() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            str(profile), executable_path=chromium_path(), args=ARGUMENTS, viewport={"width": 360, "height": 740}, locale="id-ID"
        )
        context.set_default_timeout(TIMEOUT)
        started.append(context)
        return context

    yield start
    kill_browser(profile)
    shutil.rmtree(profile, ignore_errors=True)


def keep_shell(page: Page) -> None:
    """Wait until the service worker has the whole page."""
    page.evaluate(
        """async () => {
          for (let turn = 0; turn < 600; turn++) {
            const cache = await caches.open("scanner-shell");
            if ((await cache.keys()).some(({ url }) => url.endsWith(".wasm"))) return;
            await new Promise((done) => setTimeout(done, 100));
          }
          throw new Error("the service worker kept nothing");
        }"""
    )


def look_now(clerk: Clerk) -> None:
    """The browser believes that the network came back: a hint that the page follows, and does not trust."""
    clerk.page.evaluate("() => dispatchEvent(new Event('online'))")


def go_offline(clerk: Clerk) -> None:
    """Cut the cable and wait until the device has noticed."""
    clerk.venue.service.kill("web")
    look_now(clerk)
    clerk.page.wait_for_selector("#link.offline")


def go_online(clerk: Clerk) -> None:
    """Plug it in again and wait until everything is sent."""
    clerk.venue.service.start_web()
    look_now(clerk)
    everything_sent(clerk)
    clerk.page.wait_for_selector("#link.online", state="attached")


def everything_sent(clerk: Clerk) -> None:
    """Wait until nothing waits in the queue, and the status line says so."""
    for _turn in range(600):
        if clerk.stored()["queue"] == 0:
            break
        clerk.page.wait_for_timeout(100)
    clerk.page.wait_for_selector("#waiting:not(.some)", state="attached")


def test_first_scan_after_the_network_fails_is_decided_on_the_device(clerk: Clerk, venue: Venue) -> None:
    venue.service.kill("web")

    clerk.type(venue.codes["budi"])

    shown = clerk.verdict("good", "Budi Santoso")
    assert "belum terkirim" in shown
    assert "Kepala Dinas" in shown
    clerk.close()
    clerk.expect_waiting("1 menunggu dikirim")
    expect(clerk.page.locator("#present")).to_have_text("1")


def test_service_that_hangs_is_not_waited_for(clerk: Clerk, venue: Venue) -> None:
    held: list[Route] = []
    clerk.page.route("**/scans", lambda route: held.append(route))  # noqa: PLW0108 -- marked
    clerk.page.evaluate("() => { globalThis.hurried = true; }")

    clerk.type(venue.codes["budi"])

    assert "belum terkirim" in clerk.verdict("good", "Budi")
    for route in held:
        route.abort()


def test_everything_works_after_opening_the_page_without_network(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    clerk.page.reload()
    clerk.page.wait_for_selector("#session-title:has-text('Pleno')")
    clerk.page.wait_for_selector("#link.offline")

    clerk.type(venue.codes["budi"])
    assert "belum terkirim" in clerk.verdict("good", "Budi")
    clerk.close()
    clerk.later(3_100)
    clerk.type(venue.codes["budi"])
    clerk.verdict("warn", "SUDAH HADIR")
    clerk.close()
    clerk.type(venue.codes["strange"])
    clerk.verdict("bad", "tidak terdaftar pada sesi ini")
    clerk.close()
    clerk.page.click(".tabs [data-panel=search]")
    clerk.page.fill("#query", "aminah")
    clerk.page.locator("#results .person").click()
    clerk.page.click("#question-yes")
    clerk.verdict("warn", "belum mengonfirmasi")
    clerk.close()
    clerk.expect_waiting("4 menunggu dikirim")

    go_online(clerk)
    # Time stands still on this page since `later`, so three of them were made at one moment.
    assert sorted((scan["status"], scan["offline"]) for scan in venue.scans()) == [
        ("accepted", True),
        ("accepted", True),
        ("already", True),
        ("refused", True),
    ]
    assert venue.present() == {"Budi Santoso", "Siti Aminah"}


def test_a_withdrawn_pass_is_red_without_the_service_as_with_it(clerk: Clerk, venue: Venue) -> None:
    """Known as withdrawn from the roster; and whatever the service refused for good stays refused on this device."""
    forged = derive_code(b"somebody else's key", "forged")
    clerk.type(forged)
    clerk.verdict("bad", "TIDAK DIKENAL")
    clerk.close()
    go_offline(clerk)

    for code, words in ((venue.codes["gone"], "sudah dicabut"), (forged, "TIDAK DIKENAL")):
        clerk.later(3_100)
        clerk.type(code)
        assert "belum terkirim" in clerk.verdict("bad", words)
        clerk.close()

    clerk.page.reload()
    clerk.page.wait_for_selector("#link.offline")
    clerk.type(forged)
    clerk.verdict("bad", "TIDAK DIKENAL")
    clerk.close()
    go_online(clerk)
    assert [scan["reason"] for scan in venue.scans()] == ["unknown", "revoked", "unknown", "unknown"]


def test_a_clock_that_is_set_while_offline_turns_nobody_away_and_is_told(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    clerk.page.evaluate(
        "() => { const real = Date.now; Date.now = () => real() + 30 * 3_600_000; dispatchEvent(new Event('online')); }"
    )
    clerk.page.wait_for_selector("#clock-note:has-text('Jam perangkat ini berubah')")

    clerk.type(venue.codes["budi"])

    shown = clerk.verdict("warn", "MASUK, PERIKSA")
    assert "Pintu sesi ini sudah ditutup" in shown and "layanan yang memutuskan" in shown
    clerk.close()
    assert clerk.stored()["participants"] > 0
    go_online(clerk)
    clerk.page.wait_for_selector("#clock-note", state="hidden")
    assert venue.present() == {"Budi Santoso"}


def test_what_waits_on_the_device_holds_no_code(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")
    clerk.close()

    kept = clerk.page.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open("scanner");
          asked.onsuccess = () => {
            const everything = asked.result.transaction("queue").objectStore("queue").getAll();
            everything.onsuccess = () => done(JSON.stringify(everything.result));
          };
        })"""
    )

    assert "Budi" in kept and venue.codes["budi"] not in kept
    go_online(clerk)
    assert venue.present() == {"Budi Santoso"}


def test_two_tabs_know_of_each_others_decisions_without_the_service(clerk: Clerk, venue: Venue) -> None:
    other = Clerk(clerk.page.context.new_page(), venue)
    other.page.goto(venue.scanner())
    other.page.wait_for_selector("#session-title:has-text('Pleno')")
    go_offline(clerk)
    look_now(other)
    other.page.wait_for_selector("#link.offline", state="attached")
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi Santoso")
    expect(other.page.locator("#present")).to_have_text("1")

    other.page.bring_to_front()
    other.type(venue.codes["budi"])

    other.verdict("warn", "SUDAH HADIR")


def test_unknown_code_offline_is_let_in_for_now_and_settled_later(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    clerk.type(derive_code(b"somebody else's key", "x"))

    assert "DICATAT SEMENTARA" in clerk.verdict("warn")

    clerk.close()
    go_online(clerk)
    clerk.page.wait_for_selector("#toast .warning:has-text('TIDAK DIKENAL')")
    assert [scan["reason"] for scan in venue.scans()] == ["unknown"]


def test_the_service_overrules_the_device_and_the_clerk_hears_of_it(clerk: Clerk, venue: Venue) -> None:
    """While the device was off, the meeting decided to refuse whoever has not answered."""
    go_offline(clerk)
    clerk.type(venue.codes["siti"])
    clerk.verdict("warn", "MASUK, PERIKSA")
    clerk.close()

    venue.change(lambda meeting: setattr(meeting, "refuse_unconfirmed", True))
    go_online(clerk)

    clerk.page.wait_for_selector("#toast .warning:has-text('Siti Aminah: DITOLAK')")
    assert venue.present() == set()
    clerk.expect_history("DITOLAK")


def test_lost_answer_counts_once(clerk: Clerk, venue: Venue) -> None:
    lost: list[str] = []

    def swallow(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().text())
        return route.abort()

    clerk.page.route("**/scans", swallow)
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")

    everything_sent(clerk)

    assert "accepted" in lost[0]
    assert [scan["status"] for scan in venue.scans()] == ["accepted"]


def test_server_errors_are_tried_again(clerk: Clerk, venue: Venue) -> None:
    answers = [500, 502, 503]

    def fail(route: Route) -> None:
        if answers:
            return route.fulfill(status=answers.pop(), body="<html>", content_type="text/html")
        return route.continue_()

    clerk.page.route("**/scans", fail)
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")

    everything_sent(clerk)
    assert answers == []
    assert [scan["status"] for scan in venue.scans()] == ["accepted"]


def test_hotel_sign_in_page_is_not_taken_for_an_answer(clerk: Clerk, venue: Venue) -> None:
    clerk.page.route("**/api/**", lambda route: route.fulfill(status=200, body="<html>Wi-Fi", content_type="text/html"))

    clerk.type(venue.codes["budi"])

    assert "belum terkirim" in clerk.verdict("good", "Budi")
    assert clerk.stored()["queue"] == 1
    clerk.page.unroute("**/api/**")
    everything_sent(clerk)
    assert len(venue.scans()) == 1


class HotelPage(BaseHTTPRequestHandler):
    """A venue's network before one has signed in: 200 and its own page for whatever is asked, at our address too."""

    def do_GET(self) -> None:
        """Answer with the page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Hotel</title><h1>Selamat datang di Wi-Fi hotel</h1>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_hotel_page_at_our_own_address_is_not_taken_for_the_scanner(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    with ThreadingHTTPServer(("127.0.0.1", venue.service.port), HotelPage) as hotel:
        threading.Thread(target=hotel.serve_forever, daemon=True).start()
        clerk.page.reload()
        clerk.page.wait_for_selector("#session-title:has-text('Pleno')")
        clerk.type(venue.codes["budi"])
        assert "belum terkirim" in clerk.verdict("good", "Budi")
        clerk.close()
        hotel.shutdown()

    go_online(clerk)
    assert venue.present() == {"Budi Santoso"}


def test_killed_browser_loses_nothing_and_doubles_nothing(
    start_browser: Callable[[], BrowserContext], venue: Venue, tmp_path: Path
) -> None:
    page = start_browser().new_page()
    clerk = Clerk(page, venue)
    clerk.pair()
    keep_shell(page)
    go_offline(clerk)
    guests = [f"guest{n}" for n in range(8)]
    for guest in guests:
        clerk.type(venue.codes[guest])
        clerk.verdict("good", f"Tamu Nomor {guest.removeprefix('guest')}")

    kill_browser(tmp_path / "profile")
    page = start_browser().new_page()
    clerk = Clerk(page, venue)
    page.goto(venue.scanner())
    page.wait_for_selector("#waiting:has-text('8 menunggu')")
    venue.service.start_web()

    everything_sent(clerk)
    assert [scan["status"] for scan in venue.scans()] == ["accepted"] * 8
    assert len(venue.present()) == 8


def test_two_tabs_send_each_scan_once_and_tell_each_other(clerk: Clerk, venue: Venue) -> None:
    other = Clerk(clerk.page.context.new_page(), venue)
    other.page.goto(venue.scanner())
    other.page.wait_for_selector("#session-title:has-text('Pleno')")
    delivered: list[str] = []

    def note(response: Response) -> None:
        if response.url.endswith("/scans") and response.ok:
            delivered.extend(scan["id"] for scan in response.request.post_data_json["scans"])

    clerk.page.context.on("response", note)
    go_offline(clerk)
    look_now(other)
    other.page.wait_for_selector("#link.offline", state="attached")
    for number, tab in enumerate([clerk, other, clerk, other]):
        tab.page.bring_to_front()
        tab.type(venue.codes[f"guest{number}"])
        tab.verdict("good", f"Tamu Nomor {number}")
        tab.close()

    go_online(clerk)

    other.page.wait_for_selector("#waiting:not(.some)", state="attached")
    assert [scan["status"] for scan in venue.scans()] == ["accepted"] * 4
    assert sorted(delivered) == sorted(scan["id"] for scan in venue.scans())


def test_what_waited_goes_in_one_batch(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    for number in range(20):
        clerk.type(venue.codes[f"guest{number}"])
    clerk.page.wait_for_selector("#waiting:has-text('20 menunggu')", state="attached")
    batches: list[int] = []

    def note(response: Response) -> None:
        if response.url.endswith("/scans") and response.ok:
            batches.append(len(response.request.post_data_json["scans"]))

    clerk.page.on("response", note)
    go_online(clerk)

    assert len(venue.present()) == 20
    assert batches == [20]


def test_revoked_device_forgets_everybody_but_keeps_what_waits(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")
    venue.revoke_devices()
    venue.service.start_web()

    clerk.page.wait_for_selector("#pairing-message:has-text('Izin perangkat ini sudah berakhir')")

    stored = clerk.stored()
    assert (stored["participants"], stored["history"], stored["queue"]) == (0, 0, 1)
    assert "Budi" not in clerk.page.inner_text("body")
    assert "1 pindaian belum terkirim" in clerk.page.inner_text("#pairing-message")

    clerk.pair()
    everything_sent(clerk)
    assert venue.present() == {"Budi Santoso"}


def test_what_waits_for_another_meeting_does_not_keep_this_ones_people(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")
    venue.revoke_devices()
    venue.service.start_web()
    clerk.page.wait_for_selector("#pairing-message:has-text('1 pindaian belum terkirim')")

    other = Clerk(clerk.page, open_venue(venue.service))
    other.pair()
    other.expect_waiting("Semua terkirim")
    other.venue.change(end_meeting)
    other.page.click("#open-settings")
    other.page.click("#sync")

    other.page.wait_for_selector("#pairing-message:has-text('Kegiatan sudah selesai')")
    stored = other.stored()
    assert (stored["participants"], stored["queue"]) == (0, 1)


def test_unpairing_deletes_the_roster(clerk: Clerk, venue: Venue) -> None:
    clerk.type(venue.codes["budi"])
    clerk.verdict("good")
    clerk.close()
    assert clerk.stored()["participants"] > 20

    clerk.page.click("#open-settings")
    clerk.page.click("#unpair")
    clerk.page.click("#question-yes")

    clerk.page.wait_for_selector("#pairing-message:has-text('Perangkat dilepas')")
    stored = clerk.stored()
    assert (stored["participants"], stored["history"], stored["queue"]) == (0, 0, 0)


def test_roster_is_deleted_after_the_meeting(clerk: Clerk, venue: Venue) -> None:
    venue.change(end_meeting)

    clerk.page.click("#open-settings")
    clerk.page.click("#sync")

    clerk.page.wait_for_selector("#pairing-message:has-text('Kegiatan sudah selesai')")
    assert clerk.stored()["participants"] == 0


def test_the_kept_page_holds_nothing_personal(clerk: Clerk, venue: Venue) -> None:
    clerk.type(venue.codes["budi"])
    clerk.verdict("good")
    clerk.page.reload()
    clerk.page.wait_for_selector("#session-title:has-text('Pleno')")

    kept = clerk.page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) found.push([request.url, await (await cache.match(request)).text()]);
          }
          return found;
        }"""
    )

    assert any(url.endswith("/pindai/") for url, _text in kept)
    assert not [url for url, text in kept if "/api/" in url or "Budi Santoso" in text or venue.codes["budi"] in text]
