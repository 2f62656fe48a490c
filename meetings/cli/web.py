"""One web process: the app that the parent has already loaded, behind the socket that the parent has opened."""

import logging
import signal
import socket
from collections.abc import Callable
from typing import Any

from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

from meetings.cli.connections import Server, Unaddressed

LONGEST_HEAD = 32_768  # bytes of request line and headers together
SPOOLED = 1 << 30  # bytes of an answer that wait on disk for a slow client, before a worker waits for it


def open_socket(host: str, port: int) -> socket.socket:
    """The listening socket, made once in the parent so that it outlives a web process.

    Raises ``OSError`` when the port is taken or may not be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(2048)
    return listener


def serve(
    app: Callable[..., Any], listener: socket.socket, *, threads: int, longest_body: int, beat: Callable[[], None] = lambda: None
) -> None:
    """Answer requests on ``listener`` until SIGTERM, ``threads`` at a time; ``beat`` is called every second as long as all is well.

    ``app`` is a WSGI application that refuses bodies longer than ``longest_body`` bytes by itself.
    """
    settings = Adjustments(
        sockets=[listener],
        threads=threads,
        backlog=2048,
        ident="meetings",
        max_request_header_size=LONGEST_HEAD,
        outbuf_high_watermark=SPOOLED,
        clear_untrusted_proxy_headers=False,  # the app knows how many proxies to believe
        log_socket_errors=False,
    )
    settings.longest_body = longest_body
    workers = ThreadedTaskDispatcher()
    workers.set_thread_count(threads)
    logging.getLogger("waitress").addFilter(Unaddressed())
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    sockinfo = (listener.family, listener.type, listener.proto, listener.getsockname())
    server = Server(app, {}, _sock=listener, dispatcher=workers, adj=settings, sockinfo=sockinfo, bind_socket=False)
    signal.signal(signal.SIGTERM, server.stop)
    server.work(beat)
