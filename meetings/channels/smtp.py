"""Mail by SMTP: building the message, one connection for many, and telling apart what may be tried again.

Between the moment the body begins to go out and the server's answer nobody knows whether the message arrives; that
stretch is announced to the caller (``before_body``), and a break inside it is its own error.
"""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from typing import NoReturn

from meetings import mailserver

POLICY = SMTP.clone(cte_type="7bit", max_line_length=76)
_PLAIN = re.compile(r"(?:(?!=\?)[ -~])*")  # what needs no encoding; "=?" would be taken for an encoded word
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
TIMEOUT = 30.0


class MailError(Exception):
    """The message did not go out; the text says why."""


class Refused(MailError):
    """For good: this recipient or this message is not accepted."""


class TryLater(MailError):
    """For now: this message may be tried again, others may go on (over a new connection if this one broke)."""


class ServerDown(MailError):
    """The server cannot be used at the moment; nothing of this message has left."""


class Uncertain(MailError):
    """The connection broke while the body was going out."""


class ClaimLost(MailError):
    """``before_body`` said no: nothing of this message has left."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file; ``media_type`` may carry parameters ("text/calendar; method=PUBLISH")."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person. Header texts must be single lines; ``reply_to`` may be empty."""

    sender: str
    recipient_name: str
    recipient: str
    subject: str
    text: str
    message_id: str
    date: datetime
    html: str = ""
    reply_to: str = ""
    attachments: Sequence[Attachment] = ()


def build_message(mail: Mail) -> bytes:
    """The message on the wire. Raises Refused for an address that cannot be written or a header of several lines.

    The headers are written here: the standard library forgets the quotes of a long name with commas when it folds it.
    """
    headers = [
        ("From", _address("From", *parseaddr(mail.sender))),
        ("To", _address("To", mail.recipient_name, mail.recipient)),
        ("Subject", _words("Subject", mail.subject)),
        ("Date", format_datetime(mail.date)),
        ("Message-ID", _one_line(mail.message_id)),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
    ]
    if mail.reply_to:
        with contextlib.suppress(Refused):  # an office's odd address must not keep its letters back
            headers.append(("Reply-To", _address("Reply-To", *parseaddr(_one_line(mail.reply_to)))))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return head.encode("ascii") + _body(mail).as_bytes()


def _body(mail: Mail) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for attachment in mail.attachments:
        kind = Message()
        kind["Content-Type"] = attachment.media_type
        maintype, _, subtype = kind.get_content_type().partition("/")
        parameters = dict(kind.get_params(failobj=[])[1:])
        name = _one_line(attachment.name)
        message.add_attachment(attachment.data, maintype=maintype, subtype=subtype, filename=name, params=parameters)
    return message


def mailbox(address: str) -> str:
    """The address as the server gets it. Raises Refused when it is none, or one this service cannot write."""
    try:
        return mailserver.mailbox(address)
    except ValueError as error:
        raise Refused(str(error)) from None


def _address(header: str, name: str, address: str) -> str:
    box = mailbox(address)
    if not name:
        return box
    if _PLAIN.fullmatch(name) and len(name) <= 60:
        return formataddr((name, box))
    return f"{_encode(header, name)}\r\n <{box}>"


def _words(header: str, text: str) -> str:
    return _one_line(text) if _PLAIN.fullmatch(text) and len(text) <= 60 else _encode(header, _one_line(text))


def _encode(header: str, text: str) -> str:
    return Header(_one_line(text), "utf-8", header_name=header, maxlinelen=75).encode(linesep="\r\n")


def _one_line(text: str) -> str:
    if _CONTROL.search(text):
        raise Refused(f"Kepala surat memuat karakter kendali: {text!r}")
    return text


class Connection:
    """A connection to the server of an address (`mailserver.read_address`). It opens when first used and stays open for many
    messages."""

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self._server = mailserver.read_address(url)
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        """Connect, encrypt and sign in. Raises ServerDown."""
        try:
            context, to = ssl.create_default_context(), self._server
            if to.tls == "ssl":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=self._timeout, context=context)
            else:
                smtp = smtplib.SMTP(to.host, to.port, timeout=self._timeout)
            self._smtp = smtp
            if to.tls == "starttls":
                smtp.starttls(context=context)
            if to.user:
                smtp.login(to.user, to.password)
            smtp.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise ServerDown(f"Peladen surel {self._server.host} tidak dapat dipakai: {_reason(error)}") from error

    def send(self, mail: Mail, before_body: Callable[[], bool]) -> None:
        """Hand one message over; returning means the server has accepted it.

        ``before_body`` is called right before the body goes out. Raises Refused, TryLater, ServerDown, ClaimLost (nothing has
        left in these cases) or Uncertain. A sender that is not accepted is no fault of the message: ServerDown. What breaks
        later may be: TryLater, so that one bad message cannot hold up the others for ever.
        """
        try:
            sender = mailbox(parseaddr(mail.sender)[1])
        except Refused as error:
            raise ServerDown(f"MEETINGS_MAIL_FROM: {error}") from None
        data, recipient = build_message(mail), mailbox(mail.recipient)
        smtp = self._ready()
        try:
            code, text = smtp.mail(sender)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise ServerDown(f"Sambungan ke peladen surel terputus: {_reason(error)}") from error
        if code != 250:
            self._reset()
            raise ServerDown(f"Peladen surel menolak pengirim {sender}: {_words_of(code, text)}")
        try:
            self._expect(smtp.rcpt(recipient))
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise TryLater(f"Sambungan ke peladen surel terputus: {_reason(error)}") from error
        if not before_body():
            self._reset()
            raise ClaimLost("pesan ini sudah diambil proses lain")
        try:
            answer = smtp.data(data)
        except smtplib.SMTPDataError as error:  # the server declined before the body
            self._decline(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Uncertain(f"Sambungan terputus saat pesan dikirim: {_reason(error)}") from error
        if answer[0] < 400 and answer[0] // 100 != 2:
            self.close()
            raise Uncertain(f"Jawaban peladen surel tidak dapat dipahami: {_words_of(*answer)}")
        self._expect(answer)

    def close(self) -> None:
        """Say goodbye if possible."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def _ready(self) -> smtplib.SMTP:
        """The open connection; one that the server has meanwhile closed is opened anew."""
        if self._smtp is not None:
            try:
                if self._smtp.noop()[0] == 250:
                    return self._smtp
            except (smtplib.SMTPException, OSError):
                pass
            self.close()
        self.open()
        assert self._smtp is not None
        return self._smtp

    def _expect(self, answer: tuple[int, bytes]) -> None:
        if not 200 <= answer[0] < 300:
            self._decline(*answer)

    def _decline(self, code: int, text: bytes | str) -> NoReturn:
        words = _words_of(code, text)
        if code == 421 or code < 400:
            self.close()
        else:
            self._reset()
        raise Refused(words) if code >= 500 else TryLater(words)

    def _reset(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.rset()
            except (smtplib.SMTPException, OSError):
                self.close()


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _words_of(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__


def _words_of(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
