"""What was decided: found in all minutes, listed, and handed out in extracts."""

from meetings.domain.decided.extracts import ExtractRow, get_extract, issue_extracts, list_extracts, print_extract
from meetings.domain.decided.register import (
    STANDINGS,
    DecisionRow,
    Narrowed,
    Scope,
    acting_institutions,
    export_decisions,
    list_decisions,
)
from meetings.domain.decided.search import Choices, Hit, Results, Wanted, choices, search_minutes

__all__ = [
    "STANDINGS",
    "Choices",
    "DecisionRow",
    "ExtractRow",
    "Hit",
    "Narrowed",
    "Results",
    "Scope",
    "Wanted",
    "acting_institutions",
    "choices",
    "export_decisions",
    "get_extract",
    "issue_extracts",
    "list_decisions",
    "list_extracts",
    "print_extract",
    "search_minutes",
]
