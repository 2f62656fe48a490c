"""Mails that came back: delivery reports (RFC 3464) in the mailbox of the sender, read over IMAP."""

import contextlib
import email
import email.policy
import imaplib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from meetings.mailserver import Mailbox, read_mailbox

AT_ONCE = 100
LARGEST = 512 * 1024  # of a report; the mail that it quotes comes last and may be cut off
PATIENCE = 30  # seconds
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


class MailboxDown(Exception):
    """The mailbox cannot be read now: no connection, a wrong password, no such folder."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """One recipient whom a mail never reached. ``reason``: status and words of the server that refused it."""

    message_id: str
    recipient: str
    reason: str


def read_report(data: bytes) -> list[Bounce]:
    """The recipients that a delivery report gives up on; none of another mail, of a delay, or of a report that does not say which mail it
    is about."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    if message.get_content_type() != "multipart/report":
        return []
    report = next((part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None)
    about = _quoted_id(message)
    if report is None or not about:
        return []
    found = []
    for block in report.get_payload():  # of the mail, then of each recipient
        fields = {name.lower(): str(value) for name, value in block.items()} if not isinstance(block, str) else {}
        if fields.get("action", "").strip().lower() != "failed":
            continue
        recipient = fields.get("final-recipient") or fields.get("original-recipient", "")
        words = " ".join(fields.get("diagnostic-code", "").partition(";")[2].split())
        reason = f"{fields.get('status', '').strip()} {words}".strip()
        found.append(Bounce(about, recipient.partition(";")[2].strip().strip("<>").lower(), reason))
    return found


def _quoted_id(message: EmailMessage) -> str:
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/global-headers", "message/global"):
            found = _MESSAGE_ID.search(part.as_bytes())
            if found:
                return found[1].decode("ascii", "replace")
    return ""


class Reports:
    """The unread delivery reports of a mailbox; others' mails in it stay as they are."""

    def __init__(self, url: str) -> None:
        self._box: Mailbox = read_mailbox(url)
        self._server: imaplib.IMAP4 | None = None

    def __enter__(self) -> "Reports":
        """Signs in and opens the folder. Raises MailboxDown."""
        box = self._box
        try:
            kind = imaplib.IMAP4_SSL if box.tls == "ssl" else imaplib.IMAP4
            self._server = kind(box.host, box.port, timeout=PATIENCE)
            if box.tls == "starttls":
                self._server.starttls()
            self._server.login(box.user, box.password)
            if self._server.select(f'"{box.folder}"')[0] != "OK":
                raise MailboxDown(f"Kotak surat {box.folder} tidak dapat dibuka.")
        except (OSError, imaplib.IMAP4.error) as error:
            self._leave()
            raise MailboxDown(f"Kotak surat kembalian tidak dapat dibaca: {error}") from None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._leave()

    def unread(self) -> Iterator[tuple[str, list[Bounce]]]:
        """(number, recipients given up on) of each report, the oldest first. Raises MailboxDown."""
        for number in self._ask("SEARCH", "UNSEEN", "HEADER", "Content-Type", '"multipart/report"')[0].split()[:AT_ONCE]:
            for part in self._ask("FETCH", number.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)"):
                if isinstance(part, tuple):
                    yield number.decode(), read_report(part[1])

    def settle(self, number: str) -> None:
        """Mark a report as read."""
        self._ask("STORE", number, "+FLAGS", r"(\Seen)")

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        assert self._server is not None
        try:
            answer, data = self._server.uid(command, *arguments)
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxDown(f"Kotak surat kembalian tidak dapat dibaca: {error}") from None
        if answer != "OK":
            raise MailboxDown(f"Kotak surat kembalian menjawab {answer}.")
        return [part for part in data if part is not None] or [b""]

    def _leave(self) -> None:
        if self._server is not None:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                self._server.logout()
            self._server = None
