"""Forms of a page as a browser sees them: where they go and what it would send."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from flask import Flask
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

UNTYPED = {"hidden", "submit", "button", "image", "reset"}


@dataclass(frozen=True)
class PostForm:
    """A form that posts to ``endpoint`` at ``address``: what stands in it, and which of it a person can type, name and kind."""

    endpoint: str
    address: str
    values: MultiDict[str, str]
    typed: dict[str, str]


def post_forms(app: Flask, address: str, page: str) -> Iterator[PostForm]:
    """The posting forms of ``page``, which came from ``address``."""
    if not page.strip():
        return
    for form in html.document_fromstring(page).forms:
        target = urlsplit(urljoin(address, form.action or "")).path
        if form.method != "POST":
            continue
        try:
            endpoint, _values = app.url_map.bind("localhost").match(target, "POST")
        except HTTPException:
            continue
        typed = {
            each.name: each.get("type", "text") if each.tag == "input" else each.tag
            for each in form.inputs
            if each.name and not (each.tag == "button" or each.get("type") in UNTYPED)
        }
        yield PostForm(endpoint, target, MultiDict(form.form_values()), typed)


def post_form(app: Flask, address: str, page: str) -> PostForm:
    """The form of ``page`` that a person types into and that comes back to ``address``."""
    (found,) = (form for form in post_forms(app, address, page) if form.typed and form.address == address)
    return found
