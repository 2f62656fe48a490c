"""Document data as JSON and back, so that an issued document never follows later changes of the rows it was made from."""

import io
import json
import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from meetings.storage import storage

LONG = 500  # values; a longer list lies in storage, or every page about its document would read it


def freeze(value: Any) -> Any:
    """JSON values of a dataclass of ``meetings.documents``. Pictures and long lists go to storage under their content's address."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: freeze(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        frozen = [freeze(each) for each in value]
        return frozen if len(frozen) <= LONG else storage.put("lists", "\n".join(map(json.dumps, frozen)).encode())
    if isinstance(value, bytes):
        return storage.put("pictures", value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def thaw(kind: Any, data: Any) -> Any:
    """The value of type ``kind`` that ``freeze`` wrote as ``data``; fields that are not in it keep their defaults.

    Raises KeyError, TypeError or ValueError for data that does not fit, FileLost for what is not in storage any more.
    """
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(each for each in get_args(kind) if each is not type(None))
        return None if data is None else thaw(inner, data)
    if origin is tuple:
        inner = get_args(kind)[0]
        if isinstance(data, str):  # line by line, so that a long list is in memory once
            data = (json.loads(line) for line in io.BytesIO(storage.get(data)))
        return tuple(thaw(inner, each) for each in data)
    if origin is Literal:
        return data
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]  # -- assured
        return kind(**{name: thaw(hints[name], each) for name, each in data.items() if name in hints})  # type: ignore[operator]  # -- assured
    return _thaw_plain(kind, data)


def _thaw_plain(kind: Any, data: Any) -> Any:
    if kind is bytes:
        return storage.get(data)
    if kind is datetime or kind is date:
        return kind.fromisoformat(data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    return data


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
