"""The numbers of a running session, as the live page shows them and asks for again every few seconds."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from meetings import clock
from meetings.domain.attendance import groups
from meetings.domain.attendance.listing import latest_arrivals
from meetings.models import Session

STEPS = (5, 10, 15, 30, 60, 180)  # minutes
MOST_BARS = 24
FEW, MANY = 10, 200  # institutions: the largest, and those that are asked for


def live_numbers(
    session: Session, present: Mapping[str, int] | None = None, institution: str = "", institutions: int = FEW
) -> dict[str, Any]:
    """Expected, listed, present, by category, institution and gate, arrivals over time, who came last; JSON values only. ``present``: how
    many were present in each of the meeting's sessions; ``institution``: words of the name of those that are looked for."""
    begins, step, bars, gates = arrival_bars(session)
    categories, largest = groups.by_category_and_institution(session, institutions, institution)
    expected, came, listed = (sum(getattr(each, part) for each in categories) for part in ("expected", "present", "listed"))
    inside = groups.count_inside(session, came)
    return {
        "session": session.id,
        "expected": expected,
        "listed": listed,
        "present": came,
        "inside": inside,
        "left": came - inside,
        "percent": round(100 * came / listed) if listed else 0,
        "empty": came == 0,
        "some": came > 0,
        "categories": [_group(group, _("Tanpa kategori")) for group in categories],
        "institutions": [_group(group, _("Tanpa instansi")) for group in largest],
        "gates": [{"name": name or _("Tanpa nama pintu"), "present": number, "of": came} for name, number in gates],
        "sessions": dict(present or {session.id: came}),
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
                "late": row.late,
                "gate": row.gate or row.by,
            }
            for row in latest_arrivals(session)
        ],
    }


def arrival_bars(session: Session) -> tuple[datetime | None, int, list[int], list[tuple[str, int]]]:
    """When the first bar begins, minutes per bar, and how many came in each; as many bars as fit on a phone. Then how many came through each
    door. Counted in the database, together."""
    first, last = groups.first_and_last_arrival(session)
    if first is None or last is None:
        return None, STEPS[0], [], []
    begins, step, number = span_of_bars(first, last)
    bars = [0] * number
    spans, gates = groups.count_arrivals(session, begins, step)
    for position, count in spans.items():
        bars[min(number - 1, max(0, position))] += count
    return begins, step, bars, gates


def span_of_bars(first: datetime, last: datetime) -> tuple[datetime, int, int]:
    """When the first bar begins, minutes per bar, and how many bars reach from the first arrival to the last."""
    span = (last - first).total_seconds() / 60
    step = next((step for step in STEPS if span / step < MOST_BARS - 1), STEPS[-1])
    begins = first.replace(second=0, microsecond=0)
    begins -= timedelta(minutes=(begins.hour * 60 + begins.minute) % step)
    return begins, step, min(MOST_BARS, int((last - begins).total_seconds() // 60 // step) + 1)


def _group(group: groups.Group, nameless: str) -> dict[str, Any]:
    share = f"{group.present} / {group.listed}"
    return {
        "name": group.name or nameless,
        "expected": group.expected,
        "listed": group.listed,
        "present": group.present,
        "share": share,
        "colour": group.colour or "",
    }
