"""Tables of minutes: what stands in one is not written over by the way, and on a phone it is read in a box of its own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from meetings.extensions import db
from meetings.models import MinutesItem
from tests.e2e.test_minutes_editor import Desk
from tests.support.live import Service

CELLS = [["Perangkat daerah", "Pagu"], ["Dinas Contoh", "1.250.000"]]


def table(rows: list[list[str]]) -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tbody>{lines}</tbody></table>"


@pytest.fixture
def desk(live_server: Service, open_context: Callable[..., BrowserContext]) -> Desk:
    return Desk(live_server, open_context)


def store(desk: Desk, text: str) -> None:
    with desk.service.data():
        db.session.get_one(MinutesItem, desk.item_id).discussion = text
        db.session.commit()


@pytest.mark.parametrize(("last", "where"), [(3, "behind"), (1, "Pagu Catatan")])
def test_typing_while_cells_are_marked_takes_nothing_away(desk: Desk, last: int, where: str) -> None:
    store(desk, table(CELLS))
    page = desk.writer()
    editor = desk.part(page).locator("[contenteditable]")
    cells = editor.locator("td")
    cells.first.click()
    cells.nth(last).click(modifiers=["Shift"])
    expect(editor.locator("td.selectedCell")).to_have_count(last + 1)

    page.keyboard.type(" Catatan")

    expect(desk.part(page).locator("[data-state]")).to_contain_text("Tersimpan")
    told = [cell for row in CELLS for cell in row]
    if where == "behind":
        expect(cells).to_have_text(told)
        desk.expect_text("</table><div> Catatan")
    else:
        expect(cells).to_have_text([told[0], where, *told[2:]])


def test_a_wide_table_is_read_on_a_phone_in_a_box_that_moves_sideways(desk: Desk) -> None:
    text = "Peningkatan kualitas pelayanan publik pada kecamatan dan kelurahan se-Kota Bogor secara bertahap. "
    store(desk, table([[f"{number} {text}" for number in range(8)]] * 25))
    page = desk.writer()
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto(desk.address.removesuffix("/ubah"))

    box = page.locator(".minutes-paper table").bounding_box()
    assert box is not None and box["width"] < 360 and box["height"] < 5_000, box
    wide, shown = page.locator(".minutes-paper table").evaluate("table => [table.scrollWidth, table.clientWidth]")
    assert wide > 4 * shown
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
