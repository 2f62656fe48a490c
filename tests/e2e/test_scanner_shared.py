"""One phone at the doors of two meetings of a day: told apart, recorded where they belong, with and without a network."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from meetings import clock
from meetings.domain.audit import Actor
from meetings.domain.checkin.devices import revoke_device
from meetings.domain.checkin.sharing import let_in_device
from meetings.domain.passes import code_of, issue_pass
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Device, Meeting, Scan, Session
from tests.e2e.test_scanner_offline import go_offline, go_online, keep_shell
from tests.e2e.venue import CLERK, Clerk, Venue, open_venue
from tests.factories import make_membership, make_user
from tests.factories.meetings import make_meeting, make_session
from tests.factories.participants import make_participant
from tests.support.live import Service

OTHER = "Rakor Pengendalian Inflasi"


@pytest.fixture
def venue(live_server: Service) -> Venue:
    return open_venue(live_server, crowd=2)


@pytest.fixture
def other(venue: Venue) -> Venue:
    """A second meeting of the same organisation, whose guests are ``citra`` and ``dedi``."""
    second = Venue(venue.service)
    with venue.service.data():
        home = db.session.get_one(Meeting, venue.meeting)
        meeting = make_meeting(home.organisation, title=OTHER)
        session = make_session(meeting, title="Paparan Inflasi", room="Ruang Anggrek")
        people = {
            "citra": make_participant(meeting, "Citra Lestari", position="Kepala Bagian", institution="Bagian Perekonomian"),
            "dedi": make_participant(meeting, "Dedi Kurnia", institution="Bulog"),
        }
        second.codes = {who: code_of(issue_pass(person, clock.now())) for who, person in people.items()}
        second.meeting, second.session = meeting.id, session.id
        db.session.commit()
    return second


def share(venue: Venue, other: Venue) -> None:
    """As the committee of the other meeting does, which has the right in both."""
    with venue.service.data():
        meeting = db.session.get_one(Meeting, other.meeting)
        user = make_user("Siti Panitia")
        make_membership(user, meeting.organisation, Role.COMMITTEE)
        db.session.flush()
        actor = Actor("user", user.id, user.name)
        other.devices.append(let_in_device(meeting, venue.devices[0], "Pintu Timur", actor, clock.now()).id)
        db.session.commit()


def look(page: Page) -> None:
    """The device looks which meetings there are, and at their lists."""
    page.click("#open-settings")
    page.click("#sync")
    page.wait_for_selector(f"#fact-meeting:has-text('{OTHER}')")
    page.locator("#settings").get_by_role("button", name="Selesai").click()


def choose(page: Page, session: str) -> None:
    page.click("#open-sessions")
    page.locator("#session-list").get_by_role("button", name=session).click()


def test_a_guest_of_the_other_meeting_is_told_where_to_and_recorded_there_at_a_tap(
    watch_film: Callable[..., Page], venue: Venue, other: Venue
) -> None:
    page = watch_film([other.link("citra"), None], seconds=4)
    clerk = Clerk(page, venue)
    clerk.pair()
    expect(page.locator("#meeting-title")).to_be_hidden()
    share(venue, other)
    page.wait_for_selector("#verdict:not([hidden])")  # so far nobody knows this code here
    clerk.close()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#meeting-title")).to_have_text("Rapat Kerja Daerah Kota Bogor")

    told = clerk.verdict("warn", "TAMU KEGIATAN LAIN")

    assert f"Tamu {OTHER}: Paparan Inflasi, Ruang Anggrek, " in told and "Citra Lestari" in told
    page.get_by_role("button", name="Catat di kegiatannya").click()
    done = clerk.verdict("good", "Citra Lestari")
    assert done.startswith(OTHER)
    assert other.present() == {"Citra Lestari"} and venue.present() == set()
    assert [(row["status"], row["method"]) for row in other.scans()] == [("accepted", "qr")]
    expect(page.locator("#meeting-title")).to_have_text("Rapat Kerja Daerah Kota Bogor")  # the door it keeps is the same


def test_both_doors_are_kept_without_a_network_and_each_scan_goes_to_its_meeting(phone: Page, venue: Venue, other: Venue) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair()
    share(venue, other)
    phone.evaluate("dispatchEvent(new Event('online'))")
    look(phone)
    keep_shell(phone)
    go_offline(clerk)
    phone.reload()
    phone.wait_for_selector("#link.offline")

    clerk.type(venue.codes["budi"])
    assert clerk.verdict("good", "Budi Santoso").startswith("Rapat Kerja Daerah Kota Bogor")
    clerk.close()
    choose(phone, "Paparan Inflasi")
    expect(phone.locator("#meeting-title")).to_have_text(OTHER)
    expect(phone.locator("#session-place")).to_contain_text("Pintu Timur")
    clerk.type(other.codes["dedi"])
    assert clerk.verdict("good", "Dedi Kurnia").startswith(OTHER)
    clerk.close()
    clerk.type(venue.codes["siti"])
    assert "Tamu Rapat Kerja Daerah Kota Bogor: Pembukaan dan Pleno I" in clerk.verdict("warn", "Siti Aminah")
    clerk.close()
    clerk.expect_waiting("2 menunggu dikirim")
    clerk.expect_history(OTHER, "Rapat Kerja Daerah Kota Bogor")
    go_online(clerk)

    assert (venue.present(), other.present()) == ({"Budi Santoso"}, {"Dedi Kurnia"})
    phone.click(".tabs [data-panel=search]")
    phone.fill("#query", "Ade Sarip")
    phone.locator("#results").get_by_role("button", name="Ade Sarip").click()
    assert "Tamu Rapat Kerja Daerah" in clerk.verdict("warn", "TAMU KEGIATAN LAIN")


@pytest.mark.parametrize("hours", [30, -30])
def test_a_clock_that_is_set_turns_away_no_guest_of_either_meeting(phone: Page, venue: Venue, other: Venue, hours: int) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair()
    share(venue, other)
    phone.evaluate("dispatchEvent(new Event('online'))")
    look(phone)
    held = clerk.stored()["participants"]
    go_offline(clerk)
    phone.evaluate("(hours) => { const real = Date.now; Date.now = () => real() + hours * 3_600_000; }", hours)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("#clock-note")).to_contain_text("Jam perangkat ini berubah")

    clerk.type(venue.codes["budi"])
    clerk.verdict("warn" if hours > 0 else "good", "Budi Santoso")
    clerk.close()
    choose(phone, "Paparan Inflasi")
    expect(phone.locator("#clock-note")).to_contain_text("Jam perangkat ini berubah")
    clerk.type(other.codes["dedi"])
    clerk.verdict("warn" if hours > 0 else "good", "Dedi Kurnia")
    clerk.close()
    assert clerk.stored()["participants"] == held  # neither list went because of a clock
    go_online(clerk)

    expect(phone.locator("#clock-note")).to_be_hidden()
    assert (venue.present(), other.present()) == ({"Budi Santoso"}, {"Dedi Kurnia"})
    with venue.service.data():
        kept = db.select(Scan.scanned_at).where(Scan.meeting_id.in_([venue.meeting, other.meeting]))
        came = list(db.session.scalars(kept))
    assert len(came) == 2 and all(abs((clock.now() - each).total_seconds()) < 900 for each in came), came


def test_the_device_follows_its_guests_where_that_is_chosen(phone: Page, venue: Venue, other: Venue) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair()
    share(venue, other)
    phone.evaluate("dispatchEvent(new Event('online'))")
    look(phone)
    phone.click("#open-settings")
    phone.get_by_label("Tamu kegiatan lain langsung dicatat").check()
    phone.locator("#settings").get_by_role("button", name="Selesai").click()

    clerk.type(other.codes["citra"])
    assert clerk.verdict("good", "Citra Lestari").startswith(OTHER)
    clerk.close()
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi Santoso")

    assert (venue.present(), other.present()) == ({"Budi Santoso"}, {"Citra Lestari"})


def test_one_meeting_ends_it_and_the_other_goes_on(phone: Page, venue: Venue, other: Venue) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair()
    share(venue, other)
    phone.evaluate("dispatchEvent(new Event('online'))")
    look(phone)
    choose(phone, "Paparan Inflasi")
    choose(phone, "Pembukaan dan Pleno I")
    assert clerk.stored()["participants"] == 9

    with venue.service.data():
        revoke_device(db.session.get_one(Device, venue.devices[0]), CLERK, clock.now())
        db.session.commit()
    phone.evaluate("dispatchEvent(new Event('online'))")

    expect(phone.locator("#toast")).to_contain_text("tidak melayani Rapat Kerja Daerah Kota Bogor lagi")
    expect(phone.locator("#meeting-title")).to_be_hidden()
    assert clerk.stored()["participants"] == 2
    for _again in range(2):  # nothing is recorded there before somebody chose, after the page was closed as little
        expect(phone.locator("#sessions")).to_be_visible()
        clerk.type(other.codes["dedi"])
        expect(phone.locator("#session-title")).to_have_text("Pilih sesi")
        phone.reload()
    assert other.present() == set()
    phone.locator("#session-list").get_by_role("button", name="Paparan Inflasi").click()
    clerk.type(other.codes["dedi"])
    clerk.verdict("good", "Dedi Kurnia")
    clerk.close()
    phone.reload()
    phone.wait_for_selector("#session-title:has-text('Paparan Inflasi')")
    with venue.service.data():
        revoke_device(db.session.get_one(Device, other.devices[0]), CLERK, clock.now())
        db.session.commit()
    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.wait_for_selector("#pairing:not([hidden])")
    assert clerk.stored()["participants"] == 0


def test_the_gate_goes_over_to_the_meeting_that_comes_next(phone: Page, venue: Venue, other: Venue) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair()
    share(venue, other)
    phone.evaluate("dispatchEvent(new Event('online'))")
    look(phone)

    with venue.service.data():
        first = db.session.get_one(Session, venue.session)
        second = db.session.get_one(Session, other.session)
        first.ends_at = first.checkin_closes_at = clock.now() - timedelta(seconds=1)
        second.starts_at = clock.now() + timedelta(minutes=5)
        db.session.commit()
    phone.evaluate("dispatchEvent(new Event('online'))")

    phone.wait_for_selector("#next-session:not([hidden]), #toast:has-text('Paparan Inflasi')")
    if phone.locator("#next-session").is_visible():  # chosen by hand after the session had ended: offered
        phone.click("#next-session")
    expect(phone.locator("#meeting-title")).to_have_text(OTHER)


# What a scanner stored that served one meeting alone: version 1 of the browser's database, with a scan that waits.
STORED_BEFORE = """async ({ pairing, code, scan }) => {
  const call = async (path, more) => (await fetch("/api/v1/" + path, more)).json();
  const paired = await call("devices/pair", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code: pairing, name: "" }) });
  const roster = await call(`meetings/${paired.meeting.id}/roster`, { headers: { Authorization: "Bearer " + paired.token } });
  const db = await new Promise((done) => {
    const asked = indexedDB.open("scanner", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("state");
      asked.result.createObjectStore("participants", { keyPath: "id" });
      asked.result.createObjectStore("queue", { keyPath: "seq", autoIncrement: true }).createIndex("id", "scan.id", { unique: true });
      asked.result.createObjectStore("history", { keyPath: "id" }).createIndex("at", "at");
    };
    asked.onsuccess = () => done(asked.result);
  });
  const change = db.transaction(["state", "participants", "queue", "history"], "readwrite");
  const { cursor, salt, sessions, participants, server_time } = roster;
  const session = sessions[0].id;
  const at = Date.parse(server_time);
  change.objectStore("state").put(paired, "pairing");
  change.objectStore("state").put({ cursor, etag: null, salt, sessions, syncedAt: at, desk: null, barred: {} }, "roster");
  change.objectStore("state").put({ session, chosenAt: at, direction: "in", camera: null, cameraOff: true, muted: true, confirm: false }, "choices");
  for (const each of participants) change.objectStore("participants").put(each);
  const waits = { id: scan, code, session, direction: "in", scanned_at: server_time, offline: true, method: "qr" };
  change.objectStore("queue").put({ meeting: paired.meeting.id, device: paired.device.id, scan: waits, local: null });
  const decision = { status: "accepted", reason: null, participant: null, first: null, forced: false };
  change.objectStore("history").put({ id: scan, at, direction: "in", session, decision, unsent: true });
  await new Promise((done) => { change.oncomplete = done; });
  db.close();
}"""


def test_what_an_older_scanner_stored_is_taken_over(phone: Page, venue: Venue, other: Venue) -> None:
    clerk = Clerk(phone, venue)
    phone.goto(f"{venue.service.url}/masuk")
    held = {"pairing": venue.pairing_code(), "code": venue.codes["budi"], "scan": str(uuid.uuid4())}
    phone.evaluate(STORED_BEFORE, held)

    phone.goto(venue.scanner())

    expect(phone.locator("#session-title")).to_have_text("Pembukaan dan Pleno I")
    clerk.expect_waiting("Semua terkirim")
    assert venue.present() == {"Budi Santoso"} and clerk.stored()["participants"] == 7
    phone.click("#open-settings")
    expect(phone.get_by_label("Gunakan kamera")).not_to_be_checked()  # what was chosen stays
    phone.locator("#settings").get_by_role("button", name="Selesai").click()
    clerk.expect_history("Budi Santoso")
