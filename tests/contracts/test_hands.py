"""What HTML shows of keyboard, screen reader and a browser without script, on every page that there is."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from meetings.models import User
from tests.factories.whole import make_whole_meeting
from tests.support.databases import SQLITE
from tests.support.pages import pages
from tests.support.templates import TEMPLATES

PANEL = (
    """{% from "components/progress.html" import panel %}{{ panel("/x", done, 80, "Selesai" if done == 80 else "Dikirim") }}"""
)
FRONTEND = Path(__file__).parents[2] / "frontend"
SCRIPTED = {"kiosk.page", "scanner.page"}  # lives of the camera, and says so without script
REFERENCES = (
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "commandfor",
    "popovertarget",
    "for",
    "form",
    "list",
    "data-sort-form",
)


def complaints(page: html.HtmlElement) -> Iterator[str]:
    """What of a page cannot be reached, named or done by somebody."""
    ids = Counter(element.get("id") for element in page.iter() if isinstance(element.tag, str) and element.get("id"))
    yield from (f"id {name} {count} times" for name, count in ids.items() if count > 1)
    for element in page.iter():
        if isinstance(element.tag, str) and not _in_template(element):
            yield from _unreachable(element)
            for name in REFERENCES:
                yield from (f"{_tag(element)} {name}: no {id}" for id in (element.get(name) or "").split() if id not in ids)
            for id in (element.get("data-renew") or "").split():
                if id not in ids:
                    yield f"{_tag(element)} renews {id}, which is not there"


def _unreachable(element: html.HtmlElement) -> Iterator[str]:
    if element.tag == "button" and element.get("type") == "button":
        opens = "popovertarget" in element.attrib
        answered = [name for name in element.attrib if name.startswith("data-") and name in _answered()]
        if not opens and not answered:
            yield f"{_tag(element)} does nothing"
        if not opens and not _without_script(element):
            yield f"{_tag(element)} is shown without the script that answers it"
    elif element.tag == "button" and element.get("form") is None and next(element.iterancestors("form"), None) is None:
        yield f"{_tag(element)} sends no form"
    if element.tag == "a" and not element.get("href"):
        yield f"{_tag(element)} leads nowhere"
    named = element.get("aria-label") or element.get("aria-labelledby")
    if "dialog" in (element.tag, element.get("role")) and not named:
        yield f"{_tag(element)} has no name"
    if element.get("role") == "toolbar":
        yield f"{_tag(element)} promises arrow keys that no script answers"
    if "hx-get" in element.attrib and (element.get("aria-live") or element.get("role") in ("status", "alert")):
        yield f"{_tag(element)} speaks at every tick; give it data-told"
    if int(element.get("tabindex") or 0) > 0:
        yield f"{_tag(element)} jumps the queue of the Tab key"


@cache
def _answered() -> frozenset[str]:
    """The data attributes that scripts look for."""
    source = "\n".join(path.read_text() for path in FRONTEND.glob("*/*.ts"))
    return frozenset(re.findall(r"\[(data-[\w-]+)", source))


def _without_script(element: html.HtmlElement) -> bool:
    """Whether nobody sees it as long as no script runs."""
    return any(
        "hidden" in each.attrib or "needs-script" in each.get("class", "").split() for each in (element, *element.iterancestors())
    )


def _in_template(element: html.HtmlElement) -> bool:
    return element.tag == "template" or next(element.iterancestors("template"), None) is not None


def _tag(element: html.HtmlElement) -> str:
    return html.tostring(element, encoding="unicode", with_tail=False).split(">")[0][:160] + ">"


@pytest.mark.parametrize("app", [SQLITE], indirect=True)
def test_every_page_can_be_used_by_keys_by_ear_and_without_script(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    whole = make_whole_meeting(people=3, rows=2)
    client, walked, found = sign_in(whole.administrator), 0, {}

    for page in pages(app, whole):
        answer = client.get(page.address)
        if (
            answer.status_code == 200
            and answer.mimetype == "text/html"
            and b"<html" in answer.data
            and page.endpoint not in SCRIPTED
        ):
            walked += 1
            document = html.document_fromstring(answer.text)
            wrong = [*complaints(document)]
            regions = document.xpath("//*[@id='kabar']")
            if len(regions) != len(document.xpath("//body[contains(concat(' ', @class, ' '), ' desk ') or @class='screen']")):
                wrong.append(f"{len(regions)} regions for what scripts say")
            if wrong:
                found[page.address] = wrong

    assert walked > 30
    assert found == {}, "\n".join(f"{address}: {text}" for address, texts in found.items() for text in texts)


def test_a_question_stands_in_its_page_and_is_asked_without_script() -> None:
    """components/dialogs.html, not a data-confirm that only a script would answer."""
    asked = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if "data-confirm" in path.read_text()]

    assert asked == []


@pytest.mark.parametrize("app", [SQLITE], indirect=True)
def test_a_printed_list_says_what_was_looked_for_and_how_many_there_are(
    app: Flask, sign_in: Callable[[User], FlaskClient]
) -> None:
    whole = make_whole_meeting(people=30)
    client, address = sign_in(whole.administrator), f"/kegiatan/{whole.ids['meeting_id']}/peserta"

    pages_of_it = html.document_fromstring(client.get(f"{address}?per_page=25").text)
    narrowed = html.document_fromstring(client.get(f"{address}?q=tidak-ada&source=import").text)

    assert re.search(r"Halaman 1 dari 2: 1–25 dari \d+ peserta", _printed(pages_of_it))
    assert "Pencarian: tidak-ada" in _printed(narrowed)
    assert "Asal: " in _printed(narrowed) and "Asal: " not in _printed(pages_of_it)


def _printed(page: html.HtmlElement) -> str:
    """What only paper shows."""
    return " | ".join(" ".join(each.text_content().split()) for each in page.find_class("print-only"))


@pytest.mark.parametrize("app", [SQLITE], indirect=True)
def test_progress_speaks_at_quarters_and_at_the_end(app: Flask) -> None:
    with app.test_request_context("/"):
        panel = app.jinja_env.from_string(PANEL)
        looks = [html.fragment_fromstring(panel.render(done=done).strip()) for done in range(81)]

    keys = [look.get("data-told-when") for look in looks]
    assert len(set(keys)) == 5
    assert (keys[0], keys[19], keys[20]) == (keys[1], keys[1], keys[21])
    assert looks[20].get("data-told") == "Dikirim: 20 dari 80"


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("<button type='button'>Salin</button>", "does nothing"),
        ("<button type='button' data-copy='x'>Salin</button>", "without the script"),
        ("<button>Simpan</button>", "sends no form"),
        ("<a>Buka</a>", "leads nowhere"),
        ("<dialog>?</dialog>", "has no name"),
        ("<div hx-get='/x' aria-live='polite'></div>", "every tick"),
        ("<p id='a'></p><p id='a'></p>", "2 times"),
        ("<button type='button' popovertarget='x'>Buka</button>", "no x"),
    ],
)
def test_each_fault_would_be_seen(part: str, fault: str) -> None:
    assert fault in " ".join(complaints(html.document_fromstring(f"<html><body>{part}</body></html>")))


def test_what_works_is_not_complained_of() -> None:
    good = (
        "<form action='/x'><button>Simpan</button></form><button type='button' class='needs-script' data-copy='x'>Salin</button>"
        "<button type='button' popovertarget='x' commandfor='x' command='show-modal'>Buka</button><dialog id='x' aria-label='?'></dialog>"
    )

    assert [*complaints(html.document_fromstring(f"<html><body>{good}</body></html>"))] == []
