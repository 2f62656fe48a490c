"""Ports for servers of tests."""

import random
import socket
from pathlib import Path

# Below what the system gives to outgoing connections: one of those could take the port while a killed server is started again.
RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST = 10_000


def free_port() -> int:
    """A TCP port that nobody listens on right now, and that nobody gets by chance."""
    highest = int(RANGE.read_text().split()[0]) if RANGE.exists() else 32_768
    while True:
        port = random.randrange(LOWEST, max(highest, LOWEST + 5_000))
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
