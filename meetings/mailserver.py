"""The address of a mail server, ``smtp://user:password@host:port?tls=starttls|ssl|none``, and of mailboxes as it gets them: read by one
rule, for settings as for mails."""

import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import parse_qsl, unquote, urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
PORTS = {"ssl": 465, "starttls": 587, "none": 25}  # by how the line is encrypted
HOST = re.compile(r"(?![.-])(?!.*\.\.)[\w.:-]*[\w:]")
_MAILBOX = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@x", re.ASCII)
_SENDER = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^"<>,;:@()]*)\s*<([^<>\s]+)>|([^<>\s]+)')


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over; ``tls`` is a key of `PORTS`, ``user`` empty where nobody signs in."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = field(default="", repr=False)


def read_address(url: str) -> MailServer:
    """The server that ``url`` names. Without ``tls``: ``ssl`` for smtps and on port 465, ``none`` on this machine itself, ``starttls`` otherwise.

    Raises ValueError with what the address must be (Indonesian, without what was given: it may hold a password).
    """
    try:
        parts = urlsplit(url)
        host, port, query = parts.hostname or "", parts.port, dict(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        raise ValueError("harus alamat peladen surel dengan porta berupa angka") from None
    if parts.scheme not in ("smtp", "smtps") or not HOST.fullmatch(host) or parts.path.strip("/") or parts.fragment or port == 0:
        raise ValueError("harus smtp://peladen:porta atau smtps://peladen:porta; tanda khusus dalam kata sandi ditulis %..")
    tls = query.pop("tls", None)
    if query:
        raise ValueError(f"harus tanpa {', '.join(sorted(query))} sesudah tanda tanya: yang dikenal hanya tls")
    if tls is not None and tls not in PORTS:
        raise ValueError(f"harus dengan tls={', tls='.join(PORTS)}, atau tanpa tls")
    if parts.scheme == "smtps" and tls not in (None, "ssl"):
        raise ValueError(f"harus smtp:// bila tls={tls}: smtps:// berarti tls=ssl")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("harus menyebut pengguna beserta kata sandinya, atau tanpa keduanya")
    usual = "ssl" if parts.scheme == "smtps" or port == PORTS["ssl"] else "none" if host in LOOPBACK else "starttls"
    tls = tls or usual
    return MailServer(host, port or PORTS[tls], tls, unquote(parts.username or ""), unquote(parts.password or ""))


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A folder of a mailbox that is read over IMAP."""

    host: str
    port: int
    tls: str
    folder: str
    user: str
    password: str = field(default="", repr=False)


def read_mailbox(url: str) -> Mailbox:
    """The mailbox that ``url`` names: ``imaps://user:password@host/FOLDER``, ``imap://`` with STARTTLS, on this machine itself without. No
    folder: INBOX. Raises ValueError like `read_address`."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("harus alamat kotak surat dengan porta berupa angka") from None
    unfit = parts.scheme not in ("imap", "imaps") or not HOST.fullmatch(host) or parts.fragment or parts.query or port == 0
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if unfit or not parts.username or not parts.password or not folder.isprintable() or set(folder) & set('"\\'):
        raise ValueError("harus imaps://pengguna:sandi@peladen/INBOX; tanda khusus dalam kata sandi ditulis %..")
    tls = "ssl" if parts.scheme == "imaps" else "none" if host in LOOPBACK else "starttls"
    usual = 993 if tls == "ssl" else 143
    return Mailbox(host, port or usual, tls, folder, unquote(parts.username), unquote(parts.password))


def mailbox(address: str) -> str:
    """The address as a server gets it, its domain in ASCII. Raises ValueError when it is none, or one this service cannot write."""
    user, _, domain = address.rpartition("@")
    if not user or not domain or not _MAILBOX.fullmatch(f"{user}@x") or re.search(r"[\s<>,;]", domain):
        raise ValueError(f"Alamat surel tidak sah atau tidak dapat dikirimi: {address}")
    try:
        return f"{user}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        raise ValueError(f"Alamat surel tidak sah: {address}") from None


def is_sender(text: str) -> bool:
    """Whether ``text`` is one mailbox, perhaps with a name before it, which stands in quotes where it has a comma."""
    written = _SENDER.fullmatch(text)
    if not written or not text.isprintable():
        return False
    address = written[1] or written[2]
    try:
        domain = mailbox(address).rpartition("@")[2]
    except ValueError:
        return False
    return bool(HOST.fullmatch(domain)) and parseaddr(text)[1] == address  # it is what mails are sent from
