"""Every page of the service, by walking the routes: which addresses can be opened with the rows that are there."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from meetings.web.rights import ROUTES, Open
from tests.factories.whole import WholeMeeting

CHOICES = {
    "number": "0",
    "which": "konsep",
    "form": "terisi",
    "paper": "semua",
    "sheet": "denah",
    "piece": "foto",
    "kind": "xlsx",
    "what": "reset",
    "code": "id",
    "colour": "1b4f8f",
}
# A page that shows more, with other forms, of what its query names: the names of ids.
CHOSEN = {"seating.index": {"pilih": "participant_id"}}
# Not pages: files, switches, steps in the middle of a sign-in, calls with a token of their own.
NOT_PAGES = {
    "static",
    "security.static",
    "set_language",
    "security.two_factor_token_validation",
    "security.two_factor_rescue",
    "security.mf_recovery",
    "security.tf_select",
    "security.reset_password",
    "security.change_email_confirm",
    "security.wan_verify",
    "security.two_factor_setup_validate",
    "organisations.image",
    "organisations.preview",
    "organisations.official_sample",
}


@dataclass(frozen=True)
class Page:
    """One address to open."""

    endpoint: str
    address: str


def pages(app: Flask, whole: WholeMeeting) -> Iterator[Page]:
    """The pages that the rows of ``whole`` can fill, those of the organiser as well as public ones."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in (rule.methods or ()) or rule.endpoint in NOT_PAGES or ROUTES[rule.endpoint] is Open.BEARER:
            continue
        values = _values(rule, whole)
        if values is not None:
            built = app.url_map.bind("localhost")
            if chosen := CHOSEN.get(rule.endpoint):
                query = {name: whole.ids[row] for name, row in chosen.items()}
                yield Page(rule.endpoint, built.build(rule.endpoint, values | query))
            yield Page(rule.endpoint, built.build(rule.endpoint, values))


def unfilled(app: Flask, whole: WholeMeeting) -> set[str]:
    """Endpoints of pages for which no row is known."""
    known = {page.endpoint for page in pages(app, whole)} | NOT_PAGES
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in known and ROUTES[rule.endpoint] is not Open.BEARER
    }


def _values(rule: Rule, whole: WholeMeeting) -> dict[str, str] | None:
    values = {}
    for name in rule.arguments:
        value = whole.id_for(rule.endpoint, name) or CHOICES.get(name)
        if value is None:
            return None
        values[name] = value
    return values
