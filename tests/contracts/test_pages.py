"""Every page opens, and the number of its SQL statements does not grow with the rows it shows."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from meetings.models import User
from tests.factories.whole import make_whole_meeting
from tests.support.pages import pages, unfilled
from tests.support.queries import count_queries


def test_every_page_opens_and_each_link_and_button_has_a_name(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    whole = make_whole_meeting()
    client = sign_in(whole.administrator)

    answers = {page.address: client.get(page.address) for page in pages(app, whole)}

    assert len(answers) > 20
    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code not in (200, 302, 404)} == {}
    read = {address: answer.text for address, answer in answers.items() if answer.mimetype == "text/html" and answer.data.strip()}
    assert {address: found for address, text in read.items() if (found := _nameless(text))} == {}


def _nameless(page: str) -> list[str]:
    """Links and buttons of which somebody who does not see them is told nothing; what a script fills (`id`) is its own."""
    named = "normalize-space() or @id or .//*[@id] or @aria-label or @aria-labelledby or .//img[@alt!=''] or .//*[@aria-label]"
    found: list[html.HtmlElement] = html.document_fromstring(page).xpath(f"//a[@href][not({named})] | //button[not({named})]")
    return [html.tostring(each, encoding="unicode").strip()[:200] for each in found]


def test_no_query_breaks_a_page(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    whole = make_whole_meeting()
    client = sign_in(whole.administrator)
    names = ("endpoint", "_method", "_scheme", "_external", "meeting_id", "session_id", "kind", "year", "per_page", "sort", "q")
    for value in ("x", "-1", "99999"):
        query = "&".join(f"{name}={value}" for name in names)
        answers = {page.endpoint: client.get(f"{page.address}?{query}") for page in pages(app, whole)}
        assert {name: answer.status_code for name, answer in answers.items() if answer.status_code >= 500} == {}
        assert not [name for name, answer in answers.items() if b'="x://' in answer.data]


def test_every_page_is_walked(app: Flask) -> None:
    assert unfilled(app, make_whole_meeting()) == set()


def test_queries_do_not_grow_with_rows(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    whole = make_whole_meeting(people=3, rows=2)
    client = sign_in(whole.administrator)
    walked = list(pages(app, whole))
    before = {page.address: _queries(client, page.address) for page in walked}

    whole.add_people(9)
    whole.add_rows(4)
    client = sign_in(whole.administrator)
    after = {page.address: _queries(client, page.address) for page in walked}

    grown = {
        address: f"{len(before[address])} statements, then {len(after[address])}:\n"
        + "\n".join(_more(before[address], after[address]))
        for address in before
        if len(after[address]) > len(before[address])
    }
    assert grown == {}, "\n".join(f"{address}: {text}" for address, text in grown.items())


def _queries(client: FlaskClient, address: str) -> list[str]:
    client.get(address)  # what is remembered after the first time does not count
    with count_queries() as statements:
        client.get(address)
    return statements


def _more(before: list[str], after: list[str]) -> list[str]:
    """Statements that were sent more often than before."""
    return sorted({text.replace("\n", " ")[:300] for text in after if after.count(text) > before.count(text)})
