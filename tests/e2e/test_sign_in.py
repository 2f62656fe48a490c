"""Signing in with a passkey, a second factor and a recovery code, in a real browser with a virtual authenticator."""

import re
import time

import pytest
from passlib.totp import TOTP
from playwright.sync_api import Page, expect

from meetings.extensions import db
from tests.factories import PASSWORD, make_user
from tests.support.live import Service


@pytest.fixture
def user(live_server: Service) -> tuple[str, str]:
    """Id and address of a fresh user."""
    with live_server.data():
        made = make_user()
        db.session.commit()
        return made.id, made.email


def sign_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/masuk")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page.locator("[name=password]")).to_have_count(0)


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_a_passkey_is_registered_and_opens_the_door_without_a_password(
    live_server: Service, page: Page, user: tuple[str, str]
) -> None:
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, live_server.url, user[1])
    page.goto(f"{live_server.url}/akun/kunci-sandi")
    page.fill("[name=name]", "Laptop kantor")
    page.check("[name=usage][value=first]")
    page.click("text=Daftarkan perangkat ini")
    page.wait_for_url(re.compile("/akun/keamanan"))
    expect(page.locator("main")).to_contain_text("Laptop kantor")

    sign_out(page)
    page.goto(f"{live_server.url}/masuk")
    page.click("text=Masuk dengan kunci sandi")
    page.fill("[name=identity]", user[1])
    page.click("text=Lanjutkan")
    page.wait_for_url(f"{live_server.url}/")
    expect(page.locator("body")).to_contain_text("Kegiatan")


def test_a_refused_passkey_says_so_and_offers_another_try(live_server: Service, page: Page, user: tuple[str, str]) -> None:
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    page.goto(f"{live_server.url}/masuk/kunci-sandi")
    page.fill("[name=identity]", user[1])
    page.click("text=Lanjutkan")
    expect(page.locator("main")).to_contain_text(re.compile("Kunci sandi tidak terbaca|tidak cocok|tidak sah"))
    page.goto(live_server.url)
    expect(page).to_have_url(re.compile("/masuk"))


def test_the_second_step_with_an_authenticator_and_with_a_recovery_code(
    live_server: Service, page: Page, user: tuple[str, str]
) -> None:
    sign_in(page, live_server.url, user[1])
    page.goto(f"{live_server.url}/akun/dua-langkah")
    page.click("text=Siapkan aplikasi autentikator")
    key = re.sub(r"[^A-Z2-7]", "", page.locator("main code").first.inner_text())
    expect(page.locator("img.qr")).to_be_visible()
    authenticator = TOTP(key=key, format="base32")
    page.fill("[name=code]", authenticator.generate().token)
    page.click("text=Aktifkan")
    page.wait_for_url(re.compile("/akun/keamanan"))
    expect(page.locator("main")).to_contain_text("Aktif")
    page.goto(f"{live_server.url}/akun/kode-pemulihan")
    page.click("text=Buat delapan kode baru")
    expect(page.locator(".recovery-codes code")).to_have_count(8)
    codes = page.locator(".recovery-codes code").all_inner_texts()

    sign_out(page)
    sign_in(page, live_server.url, user[1])
    expect(page.locator("h1")).to_have_text("Langkah kedua")
    page.fill("[name=code]", authenticator.generate(time.time() + 30).token)  # the one of the set-up counts no more
    page.press("[name=code]", "Enter")
    expect(page).to_have_url(f"{live_server.url}/")

    sign_out(page)
    sign_in(page, live_server.url, user[1])
    page.click("text=Pakai kode pemulihan")
    page.fill("[name=code]", codes[0])
    page.press("[name=code]", "Enter")
    page.wait_for_url(f"{live_server.url}/")
