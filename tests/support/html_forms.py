"""Forms of a page as a browser sees them: where they go and what it would send."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

UNTYPED = {"hidden", "submit", "button", "image", "reset"}
UNSENT = UNTYPED - {"hidden"} | {"file"}


@dataclass(frozen=True)
class PostForm:
    """A form that posts to ``endpoint`` at ``address``: what stands in it, which of it a person can type (name and kind), and all that
    a click could send: (name, value) of options, boxes and buttons."""

    endpoint: str
    address: str
    values: MultiDict[str, str]
    typed: dict[str, str]
    offered: list[tuple[str, str]]


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
        fields = [
            each
            for each in form.inputs
            if each.name and "disabled" not in each.attrib and _in_template(each) == _in_template(form)
        ]
        typed = {
            each.name: each.get("type", "text") if each.tag == "input" else each.tag
            for each in fields
            if not (each.tag == "button" or each.get("type") in UNTYPED)
        }
        values = MultiDict((each.name, text) for each in fields for text in _sent(each))
        offered = [(each.get("name"), value) for each in form.iter("select", "input", "button") for value in _clicked(each)]
        yield PostForm(endpoint, target, values, typed, [(name, value) for name, value in offered if name and value])


def post_form(app: Flask, address: str, page: str) -> PostForm:
    """The form of ``page`` that a person types into and that comes back to ``address``."""
    (found,) = (form for form in post_forms(app, address, page) if form.typed and form.address == address)
    return found


def _clicked(field: Any) -> list[str]:
    """What a click in the field could send."""
    if field.tag == "select":
        return [option.get("value", "") for option in field.iter("option")]
    return [field.get("value", "")] if field.tag == "button" or field.get("type") in ("checkbox", "radio", "submit") else []


def _in_template(field: Any) -> bool:
    return next(field.iterancestors("template"), None) is not None


def _sent(field: Any) -> list[str]:
    """What a browser sends of a field that nobody has touched."""
    if field.tag == "textarea":  # the first line end belongs to the markup; the others are sent as CR LF
        text = (field.text or "").replace("\r\n", "\n")
        return [text.removeprefix("\n").replace("\n", "\r\n")]
    if field.tag == "select":
        chosen = [option for option in field.iter("option") if "selected" in option.attrib]
        offered = chosen or ([] if field.multiple else list(field.iter("option"))[:1])
        return [option.get("value", option.text_content()) for option in offered]
    kind = field.get("type", "text")
    if field.tag == "button" or kind in UNSENT or (kind in ("checkbox", "radio") and "checked" not in field.attrib):
        return []
    return [field.get("value", "on" if kind in ("checkbox", "radio") else "")]


def form_of(app: Flask, client: FlaskClient, address: str, endpoint: str) -> dict[str, str]:
    """What the first form of a page that is sent to an endpoint would send as it is."""
    forms = post_forms(app, address, client.get(address).text)
    return dict(next(each for each in forms if each.endpoint == endpoint).values.items())
