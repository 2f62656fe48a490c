"""Connections of a web process: waitress, with every part of a request and of an answer bounded in time.

One thread reads all requests in a loop and hands over those that have come whole: a connection that is silent, or drips, costs a file number and no
worker. Times are monotonic, so that setting the clock neither cuts a connection nor keeps it.
"""

import io
import logging
import socket
import time
from collections.abc import Callable
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import WSGITask
from waitress.utilities import BadRequest

KEEP_ALIVE = 75.0  # seconds without a request; longer than the pause between two scans at a door
HEAD = 20.0  # seconds from the first byte of a request to the end of its headers
BODY = 30.0  # seconds for the body, and one more for each
SLOWEST = 10_000  # bytes of it
UNREAD = 60.0  # seconds in which a client takes nothing of its answer
CONNECTIONS = 2000  # of one process; after that those that have been idle longest make room
DRAIN = 15.0  # seconds for what is under way when the service stops
LINGER = 1.0  # seconds for a request that is on its way then
TURN = 1.0  # seconds between two looks at all connections


class Nowhere:
    """A body's buffer that keeps nothing but the count."""

    def __init__(self) -> None:
        self.size = 0

    def __len__(self) -> int:
        return self.size

    def append(self, data: bytes) -> None:
        """Count and forget."""
        self.size += len(data)

    def getfile(self) -> io.BytesIO:
        """An empty file."""
        return io.BytesIO()

    def close(self) -> None:
        """There is nothing to let go of."""


class Request(HTTPRequestParser):
    """A body longer than ``adj.longest_body`` is read to nowhere: its sender then hears the application's refusal, not a broken line."""

    expect_continue: bool  # of the parent class

    def received(self, data: bytes) -> int:
        """Take bytes; how many of them belong to this request."""
        try:
            taken: int = super().received(data)
        except ValueError:  # a number too long to be one
            self.error, self.completed = BadRequest("Malformed number"), True
            return len(data)
        body = self.body_rcv
        if body is None or self.error or isinstance(body.buf, Nowhere):
            return taken
        if max(self.content_length, self.body_bytes_received) > self.adj.longest_body:
            nowhere = Nowhere()
            nowhere.size = len(body.buf)
            body.buf.close()
            body.buf = nowhere
            if self.expect_continue:  # it asks before it sends
                self.expect_continue = False
                self.completed = True
                self.headers["CONNECTION"] = "close"
        return taken

    def is_overdue(self, began: float, now: float) -> bool:
        """Whether it has been coming for too long since ``began`` (monotonic seconds, like ``now``)."""
        if not self.headers_finished:
            return now - began > HEAD
        return now - began > HEAD + BODY + min(self.body_bytes_received, self.adj.longest_body) / SLOWEST


class Answer(WSGITask):
    """What a worker does with a request."""

    def start(self) -> None:
        """While the service stops, the client is told to send the next request on a new line."""
        super().start()
        if self.channel.server.stopping:
            self.set_close_on_finish()

    def finish(self) -> None:
        """HEAD has no body, and so no last chunk."""
        if self.request.command == "HEAD":
            self.chunked_response = False
        super().finish()


class Connection(HTTPChannel):
    """One client's line."""

    parser_class = Request
    task_class = Answer

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.began = self.moved = time.monotonic()
        super().__init__(*args, **kwargs)

    def received(self, data: bytes) -> bool:
        """Take bytes, and note when the request that they belong to began."""
        before = self.request
        more: bool = super().received(data)
        if self.request is not before:
            self.began = time.monotonic()
        return more

    def service(self) -> None:
        """Answer one request; the line is idle from then on."""
        super().service()
        self.moved = time.monotonic()

    def _flush_some(self, do_close: bool = True) -> bool:
        sent: bool = super()._flush_some(do_close=do_close)
        if sent:
            self.moved = time.monotonic()
        return sent

    @property
    def is_idle(self) -> bool:
        """Nothing has come, nothing is worked on, nothing is to be sent."""
        return self.request is None and not self.requests and not self.total_outbufs_len

    def is_overdue(self, now: float) -> bool:
        """Whether the client has taken too long with whatever it is its turn to do."""
        if self.total_outbufs_len:
            return now - self.moved > UNREAD
        if self.requests:
            return False
        if self.request is None:
            return now - self.moved > KEEP_ALIVE
        overdue: bool = self.request.is_overdue(self.began, now)
        return overdue


class Server(TcpWSGIServer):
    """waitress's server with a clock of its own, room for newcomers, and an orderly end."""

    channel_class = Connection
    stopping = False
    looked = 0.0

    def readable(self) -> bool:
        """Always: ``handle_accept`` makes room."""
        return True

    def handle_accept(self) -> None:
        """Take a new line; where there are too many, the tenth that has been idle longest is closed first."""
        if len(self.active_channels) >= CONNECTIONS:
            idle = [line for line in self.active_channels.values() if line.is_idle]
            for line in sorted(idle, key=lambda line: line.moved)[: CONNECTIONS // 10]:
                line.handle_close()
        super().handle_accept()

    def set_socket_options(self, conn: socket.socket) -> None:
        """Small answers leave at once; a client that vanished is noticed."""
        super().set_socket_options(conn)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def stop(self, *_signal: object) -> None:
        """Take no new lines and end ``work`` once the open ones are served; a signal handler."""
        self.stopping = True
        self.pull_trigger()

    def work(self, beat: Callable[[], None]) -> None:
        """Read and send until ``stop`` was called and every client has its answer, or ``DRAIN`` seconds are over.

        ``beat`` is called at least once in ``TURN`` seconds.
        """
        while not self.stopping:
            self._turn(TURN)
            beat()
        wasyncore.dispatcher.close(self)  # the parent still holds the socket
        asked = time.monotonic()
        while self.active_channels and time.monotonic() < asked + DRAIN:
            self._turn(0.1)
            beat()
            if time.monotonic() > asked + LINGER:
                self._close(lambda line, _now: line.is_idle)

    def _turn(self, seconds: float) -> None:
        wasyncore.poll2(seconds, self._map)
        if time.monotonic() > self.looked + TURN:
            self._close(Connection.is_overdue)

    def _close(self, which: Callable[[Connection, float], bool]) -> None:
        self.looked = now = time.monotonic()
        for line in [line for line in self.active_channels.values() if which(line, now)]:
            line.handle_close()


class Unaddressed(logging.Filter):
    """Keeps the addresses of requests out of waitress's log: they may hold tokens."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Cut what was served; always true."""
        record.msg = str(record.msg).partition(" while serving ")[0]
        return True
