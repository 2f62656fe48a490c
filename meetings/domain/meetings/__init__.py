"""Meetings: their data, states, committee and numbers."""

from meetings.domain.meetings.copying import copy_meeting
from meetings.domain.meetings.days import WEEK, YEAR, check_near, is_by_the_end
from meetings.domain.meetings.editing import UnusualYear, change_meeting, change_settings, create_meeting
from meetings.domain.meetings.following import called_otherwise, facts_changed, follows_calls, follows_facts
from meetings.domain.meetings.moving import Begun, begun_sessions
from meetings.domain.meetings.queries import (
    MeetingFilter,
    ends_past_midnight,
    list_meetings,
    meeting_organisations,
    meeting_years,
    meetings_ahead,
)
from meetings.domain.meetings.roster import touch_roster
from meetings.domain.meetings.staff import add_staff, list_staff, remove_staff
from meetings.domain.meetings.states import (
    Activity,
    allows,
    change_state,
    follows_state,
    issued_papers,
    next_states,
    obstacles,
    require,
)

__all__ = [
    "Activity",
    "Begun",
    "begun_sessions",
    "MeetingFilter",
    "UnusualYear",
    "WEEK",
    "YEAR",
    "add_staff",
    "allows",
    "change_meeting",
    "check_near",
    "is_by_the_end",
    "change_settings",
    "change_state",
    "ends_past_midnight",
    "called_otherwise",
    "facts_changed",
    "follows_calls",
    "follows_facts",
    "copy_meeting",
    "create_meeting",
    "follows_state",
    "issued_papers",
    "list_meetings",
    "list_staff",
    "meeting_organisations",
    "meeting_years",
    "meetings_ahead",
    "next_states",
    "obstacles",
    "remove_staff",
    "require",
    "touch_roster",
]
