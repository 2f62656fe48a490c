"""The numbers of a running session, as the live page shows them and asks for again every few seconds."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from meetings import clock
from meetings.domain.attendance import queries
from meetings.models import Session

STEPS = (5, 10, 15, 30, 60, 180)  # minutes
MOST_BARS = 24


def live_numbers(session: Session) -> dict[str, Any]:
    """Expected, present, by category and institution, arrivals over time, who came last; JSON values only."""
    totals = queries.totals_of([session])[session.id]
    moments = queries.arrivals(session)
    begins, step, bars = arrival_bars(moments)
    return {
        "session": session.id,
        "expected": totals.expected,
        "present": totals.present,
        "inside": totals.inside,
        "left": totals.present - totals.inside,
        "percent": round(100 * totals.present / totals.expected) if totals.expected else 0,
        "empty": totals.present == 0,
        "some": totals.present > 0,
        "categories": [_group(group, _("Tanpa kategori")) for group in queries.by_category(session)],
        "institutions": [_group(group, _("Tanpa instansi")) for group in queries.by_institution(session)],
        "arrivals": bars,
        "arrivals_from": clock.iso(begins) if begins else None,
        "arrivals_to": clock.iso(begins + timedelta(minutes=step * len(bars))) if begins else None,
        "arrivals_step": step,
        "latest": [
            {
                "name": row.name,
                "position": row.position,
                "organisation": row.institution,
                "representing": row.representing,
                "colour": row.colour or "",
                "at": clock.iso(row.came) if row.came else None,
                "gate": row.gate or row.by,
            }
            for row in queries.latest_arrivals(session)
        ],
    }


def arrival_bars(moments: list[datetime]) -> tuple[datetime | None, int, list[int]]:
    """When the first bar begins, minutes per bar, and how many came in each; as many bars as fit on a phone."""
    if not moments:
        return None, STEPS[0], []
    span = (moments[-1] - moments[0]).total_seconds() / 60
    step = next((step for step in STEPS if span / step < MOST_BARS - 1), STEPS[-1])
    first = moments[0].replace(second=0, microsecond=0)
    first -= timedelta(minutes=(first.hour * 60 + first.minute) % step)
    bars = [0] * min(MOST_BARS, int((moments[-1] - first).total_seconds() // 60 // step) + 1)
    for moment in moments:
        bars[min(len(bars) - 1, int((moment - first).total_seconds() // 60 // step))] += 1
    return first, step, bars


def _group(group: queries.Group, nameless: str) -> dict[str, Any]:
    share = f"{group.present} / {group.expected}"
    return {
        "name": group.name or nameless,
        "expected": group.expected,
        "present": group.present,
        "share": share,
        "colour": group.colour or "",
    }
