"""Writing minutes in a real browser: saved by itself, two writers at once, a lost connection, no script at all."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from meetings import clock
from meetings.domain import agenda
from meetings.domain.audit import SYSTEM
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Minutes, MinutesItem
from tests.factories import PASSWORD
from tests.factories.minutes import make_minutes, make_officer
from tests.support.browser import TIMEOUT
from tests.support.live import Service


class Desk:
    """Draft minutes on the running service and the people who write on them."""

    def __init__(self, service: Service, open_context: Callable[..., BrowserContext]) -> None:
        self.service = service
        self._open = open_context
        with service.data():
            minutes = make_minutes()
            self.minutes_id, self.item_id = minutes.id, minutes.items[1].id
            self.address = f"{service.url}/kegiatan/{minutes.meeting_id}/notula/{minutes.id}/ubah"
            self._emails = [make_officer(minutes.meeting.organisation, Role.SECRETARY).email for _ in range(2)]
            db.session.commit()

    def writer(self, number: int = 0, **options: object) -> Page:
        """The editor in a browser of its own."""
        page = self._open(viewport={"width": 1280, "height": 900}, **options).new_page()
        page.goto(f"{self.service.url}/masuk")
        page.fill("[name=email]", self._emails[number])
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/masuk" not in url)
        page.goto(self.address)
        return page

    def part(self, page: Page) -> Locator:
        """The second item on the page."""
        return page.locator(f"#butir-{self.item_id}")

    def expect_stored(self, discussion: str, decisions: list[str], actions: list[tuple[str, str]]) -> None:
        """Wait until the database has exactly this."""
        wanted, deadline = (discussion, decisions, actions), time.monotonic() + TIMEOUT / 1000
        while (found := self.stored()) != wanted:
            assert time.monotonic() < deadline, found
            time.sleep(0.2)

    def expect_text(self, part: str) -> None:
        """Wait until the stored discussion holds this."""
        deadline = time.monotonic() + TIMEOUT / 1000
        while part not in self.stored()[0]:
            assert time.monotonic() < deadline, self.stored()[0]
            time.sleep(0.2)

    def stored(self) -> tuple[str, list[str], list[tuple[str, str]]]:
        """(discussion, decisions, action items) as the database has them."""
        with self.service.data():
            item = db.session.get_one(MinutesItem, self.item_id)
            return (
                item.discussion,
                [decision.text for decision in item.decisions],
                [(action.text, action.institution) for action in item.actions],
            )


@pytest.fixture
def desk(live_server: Service, open_context: Callable[..., BrowserContext]) -> Desk:
    return Desk(live_server, open_context)


def hold_answers(page: Page) -> None:
    """No answer reaches the page until ``release()`` is called in it."""
    page.evaluate(
        "() => { const gate = new Promise((open) => { globalThis.release = open; });"
        " fetch = ((real) => async (...call) => { const answer = await real(...call); await gate; return answer; })(fetch); }"
    )


def type_discussion(page: Page, part: Locator, text: str) -> None:
    part.locator("[contenteditable]").click()
    page.keyboard.type(text)


def test_what_is_typed_saves_itself(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)

    type_discussion(page, part, "Pagu indikatif dibahas.")
    part.locator("[name=decision]").first.fill("Pagu disepakati.")
    part.locator("[name=action_text]").first.fill("Susun RKA")
    part.locator("[name=action_institution]").first.fill("Bappeda")
    expect(part.locator("[data-state]")).to_contain_text("Tersimpan")
    part.get_by_role("button", name="Tambah tindak lanjut").click()
    part.locator("[name=action_text]").nth(1).fill("Lapor")
    page.reload()

    expect(part.locator("[contenteditable]")).to_contain_text("Pagu indikatif dibahas.")
    desk.expect_stored("<div>Pagu indikatif dibahas.</div>", ["Pagu disepakati."], [("Susun RKA", "Bappeda"), ("Lapor", "")])


def test_items_move_and_texts_are_formed_by_keyboard(desk: Desk) -> None:
    page = desk.writer()
    part, said = desk.part(page), page.locator("#kabar")
    toolbar = part.get_by_role("toolbar", name="Bentuk teks: Pembahasan")
    expect(toolbar).to_be_visible()  # the editor is ready a frame after it stands there
    type_discussion(page, part, "Satu")
    expect(part.locator("[data-state]")).to_contain_text("simpan")  # the editor has heard of it

    page.keyboard.press("Alt+F10")
    expect(toolbar.get_by_role("button", name="Tebal")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")  # slanted from here on, and back in the text
    expect(part.locator("[contenteditable]")).to_be_focused()
    page.keyboard.type("dua")
    expect(toolbar.get_by_role("button", name="Miring")).to_have_attribute("aria-pressed", "true")

    part.get_by_role("button", name="Naikkan").focus()
    page.keyboard.press("Enter")  # saved first, then moved
    expect(said).to_contain_text("sekarang urutan 1 dari")
    expect(part.get_by_role("button", name="Naikkan")).to_be_focused()
    expect(part.locator(".item-number")).to_have_text("1")
    expect(part.locator("[contenteditable]")).to_have_text("Satudua")
    assert desk.stored()[0] == "<div>Satu<em>dua</em></div>"

    type_discussion(page, part, "Lagi. ")  # the moved editor goes on working
    expect(part.locator("[data-state]")).to_contain_text("Tersimpan")
    expect(toolbar.get_by_role("button", name="Tebal")).to_be_visible()


def test_two_writers_lose_nothing(desk: Desk) -> None:
    first, second = desk.writer(0), desk.writer(1)
    part = desk.part(first)
    type_discussion(first, part, "Tulisan pertama.")
    part.locator("[name=decision]").first.fill("Keputusan pertama.")
    part.locator("[name=action_text]").first.fill("Tugas pertama")
    desk.expect_stored("<div>Tulisan pertama.</div>", ["Keputusan pertama."], [("Tugas pertama", "")])

    other = desk.part(second)
    type_discussion(second, other, "Tulisan kedua.")
    other.locator("[name=decision]").first.fill("Keputusan kedua.")
    expect(other.locator("[data-conflict]")).to_be_visible()
    expect(other).to_contain_text("Tulisan pertama.")
    expect(other.locator("[contenteditable]")).to_contain_text("Tulisan kedua.")
    other.get_by_role("button", name="Gabungkan keduanya").click()
    other.locator("[data-save]").click()
    expect(other.locator("[data-conflict]")).to_have_count(0)

    discussion, decisions, actions = desk.stored()
    assert "Tulisan pertama." in discussion and "Tulisan kedua." in discussion
    assert sorted(decisions) == ["Keputusan kedua.", "Keputusan pertama."]
    assert actions == [("Tugas pertama", "")]


def test_what_is_typed_while_the_other_text_comes_is_not_lost(desk: Desk) -> None:
    first, second = desk.writer(0), desk.writer(1)
    part, other = desk.part(first), desk.part(second)
    part.locator("[name=decision]").first.fill("Keputusan pertama.")
    expect(part.locator("[data-state]")).to_contain_text("Tersimpan")
    hold_answers(second)

    type_discussion(second, other, "Tulisan kedua")
    expect(other.locator("[data-state]")).to_contain_text("Menyimpan")
    second.keyboard.type(" berlanjut.")
    second.evaluate("() => release()")

    expect(other.locator("[data-conflict] [contenteditable]")).to_contain_text("Tulisan kedua berlanjut.")


def test_a_long_text_is_saved_when_the_page_is_hidden(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    text = "Panjang sekali. " * 6000
    state = part.locator("[data-state]")
    state.evaluate(
        "(place) => { globalThis.said = [];"
        " new MutationObserver(() => said.push(place.textContent)).observe(place, { childList: true, characterData: true, subtree: true }); }"
    )

    part.locator("[contenteditable]").evaluate(
        "(element, text) => { element.editor.commands.insertContent(text);"
        " Object.defineProperty(document, 'visibilityState', { value: 'hidden' });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        text,
    )

    expect(state).to_contain_text("Tersimpan")
    assert not [text for text in page.evaluate("said") if "sambungan" in text]  # nothing failed in between
    assert len(desk.stored()[0]) > 90_000


def test_one_writer_never_meets_himself(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    hold_answers(page)

    type_discussion(page, part, "Satu")
    expect(part.locator("[data-state]")).to_contain_text("Menyimpan")
    page.keyboard.type(" dua")
    part.locator("[data-save]").click()
    part.locator("[data-save]").click()
    page.evaluate("() => release()")

    expect(part.locator("[data-state]")).to_contain_text("Tersimpan")
    expect(page.locator("[data-conflict]")).to_have_count(0)
    assert desk.stored()[0] == "<div>Satu dua</div>"


def test_a_lost_connection_is_said_and_made_up_for(desk: Desk) -> None:
    page = desk.writer()
    part = desk.part(page)
    page.context.set_offline(True)

    type_discussion(page, part, "Ditulis tanpa sambungan.")
    expect(part.locator("[data-state]")).to_contain_text("tidak ada sambungan")
    page.context.set_offline(False)

    expect(part.locator("[data-state]")).to_contain_text("Tersimpan")
    assert desk.stored()[0] == "<div>Ditulis tanpa sambungan.</div>"


def test_leaving_waits_for_the_save(desk: Desk) -> None:
    page = desk.writer()
    type_discussion(page, desk.part(page), "Belum sempat tersimpan.")

    page.click("text=Periksa dan ajukan")
    page.wait_for_url("**/periksa")

    assert desk.stored()[0] == "<div>Belum sempat tersimpan.</div>"


def test_the_head_saves_itself(desk: Desk) -> None:
    page = desk.writer()
    head = page.locator("#kepala")

    head.locator("[name=recorder_name]").fill('Ibu "Ani" <b>')
    expect(head.locator("[data-state]")).to_contain_text("Tersimpan")

    with desk.service.data():
        assert db.session.get_one(Minutes, desk.minutes_id).recorder_name == 'Ibu "Ani" <b>'


def test_everything_works_without_script(desk: Desk) -> None:
    page = desk.writer(java_script_enabled=False)
    part = desk.part(page)
    part.locator("[name=discussion]").fill("Baris satu\n- a\n- b")
    part.locator("[name=decision]").first.fill("Setuju.")
    part.get_by_role("button", name="Simpan butir").click()
    expect(page.locator("main")).to_contain_text("Perubahan disimpan.")

    assert desk.stored()[:2] == ("<div>Baris satu</div><ul><li>a</li><li>b</li></ul>", ["Setuju."])
    page.fill("#judul-baru", "Lain-lain")
    page.get_by_role("button", name="Tambah", exact=True).click()
    expect(page.locator("main")).to_contain_text("Lain-lain")
    expect(part.locator("[name=discussion]")).to_have_value("Baris satu\n\n- a\n- b")


def test_an_open_editor_hears_that_its_session_changed_and_keeps_what_is_typed(desk: Desk) -> None:
    page = desk.writer()
    part, bar = desk.part(page), page.locator("[data-news]")
    type_discussion(page, part, "Pagu dibahas.")
    expect(part.locator("[data-state]")).to_contain_text("Tersimpan")
    expect(bar).to_be_hidden()

    with desk.service.data():
        minutes = db.session.get_one(Minutes, desk.minutes_id)
        agenda.change_session(minutes.session, {"chair_name": "Dedie A. Rachim"}, actor=SYSTEM, at=clock.now())
        db.session.commit()
    expect(bar).to_contain_text("Kepala notula")
    expect(page.locator("#kabar")).to_contain_text("Yang Anda ketik tetap ada.")
    page.keyboard.type(" Lalu disepakati.")
    bar.get_by_role("link", name="Simpan dan tampilkan yang baru").click()

    expect(page.locator("[name=chair_name]")).to_have_value("Dedie A. Rachim")
    expect(page.locator("[data-news]")).to_be_hidden()
    expect(part.locator("[contenteditable]")).to_have_text("Pagu dibahas. Lalu disepakati.")
    desk.expect_text("Lalu disepakati.")
