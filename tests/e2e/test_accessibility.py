"""Every page in a real browser, light and dark, at 1280 and 320 px and enlarged to 200 %: no rule of WCAG 2.2 AA that axe can check is
broken, and nothing has to be scrolled sideways."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page

from meetings.extensions import db
from tests.factories.whole import make_whole_meeting
from tests.support.axe import violations
from tests.support.client import signed_in
from tests.support.live import Service
from tests.support.pages import pages

DESK, ENLARGED, NARROW = ({"width": width, "height": 900} for width in (1280, 640, 320))  # 640 px is a desk at 200 %
# The participants' pages follow the system, the committee's their own switch.
DARK = """() => { document.documentElement.dataset.bsTheme = "dark"; }"""
# A kiosk that is not paired leads on to the scanner's page; test_other_doors looks at one that is.
LEADS_ON = {"kiosk.page"}
# A new size or theme is on the screen a frame later.
SHOWN = """() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))"""
# What sticks out of the page by more than a pixel, and is not inside something that scrolls by itself.
TOO_WIDE = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""


@dataclass(frozen=True)
class Walk:
    """Addresses to open and the cookie of somebody who may."""

    addresses: list[str]
    cookie: dict[str, str]


@pytest.fixture(scope="module")
def walk(shared_service: Service) -> Iterator[Walk]:
    """A meeting with some of everything in the running service."""
    with shared_service.data() as app:
        whole = make_whole_meeting(people=12, rows=2)
        db.session.commit()
        client = signed_in(app, whole.administrator)
        kept = client.get_cookie("meetings_session")
        assert kept is not None
        found = []
        for page in pages(app, whole):
            if page.endpoint in LEADS_ON:
                continue
            answer = client.get(page.address)
            # A mail as it is shown before it leaves runs no script, so nothing can look at it from within.
            alone = "sandbox" in answer.headers.get("Content-Security-Policy", "")
            if answer.status_code == 200 and answer.mimetype == "text/html" and b"<html" in answer.data and not alone:
                found.append(page.address)
    yield Walk(found, {"name": "meetings_session", "value": kept.value, "url": shared_service.url})


def test_every_page_holds_wcag_light_and_dark_wide_narrow_and_enlarged(
    walk: Walk, live_server: Service, open_context: Callable[..., BrowserContext]
) -> None:
    page = _enter(walk, open_context(viewport=DESK, reduced_motion="reduce", color_scheme="light"))
    broken: dict[str, list[str]] = {}

    for address in walk.addresses:
        # One load for all looks: what differs between them is the style alone, and dark changes nothing but colours.
        page.goto(live_server.url + address)
        found = violations(page)
        page.set_viewport_size(ENLARGED)
        found += _too_wide(page, "200 %")
        page.set_viewport_size(NARROW)
        found += _too_wide(page, "320 px")
        page.emulate_media(color_scheme="dark")
        page.evaluate(DARK)
        page.evaluate(SHOWN)
        found += [f"dark at 320 px: {each}" for each in violations(page, of_style=True)]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESK)
        if found:
            broken[address] = found

    assert len(walk.addresses) > 30
    assert broken == {}, "\n".join(f"{address}: {'; '.join(found)}" for address, found in broken.items())


def _too_wide(page: Page, look: str) -> list[str]:
    page.evaluate(SHOWN)
    extra = page.evaluate(TOO_WIDE)
    return [f"{look}: {extra} px too wide"] if extra > 1 else []


def _enter(walk: Walk, context: BrowserContext) -> Page:
    context.add_cookies([walk.cookie])
    return context.new_page()
