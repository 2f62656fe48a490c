"""Every page in a real browser: no rule of WCAG 2.2 AA that axe can check is broken, and nothing is wider than a phone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from meetings.extensions import db
from tests.factories.whole import make_whole_meeting
from tests.support.client import signed_in
from tests.support.live import Service
from tests.support.pages import pages

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (rules) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: rules } });
  return found.violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")}`);
}"""
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
            answer = client.get(page.address)
            if answer.status_code == 200 and answer.mimetype == "text/html" and b"<html" in answer.data:
                found.append(page.address)
    yield Walk(found, {"name": "meetings_session", "value": kept.value, "url": shared_service.url})


def test_no_page_breaks_a_rule_of_wcag(walk: Walk, live_server: Service, open_context: Callable[..., BrowserContext]) -> None:
    page = _enter(walk, open_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"))
    source = AXE.read_text()
    broken = {}

    for address in walk.addresses:
        page.goto(live_server.url + address)
        page.evaluate(source)
        if violations := page.evaluate(RUN, RULES):
            broken[address] = violations

    assert len(walk.addresses) > 30
    assert broken == {}, "\n".join(f"{address}: {'; '.join(found)}" for address, found in broken.items())


def test_no_page_is_wider_than_a_phone(walk: Walk, live_server: Service, open_context: Callable[..., BrowserContext]) -> None:
    page = _enter(walk, open_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True))
    wide = {}

    for address in walk.addresses:
        page.goto(live_server.url + address)
        if (extra := page.evaluate(TOO_WIDE)) > 1:
            wide[address] = f"{extra} px too wide"

    assert wide == {}


def _enter(walk: Walk, context: BrowserContext) -> Page:
    context.add_cookies([walk.cookie])
    return context.new_page()
