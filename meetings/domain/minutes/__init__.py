"""Minutes of a session: drafted at its end, written, approved, published with a number, corrected in versions."""

from meetings.domain.attendance.annex import count_attendance
from meetings.domain.minutes.approval import (
    Returned,
    approve_minutes,
    return_minutes,
    returns_of,
    submit_minutes,
    withdraw_minutes,
)
from meetings.domain.minutes.checks import Finding, Waived, check_minutes, reasons_kept, waived_of, warnings_of
from meetings.domain.minutes.content import compose_minutes, copies_of
from meetings.domain.minutes.drafting import draft_minutes, draft_outlook, due_sessions, start_minutes
from meetings.domain.minutes.editing import (
    Stale,
    add_item,
    move_item,
    remove_item,
    save_header,
    save_item,
)
from meetings.domain.minutes.following import follow, lags, print_what_lags
from meetings.domain.minutes.news import editor_state
from meetings.domain.minutes.printing import left_out, print_again, print_document
from meetings.domain.minutes.publishing import (
    correct_minutes,
    number_before,
    number_kept,
    publish_minutes,
    supersede_older,
)
from meetings.domain.minutes.queries import (
    frozen_minutes,
    get_item,
    get_minutes,
    list_session_minutes,
    list_versions,
    suggest_institutions,
)
from meetings.domain.minutes.settling import Difference, differences, take
from meetings.domain.minutes.signed import Bulk, bring_scan, bring_signed_file, sign_many, sign_minutes, take_back_unsigned
from meetings.domain.minutes.texts import ActionText, ItemText
from meetings.domain.minutes.waiting import (
    Waiting,
    Wanted,
    certificates_wanted,
    minutes_waiting,
    signatures_waiting,
    withdrawals_waiting,
)
from meetings.domain.minutes.withdrawing import ask_to_revoke, keep_document, revoke_document
from meetings.domain.minutes.wording import closing_sentence, happened, opening_sentence

__all__ = [
    "Difference",
    "Waived",
    "lags",
    "closing_sentence",
    "opening_sentence",
    "Waiting",
    "Wanted",
    "reasons_kept",
    "warnings_of",
    "waived_of",
    "differences",
    "follow",
    "happened",
    "print_what_lags",
    "take",
    "minutes_waiting",
    "ActionText",
    "Bulk",
    "Finding",
    "ItemText",
    "Returned",
    "Stale",
    "add_item",
    "approve_minutes",
    "ask_to_revoke",
    "bring_scan",
    "bring_signed_file",
    "certificates_wanted",
    "check_minutes",
    "compose_minutes",
    "copies_of",
    "correct_minutes",
    "count_attendance",
    "draft_minutes",
    "draft_outlook",
    "editor_state",
    "due_sessions",
    "frozen_minutes",
    "get_item",
    "get_minutes",
    "keep_document",
    "left_out",
    "list_session_minutes",
    "list_versions",
    "move_item",
    "number_before",
    "number_kept",
    "print_again",
    "print_document",
    "publish_minutes",
    "remove_item",
    "return_minutes",
    "returns_of",
    "revoke_document",
    "save_header",
    "save_item",
    "sign_many",
    "sign_minutes",
    "signatures_waiting",
    "start_minutes",
    "submit_minutes",
    "suggest_institutions",
    "supersede_older",
    "take_back_unsigned",
    "withdraw_minutes",
    "withdrawals_waiting",
]
