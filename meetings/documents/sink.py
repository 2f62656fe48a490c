"""A file that is sent while it is written."""

import io
from typing import Any


class Sink(io.RawIOBase):
    """What was written since it was last drained."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """Only that."""
        return True

    def write(self, data: Any) -> int:
        """Hold it until somebody drains."""
        self._parts.append(bytes(data))
        return len(data)

    def drain(self) -> bytes:
        """What has come since the last time."""
        data, self._parts = b"".join(self._parts), []
        return data
