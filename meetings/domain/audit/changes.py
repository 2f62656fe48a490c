"""What an edit changed, as data that an audit entry can keep."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any


def apply_changes(row: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set ``values`` on ``row``; returns ``{field: [before, after]}`` of those that really changed, as JSON values."""
    changes: dict[str, list[Any]] = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changes[name] = [_plain(before), _plain(value)]
    return changes


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
