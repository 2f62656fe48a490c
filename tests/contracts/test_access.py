"""Every route stands in the permission table, and strangers get nowhere that the table does not open to them."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from meetings.domain.permissions import Permission
from meetings.web.rights import ROUTES, TABLES, Open, TokenRight


def address(app: Flask, rule: Rule) -> str:
    """The rule's address with something that is nowhere in the database for each argument."""
    values = {name: _example(rule, name) for name in rule.arguments}
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values, method=None, force_external=False))


def _example(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "tidakada"


def test_every_route_stands_in_the_table(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert endpoints - set(ROUTES) == set()
    assert set(ROUTES) - endpoints == set()


def test_every_row_says_who_may(app: Flask) -> None:
    assert [name for name, row in ROUTES.items() if not isinstance(row, Permission | Open | TokenRight)] == []


def test_no_route_stands_in_two_tables(app: Flask) -> None:
    assert sum(map(len, TABLES.values())) == len(ROUTES)


def test_a_token_is_looked_for_where_the_address_has_it(app: Flask) -> None:
    astray = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if isinstance(right := ROUTES[rule.endpoint], TokenRight) and right.argument not in rule.arguments
    ]

    assert astray == []


def test_strangers_are_sent_to_the_sign_in_page(app: Flask, client: FlaskClient) -> None:
    let_in = []
    for rule in app.url_map.iter_rules():
        if isinstance(ROUTES[rule.endpoint], Permission) or ROUTES[rule.endpoint] is Open.SIGNED_IN:
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            answer = client.open(address(app, rule), method=method)
            to_sign_in = answer.status_code == 302 and "/masuk" in answer.location
            if not (to_sign_in or answer.status_code in (401, 403)):
                let_in.append(f"{method} {rule.rule}: {answer.status_code}")

    assert let_in == []


def test_token_routes_refuse_callers_without_a_token(app: Flask, client: FlaskClient) -> None:
    let_in = []
    for rule in app.url_map.iter_rules():
        if ROUTES[rule.endpoint] is Open.BEARER:
            for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}:
                status = client.open(address(app, rule), method=method).status_code
                if status not in (401, 403):
                    let_in.append(f"{method} {rule.rule}: {status}")

    assert let_in == []
