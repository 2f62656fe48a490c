"""What each setting that is an address, a place or a name may be. A rule takes the text and gives what is used; it raises `Unusable`."""

import contextlib
import ipaddress
import re
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import fsspec
from fsspec.utils import get_protocol
from psycopg import Error
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from meetings import esignserver, mailserver
from meetings.variables import Unusable, no_folder_reason, one_of, without_password

HOST = re.compile(r"(?!\.)[a-z0-9.:-]*[a-z0-9:]", re.IGNORECASE)  # a name or a number; names of other scripts in their ASCII form
FOLDERS = ("file", "local")
# Stores that keep what is put, for every process; fsspec knows others that only read, or forget.
STORES = (
    *FOLDERS,
    "s3",
    "s3a",
    "gs",
    "gcs",
    "abfs",
    "abfss",
    "az",
    "oss",
    "oci",
    "tos",
    "sftp",
    "ssh",
    "smb",
    "webdav",
    "hdfs",
    "webhdfs",
)
POSTGRES = "postgresql+psycopg"
NO_PLACES = ("localtime", "Factory", "posixrules")  # names that each machine reads its own way


def folder(given: str) -> str:
    """A folder, as an absolute path."""
    path = Path(given).absolute()
    if reason := no_folder_reason(path):
        raise Unusable(reason, "/srv/rapat")
    return str(path)


def base_url(given: str, *, production: bool) -> str:
    """The address that is printed: with scheme and host, and in production one that others can reach."""
    example = "https://rapat.example.go.id"
    if not _is_address(given):
        raise Unusable("harus alamat layanan dengan https:// atau http://", example, without_password(given) if given else "")
    if production and is_local(urlsplit(given).hostname or ""):
        raise Unusable(
            "tercetak di surat dan kode QR, jadi dalam mode production harus alamat yang terjangkau orang lain", example
        )
    return given.rstrip("/")


def _is_address(given: str) -> bool:
    """Scheme and host, perhaps a port and a path: what links can be built on."""
    try:
        parts = urlsplit(given)
        named = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        place = f"{named}:{parts.port}" if parts.port is not None else named
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or re.search(r"[\s\\?#@]", given))
    return bool(
        parts.scheme in ("http", "https") and plain and place == parts.netloc.lower() and HOST.fullmatch(parts.hostname or "")
    )


def is_local(host: str) -> bool:
    """Whether the name or number means the machine itself, wherever it is read."""
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(host)
        return address.is_loopback or address.is_unspecified
    name = host.rstrip(".")
    return name == "localhost" or name.endswith((".localhost", ".localdomain"))


def zone(given: str) -> str:
    """A time zone by the name of a place."""
    with contextlib.suppress(LookupError, ValueError, OSError):
        if given not in NO_PLACES:
            return ZoneInfo(given).key
    by_spelling = {name.casefold(): name for name in available_timezones()}
    meant = get_close_matches(given.casefold(), by_spelling, n=1, cutoff=0.7)
    raise Unusable("harus nama zona waktu", by_spelling[meant[0]] if meant else "Asia/Makassar")


def database_url(given: str, *, instance: Path) -> str:
    """PostgreSQL always through psycopg 3, whatever short form was given; or a SQLite file."""
    return _database(given, instance, "rapat").render_as_string(hide_password=False)


def queue_url(given: str, *, instance: Path) -> str:
    """Empty, or where the queue lies: PostgreSQL, or a SQLite file, like the database's below the instance folder unless it is absolute."""
    if not given:
        return ""
    url = _database(given, instance, "antrean")
    if url.drivername != POSTGRES:
        url = url.set(database=str(instance / str(url.database)))
    return url.render_as_string(hide_password=False)


def _database(given: str, instance: Path, name: str) -> URL:
    example = f"postgresql://pengguna:sandi@peladen:5432/{name}"
    unusable = Unusable("harus postgresql://… atau sqlite:///…", example, without_password(given))
    try:
        url = make_url(re.sub("^(postgres|postgresql)://", f"{POSTGRES}://", given))
        if url.drivername == POSTGRES:
            told = conninfo_to_dict(url.set(drivername="postgresql").render_as_string(hide_password=False))
            if not told.get("dbname") or not re.fullmatch(r"[0-9,]*", str(told.get("port") or "")):
                raise Unusable("harus menyebut nama basis data, dan porta dengan angka", example, without_password(given))
            return url
    except (ArgumentError, ValueError, Error) as error:
        raise error if isinstance(error, Unusable) else unusable from None
    if url.drivername != "sqlite" or url.host:
        raise unusable
    example = f"sqlite:////srv/rapat/{name}.sqlite3"
    if not url.database or ":memory:" in url.database or "memory" in url.query.values():
        raise Unusable("harus berkas: setiap proses membaca basis data yang sama", example)
    if not url.database.startswith("file:"):  # SQLite's own spelling is SQLite's to judge
        path = instance / url.database
        if path.is_dir() or path.parent == Path("/") or not (path.parent.is_dir() or path.parent == instance):
            raise Unusable("harus berkas di folder yang sudah ada; sesudah sqlite:/// jalur mutlak berawal garis miring", example)
    return url


def mail_url(given: str) -> str:
    """Empty, or a mail server's address."""
    if given:
        try:
            mailserver.read_address(given)
        except ValueError as error:
            raise Unusable(
                str(error), "smtp://pengguna:sandi@smtp.example.go.id:587?tls=starttls", without_password(given)
            ) from None
    return given


def bounce_url(given: str) -> str:
    """Empty, or the mailbox that mails come back to."""
    if given:
        try:
            mailserver.read_mailbox(given)
        except ValueError as error:
            raise Unusable(str(error), "imaps://pengguna:sandi@imap.example.go.id/INBOX", without_password(given)) from None
    return given


def esign_url(given: str) -> str:
    """Empty, or the address of an Esign gateway."""
    if given:
        try:
            esignserver.read_gateway(given)
        except ValueError as error:
            raise Unusable(str(error), "https://pengguna:sandi@esign.example.go.id/?version=2", without_password(given)) from None
    return given


def sender(given: str) -> str:
    """Who mails are from: one mailbox, a name before it."""
    if not mailserver.is_sender(given):
        raise Unusable(
            "harus satu alamat surel, boleh dengan nama di depannya (nama berkoma dalam tanda kutip)",
            "'Panitia Rapat <rapat@example.go.id>'",
        )
    return given


def storage_url(given: str, *, instance: Path) -> str:
    """A folder, as an absolute path, or a store that fsspec knows and whose package is installed."""
    example = "file:///srv/rapat/files"
    protocol, rest = get_protocol(given), given.partition("://")[2]
    try:
        one_of(STORES)(protocol)
        fsspec.get_filesystem_class(protocol)
    except Unusable:
        raise Unusable(f"harus folder, atau penyimpanan {', '.join(STORES[2:])}", example, without_password(given)) from None
    except (ImportError, ValueError) as error:
        raise Unusable(f"memerlukan paket Python yang belum terpasang ({error})", example, without_password(given)) from None
    if protocol not in FOLDERS:
        if not rest.strip("/"):
            raise Unusable("harus menyebut ember atau folder sesudah ://", f"{protocol}://ember/rapat", without_password(given))
        return given
    path = Path(rest if "://" in given else given)
    if not path.is_absolute():  # it would be another one for each folder that a command is called in
        raise Unusable("harus jalur mutlak, dengan tiga garis miring sesudah file:", example)
    if not path.is_relative_to(instance) and (reason := no_folder_reason(path)):
        raise Unusable(reason, example)
    return given
