"""Debian's Chromium through Playwright. A page that breaks the security policy or throws an error fails its test."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.support.bounds import LIMIT, bounded, running

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
TIMEOUT = 60_000  # milliseconds for one step; a machine of tests may be many times slower than a desk

expect.set_options(timeout=TIMEOUT)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError("Chromium is missing: apt-get install chromium")
    steps = ExitStack()
    with bounded("to start Chromium", _its_processes):
        playwright = steps.enter_context(sync_playwright())
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, timeout=LIMIT * 1000)
    yield started
    with bounded("to close Chromium", _its_processes), steps:
        started.close()


def _its_processes() -> list[int]:
    """Chromium's own, and what Playwright drives it with."""
    return running("chromium") + running("playwright")


class Complaints(list[str]):
    """What pages complained about on their consoles."""

    def watch(self, page: Page) -> None:
        """Listen to ``page``."""
        page.on("pageerror", lambda error: self.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._hear(page, message))

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.append(f"{page.url}: {message.text}")


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """``open_context(viewport=…)``: a fresh browser profile in Indonesian, Jakarta time; complaints fail the test."""
    contexts: list[BrowserContext] = []
    complaints = Complaints()

    def make(**options: object) -> BrowserContext:
        with bounded("to open a browser profile", _its_processes):
            context = browser.new_context(**{"locale": "id-ID", "timezone_id": "Asia/Jakarta", **options})
        context.set_default_timeout(TIMEOUT)
        context.on("page", complaints.watch)
        contexts.append(context)
        return context

    yield make
    with bounded("to close a browser profile", _its_processes):
        for context in contexts:
            context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """A desktop page, 1280 px wide."""
    return open_context(viewport={"width": 1280, "height": 900}).new_page()


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext]) -> Page:
    """A phone's page, 360 px wide, with touch."""
    return open_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()
