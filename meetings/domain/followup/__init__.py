"""What was agreed and who does it by when: action items of published minutes, their status and history."""

from meetings.domain.followup.changing import change_status
from meetings.domain.followup.queries import (
    ActionFilter,
    ActionNumbers,
    ActionRow,
    action_history,
    action_numbers,
    count_by_institution,
    export_actions,
    get_action,
    list_actions,
    list_institutions,
)

__all__ = [
    "ActionFilter",
    "ActionNumbers",
    "ActionRow",
    "action_history",
    "action_numbers",
    "change_status",
    "count_by_institution",
    "export_actions",
    "get_action",
    "list_actions",
    "list_institutions",
]
