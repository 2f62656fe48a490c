"""A signed list is entered while one searches and turns pages: what is ticked stays ticked until it is stored."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from meetings import clock
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Attendance
from tests.factories import PASSWORD, make_meeting, make_membership, make_participant, make_session, make_user
from tests.support.live import Service


def test_ticks_outlive_searches_and_pages(live_server: Service, page: Page) -> None:
    with live_server.data():
        meeting, user = make_meeting(), make_user()
        session = make_session(meeting, clock.now() - timedelta(hours=1))
        make_membership(user, meeting.organisation, Role.COMMITTEE)
        for number in range(30):
            make_participant(meeting, f"Tamu Nomor {number:02}", sort_name=f"{number:02}")
        email, session_id = user.email, session.id
        address = f"{live_server.url}/kegiatan/{meeting.id}/kehadiran/{session.id}/daftar-kertas"
        db.session.commit()
    page.goto(f"{live_server.url}/masuk")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/masuk" not in url)
    count, arrived = page.locator("[data-selected-count]"), page.get_by_label("Jam hadir")

    page.goto(f"{address}?per_page=25")
    filled = clock.local(clock.now() - timedelta(minutes=40), "Asia/Jakarta").strftime("%Y-%m-%dT%H:%M")
    arrived.fill(filled)
    page.get_by_label("Pilih Tamu Nomor 03").check()
    page.goto(f"{address}?per_page=25&page=2")
    page.get_by_label("Pilih semua di halaman ini").check()
    expect(count).to_have_text("6")
    page.goto(f"{address}?q=nomor+07")
    page.get_by_label("Pilih Tamu Nomor 07").check()
    expect(count).to_have_text("7")
    expect(page.get_by_text("6 tidak tampak di halaman ini")).to_be_visible()
    page.goto(address)
    expect(page.get_by_label("Pilih Tamu Nomor 03")).to_be_checked()
    page.get_by_label("Pilih Tamu Nomor 03").uncheck()
    expect(arrived).to_have_value(filled)
    page.goto(f"{address}?q=nomor+20")
    expect(count).to_have_text("6")

    page.get_by_role("button", name="Catat hadir").click()

    expect(page.get_by_text("6 orang dicatat hadir.")).to_be_visible()
    page.goto(address)
    expect(count).to_have_text("0")
    with live_server.data():
        rows = db.session.scalars(db.select(Attendance).where(Attendance.session_id == session_id)).all()
        assert len(rows) == 6

    # Nothing is left of it, though the page that answers shows no rows: the search finds nobody any more.
    page.get_by_label("Pilih Tamu Nomor 03").check()
    page.goto(f"{address}?q=nomor+04")
    page.get_by_label("Pilih Tamu Nomor 04").check()
    page.get_by_role("button", name="Catat hadir").click()
    expect(page.get_by_text("Tidak ada yang cocok")).to_be_visible()
    page.get_by_role("link", name="Bersihkan saringan").click()
    expect(count).to_have_text("0")
