"""What was decided in 10,000 minutes: searched by words, listed, narrowed.

``python -m tests.load.words [DATABASE …]`` fills both databases and prints for each address the time that its statements take in the
database alone; exit code 1 when one took longer than its limit. Times are those of processors, as in ``tests.load.growth``.
"""

import gc
import logging
import random
import sys
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from meetings import clock
from meetings.documents.pdf.child import GC_THRESHOLD
from meetings.enums import DocumentKind, DocumentState, MinutesState, PassageKind
from meetings.extensions import db
from meetings.models import Decision, Document, Minutes, MinutesItem, Passage
from meetings.writing.search import search_key
from tests.factories.whole import WholeMeeting, make_whole_meeting
from tests.load.filling import Size, fill, refresh_statistics
from tests.load.growth import PARENT, alone, measure
from tests.support.client import signed_in
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app

MINUTES = 10_000
ITEMS = 3
LIMIT = 50.0  # milliseconds
LIST_LIMIT = 150.0  # of the register: a search in it reads 60,000 decisions, and counts those that it finds
SIZE = Size(people=10, meetings=300, scans=10, entries=10, actions=100)
# A word in every passage, words less and less usual, and one that stands in a single one of them.
USUAL = ["pembangunan", "wilayah", "anggaran", "program", "kegiatan", "laporan", "rapat", "kecamatan", "kelurahan", "dinas"]
RARE = [
    f"{front}{back}"
    for front in ("cili", "cisa", "pakan", "tanah", "sukma", "kedung")
    for back in ("wung", "dane", "sari", "real")
]
SEARCHES = (
    "q=pembangunan",
    "q=pembangunan+wilayah",
    "q=kegiatan",
    "q=ciliwung",
    "q=ciliwung+anggaran",
    "q=ciliwung+cisadane",
    "q=khusus4711",
    "q=tidakada",
    "q=rw+7",
    "q=rw",
    "q=anggaran&bagian=decision",
    "q=anggaran&tahun=2024",
    "q=khusus4711&tahun=2024",
    "q=ciliwung&urut=match",
    "q=pembangunan&urut=match",
    "q=pembangunan&page=20",
    "",
    "page=100",
    "tahun=2023",
)


REGISTER = ("", "page=100", "q=ciliwung", "q=tidakada", "status=in_force", "tahun=2024")


def _text(some: random.Random, words: int) -> str:
    """Words of an office, the usual ones more often."""
    usual = [*USUAL[: some.randrange(2, len(USUAL) + 1)], "dan", "yang", "untuk"]
    chosen = [some.choice(RARE) if some.random() < 0.02 else some.choice(usual) for _word in range(words)]
    return " ".join([*chosen, f"rw {some.randrange(20)}"])


def fill_minutes(whole: WholeMeeting) -> None:
    """Published minutes of all meetings, each with items, decisions and what is searched, in the caller's transaction; committed."""
    some, at = random.Random(7), clock.now()
    meetings = db.session.execute(sa.text("SELECT id, organisation_id FROM meeting ORDER BY id")).all()
    session_id = db.session.scalar(sa.text("SELECT min(id) FROM session"))
    rows: dict[Any, list[dict[str, Any]]] = {Document: [], Minutes: [], MinutesItem: [], Decision: [], Passage: []}
    for number in range(MINUTES):
        meeting_id, organisation_id = meetings[number % len(meetings)]
        key, held_on = f"{number * 7919 % 1_000_003:012d}", date(2022, 1, 3) + timedelta(days=number // 6)
        stamps = {"created_at": at, "updated_at": at}
        own = {"organisation_id": organisation_id, "meeting_id": meeting_id, **stamps}
        rows[Document].append(
            {
                "id": f"wd{key}",
                "kind": DocumentKind.MINUTES,
                "about_id": f"wm{key}",
                "final": True,
                "state": DocumentState.PUBLISHED,
            }
            | {"verify_hash": f"kata{key}", "published_at": at, **own}
        )
        rows[Minutes].append(
            {
                "id": f"wm{key}",
                "meeting_id": meeting_id,
                "session_id": session_id,
                "version": number + 100,
                "title": "Sidang Pleno",
            }
            | {"state": MinutesState.PUBLISHED, "number": f"000.1.5/{number}-N/UM/2026", "document_id": f"wd{key}", **stamps}
            | {"published_at": datetime.combine(held_on, at.timetz()), "started_at": datetime.combine(held_on, at.timetz())}
        )
        common = {"meeting_id": meeting_id, "minutes_id": f"wm{key}", "held_on": held_on, "issued": True}
        head = f"sidang pleno khusus{number}"
        rows[Passage].append({**common, "item_id": None, "kind": PassageKind.HEAD, "key": head})
        for place in range(ITEMS):
            item = f"wi{key}{place}"
            said, title = _text(some, 60), f"Mata acara {place + 1}"
            rows[MinutesItem].append(
                {
                    "id": item,
                    "minutes_id": f"wm{key}",
                    "position": place,
                    "title": title,
                    "discussion": f"<div>{said}</div>",
                    **stamps,
                }
            )
            rows[Passage].append(
                {**common, "item_id": item, "kind": PassageKind.DISCUSSION, "key": search_key(f"{title}\n{said}")}
            )
            decisions = [_text(some, 15) for _decision in range(2)]
            rows[Decision] += [
                {"id": f"w{part}{key}{place}", "item_id": item, "position": part, "text": text, **stamps}
                for part, text in enumerate(decisions)
            ]
            decided = search_key("\n".join([title, *decisions]))
            rows[Passage].append({**common, "item_id": item, "kind": PassageKind.DECISION, "key": decided})
    for model, values in rows.items():
        for start in range(0, len(values), 2000):
            db.session.execute(sa.insert(model), values[start : start + 2000])
    db.session.commit()
    refresh_statistics()


def run(kinds: Sequence[str] = (SQLITE, POSTGRES)) -> bool:
    """Fill, measure and print; True when every address kept the limit."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    kept = True
    databases = Databases()
    try:
        for kind in kinds:
            app = make_app(databases.folder / kind, databases.create(kind))
            with app.app_context():
                whole = make_whole_meeting(people=3, rows=2)
                db.session.commit()
                fill(whole, SIZE)
                began = time.perf_counter()
                fill_minutes(whole)
                print(f"{kind}: {MINUTES} notula diisi dalam {time.perf_counter() - began:.0f} s", flush=True)
                client = signed_in(app, whole.administrator)
                PARENT.clear()
                if kind == POSTGRES and databases.server.process is not None:
                    PARENT["postmaster"] = databases.server.process.pid
                    alone()
                addresses = [*(f"/notula?{query}" for query in SEARCHES), *(f"/keputusan?{query}" for query in REGISTER)]
                for address in addresses:
                    costs = [cost for _turn in range(5) if (cost := measure(client, address))]
                    took = sum(cost.database for cost in costs) / len(costs)
                    limit = LIMIT if address.startswith("/notula") else LIST_LIMIT
                    kept = kept and took <= limit
                    print(f"  {'' if took <= limit else '!':1} {took:8.1f} ms basis data {costs[0].statements:3d} SQL  {address}")
                db.session.remove()
                db.engine.dispose()
    finally:
        databases.close()
    return kept


if __name__ == "__main__":
    sys.exit(0 if run(*([sys.argv[1:]] if sys.argv[1:] else [])) else 1)
