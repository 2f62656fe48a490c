"""Who comes without being on the list, colleagues who come together, the standard way, the timetable, and the test of a phone."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.participants.photos import keep_photo
from meetings.enums import ParticipantSource
from meetings.extensions import db
from meetings.models import Device, Meeting, Participant, Session, SettledScan
from tests.e2e.test_scanner_offline import go_offline, go_online, keep_shell
from tests.e2e.venue import Clerk, Venue, open_venue
from tests.support.live import Service


@pytest.fixture
def venue(live_server: Service) -> Venue:
    return open_venue(live_server, crowd=4)


def walked_in(venue: Venue) -> list[tuple[str, str]]:
    with venue.service.data():
        mine = Participant.meeting_id == venue.meeting, Participant.source == ParticipantSource.WALK_IN
        return [(row.full_name, row.institution) for row in db.session.scalars(db.select(Participant).where(*mine))]


def fill_in(phone: Page, name: str, institution: str) -> None:
    phone.get_by_role("button", name="Datang langsung").click()
    phone.get_by_label("Nama, dengan gelar").fill(name)
    phone.get_by_label("Instansi", exact=True).fill(institution)
    phone.locator("#walk-in").get_by_role("button", name="Catat masuk").click()


def test_who_is_not_on_the_list_is_registered_with_and_without_a_network(phone: Page, venue: Venue) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair()
    keep_shell(phone)
    phone.click(".tabs [data-panel=search]")

    fill_in(phone, "Budi Santoso", "Dinas Sosial")
    expect(phone.locator("#walk-in-similar")).to_contain_text("Dinas Pekerjaan Umum")
    phone.get_by_role("button", name="Orang lain, daftarkan").click()
    assert "didaftarkan sebagai peserta" in clerk.verdict("good", "Budi Santoso")
    qr = phone.get_by_role("img", name="Tanda masuk Budi Santoso")
    expect(qr).to_be_visible()
    assert qr.bounding_box()["width"] >= 180 and phone.locator(".verdict-body").evaluate(FITS)
    assert (
        phone.locator("#verdict a.undo").get_attribute("href").startswith(f"/kegiatan/{venue.meeting}/kehadiran/datang-langsung/")
    )
    clerk.close()
    fill_in(phone, "Siti Aminah", "")
    phone.locator("#walk-in-similar").get_by_role("button", name="Siti Aminah").click()
    clerk.verdict("warn", "MASUK, PERIKSA")
    clerk.close()
    go_offline(clerk)
    fill_in(phone, "Cahya Dewi, S.E.", "Dinas Sosial")
    said = clerk.verdict("good", "Cahya Dewi")
    assert "belum terkirim" in said and "QR tanda masuknya menyusul" in said
    clerk.close()
    assert "Cahya" not in phone.evaluate(QUEUE)
    go_online(clerk)

    assert sorted(walked_in(venue)) == [("Budi Santoso", "Dinas Sosial"), ("Cahya Dewi, S.E.", "Dinas Sosial")]
    assert venue.present() == {"Budi Santoso", "Siti Aminah", "Cahya Dewi"}
    phone.click(".tabs [data-panel=history]")
    phone.locator("#history").get_by_text("Cahya Dewi").first.click()
    code = phone.get_by_role("img", name="Tanda masuk Cahya Dewi")
    expect(code).to_be_visible()
    phone.set_viewport_size({"width": 360, "height": 640})
    phone.evaluate("""() => {
      document.querySelector(".verdict-reason")?.remove();
      const long = Object.assign(document.createElement("p"), { className: "verdict-reason", textContent: "Acara sudah berakhir. ".repeat(8) });
      document.querySelector(".verdict-word").after(long);
      for (const each of ["badge", "sign"]) document.querySelector(".verdict-actions").prepend(Object.assign(document.createElement("button"), { className: `button ${each}`, textContent: each }));
    }""")
    assert code.evaluate(WHOLE), "the guest can photograph the code"


# Whole above the buttons of the verdict, without scrolling.
WHOLE = "(element) => element.getBoundingClientRect().bottom <= document.querySelector('.verdict-actions').getBoundingClientRect().top"

FITS = "(body) => body.scrollHeight <= body.clientHeight + 1"


def test_a_number_is_looked_at_before_it_is_sent_and_a_face_is_shown_on_demand(phone: Page, venue: Venue) -> None:
    def picture(meeting: Meeting) -> None:
        written = io.BytesIO()
        Image.new("RGB", (300, 400), "teal").save(written, "JPEG")
        named = Participant.meeting_id == meeting.id, Participant.name == "Budi Santoso"
        budi = db.session.scalars(db.select(Participant).where(*named)).one()
        budi.seat = "VIP 2"
        keep_photo(budi, written.getvalue(), SYSTEM, clock.now())

    venue.change(picture)
    clerk = Clerk(phone, venue)
    clerk.pair()
    phone.click(".tabs [data-panel=search]")

    phone.get_by_role("button", name="Datang langsung").click()
    phone.get_by_label("Nama, dengan gelar").fill("Rudi Hartono")
    phone.get_by_label("Nomor HP").fill("123")
    phone.locator("#walk-in").get_by_role("button", name="Catat masuk").click()
    expect(phone.locator("#walk-in-phone-problem")).to_be_visible()
    phone.get_by_label("Nomor HP").fill("12345678")
    phone.locator("#walk-in").get_by_role("button", name="Catat masuk").click()
    clerk.verdict("bad", "Nomor HP itu tidak dapat dibaca")
    phone.get_by_role("button", name="Buka formulirnya").click()
    expect(phone.get_by_label("Nomor HP")).to_have_value("12345678")
    phone.get_by_label("Nomor HP").fill("0812-3456-7890")
    phone.locator("#walk-in").get_by_role("button", name="Catat masuk").click()
    clerk.verdict("good", "Rudi Hartono")
    clerk.close()
    with venue.service.data():
        assert (
            db.session.scalar(
                db.select(Participant.phone).where(Participant.meeting_id == venue.meeting, Participant.name == "Rudi Hartono")
            )
            == "+6281234567890"
        )
    clerk.type(venue.codes["budi"])
    clerk.verdict("good", "Budi Santoso")
    phone.wait_for_function("() => document.querySelector('#verdict .verdict-face')?.naturalWidth === 480")
    before = phone.viewport_size
    phone.set_viewport_size({"width": 360, "height": 640})
    assert phone.locator(".verdict-line", has_text="Kursi VIP 2").evaluate(WHOLE), "beside a face the seat needs no scrolling"
    phone.set_viewport_size(before or {"width": 412, "height": 915})
    clerk.close()
    phone.fill("#query", "Budi Sant")  # a tap on the list asks first, and shows the face
    phone.locator("#results").get_by_role("button", name="Budi Santoso").click()
    phone.wait_for_function("() => document.querySelector('#question .verdict-face')?.naturalWidth === 480")
    phone.locator("#question").get_by_role("button", name="Batal").click()
    expect(phone.locator("#question .verdict-face")).to_have_count(0)
    keep_shell(phone)
    go_offline(clerk)
    clerk.later(5_000)
    clerk.type(venue.codes["budi"])
    clerk.verdict("warn", "Budi Santoso")
    expect(phone.locator(".verdict-face")).to_have_count(0)
    go_online(clerk)


# What of the queue could be read by whoever looks into the browser's database: the errand without the verdict that was shown.
QUEUE = """async () => {
  const db = await new Promise((done) => { const q = indexedDB.open("scanner"); q.onsuccess = () => done(q.result); });
  const rows = await new Promise((done) => { const q = db.transaction("queue").objectStore("queue").getAll(); q.onsuccess = () => done(q.result); });
  db.close();
  return JSON.stringify(rows.map(({ local, ...row }) => row));
}"""


def test_a_late_refusal_of_a_walk_in_waits_and_is_mended_at_its_hour(phone: Page, venue: Venue) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair()
    keep_shell(phone)
    go_offline(clerk)
    phone.click(".tabs [data-panel=search]")
    fill_in(phone, "Rudi Hartono", "Dinas Sosial")
    clerk.verdict("good", "Rudi Hartono")
    clerk.close()
    with venue.service.data():  # another desk was quicker
        meeting = db.session.get_one(Meeting, venue.meeting)
        db.session.add(
            Participant(meeting_id=meeting.id, name="Rudi Hartono", sort_name="rudi hartono", search_text="", identity_key="x")
        )
        db.session.commit()

    go_online(clerk)

    expect(phone.locator("#to-handle")).to_have_text("1 perlu ditangani")
    phone.click("#open-sessions")
    phone.locator("#session-list").get_by_role("button", name="Sidang Komisi A").click()
    expect(phone.locator("#session-place")).to_contain_text("Dibuka pukul")  # the phone stands at another door by now
    phone.click("#to-handle")
    phone.locator("#history .to-handle-row button").click()
    clerk.verdict("warn", "PERIKSA DAFTAR")
    phone.get_by_role("button", name="Buka formulirnya").click()
    expect(phone.locator("#walk-in-for")).to_contain_text("Pembukaan dan Pleno I: dicatat hadir pukul")
    phone.locator("#walk-in-similar").get_by_role("button", name="Rudi Hartono").first.click()
    assert "Pindaian Pembukaan dan Pleno I pukul" in clerk.verdict("warn", "MASUK, PERIKSA")
    expect(phone.locator("#to-handle")).to_be_hidden()
    assert venue.present() == {"Rudi Hartono"} and walked_in(venue) == []
    assert [scan["offline"] for scan in venue.scans()] == [True, True]
    with venue.service.data():
        assert len(db.session.scalars(db.select(SettledScan).where(SettledScan.meeting_id == venue.meeting)).all()) == 1


def test_colleagues_are_recorded_with_the_pass_of_one(phone: Page, venue: Venue) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair()
    clerk.type(venue.link("guest0"))
    clerk.verdict("good", "Tamu Nomor 0")
    phone.get_by_role("button", name="Catat yang seinstansi").click()
    expect(phone.locator("#group-list li")).to_have_count(3)
    phone.get_by_label("Tamu Nomor 1").check()
    phone.get_by_label("Tamu Nomor 2").check()
    phone.get_by_role("button", name="Catat masuk (2)").dblclick()

    expect(phone.locator("#group-note")).to_have_text("2 dari 2 orang dicatat.")
    assert venue.present() == {"Tamu Nomor 0", "Tamu Nomor 1", "Tamu Nomor 2"}
    assert [scan["method"] for scan in venue.scans()] == ["qr", "search", "search"]


def test_the_standard_way_asks_first_and_the_gate_follows_its_timetable(phone: Page, venue: Venue) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair()
    phone.click("#open-settings")
    phone.get_by_label("Standar: tunjukkan orangnya dahulu").check()
    phone.get_by_role("button", name="Selesai").click()
    clerk.type(venue.link("budi"))
    expect(phone.locator("#question-text")).to_have_text("Budi Santoso")
    clerk.type(venue.link("guest0"))  # who stands there first is answered first
    expect(phone.locator("#question")).to_contain_text("Jawab dahulu yang ini")
    expect(phone.locator("#question-text")).to_have_text("Budi Santoso")
    assert venue.scans() == []
    phone.get_by_role("button", name="Catat masuk").click()
    clerk.verdict("good", "Budi Santoso")

    def after_the_first(meeting: Meeting) -> None:
        rows = db.select(Session).where(Session.meeting_id == meeting.id).order_by(Session.starts_at)
        first, second = db.session.scalars(rows)
        first.ends_at, first.starts_at = clock.now() + timedelta(seconds=1), clock.now() - timedelta(hours=1)
        second.starts_at, second.checkin_opens_at = clock.now() + timedelta(hours=1), clock.now()

    venue.change(after_the_first)
    phone.wait_for_timeout(1500)
    phone.evaluate("() => dispatchEvent(new Event('online'))")
    phone.wait_for_timeout(1000)
    expect(phone.locator("#session-title")).to_have_text("Pembukaan dan Pleno I")  # not while the verdict is open
    clerk.close()
    phone.evaluate("() => dispatchEvent(new Event('online'))")
    expect(phone.locator("#session-title")).to_have_text("Sidang Komisi A")
    expect(phone.locator("#toast")).to_contain_text("Sekarang mencatat Sidang Komisi A")


def test_a_phone_is_tried_and_the_committee_sees_it(phone: Page, venue: Venue) -> None:
    clerk = Clerk(phone, venue)
    clerk.pair()
    keep_shell(phone)
    phone.wait_for_selector("body[data-camera=running]")
    phone.click("#open-settings")
    phone.get_by_role("button", name="Uji perangkat").click()
    questions = phone.locator("#check .check-question")
    expect(questions.first).to_be_visible()
    while questions.count():
        questions.first.get_by_role("button", name="Ya").click()

    expect(phone.locator("#check-title")).to_have_text("SIAP")
    expect(phone.locator("#check-note")).to_contain_text("Panitia melihat hasilnya")
    with venue.service.data():
        device = db.session.scalars(db.select(Device).where(Device.meeting_id == venue.meeting)).one()
        assert device.ready and device.checked_at is not None and device.check_result["sound"] == "good"
