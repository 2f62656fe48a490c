"""What is typed when the sign-in ends, the browser goes back, or the service is away, in a real browser: nothing of it is lost."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin.devices import create_device
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Device, Letter, Session, UserSession
from tests.factories import PASSWORD, make_letter
from tests.factories.minutes import make_minutes, make_officer
from tests.support.live import Service


class Desk:
    """A meeting on the running service with minutes and a letter in work, and one who writes on both."""

    def __init__(self, service: Service, open_context: Callable[..., BrowserContext]) -> None:
        self.service = service
        self.context = open_context(viewport={"width": 1280, "height": 900})
        with service.data():
            minutes = make_minutes()
            user = make_officer(minutes.meeting.organisation, Role.ADMINISTRATOR)
            letter = make_letter(minutes.meeting)
            self.meeting_id, self.letter_id, self.user_id, self.email = minutes.meeting_id, letter.id, user.id, user.email
            self.device_id = create_device(minutes.meeting, "Meja 1", "Pintu utama", SYSTEM, clock.now())[0].id
            self.item = f"#butir-{minutes.items[1].id}"
            self.home = f"{service.url}/kegiatan/{minutes.meeting_id}"
            self.editor = f"{self.home}/notula/{minutes.id}/ubah"
            db.session.commit()
        self.page = self.context.new_page()
        self.page.goto(f"{service.url}/masuk")
        self.sign_in(self.page)

    def sign_in(self, page: Page) -> None:
        page.fill("[name=email]", self.email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/masuk?" not in url and not url.endswith("/masuk"))

    def sign_in_beside(self) -> None:
        """By the bar that the waiting page shows."""
        with self.context.expect_page() as opened:
            self.page.locator(".waiting-bar").get_by_role("link", name="Masuk di tab baru").click()
        self.sign_in(opened.value)
        expect(opened.value.locator("h1")).to_have_text("Anda sudah masuk")
        opened.value.close()
        self.page.bring_to_front()

    def wait_until_kept(self) -> None:
        """What was typed lies in the browser, a moment after the last letter."""
        kept = "() => Object.keys(localStorage).some((key) => key.startsWith('isian:'))"
        for _attempt in range(300):
            if self.page.evaluate(kept):
                return
            self.page.wait_for_timeout(100)
        pytest.fail("nothing was kept")

    def end_sign_ins(self) -> None:
        """As a new password in another browser does."""
        with self.service.data():
            db.session.execute(sa.update(UserSession).where(UserSession.user_id == self.user_id).values(ended_at=clock.now()))
            db.session.commit()


@pytest.fixture
def desk(live_server: Service, open_context: Callable[..., BrowserContext]) -> Desk:
    return Desk(live_server, open_context)


def test_a_form_waits_for_its_person_and_is_saved_by_itself(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.home}/undangan/{desk.letter_id}")
    page.fill("[name=opening]", "Ditulis lama sekali.")
    desk.wait_until_kept()
    beside = desk.context.new_page()
    beside.goto(desk.service.url)
    beside.locator(".tool-user").click()
    beside.get_by_role("button", name="Keluar").click()
    beside.locator(".ask .btn-danger").click()  # what is kept in the browser goes at sign-out, by choice
    beside.wait_for_url("**/masuk")
    beside.close()

    page.get_by_role("button", name="Simpan surat").click()
    expect(page.locator(".waiting-bar")).to_contain_text("Masa masuk Anda berakhir")
    expect(page.locator("[name=opening]")).to_have_value("Ditulis lama sekali.")
    desk.sign_in_beside()

    expect(page.locator("main")).to_contain_text("Surat disimpan.")
    with desk.service.data():
        assert db.session.get_one(Letter, desk.letter_id).opening == "Ditulis lama sekali."


def test_a_question_that_waits_shows_the_way_to_sign_in_before_itself(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.home}/check-in/perangkat/{desk.device_id}")
    desk.end_sign_ins()
    question = page.get_by_role("dialog")

    page.get_by_role("button", name="Cabut perangkat", exact=True).click()
    page.get_by_role("button", name="Ya, cabut perangkat").click()
    expect(question.locator(".waiting-bar")).to_contain_text("Masa masuk Anda berakhir")
    question.get_by_role("button", name="Batal").click()  # the bar stays, and what waited is given up
    expect(page.locator("body > .waiting-bar")).to_be_visible()
    page.get_by_role("button", name="Cabut perangkat", exact=True).click()
    desk.sign_in_beside()
    expect(page.locator(".waiting-bar")).to_have_count(0)
    with desk.service.data():
        assert db.session.get_one(Device, desk.device_id).revoked_at is None

    desk.end_sign_ins()
    page.get_by_role("button", name="Ya, cabut perangkat").click()
    desk.sign_in_beside()
    expect(page.locator("main")).to_contain_text("dicabut. Tokennya")


def test_minutes_say_where_one_types_that_they_wait_and_save_by_themselves(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.editor)
    part = page.locator(desk.item)
    desk.end_sign_ins()

    part.locator("[contenteditable]").click()
    page.keyboard.type("Pagu dibahas.")
    state = part.locator("[data-state]")
    expect(state).to_contain_text("masuk lagi, lalu tersimpan sendiri")
    expect(state).to_be_in_viewport()
    page.keyboard.type(" Lalu disepakati.")
    desk.sign_in_beside()

    expect(state).to_contain_text("Tersimpan")
    page.reload()
    expect(part.locator("[contenteditable]")).to_contain_text("Pagu dibahas. Lalu disepakati.")
    expect(part.locator(".draft-offer")).to_have_count(0)


def test_what_was_not_saved_is_offered_when_the_page_is_opened_again(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.editor)
    part = page.locator(desk.item)
    desk.context.set_offline(True)
    part.locator("[name=decision]").first.fill("Setuju semua.")
    expect(part.locator("[data-state]")).to_contain_text("tidak ada sambungan")
    page.close(run_before_unload=False)
    desk.context.set_offline(False)
    page = desk.context.new_page()
    page.goto(f"{desk.home}/acara/sesi/baru")
    page.fill("[name=title]", "Sidang yang terputus")

    page.goto(desk.editor)
    part = page.locator(desk.item)
    part.get_by_role("button", name="Pakai isian itu").click()
    expect(part.locator(".draft-offer")).to_have_count(0)
    expect(part.locator("[name=decision]").first).to_have_value("Setuju semua.")
    page.goto(f"{desk.home}/acara/sesi/baru")
    page.get_by_role("button", name="Pakai isian itu").click()
    expect(page.locator("[name=title]")).to_have_value("Sidang yang terputus")
    page.get_by_role("button", name="Simpan sesi").click()
    page.wait_for_url("**/acara/#*")
    expect(page.locator(".flash")).to_be_in_viewport()
    page.goto(f"{desk.home}/acara/sesi/baru")

    expect(page.locator(".draft-offer")).to_have_count(0)


def test_what_was_dropped_at_sign_out_is_not_kept_again_by_another_tab(desk: Desk) -> None:
    own = f"() => Object.keys(localStorage).filter((key) => key.startsWith('isian:{desk.user_id}'))"
    page = desk.page
    page.goto(f"{desk.home}/acara/sesi/baru")
    page.fill("[name=title]", "Sidang yang dibuang")
    desk.wait_until_kept()
    beside = desk.context.new_page()
    beside.goto(f"{desk.service.url}/akun/")
    beside.locator("form[action$='/keluar']").first.evaluate("(form) => form.requestSubmit()")
    beside.locator("dialog[open] .btn-danger").click()
    beside.wait_for_url("**/masuk*")
    assert beside.evaluate(own) == []

    page.bring_to_front()
    page.fill("[name=title]", "Sidang yang dibuang, ditambah")
    page.locator("[name=title]").blur()
    page.wait_for_timeout(1200)  # longer than the rest after the last key
    page.close()
    assert beside.evaluate(own) == []

    desk.sign_in(beside)
    beside.goto(f"{desk.home}/acara/sesi/baru")
    expect(beside.locator(".draft-offer")).to_have_count(0)
    beside.fill("[name=title]", "Sidang yang baru")
    desk.page = beside
    desk.wait_until_kept()


def test_the_way_back_and_save_again_make_one(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.home}/acara/sesi/baru")
    page.fill("[name=title]", "Sidang Komisi")
    page.get_by_role("button", name="Simpan sesi").click()
    page.wait_for_url("**/acara/#*")
    made = page.url

    page.go_back()
    page.fill("[name=title]", "Sidang Komisi")
    page.get_by_role("button", name="Simpan sesi").click()
    page.wait_for_url("**/acara/#*")

    assert page.url == made
    expect(page.locator("main")).to_contain_text("hanya satu yang dibuat")
    with desk.service.data():
        wanted = sa.select(sa.func.count(Session.id)).where(
            Session.meeting_id == desk.meeting_id, Session.title == "Sidang Komisi"
        )
        assert db.session.scalar(wanted) == 1


def test_without_script_the_refused_form_comes_back_and_is_saved(
    live_server: Service, open_context: Callable[..., BrowserContext]
) -> None:
    desk = Desk(live_server, lambda **options: open_context(java_script_enabled=False, **options))
    page = desk.page
    page.goto(f"{desk.home}/undangan/{desk.letter_id}")
    page.fill("[name=opening]", "Ditulis tanpa skrip.")
    desk.end_sign_ins()
    page.get_by_role("button", name="Simpan surat").click()
    expect(page.locator("h1")).to_have_text("Masuk lagi untuk menyimpan")

    with desk.context.expect_page() as opened:
        page.get_by_role("link", name="Masuk di tab baru").click()
    desk.sign_in(opened.value)
    page.get_by_role("button", name="Simpan isian itu").click()

    expect(page.locator("main")).to_contain_text("Surat disimpan.")
    expect(page.locator("[name=opening]")).to_have_value("Ditulis tanpa skrip.")
