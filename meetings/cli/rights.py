"""``rights``: who may open which address, as one table."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from meetings.web.rights import ROUTES, TABLES, name_of

COLUMNS = ("audience", "endpoint", "methods", "address", "right")
CLOSED = "closed"  # a route in no row


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Sebagai JSON.")
@with_appcontext
def rights(as_json: bool) -> None:
    """Menampilkan hak yang diperlukan setiap alamat, per kelompok pengguna."""
    rows = list_rights()
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    widths = {name: max(len(name), *(len(row[name]) for row in rows)) for name in COLUMNS}
    for row in ({name: name.upper() for name in COLUMNS}, *rows):
        click.echo("  ".join(row[name].ljust(widths[name]) for name in COLUMNS).rstrip())


def list_rights() -> list[dict[str, str]]:
    """Every route of the app with its right, by audience in the order of ``TABLES``; routes in no row come last."""
    audiences = {endpoint: audience for audience, table in TABLES.items() for endpoint in table}
    order = [*TABLES, CLOSED]
    rows = []
    for rule in current_app.url_map.iter_rules():
        right = ROUTES.get(rule.endpoint)
        rows.append(
            {
                "audience": audiences.get(rule.endpoint, CLOSED),
                "endpoint": rule.endpoint,
                "methods": " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})),
                "address": rule.rule,
                "right": name_of(right) if right else CLOSED,
            }
        )
    return sorted(rows, key=lambda row: (order.index(row["audience"]), row["endpoint"], row["address"]))
