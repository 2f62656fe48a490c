"""A clerk overrules the door: only with the right to, and never without saying why."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_scanner_offline import go_offline, go_online, keep_shell
from tests.e2e.venue import STRANGE_NAME, Clerk, Venue, open_venue
from tests.support.live import Service


@pytest.fixture
def venue(live_server: Service) -> Venue:
    return open_venue(live_server)


def test_device_with_the_right_may_force(phone: Page, venue: Venue) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair(may_force=True)
    clerk.type(venue.codes["gone"])
    clerk.verdict("bad", "dicabut")
    assert not phone.is_visible(".force")

    clerk.type(venue.codes["strange"])
    clerk.verdict("bad")
    phone.click(".force")
    phone.get_by_role("button", name="Batal").click()
    clerk.verdict("bad")
    assert [scan["status"] for scan in venue.scans()][-1:] == ["refused"]
    phone.click(".force")
    expect(phone.locator("#forcing-who")).to_have_text(STRANGE_NAME)
    phone.get_by_role("button", name="Tetap terima", exact=True).click()
    expect(phone.locator("#forcing")).to_be_visible()  # no reason, no acceptance
    phone.get_by_label("Alasan lain", exact=True).check()
    phone.get_by_role("button", name="Tetap terima", exact=True).click()
    expect(phone.locator("#forcing")).to_be_visible()
    phone.get_by_label("Keterangan").fill("Diminta Sekda")
    phone.get_by_role("button", name="Tetap terima", exact=True).click()

    assert "atas tanggung jawab petugas" in clerk.verdict("good", STRANGE_NAME)
    assert [(scan["status"], scan["force"], scan["why"]) for scan in venue.scans()][-2:] == [
        ("refused", False, (None, "")),
        ("accepted", True, ("other", "Diminta Sekda")),
    ]


def test_why_somebody_was_let_in_is_asked_and_kept_without_a_network_too(phone: Page, venue: Venue) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair(may_force=True)
    keep_shell(phone)
    go_offline(clerk)
    clerk.type(venue.codes["strange"])
    clerk.verdict("bad", "DITOLAK")
    phone.click(".force")
    phone.get_by_label("Diizinkan pimpinan atau panitia").check()
    phone.get_by_role("button", name="Tetap terima", exact=True).click()
    assert "belum terkirim" in clerk.verdict("good")
    clerk.close()

    go_online(clerk)

    assert [(scan["status"], scan["offline"], scan["why"]) for scan in venue.scans()] == [
        ("refused", True, (None, "")),
        ("accepted", True, ("leader", "")),
    ]
