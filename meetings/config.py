"""Typed settings, read from the environment (``MEETINGS_…``) once at start; the secrets among them by `keyring`."""

import contextlib
import hashlib
import ipaddress
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import fsspec
from flask import current_app
from fsspec.utils import get_protocol
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from meetings.keyring import ConfigError, find_keys
from meetings.outages import PATIENCE
from meetings.writing import zones

MODES = ("development", "test", "production")
HOST = re.compile(r"(?!\.)[a-z0-9.:-]*[a-z0-9:]", re.IGNORECASE)  # a name or a number; names of other scripts in their ASCII form
SWITCHES = {"0": False, "1": True, "false": False, "true": True, "no": False, "yes": True}


@dataclass(frozen=True)
class Settings:
    """Everything a deployment can choose. README lists the same names with their meaning."""

    env: str
    instance_path: Path
    database_url: str
    base_url: str
    secret_keys: tuple[str, ...]  # newest first, as the next two
    token_keys: tuple[str, ...]
    totp_keys: tuple[str, ...]
    password_salt: str
    smtp_url: str
    mail_from: str
    storage_url: str
    queue_url: str
    behind_proxy: int
    behind_tls: bool
    default_zone: str
    web_workers: int
    web_threads: int
    job_workers: int
    log_format: str
    session_hours: int  # a sign-in ends then, however much it is used
    stale_seconds: int  # a claim older than this was left by a dead worker

    @property
    def production(self) -> bool:
        """True when cookies must be secure and secrets must be given."""
        return self.env == "production"

    @property
    def former_secrets(self) -> dict[str, tuple[str, ...]]:
        """The keys before the newest, of the secrets that rotate."""
        return {name: keys[1:] for name, keys in self._rotating.items()}

    @property
    def newest_secrets(self) -> dict[str, str]:
        """Each secret by its name; of one that was rotated the newest."""
        return {name: keys[0] for name, keys in self._rotating.items()} | {"password_salt": self.password_salt}

    @property
    def _rotating(self) -> dict[str, tuple[str, ...]]:
        return {"secret_key": self.secret_keys, "token_key": self.token_keys, "totp_key": self.totp_keys}

    @property
    def code_key(self) -> bytes:
        """The key under which pass codes and tokens of public pages are looked up, and new ones derived."""
        return self.code_keys[0]

    @property
    def code_keys(self) -> tuple[bytes, ...]:
        """The keys, newest first, with one of which each code and token was derived."""
        return tuple(hashlib.sha256(key.encode()).digest() for key in self.token_keys)

    @property
    def sqlite(self) -> bool:
        """True when the database is a SQLite file."""
        return self.database_url.startswith("sqlite")

    def flask_config(self) -> dict[str, Any]:
        """The same settings under the names Flask and its extensions use."""
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_keys[0],
            "SECRET_KEY_FALLBACKS": [*self.secret_keys[1:]],
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": self._engine_options(),
            "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
            "SESSION_COOKIE_NAME": "meetings_session",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.production or self.behind_tls,
            "REMEMBER_COOKIE_SECURE": self.production or self.behind_tls,
            "REMEMBER_COOKIE_HTTPONLY": True,
            "REMEMBER_COOKIE_SAMESITE": "Lax",
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_DEFAULT_LOCALE": "id",
            "BABEL_DEFAULT_TIMEZONE": "UTC",
            "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
            "LANGUAGES": ("id", "en"),
            "RATELIMIT_STORAGE_URI": "database://",
            "RATELIMIT_HEADERS_ENABLED": False,
            "RATELIMIT_FAIL_ON_FIRST_BREACH": False,  # the longest wait of all rates is the true one
            "TEMPLATES_AUTO_RELOAD": self.env == "development",
        }

    def _engine_options(self) -> dict[str, Any]:
        if self.sqlite:
            return {"hide_parameters": True}
        return {
            "hide_parameters": True,  # what people typed is in no message of an error
            "pool_size": self.web_threads + 2,
            "max_overflow": 4,
            "pool_timeout": PATIENCE,
            "pool_pre_ping": True,  # a restarted server costs no request; the door's short way keeps a line of its own
            "pool_recycle": 1800,
            "connect_args": {
                "connect_timeout": int(PATIENCE),
                "tcp_user_timeout": 4000 * int(PATIENCE),
                "options": "-c lock_timeout=10s",
            },
        }


def default_instance_path() -> Path:
    """``instance/`` in the checkout; for an installed package in the working folder, not among the site-packages."""
    checkout = Path(__file__).parents[1]
    return (checkout if (checkout / "setup.cfg").exists() else Path.cwd()) / "instance"


def load(instance_path: str | Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from ``environ`` (default: the process environment).

    Raises ConfigError for a missing secret in production or a value that cannot be read.
    """
    env = os.environ if environ is None else environ

    def get(name: str, default: str = "") -> str:
        return env.get(f"MEETINGS_{name}", default).strip()

    def number(name: str, default: int, most: int, least: int = 1) -> int:
        raw = get(name) or str(default)
        if not raw.isdecimal() or not least <= int(raw) <= most:
            raise ConfigError(f"MEETINGS_{name} must be a whole number from {least} to {most}, not {raw!r}")
        return int(raw)

    def one_of(name: str, allowed: Collection[str], default: str) -> str:
        value = get(name) or default
        if value not in allowed:
            raise ConfigError(f"MEETINGS_{name} must be one of {', '.join(allowed)}, not {value!r}")
        return value

    mode = one_of("ENV", MODES, "development")
    instance = Path(get("INSTANCE_PATH") or instance_path).absolute()
    port = env.get("PORT", "").strip() or "8000"
    found = find_keys(instance, env, production=mode == "production")
    return Settings(
        env=mode,
        instance_path=instance,
        database_url=_database_url(get("DATABASE_URL") or f"sqlite:///{instance / 'meetings.sqlite3'}"),
        base_url=_base_url(get("BASE_URL"), port, production=mode == "production"),
        smtp_url=_mail_url(get("SMTP_URL")),
        mail_from=get("MAIL_FROM", "Layanan Rapat <rapat@localhost.localdomain>"),
        storage_url=_storage_url(get("STORAGE_URL") or f"file://{instance / 'files'}"),
        queue_url=get("QUEUE_URL"),
        behind_proxy=number("BEHIND_PROXY", 0, 20, least=0),
        behind_tls=SWITCHES[one_of("BEHIND_TLS", SWITCHES, "0")],
        default_zone=_zone(get("TIMEZONE") or zones.DEFAULT),
        web_workers=number("WEB_WORKERS", 2, 256),
        web_threads=number("WEB_THREADS", 3, 256),
        job_workers=number("JOB_WORKERS", 2, 256),
        log_format=one_of("LOG_FORMAT", ("text", "json"), "text"),
        session_hours=number("SESSION_HOURS", 7 * 24, 366 * 24),
        stale_seconds=number("STALE_SECONDS", 600, 86_400),
        secret_keys=found["secret_key"],
        token_keys=found["token_key"],
        totp_keys=found["totp_key"],
        password_salt=found["password_salt"][0],
    )


def _base_url(given: str, port: str, *, production: bool) -> str:
    """The address that is printed: with scheme and host, and in production one that others can reach."""
    if not given and not production:
        return f"http://localhost:{port}"
    if not _is_address(given):
        raise ConfigError(f"MEETINGS_BASE_URL must be the public address, such as https://rapat.example.go.id, not {given!r}")
    if production and _is_local(urlsplit(given).hostname or ""):
        raise ConfigError(f"MEETINGS_BASE_URL is printed into letters and QR codes: in production it cannot be {given!r}")
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


def _is_local(host: str) -> bool:
    """Whether the name or number means the machine itself, wherever it is read."""
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(host)
        return address.is_loopback or address.is_unspecified
    name = host.rstrip(".")
    return name == "localhost" or name.endswith((".localhost", ".localdomain"))


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(f"MEETINGS_TIMEZONE must be a name such as Asia/Makassar, not {name!r}") from None


def _database_url(url: str) -> str:
    """PostgreSQL always through psycopg 3, whatever short form was given."""
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            url = "postgresql+psycopg://" + url.removeprefix(short)
    try:
        driver = make_url(url).drivername
    except (ArgumentError, ValueError):
        driver = ""
    if driver not in ("sqlite", "postgresql+psycopg"):
        raise ConfigError("MEETINGS_DATABASE_URL must be postgresql://… or sqlite:///…, with every part as an address has it")
    return url


def _mail_url(url: str) -> str:
    """Empty, or a mail server with its port as a number."""
    try:
        parts = urlsplit(url)
        usable = bool(parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0)
    except ValueError:
        usable = False
    if url and not usable:  # the address is not repeated: it may hold a password
        raise ConfigError("MEETINGS_SMTP_URL must be smtp://host:port or smtps://host:port, with user:password@ before the host")
    return url


def _storage_url(url: str) -> str:
    """A store that fsspec knows and whose package is installed."""
    try:
        fsspec.get_filesystem_class(get_protocol(url))
    except (ImportError, ValueError) as error:
        raise ConfigError(f"MEETINGS_STORAGE_URL: {error}") from None
    return url


def current_settings() -> Settings:
    """The settings of the running application. Needs an application context."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings
