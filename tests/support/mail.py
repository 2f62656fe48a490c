"""A mail server on the loopback that keeps what it gets, and can be told to misbehave."""

import email
import email.policy
import threading
import time
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.bounds import LIMIT
from tests.support.ports import free_port


class Inbox:
    """The server's messages in order. ``answers`` maps a recipient to the line RCPT gets; ``data_answers`` likewise for DATA;
    ``sender_answer`` is what MAIL gets.

    With ``folder`` every accepted message is also a file, so a test of processes can count them at any moment.
    """

    def __init__(self, folder: Path | None = None, delay: float = 0.0) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.connections = 0
        self.answers: dict[str, str] = {}
        self.data_answers: dict[str, str] = {}
        self.sender_answer = "250 OK"
        self.delay = delay
        self._folder = folder
        self._lock = threading.Lock()
        self._controller: Controller | None = None
        self.port = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Counts connections."""
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        """Accepts, or answers as told."""
        if self.sender_answer.startswith("2"):
            envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        """Accepts, or answers as told."""
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the message, or answers as told."""
        recipient = envelope.rcpt_tos[0]
        if recipient in self.data_answers:
            return self.data_answers[recipient]
        if self.delay:
            time.sleep(self.delay)
        with self._lock:
            self.messages.append(email.message_from_bytes(envelope.content or b"", policy=email.policy.default))
            self.recipients.append(recipient)
        if self._folder is not None:
            (self._folder / f"{len(self.messages):05d}.eml").write_bytes(envelope.content or b"")
        return "250 accepted"

    def start(self, port: int = 0) -> "Inbox":
        """Listen on 127.0.0.1."""
        self.port = port or free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=LIMIT)
        self._controller.start()
        return self

    def stop(self) -> None:
        """Close the port."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def url(self) -> str:
        """For MEETINGS_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}?tls=none"
