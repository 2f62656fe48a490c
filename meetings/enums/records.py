"""Rows that are only added, and what the chain of seals knows of each."""

from enum import StrEnum


class RecordKind(StrEnum):
    """The table of such a row."""

    SCAN = "scan"
    AUDIT_ENTRY = "audit_entry"


class RecordChange(StrEnum):
    """What became of the row, as a seal has it: the last one holds."""

    ADDED = "added"
    CHANGED = "changed"  # lawfully, under a release
    GONE = "gone"  # the same
