"""A browser whose camera sees a film."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.film import make_film
from tests.e2e.venue import chromium_path
from tests.support.browser import ARGUMENTS, TIMEOUT, Complaints


@pytest.fixture
def watch_film(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """``watch_film([scenes], seconds=, width=, height=)``: a page whose camera shows these QR codes in turn."""
    started: list[Browser] = []
    complaints = Complaints()

    def make(scenes: list[str | None], seconds: float = 2, width: int = 360, height: int = 740) -> Page:
        film = make_film(tmp_path / f"{len(started)}.y4m", scenes, seconds)
        args = [*ARGUMENTS, f"--use-file-for-fake-video-capture={film}"]
        chromium = browser.browser_type.launch(executable_path=chromium_path(), args=args)
        started.append(chromium)
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="id-ID")
        context.set_default_timeout(TIMEOUT)
        context.on("page", complaints.watch)
        return context.new_page()

    yield make
    for chromium in started:
        chromium.close()
    assert not complaints, "\n".join(complaints)
