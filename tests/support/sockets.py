"""No test talks to the outside: only this machine's loopback and unix sockets."""

import ipaddress
import socket
from typing import Any

_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


class OutsideWorld(RuntimeError):
    """A test tried to leave this machine."""


def _check(address: Any) -> None:
    if isinstance(address, tuple) and not _is_loopback(str(address[0])):
        raise OutsideWorld(f"tests may not connect to {address[0]}")


def _is_loopback(host: str) -> bool:
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host.split("%", maxsplit=1)[0]).is_loopback
    except ValueError:
        return False


def close_the_door() -> None:
    """Replace the ways out of this process."""

    def connect(self: socket.socket, address: Any) -> None:
        _check(address)
        return _connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _check(address)
        return _connect_ex(self, address)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_loopback(name) and not _is_address(name):
            raise OutsideWorld(f"tests may not look up {name}")
        return _getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = connect
    socket.socket.connect_ex = connect_ex
    socket.getaddrinfo = getaddrinfo


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
