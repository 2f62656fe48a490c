"""What a door without a network has to say when the service answers at last: what it refuses, when it was, and where."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from meetings import clock
from meetings.domain.participants.members import withdraw_participant
from meetings.extensions import db
from meetings.models import Attendance, Device, Meeting, Participant, Session, SettledScan
from tests.e2e.test_scanner_offline import clerk, everything_sent, go_offline, go_online, venue
from tests.e2e.venue import CLERK, Clerk, Venue

__all__ = ["clerk", "venue"]


def withdraw(venue: Venue, name: str) -> None:
    with venue.service.data():
        person = db.session.scalars(
            db.select(Participant).where(Participant.meeting_id == venue.meeting, Participant.name == name)
        ).one()
        withdraw_participant(person, CLERK, clock.now())
        db.session.commit()


def attended(venue: Venue) -> Attendance:
    return db.session.scalars(db.select(Attendance).where(Attendance.session_id == venue.session)).one()


def test_whom_the_service_refuses_late_waits_on_the_device_until_somebody_has_dealt_with_it(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi Santoso")
    clerk.close()
    withdraw(venue, "Budi Santoso")

    go_online(clerk)

    note = clerk.page.locator("#to-handle")
    expect(note).to_have_text("1 perlu ditangani")
    clerk.page.click("#open-settings")
    clerk.page.click("#unpair")
    expect(clerk.page.locator("#question-more")).to_contain_text("1 yang perlu ditangani hilang dari perangkat ini")
    clerk.page.click("#question-no")
    clerk.page.reload()
    note.click()
    row = clerk.page.locator("#history .to-handle-row .person")
    expect(row).to_contain_text("Perlu ditangani · DITOLAK")
    row.click()
    assert "sudah dicabut atau diganti" in clerk.verdict("bad", "Budi Santoso")
    for _press in range(3):  # a verdict that is drawn anew under the finger takes no press
        if clerk.page.locator("#verdict .handled").is_visible():
            clerk.page.click("#verdict .handled")
        clerk.page.wait_for_timeout(500)
    expect(note).to_be_hidden()
    expect(clerk.page.locator("#history .person")).to_have_count(1)
    clerk.page.reload()
    clerk.page.wait_for_selector("#session-title:has-text('Pleno')")
    expect(note).to_be_hidden()


def test_a_late_refusal_of_the_open_verdict_says_when_it_was_and_that_the_person_went_in(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi Santoso")
    withdraw(venue, "Budi Santoso")

    go_online(clerk)

    told = clerk.verdict("bad", "Budi Santoso")
    assert "Pindaian pukul" in told and "Orangnya sudah dipersilakan masuk" in told
    with clerk.page.expect_response("**/handled") as heard:
        clerk.page.click("#verdict .handled")
    expect(clerk.page.locator("#to-handle")).to_be_hidden()
    assert heard.value.status == 200
    with venue.service.data():
        settled = db.session.scalars(db.select(SettledScan).where(SettledScan.meeting_id == venue.meeting)).one()
        assert (settled.by, settled.note) == ("Meja 1", "Ditangani di perangkat")


def test_what_a_revoked_device_still_held_belongs_to_its_gate(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi")
    venue.revoke_devices()
    venue.service.start_web()
    clerk.page.wait_for_selector("#pairing-message:has-text('Izin perangkat ini sudah berakhir')")

    clerk.page.goto(venue.scanner(venue.pairing_code(gate="Pintu Samping")))
    clerk.page.wait_for_selector("#session-place:has-text('Pintu Samping')")
    everything_sent(clerk)

    with venue.service.data():
        assert attended(venue).first_gate == "Pintu Utama"


def test_after_the_event_the_device_says_so_without_the_service(clerk: Clerk, venue: Venue) -> None:
    with venue.service.data():
        session = db.session.get_one(Session, venue.session)
        session.starts_at, session.ends_at = clock.now() - timedelta(hours=2), clock.now() - timedelta(minutes=5)
        session.checkin_closes_at = clock.now() + timedelta(hours=1)
        db.session.commit()
    with clerk.page.expect_response("**/roster**") as told:
        clerk.page.reload()
    told.value.finished()
    clerk.page.wait_for_selector("#session-title:has-text('Pleno')")
    go_offline(clerk)

    clerk.type(venue.codes["budi"])

    assert "Acara sudah berakhir pukul" in clerk.verdict("warn", "Budi Santoso")


def test_moments_follow_the_clock_once_it_is_corrected(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    clerk.page.add_init_script("{ const real = Date.now; Date.now = () => real() + 3 * 3_600_000; }")
    clerk.page.reload()
    clerk.page.wait_for_selector("#link.offline")
    clerk.type(venue.codes["guest1"])
    clerk.page.locator("#verdict:not([hidden])", has_text="Tamu Nomor 1").wait_for()
    clerk.close()
    go_online(clerk)

    with venue.service.data():
        row = attended(venue)
        assert abs(row.first_in_at - clock.now()) < timedelta(minutes=5)
        came = clock.local(row.first_in_at, row.session.meeting.timezone)
    # Noted as of its coming, where it was sent before the time was known: some seconds after it was made, maybe in the next minute.
    made = "|".join(f"{came - timedelta(minutes=n):%H[.]%M}" for n in (0, 1))
    clerk.page.click(".tabs [data-panel=history]")
    expect(clerk.page.locator("#history .past-time")).to_have_text(re.compile(f"^(?:{made})$"))


def test_a_device_released_without_a_network_says_so_when_it_has_one(clerk: Clerk, venue: Venue) -> None:
    go_offline(clerk)
    clerk.page.click("#open-settings")
    clerk.page.click("#unpair")
    clerk.page.click("#question-yes")
    clerk.page.wait_for_selector("#pairing-message:has-text('Perangkat dilepas')")

    venue.service.start_web()
    with clerk.page.expect_response("**/release") as told:
        clerk.page.reload()

    assert told.value.ok
    with venue.service.data():
        device = db.session.get_one(Device, told.value.json()["device"])
        assert device.token_hash is None and device.paired_at is not None


def test_the_next_session_is_asked_for_when_the_door_of_the_chosen_one_has_closed(clerk: Clerk, venue: Venue) -> None:
    def next_session(meeting: Meeting) -> None:
        first, second = db.session.scalars(db.select(Session).where(Session.meeting_id == meeting.id).order_by(Session.starts_at))
        first.closed_at = clock.now() - timedelta(minutes=1)
        second.starts_at = clock.now() + timedelta(minutes=10)

    venue.change(next_session)
    title, choices = clerk.page.locator("#session-title"), clerk.page.locator("#sessions")
    clerk.page.click("#open-settings")
    clerk.page.click("#sync")
    expect(clerk.page.locator("#open-sessions")).to_contain_text("Pintu ditutup")  # kept by the device, so a reload knows it
    clerk.page.reload()
    expect(choices).to_be_visible()
    expect(title).to_have_text("Pilih sesi")
    clerk.page.keyboard.press("Escape")
    clerk.type(venue.codes["budi"])  # is taken nowhere before a session is chosen
    expect(choices).to_be_visible()
    clerk.page.reload()  # not chosen yet: asked again
    choices.get_by_role("button", name="Sidang Komisi A").click()
    expect(title).to_have_text("Sidang Komisi A")
    clerk.page.reload()
    expect(title).to_have_text("Sidang Komisi A")
    expect(choices).to_be_hidden()
    assert venue.scans() == []
