"""Typed settings, read from the environment (``MEETINGS_…``) once at start; the secrets among them by `keyring`."""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from flask import current_app

from meetings import clock
from meetings import setting_rules as rules
from meetings.keyring import VARIABLES, ConfigError, find_keys
from meetings.outages import PATIENCE
from meetings.variables import Environment, number, one_of, switch
from meetings.writing import zones

INSTANCE_PATH = "MEETINGS_INSTANCE_PATH"
MODES = ("development", "test", "production")


@dataclass(frozen=True)
class Settings:
    """Everything a deployment can choose. README lists the same names with their meaning."""

    env: str
    instance_path: Path
    port: int
    database_url: str
    base_url: str
    secret_keys: tuple[str, ...]  # newest first, as the next two
    token_keys: tuple[str, ...]
    totp_keys: tuple[str, ...]
    password_salt: str
    smtp_url: str
    bounce_url: str
    esign_url: str
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
                # Compiling a statement takes seconds where it is estimated to be long, and running ours takes a tenth of one.
                "options": "-c lock_timeout=10s -c jit=off",
            },
        }


def default_instance_path() -> Path:
    """``instance/`` in the checkout; for an installed package in the working folder, not among the site-packages."""
    checkout = Path(__file__).parents[1]
    return (checkout if (checkout / "setup.cfg").exists() else Path.cwd()) / "instance"


def instance_path() -> Path:
    """Where the instance folder is, for commands that work without the other settings. Raises ConfigError."""
    there = Environment(os.environ)
    path = Path(there.read(INSTANCE_PATH, str(default_instance_path()), rules.folder))
    if there.faults:
        raise ConfigError(*there.faults)
    return path


def load(default_path: str | Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from ``environ`` (default: the process environment).

    Raises ConfigError with all faults: a secret that is missing in production, a value that cannot be meant, a name that nobody knows.
    """
    env = os.environ if environ is None else environ
    chosen, faults = _read(Path(default_path), env)
    instance, production = chosen["instance_path"], chosen["env"] == "production"
    found: dict[str, tuple[str, ...]] = {}
    try:
        # Where something is wrong nothing is made: the folder may be one that nobody meant.
        found = find_keys(instance, env, production=production, make=not faults)
    except ConfigError as error:
        faults += error.faults
    if faults:
        raise ConfigError(*faults)
    return Settings(
        **chosen,
        secret_keys=found["secret_key"],
        token_keys=found["token_key"],
        totp_keys=found["totp_key"],
        password_salt=found["password_salt"][0],
    )


def port(environ: Mapping[str, str] | None = None) -> int:
    """PORT, as hosting platforms set it, else 8000. Raises ConfigError with all faults that there are, before anything is made."""
    chosen, faults = _read(default_instance_path(), os.environ if environ is None else environ)
    if faults:
        raise ConfigError(*faults)
    return int(chosen["port"])


def _read(default_path: Path, env: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Every setting but the keys by its field, and what is wrong; nothing is made."""
    there = Environment(env)
    chosen = _read_all(there, default_path)
    there.look_for_misspelt(VARIABLES)
    return chosen, there.faults


def _read_all(there: Environment, default_path: Path) -> dict[str, Any]:
    def get(name: str, default: str, rule: Callable[[str], Any]) -> Any:
        return there.read(f"MEETINGS_{name}", default, rule)

    mode = get("ENV", "development", one_of(MODES))
    production = mode == "production"
    instance = Path(there.read(INSTANCE_PATH, str(default_path), rules.folder))
    web_port = there.read("PORT", "8000", number(1, 65535, 8080))
    return {
        "env": mode,
        "instance_path": instance,
        "port": web_port,
        "database_url": get(
            "DATABASE_URL", f"sqlite:///{instance / 'meetings.sqlite3'}", partial(rules.database_url, instance=instance)
        ),
        "base_url": get(
            "BASE_URL", "" if production else f"http://localhost:{web_port}", partial(rules.base_url, production=production)
        ),
        "smtp_url": get("SMTP_URL", "", rules.mail_url),
        "bounce_url": get("BOUNCE_URL", "", rules.bounce_url),
        "esign_url": get("ESIGN_URL", "", rules.esign_url),
        "mail_from": get("MAIL_FROM", "Layanan Rapat <rapat@localhost.localdomain>", rules.sender),
        "storage_url": get("STORAGE_URL", f"file://{instance / 'files'}", partial(rules.storage_url, instance=instance)),
        "queue_url": get("QUEUE_URL", "", partial(rules.queue_url, instance=instance)),
        "behind_proxy": get("BEHIND_PROXY", "0", number(0, 20, 1)),
        "behind_tls": get("BEHIND_TLS", "0", switch),
        "default_zone": get("TIMEZONE", zones.DEFAULT, rules.zone),
        "web_workers": get("WEB_WORKERS", "2", number(1, 256, 2)),
        "web_threads": get("WEB_THREADS", "3", number(1, 256, 3)),
        "job_workers": get("JOB_WORKERS", "2", number(1, 256, 2)),
        "log_format": get("LOG_FORMAT", "text", one_of(("text", "json"))),
        "session_hours": get("SESSION_HOURS", str(7 * 24), number(1, 366 * 24, 168)),
        "stale_seconds": get("STALE_SECONDS", "600", number(1, 86_400, 600)),
    }


def current_settings() -> Settings:
    """The settings of the running application. Needs an application context."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def local_day(at: datetime) -> date:
    """The day of ``at`` (aware) where this installation stands, for what belongs to no meeting. Needs an application context."""
    return clock.local(at, current_settings().default_zone).date()
