"""Texts of minutes whose place is gone while somebody writes: the item is taken out, the minutes are handed in, both say the same."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.enums import MinutesState
from meetings.extensions import db
from meetings.models import Minutes, MinutesItem
from tests.e2e.test_minutes_editor import Desk, type_discussion
from tests.support.live import Service


@pytest.fixture
def desk(live_server: Service, open_context: Callable[..., BrowserContext]) -> Desk:
    return Desk(live_server, open_context)


def take_out(desk: Desk) -> None:
    """A colleague removes the second item."""
    with desk.service.data():
        item = db.session.get_one(MinutesItem, desk.item_id)
        rules.remove_item(item, item.revision, SYSTEM, clock.now())
        db.session.commit()


def titles(desk: Desk) -> list[str]:
    with desk.service.data():
        return [item.title for item in db.session.get_one(Minutes, desk.minutes_id).items]


def hand_in(desk: Desk, state: MinutesState = MinutesState.SUBMITTED) -> None:
    with desk.service.data():
        db.session.get_one(Minutes, desk.minutes_id).state = state
        db.session.commit()


def leave(page: Page, address: str) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(address)


def test_a_text_whose_item_was_taken_out_becomes_a_new_item_once(desk: Desk) -> None:
    page = desk.writer()
    take_out(desk)
    type_discussion(page, desk.part(page), "Tulisan yang kehilangan butirnya.")

    box = desk.part(page).locator("[data-conflict]")
    expect(box).to_contain_text("Butir ini sudah dihapus dari konsep")
    expect(box.locator("[contenteditable]")).to_contain_text("Tulisan yang kehilangan butirnya.")
    box.get_by_role("button", name="Simpan sebagai butir baru").click()
    page.wait_for_url("**/ubah#butir-*")

    expect(page.locator("section.minutes-item").last.locator("[contenteditable]")).to_have_text(
        "Tulisan yang kehilangan butirnya."
    )
    expect(page.locator(".left-text")).to_have_count(0)
    assert titles(desk) == ["Arahan Wali Kota", "Paparan prioritas 2027"]


def test_the_way_out_loses_nothing_of_an_item_that_was_taken_out(desk: Desk) -> None:
    page = desk.writer()
    take_out(desk)
    type_discussion(page, desk.part(page), "Belum selesai")
    expect(desk.part(page).locator("[data-conflict]")).to_be_visible()
    leave(page, desk.address)

    left = page.locator(".left-text")
    expect(left).to_contain_text("Paparan prioritas 2027")
    expect(left).to_contain_text("Belum selesai")
    left.get_by_role("button", name="Simpan sebagai butir baru").click()
    page.wait_for_url("**/ubah#butir-*")

    expect(page.locator(".left-text")).to_have_count(0)
    expect(page.locator("section.minutes-item").last.locator("[contenteditable]")).to_have_text("Belum selesai")


def test_what_was_refused_because_the_minutes_are_handed_in_is_shown_and_offered_again(desk: Desk) -> None:
    page = desk.writer()
    hand_in(desk)
    type_discussion(page, desk.part(page), "Terlambat sedikit.")
    state = desk.part(page).locator("[data-state]")
    expect(state).to_contain_text("tidak lagi berstatus konsep")
    expect(state).to_contain_text("tetap ada di peramban ini")
    leave(page, desk.address)

    left = page.locator(".left-text")
    expect(left).to_contain_text("Terlambat sedikit.")
    expect(left.get_by_role("button", name="Simpan sebagai butir baru")).to_have_count(0)
    hand_in(desk, MinutesState.DRAFT)  # sent back
    page.goto(desk.address)
    expect(page.locator(".left-text")).to_have_count(0)
    desk.part(page).get_by_role("button", name="Pakai isian itu").click()

    desk.expect_text("Terlambat sedikit.")


def test_merging_again_adds_nothing_that_is_there(desk: Desk) -> None:
    first, second = desk.writer(0), desk.writer(1)
    part, other = desk.part(first), desk.part(second)
    type_discussion(first, part, "Rapat dibuka. Pagu disepakati.")
    expect(part.locator("[data-state]")).to_contain_text("Tersimpan")
    type_discussion(second, other, "Rapat dibuka. Renja disusun.")
    expect(other.locator("[data-conflict]")).to_be_visible()

    other.get_by_role("button", name="Gabungkan keduanya").click()
    expect(other.locator("[contenteditable] > div")).to_have_text(["Rapat dibuka. Renja disusun.", "Pagu disepakati."])
    type_discussion(first, part, " Lagi.")  # saved in between: the same question once more
    expect(part.locator("[data-state]")).to_contain_text("Tersimpan")
    other.locator("[data-save]").click()
    expect(other.get_by_role("button", name="Gabungkan keduanya")).to_be_enabled()
    other.get_by_role("button", name="Gabungkan keduanya").click()
    other.locator("[data-save]").click()
    expect(other.locator("[data-conflict]")).to_have_count(0)

    text = desk.stored()[0]
    assert [text.count(sentence) for sentence in ("Rapat dibuka.", "Pagu disepakati.", "Renja disusun.", "Lagi.")] == [1, 1, 1, 1]
