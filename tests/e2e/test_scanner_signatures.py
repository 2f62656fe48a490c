"""Who came in signs on the screen: at the scanner with and without a network, at the kiosk, and not at all."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from meetings import clock
from meetings.domain.checkin.devices import Kiosk, create_device
from meetings.extensions import db
from meetings.models import Meeting, Participant, SignedArrival
from tests.e2e.test_scanner_offline import go_offline, go_online, keep_shell
from tests.e2e.venue import CLERK, UNHURRIED, Clerk, Venue, open_venue
from tests.support.live import Service


@pytest.fixture
def venue(live_server: Service) -> Venue:
    opened = open_venue(live_server, crowd=2)
    opened.change(lambda meeting: setattr(meeting, "sign_on_screen", True))
    return opened


def signed(venue: Venue) -> set[str]:
    with venue.service.data():
        mine = db.select(Participant.name).join(SignedArrival, SignedArrival.participant_id == Participant.id)
        return set(db.session.scalars(mine.where(Participant.meeting_id == venue.meeting)))


def draw(page: Page, *places: tuple[float, float]) -> None:
    """A stroke over these places of the box, in parts of its width and height."""
    box = page.locator("#signature-canvas").bounding_box()
    assert box is not None
    at = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in places]
    page.mouse.move(*at[0])
    page.mouse.down()
    for each in at[1:]:
        page.mouse.move(*each, steps=6)
    page.mouse.up()


NAME = (0.1, 0.7), (0.25, 0.2), (0.4, 0.8), (0.6, 0.3), (0.85, 0.6)


def test_a_guest_signs_at_the_scanner_with_and_without_a_network(phone: Page, venue: Venue) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair()
    keep_shell(phone)

    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi Santoso")
    phone.click("#verdict .sign")
    expect(phone.locator("#signature-name")).to_have_text("Budi Santoso")
    phone.click("#signature-save")
    expect(phone.locator("#signature-problem")).to_contain_text("belum tampak")
    draw(phone, (0.5, 0.5), (0.52, 0.5))
    phone.click("#signature-save")
    expect(phone.locator("#signature")).to_be_visible()  # too short
    draw(phone, *NAME)
    with phone.expect_response("**/signatures") as sent:
        phone.click("#signature-save")
    assert sent.value.json()["results"][0]["status"] == "kept" and signed(venue) == {"Budi Santoso"}
    expect(phone.locator("#toast")).to_contain_text("Tanda tangan tersimpan.")

    phone.click(".tabs [data-panel=history]")
    phone.locator("#history").get_by_role("button", name="Budi Santoso").click()
    phone.click("#verdict .sign")
    draw(phone, *reversed(NAME))
    phone.click("#signature-save")
    expect(phone.locator("#question-text")).to_contain_text("Sudah menandatangani pukul")
    with phone.expect_response("**/signatures") as sent:
        phone.click("#question-yes")
    assert sent.value.json()["results"][0]["status"] == "kept"

    go_offline(clerk)
    clerk.type(venue.codes["guest0"])
    clerk.verdict("good", "Tamu Nomor 0")
    phone.click("#verdict .sign")
    draw(phone, *NAME)
    clerk.type(venue.codes["guest1"])  # somebody else's pass is not taken meanwhile
    expect(phone.locator("#signature .answer-first")).to_be_visible()
    phone.click("#signature-save")
    clerk.type(venue.codes["guest1"])
    clerk.verdict("good", "Tamu Nomor 1")
    phone.click("#verdict .sign")
    phone.click("#signature-skip")
    assert clerk.stored()["signatures"] == 1 and "M" not in phone.evaluate(SEALED)
    go_online(clerk)

    for _ in range(40):
        if signed(venue) == {"Budi Santoso", "Tamu Nomor 0"}:
            break
        phone.wait_for_timeout(250)
    assert signed(venue) == {"Budi Santoso", "Tamu Nomor 0"}
    assert venue.present() == {"Budi Santoso", "Tamu Nomor 0", "Tamu Nomor 1"}
    assert clerk.stored()["signatures"] == 0


# What of waiting signatures could be read by whoever looks into the browser's database.
SEALED = """async () => {
  const db = await new Promise((done) => { const q = indexedDB.open("scanner"); q.onsuccess = () => done(q.result); });
  const rows = await new Promise((done) => { const q = db.transaction("signatures").objectStore("signatures").getAll(); q.onsuccess = () => done(q.result); });
  db.close();
  return rows.map((row) => row.strokes ?? "").join();
}"""


def test_a_guest_signs_at_the_kiosk(watch_film: Callable[..., Page], venue: Venue) -> None:
    with venue.service.data():
        meeting = db.session.get_one(Meeting, venue.meeting)
        _device, code = create_device(meeting, "Kios 1", "Lobi", CLERK, clock.now(), kiosk=Kiosk("246813"))
        db.session.commit()
    page = watch_film([venue.link("budi"), None], width=820, height=1180)
    page.add_init_script(UNHURRIED)
    page.goto(venue.scanner(code))
    page.wait_for_url("**/kios/")

    expect(page.locator("#signature-name")).to_have_text("Budi Santoso")
    draw(page, *NAME)
    with page.expect_response("**/signatures") as sent:
        page.click("#signature-save")

    assert sent.value.status == 200 and signed(venue) == {"Budi Santoso"}


def test_nobody_is_asked_where_the_meeting_does_not_want_it(phone: Page, venue: Venue) -> None:
    venue.change(lambda meeting: setattr(meeting, "sign_on_screen", False))
    clerk = Clerk(phone, venue)
    clerk.pair()

    clerk.type(venue.codes["budi"])

    clerk.verdict("good", "Budi Santoso")
    expect(phone.locator("#verdict .sign")).to_have_count(0)
