"""The clerk at the door with a network: pairing, camera, keyboard scanner, search, verdicts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from meetings.passcode import derive_code
from tests.e2e.venue import STRANGE_NAME, Clerk, Venue, open_venue
from tests.support.live import Service

SMALL_BUTTONS = """() => [...document.querySelectorAll("button")]
  .map((button) => [button.innerText, button.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height && Math.min(box.width, box.height) < 44).map(([text]) => text)"""


@pytest.fixture
def venue(live_server: Service) -> Venue:
    return open_venue(live_server)


@pytest.fixture
def clerk(phone: Page, venue: Venue) -> Clerk:
    """A clerk with a paired phone; the camera sees nothing but a test pattern."""
    made = Clerk(phone, venue)
    made.pair()
    return made


def test_pairing_link_takes_the_code_out_of_the_address(phone: Page, venue: Venue) -> None:
    clerk = Clerk(phone, venue)

    clerk.pair()

    assert "#" not in phone.url
    assert phone.inner_text("#session-title") == "Pembukaan dan Pleno I"
    assert "Pintu Utama" in phone.inner_text("#session-place")
    clerk.expect_waiting("Semua terkirim")


def test_typed_pairing_code_is_good_once(phone: Page, venue: Venue, open_context: Callable[..., BrowserContext]) -> None:
    code = venue.pairing_code()
    phone.goto(venue.scanner())
    phone.fill("#pairing-code", "SALAH-00000")
    phone.click("#pairing-form button")
    phone.wait_for_selector("#pairing-message.wrong:has-text('Minta kode baru')")

    phone.fill("#pairing-code", code.lower())
    phone.fill("#pairing-name", "Tablet meja 2")
    phone.keyboard.press("Enter")
    phone.wait_for_selector("#door:not([hidden])")

    other = open_context().new_page()
    other.goto(venue.scanner(code))
    other.wait_for_selector("#pairing-message.wrong")


def test_link_to_pair_anew_leaves_the_old_pairing_until_the_new_one_stands(clerk: Clerk, venue: Venue) -> None:
    page, used = clerk.page, venue.pairing_code(gate="Pintu Timur")
    for code, told in (
        ("SALAH-00000", "#toast .warning:has-text('Minta kode baru')"),
        (used, "#session-place:has-text('Pintu Timur')"),
    ):
        page.evaluate("(code) => { location.hash = code; }", code)
        page.click("#question-yes")
        page.wait_for_selector(told)
        page.wait_for_selector("#link.online")

    expect(page.locator("#pairing")).to_be_hidden()
    page.wait_for_selector("#session-title:has-text('Pleno')")
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")


def test_camera_pairs_and_reads_passes(watch_film: Callable[..., Page], venue: Venue) -> None:
    pairing = venue.scanner(venue.pairing_code())
    page = watch_film([pairing, None, venue.link("budi"), None, venue.link("siti"), None], seconds=3)
    clerk = Clerk(page, venue)
    page.goto(venue.scanner())

    page.click("#pairing-scan")
    page.wait_for_selector("#door:not([hidden])")

    first = clerk.verdict("good", "Budi Santoso")
    assert {"MASUK", "Kepala Dinas", "Dinas Pekerjaan Umum", "Kepala Perangkat Daerah", "Kursi A-12"} <= set(first.split("\n"))
    second = clerk.verdict("warn", "Siti Aminah")
    assert "MASUK, PERIKSA" in second
    assert "belum mengonfirmasi" in second
    assert venue.present() == {"Budi Santoso", "Siti Aminah"}
    page.wait_for_selector("#present:has-text('2')", state="attached")


def test_a_pass_held_before_the_camera_is_one_scan(watch_film: Callable[..., Page], venue: Venue) -> None:
    """For nine seconds as the door counts them: between two looks at the clock 400 ms go by at most, however long they take the machine."""
    page = watch_film([venue.link("budi")], seconds=1)
    page.add_init_script(
        "const real = performance.now.bind(performance); let told = real(); performance.now = () => (told = Math.min(real(), told + 400));"
    )
    clerk = Clerk(page, venue)
    clerk.pair()

    clerk.verdict("good", "Budi")
    page.wait_for_function("(until) => performance.now() >= until", arg=page.evaluate("() => performance.now() + 9000"))

    assert len(venue.scans()) == 1


def test_pass_shown_before_the_roster_came_is_read_once_it_has(watch_film: Callable[..., Page], venue: Venue) -> None:
    page = watch_film([venue.link("budi")], seconds=1)
    failed: list[str] = []

    def fail_first(route: Route) -> None:
        if failed:
            return route.continue_()
        failed.append(route.request.url)
        return route.abort()

    page.route("**/roster*", fail_first)
    clerk = Clerk(page, venue)
    page.goto(venue.scanner(venue.pairing_code()))

    clerk.verdict("good", "Budi")

    assert failed
    assert [scan["status"] for scan in venue.scans()][0] == "accepted"


def test_code_typed_by_a_scanner_before_the_roster_came_is_taken_once_it_has(phone: Page, venue: Venue) -> None:
    held: list[Route] = []
    phone.route("**/roster*", lambda route: held.append(route) if not held else route.continue_())
    clerk = Clerk(phone, venue)
    phone.goto(venue.scanner(venue.pairing_code()))
    phone.wait_for_selector("#session-title:has-text('Mengunduh')")

    clerk.type(venue.codes["budi"])
    phone.wait_for_selector("#toast .warning")
    held[0].continue_()

    clerk.verdict("good", "Budi")
    assert len(venue.scans()) == 1


def test_foreign_qr_is_told_and_sent_nowhere(watch_film: Callable[..., Page], venue: Venue) -> None:
    page = watch_film(["WIFI:S:Hotel;T:WPA;P:rahasia;;"])
    clerk = Clerk(page, venue)
    clerk.pair()

    assert "BUKAN TANDA MASUK" in clerk.verdict("bad")

    assert venue.scans() == []


def test_keyboard_scanner_works_wherever_the_focus_is(clerk: Clerk, venue: Venue) -> None:
    clerk.type(venue.link("budi"))
    clerk.verdict("good", "Budi")
    clerk.close()

    clerk.page.click(".tabs [data-panel=search]")
    clerk.page.focus("#query")
    clerk.type(venue.codes["siti"].lower())
    clerk.verdict("warn", "Siti")

    assert clerk.page.input_value("#query") == ""
    assert venue.present() == {"Budi Santoso", "Siti Aminah"}


def test_cut_off_code_asks_for_another_scan_and_records_nothing(clerk: Clerk, venue: Venue) -> None:
    clerk.type(venue.codes["budi"][:-5])

    assert "PINDAI ULANG" in clerk.verdict("warn")
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")
    assert len(venue.scans()) == 1


def test_device_that_cannot_store_a_scan_says_so(clerk: Clerk, venue: Venue) -> None:
    clerk.page.evaluate("() => { IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError'); }; }")

    clerk.type(venue.codes["budi"])

    assert "tidak dapat menyimpan" in clerk.verdict("bad", "PINDAI ULANG")
    assert clerk.page.is_hidden("#checking")


def test_same_code_is_ignored_for_three_seconds_then_already(clerk: Clerk, venue: Venue) -> None:
    clerk.later(0)
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")
    clerk.close()

    clerk.later(2_900)
    clerk.type(venue.codes["budi"])
    clerk.type(venue.codes["siti"])
    clerk.verdict("warn", "Siti")
    assert len(venue.scans()) == 2

    clerk.later(1_100)
    clerk.type(venue.codes["budi"])
    shown = clerk.verdict("warn", "SUDAH HADIR")
    assert "di Pintu Utama oleh Meja 1" in shown


def test_session_gate_and_numbers_stay_in_view_beside_a_verdict_that_no_message_covers(clerk: Clerk, venue: Venue) -> None:
    clerk.type(venue.codes["gone"])
    clerk.verdict("bad", "sudah dicabut")

    verdict = clerk.page.locator("#verdict").bounding_box()
    assert verdict is not None
    for shown in ("#session-title", "#session-place", "#present", "#waiting", "#link"):
        box = clerk.page.locator(shown).bounding_box()
        assert box is not None and box["y"] + box["height"] <= verdict["y"], shown
    expect(clerk.page.locator("#toast")).not_to_be_visible()


def test_next_scan_dismisses_a_refusal_without_waiting(clerk: Clerk, venue: Venue) -> None:
    clerk.type(venue.codes["gone"])
    assert "dicabut" in clerk.verdict("bad", "DITOLAK")

    clerk.type(venue.codes["budi"])

    clerk.verdict("good", "Budi")


def test_search_finds_by_beginnings_of_any_field(clerk: Clerk, venue: Venue) -> None:
    page = clerk.page
    page.click(".tabs [data-panel=search]")
    page.fill("#query", "si")
    assert "tiga huruf" in page.inner_text("#search-note")

    page.fill("#query", "tegal lur")
    page.locator("#results .person", has_text="Siti Aminah").click()
    asked = page.locator("#question[open]")
    expect(asked).to_contain_text("Lurah · Kelurahan Tegalega")
    page.click("#question-no")
    assert venue.scans() == []
    page.locator("#results .person", has_text="Siti Aminah").click()
    expect(page.locator("#question-text")).to_have_text("Siti Aminah")
    page.get_by_role("button", name="Catat masuk").click()
    clerk.verdict("warn", "Siti Aminah")

    assert [(scan["method"], scan["status"]) for scan in venue.scans()] == [("search", "accepted")]
    clerk.close()
    page.fill("#query", "aminah")
    page.wait_for_selector("#results .state.here")


def test_replaced_person_names_the_stand_in_and_the_stand_in_whom_they_represent(clerk: Clerk, venue: Venue) -> None:
    clerk.type(venue.codes["ade"])
    assert "Diwakili oleh Hanafi" in clerk.verdict("bad", "Ade Sarip")

    clerk.type(venue.codes["wakil"])

    assert "Mewakili Ade Sarip Hidayat" in clerk.verdict("good", "Hanafi")


def test_names_appear_exactly_and_refusals_say_why(clerk: Clerk, venue: Venue) -> None:
    clerk.type(venue.codes["strange"])

    shown = clerk.verdict("bad", "DITOLAK")

    assert STRANGE_NAME in shown
    assert "tidak terdaftar pada sesi ini" in shown
    assert not clerk.page.is_visible(".force")


def test_unknown_code_is_refused_and_kept(clerk: Clerk, venue: Venue) -> None:
    clerk.type(derive_code(b"somebody else's key", "x"))

    assert "TIDAK DIKENAL" in clerk.verdict("bad")
    assert [scan["reason"] for scan in venue.scans()] == ["unknown"]


def test_out_direction_records_leaving(clerk: Clerk, venue: Venue) -> None:
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "MASUK")
    clerk.close()
    clerk.page.click("#direction-out")
    clerk.later(3_100)

    clerk.type(venue.codes["budi"])

    clerk.verdict("good", "KELUAR")
    clerk.close()
    clerk.type(venue.codes["guest1"])
    clerk.verdict("warn", "Belum tercatat masuk pada sesi ini")
    assert [(scan["direction"], scan["status"]) for scan in venue.scans()] == [
        ("in", "accepted"),
        ("out", "accepted"),
        ("out", "already"),
    ]


def test_last_scans_are_listed_newest_first(clerk: Clerk, venue: Venue) -> None:
    for who, tone in (("budi", "good"), ("gone", "bad")):
        clerk.type(venue.codes[who])
        clerk.verdict(tone)
    clerk.close()

    clerk.expect_history("Rudi Hartono", "Budi Santoso")


def test_a_last_scan_leads_those_who_may_to_its_undoing(clerk: Clerk, venue: Venue) -> None:
    for who, tone in (("budi", "good"), ("gone", "bad")):
        clerk.type(venue.codes[who])
        clerk.verdict(tone)
    clerk.close()
    rows = clerk.expect_history("Rudi Hartono", "Budi Santoso")

    rows.nth(0).click()
    clerk.verdict("bad")
    assert clerk.page.locator("#verdict .undo").count() == 0
    clerk.close()
    rows.nth(1).click()
    with clerk.page.expect_popup() as opened:
        clerk.page.click("#verdict .undo")

    opened.value.wait_for_load_state()
    assert "/masuk" in opened.value.url and "/kehadiran" in opened.value.url and "Budi" in opened.value.url


@pytest.mark.parametrize("width", [320, 360, 768, 1024])
def test_nothing_overflows_and_everything_is_large_enough_for_a_thumb(
    open_context: Callable[..., BrowserContext], venue: Venue, width: int
) -> None:
    page = open_context(viewport={"width": width, "height": 700}, has_touch=True).new_page()
    clerk = Clerk(page, venue)
    clerk.pair()
    clerk.type(venue.codes["gone"])
    clerk.verdict("bad")

    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    clerk.close()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL_BUTTONS) == []


def test_verdict_is_spoken_to_screen_readers(clerk: Clerk, venue: Venue) -> None:
    clerk.type(venue.codes["budi"])
    clerk.verdict("good")

    spoken = clerk.page.locator("#spoken")
    assert spoken.get_attribute("role") == "alert"
    assert "MASUK. Budi Santoso. Kepala Dinas. Dinas Pekerjaan Umum" in (spoken.text_content() or "")
