"""One Rakerda from the first form to the verified minutes, in a browser, by the people who would do it."""

import contextlib
import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from playwright.sync_api import Error as PlaywrightError
from pypdf import PdfReader

from meetings import clock
from meetings.enums import Role
from meetings.extensions import db
from tests.factories import PASSWORD, make_membership, make_organisation, make_user
from tests.support.databases import POSTGRES, SQLITE
from tests.support.live import Service

DATA = Path(__file__).parents[1] / "data"
PEOPLE = 40  # rows of the file that are imported; how the work grows is measured elsewhere
ZONE = ZoneInfo("Asia/Jakarta")
SLOW = 240_000  # milliseconds within which background work must have shown up, on a slow machine that does other things, too
ROLES = {"panitia": Role.COMMITTEE, "sekretaris": Role.SECRETARY, "pimpinan": Role.APPROVER}
THEME = 'Budaya "melayani" {x} <b>tegas</b>'


class House:
    """A running service with one organisation and a signed-in page for each role."""

    def __init__(self, service: Service, open_context: Callable[..., BrowserContext]) -> None:
        self.service = service
        self._open = open_context
        self._emails: dict[str, str] = {}
        with service.data():
            city = make_organisation("Pemerintah Daerah Kota Bogor", unit_code="Setda")
            for name, role in ROLES.items():
                user = make_user(name=f"Petugas {name}")
                make_membership(user, city, role)
                self._emails[name] = user.email
            db.session.commit()

    def page(self, name: str) -> Page:
        """A page of a browser in which this person is signed in."""
        page = self._open(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(f"{self.service.url}/masuk")
        page.fill("[name=email]", self._emails[name])
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/masuk" not in url)
        return page

    def guest(self) -> Page:
        """A phone that belongs to a participant."""
        return self._open(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()


@pytest.fixture(params=[SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)])
def house(
    request: pytest.FixtureRequest, start_service: Callable[..., Service], open_context: Callable[..., BrowserContext]
) -> House:
    return House(start_service(request.param), open_context)


def local(moment: datetime) -> str:
    """What a person types into a date-and-time field, in the meeting's zone."""
    return moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def confirm(page: Page, text: str) -> None:
    """Press a button that asks, then the same word in the question."""
    page.locator("main").get_by_role("button", name=text).first.click()
    page.locator("[popover]:popover-open, dialog[open]").get_by_role("button", name=text).click()


def open_until_there(page: Page, address: str, wanted: Locator) -> None:
    """Open the page again and again until it shows what is made in the background."""
    for _attempt in range(SLOW // 2000):
        with contextlib.suppress(PlaywrightError):  # a page that waits reloads by itself, and one of the two is broken off
            page.goto(address)
        if wanted.count():
            return
        page.wait_for_timeout(2000)
    pytest.fail(f"{address} never showed {wanted}")


def pdf_text(data: bytes) -> str:
    """The words of a PDF, white space folded."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages))


def test_a_rakerda_from_the_first_form_to_verified_minutes(house: House, browser: Browser) -> None:
    committee = house.page("panitia")
    meeting = make_the_meeting(committee, house.service.url)
    fill_the_agenda(committee, meeting)
    bring_participants(committee, meeting)
    committee.goto(meeting)
    confirm(committee, "Buka kegiatan")
    expect(committee.locator("main")).to_contain_text("Dibuka")
    send_letters(committee, meeting)
    answer_link = follow_a_mail(committee, meeting)
    pass_link = answer(house.guest(), answer_link)
    code = pass_link.rsplit("/", 1)[-1]
    committee.goto(meeting)
    confirm(committee, "Mulai kegiatan")
    expect(committee.locator("main")).to_contain_text("Selesaikan kegiatan")
    check_in(committee, meeting, house, code)
    attendance_papers(committee, meeting)
    close_the_session(committee, meeting)
    secretary, approver = house.page("sekretaris"), house.page("pimpinan")
    minutes = write_minutes(secretary, meeting)
    approve(approver, minutes)
    pdf = publish(secretary, minutes)
    verify(house.guest(), pdf)
    committee.goto(f"{meeting}/jejak-audit")
    for sentence in ("membuat kegiatan", f"mengimpor {PEOPLE} peserta", "menerbitkan undangan", "menerbitkan notula"):
        expect(committee.locator("main")).to_contain_text(sentence)


def make_the_meeting(page: Page, url: str) -> str:
    today = clock.now().astimezone(ZONE).date()
    page.goto(f"{url}/kegiatan/baru")
    page.select_option("[name=kind]", "rakerda")
    page.fill("[name=title]", "Rapat Kerja Daerah Kota Bogor")
    page.fill("[name=theme]", THEME)
    page.fill("[name=starts_on]", str(today))
    page.fill("[name=ends_on]", str(today + timedelta(days=1)))
    page.select_option("[name=mode]", "hybrid")
    page.fill("[name=place]", "IPB Convention Centre")
    page.fill("[name=city]", "Bogor")
    page.fill("[name=map_url]", "https://www.openstreetmap.org/?mlat=-6.6&mlon=106.8")
    page.locator("main form [type=submit]").last.click()
    page.wait_for_url(re.compile(r"/kegiatan/[a-z2-7]{16}$"))
    expect(page.locator("main")).to_contain_text(THEME)
    return page.url


def fill_the_agenda(page: Page, meeting: str) -> None:
    start = clock.now() - timedelta(minutes=20)
    page.goto(f"{meeting}/acara/sesi/baru")
    page.fill("[name=title]", "Sidang Pleno")
    page.fill("[name=room]", "Ballroom")
    page.fill("[name=starts_at]", local(start))
    page.fill("[name=ends_at]", local(start + timedelta(hours=7)))
    page.fill("[name=chair_name]", "Kasiran Mahendra")
    page.fill("[name=chair_position]", "Sekretaris Daerah")
    page.locator("main form [type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("Laporan Ketua Panitia")
    page.goto(f"{meeting}/narasumber/baru")
    page.fill("[name=title_front]", "Prof.")
    page.fill("[name=name]", "Prabawa O'Neil")
    page.fill("[name=title_back]", "M.P.A.")
    page.fill("[name=topic]", "Reformasi birokrasi")
    page.locator("main form [type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("Prof. Prabawa O'Neil, M.P.A.")
    page.goto(f"{meeting}/tautan/baru")
    page.fill("[name=url]", "https://zoom.us/j/812")
    page.fill("[name=meeting_code]", "812 3456")
    page.fill("[name=passcode]", "RAKERDA")
    page.locator("main form [type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("812 3456")


def bring_participants(page: Page, meeting: str) -> None:
    page.goto(f"{meeting}/peserta/impor")
    lines = (DATA / "peserta-rapi.csv").read_bytes().splitlines(keepends=True)
    page.set_input_files("[name=file]", {"name": "peserta.csv", "mimeType": "text/csv", "buffer": b"".join(lines[: PEOPLE + 1])})
    page.click("text=Unggah dan periksa")
    page.click(f"text=Impor {PEOPLE} peserta")
    expect(page.locator("h1")).to_have_text("Hasil impor")


def send_letters(page: Page, meeting: str) -> None:
    page.goto(f"{meeting}/undangan")
    page.locator("form[action$='/undangan/surat'] button").first.click()
    page.fill("[name=position]", "Sekretaris Daerah")
    page.fill("[name=name]", "Kasiran Mahendra")
    page.fill("[name=copies]", "Wali Kota Bogor (sebagai laporan)")
    page.click("text=Simpan, lalu terbitkan…")
    page.click("button:has-text('Terbitkan dan kirim')")
    expect(page.locator("main")).to_contain_text(f"Surat selesai{PEOPLE} dari {PEOPLE}", timeout=SLOW)


def follow_a_mail(page: Page, meeting: str) -> str:
    """The committee finds the first letter's mail, which tells nobody its links, reads the letter itself, and takes the link for
    WhatsApp; returns that."""
    page.goto(f"{meeting}/kotak-keluar?q=kasiran")
    message = page.locator("main a[href*='/kotak-keluar/']").first
    expect(message).to_be_visible(timeout=SLOW)
    message.click()
    expect(page.locator("main")).to_contain_text("tidak ditampilkan kepada siapa pun")
    assert "/u/" not in page.content()
    page.goto(f"{meeting}/undangan?q=kasiran")
    letter = pdf_text(fetch(page, page.locator("a[href$='/surat.pdf']").first))
    assert "Kasiran Mahendra" in letter and "IPB Convention Centre" in letter and THEME in letter
    links = fetch(page, page.locator("a[href*='/tautan.csv']")).decode()
    found = re.search(r"http\S+?/u/[a-z2-7]+", links)
    assert found is not None, links
    return found.group(0)


def fetch(page: Page, link: Locator) -> bytes:
    """What stands behind a link of the page, for whoever is signed in there."""
    address = link.get_attribute("href")
    assert address is not None
    return page.request.get(urljoin(page.url, address)).body()


def answer(phone: Page, link: str) -> str:
    """The recipient says yes with one tap; returns the address of the pass page."""
    phone.goto(link)
    phone.click("text=Ya, saya hadir")
    expect(phone.locator("main")).to_contain_text("jawaban Anda sudah tercatat")
    phone.click("text=Simpan rincian")
    expect(phone.locator("main")).to_contain_text("Akan hadir")
    phone.click("text=Buka tanda masuk")
    expect(phone.locator("main")).to_contain_text("Kasiran Mahendra")
    expect(phone.locator("main")).to_contain_text("RAKERDA")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return phone.url


def check_in(page: Page, meeting: str, house: House, code: str) -> None:
    page.goto(f"{meeting}/check-in/perangkat/tambah")
    page.fill("[name=name]", "Meja 1")
    page.fill("[name=gate]", "Pintu Utama")
    page.locator("main form [type=submit]").last.click()
    pairing = page.inner_text(".pairing-code").strip()
    api = page.request
    paired = api.post(f"{house.service.url}/api/v1/devices/pair", data={"code": pairing, "name": "Meja 1"})
    assert paired.status == 201, paired.text()
    token, meeting_id = paired.json()["token"], meeting.rsplit("/", 1)[-1]
    headers = {"Authorization": f"Bearer {token}"}
    base = f"{house.service.url}/api/v1/meetings/{meeting_id}"
    roster = api.get(f"{base}/roster", headers=headers).json()
    assert len(roster["participants"]) == PEOPLE
    session = roster["sessions"][0]["id"]

    def scan(code: str, **more: Any) -> dict[str, Any]:
        sent = {
            "id": str(uuid.uuid4()),
            "code": code,
            "session": session,
            "direction": "in",
            "scanned_at": clock.now().isoformat(),
            "offline": False,
            "method": "qr",
            "force": False,
            **more,
        }
        answer = api.post(f"{base}/scans", headers=headers, data={"scans": [sent]})
        assert answer.status == 200, answer.text()
        return answer.json()

    first = scan(f"HTTPS://X/P/{code}")
    assert first["results"][0]["status"] == "accepted", first
    assert first["counts"]["present"] == 1
    assert scan(code)["results"][0]["status"] == "already"
    assert scan("M1" + "0" * 27)["results"][0]["reason"] == "unknown"


def attendance_papers(page: Page, meeting: str) -> None:
    page.goto(f"{meeting}/kehadiran")
    expect(page.locator("main")).to_contain_text("Kasiran Mahendra")
    house = page.url.split("/kegiatan")[0]
    sheet = page.request.get(house + str(page.locator("a[href*='unduh.xlsx']").get_attribute("href")))
    assert sheet.body().startswith(b"PK")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Daftar Hadir (PDF)").click()
    opened.value.wait_for_url("**/daftar-hadir/terisi.pdf")
    assert "Kasiran Mahendra" in pdf_text(page.request.get(opened.value.url).body())
    opened.value.close()


def close_the_session(page: Page, meeting: str) -> None:
    page.goto(f"{meeting}/acara/")
    confirm(page, "Tutup sesi")
    expect(page.locator("main")).to_contain_text("ditutup")


def write_minutes(page: Page, meeting: str) -> str:
    """The draft appears by itself; returns the address of the minutes."""
    draft = page.locator("main a[href*='/notula/']", has_text=re.compile("Pleno|Tulis|Lengkapi")).first
    open_until_there(page, f"{meeting}/notula/", draft)
    draft.click()
    page.wait_for_url(re.compile("/notula/[a-z2-7]{16}"))
    minutes = re.match(r".*/notula/[a-z2-7]{16}", page.url)
    assert minutes is not None, page.url
    page.goto(f"{minutes.group(0)}/ubah")
    expect(page.locator("main")).to_contain_text("Laporan Ketua Panitia")
    for number, part in enumerate(page.locator("section.minutes-item").all()):
        editor = part.locator("[contenteditable]")
        editor.click()
        page.keyboard.type(f"Pembahasan butir {number + 1} selesai.")
        if number == 0:
            part.locator("[name=decision]").first.fill("Pelaporan dilakukan digital.")
            part.locator("[name=action_text]").first.fill("Menyusun templat pelaporan")
            part.locator("[name=action_institution]").first.fill("Bagian Organisasi")
            part.locator("[name=action_due]").first.fill(
                str(clock.local(clock.now(), "Asia/Jakarta").date() + timedelta(days=30))
            )
        part.locator("[data-save]").click()
        expect(part.locator("[data-state]")).to_contain_text("ersimpan")
    page.click("text=Periksa dan ajukan")
    page.wait_for_url("**/periksa")
    for reason in page.locator("[name^=reason-]").all():
        reason.fill("Sudah diperiksa bersama pimpinan rapat.")
    page.click("text=Ajukan untuk disetujui")
    expect(page.locator("main")).to_contain_text("Diajukan")
    return minutes.group(0)


def approve(page: Page, minutes: str) -> None:
    page.goto(minutes)
    page.get_by_role("button", name="Setujui", exact=True).click()
    page.get_by_role("button", name="Ya, setujui").click()
    expect(page.locator("main")).to_contain_text("Disetujui")


def publish(page: Page, minutes: str) -> bytes:
    page.goto(minutes)
    page.locator("main").get_by_role("link", name="Terbitkan").click()
    page.wait_for_url("**/terbitkan")
    page.locator("main form [type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("Nomor")
    open_until_there(page, minutes, page.locator("a[href$='terbit.pdf']").first)
    answer = page.request.get(f"{minutes}/terbit.pdf")
    assert answer.status == 200
    text = pdf_text(answer.body())
    for words in ("NOTULA", "Pelaporan dilakukan digital.", "Bagian Organisasi", "Kasiran Mahendra"):
        assert words in text, words
    assert "KONSEP" not in text
    return answer.body()


def verify(phone: Page, pdf: bytes) -> None:
    found = re.search(r"http://localhost:\d+/v/[a-z2-7 ]+", pdf_text(pdf))
    assert found is not None
    phone.goto(found.group(0).replace(" ", "")[:200])
    expect(phone.locator("main")).to_contain_text("Berlaku")
    phone.set_input_files("[type=file]", {"name": "notula.pdf", "mimeType": "application/pdf", "buffer": pdf})
    phone.locator("main form [type=submit], main form button").last.click()
    expect(phone.get_by_role("status")).to_contain_text("sama persis")
    phone.set_input_files("[type=file]", {"name": "palsu.pdf", "mimeType": "application/pdf", "buffer": pdf + b" "})
    phone.locator("main form [type=submit], main form button").last.click()
    expect(phone.get_by_role("status")).to_contain_text("Berbeda")
