"""From a number to minutes that hold, in a browser: recorder and chair sign with certificates, or a scan is brought."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pyhanko.pdf_utils.reader import PdfFileReader

from meetings.enums import Role
from meetings.extensions import db
from tests.factories import PASSWORD
from tests.factories.minutes import make_approved, make_officer
from tests.signing.keys import PASSWORD as KEY_PASSWORD
from tests.signing.keys import make_key
from tests.signing.scans import scan
from tests.support.live import Service

SLOW = 120_000  # milliseconds
CHAIR, RECORDER = "Bima Arya Sugiarto", "Rina Kusuma"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


class Office:
    """Approved minutes on the running service, and who may number and sign them."""

    def __init__(self, service: Service, open_context: Callable[..., BrowserContext], method: str) -> None:
        self._service, self._open = service, open_context
        with service.data():
            minutes = make_approved()
            organisation = minutes.meeting.organisation
            organisation.signing = {"minutes": method}
            minutes.signatory = {"name": CHAIR, "degrees_front": "Dr.", "position": "Wali Kota Bogor", "office": "KDH"}
            minutes.recorder = {"name": RECORDER, "degrees_back": "S.H.", "position": "Kepala Bagian Umum"}
            self.emails = {role: make_officer(organisation, role).email for role in (Role.SECRETARY, Role.APPROVER)}
            self.address = f"{service.url}/kegiatan/{minutes.meeting_id}/notula/{minutes.id}"
            db.session.commit()

    def desk(self, role: Role, **screen: Any) -> Page:
        page = self._open(**screen or {"viewport": {"width": 1280, "height": 900}}).new_page()
        page.goto(f"{self._service.url}/masuk")
        page.fill("[name=email]", self.emails[role])
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/masuk" not in url)
        return page

    def number_it(self, page: Page) -> None:
        page.goto(f"{self.address}/terbitkan")
        page.get_by_role("button", name="Beri nomor dan siapkan naskah").click()
        expect(page.locator("#tanda-tangan")).to_contain_text("baru terbit setelah ditandatangani", timeout=SLOW)


def file_of(data: bytes, name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "mimeType": kind, "buffer": data}


def test_recorder_and_chair_sign_with_their_certificates(
    live_server: Service, open_context: Callable[..., BrowserContext]
) -> None:
    office = Office(live_server, open_context, "key")
    secretary = office.desk(Role.SECRETARY)
    office.number_it(secretary)
    sign(secretary, "Rina Kusuma", make_key(f"{RECORDER}, S.H."))
    expect(secretary.locator("main")).to_contain_text("begitu semua tanda tangan ada")

    chair = office.desk(Role.APPROVER, **PHONE)
    expect(chair.locator("main")).to_contain_text("Menunggu tanda tangan")
    chair.goto(office.address)
    sign(chair, "Bima Arya", make_key("Orang Lain"))
    expect(chair.locator("main")).to_contain_text("Sertifikat ini atas nama Orang Lain")
    sign(chair, "Bima Arya", make_key(CHAIR.upper()), there=True)
    expect(chair.locator("main")).to_contain_text("ditandatangani dan terbit")

    with chair.expect_download() as loading:
        chair.get_by_role("link", name="Unduh PDF").click()
    data = Path(loading.value.path()).read_bytes()
    assert [each.field_name for each in PdfFileReader(io.BytesIO(data)).embedded_signatures] == ["ttd-1", "ttd-2"]
    chair.get_by_role("link", name="Halaman pemeriksaan umum").click()
    expect(chair.locator("main")).to_contain_text("dengan sertifikat atas nama BIMA ARYA SUGIARTO dari Balai Uji Coba")


def sign(page: Page, block: str, key: bytes, *, there: bool = False) -> None:
    if not there:
        page.get_by_role("link", name=re.compile("^Tanda tangan")).first.click()
    page.get_by_label(re.compile(block)).check()
    page.set_input_files("[name=key]", file_of(key, "kunci.p12", "application/x-pkcs12"))
    page.fill("[name=key_password]", KEY_PASSWORD)
    page.get_by_role("button", name="Tanda tangani").click()


def test_the_scan_of_what_was_signed_with_a_pen_is_what_is_published(
    live_server: Service, open_context: Callable[..., BrowserContext]
) -> None:
    office = Office(live_server, open_context, "wet")
    page = office.desk(Role.SECRETARY)
    office.number_it(page)
    page.get_by_role("link", name="Cetak, tandatangani, unggah").click()
    with page.expect_download() as loading:
        page.get_by_role("link", name="Unduh untuk ditandatangani").click()
    bare = Path(loading.value.path()).read_bytes()

    bring(page, bare)
    expect(page.locator("main")).to_contain_text("Ini berkas yang belum ditandatangani")
    bring(page, b"bukan pdf")
    expect(page.locator("main")).to_contain_text("Pilih berkas PDF")
    bring(page, scan(2))
    expect(page.locator("main")).to_contain_text("Kode QR naskah ini tidak terbaca")
    page.get_by_label("Ya, ini pindaian notula yang dimaksud").check()
    bring(page, scan(2))

    expect(page.locator("main")).to_contain_text("terbit dengan pindaian bertanda tangan")
    page.get_by_role("link", name="Halaman pemeriksaan umum").click()
    expect(page.locator("main")).to_contain_text("Basah, di atas kertas")


def bring(page: Page, data: bytes) -> None:
    page.set_input_files("[name=file]", file_of(data, "pindaian.pdf", "application/pdf"))
    page.get_by_label(re.compile("Sudah saya periksa")).check()
    page.get_by_role("button", name="Terbitkan dengan pindaian ini").click()


@pytest.mark.parametrize("method", ["wet", "key"])
def test_what_nobody_signed_goes_back(live_server: Service, open_context: Callable[..., BrowserContext], method: str) -> None:
    office = Office(live_server, open_context, method)
    page = office.desk(Role.SECRETARY)
    office.number_it(page)

    page.locator("#tanda-tangan").get_by_role("button", name="Kembalikan").first.click()
    page.fill("#take-back-note", "Nama narasumber salah")
    page.locator("dialog[open], [popover]:popover-open").get_by_role("button", name="Kembalikan").click()

    expect(page.locator("main")).to_contain_text("Nama narasumber salah")
    expect(page.locator("main")).to_contain_text("tetap bernomor")


def test_nobody_signs_behind_their_back_after_a_pause(live_server: Service, open_context: Callable[..., BrowserContext]) -> None:
    office = Office(live_server, open_context, "key")
    page = office.desk(Role.SECRETARY)
    office.number_it(page)
    page.goto(f"{office.address}/tanda-tangan")
    page.get_by_label(re.compile("Rina Kusuma")).check()
    page.set_input_files("[name=key]", file_of(make_key(RECORDER), "kunci.p12", "application/x-pkcs12"))
    page.fill("[name=key_password]", KEY_PASSWORD)
    cookies = page.context.cookies()
    page.context.clear_cookies()

    page.get_by_role("button", name="Tanda tangani").click()
    expect(page.locator(".waiting-bar")).to_be_visible()
    page.context.add_cookies(cookies)

    expect(page.locator("[data-again]")).to_contain_text("Tekan sekali lagi")
    expect(page.locator("h1")).to_have_text("Tanda tangan notula")
    page.get_by_role("button", name="Tanda tangani").click()
    expect(page.locator("main")).to_contain_text("begitu semua tanda tangan ada")
