"""The committee brings the messy list in, in a real browser against the running service."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from meetings.enums import Role
from meetings.extensions import db
from tests.factories import PASSWORD, make_meeting, make_membership, make_user
from tests.support.live import Service

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def address(live_server: Service, page: Page) -> str:
    """The participants of a fresh meeting; the page is signed in as its committee."""
    with live_server.data():
        meeting, user = make_meeting(), make_user()
        make_membership(user, meeting.organisation, Role.COMMITTEE)
        email, there = user.email, f"{live_server.url}/kegiatan/{meeting.id}/peserta"
        db.session.commit()
    page.goto(f"{live_server.url}/masuk")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/masuk" not in url)
    return there


def test_messy_list_from_upload_to_a_corrected_person(page: Page, address: str) -> None:
    page.goto(address)
    page.click("text=Impor daftar >> nth=0")
    page.set_input_files("[name=file]", DATA / "peserta-berantakan.xlsx")
    page.click("text=Unggah dan periksa")
    expect(page.locator("text=Sel nama berisi rumus")).to_be_visible()
    expect(page.locator("text=C (NIP/NRP)").first).to_be_visible()

    page.click("text=Impor 63 peserta")
    expect(page.locator("h1")).to_have_text("Hasil impor")

    page.click("text=Lihat peserta")
    page.fill("[name=q]", "d’arcy")
    page.press("[name=q]", "Enter")
    person = page.locator("a.row-title")
    expect(person).to_have_text("Komjen Pol. (Purn.) Drs. Rr. O'Neil bin D’Arcy {x} <b>uji</b>")

    person.click()
    page.click("main >> text=Ubah")
    page.fill("[name=phone]", "0812 3456 7890")
    page.click("text=Simpan")
    expect(page.locator("text=0812-3456-7890")).to_be_visible()


def test_withdrawing_several_asks_and_names_them(page: Page, address: str) -> None:
    page.goto(f"{address}/impor")
    page.set_input_files("[name=file]", DATA / "peserta-rapi.csv")
    page.click("text=Unggah dan periksa")
    page.click("text=Impor 250 peserta")
    expect(page.locator("h1")).to_have_text("Hasil impor")
    page.goto(f"{address}?q=lurah&sort=name")
    withdraw = page.locator("button:has-text('Cabut…')")
    expect(withdraw).to_be_disabled()
    names = page.locator("a.row-title").all_inner_texts()[:2]
    for number in range(2):
        page.locator("input[name=ids]").nth(number).check()
    withdraw.click()

    for name in names:
        expect(page.locator("main")).to_contain_text(name)
    page.click("text=Ya, cabut 2 peserta")

    expect(page.locator("text=2 peserta dicabut.")).to_be_visible()
    expect(page.locator("text=248 orang dalam daftar.")).to_be_visible()
    expect(page.locator(f"a.row-title:has-text('{names[0]}')")).to_have_count(0)
