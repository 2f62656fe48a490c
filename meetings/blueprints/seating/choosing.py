"""Which plan a page is about: ``denah`` is the id of a hall, without it the plan that is no hall's."""

from typing import Any

from flask import abort, request

from meetings.domain.seating.halls import get_hall
from meetings.domain.seating.plan import Plan
from meetings.web import current_meeting


def current_plan() -> Plan:
    """The plan that the address names; 404 for one of another meeting."""
    meeting, asked = current_meeting(), request.args.get("denah", "")[:16]
    return Plan(meeting, (get_hall(meeting.id, asked) or abort(404)) if asked else None)


def address_of(plan: Plan, **more: Any) -> dict[str, Any]:
    """What an address of this plan holds."""
    return {"meeting_id": plan.meeting.id, "denah": plan.hall_id} | more
