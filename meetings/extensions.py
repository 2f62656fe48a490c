"""The Flask extensions, made once, tied to the app in ``create_app``."""

import sqlite3
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask
from flask_babel import Babel, Domain
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_security import Security, WebauthnUtil
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from jinja2 import pass_context
from jinja2.runtime import Context
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import Pool
from webauthn.helpers.structs import AuthenticatorSelectionCriteria

from meetings.enums import Task
from meetings.outages import PATIENCE, have_written, is_news, is_outage, patience, wait_for_lock
from meetings.writing.names import one_full_stop
from meetings.writing.search import search_key

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base: every constraint gets a predictable name, so migrations can find it."""

    metadata = sa.MetaData(naming_convention=NAMING)
    __mapper_args__ = {"eager_defaults": False}  # Python knows every default before the INSERT, so nothing is asked back


db: SQLAlchemy = SQLAlchemy(model_class=Base)
migrate = Migrate()
account_classes: dict[str, Callable[..., Any]] = {}  # the accounts feature puts its mailer, TOTP and password rules here


def _chosen(name: str) -> Callable[..., Any]:
    """Flask-Security takes its classes only when it is made; these are chosen when the app is."""

    def make(*given: Any) -> Any:
        return account_classes[name](*given)

    return make


class Passkeys(WebauthnUtil):
    """Any kind of authenticator: the laptop's own fingerprint reader and phone as well as a security key."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        """The library asks for a separate security key where a passkey replaces the password; most offices have none."""
        criteria = super().authenticator_selection(user, usage)
        criteria.authenticator_attachment = None
        return criteria


security = Security(
    mail_util_cls=_chosen("mail"),  # type: ignore[arg-type]  # -- stubs
    totp_cls=_chosen("totp"),  # type: ignore[arg-type]  # -- stubs
    password_util_cls=_chosen("password"),  # type: ignore[arg-type]  # -- stubs
    webauthn_util_cls=Passkeys,
)
csrf = CSRFProtect()


class Sentences(Domain):
    """Messages with what is filled into them: one that ends with `M.Si.` has brought its full stop."""

    def gettext(self, string: str, **variables: Any) -> str:
        """As the library's."""
        return one_full_stop(super().gettext(string, **variables))

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        """As the library's."""
        return one_full_stop(super().ngettext(singular, plural, num, **variables))


class Translations(Babel):
    """Sentences keep the same rule wherever they are made, in Python and in templates."""

    @property
    def domain_instance(self) -> Domain:
        """Asked for by the library, once a request."""
        return Sentences(domain=self.domain)

    def init_app(self, app: Flask, *args: Any, **kwargs: Any) -> None:
        """As the library's, which gives templates callables of their own."""
        super().init_app(app, *args, **kwargs)
        for name in ("gettext", "ngettext"):
            app.jinja_env.globals[name] = _with_one_stop(app.jinja_env.globals[name])


def _with_one_stop(told: Any) -> Any:
    @pass_context
    def gettext(context: Context, *args: Any, **variables: Any) -> str:
        return one_full_stop(told(context, *args, **variables))

    return gettext


babel = Translations()
limiter = Limiter(key_func=get_remote_address)
log = structlog.get_logger("meetings")


# Bytes of a SQLite file that are read where the system keeps them, without a copy for each connection; with the two megabytes that one keeps
# by itself, half the time of a page about 50,000 people went into fetching the same pages again.
MAPPED = 256 * 1024 * 1024


@event.listens_for(Engine, "connect")
def _set_sqlite_pragmas(connection: Any, record: Any) -> None:
    """WAL and a full sync at commit: what was confirmed survives a power cut; foreign keys are off by default."""
    if isinstance(connection, sqlite3.Connection):
        cursor = connection.cursor()
        wait_for_lock(connection, record.info, PATIENCE)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"mmap_size={MAPPED}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        connection.create_function("search_key", 1, _key_or_none, deterministic=True)
        connection.isolation_level = "IMMEDIATE"  # a writing transaction waits for its turn instead of failing half-way


@event.listens_for(Pool, "checkout")
def _wait_as_long_as_it_pays(connection: Any, record: Any, _proxy: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        wait_for_lock(connection, record.info, patience())


@event.listens_for(Engine, "commit")
def _note_who_could_write(connection: sa.Connection) -> None:
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection) and raw.in_transaction:  # one that only read has begun none
        have_written()


def _key_or_none(text: str | None) -> str | None:
    return None if text is None else search_key(text)


@event.listens_for(Engine, "savepoint")
def _begin_before_savepoint(connection: sa.Connection, _name: str) -> None:
    """Python's sqlite3 begins no transaction for a SAVEPOINT, so releasing it would commit what it holds."""
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection) and not raw.in_transaction:
        raw.execute("BEGIN IMMEDIATE")


class Nudges:
    """Hurry-ups for the task queue: remembered with the session, sent after its commit.

    The database row is the truth; a lost nudge only means that the sweep finds the row half a minute later.
    """

    def __init__(self) -> None:
        self.tasks: dict[Task, Callable[[], object]] = {}  # filled by meetings.jobs: how each is put on the queue

    def remember(self, session: Any, task: Task) -> None:
        """Ask for ``task`` to run once the session has committed."""
        session.info.setdefault("nudges", set()).add(task)

    def send(self, task: Task) -> None:
        """Put the task on the queue; a queue that is down is logged, never raised: the sweep will do it."""
        enqueue = self.tasks.get(task)
        if enqueue is None:
            return
        try:
            enqueue()
        except Exception as error:
            if is_news(error):
                log.warning("nudge_failed", task=task, exc_info=None if is_outage(error) else error)


nudges = Nudges()


def once_committed(act: Callable[[], object]) -> None:
    """Do ``act`` once the present transaction has committed, and never when it is taken back: what cannot be undone, as the deletion of a
    file that no row names any more. What it raises is logged."""
    db.session().info.setdefault("afterwards", []).append(act)


@event.listens_for(Session, "after_commit")
def _send_nudges(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint: nobody else sees the rows yet
        return
    for act in session.info.pop("afterwards", ()):
        try:
            act()
        except Exception:
            log.warning("not_done_after_commit", exc_info=True)
    for task in session.info.pop("nudges", ()):
        nudges.send(task)


@event.listens_for(Session, "after_rollback")
def _drop_nudges(session: Session) -> None:
    session.info.pop("afterwards", None)  # also of what a savepoint took back: a file too many does no harm
    if session.in_nested_transaction():  # the rest goes on; a hurry-up too many does no harm
        return
    session.info.pop("nudges", None)
