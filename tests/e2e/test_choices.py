"""A long select is narrowed by typing; without the script it is a select in the order of the tree."""

from playwright.sync_api import Page, expect

from meetings.enums import Role
from meetings.extensions import db
from tests.factories import PASSWORD, make_membership, make_organisation, make_user
from tests.support.live import Service


def test_an_institution_among_many_is_found_by_its_words(live_server: Service, page: Page) -> None:
    with live_server.data():
        city, user = make_organisation("Kota Uji"), make_user()
        for number in range(110):
            make_organisation(f"Kelurahan {(number * 37) % 110:03}", parent=city)
        make_organisation("Dinas Kesehatan", parent=city)
        make_membership(user, city, Role.ADMINISTRATOR)
        email = user.email
        db.session.commit()
    page.goto(f"{live_server.url}/masuk")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/masuk" not in url)

    page.goto(f"{live_server.url}/kegiatan/baru")
    entries = page.locator("[name=organisation] option")
    names = [text.strip() for text in entries.all_inner_texts()]
    assert names[0] == "Kota Uji" and names[1:] == sorted(names[1:]) and len(names) == 112

    page.get_by_label("Saring pilihan").fill("sehat din")
    expect(entries).to_have_count(1)
    expect(page.locator("[name=organisation] option:checked")).to_have_text("Dinas Kesehatan")
    page.get_by_label("Saring pilihan").fill("")
    expect(entries).to_have_count(112)
    expect(page.locator("[name=organisation] option:checked")).to_have_text("Dinas Kesehatan")
