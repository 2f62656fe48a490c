"""Server time and SQL statements of every page of a meeting with 5,000 participants.

``python -m tests.load.pages [PARTICIPANTS]`` prints the slowest pages on both databases: the median of five requests inside the
process, without the network, so what is measured is what the service itself needs.
"""

import statistics
import sys
import time
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from tests.factories.whole import make_whole_meeting
from tests.support.client import signed_in
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app
from tests.support.pages import Page, pages
from tests.support.queries import count_queries

PARTICIPANTS = 5000
ROWS = 8
ROUNDS = 5
LIMIT = 200.0
SHOWN = 10


@dataclass(frozen=True, order=True)
class Cost:
    """What one page needs."""

    milliseconds: float
    statements: int
    size: int
    page: Page


# Files made of every row on request; a person waits for a download, not for a page.
DOWNLOADS = (".xlsx", ".csv", ".pdf")


def measure(client: FlaskClient, page: Page) -> Cost | None:
    """The median of some requests; None for what does not answer with a page."""
    first = client.get(page.address)
    if first.status_code != 200:
        return None
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(page.address)
        times.append(1000 * (time.perf_counter() - began))
    with count_queries() as statements:
        client.get(page.address)
    return Cost(statistics.median(times), len(statements), len(first.data), page)


def measure_all(app: Flask, participants: int) -> list[Cost]:
    """Every page's cost, the slowest first."""
    with app.app_context():
        whole = make_whole_meeting(people=participants, rows=ROWS)
        client = signed_in(app, whole.administrator)
        found = [measure(client, page) for page in pages(app, whole)]
        db.session.remove()
        db.engine.dispose()
    return sorted((cost for cost in found if cost), reverse=True)


def run(participants: int = PARTICIPANTS) -> bool:
    """Measure and print; True when every page kept the limit."""
    kept = True
    databases = Databases()
    try:
        for kind in (SQLITE, POSTGRES):
            app = make_app(databases.folder / kind, databases.create(kind))
            costs = measure_all(app, participants)
            shown = [cost for cost in costs if not cost.page.address.endswith(DOWNLOADS)]
            files = [cost for cost in costs if cost.page.address.endswith(DOWNLOADS)]
            kept &= all(cost.milliseconds < LIMIT for cost in shown)
            print(f"halaman, {kind}, {participants} peserta: {len(shown)} halaman, yang paling lambat (< {LIMIT:.0f} ms):")
            for cost in [*shown[:SHOWN], *files]:
                print(f"  {cost.milliseconds:7.1f} ms {cost.statements:3d} SQL {cost.size / 1000:7.1f} kB  {cost.page.endpoint}")
    finally:
        databases.close()
    return kept


if __name__ == "__main__":
    sys.exit(0 if run(*(int(argument) for argument in sys.argv[1:2])) else 1)
