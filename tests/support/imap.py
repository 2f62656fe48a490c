"""A mailbox on the loopback that speaks as much IMAP as reading delivery reports takes; it keeps flags and can break off."""

import re
import socketserver
import threading
from email.message import EmailMessage

USER, SECRET = "rapat", "rahasia"


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        box = self.server.box
        self.wfile.write(b"* OK siap\r\n")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            tag, _, rest = line.partition(" ")
            said, answer = box.answer(rest)
            if said is None:
                return  # broken off
            self.wfile.write(said + f"{tag} {answer} selesai\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    box: "MailboxServer"


class MailboxServer:
    """The folder INBOX with ``mails``; ``seen`` holds the numbers of those that were marked as read."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.seen: set[int] = set()
        self.breaks_at = ""
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.box = self
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        """For MEETINGS_BOUNCE_URL."""
        return f"imap://{USER}:{SECRET}@127.0.0.1:{self._server.server_address[1]}/INBOX"

    def stop(self) -> None:
        """No connection is taken any more."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, command: str) -> tuple[bytes | None, str]:
        """(untagged lines, the tagged answer) to a command; None: the connection breaks off."""
        word = command.removeprefix("UID ").split(" ")[0].upper()
        if word == self.breaks_at:
            return None, ""
        if word == "LOGIN":
            return b"", "OK" if f'{USER} "{SECRET}"' in command else "NO sandi keliru"
        if word == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n", "OK"
        if word == "SELECT":
            return f"* {len(self.mails)} EXISTS\r\n".encode(), "OK" if "INBOX" in command else "NO tidak ada"
        if word == "SEARCH":
            found = [n for n, mail in enumerate(self.mails, 1) if n not in self.seen and b"multipart/report" in mail]
            return f"* SEARCH {' '.join(map(str, found))}\r\n".encode(), "OK"
        if word == "FETCH":
            number = int(command.split(" ")[2])
            mail = self.mails[number - 1]
            return b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (number, number, len(mail), mail), "OK"
        if word == "STORE":
            found_number = re.match(r"UID STORE (\d+) \+FLAGS", command)
            assert found_number
            self.seen.add(int(found_number[1]))
            return b"", "OK"
        return b"", "OK"


def report(
    message_id: str, recipient: str, *, action: str = "failed", status: str = "5.1.1", words: str = "User unknown"
) -> bytes:
    """A delivery report as Postfix writes it."""
    lines = f"""From: MAILER-DAEMON@mx.example.go.id
To: rapat@bogor.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="batas"

--batas
Content-Type: text/plain; charset=us-ascii

This is the mail system.

--batas
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.go.id

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} {words}

--batas
Content-Type: message/rfc822

From: rapat@bogor.example
Message-ID: {message_id}
Subject: Undangan

Isi
--batas--
"""
    return lines.replace("\n", "\r\n").encode()


def ordinary_mail() -> bytes:
    """A mail that a person wrote."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "budi@example.go.id", "Maaf, saya tidak dapat hadir"
    mail.set_content("Salam")
    return mail.as_bytes()
